"""What holds an invoice back: disputes, promises, addresses, old data, and doubts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from relance_core.reminders.assemble import reminders_of
from relance_core.reminders.plan import plan_for
from relance_core.reminders.scenario import SCENARIOS
from relance_core.settings import Rules
from relance_core.vocabulary import Channel, Step
from tests.reminders.ledgers import TODAY, Books, codes, only, steps


@pytest.fixture
def books() -> Books:
    """An empty ledger, imported today."""
    return Books()


def days(count: int) -> date:
    """The day ``count`` days before today: a due date that many days late."""
    return TODAY - timedelta(days=count)


def test_a_partial_dispute_lets_the_undisputed_part_run(books: Books) -> None:
    books.invoice(1, days(3), amount="100", disputed_amount=Decimal(40))
    [reminder] = reminders_of(books.plan(), books.situation)
    assert reminder.totals == {"EUR": Decimal("60.00")}


def test_a_whole_dispute_holds_the_invoice(books: Books) -> None:
    books.invoice(1, days(3), amount="100", disputed_amount=Decimal(100))
    assert codes(books.plan()) == {1: "dispute"}


def test_a_promise_kept_until_friday_holds_back_the_reminder_and_says_until_when(
    books: Books,
) -> None:
    books.invoice(1, days(3))
    books.hold("promise", invoice=1, until=date(2026, 11, 27), reason="Promesse.")
    row = books.plan().withheld.row(0, named=True)
    assert (row["code"], row["until"], row["next_date"]) == (
        "promise",
        date(2026, 11, 27),
        date(2026, 11, 30),
    )


def test_a_promise_past_its_day_asks_for_newer_data_before_it_is_broken(books: Books) -> None:
    books.invoice(1, days(20))
    books.hold("promise", invoice=1, until=days(3))
    books.data_date = days(4)
    assert codes(books.plan()) == {1: "needs_decision"}
    books.data_date = TODAY
    assert steps(books.plan()) == {1: "reminder_1"}


def test_several_holds_are_all_listed_and_the_first_by_precedence_is_told(books: Books) -> None:
    books.client(1, manual_only=True, pause_until=date(2026, 12, 1))
    books.invoice(1, days(3))
    books.hold("promise", invoice=1, until=date(2026, 11, 27))
    row = books.plan().withheld.row(0, named=True)
    assert row["codes"] == ["promise", "paused", "manual_only"]


def test_a_client_without_an_address_is_told(books: Books) -> None:
    books.client(1, emails=[])
    books.invoice(1, days(3))
    assert codes(books.plan()) == {1: "no_address"}


def test_all_suspended_stops_everything(books: Books) -> None:
    books.rules = Rules(all_suspended=True)
    books.invoice(1, days(3))
    books.invoice(2, days(-30), client=2)
    assert set(codes(books.plan()).values()) == {"all_suspended"}


def test_an_old_invoice_with_no_history_waits_until_someone_has_looked(books: Books) -> None:
    books.invoice(1, days(181))
    assert codes(books.plan()) == {1: "needs_decision"}
    books.lines[0]["entry_step"] = "reminder_3"
    assert steps(books.plan()) == {1: "reminder_3"}


@pytest.mark.parametrize(
    ("step", "age", "held"),
    [(Step.REMINDER_2, 8, True), (Step.REMINDER_2, 7, False), (Step.REMINDER_1, 30, False)],
)
def test_a_third_reminder_needs_data_of_the_week(
    books: Books, step: Step, age: int, held: bool
) -> None:
    books.invoice(1, days(100))
    books.sent(1, step, days(20))
    books.data_date = days(age)
    assert (codes(books.plan()) == {1: "needs_decision"}) is held


def test_a_calculated_due_date_carries_no_formal_notice(books: Books) -> None:
    books.invoice(1, days(40), due_calculated=True)
    for step, ago in ((Step.REMINDER_1, 37), (Step.REMINDER_2, 33), (Step.REMINDER_3, 26)):
        books.sent(1, step, days(ago))
    assert codes(books.plan()) == {1: "needs_decision"}


def test_without_an_address_the_scenario_may_take_another_channel(books: Books) -> None:
    by_post = replace(SCENARIOS["standard"], without_email=Channel.LETTER)
    books.client(1, emails=[])
    books.client(2, emails=[], city=None)
    for number in (1, 2):
        books.invoice(number, days(3), client=number)
    plan = plan_for(books.situation, {**SCENARIOS, "standard": by_post}, books.rules, today=TODAY)
    assert (steps(plan), codes(plan)) == ({1: "reminder_1"}, {2: "no_address"})
    assert only(plan)["channel"] == "letter"


def test_without_a_date_of_the_data_nobody_knows_who_has_paid(books: Books) -> None:
    books.data_date = None
    books.invoice(1, days(20))
    books.hold("promise", invoice=1, until=days(3))
    books.invoice(2, days(20), client=2, entry_step="reminder_3")
    books.invoice(3, days(20), client=3)
    plan = books.plan()
    assert codes(plan) == {1: "needs_decision", 2: "needs_decision"}
    assert steps(plan) == {3: "reminder_1"}
