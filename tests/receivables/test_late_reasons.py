"""Why late invoices are late, counted per currency."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from relance_core.receivables.late_reasons import late_reasons
from tests.receivables.ledger import TODAY, day, line, paid, portfolio


def counted(*lines: dict[str, object], said: dict[int, str]) -> list[tuple[object, ...]]:
    reasons = pl.DataFrame(
        list(said.items()), schema={"invoice_id": pl.Int64, "reason": pl.String}, orient="row"
    )
    found = late_reasons(portfolio(*lines), reasons, today=TODAY)
    return found.select("currency", "late_reason", "invoices", "clients", "open_amount").rows()


def test_each_reason_is_counted_with_its_clients_and_what_nobody_knows_comes_last() -> None:
    found = counted(
        line(amount="100"),
        line(amount="50", client_id=2),
        line(amount="30", client_id=2),
        line(amount="5000", client_id=3),
        said={1: "cash", 2: "cash", 3: "refusal"},
    )
    assert found == [
        ("EUR", "Trésorerie", 2, 2, Decimal(150)),
        ("EUR", "Refus de payer", 1, 1, Decimal(30)),
        ("EUR", "Raison pas encore connue", 1, 1, Decimal(5000)),
    ]


def test_what_is_disputed_today_is_late_for_that_whatever_was_said_before() -> None:
    found = counted(line(disputed_amount=Decimal(20)), said={1: "cash"})
    assert [row[1] for row in found] == ["Contestation"]


def test_what_is_not_late_or_is_paid_has_no_reason() -> None:
    found = counted(line(due_date=day(3)), paid(day(-1)), said={1: "cash", 2: "cash"})
    assert found == []


def test_currencies_are_never_summed() -> None:
    found = counted(line(), line(currency="USD"), said={1: "cash", 2: "cash"})
    assert [(row[0], row[4]) for row in found] == [("EUR", Decimal(100)), ("USD", Decimal(100))]
