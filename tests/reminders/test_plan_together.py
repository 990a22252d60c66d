"""Which invoices travel together, who sets the level, and what waits for another message."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from relance_core.vocabulary import Step
from tests.reminders.ledgers import TODAY, Books, codes, only, steps


@pytest.fixture
def books() -> Books:
    """An empty ledger, imported today."""
    return Books()


def days(count: int) -> date:
    """The day ``count`` days before today: a due date that many days late."""
    return TODAY - timedelta(days=count)


def test_the_oldest_invoice_whose_step_is_due_sets_the_level(books: Books) -> None:
    books.invoice(1, days(3))
    books.invoice(2, days(20))
    books.sent(2, Step.REMINDER_1, days(14))
    books.sent(2, Step.REMINDER_2, days(10))
    reminder = only(books.plan())
    assert (reminder["leader_id"], reminder["step"]) == (2, "reminder_3")
    assert steps(books.plan()) == {1: "reminder_1", 2: "reminder_3"}


def test_an_overdue_invoice_with_no_step_due_rides_along_without_setting_the_level(
    books: Books,
) -> None:
    books.invoice(1, days(60))
    for step, ago in ((Step.REMINDER_1, 30), (Step.REMINDER_2, 20), (Step.REMINDER_3, 5)):
        books.sent(1, step, days(ago))
    books.invoice(2, days(3))
    assert only(books.plan())["step"] == "reminder_1"
    assert steps(books.plan()) == {1: None, 2: "reminder_1"}


def test_a_reminder_due_within_the_gap_joins_today_s_message_with_its_own_step(
    books: Books,
) -> None:
    books.invoice(1, days(3))
    books.invoice(2, days(1))  # its first reminder would come in two days
    assert steps(books.plan()) == {1: "reminder_1", 2: "reminder_1"}


def test_nothing_leaves_to_a_client_within_the_gap(books: Books) -> None:
    books.invoice(1, days(10))
    books.invoice(2, days(40))
    books.sent(2, Step.REMINDER_1, days(2))
    plan = books.plan()
    assert plan.reminders.is_empty()
    assert codes(plan)[1] == "too_soon"
    told = plan.withheld.filter(pl.col("invoice_id") == 1)["reason"].item()
    assert told == "Relancé il y a 2 jours : au moins 3 jours entre deux messages."


def test_a_deposited_message_blocks_and_unlocks_nothing(books: Books) -> None:
    books.invoice(1, days(30))
    books.sent(1, Step.REMINDER_1, days(20), state="deposited")
    assert codes(books.plan()) == {1: "in_flight"}


def test_an_uncertain_message_is_never_followed_by_another(books: Books) -> None:
    books.invoice(1, days(30))
    books.sent(1, Step.REMINDER_1, days(20), state="uncertain")
    assert codes(books.plan()) == {1: "uncertain"}


def test_an_approved_message_stops_the_other_invoices_of_its_client(books: Books) -> None:
    books.invoice(1, days(3))
    books.sent(1, Step.REMINDER_1, TODAY, state="approved")
    books.invoice(2, days(20))
    assert codes(books.plan()) == {1: "in_flight", 2: "other_message_leaving"}


def test_overdue_and_pre_due_together_the_pre_due_one_waits(books: Books) -> None:
    books.invoice(1, days(3))
    books.invoice(2, days(-7))
    plan = books.plan()
    assert steps(plan) == {1: "reminder_1"}
    assert codes(plan) == {2: "other_message_leaving"}


def test_a_deadline_heard_of_while_riding_along_is_respected(books: Books) -> None:
    books.invoice(1, days(8))
    books.sent(1, Step.REMINDER_1, days(5))
    books.sent(1, None, days(4), level=Step.REMINDER_3, deadline=days(-4))
    assert codes(books.plan()) == {1: "no_step_due"}
    assert steps(books.plan(days(-4))) == {1: "reminder_2"}


def test_a_deadline_heard_of_does_not_keep_an_invoice_from_joining_another_message(
    books: Books,
) -> None:
    books.invoice(1, days(8))
    books.sent(1, Step.REMINDER_1, days(5))
    books.sent(1, None, days(4), level=Step.REMINDER_3, deadline=days(-4))
    books.invoice(2, days(5))
    assert steps(books.plan()) == {1: "reminder_2", 2: "reminder_1"}


def test_a_third_reminder_joins_no_message_on_data_too_old_for_it(books: Books) -> None:
    books.invoice(1, days(20))
    books.sent(1, Step.REMINDER_1, days(12))
    books.sent(1, Step.REMINDER_2, days(5))  # the third comes in two days
    books.invoice(2, days(10))
    assert steps(books.plan()) == {1: "reminder_3", 2: "reminder_1"}
    books.data_date = days(8)
    assert steps(books.plan()) == {1: None, 2: "reminder_1"}


@pytest.mark.parametrize("told", [(3, -6), (-6, 3)])
def test_of_two_deadlines_heard_of_on_one_day_the_later_is_respected(
    books: Books, told: tuple[int, int]
) -> None:
    books.invoice(1, days(20))
    for ago in told:
        books.sent(1, None, days(5), level=Step.REMINDER_3, deadline=days(ago))
    assert codes(books.plan()) == {1: "no_step_due"}


def test_what_waits_for_another_message_is_told_for_after_the_gap(books: Books) -> None:
    books.invoice(1, date(2026, 10, 22))
    books.sent(1, Step.REMINDER_3, date(2026, 11, 5))
    books.invoice(2, date(2026, 11, 16))
    row = books.plan().withheld.row(0, named=True)
    assert (row["code"], row["next_date"]) == ("other_message_leaving", date(2026, 11, 23))
    assert row["until"] == date(2026, 11, 23)
