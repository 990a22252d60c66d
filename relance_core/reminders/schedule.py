"""Which step comes next for each invoice, and on which date."""

from __future__ import annotations

import polars as pl

from relance_core.reminders.ground import CASE
from relance_core.reminders.scenario import RANK
from relance_core.reminders.sequence import NOTHING, RANK_OF
from relance_core.reminders.timetable import Timetable
from relance_core.vocabulary import PRE_DUE_STEPS, Anchor, Channel

#: What ``next_steps`` adds to the invoices.
SCHEDULED = (
    "late",
    "next_step",
    "own_date",
    "next_date",
    "usual_tone",
    "channel",
    "by_hand",
    "role",
    "copy_roles",
    "call_missed",
)
_LAST_PRE_DUE = max(RANK[step] for step in PRE_DUE_STEPS)

_LATE = (pl.col("due_date") < pl.col("on")).alias("late")
_DONE = pl.col("done_rank").fill_null(NOTHING)
_ENTRY = pl.col("entry_step").replace_strict(RANK_OF, return_dtype=pl.Int64, default=None)
#: The rank after which the sequence goes on: the step done, or the one before the entry.
_AFTER = pl.max_horizontal(_DONE, _ENTRY - 1).alias("after_rank")
#: For a late step, whatever was done up to the due date comes before the first.
_LATE_AFTER = pl.max_horizontal("after_rank", pl.lit(_LAST_PRE_DUE))
#: The interval counts only from the very step that comes before, when that one was done.
_INTERVAL = pl.when(pl.col("done_rank") == pl.col("after_rank")).then("interval").alias("interval")
#: The first day on which an early step comes: not always the next one's, which then lapses.
_SOONEST = pl.col("next_date").min().over("invoice_id").alias("own_date")
#: A deadline heard of while riding along moves the step, but for one that follows a deadline.
_NEXT_DATE = (
    pl.when((pl.col("anchor") == Anchor.DEADLINE.value) | pl.col("own_date").is_null())
    .then("own_date")
    .otherwise(pl.max_horizontal("own_date", "told_deadline"))
    .alias("next_date")
)
#: A late call that nobody made leaves by e-mail: the step is neither repeated nor jumped.
_CHANNEL = (
    pl.when("call_missed").then(pl.lit(Channel.EMAIL.value)).otherwise("channel").alias("channel")
)
_COLUMNS = [*CASE, *SCHEDULED]


def next_steps(cases: pl.LazyFrame, timetable: Timetable) -> pl.LazyFrame:
    """``cases`` (``ground.CASE``) with ``SCHEDULED``: the step of each and its date.

    ``late``: the due date is past on the day ``on`` that is looked at; ``next_step`` is null once
    the sequence is over. The date of a step is the later of (due date + offset + shift) and (day
    the step before was done + the scenario's own interval), never before a deadline that was
    stated (decisions.md, Steps). ``own_date`` leaves out a deadline stated in a message in which
    the invoice only rode along: it keeps the invoice from leading, not from joining another
    message of its client. Before the due date it is the first day on which any step left comes.
    """
    frame = cases.with_columns(_LATE, _DONE, _AFTER, timetable.band.alias("band"))
    early = _early_steps(frame.filter(~pl.col("late")), timetable)
    # With no early step left, an invoice not yet due looks ahead to its first late one.
    left = frame.join(early.select("invoice_id"), on="invoice_id", how="anti")
    late = _late_steps(left, timetable)
    return pl.concat([early.select(_COLUMNS), late.select(_COLUMNS)])


def _early_steps(frame: pl.LazyFrame, timetable: Timetable) -> pl.LazyFrame:
    """Invoices not yet due that have an early step left, with it and its date."""
    return (
        frame.join(timetable.early, on=["scenario", "after_rank", "band"])
        .with_columns(_INTERVAL)
        .with_columns(timetable.early_date.alias("next_date"))
        .filter(~timetable.early_lapsed)
        .with_columns(_SOONEST, pl.lit(False).alias("call_missed"))
        .sort("invoice_id", "next_rank")
        .unique("invoice_id", keep="first", maintain_order=True)
    )


def _late_steps(frame: pl.LazyFrame, timetable: Timetable) -> pl.LazyFrame:
    """``frame`` with the late step that comes next, and its date."""
    return (
        frame.with_columns(_LATE_AFTER.alias("after_rank"))
        .join(timetable.late, on=["scenario", "after_rank", "band"], how="left")
        .with_columns(_INTERVAL)
        .with_columns(timetable.late_date.alias("own_date"))
        .with_columns(_NEXT_DATE)
        .with_columns(timetable.call_missed.alias("call_missed"))
        .with_columns(_CHANNEL)
    )
