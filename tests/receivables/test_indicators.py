"""The head figures: DSO by countback, days late, and what can be told of earlier days."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from relance_core.receivables.as_of import known_since, position_at
from relance_core.receivables.dso import Dso, countback, monthly_sales
from relance_core.receivables.indicators import evolution, indicators, series
from tests.receivables.ledger import TODAY, day, line, paid, portfolio


def test_the_countback_takes_the_last_month_pro_rata() -> None:
    # The worked example of the field: 30 + 31 + 500 / 700 x 30.
    months = [(30, Decimal(1200)), (31, Decimal(800)), (30, Decimal(700))]
    assert countback(Decimal(2500), months) == Dso(Decimal("82.4"))


def test_a_balance_larger_than_the_known_sales_gives_a_lower_bound() -> None:
    dso = countback(Decimal(2500), [(30, Decimal(1200)), (31, Decimal(800))])
    assert str(dso) == "au moins 61 jours"


def test_without_sales_the_dso_is_not_available() -> None:
    assert str(countback(Decimal(2500), [(30, Decimal(0))])) == "n.d."


def test_a_balance_in_credit_is_zero_days_of_sales() -> None:
    assert countback(Decimal(-10), [(30, Decimal(100))]) == Dso(Decimal("0.0"))


def test_sales_of_a_list_of_open_invoices_alone_are_not_known() -> None:
    assert indicators(portfolio(line(), line()), today=TODAY)["EUR"].dso.days is None


def test_months_before_the_first_paid_invoice_are_not_sales() -> None:
    frame = portfolio(
        line(issue_date=date(2024, 1, 5), amount="900"),
        paid(date(2026, 10, 20), issue_date=date(2026, 9, 10), amount="700"),
        line(issue_date=date(2026, 11, 2), amount="1200"),
        line(issue_date=date(2026, 11, 3), amount="200", kind="credit_note"),
    )
    assert monthly_sales(frame, "EUR", day=TODAY) == [
        (20, Decimal(1000)),
        (31, Decimal(0)),
        (30, Decimal(700)),
    ]


def test_days_late_weigh_by_amount_and_leave_out_what_is_not_due() -> None:
    frame = portfolio(
        line(amount="300", due_date=day(-10)),
        line(amount="100", due_date=day(-100)),
        line(amount="1000", due_date=day(5)),
    )
    now = indicators(frame, today=TODAY)["EUR"]
    assert now.average_days_late == Decimal("32.5")
    assert now.over_90_share == Decimal("0.071")


def test_nothing_overdue_has_no_days_late_and_nothing_open_no_share() -> None:
    assert indicators(portfolio(line(due_date=TODAY)), today=TODAY)["EUR"].average_days_late is None
    assert indicators(portfolio(paid(day(-1))), today=TODAY)["EUR"].over_90_share is None


def test_an_invoice_paid_since_was_open_then() -> None:
    frame = portfolio(paid(day(-40), issue_date=day(-90)), paid(day(-5), amount="250"), line())
    change = evolution(frame, today=TODAY, since=day(-30))["EUR"]
    assert change.before is not None
    assert change.before.balance.open_amount == Decimal(350)
    assert change.open_change == Decimal(-250)


def test_before_the_first_known_settlement_nothing_is_compared() -> None:
    frame = portfolio(paid(day(-5), amount="250"), line())
    change = evolution(frame, today=TODAY, since=day(-30))["EUR"]
    assert change.before is None
    assert change.open_change is None


def test_invoices_without_issue_date_forbid_the_comparison() -> None:
    frame = portfolio(paid(day(-60)), line(issue_date=None))
    assert evolution(frame, today=TODAY, since=day(-30))["EUR"].before is None


def test_a_part_payment_is_given_back_to_the_days_before_it() -> None:
    frame = portfolio(line(amount="100", open_amount=Decimal(40), paid_date=day(-5)))
    before = position_at(frame, day(-6), today=TODAY)["open_amount"].to_list()
    after = position_at(frame, day(-5), today=TODAY)["open_amount"].to_list()
    assert (before, after) == ([Decimal(100)], [Decimal(40)])


def test_an_earlier_day_forgets_what_came_later() -> None:
    frame = portfolio(
        paid(day(-2), last_step="reminder_1", last_step_day=day(-3)),
        line(issue_date=day(-1)),
        line(disputed_amount=Decimal(10), disputed_since=day(-4)),
    )
    past = position_at(frame, day(-10), today=TODAY)
    assert past["settled_on"].to_list() == [None, None]
    assert past["last_step"].to_list() == [None, None]
    assert past["disputed_amount"].to_list() == [Decimal(0), Decimal(0)]


def test_a_later_day_than_today_is_refused() -> None:
    with pytest.raises(ValueError, match="is after"):
        position_at(portfolio(line()), day(1), today=TODAY)


def test_settlements_are_known_from_the_first_one_of_each_currency() -> None:
    frame = portfolio(paid(day(-50)), paid(day(-20)), paid(day(-9), currency="USD"), line())
    assert known_since(frame) == {"EUR": day(-50), "USD": day(-9)}


def test_the_series_agrees_with_the_indicators_of_each_day() -> None:
    frame = portfolio(
        *(paid(day(-70 + 7 * n), issue_date=day(-120 + 5 * n), amount=100 + n) for n in range(10)),
        line(open_amount=Decimal(60), paid_date=day(-15)),
    )
    days = [day(-60), day(-30), day(-12), TODAY]
    expected = []
    for when in days:
        past = position_at(frame, when, today=TODAY)
        balance = indicators(past, today=when)["EUR"].balance
        expected.append(("EUR", when, balance.open_amount, balance.overdue))
    assert series(frame, days, today=TODAY).rows() == expected
    assert series(frame, [day(-71)], today=TODAY).is_empty()
