"""Words given: a hand-over on the day announced, a claim declared before it is too late."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from relance_core.receivables.hand_over import declarations, hand_overs
from relance_core.schemas import HISTORY, LEDGER
from tests.receivables.ledger import TODAY, day


def ledger(**known: Any) -> pl.DataFrame:
    """One open invoice, due sixty days ago."""
    usual = {
        "invoice_id": 1,
        "client_id": 1,
        "kind": "invoice",
        "currency": "EUR",
        "due_date": day(-60),
        "amount": Decimal(100),
        "open_amount": Decimal(100),
        "disputed_amount": Decimal(0),
    }
    return pl.DataFrame([usual | known], schema=LEDGER)


def sent(
    step: str, on: date, *, deadline: date | None = None, state: str = "sent"
) -> dict[str, Any]:
    return {"invoice_id": 1, "step": step, "day": on, "deadline": deadline, "state": state}


def told(*messages: dict[str, Any], **known: Any) -> list[tuple[str, int]]:
    history = pl.DataFrame(list(messages), schema=HISTORY)
    return hand_overs(ledger(**known), history, today=TODAY).select("stage", "days").rows()


@pytest.mark.parametrize(
    ("announced", "stage", "days"),
    [(day(3), "coming", 0), (TODAY, "today", 0), (day(-4), "missed", 4)],
)
def test_a_hand_over_is_due_on_the_day_that_the_last_notice_announced(
    announced: date, stage: str, days: int
) -> None:
    assert told(sent("last_notice", day(-12), deadline=announced)) == [(stage, days)]


def test_a_hand_over_done_late_says_by_how_many_days() -> None:
    notice = sent("last_notice", day(-12), deadline=day(-4))
    assert told(notice, sent("hand_over", day(-4))) == [("done", 0)]
    assert told(notice, sent("hand_over", day(-1))) == [("done", 3)]


def test_the_latest_notice_gives_the_day() -> None:
    first = sent("last_notice", day(-20), deadline=day(-12))
    assert told(first, sent("last_notice", day(-5), deadline=day(3))) == [("coming", 0)]


def test_nothing_was_announced_by_a_notice_that_has_not_left_or_about_what_is_paid() -> None:
    notice = sent("last_notice", day(-12), deadline=day(-4))
    assert told(notice | {"state": "deposited"}) == []
    assert told(notice, open_amount=Decimal(0)) == []


@pytest.mark.parametrize(
    ("days", "stage"),
    [(None, "unknown"), (59, "passed"), (60, "near"), (75, "near"), (76, "coming")],
)
def test_an_insured_claim_is_declared_within_the_days_of_its_contract(
    days: int | None, stage: str
) -> None:
    insured = pl.DataFrame(
        {"client_id": [1], "declare_days": [days]}, schema_overrides={"declare_days": pl.Int64}
    )
    found = declarations(ledger(), insured, today=TODAY)
    assert found["stage"].to_list() == [stage]
    assert declarations(ledger(due_date=TODAY), insured, today=TODAY).is_empty()
