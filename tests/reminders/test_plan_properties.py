"""What holds for every ledger, history and setting: partition, one message, gap, order, silence."""

from __future__ import annotations

import itertools
import random
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relance_core.reminders.plan import Plan
from relance_core.reminders.scenario import RANK, SCENARIOS
from relance_core.settings import Rules
from relance_core.vocabulary import PRE_DUE_STEPS, Step, ToneSetting
from tests.reminders.ledgers import TODAY, Books

_LATE = [step for step in Step if step not in PRE_DUE_STEPS]
_HOLDS = ["dispute", "promise", "excluded", "insolvency", "payment_plan", "reply_pending"]


def random_books(seed: int) -> Books:
    """A ledger with everything that can happen to a client or an invoice."""
    chance = random.Random(seed)
    books = Books(
        data_date=TODAY - timedelta(days=chance.choice([0, 0, 1, 5, 9])),
        rules=Rules(
            below_threshold=Decimal(chance.choice(["0", "10", "150"])),
            all_suspended=chance.random() < 0.03,
        ),
    )
    for client in range(1, chance.randint(2, 7)):
        books.client(
            client,
            scenario=chance.choice([*SCENARIOS, "standard", "standard"]),
            tone=chance.choice([setting.value for setting in ToneSetting]),
            shift_days=chance.choice([0, 0, -5, 3, 30]),
            manual_only=chance.random() < 0.05,
            pause_until=chance.choice([None] * 8 + [TODAY, TODAY + timedelta(days=9)]),
            emails=[] if chance.random() < 0.1 else [f"c{client}@client.example"],
            city=None if chance.random() < 0.1 else "Nantes",
        )
    for number in range(1, chance.randint(2, 25)):
        _random_line(books, chance, number)
    return books


def _random_line(books: Books, chance: random.Random, number: int) -> None:
    client = chance.choice(list(books.clients))
    amount = Decimal(chance.randint(1, 90_000)) / 100
    books.invoice(
        number,
        TODAY - timedelta(days=chance.randint(-40, 220)),
        client=client,
        amount=str(amount),
        kind=chance.choice(["invoice"] * 9 + ["credit_note", "payment"]),
        currency=chance.choice(["EUR"] * 6 + ["USD"]),
        payer_id=chance.choice([client] * 6 + list(books.clients)),
        disputed_amount=chance.choice([Decimal(0)] * 7 + [amount, amount / 2]).quantize(
            Decimal("0.001")
        ),
        entry_step=chance.choice([None] * 6 + ["reminder_2", "formal_notice"]),
        due_calculated=chance.random() < 0.1,
    )
    if chance.random() < 0.5:
        day = TODAY - timedelta(days=chance.randint(0, 40))
        for step in _LATE[: chance.randint(1, 5)]:
            books.sent(
                number,
                step,
                day,
                state=chance.choice(["sent"] * 8 + ["deposited", "uncertain", "approved"]),
            )
            day += timedelta(days=chance.randint(1, 6))
    if chance.random() < 0.15:
        books.hold(
            chance.choice(_HOLDS),
            invoice=number,
            until=chance.choice([None, TODAY, TODAY + timedelta(days=6)]),
        )


def _assert_partition(books: Books, plan: Plan) -> None:
    ledger = books.situation.ledger
    open_ones = ledger.filter(pl.col("kind") == "invoice", pl.col("open_amount") > 0)
    carried = plan.lines.get_column("invoice_id").to_list()
    withheld = plan.withheld.get_column("invoice_id").to_list()
    assert sorted(carried + withheld) == sorted(open_ones.get_column("invoice_id").to_list())
    euros = dict(open_ones.select("invoice_id", "open_amount").iter_rows())
    told = sum(euros[one] for one in carried) + sum(euros[one] for one in withheld)
    assert told == sum(euros.values())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(min_value=0, max_value=10**9))
