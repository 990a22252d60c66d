"""The plan of a day: every open invoice is in one reminder, or withheld for one named reason."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from relance_core.french import amount, short_date_of
from relance_core.reminders.decide import Decided, decide
from relance_core.reminders.ground import Ground, Situation, ground_of, unproven
from relance_core.reminders.hold_rule import HoldRule
from relance_core.reminders.holds import Freshness, standing_rules
from relance_core.reminders.net import credits_of
from relance_core.reminders.obstacles import LEFT_BEHIND, PASSING_RULES, net_rules
from relance_core.reminders.outlook import next_day
from relance_core.reminders.scenario import Scenario
from relance_core.reminders.sentences import waiting_reason, with_reason
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
from relance_core.vocabulary import Withheld

__all__ = ["Plan", "Situation", "plan_for"]

_PRECEDENCE = {code.value: order for order, code in enumerate(Withheld)}


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
    conform(situation.ledger, LEDGER, "LEDGER")
    conform(situation.history, HISTORY, "HISTORY")
    conform(situation.clients, CLIENTS, "CLIENTS")
    conform(situation.holds, HOLDS, "HOLDS")
    on = rules.calendar.next_open(today)
    ground = ground_of(situation, scenarios, rules, on=on)
    too_old_for = Freshness(situation.data_date, on, rules.calendar).too_old_for(rules)
    standing = standing_rules(rules, too_old_for, situation.data_date)
    decided = decide(ground.cases, ground.people, ground, rules, standing, too_old_for)
    lines = decided.lines.lazy()
    reminders = with_reason(decided.groups.lazy(), lines)
    holds = (*standing, *PASSING_RULES, *_net_rules(situation, rules), LEFT_BEHIND)
    frames = pl.collect_all(
        [
            reminders.select(list(REMINDERS)).sort("addressee_id"),
            lines.select(list(LINES)).sort("addressee_id", "due_date", "invoice_id"),
            credits_of(ground.credits, lines)
            .select(list(CREDITS))
            .sort("addressee_id", "invoice_id"),
            _withheld(decided, ground, holds, situation.data_date, on),
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


def _net_rules(situation: Situation, rules: Rules) -> tuple[HoldRule, ...]:
    """The rules of what is owed in all, with the threshold written in each currency."""
    currencies = situation.ledger.get_column("currency").unique().to_list()
    return net_rules({one: amount(rules.below_threshold, one) for one in currencies})


def _withheld(
    decided: Decided,
    ground: Ground,
    holds: Sequence[HoldRule],
    data_date: date | None,
    on: date,
) -> pl.LazyFrame:
    """Every open invoice that no message carries, with all its reasons and the first one told."""
    staying = decided.staying().collect(engine="in-memory").lazy()
    reasons = pl.concat(
        [
            *_told_by_hand(staying, ground.hands.lazy(), data_date, on),
            *(rule.told(staying) for rule in holds),
            waiting_reason(staying, ground.timetable),
        ]
    )
    order = pl.col("code").replace_strict(_PRECEDENCE, return_dtype=pl.Int64).alias("order")
    ranked = (
        reasons.with_columns(order)
        .unique(["invoice_id", "code"], keep="first", maintain_order=True)
        .sort("invoice_id", "order")
        .group_by("invoice_id", maintain_order=True)
        .agg(
            pl.col("code").first(),
            pl.col("code").alias("codes"),
            pl.col("reason").first(),
            pl.col("until").first(),
        )
    )
    day = next_day(ground.timetable)
    return (
        staying.with_columns(day.alias("next_date"))
        .with_columns(
            pl.when(pl.col("next_date").is_not_null()).then("next_step").alias("next_step")
        )
        .join(ranked, on="invoice_id", how="left")
        .select(list(WITHHELD))
        .sort("invoice_id")
    )


def _told_by_hand(
    staying: pl.LazyFrame, hands: pl.LazyFrame, data_date: date | None, on: date
) -> list[pl.LazyFrame]:
    """The holds noted by hand that run, and the promises that nothing proves, as reasons."""
    mine = hands.join(staying.select("invoice_id"), on="invoice_id", how="semi")
    columns = ["invoice_id", "code", "reason", "until"]
    asked = pl.format(
        "Promesse échue le {} : importez un export plus récent pour savoir si elle est tenue.",
        short_date_of("until"),
    )
    return [
        mine.filter(pl.col("until").is_null() | (pl.col("until") >= on)).select(columns),
        mine.filter(unproven(data_date, on)).select(
            "invoice_id",
            pl.lit(Withheld.NEEDS_DECISION.value).alias("code"),
            asked.alias("reason"),
            pl.lit(None, dtype=pl.Date).alias("until"),
        ),
    ]
