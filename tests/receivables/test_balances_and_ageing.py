"""Totals and the aged balance: nothing is lost between them, whatever the portfolio."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_core.receivables.ageing import BUCKETS, ageing, ageing_by_client, with_bucket
from relance_core.receivables.balances import balances
from relance_core.receivables.concentration import concentration
from relance_core.receivables.disputes import NO_REASON, disputes
from tests.receivables.ledger import TODAY, day, line, paid, portfolio

LINES = st.lists(
    st.builds(
        line,
        client_id=st.integers(1, 4),
        currency=st.sampled_from(["EUR", "USD", "TND"]),
        kind=st.sampled_from(["invoice", "invoice", "credit_note", "payment"]),
        amount=st.decimals("0.001", "99999", places=3),
        due_date=st.integers(-200, 60).map(day),
        issue_date=st.none() | st.integers(-250, 5).map(day),
        disputed_amount=st.decimals("0", "99999", places=3),
        settled_on=st.sampled_from([None, None, day(-1)]),
    ),
    max_size=25,
)


@given(LINES)
def test_the_aged_balance_adds_up_to_the_balance(lines: list[dict[str, object]]) -> None:
    frame = portfolio(*lines)
    totals = balances(frame, today=TODAY)
    for row in ageing(frame, today=TODAY).iter_rows(named=True):
        total = totals[row["currency"]]
        assert sum(row[bucket] for bucket in BUCKETS) == row["open_amount"] == total.open_amount
        assert row["open_amount"] - row["not_due"] == total.overdue
        assert row["credits"] == total.credits
        assert row["net"] == total.net
        assert row["disputed"] == total.disputed <= total.open_amount


@given(LINES)
def test_the_clients_add_up_to_the_aged_balance(lines: list[dict[str, object]]) -> None:
    frame = portfolio(*lines)
    amounts = [*BUCKETS, "open_amount", "disputed", "credits", "net"]
    by_client = ageing_by_client(frame, today=TODAY)
    summed = by_client.group_by("currency").agg(pl.col(amounts).sum()).sort("currency")
    assert summed.equals(ageing(frame, today=TODAY))


@pytest.mark.parametrize(
    ("due", "bucket"),
    [
        (1, "not_due"),
        (0, "not_due"),
        (-1, "days_1_30"),
        (-30, "days_1_30"),
        (-31, "days_31_60"),
        (-60, "days_31_60"),
        (-61, "days_61_90"),
        (-90, "days_61_90"),
        (-91, "over_90"),
    ],
)
def test_an_invoice_falls_in_the_bucket_of_its_days_late(due: int, bucket: str) -> None:
    frame = portfolio(line(due_date=day(due)))
    assert with_bucket(frame, today=TODAY)["bucket"].to_list() == [bucket]


def test_currencies_are_never_summed() -> None:
    frame = portfolio(line(amount="100"), line(amount="50", currency="USD"))
    totals = balances(frame, today=TODAY)
    assert {code: total.open_amount for code, total in totals.items()} == {
        "EUR": Decimal(100),
        "USD": Decimal(50),
    }


def test_credits_stand_apart_and_never_age() -> None:
    frame = portfolio(line(amount="100"), line(amount="30", kind="credit_note"))
    (row,) = ageing(frame, today=TODAY).iter_rows(named=True)
    assert (row["days_1_30"], row["credits"], row["net"]) == (
        Decimal(100),
        Decimal(30),
        Decimal(70),
    )


def test_an_invoice_dated_after_today_is_not_owed_yet() -> None:
    frame = portfolio(line(issue_date=day(1), due_date=day(31)))
    assert balances(frame, today=TODAY)["EUR"].open_count == 0


def test_a_client_with_credits_alone_is_in_the_aged_balance() -> None:
    frame = portfolio(line(client_id=7, kind="payment", amount="12.5"))
    (row,) = ageing_by_client(frame, today=TODAY).iter_rows(named=True)
    assert (row["client_id"], row["open_amount"], row["net"]) == (7, Decimal(0), Decimal("-12.5"))


def test_a_currency_with_nothing_open_has_a_nil_balance() -> None:
    assert balances(portfolio(paid(day(-3))), today=TODAY)["EUR"].open_amount == 0


def test_cumulated_shares_run_to_the_whole_of_each_currency() -> None:
    frame = portfolio(
        line(client_id=1, amount="60"),
        line(client_id=2, amount="30"),
        line(client_id=3, amount="10"),
        line(client_id=1, amount="5", currency="USD"),
    )
    debtors = concentration(frame, today=TODAY)
    assert debtors.filter(currency="EUR")["cumulated_share"].to_list() == pytest.approx(
        [0.6, 0.9, 1.0]
    )
    assert debtors.filter(currency="USD")["share"].to_list() == [1.0]
    assert debtors["rank"].to_list() == [1, 2, 3, 1]


def test_disputes_are_told_by_motive_with_their_age() -> None:
    half = Decimal(40)
    frame = portfolio(
        line(disputed_amount=half, dispute_reason="Prix", disputed_since=day(-10)),
        line(disputed_amount=half, dispute_reason="Prix ", disputed_since=day(-30)),
        line(disputed_amount=Decimal(500), dispute_reason=" "),
        line(),
    )
    found = disputes(frame, today=TODAY).select(
        "motive", "invoices", "disputed", "median_days", "oldest_days"
    )
    assert found.rows() == [
        (NO_REASON, 1, Decimal(100), None, None),
        ("Prix", 2, Decimal(80), 20.0, 30),
    ]