def test_every_open_invoice_is_in_one_message_or_withheld_for_one_told_reason(seed: int) -> None:
    books = random_books(seed)
    plan = books.plan()
    _assert_partition(books, plan)
    assert plan.reminders.get_column("addressee_id").is_unique().all()
    assert plan.lines.get_column("invoice_id").is_unique().all()
    assert plan.withheld.get_column("code").null_count() == 0
    assert plan.withheld.get_column("reason").str.len_chars().min() != 0
    assert set(plan.lines.get_column("addressee_id")) == set(
        plan.reminders.get_column("addressee_id")
    )
    for row in plan.reminders.iter_rows(named=True):
        mine = plan.lines.filter(pl.col("addressee_id") == row["addressee_id"])
        leader = mine.filter(pl.col("invoice_id") == row["leader_id"])
        assert leader.get_column("step").item() == row["step"]
        assert mine.get_column("amount_due").min() > 0


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(min_value=0, max_value=10**9))
def test_the_order_of_the_rows_changes_no_decision(seed: int) -> None:
    books = random_books(seed)
    first = books.plan()
    random.Random(seed).shuffle(books.lines)
    random.Random(seed).shuffle(books.holds)
    random.Random(seed).shuffle(books.history)
    again = books.plan()
    assert first.plan_id == again.plan_id


def _send(books: Books, plan: Plan, message: int) -> int:
    for row in plan.reminders.iter_rows(named=True):
        message += 1
        lines = plan.lines.filter(pl.col("addressee_id") == row["addressee_id"])
        for invoice_id, step in lines.select("invoice_id", "step").iter_rows():
            books.sent(
                invoice_id,
                step,
                plan.for_date,
                message=message,
                tone=row["tone"],
                level=row["step"],
                deadline=row["deadline"],
                addressee=row["addressee_id"],
            )
    return message


@pytest.mark.parametrize("seed", range(4))
def test_over_months_no_step_is_repeated_or_jumped_and_gaps_are_kept(seed: int) -> None:
    """Days go by, some are missed, some invoices are paid; every message of each plan is sent."""
    chance = random.Random(seed)
    books = Books()
    for client in range(1, 5):
        books.client(client, scenario=chance.choice(list(SCENARIOS)))
    for number in range(1, 13):
        books.invoice(
            number, TODAY + timedelta(days=chance.randint(-30, 25)), client=chance.randint(1, 4)
        )
    message, settled, day = 0, set[int](), TODAY
    for _ in range(75):
        day += timedelta(days=chance.choice([1, 1, 1, 2, 6]))
        books.data_date = day
        if chance.random() < 0.05:
            paid = chance.choice(books.lines)
            paid["open_amount"] = Decimal(0)
            settled.add(paid["invoice_id"])
        plan = books.plan(day)
        assert not settled & set(plan.lines.get_column("invoice_id"))
        message = _send(books, plan, message)
        assert books.plan(day).reminders.is_empty(), "a second run the same day sends nothing"
    _assert_history_is_orderly(books)


def _assert_history_is_orderly(books: Books) -> None:
    messages: dict[int, dict[int, date]] = defaultdict(dict)
    done: dict[int, list[tuple[date, Step]]] = defaultdict(list)
    for row in books.history:
        if row["message_step"] != Step.HAND_OVER:  # it writes to nobody
            messages[row["addressee_id"]][row["message_id"]] = row["day"]
        if row["step"]:
            done[row["invoice_id"]].append((row["day"], Step(row["step"])))
    for client, sent in messages.items():
        gap = SCENARIOS[books.clients[client]["scenario"]].min_gap_days
        days = sorted(sent.values())
        assert all((later - before).days >= gap for before, later in itertools.pairwise(days))
    for invoice_id, own in done.items():
        steps = [step for _, step in sorted(own, key=lambda pair: (pair[0], RANK[pair[1]]))]
        assert len(steps) == len(set(steps))
        late = [step for step in steps if step not in PRE_DUE_STEPS]
        scenario = SCENARIOS[
            books.clients[
                next(row["client_id"] for row in books.lines if row["invoice_id"] == invoice_id)
            ]["scenario"]
        ]
        expected = [step.step for step in scenario.late_steps()]
        assert late == expected[: len(late)]
