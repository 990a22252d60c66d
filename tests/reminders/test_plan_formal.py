"""Formal notices, last notices and hand-overs: what comes before them, beside them and after."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from relance_core.vocabulary import Step, Tone
from tests.reminders.ledgers import TODAY, Books, codes, only, steps


@pytest.fixture
def books() -> Books:
    """An empty ledger, imported today."""
    return Books()


def days(count: int) -> date:
    """The day ``count`` days before today: a due date that many days late."""
    return TODAY - timedelta(days=count)


def test_a_formal_notice_never_comes_early(books: Books) -> None:
    books.invoice(1, days(28))  # its formal notice comes tomorrow
    for step, ago in ((Step.REMINDER_1, 25), (Step.REMINDER_2, 21), (Step.REMINDER_3, 15)):
        books.sent(1, step, days(ago))
    books.invoice(2, days(3))
    assert steps(books.plan()) == {1: None, 2: "reminder_1"}


def test_a_formal_notice_demands_only_the_invoices_whose_own_step_it_is(books: Books) -> None:
    books.invoice(1, days(40))
    for step, ago in ((Step.REMINDER_1, 37), (Step.REMINDER_2, 33), (Step.REMINDER_3, 26)):
        books.sent(1, step, days(ago))
    books.invoice(2, days(5))
    plan = books.plan()
    reminder = only(plan)
    assert (reminder["step"], reminder["channel"]) == ("formal_notice", "registered_letter")
    assert steps(plan) == {1: "formal_notice"}
    assert codes(plan) == {2: "other_message_leaving"}


def test_a_formal_notice_states_a_deadline_on_an_open_day(books: Books) -> None:
    books.invoice(1, days(40))
    for step, ago in ((Step.REMINDER_1, 37), (Step.REMINDER_2, 33), (Step.REMINDER_3, 26)):
        books.sent(1, step, days(ago))
    assert only(books.plan())["deadline"] == date(2026, 12, 7)  # 15 days is Saturday 5 December


def test_the_last_notice_waits_for_the_open_day_after_the_deadline(books: Books) -> None:
    books.invoice(1, days(60))
    books.sent(1, Step.FORMAL_NOTICE, days(20), deadline=TODAY, tone=Tone.FORMAL)
    assert codes(books.plan()) == {1: "no_step_due"}
    assert only(books.plan(date(2026, 11, 23)))["step"] == "last_notice"


def test_an_invoice_under_formal_notice_does_not_ride_along_with_a_reminder(books: Books) -> None:
    books.invoice(1, days(60))
    books.sent(1, Step.FORMAL_NOTICE, days(5), deadline=days(-10), tone=Tone.FORMAL)
    books.invoice(2, days(4))
    plan = books.plan()
    assert steps(plan) == {2: "reminder_1"}
    assert codes(plan) == {1: "no_step_due"}
    assert only(plan)["tone"] == "formal"  # never softer than the last message


def test_the_hand_over_happens_on_the_day_announced_whatever_was_written_the_day_before(
    books: Books,
) -> None:
    books.invoice(1, days(60))
    books.sent(1, Step.LAST_NOTICE, days(8), deadline=TODAY, tone=Tone.FORMAL)
    books.invoice(2, days(10))
    books.sent(2, Step.REMINDER_1, days(1))
    assert steps(books.plan()) == {1: "hand_over"}


def test_a_formal_step_goes_to_the_debtor_and_a_reminder_to_the_payer(books: Books) -> None:
    books.client(9)
    books.invoice(1, days(40), client=1, payer_id=9)
    assert only(books.plan())["addressee_id"] == 9
    for step, ago in ((Step.REMINDER_1, 37), (Step.REMINDER_2, 33), (Step.REMINDER_3, 26)):
        books.sent(1, step, days(ago))
    assert only(books.plan())["addressee_id"] == 1


def test_a_formal_notice_left_out_of_an_approval_gives_way_to_the_reminders_of_its_client(
    books: Books,
) -> None:
    books.invoice(1, days(60))
    for step, day in ((Step.REMINDER_1, 50), (Step.REMINDER_2, 40), (Step.REMINDER_3, 30)):
        books.sent(1, step, days(day))
    books.invoice(2, days(10))
    assert steps(books.plan()) == {1: "formal_notice"}
    books.put_off(1, Step.FORMAL_NOTICE, days(1))
    assert steps(books.plan()) == {2: "reminder_1", 1: None}


def test_a_formal_notice_put_off_has_its_turn_again_when_no_reminder_is_due(books: Books) -> None:
    books.invoice(1, days(60))
    for step, day in ((Step.REMINDER_1, 50), (Step.REMINDER_2, 40), (Step.REMINDER_3, 30)):
        books.sent(1, step, days(day))
    books.put_off(1, Step.FORMAL_NOTICE, days(1))
    assert steps(books.plan()) == {1: "formal_notice"}


def test_a_hand_over_counts_for_no_gap_but_has_its_day_alone(books: Books) -> None:
    books.invoice(1, days(90))
    books.sent(1, Step.HAND_OVER, TODAY)
    books.invoice(2, days(10))
    assert codes(books.plan())[2] == "other_message_leaving"
    assert steps(books.plan(days(-3))) == {2: "reminder_1"}


def test_a_formal_notice_whose_message_was_cancelled_is_proposed_again(books: Books) -> None:
    books.invoice(1, days(60))
    for step, day in ((Step.REMINDER_1, 50), (Step.REMINDER_2, 40), (Step.REMINDER_3, 30)):
        books.sent(1, step, days(day))
    books.invoice(2, days(10))
    books.sent(1, Step.FORMAL_NOTICE, days(1), state="cancelled")
    assert steps(books.plan()) == {1: "formal_notice"}


def test_an_invoice_handed_over_is_out_of_the_reckoning_of_what_its_client_owes(
    books: Books,
) -> None:
    books.invoice(1, days(90), amount="5")
    books.sent(1, Step.HAND_OVER, days(10))
    assert books.plan().withheld["codes"].to_list() == [["handed_over"]]


def test_a_last_notice_waits_for_the_first_day_late_when_the_due_date_was_moved(
    books: Books,
) -> None:
    books.invoice(1, days(-7))
    books.sent(1, Step.FORMAL_NOTICE, days(30), deadline=days(15), tone=Tone.FORMAL)
    assert codes(books.plan()) == {1: "not_due"}


@pytest.mark.parametrize("step", ["last_notice", "hand_over"])
def test_an_invoice_resumed_after_its_formal_notice_goes_on_with_nothing_known(
    books: Books, step: str
) -> None:
    books.invoice(1, days(60), entry_step=step)
    assert steps(books.plan()) == {1: step}


def test_a_deadline_heard_of_after_the_last_step_asks_for_nothing_more(books: Books) -> None:
    books.client(1, scenario="public", debtor_type="public")
    books.invoice(1, days(90))
    books.sent(1, Step.FORMAL_NOTICE, days(40), tone=Tone.FORMAL)
    books.sent(1, None, days(20), level=Step.REMINDER_3, deadline=days(10))
    assert codes(books.plan()) == {1: "no_step_due"}
