"""The next step of one invoice, said slowly: plain loops over the rules, nothing of the engine.

Readings of the rules where they leave a choice are written in ``reference.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from relance_core.calendar import WorkCalendar
from relance_core.reminders.scenario import RANK, Scenario, ScenarioStep
from relance_core.settings import Rules
from relance_core.vocabulary import PRE_DUE_STEPS, Anchor, Channel, Step

#: A call waits three open days for somebody to make it.
CALL_DAYS = 3
Row = Mapping[str, Any]


def days(count: int) -> timedelta:
    return timedelta(days=count)


@dataclass
class Invoice:
    """One positive open invoice, and all that is worked out about it."""

    row: Row
    client: Row
    scenario: Scenario
    history: list[Row]
    on: date
    planned: ScenarioStep | None = None  # the step that follows
    own_date: date | None = None  # its date, whatever a message where the invoice rode along stated
    lead_date: date | None = None  # the day it may lead a message
    channel: str | None = None
    addressee: int = 0
    codes: set[str] = field(default_factory=set)

    @property
    def id(self) -> int:
        return int(self.row["invoice_id"])

    @property
    def amount_due(self) -> Decimal:
        return Decimal(self.row["open_amount"] - self.row["disputed_amount"])

    @property
    def late(self) -> bool:
        return bool(self.row["due_date"] < self.on)

    @property
    def due(self) -> bool:
        return self.planned is not None and self.lead_date is not None and self.lead_date <= self.on

    @property
    def step(self) -> str | None:
        return None if self.planned is None else self.planned.step.value

    @property
    def sent_own(self) -> list[Row]:
        """What was sent and did a step of this invoice."""
        return [one for one in self.history if one["state"] == "sent" and one["step"] is not None]

    @property
    def done_rank(self) -> int:
        """Rank of the furthest step done; -1 when none is."""
        return max((rank(one["step"]) for one in self.sent_own), default=-1)

    @property
    def done_day(self) -> date | None:
        """The day the furthest step was done."""
        there = [one["day"] for one in self.sent_own if rank(one["step"]) == self.done_rank]
        return max(there, default=None)

    @property
    def stated_deadline(self) -> date | None:
        stated = [one["deadline"] for one in self.sent_own if one["deadline"] is not None]
        return max(stated, default=None)

    @property
    def ride_along_deadline(self) -> date | None:
        """The deadline of the last message that stated one, when the invoice only rode along."""
        told = [one for one in self.history if one["state"] == "sent" and one["deadline"]]
        if not told:
            return None
        last = max(told, key=lambda one: (one["day"], one["step"] is not None, one["deadline"]))
        own = max((one["day"] for one in self.sent_own), default=None)
        if last["step"] is not None or (own is not None and last["day"] <= own):
            return None
        return last["deadline"]


def rank(step: str) -> int:
    return RANK[Step(step)]


def scenario_of(row: Row, client: Row, scenarios: Mapping[str, Scenario], rules: Rules) -> Scenario:
    """Its own, else the client's by hand, else the first rule that applies, else the default."""
    if row["scenario"] in scenarios:
        return scenarios[row["scenario"]]
    if client["scenario_by_hand"] and client["scenario"] in scenarios:
        return scenarios[client["scenario"]]
    owed = row["open_amount"] - row["disputed_amount"]
    for rule in rules.scenario_rules:
        if rule.scenario not in scenarios:
            continue
        if rule.debtor_type and rule.debtor_type != client["debtor_type"]:
            continue
        if owed < rule.amount_from:
            continue
        median = client["median_days"]
        if rule.median_from is not None and (median is None or median < rule.median_from):
            continue
        return scenarios[rule.scenario]
    return scenarios[rules.default_scenario]


def settle_next_step(one: Invoice, calendar: WorkCalendar) -> None:
    """Fill ``planned``, ``own_date`` and ``lead_date``; they stay None when nothing follows."""
    sequence = [step for step in one.scenario.steps if step.minimum <= one.amount_due]
    after = one.done_rank
    if one.row["entry_step"] is not None:
        after = max(after, rank(one.row["entry_step"]) - 1)
    if not one.late:
        for step, day in _early(one, sequence, after, calendar):
            one.planned, one.own_date, one.lead_date = step, day, day
            return
    for step in sequence:
        if step.step in PRE_DUE_STEPS or RANK[step.step] <= after:
            continue
        lapsed = one.done_rank < RANK[Step.DUE_DAY]
        follows = after == one.done_rank and not lapsed
        one.planned = step
        one.own_date = one.lead_date = _late_date(one, step, follows, calendar)
        wait = one.ride_along_deadline
        if wait is not None and step.anchor is not Anchor.DEADLINE:
            one.lead_date = max(one.own_date, wait)
        return


def _early(
    one: Invoice, sequence: list[ScenarioStep], after: int, calendar: WorkCalendar
) -> list[tuple[ScenarioStep, date]]:
    """The steps on or before the due date that have not lapsed, with their dates."""
    dated: list[tuple[ScenarioStep, date]] = []
    for step in sequence:
        if step.step in PRE_DUE_STEPS and RANK[step.step] > after:
            day = _early_date(one, step, after == one.done_rank, calendar)
            if day is not None:
                dated.append((step, day))
    kept = []
    for place, (step, day) in enumerate(dated):
        if day > one.row["due_date"]:
            continue
        if step.channel is Channel.CALL and calendar.add_open_days(day, CALL_DAYS) < one.on:
            continue
        if any(later <= one.on for _, later in dated[place + 1 :]):
            continue
        kept.append((step, day))
    return kept


def _early_date(
    one: Invoice, step: ScenarioStep, follows: bool, calendar: WorkCalendar
) -> date | None:
    if step.anchor is Anchor.DELIVERY:
        start = one.row["delivery_date"] or one.row["issue_date"]
        return None if start is None else calendar.next_open(start + days(step.offset))
    day = one.row["due_date"] + days(one.scenario.days()[step.step])
    paced = _after_the_step_done(one, step) if follows else None
    if paced is not None:
        day = max(day, paced)
    while not calendar.is_open(day):
        day -= days(1)
    return day


def _after_the_step_done(one: Invoice, step: ScenarioStep) -> date | None:
    """The day the furthest step was done, plus the scenario's own interval up to ``step``."""
    if one.done_day is None:
        return None
    if step.anchor is Anchor.PREVIOUS_STEP:
        return one.done_day + days(step.offset)
    told = one.scenario.days()
    before = [
        told[planned.step]
        for planned in one.scenario.steps
        if planned.step in told and RANK[planned.step] <= one.done_rank
    ]
    return one.done_day + days(step.offset - before[-1]) if before else None


def _late_date(one: Invoice, step: ScenarioStep, follows: bool, calendar: WorkCalendar) -> date:
    """``follows``: the furthest step done is the very one before ``step``."""
    due = one.row["due_date"]
    first_day_late = due + days(1)
    if step.anchor is Anchor.DEADLINE:
        day = (one.stated_deadline or one.done_day or due) + days(step.offset)
        if step.step is not Step.HAND_OVER:
            day = calendar.next_open(day)
        return max(day, first_day_late)
    paced = _after_the_step_done(one, step) if follows else None
    wanted = [first_day_late]
    if paced is not None:
        wanted.append(paced)
    if paced is None or step.anchor is not Anchor.PREVIOUS_STEP:
        wanted.append(due + days(one.scenario.days()[step.step] + one.client["shift_days"]))
    if one.stated_deadline is not None:
        wanted.append(one.stated_deadline)
    return max(wanted)
