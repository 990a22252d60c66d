"""The plan of a day: every open invoice is in one reminder, or withheld for one named reason."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from relance_core.calendar import WorkCalendar
from relance_core.reminders import compose as composing
from relance_core.reminders.compose import Composed
from relance_core.reminders.holds import REASONS, Freshness, held, message_holds
from relance_core.reminders.inputs import (
    contacts_of,
    credits_by_addressee,
    gaps_of,
    open_credits,
    open_invoices,
)
from relance_core.reminders.memory import in_memory
from relance_core.reminders.outlook import first_free_day, with_outlook
from relance_core.reminders.reach import addresses_of, unreachable, with_reachable_channel
from relance_core.reminders.scenario import Scenario
from relance_core.reminders.schedule import next_steps
from relance_core.reminders.sentences import reminder_reason, waiting_reason
from relance_core.reminders.tone import last_tones, with_tone
from relance_core.schemas import (
    CLIENTS,
    CONTACT_ROLES,
    CREDITS,
    HISTORY,
    HOLDS,
    LEDGER,
    LINES,
    REMINDERS,
    WITHHELD,
    conform,
    empty,
)
from relance_core.settings import Rules
from relance_core.vocabulary import MessageState, Step, Withheld

_PRECEDENCE = {code.value: order for order, code in enumerate(Withheld)}
#: Codes that keep an invoice out of the reckoning of what its client owes.
_ABOVE_NET = [
    code.value for code in Withheld if _PRECEDENCE[code] < _PRECEDENCE[Withheld.NET_CREDIT]
]


@dataclass(frozen=True)
class Situation:
    """What is known on the day of the plan; frames of ``schemas``."""

    ledger: pl.DataFrame
    clients: pl.DataFrame
    holds: pl.DataFrame
    history: pl.DataFrame
    data_date: date | None
    contacts: pl.DataFrame = field(default_factory=lambda: empty(CONTACT_ROLES))


@dataclass(frozen=True)
class Plan:
    """Today's decisions; ``reminders, lines, credits, withheld`` are frames of ``schemas``."""

    for_date: date
    data_date: date | None
    reminders: pl.DataFrame
    lines: pl.DataFrame
    credits: pl.DataFrame
    withheld: pl.DataFrame

    @property
    def plan_id(self) -> str:
        """A hash of the content: the same decisions have the same id, whenever they are made."""
        digest = hashlib.sha256(self.for_date.isoformat().encode())
        for frame in (
            self.reminders.drop("reason", "role", "copy_roles").sort("addressee_id"),
            self.lines.sort("addressee_id", "invoice_id"),
            self.credits.sort("addressee_id", "invoice_id"),
            self.withheld.select("invoice_id", "code").sort("invoice_id"),
        ):
            digest.update(frame.write_csv().encode())
        return digest.hexdigest()[:16]


