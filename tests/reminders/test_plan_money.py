"""What is asked for: credits in sight, thresholds, currencies."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from relance_core.reminders.assemble import reminders_of
from relance_core.vocabulary import Step
from tests.reminders.ledgers import TODAY, Books, codes, steps


@pytest.fixture
def books() -> Books:
    """An empty ledger, imported today."""
    return Books()


def days(count: int) -> date:
    """The day ``count`` days before today: a due date that many days late."""
    return TODAY - timedelta(days=count)


def test_credits_are_deducted_in_sight_and_invoices_stay_gross(books: Books) -> None:
    books.invoice(1, days(3), amount="120.50")
    books.credit(2, amount="20.25")
    [reminder] = reminders_of(books.plan(), books.situation)
    assert reminder.lines[0].amount_due == Decimal("120.50")
    assert [credit.amount for credit in reminder.credits] == [Decimal("20.25")]
    assert reminder.totals == {"EUR": Decimal("100.25")}


def test_a_client_whose_credits_cover_the_debt_is_not_chased(books: Books) -> None:
    books.invoice(1, days(3), amount="100")
    books.credit(2, amount="100")
    assert codes(books.plan()) == {1: "net_credit"}


def test_what_is_due_below_the_threshold_is_not_chased(books: Books) -> None:
    books.invoice(1, days(3), amount="9.99")
    assert codes(books.plan()) == {1: "below_threshold"}


def test_a_credit_in_another_currency_deducts_nothing(books: Books) -> None:
    books.invoice(1, days(3))
    books.credit(2, currency="USD", amount="500")
    assert steps(books.plan()) == {1: "reminder_1"}


def test_a_message_that_takes_the_place_of_one_too_small_is_judged_too(books: Books) -> None:
    books.invoice(1, days(60), amount="5")
    for step, day in ((Step.REMINDER_1, 50), (Step.REMINDER_2, 40), (Step.REMINDER_3, 30)):
        books.sent(1, step, days(day))
    books.invoice(2, days(10), amount="8")
    assert codes(books.plan()) == {1: "below_threshold", 2: "below_threshold"}
