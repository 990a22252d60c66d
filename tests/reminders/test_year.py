"""A year of mornings: clients pay, dispute, promise; runs are missed; all that leaves is sent."""

from __future__ import annotations

import itertools
import os
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from relance_core.calendar import add_open_days, is_open
from relance_core.reminders.plan import Plan
from relance_core.reminders.scenario import SCENARIOS
from relance_core.vocabulary import FORMAL_STEPS, PRE_DUE_STEPS, Step, Tone
from tests.reminders.ledgers import Books

START = date(2026, 1, 5)
DAYS = 365
#: A plan of many clients takes hardly longer than one of a few.
CLIENTS = 24
#: ``RELANCE_YEARS=10`` lives as many years, each with its own seed.
YEARS = int(os.environ.get("RELANCE_YEARS", "1"))
#: What an invoice that nobody holds back may be told of, from one day to the next.
PASSING = {"no_step_due", "not_due", "too_soon", "other_message_leaving", "handed_over"}
#: Long enough for the slowest scenario, with the longest shift, behind the other invoices.
ENOUGH = timedelta(days=120)


@dataclass
class Year:
    """The books of a year, with what the checks need to know of each invoice.

    ``settled``: paid, by day. ``held``: last day on which something else than time held it back.
    """

    chance: Random
    books: Books = field(default_factory=Books)
    day: date = START
    messages: int = 0
    settled: dict[int, date] = field(default_factory=dict)
    held: dict[int, date] = field(default_factory=dict)

    def open_the_books(self) -> None:
        chance = self.chance
        for client in range(1, CLIENTS + 1):
            self.books.client(
                client,
                scenario=chance.choice([*SCENARIOS, "standard", "standard"]),
                tone=chance.choice(("as_step", "as_step", "softer", "firmer", "always_friendly")),
                shift_days=chance.choice((0, 0, 0, -5, 4, 30)),
                phone="02 40 00 00 00",
            )
        for invoice_id in range(1, 5 * CLIENTS + 1):
            client = chance.randint(1, CLIENTS)
            due = START + timedelta(days=chance.randint(-60, 300))
            self.books.invoice(
                invoice_id,
                due,
                client=client,
                amount=str(Decimal(chance.randint(2_000, 900_000)) / 100),
                payer_id=chance.randint(1, CLIENTS) if chance.random() < 0.15 else client,
                issue_date=due - timedelta(days=30),
                scenario=chance.choice((None,) * 6 + ("watched",)),
            )

    def live(self) -> None:
        """Every day of the year: what happens, then the run, when there is one."""
        for _ in range(DAYS):
            self.day += timedelta(days=1)
            self._morning()
            if self.chance.random() < (0.65 if is_open(self.day) else 0.1):
                self._run()

    def _open(self) -> list[dict[str, Any]]:
        known = self.day + timedelta(days=30)  # issued by now
        return [
            row for row in self.books.lines if row["open_amount"] > 0 and row["due_date"] <= known
        ]

    def _morning(self) -> None:
        chance, books = self.chance, self.books
        if chance.random() < 0.9:
            books.data_date = self.day
        books.holds = [hold for hold in books.holds if hold["until"] >= self.day]
        for row in self._open():
            late = row["due_date"] < self.day
            event = chance.random()
            if event < (0.006 if late else 0.001):
                row["open_amount"] = row["disputed_amount"] = Decimal(0)
                self.settled[row["invoice_id"]] = self.day
            elif event < 0.008:
                row["open_amount"] -= (row["open_amount"] / 3).quantize(Decimal("0.01"))
                row["disputed_amount"] = Decimal(0)
            elif late and event < 0.011:
                self._dispute(row)
            elif late and event < 0.016:
                promised = self.day + timedelta(days=chance.randint(1, 15))
                until = add_open_days(promised, 2)
                books.hold("promise", invoice=row["invoice_id"], until=until)
            elif row["disputed_amount"] and event > 0.96:
                row["disputed_amount"] = Decimal(0)

    def _dispute(self, row: dict[str, Any]) -> None:
        if self.chance.random() < 0.5:
            until = self.day + timedelta(days=self.chance.randint(5, 40))
            self.books.hold("dispute", invoice=row["invoice_id"], until=until)
        else:
            row["disputed_amount"] = self.chance.choice(
                (row["open_amount"], (row["open_amount"] / 4).quantize(Decimal("0.01")))
            )

    def _run(self) -> None:
        """The plan of the day, all approved and sent; the same run again finds nothing to add."""
        plan = self.books.plan(self.day)
        self._check_partition(plan)
        assert plan.reminders.get_column("addressee_id").is_unique().all()
        assert not self.settled.keys() & set(plan.lines.get_column("invoice_id"))
        for invoice_id, codes in plan.withheld.select("invoice_id", "codes").iter_rows():
            if set(codes) - PASSING:
                self.held[invoice_id] = self.day
        self._send(plan)
        if self.chance.random() < 0.25:
            assert self.books.plan(self.day).reminders.is_empty()

    def _check_partition(self, plan: Plan) -> None:
        euros = {
            row["invoice_id"]: row["open_amount"]
            for row in self.books.lines
            if row["open_amount"] > 0
        }
        carried = plan.lines.get_column("invoice_id").to_list()
        withheld = plan.withheld.get_column("invoice_id").to_list()
        assert sorted(carried + withheld) == sorted(euros)
        total = sum(euros[one] for one in carried) + sum(euros[one] for one in withheld)
        assert total == sum(euros.values())

    def _send(self, plan: Plan) -> None:
        for reminder in plan.reminders.iter_rows(named=True):
            self.messages += 1
            for line in plan.lines.iter_rows(named=True):
                if line["addressee_id"] == reminder["addressee_id"]:
                    self.books.sent(
                        line["invoice_id"],
                        line["step"],
                        plan.for_date,
                        message=self.messages,
                        tone=Tone(reminder["tone"]),
                        level=reminder["step"],
                        deadline=reminder["deadline"],
                        addressee=reminder["addressee_id"],
                    )

    def late_steps(self, row: dict[str, Any]) -> list[Step]:
        """The late steps of an invoice's scenario."""
        key = row["scenario"] or self.books.clients[row["client_id"]]["scenario"]
        return [one.step for one in SCENARIOS[key].late_steps()]

    def own(self, invoice_id: int) -> list[dict[str, Any]]:
        """The late steps done for an invoice, as they were sent."""
        return [
            told
            for told in self.books.history
            if told["invoice_id"] == invoice_id
            and told["step"] is not None
            and told["step"] not in PRE_DUE_STEPS
        ]


