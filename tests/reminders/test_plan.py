"""Which message leaves, at which step, to whom, and what waits for what reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest

from relance_core.calendar import FRANCE
from relance_core.reminders.assemble import reminders_of
from relance_core.reminders.outlook import next_messages
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


def test_on_a_closed_day_the_plan_is_that_of_the_next_open_day(books: Books) -> None:
    books.invoice(1, date(2026, 11, 20))  # J+3 is Monday 23
    plan = books.plan(date(2026, 11, 21))
    assert plan.for_date == date(2026, 11, 23)
    assert steps(plan) == {1: "reminder_1"}


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


@pytest.mark.parametrize(
    ("setting", "tone"),
    [
        ("as_step", "courteous"),
        ("softer", "friendly"),
        ("firmer", "firm"),
        ("always_friendly", "friendly"),
        ("always_firm", "firm"),
    ],
)
def test_a_client_s_setting_shifts_the_tone_of_the_step(
    books: Books, setting: str, tone: str
) -> None:
    books.client(1, tone=setting)
    books.invoice(1, days(3))
    assert only(books.plan())["tone"] == tone


def test_the_tone_is_never_softer_than_the_last_message(books: Books) -> None:
    books.client(1, tone="always_friendly")
    books.invoice(1, days(30))
    books.sent(1, Step.REMINDER_1, days(10), tone=Tone.FIRM)
    assert only(books.plan())["tone"] == "firm"


def test_a_shift_moves_the_late_steps_and_never_before_the_first_day_late(books: Books) -> None:
    books.client(1, shift_days=5)
    books.invoice(1, days(7))
    assert codes(books.plan()) == {1: "no_step_due"}
    books.client(1, shift_days=-5)
    books.lines[0]["due_date"] = days(1)
    assert steps(books.plan()) == {1: "reminder_1"}


def test_two_plans_of_the_same_day_have_the_same_id(books: Books) -> None:
    books.invoice(1, days(3))
    first = books.plan().plan_id
    assert books.plan().plan_id == first
    books.invoice(2, days(3), client=2)
    assert books.plan().plan_id != first


def test_the_reason_tells_the_invoice_its_lateness_and_what_came_before(books: Books) -> None:
    books.invoice(1, days(20))
    books.sent(1, Step.REMINDER_1, days(16))
    books.invoice(2, days(4))
    assert only(books.plan())["reason"] == (
        "2e relance : facture F1 échue depuis 20 jours ; 1re relance le 04/11/2026. "
        "Concerne aussi 1 autre facture."
    )


def test_the_message_to_come_is_told_with_the_tone_it_will_have(books: Books) -> None:
    books.invoice(1, days(10))
    books.sent(1, Step.REMINDER_1, days(2), tone=Tone.FIRM)
    books.client(1, tone="always_friendly")
    [row] = next_messages(books.plan(), books.situation, SCENARIOS).rows(named=True)
    assert (row["day"], row["step"], row["tone"]) == (date(2026, 11, 23), "reminder_2", "firm")


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


def test_on_the_due_date_a_courtesy_never_sent_has_lapsed(books: Books) -> None:
    books.invoice(1, TODAY)
    assert steps(books.plan()) == {1: "due_day"}


def test_a_courtesy_missed_is_sent_late_as_long_as_the_due_date_is_to_come(books: Books) -> None:
    books.invoice(1, days(-3))
    assert steps(books.plan()) == {1: "courtesy"}


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


def test_a_hand_over_counts_for_no_gap_but_has_its_day_alone(books: Books) -> None:
    books.invoice(1, days(90))
    books.sent(1, Step.HAND_OVER, TODAY)
    books.invoice(2, days(10))
    assert codes(books.plan())[2] == "other_message_leaving"
    assert steps(books.plan(days(-3))) == {2: "reminder_1"}


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


def test_without_an_address_the_scenario_may_take_another_channel(books: Books) -> None:
    by_post = replace(SCENARIOS["standard"], without_email=Channel.LETTER)
    books.client(1, emails=[])
    books.client(2, emails=[], city=None)
    for number in (1, 2):
        books.invoice(number, days(3), client=number)
    plan = plan_for(books.situation, {**SCENARIOS, "standard": by_post}, books.rules, today=TODAY)
    assert (steps(plan), codes(plan)) == ({1: "reminder_1"}, {2: "no_address"})
    assert only(plan)["channel"] == "letter"


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


def _paced_from_the_step_before(step: Step, offset: int) -> dict[str, Scenario]:
    """The scenarios, with ``step`` of the standard one counted from the step before it."""
    standard = SCENARIOS["standard"]
    changed = tuple(
        replace(one, anchor=Anchor.PREVIOUS_STEP, offset=offset) if one.step is step else one
        for one in standard.steps
    )
    return {**SCENARIOS, "standard": replace(standard, steps=changed)}


def test_a_step_counted_from_the_one_before_never_comes_before_the_first_day_late(
    books: Books,
) -> None:
    books.invoice(1, days(-7))  # the due date was moved after the message of the due day
    books.sent(1, Step.DUE_DAY, days(10))
    scenarios = _paced_from_the_step_before(Step.REMINDER_1, 3)
    plan = plan_for(books.situation, scenarios, books.rules, today=TODAY)
    assert codes(plan) == {1: "not_due"}
    assert plan.withheld["next_date"].item() == date(2026, 11, 30)  # the 28th is a Saturday


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


def test_a_third_reminder_joins_no_message_on_data_too_old_for_it(books: Books) -> None:
    books.invoice(1, days(20))
    books.sent(1, Step.REMINDER_1, days(12))
    books.sent(1, Step.REMINDER_2, days(5))  # the third comes in two days
    books.invoice(2, days(10))
    assert steps(books.plan()) == {1: "reminder_3", 2: "reminder_1"}
    books.data_date = days(8)
    assert steps(books.plan()) == {1: None, 2: "reminder_1"}


def test_a_message_that_takes_the_place_of_one_too_small_is_judged_too(books: Books) -> None:
    books.invoice(1, days(60), amount="5")
    for step, day in ((Step.REMINDER_1, 50), (Step.REMINDER_2, 40), (Step.REMINDER_3, 30)):
        books.sent(1, step, days(day))
    books.invoice(2, days(10), amount="8")
    assert codes(books.plan()) == {1: "below_threshold", 2: "below_threshold"}


def test_without_a_date_of_the_data_nobody_knows_who_has_paid(books: Books) -> None:
    books.data_date = None
    books.invoice(1, days(20))
    books.hold("promise", invoice=1, until=days(3))
    books.invoice(2, days(20), client=2, entry_step="reminder_3")
    books.invoice(3, days(20), client=3)
    plan = books.plan()
    assert codes(plan) == {1: "needs_decision", 2: "needs_decision"}
    assert steps(plan) == {3: "reminder_1"}


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


def test_a_deadline_heard_of_after_the_last_step_asks_for_nothing_more(books: Books) -> None:
    books.client(1, scenario="public", debtor_type="public")
    books.invoice(1, days(90))
    books.sent(1, Step.FORMAL_NOTICE, days(40), tone=Tone.FORMAL)
    books.sent(1, None, days(20), level=Step.REMINDER_3, deadline=days(10))
    assert codes(books.plan()) == {1: "no_step_due"}


@pytest.mark.parametrize("told", [(3, -6), (-6, 3)])
def test_of_two_deadlines_heard_of_on_one_day_the_later_is_respected(
    books: Books, told: tuple[int, int]
) -> None:
    books.invoice(1, days(20))
    for ago in told:
        books.sent(1, None, days(5), level=Step.REMINDER_3, deadline=days(ago))
    assert codes(books.plan()) == {1: "no_step_due"}


@pytest.mark.parametrize("tones", [(Tone.COURTEOUS, Tone.FIRM), (Tone.FIRM, Tone.COURTEOUS)])
def test_of_two_messages_known_from_the_file_on_one_day_the_firmer_sets_the_tone(
    books: Books, tones: tuple[Tone, Tone]
) -> None:
    books.client(1, tone="always_friendly")
    for number, tone in enumerate(tones, start=1):
        books.invoice(number, days(30))
        books.sent(number, Step.REMINDER_1, days(10), tone=tone)
        books.history[-1]["message_id"] = None
    assert only(books.plan())["tone"] == "firm"


def test_after_a_pause_the_step_comes_on_the_day_it_has(books: Books) -> None:
    books.client(1, pause_until=date(2026, 11, 24))
    books.invoice(1, date(2026, 11, 10))
    books.sent(1, Step.REMINDER_2, date(2026, 11, 19))
    assert books.plan().withheld["next_date"].item() == date(2026, 11, 26)


def test_what_waits_for_another_message_is_told_for_after_the_gap(books: Books) -> None:
    books.invoice(1, date(2026, 10, 22))
    books.sent(1, Step.REMINDER_3, date(2026, 11, 5))
    books.invoice(2, date(2026, 11, 16))
    row = books.plan().withheld.row(0, named=True)
    assert (row["code"], row["next_date"]) == ("other_message_leaving", date(2026, 11, 23))
    assert row["until"] == date(2026, 11, 23)
