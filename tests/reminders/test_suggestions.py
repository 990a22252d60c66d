"""What a client's way of paying suggests, with its reason."""

from __future__ import annotations

import polars as pl
import pytest

from relance_core.reminders.suggestions import suggestions
from tests.reminders.ledgers import Books


def suggested(
    median: float, *, paid: int = 14, p80: float = 30, **client: object
) -> list[tuple[str, str]]:
    """Scenario and reason suggested for one client."""
    books = Books()
    books.client(1, **client)
    habits = pl.DataFrame(
        {"client_id": [1], "paid_count": [paid], "median_days": [median], "p80_days": [p80]},
        schema_overrides={"median_days": pl.Float64, "p80_days": pl.Float64},
    )
    found = suggestions(books.situation.clients, habits)
    return [(row["scenario"], row["reason"]) for row in found.iter_rows(named=True)]


def test_a_late_payer_is_worth_watching_and_the_reason_says_why() -> None:
    assert suggested(19) == [("watched", "14 factures payées, médiane J+19 → À surveiller")]


def test_a_prompt_payer_is_treated_as_one() -> None:
    assert suggested(-2, p80=1) == [
        ("good_payer", "14 factures payées, médiane J\u22122 → Bon payeur")
    ]
    assert suggested(0, p80=3)[0][0] == "good_payer"


@pytest.mark.parametrize(("median", "p80"), [(14, 30), (1, 2), (-2, 4)])
def test_habits_in_between_suggest_nothing(median: float, p80: float) -> None:
    assert suggested(median, p80=p80) == []


def test_four_payments_are_no_habit() -> None:
    assert suggested(40, paid=4) == []


@pytest.mark.parametrize("kind", ["public", "consumer"])
def test_public_bodies_and_consumers_keep_their_own_scenario(kind: str) -> None:
    assert suggested(40, debtor_type=kind) == []


def test_what_is_already_so_is_not_suggested() -> None:
    assert suggested(40, scenario="watched") == []
