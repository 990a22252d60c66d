"""The plan of a day: every open invoice is in one reminder, or withheld for one named reason."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from relance_core.calendar import WorkCalendar
from relance_core.reminders import compose as composing
from relance_core.reminders.choice import scenario_of
from relance_core.reminders.holds import (
    LEFT,
    ON_ITS_WAY,
    REASONS,
    Freshness,
    held,
    message_holds,
)
from relance_core.reminders.outlook import with_outlook
from relance_core.reminders.reach import addresses_of, unreachable, with_reachable_channel
from relance_core.reminders.scenario import Scenario
from relance_core.reminders.schedule import next_steps
from relance_core.reminders.sentences import reminder_reason, waiting_reason
from relance_core.reminders.tone import last_tones, with_tone
from relance_core.schemas import (
    CLIENTS,
    CREDITS,
    HISTORY,
    HOLDS,
    LEDGER,
    LINES,
    REMINDERS,
    WITHHELD,
    conform,
)
from relance_core.settings import Rules
from relance_core.vocabulary import InvoiceKind, MessageState, Step, Withheld

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
            self.reminders.drop("reason").sort("addressee_id"),
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
    frame = _open_invoices(ledger, clients, scenarios, rules)
    scheduled = next_steps(frame, history, scenarios, calendar, on=on)
    scheduled = composing.with_addressee(scheduled, on)
    addresses = addresses_of(clients)
    scheduled = with_reachable_channel(scheduled, scenarios, addresses)
    credits = _credits(ledger)

    fresh = Freshness(situation.data_date, on, calendar)
    told = [held(scheduled, situation.holds, rules, fresh)]
    above_net = pl.concat(told).filter(pl.col("code").is_in(_ABOVE_NET))
    chaseable = scheduled.join(above_net, on="invoice_id", how="anti")
    told.append(composing.net_holds(chaseable, _credits_by_addressee(credits, chaseable), rules))
    told.append(message_holds(scheduled, history))
    gaps = _gaps(clients, scenarios, rules)
    told.append(composing.addressee_blocks(scheduled, _contacts(history, gaps), on))
    told.append(unreachable(scheduled, addresses))

    put_off = history.filter(
        pl.col("state") == MessageState.CANCELLED.value, pl.col("day") < on
    ).select("invoice_id", "step")
    free = scheduled.join(pl.concat(told), on="invoice_id", how="anti")
    composed = composing.compose(free, gaps, put_off, on)
    carried = scheduled.join(composed.lines.select("invoice_id"), on="invoice_id", how="semi")
    deducted = _credits_by_addressee(credits, carried)
    # A message that carries fewer invoices than its client owes (one is in flight, one travels
    # alone) can have a smaller net than the client: it is judged again on its own lines.
    too_small = composing.net_holds(carried, deducted, rules)
    if not too_small.is_empty():
        told.append(too_small)
        free = free.join(too_small, on="invoice_id", how="anti")
        composed = composing.compose(free, gaps, put_off, on)
        carried = scheduled.join(composed.lines.select("invoice_id"), on="invoice_id", how="semi")
        deducted = _credits_by_addressee(credits, carried)
    told.append(composed.left)

    withheld = _withheld(scheduled, carried, told, calendar, on)
    toned = with_tone(composed.groups, last_tones(history, frame))
    reminders = reminder_reason(toned, composed.lines, scheduled, on).with_columns(
        _deadline(on, rules).alias("deadline")
    )
    return Plan(
        for_date=on,
        data_date=situation.data_date,
        reminders=conform(
            reminders.select(list(REMINDERS)).sort("addressee_id"), REMINDERS, "REMINDERS"
        ),
        lines=conform(
            composed.lines.select(list(LINES)).sort("addressee_id", "due_date", "invoice_id"),
            LINES,
            "LINES",
        ),
        credits=conform(
            deducted.select(list(CREDITS)).sort("addressee_id", "invoice_id"), CREDITS, "CREDITS"
        ),
        withheld=conform(withheld, WITHHELD, "WITHHELD"),
    )


def _open_invoices(
    ledger: pl.DataFrame, clients: pl.DataFrame, scenarios: Mapping[str, Scenario], rules: Rules
) -> pl.DataFrame:
    """Positive open invoices with the settings of the invoiced client, or their own scenario."""
    settings = clients.select(
        "client_id",
        "debtor_type",
        "median_days",
        pl.when("scenario_by_hand").then("scenario").alias("client_scenario"),
        pl.col("tone").alias("tone_setting"),
        "shift_days",
        "pause_until",
        "manual_only",
    )
    chosen = (pl.col("scenario"), pl.col("client_scenario"))
    return (
        ledger.filter(pl.col("kind") == InvoiceKind.INVOICE.value, pl.col("open_amount") > 0)
        .with_columns((pl.col("open_amount") - pl.col("disputed_amount")).alias("amount_due"))
        .join(settings, on="client_id", how="left")
        .with_columns(scenario_of(rules, scenarios, *chosen).alias("scenario"))
    )


def _credits(ledger: pl.DataFrame) -> pl.DataFrame:
    """Credit notes and unallocated payments still to deduct."""
    return ledger.filter(
        pl.col("kind") != InvoiceKind.INVOICE.value, pl.col("open_amount") > 0
    ).select(
        "invoice_id", "client_id", "payer_id", "currency", pl.col("open_amount").alias("amount")
    )


def _credits_by_addressee(credits: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Each credit beside the addressee whose message deducts it, for the currencies of ``lines``.

    A credit belongs to its payer's messages; to its own client's when the message is a formal one
    addressed to the debtor.
    """
    addressees = lines.select("addressee_id", "currency").unique()
    by_payer = credits.join(
        addressees, left_on=["payer_id", "currency"], right_on=["addressee_id", "currency"]
    ).with_columns(pl.col("payer_id").alias("addressee_id"))
    by_client = (
        credits.filter(pl.col("client_id") != pl.col("payer_id"))
        .join(addressees, left_on=["client_id", "currency"], right_on=["addressee_id", "currency"])
        .with_columns(pl.col("client_id").alias("addressee_id"))
        .join(by_payer.select("invoice_id"), on="invoice_id", how="anti")
    )
    columns = ["addressee_id", "invoice_id", "currency", "amount"]
    return pl.concat([by_payer.select(columns), by_client.select(columns)])


