"""How clients pay, what that lets us expect, and when it lets us expect nothing."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl

from relance_core.receivables.agreed_days import AGREED
from relance_core.receivables.behaviour import behaviour, kept_promises
from relance_core.receivables.forecast import MIN_PAID, Forecast, forecast
from relance_core.receivables.step_effect import NO_STEP, step_effect
from tests.receivables.ledger import TODAY, day, line, paid, portfolio

MONDAY = date(2026, 11, 16)


def habit(late: int, count: int = MIN_PAID, **known: Any) -> list[dict[str, Any]]:
    """Invoices that were all paid ``late`` days after their due date."""
    dues = [day(-60 - number) for number in range(count)]
    return [
        paid(due + timedelta(days=late), due_date=due, issue_date=due - timedelta(days=30), **known)
        for due in dues
    ]


def expected(found: Forecast) -> dict[date, Decimal]:
    """Expected amounts of the weeks that have one."""
    rows = found.weeks.filter(pl.col("expected") > 0).select("week", "expected")
    return dict(rows.iter_rows())


def test_behaviour_counts_signed_days_of_the_last_year() -> None:
    frame = portfolio(
        paid(day(-20), due_date=day(-30)),
        paid(day(-35), due_date=day(-30)),
        paid(day(-10), due_date=day(-30), amount="300"),
        paid(day(-400), due_date=day(-500)),
    )
    (row,) = behaviour(frame, today=TODAY).iter_rows(named=True)
    assert (row["paid_count"], row["median_days"], row["exact"]) == (3, 10.0, True)
    assert row["mean_days"] == (10 - 5 + 3 * 20) / 5


def test_behaviour_of_natural_persons_is_not_shown() -> None:
    frame = portfolio(
        paid(day(-9), client_id=1, debtor_type="consumer"),
        paid(day(-9), client_id=2, debtor_type=None),
    )
    assert behaviour(frame, today=TODAY)["client_id"].to_list() == [2]


def word(outcome: str, **known: Any) -> dict[str, Any]:
    """A promise for yesterday, noted ten days before."""
    usual = {"client_id": 1, "debtor_type": "business", "since": day(-11), "promised_on": day(-1)}
    return usual | known | {"outcome": outcome}


def kept(*given: dict[str, Any]) -> list[tuple[int, ...]]:
    return kept_promises(pl.DataFrame(given), today=TODAY).rows()


def test_a_promise_over_several_invoices_is_one_promise() -> None:
    assert kept(word("kept"), word("kept")) == [(1, 1, 0, 0)]
    assert kept(word("kept"), word("broken")) == [(1, 0, 1, 0)]
    assert kept(word("broken"), word("broken")) == [(1, 0, 0, 1)]


def test_each_day_promised_counts_by_itself() -> None:
    assert kept(word("kept"), word("broken", promised_on=day(-5))) == [(1, 1, 0, 1)]


def test_only_promises_that_were_judged_in_the_last_year_count() -> None:
    old = word("broken", promised_on=day(-400))
    assert kept(old, word("running"), word("lifted"), word("unknown")) == []


def test_how_natural_persons_keep_their_word_is_not_shown() -> None:
    assert kept(word("broken", debtor_type="consumer")) == []


def test_a_settlement_seen_only_in_the_data_is_not_an_exact_payment_day() -> None:
    frame = portfolio(line(open_amount=Decimal(0), settled_on=day(-1)))
    assert behaviour(frame, today=TODAY)["exact"].to_list() == [False]


def test_too_few_paid_invoices_forecast_nothing() -> None:
    found = forecast(portfolio(*habit(5, MIN_PAID - 1), line()), today=TODAY)
    assert found.insufficient
    assert found.weeks.is_empty()
    assert found.later == {"EUR": Decimal(100)}


def test_a_steady_payer_is_expected_at_the_usual_delay() -> None:
    frame = portfolio(*habit(10), line(due_date=TODAY, amount="500"))
    found = forecast(frame, today=TODAY)
    assert not found.insufficient
    assert expected(found) == {MONDAY + timedelta(weeks=2): Decimal(500)}


def test_a_promise_replaces_the_usual_delay() -> None:
    frame = portfolio(*habit(10), line(due_date=TODAY, amount="500"))
    promised = {MIN_PAID + 1: MONDAY + timedelta(weeks=5)}
    found = forecast(frame, today=TODAY, promises=promised)
    assert expected(found) == {MONDAY + timedelta(weeks=5): Decimal(500)}


def agreed(*parts: tuple[int, str]) -> pl.DataFrame:
    """Instalments of the invoice after those of the habit: weeks from this Monday, and amount."""
    rows = [(MIN_PAID + 1, MONDAY + timedelta(weeks=n), Decimal(sum_)) for n, sum_ in parts]
    return pl.DataFrame(rows, schema=AGREED, orient="row")


def test_a_payment_plan_is_expected_instalment_by_instalment() -> None:
    frame = portfolio(*habit(10), line(due_date=TODAY, amount="500"))
    found = forecast(frame, today=TODAY, agreed=agreed((4, "200"), (6, "300")))

    assert expected(found) == {
        MONDAY + timedelta(weeks=4): Decimal(200),
        MONDAY + timedelta(weeks=6): Decimal(300),
    }
    assert found.weeks.select((pl.col("high") - pl.col("low")).max()).item() == 0
    mine = found.chances.filter(pl.col("invoice_id") == MIN_PAID + 1).sort("week")
    assert mine["chance"].to_list() == [0.4, 0.6]


def test_what_a_plan_leaves_out_is_expected_at_the_usual_delay() -> None:
    frame = portfolio(*habit(10), line(due_date=TODAY, amount="500"))
    found = forecast(frame, today=TODAY, agreed=agreed((-1, "100"), (4, "200")))

    assert expected(found) == {
        MONDAY + timedelta(weeks=2): Decimal(300),
        MONDAY + timedelta(weeks=4): Decimal(200),
    }


def test_a_plan_of_more_than_is_due_brings_in_what_is_due() -> None:
    frame = portfolio(*habit(10), line(due_date=TODAY, amount="500"))
    found = forecast(frame, today=TODAY, agreed=agreed((3, "400"), (4, "400"), (5, "400")))

    assert sum(expected(found).values()) == Decimal(500)


def test_the_disputed_part_has_no_date() -> None:
    frame = portfolio(*habit(10), line(due_date=TODAY, disputed_amount=Decimal(30)))
    found = forecast(frame, today=TODAY)
    assert found.disputed == {"EUR": Decimal(30)}
    assert sum(expected(found).values()) == Decimal(70)


def test_an_invoice_later_than_anything_paid_is_given_no_date() -> None:
    frame = portfolio(*habit(10), line(due_date=day(-200)))
    found = forecast(frame, today=TODAY)
    assert found.unprecedented == {"EUR": Decimal(100)}
    assert expected(found) == {}


def test_weeks_later_disputed_and_unprecedented_make_the_open_amount() -> None:
    habits = [*habit(-3, client_id=1), *habit(12, client_id=2), *habit(40, client_id=3)]
    opened = [
        line(client_id=1 + number % 4, due_date=day(90 - 8 * number), issue_date=day(-200))
        for number in range(30)
    ]
    found = forecast(portfolio(*habits, *opened), today=TODAY)
    parts = (found.later, found.disputed, found.unprecedented)
    in_weeks = sum(found.weeks["expected"])
    assert in_weeks + sum(part.get("EUR", Decimal(0)) for part in parts) == Decimal(3000)
    assert found.weeks.filter(
        (pl.col("low") > pl.col("expected")) | (pl.col("expected") > pl.col("high"))
    ).is_empty()


def test_a_payment_is_counted_under_the_last_step_before_it() -> None:
    frame = portfolio(
        paid(day(-5), last_step="reminder_2", last_step_day=day(-9)),
        paid(day(-5), last_step="reminder_2", last_step_day=day(-5)),
        paid(day(-5), last_step="reminder_1", last_step_day=day(-2)),
        paid(day(-5)),
        line(last_step="reminder_3", last_step_day=day(-9)),
    )
    found = step_effect(frame, today=TODAY).select("step", "label", "invoices", "median_days")
    assert found.rows() == [(None, NO_STEP, 2, None), ("reminder_2", "2e relance", 2, 2.0)]


def test_what_the_first_data_showed_settled_says_nothing_of_how_it_was_paid() -> None:
    found = line(open_amount=Decimal(0), settled_on=day(-1), found_settled=True)
    assert behaviour(portfolio(found), today=TODAY).is_empty()
