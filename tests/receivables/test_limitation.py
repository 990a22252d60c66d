"""Dates at which claims may be time-barred: from the right day, six and three months ahead."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from relance_core.receivables.limitation import limitations
from relance_core.schemas import LEDGER
from relance_core.vocabulary import DebtorType


def found(
    today: date,
    *,
    debtor: DebtorType = DebtorType.BUSINESS,
    issued: date | None = date(2022, 3, 15),
    delivered: date | None = None,
    due: date = date(2022, 4, 14),
    kind: str = "invoice",
    left: str = "100",
) -> list[tuple[date, date, str]]:
    row = {
        "invoice_id": 1,
        "client_id": 7,
        "payer_id": 7,
        "number": "F-1",
        "kind": kind,
        "currency": "EUR",
        "issue_date": issued,
        "delivery_date": delivered,
        "due_date": due,
        "due_calculated": False,
        "amount": Decimal(100),
        "open_amount": Decimal(left),
        "disputed_amount": Decimal(0),
        "entry_step": None,
        "scenario": None,
    }
    ledger = pl.DataFrame([row], schema=LEDGER)
    clients = pl.DataFrame({"client_id": [7], "debtor_type": [debtor.value]})
    told = limitations(ledger, clients, today=today)
    return told.select("start", "limit_on", "stage").rows()


ISSUED, FIVE_YEARS = date(2022, 3, 15), date(2027, 3, 15)


@pytest.mark.parametrize(
    ("today", "stage"),
    [
        (date(2026, 9, 14), None),
        (date(2026, 9, 15), "coming"),
        (date(2026, 12, 14), "coming"),
        (date(2026, 12, 15), "near"),
        (date(2027, 3, 15), "near"),
        (date(2027, 3, 16), "passed"),
    ],
)
def test_it_is_told_six_months_ahead_again_three_months_ahead_and_once_passed(
    today: date, stage: str | None
) -> None:
    assert found(today) == ([(ISSUED, FIVE_YEARS, stage)] if stage else [])


def test_it_counts_from_the_delivery_when_that_came_before_the_invoice() -> None:
    assert found(date(2027, 3, 1), delivered=date(2022, 2, 28)) == [
        (date(2022, 2, 28), date(2027, 2, 28), "passed")
    ]


def test_a_delivery_after_the_invoice_does_not_put_it_off() -> None:
    assert found(date(2027, 3, 1), delivered=date(2022, 5, 1))[0][0] == ISSUED


def test_without_any_other_date_it_counts_from_the_due_date() -> None:
    assert found(date(2027, 3, 1), issued=None)[0][:2] == (date(2022, 4, 14), date(2027, 4, 14))


@pytest.mark.parametrize(
    ("debtor", "limit"),
    [
        (DebtorType.BUSINESS, FIVE_YEARS),
        (DebtorType.UNKNOWN, FIVE_YEARS),
        (DebtorType.OTHER, FIVE_YEARS),
        (DebtorType.CONSUMER, date(2024, 3, 15)),  # two years
        (DebtorType.PUBLIC, date(2026, 12, 31)),  # four years from 1 January 2023
    ],
)
def test_each_kind_of_debtor_has_its_own_delay(debtor: DebtorType, limit: date) -> None:
    assert found(date(2027, 3, 1), debtor=debtor)[0][1] == limit


def test_the_29th_of_february_ends_on_the_28th() -> None:
    assert found(date(2029, 2, 1), issued=date(2024, 2, 29))[0][1] == date(2029, 2, 28)


def test_what_is_settled_or_no_invoice_is_not_watched() -> None:
    assert found(date(2027, 3, 1), left="0") == []
    assert found(date(2027, 3, 1), kind="credit_note") == []