def _gaps(clients: pl.DataFrame, scenarios: Mapping[str, Scenario], rules: Rules) -> pl.DataFrame:
    """``addressee_id, min_gap``: calendar days between two messages to one addressee."""
    gap = {key: scenario.min_gap_days for key, scenario in scenarios.items()}
    return clients.select(
        pl.col("client_id").alias("addressee_id"),
        pl.col("scenario")
        .replace_strict(gap, default=gap[rules.default_scenario], return_dtype=pl.Int64)
        .alias("min_gap"),
    )


def _contacts(history: pl.DataFrame, gaps: pl.DataFrame) -> pl.DataFrame:
    """``addressee_id, min_gap, last_day, handed_on, waiting``: when each was last written to.

    A hand-over writes to nobody: it has a day of its own.
    """
    state = pl.col("state")
    handed = pl.col("message_step") == Step.HAND_OVER.value
    day = pl.col("day").filter
    written = history.group_by("addressee_id").agg(
        day(state.is_in(LEFT) & ~handed).max().alias("last_day"),
        day(state.is_in(LEFT) & handed).max().alias("handed_on"),
        (state.is_in(ON_ITS_WAY) & ~state.is_in(LEFT)).any().alias("waiting"),
    )
    return gaps.join(written, on="addressee_id", how="left")


def _deadline(on: date, rules: Rules) -> pl.Expr:
    """The deadline that a message states, on an open day."""
    stated = {
        step.value: rules.calendar.next_open(on + days)
        for step in Step
        if (days := composing.deadline_of(step, rules)) is not None
    }
    return pl.col("step").replace_strict(stated, default=None, return_dtype=pl.Date)


def _withheld(
    scheduled: pl.DataFrame,
    carried: pl.DataFrame,
    told: list[pl.DataFrame],
    calendar: WorkCalendar,
    on: date,
) -> pl.DataFrame:
    """Every open invoice that no message carries, with all its reasons and the first one told."""
    staying = scheduled.join(carried.select("invoice_id"), on="invoice_id", how="anti")
    waiting = waiting_reason(staying.filter(~pl.col("due_now")))
    every = pl.concat([part.cast(REASONS) for part in (*told, waiting)])
    ranked = (
        every.join(staying.select("invoice_id"), on="invoice_id", how="semi")
        .unique(["invoice_id", "code"], keep="first", maintain_order=True)
        .with_columns(
            pl.col("code").replace_strict(_PRECEDENCE, return_dtype=pl.Int64).alias("order")
        )
        .sort("invoice_id", "order")
        .group_by("invoice_id", maintain_order=True)
        .agg(
            pl.col("code").first(),
            pl.col("code").alias("codes"),
            pl.col("reason").first(),
            pl.col("until").first(),
            pl.col("until").max().alias("held_until"),
            pl.col("code")
            .is_in([Withheld.NO_STEP_DUE.value, Withheld.NOT_DUE.value])
            .all()
            .alias("free"),
            pl.col("until").is_null().any().alias("endless"),
        )
    )
    frame = staying.join(ranked, on="invoice_id", how="left")
    return with_outlook(frame, calendar, on).select(list(WITHHELD)).sort("invoice_id")