@pytest.fixture(scope="module", params=range(YEARS))
def year(request: pytest.FixtureRequest) -> Year:
    """A year lived; each day's plan was checked when it was made."""
    lived = Year(Random(request.param))
    lived.open_the_books()
    lived.live()
    return lived


def test_no_step_is_done_twice_and_none_is_jumped(year: Year) -> None:
    assert sum(len(year.own(row["invoice_id"])) for row in year.books.lines) > 40
    for row in year.books.lines:
        done = [told["step"] for told in year.own(row["invoice_id"])]
        assert done == year.late_steps(row)[: len(done)]


def test_no_step_before_the_due_date_is_done_twice(year: Year) -> None:
    early = [
        (told["invoice_id"], told["step"])
        for told in year.books.history
        if told["step"] in PRE_DUE_STEPS
    ]
    assert early
    assert len(early) == len(set(early))


def test_no_late_step_comes_before_it_may(year: Year) -> None:
    """Nor before a deadline stated: but for a reminder that joins a message within the gap."""
    for row in year.books.lines:
        own = year.own(row["invoice_id"])
        assert all(told["day"] > row["due_date"] for told in own)
        for before, after in itertools.pairwise(own):
            gap = SCENARIOS[year.books.clients[after["addressee_id"]]["scenario"]].min_gap_days
            joins = after["step"] not in FORMAL_STEPS
            near = after["day"] + timedelta(days=gap - 1 if joins else 0)
            assert before["deadline"] is None or near >= before["deadline"]


def test_the_gap_is_kept_between_two_messages_to_one_addressee(year: Year) -> None:
    days: dict[int, dict[int, date]] = defaultdict(dict)
    every: dict[int, dict[int, date]] = defaultdict(dict)
    for told in year.books.history:
        every[told["addressee_id"]][told["message_id"]] = told["day"]
        if told["message_step"] != Step.HAND_OVER:  # it writes to nobody
            days[told["addressee_id"]][told["message_id"]] = told["day"]
    for addressee, sent in days.items():
        gap = SCENARIOS[year.books.clients[addressee]["scenario"]].min_gap_days
        for before, after in itertools.pairwise(sorted(sent.values())):
            assert (after - before).days >= gap
    for sent in every.values():
        assert len(set(sent.values())) == len(sent), "two messages on one day"


def test_nothing_is_sent_after_the_payment(year: Year) -> None:
    assert year.settled
    for told in year.books.history:
        paid = year.settled.get(told["invoice_id"])
        assert paid is None or told["day"] <= add_open_days(paid, 0)


def test_every_invoice_unpaid_and_not_held_reaches_its_formal_notice(year: Year) -> None:
    checked = 0
    for row in year.books.lines:
        since = max(row["due_date"], START, year.held.get(row["invoice_id"], START))
        if since + ENOUGH <= year.settled.get(row["invoice_id"], year.day):
            done = [told["step"] for told in year.own(row["invoice_id"])]
            assert Step.FORMAL_NOTICE in done, (row, done)
            checked += 1
    assert checked