def plan_for(
    situation: Situation, scenarios: Mapping[str, Scenario], rules: Rules, *, today: date
) -> Plan:
    """Who is reminded on ``today`` (the next open day when it is closed), who is not, and why.

    Pure: the same situation, scenarios, rules and day give the same plan. The positive open
    invoices of the ledger are partitioned between ``lines`` and ``withheld``.
    """
    calendar = rules.calendar
    on = calendar.next_open(today)
    ledger = conform(situation.ledger, LEDGER, "LEDGER")
    history = conform(situation.history, HISTORY, "HISTORY")
    clients = conform(situation.clients, CLIENTS, "CLIENTS")
    conform(situation.holds, HOLDS, "HOLDS")
    people = clients.lazy()
    invoices = open_invoices(ledger.lazy(), people, scenarios, rules).collect(engine="in-memory")
    reach = addresses_of(people)
    due = composing.with_addressee(next_steps(invoices, history, scenarios, calendar, on=on), on)
    scheduled = in_memory(with_reachable_channel(due, scenarios, reach))
    currencies = ledger.get_column("currency").unique().to_list()
    credits = in_memory(open_credits(ledger.lazy()))
    past = history.lazy()
    gaps = gaps_of(people, scenarios, rules)

    fresh = Freshness(situation.data_date, on, calendar)
    by_rule = in_memory(held(scheduled, situation.holds.lazy(), rules, fresh))
    above_net = by_rule.filter(pl.col("code").is_in(_ABOVE_NET))
    owed = scheduled.join(above_net, on="invoice_id", how="anti")
    wanted = owed.filter(pl.col("late") | pl.col("due_now"))
    told = _collected(
        by_rule,
        composing.net_holds(wanted, credits_by_addressee(credits, owed), rules, currencies),
        message_holds(scheduled, past),
        composing.addressee_blocks(scheduled, contacts_of(past, gaps), on),
        unreachable(scheduled, reach),
    )
    put_off = past.filter(
        pl.col("state") == MessageState.CANCELLED.value,
        pl.col("message_id").is_null(),
        pl.col("day") < on,
    ).select("invoice_id", "step")
    too_old_for = fresh.too_old_for(rules)

    def composed(free: pl.LazyFrame) -> Composed:
        return composing.compose(free, gaps, put_off, on, too_old_for=too_old_for)

    def too_small(lines: pl.LazyFrame) -> pl.DataFrame:
        net = credits_by_addressee(credits, lines)
        return composing.net_holds(lines, net, rules, currencies).collect(engine="in-memory")

    free = in_memory(scheduled.join(told, on="invoice_id", how="anti"))
    message = composed(free)
    # A message that carries fewer invoices than its client owes (one is in flight, one travels
    # alone) can have a smaller net than the client: it is judged again on its own lines, and so is
    # what takes its place.
    small = too_small(message.lines)
    while not small.is_empty():
        told = _collected(told, small.lazy())
        theirs = free.join(small.lazy(), on="invoice_id", how="semi").select("addressee_id")
        free = in_memory(free.join(small.lazy(), on="invoice_id", how="anti"))
        again = composed(free.join(theirs, on="addressee_id", how="semi"))
        message = message.with_instead(again, free, theirs)
        # All of them: a credit follows its payer's message, or its client's when there is none.
        small = too_small(message.lines)
    deducted = in_memory(credits_by_addressee(credits, message.lines))
    toned = with_tone(message.groups, last_tones(past, invoices.lazy()))
    reminders = reminder_reason(toned, message.lines, scheduled, on).with_columns(
        _deadline(on, rules).alias("deadline")
    )
    frames = pl.collect_all(
        [
            reminders.select(list(REMINDERS)).sort("addressee_id"),
            message.lines.select(list(LINES)).sort("addressee_id", "due_date", "invoice_id"),
            deducted.select(list(CREDITS)).sort("addressee_id", "invoice_id"),
            _withheld(scheduled, message.lines, [told, message.left], calendar, on),
        ],
        engine="in-memory",
    )
    return Plan(
        for_date=on,
        data_date=situation.data_date,
        reminders=conform(frames[0], REMINDERS, "REMINDERS"),
        lines=conform(frames[1], LINES, "LINES"),
        credits=conform(frames[2], CREDITS, "CREDITS"),
        withheld=conform(frames[3], WITHHELD, "WITHHELD"),
    )


def _collected(*reasons: pl.LazyFrame) -> pl.LazyFrame:
    """``REASONS`` of several rules, in memory."""
    return in_memory(pl.concat([part.cast(REASONS) for part in reasons]))


def _deadline(on: date, rules: Rules) -> pl.Expr:
    """The deadline that a message states, on an open day."""
    stated = {
        step.value: rules.calendar.next_open(on + days)
        for step in Step
        if (days := composing.deadline_of(step, rules)) is not None
    }
    return pl.col("step").replace_strict(stated, default=None, return_dtype=pl.Date)


def _withheld(
    scheduled: pl.LazyFrame,
    carried: pl.LazyFrame,
    told: list[pl.LazyFrame],
    calendar: WorkCalendar,
    on: date,
) -> pl.LazyFrame:
    """Every open invoice that no message carries, with all its reasons and the first one told."""
    staying = scheduled.join(carried.select("invoice_id"), on="invoice_id", how="anti")
    closed_days = calendar.closed_days(range(on.year, on.year + 3))
    waiting = waiting_reason(staying.filter(~pl.col("due_now")), closed_days)
    every = pl.concat([part.cast(REASONS) for part in (*told, waiting)])
    ranked = (
        every.join(staying.select("invoice_id"), on="invoice_id", how="semi")
        .unique(["invoice_id", "code"], keep="first", maintain_order=True)
        .with_columns(
            pl.col("code").replace_strict(_PRECEDENCE, return_dtype=pl.Int64).alias("order"),
            first_free_day().alias("free_from"),
        )
        .sort("invoice_id", "order")
        .group_by("invoice_id", maintain_order=True)
        .agg(
            pl.col("code").first(),
            pl.col("code").alias("codes"),
            pl.col("reason").first(),
            pl.col("until").first(),
            pl.col("free_from").max(),
            pl.col("until").is_null().any().alias("endless"),
        )
    )
    frame = staying.join(ranked, on="invoice_id", how="left")
    return with_outlook(frame, calendar, on).select(list(WITHHELD)).sort("invoice_id")
