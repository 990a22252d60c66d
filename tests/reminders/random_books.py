"""Seeded random ledgers: families of clients with their past, their holds, their settings.

The families of a batch share nothing but the rules, the scenarios and the day, so that one plan
decides them all at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from dateutil.relativedelta import relativedelta

from relance_core.reminders.scenario import RANK, SCENARIOS, Scenario
from relance_core.vocabulary import DebtorType, MessageState, Step, Tone, ToneSetting, Withheld
from tests.reminders.ledgers import Books
from tests.reminders.random_scenarios import random_rules, random_scenario

#: Ids of one family are ``FAMILY * number`` and the few that follow.
FAMILY = 100
#: Ids of the messages to several invoices, apart from those that ``Books`` counts.
_MESSAGES = 10**6
_HOLDS = (
    *(code.value for code in list(Withheld)[: list(Withheld).index(Withheld.ALL_SUSPENDED)]),
    *[Withheld.PROMISE.value] * 3,
)
_LIVE = ("approved", "sending", "deposited", "sent", "printed", "uncertain")


@dataclass
class Batch:
    """Families in one set of books, with what they share."""

    books: Books
    scenarios: Mapping[str, Scenario]
    today: date


def random_batch(seed: int, families: int) -> Batch:
    """``families`` families of one seed; the same seed gives the same batch."""
    random = Random(seed)
    scenarios = dict(SCENARIOS)
    for number in range(random.choice((0, 2, 4))):
        made = random_scenario(random, f"own_{number}")
        scenarios[made.key] = made
    today = date(2026, 1, 1) + timedelta(days=random.randrange(730))
    data_date = None
    if random.random() < 0.9:
        data_date = today - timedelta(
            days=random.choice((0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 5, 7, 8, 14))
        )
    books = Books(data_date=data_date, rules=random_rules(random, today, list(scenarios)))
    for number in range(1, families + 1):
        _Family(random, books, scenarios, today, number * FAMILY).write()
    return Batch(books, scenarios, today)


@dataclass
class _Family:
    """One to three clients, their invoices and credits, and what happened to them."""

    random: Random
    books: Books
    scenarios: Mapping[str, Scenario]
    today: date
    base: int

    def write(self) -> None:
        random = self.random
        self.ids = [self.base + place for place in range(random.choice((1, 1, 1, 2, 2, 3)))]
        for client_id in self.ids:
            self._client(client_id)
        count = random.choice((1, 1, 2, 2, 3, 4, 5))
        self.invoices = [self._invoice(self.base + place) for place in range(count)]
        orderly = random.random() < 0.6
        for place in range(random.choice((0, 0, 0, 1) if orderly else (0, 0, 1, 1, 2))):
            self._credit(self.base + 50 + place)
        if random.random() < 0.8:
            for invoice_id in self.invoices:
                if random.random() < 0.7:
                    self._past(invoice_id)
        for place in range(random.choice((0, 0, 0, 1) if orderly else (0, 1, 1, 2, 3))):
            self._message(_MESSAGES + self.base + place, settled=orderly)
        if random.random() < 0.2:
            self._put_off(random.choice(self.invoices))
        for _ in range(random.choice((0,) if orderly else (0, 0, 1, 2))):
            self._hold()

    def _day(self, first: int, last: int) -> date:
        return self.today + timedelta(days=self.random.randrange(first, last + 1))

    def _client(self, client_id: int) -> None:
        random = self.random
        full = random.random() < 0.85
        emails = [f"compta@client{client_id}.example"] if random.random() < 0.85 else []
        self.books.client(
            client_id,
            debtor_type=random.choice(("business", "business", "business", *DebtorType)),
            scenario=random.choice(list(self.scenarios)),
            scenario_by_hand=random.random() < 0.5,
            median_days=random.choice((None, None, 5.0, 10.0, 29.5, 40.0)),
            tone=random.choice(("as_step", "as_step", *ToneSetting)),
            shift_days=random.choice((0, 0, 0, 0, -5, -2, 3, 10, 30)),
            pause_until=self._day(-3, 4) if random.random() < 0.05 else None,
            manual_only=random.random() < 0.02,
            phone="0240000000" if random.random() < 0.7 else None,
            emails=emails,
            bad_emails=[] if emails or random.random() < 0.5 else ["perdu@client"],
            address="1 rue du Port" if full or random.random() < 0.5 else None,
            postcode="44000" if full or random.random() < 0.5 else None,
            city="Nantes" if full or random.random() < 0.5 else None,
        )

    def _invoice(self, invoice_id: int) -> int:
        random = self.random
        near = random.random()
        ago = random.randrange(-12, 12) if near < 0.5 else random.randrange(-40, 70)
        due = self.today - timedelta(days=ago)
        issue = due - timedelta(days=random.choice((30, 45, 10)))
        if near > 0.93:
            issue, due = self._old_dates()
        amount = Decimal(
            random.choice(("5", "9.99", "10", "80", "100", "120.50", "600", "6000", "900"))
        )
        disputed = Decimal(0)
        if random.random() < 0.12:
            disputed = random.choice((amount, amount / 2, amount - Decimal("0.01")))
        client = random.choice(self.ids)
        keys = list(self.scenarios)
        return self.books.invoice(
            invoice_id,
            due,
            client=client,
            amount=str(amount),
            payer_id=client if random.random() < 0.6 else random.choice(self.ids),
            currency="EUR" if random.random() < 0.8 else random.choice(("USD", "JPY")),
            issue_date=issue if random.random() < 0.8 else None,
            delivery_date=self._day(-20, 5) if random.random() < 0.4 else None,
            due_calculated=random.random() < 0.1,
            disputed_amount=disputed,
            open_amount=Decimal(0) if random.random() < 0.02 else amount,
            entry_step=random.choice(list(Step)).value if random.random() < 0.12 else None,
            scenario=random.choice([*keys, "removed"]) if random.random() < 0.3 else None,
        )

    def _old_dates(self) -> tuple[date, date]:
        """Issue and due dates near a threshold: too old without a history, or near limitation."""
        random = self.random
        if random.random() < 0.5:
            ago = self.books.rules.old_invoice_days + random.choice((-1, 0, 1, 2, 3, 100))
            due = self.today - timedelta(days=ago)
            return due - timedelta(days=30), due
        months = random.choice((24, 60, 60)) - random.choice((5, 6, 6, 6, 7))
        issue = self.today - relativedelta(months=months) + timedelta(days=random.randrange(-3, 4))
        return issue, self.today - timedelta(days=random.randrange(1, 180))

    def _credit(self, credit_id: int) -> None:
        random = self.random
        client = random.choice(self.ids)
        self.books.invoice(
            credit_id,
            self.today,
            client=client,
            amount=random.choice(("3", "20", "90", "100", "500", "7000")),
            payer_id=client if random.random() < 0.7 else random.choice(self.ids),
            currency="EUR" if random.random() < 0.85 else "USD",
            kind=random.choice(("credit_note", "payment")),
        )

    def _row(self, invoice_id: int) -> dict[str, Any]:
        return next(row for row in self.books.lines if row["invoice_id"] == invoice_id)

    def _addressee(self, invoice_id: int, step: Step | None) -> int:
        row = self._row(invoice_id)
        formal = step is not None and RANK[step] >= RANK[Step.FORMAL_NOTICE]
        return int(row["client_id"] if formal else row["payer_id"])

    def _taken(self, invoice_id: int, step: Step | None) -> bool:
        """Whether a live message does ``step`` already."""
        return step is not None and any(
            told["invoice_id"] == invoice_id and told["step"] == step and told["state"] in _LIVE
            for told in self.books.history
        )

    def _past(self, invoice_id: int) -> None:
        """The first steps of a scenario, one after the other, until a few days ago.

        Of its own scenario and at its pace, most of the time.
        """
        random = self.random
        row = self._row(invoice_id)
        key = row["scenario"] or self.books.clients[row["client_id"]]["scenario"]
        if key not in self.scenarios or random.random() < 0.2:
            key = random.choice(list(self.scenarios))
        scenario = self.scenarios[key]
        done = list(scenario.steps[: random.randrange(len(scenario.steps) + 1)])
        day = self._day(-32, -1)
        if done and random.random() < 0.8:
            told = scenario.days().get(done[-1].step, 50)
            row["due_date"] = day - timedelta(days=told + random.randrange(-1, 6))
        for planned in reversed(done):
            if random.random() < 0.9:
                self._sent(invoice_id, planned.step, day, "sent")
            day -= timedelta(days=random.randrange(1, 12))

    def _sent(self, invoice_id: int, step: Step, day: date, state: str) -> None:
        if self._taken(invoice_id, step):
            return
        random = self.random
        formal = RANK[step] >= RANK[Step.FORMAL_NOTICE]
        states_deadline = random.random() < (0.9 if formal else 0.15)
        self.books.sent(
            invoice_id,
            step,
            day,
            state=state,
            tone=Tone.FORMAL if formal else random.choice(list(Tone)[:3]),
            deadline=day + timedelta(days=random.randrange(1, 20)) if states_deadline else None,
            addressee=self._addressee(invoice_id, step),
        )
        if random.random() < 0.2:  # known from the file, or noted by hand
            self.books.history[-1]["message_id"] = None

    def _message(self, message_id: int, *, settled: bool) -> None:
        """A message to one addressee, with own steps and ride-alongs; of any state, or sent."""
        random = self.random
        leader = random.choice(self.invoices)
        level = random.choice(list(Step))
        addressee = self._addressee(leader, level)
        state = "sent" if settled else random.choice(("sent", "sent", *MessageState))
        day = self._day(-15, -1) if random.random() < 0.8 else self._day(-4, 2)
        same_day = [told["day"] for told in self.books.history if told["invoice_id"] >= self.base]
        if same_day and random.random() < 0.3:
            day = random.choice(same_day)
        deadline = self._day(-5, 15) if random.random() < 0.4 else None
        tone = random.choice(list(Tone))
        for invoice_id in self.invoices:
            if invoice_id != leader and random.random() < 0.5:
                continue
            if self._addressee(invoice_id, level) != addressee:
                continue
            step = level if invoice_id == leader else random.choice((level, None, None))
            if state in _LIVE and self._taken(invoice_id, step):
                step = None
            self.books.sent(
                invoice_id,
                step,
                day,
                state=state,
                message=message_id,
                tone=tone,
                level=level,
                deadline=deadline,
                addressee=addressee,
            )

    def _put_off(self, invoice_id: int) -> None:
        """A formal step that an approval left out."""
        step = self.random.choice((Step.FORMAL_NOTICE, Step.FORMAL_NOTICE, Step.LAST_NOTICE))
        if self.random.random() < 0.5 and not self._taken(invoice_id, step):
            self._row(invoice_id).update(entry_step=step.value, due_date=self._day(-80, -40))
        self.books.put_off(invoice_id, step, self._day(-2, 1))

    def _hold(self) -> None:
        random = self.random
        of_client = random.random() < 0.3
        self.books.hold(
            random.choice(_HOLDS),
            invoice=None if of_client else random.choice(self.invoices),
            client=random.choice(self.ids) if of_client else None,
            until=self._day(-8, 6) if random.random() < 0.8 else None,
        )
