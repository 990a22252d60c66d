"""Which step comes on which day: the pace, what lapses, what is caught up, calls and deliveries."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from relance_core.calendar import FRANCE
from relance_core.reminders.plan import plan_for
from relance_core.reminders.scenario import SCENARIOS, Scenario, ScenarioStep
from relance_core.settings import USUAL_RULES, Rules, ScenarioRule
from relance_core.vocabulary import Anchor, Channel, Step, Tone
from tests.reminders.ledgers import TODAY, Books, codes, only, steps


@pytest.fixture
def books() -> Books:
    """An empty ledger, imported today."""
    return Books()


def days(count: int) -> date:
    """The day ``count`` days before today: a due date that many days late."""
    return TODAY - timedelta(days=count)


def _paced_from_the_step_before(step: Step, offset: int) -> dict[str, Scenario]:
    """The scenarios, with ``step`` of the standard one counted from the step before it."""
    standard = SCENARIOS["standard"]
    changed = tuple(
        replace(one, anchor=Anchor.PREVIOUS_STEP, offset=offset) if one.step is step else one
        for one in standard.steps
    )
    return {**SCENARIOS, "standard": replace(standard, steps=changed)}


def test_an_invoice_three_days_late_gets_its_first_reminder(books: Books) -> None:
    books.invoice(1, days(3))
    reminder = only(books.plan())
    assert (reminder["step"], reminder["tone"], reminder["channel"]) == (
        "reminder_1",
        "courteous",
        "email",
    )


def test_an_invoice_two_days_late_waits_for_its_third_day(books: Books) -> None:
    books.invoice(1, days(2))
    row = books.plan().withheld.row(0, named=True)
    assert (row["code"], row["next_step"], row["next_date"]) == (
        "no_step_due",
        "reminder_1",
        date(2026, 11, 23),  # the 21st is a Saturday
    )


def test_a_courtesy_message_leaves_a_week_before_the_due_date(books: Books) -> None:
    books.invoice(1, days(-7))
    assert only(books.plan())["step"] == "courtesy"


def test_a_courtesy_day_on_a_sunday_moves_to_the_friday_before(books: Books) -> None:
    books.invoice(1, date(2026, 11, 29))  # J-7 is Sunday 22 November
    assert only(books.plan())["step"] == "courtesy"


def test_an_invoice_not_due_for_weeks_is_told_as_not_due(books: Books) -> None:
    books.invoice(1, days(-30))
    assert codes(books.plan()) == {1: "not_due"}


def test_steps_before_the_due_date_lapse_once_it_is_past(books: Books) -> None:
    books.invoice(1, days(40))
    assert only(books.plan())["step"] == "reminder_1"


def test_a_late_start_follows_the_scenario_s_own_pace(books: Books) -> None:
    books.invoice(1, days(40))
    books.sent(1, Step.REMINDER_1, days(3))
    assert codes(books.plan()) == {1: "no_step_due"}
    assert only(books.plan(TODAY + timedelta(days=3)))["step"] == "reminder_2"  # 4 days after, Mon.


def test_a_run_that_was_missed_is_caught_up_with_one_message(books: Books) -> None:
    books.invoice(1, days(25))
    books.sent(1, Step.REMINDER_1, days(22))
    assert steps(books.plan()) == {1: "reminder_2"}


def test_on_a_closed_day_the_plan_is_that_of_the_next_open_day(books: Books) -> None:
    books.invoice(1, date(2026, 11, 20))  # J+3 is Monday 23
    plan = books.plan(date(2026, 11, 21))
    assert plan.for_date == date(2026, 11, 23)
    assert steps(plan) == {1: "reminder_1"}


def test_a_shift_moves_the_late_steps_and_never_before_the_first_day_late(books: Books) -> None:
    books.client(1, shift_days=5)
    books.invoice(1, days(7))
    assert codes(books.plan()) == {1: "no_step_due"}
    books.client(1, shift_days=-5)
    books.lines[0]["due_date"] = days(1)
    assert steps(books.plan()) == {1: "reminder_1"}


def test_on_the_due_date_a_courtesy_never_sent_has_lapsed(books: Books) -> None:
    books.invoice(1, TODAY)
    assert steps(books.plan()) == {1: "due_day"}


def test_a_courtesy_missed_is_sent_late_as_long_as_the_due_date_is_to_come(books: Books) -> None:
    books.invoice(1, days(-3))
    assert steps(books.plan()) == {1: "courtesy"}


def test_quiet_weeks_move_the_plan_to_the_day_after_them(books: Books) -> None:
    books.rules = Rules(quiet_weeks=f"{TODAY}/{days(-7)}")
    books.invoice(1, days(3))
    assert books.plan().for_date == date(2026, 11, 30)


def test_a_large_claim_is_called_about_its_delivery(books: Books) -> None:
    books.client(1, scenario="large_claim", phone="02 40 00 00 00")
    books.invoice(1, days(-30), delivery_date=days(3))
    plan = books.plan()
    assert steps(plan) == {1: "satisfaction_call"}
    assert only(plan)["channel"] == "call"


def test_a_call_before_the_due_date_lapses_after_three_open_days(books: Books) -> None:
    books.client(1, scenario="large_claim", phone="02 40 00 00 00")
    books.invoice(1, days(-30), delivery_date=date(2026, 11, 10))  # to be called on Friday 13th
    assert steps(books.plan(date(2026, 11, 18))) == {1: "satisfaction_call"}
    plan = books.plan(date(2026, 11, 19))
    assert codes(plan) == {1: "not_due"}
    assert plan.withheld.row(0, named=True)["next_step"] == "confirmation_call"


def test_a_late_call_that_nobody_made_leaves_by_email(books: Books) -> None:
    books.client(1, scenario="large_claim", phone="02 40 00 00 00")
    books.invoice(1, days(3))
    assert only(books.plan())["channel"] == "call"
    later = only(books.plan(date(2026, 11, 26)))
    assert (later["step"], later["channel"]) == ("reminder_1", "email")
    assert "appel" in later["reason"]


def test_an_invoice_too_small_for_a_step_goes_on_to_the_next(books: Books) -> None:
    standard = SCENARIOS["standard"]
    small = replace(
        standard,
        steps=tuple(
            replace(one, minimum=Decimal(500)) if one.step is Step.REMINDER_2 else one
            for one in standard.steps
        ),
    )
    for number, amount in ((1, "499.99"), (2, "500")):
        books.invoice(number, days(20), client=number, amount=amount)
        books.sent(number, Step.REMINDER_1, days(11))
    plan = plan_for(books.situation, {**SCENARIOS, "standard": small}, books.rules, today=TODAY)
    assert steps(plan) == {1: "reminder_3", 2: "reminder_2"}


@pytest.mark.parametrize(
    ("client", "amount", "own", "expected"),
    [
        ("good_payer", "5000", "watched", "watched"),
        ("good_payer", "5000", None, "good_payer"),
        (None, "1000", None, "large_claim"),
        (None, "999.99", None, "public"),
    ],
)
def test_the_scenario_is_the_invoice_s_else_the_client_s_else_a_rule_s(
    books: Books, client: str | None, amount: str, own: str | None, expected: str
) -> None:
    large = ScenarioRule(scenario="large_claim", amount_from=Decimal(1000))
    books.rules = Rules(scenario_rules=(large, *USUAL_RULES))
    books.client(
        1, scenario_by_hand=client is not None, scenario=client or "public", debtor_type="public"
    )
    books.invoice(1, days(-20), amount=amount, scenario=own)
    books.sent(1, Step.DUE_DAY, days(1))
    [row] = books.plan().withheld.rows(named=True)
    late = SCENARIOS[expected].days()[Step.REMINDER_1]
    assert row["next_date"] == FRANCE.next_open(days(-20) + timedelta(days=late))


def test_a_step_counted_from_the_one_before_never_comes_before_the_first_day_late(
    books: Books,
) -> None:
    books.invoice(1, days(-7))  # the due date was moved after the message of the due day
    books.sent(1, Step.DUE_DAY, days(10))
    scenarios = _paced_from_the_step_before(Step.REMINDER_1, 3)
    plan = plan_for(books.situation, scenarios, books.rules, today=TODAY)
    assert codes(plan) == {1: "not_due"}
    assert plan.withheld["next_date"].item() == date(2026, 11, 30)  # the 28th is a Saturday


def test_a_call_that_lapsed_does_not_bring_back_the_message_before_it(books: Books) -> None:
    standard = SCENARIOS["standard"]
    before = (
        ScenarioStep(Step.CONFIRMATION_CALL, -20, Tone.FRIENDLY, Channel.EMAIL),
        ScenarioStep(Step.COURTESY, -15, Tone.FRIENDLY, Channel.CALL),
    )
    calling = replace(standard, steps=(*before, *standard.late_steps()))
    books.client(1, phone="02 40 00 00 00")
    books.invoice(1, days(-5))
    scenarios = {**SCENARIOS, "standard": calling}
    plan = plan_for(books.situation, scenarios, books.rules, today=TODAY)
    assert codes(plan) == {1: "not_due"}


def test_after_a_pause_the_step_comes_on_the_day_it_has(books: Books) -> None:
    books.client(1, pause_until=date(2026, 11, 24))
    books.invoice(1, date(2026, 11, 10))
    books.sent(1, Step.REMINDER_2, date(2026, 11, 19))
    assert books.plan().withheld["next_date"].item() == date(2026, 11, 26)
