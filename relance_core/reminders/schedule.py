"""Which step comes next for each invoice, and on which date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl

from relance_core.calendar import WorkCalendar
from relance_core.reminders.scenario import RANK, Scenario
from relance_core.reminders.sequence import (
    NOTHING,
    RANK_OF,
    band_of,
    done_steps,
    following_steps,
    minimums_of,
)
from relance_core.vocabulary import PRE_DUE_STEPS, Anchor, Channel, Step

#: Open days after which a call that nobody made lapses (decisions.md, Steps).
CALL_LAPSES_AFTER = 3
#: No step is further from the date that it is counted from.
_MARGIN = timedelta(days=400)
#: What ``next_steps`` adds to the invoices.
_ADDED = (
    "late",
    "done_rank",
    "done_day",
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


def next_steps(
    invoices: pl.DataFrame,
    history: pl.DataFrame,
    scenarios: Mapping[str, Scenario],
    calendar: WorkCalendar,
    *,
    on: date,
) -> pl.LazyFrame:
    """``invoices`` with its next step and the date of that step.

    ``invoices`` has at least ``invoice_id, issue_date, delivery_date, due_date, amount_due,
    entry_step, scenario, shift_days``. Adds ``late`` (due date past on ``on``), ``done_rank,
    done_day, next_step, own_date, next_date, usual_tone, channel, by_hand, role,
    copy_roles, call_missed``;
    ``next_step`` is null once the sequence is over. The date of a step is the later of (due date +
    offset + shift) and (day the step before was done + the scenario's own interval), never before
    a deadline that was stated (decisions.md, Steps). ``own_date`` leaves out a deadline stated in
    a message in which the invoice only rode along: it keeps the invoice from leading, not from
    joining another message of its client.
    """
    sequences = tuple(scenarios.values())
    frame = (
        invoices.lazy()
        .join(done_steps(history.lazy()), on="invoice_id", how="left")
        .with_columns(
            (pl.col("due_date") < on).alias("late"),
            pl.col("done_rank").fill_null(NOTHING),
            pl.col("entry_step")
            .replace_strict(RANK_OF, return_dtype=pl.Int64, default=None)
            .alias("entry_rank"),
            band_of(minimums_of(sequences)),
        )
        .with_columns(_after_rank().alias("after_rank"))
    )
    holidays = calendar.closed_days(_years(invoices, history))
    early = _early_steps(frame.filter(~pl.col("late")), sequences, holidays, on)
    # With no early step left, an invoice not yet due looks ahead to its first late one.
    over = frame.filter(~pl.col("late")).join(
        early.select("invoice_id"), on="invoice_id", how="anti"
    )
    late = _late_steps(pl.concat([frame.filter("late"), over]), sequences, holidays, on)
    columns = [*invoices.columns, *_ADDED]
    return pl.concat([early.select(columns), late.select(columns)])


def _after_rank() -> pl.Expr:
    """The rank after which the sequence goes on: the step done, or the one before the entry."""
    return pl.max_horizontal("done_rank", pl.col("entry_rank") - 1)


def _early_steps(
    frame: pl.LazyFrame,
    scenarios: tuple[Scenario, ...],
    holidays: list[date],
    on: date,
) -> pl.LazyFrame:
    """Invoices not yet due that have an early step left, with it and its date.

    An early step lapses once the day of a later one has come (were that one a call that lapsed
    too), or when it cannot come before the due date; a call, three open days after its own.
    """
    left = frame.join(following_steps(scenarios, late=False), on=["scenario", "after_rank", "band"])
    left = _own_interval(left, "after_rank").with_columns(_early_date(holidays).alias("next_date"))
    call = pl.col("channel") == Channel.CALL.value
    come = pl.col("next_rank").filter(pl.col("next_date") <= on).max().over("invoice_id")
    lapsed = (
        (pl.col("next_date") > pl.col("due_date"))
        | (call & (_open_days_after("next_date", holidays) < on))
        | (pl.col("next_rank") < come).fill_null(False)
    )
    return (
        left.filter(~lapsed)
        .sort("invoice_id", "next_rank")
        .unique("invoice_id", keep="first", maintain_order=True)
        .with_columns(pl.col("next_date").alias("own_date"), pl.lit(False).alias("call_missed"))
    )


def _late_steps(
    frame: pl.LazyFrame,
    scenarios: tuple[Scenario, ...],
    holidays: list[date],
    on: date,
) -> pl.LazyFrame:
    """``frame`` with the late step that comes next, and its date.

    A late call that nobody made in three open days leaves by e-mail: the step is neither repeated
    nor jumped.
    """
    floor = pl.max_horizontal("after_rank", pl.lit(_LAST_PRE_DUE)).alias("_floor")
    late = frame.with_columns(floor).join(
        following_steps(scenarios, late=True).rename({"after_rank": "_floor"}),
        on=["scenario", "_floor", "band"],
        how="left",
    )
    late = _own_interval(late, "_floor").drop("_floor")
    late = late.with_columns(_late_date(holidays).alias("own_date"))
    formal = pl.col("anchor") == Anchor.DEADLINE.value
    late = late.with_columns(
        pl.when(formal | pl.col("own_date").is_null())
        .then("own_date")
        .otherwise(pl.max_horizontal("own_date", "told_deadline"))
        .alias("next_date")
    )
    missed = (pl.col("channel") == Channel.CALL.value) & (
        _open_days_after("next_date", holidays) < on
    )
    return late.with_columns(
        missed.fill_null(False).alias("call_missed"),
        pl.when(missed).then(pl.lit(Channel.EMAIL.value)).otherwise("channel").alias("channel"),
    )


def _own_interval(frame: pl.LazyFrame, after: str) -> pl.LazyFrame:
    """The interval counts only from the very step that comes before, when that one was done."""
    own = pl.when(pl.col("done_rank") == pl.col(after)).then(pl.col("interval"))
    return frame.with_columns(own.alias("interval"))


def _days(column: str) -> pl.Expr:
    return pl.duration(days=pl.col(column))


def _early_date(holidays: list[date]) -> pl.Expr:
    """Date of an early step: on a closed day the open day before, or after for a delivery."""
    delivered = pl.coalesce("delivery_date", "issue_date") + _days("offset")
    from_due = pl.col("due_date") + _days("offset")
    from_done = pl.col("done_day") + _days("interval")
    return (
        pl.when(pl.col("anchor") == Anchor.DELIVERY.value)
        .then(_rolled(pl.max_horizontal(delivered, from_done), holidays, "forward"))
        .otherwise(_rolled(pl.max_horizontal(from_due, from_done), holidays, "backward"))
    )


def _late_date(holidays: list[date]) -> pl.Expr:
    """Date of a late step: due date, offset and shift; the step before; the deadline stated.

    Never before the first day late, whatever the step is counted from. A step that follows a
    deadline is counted from the due date when nothing is known of what came before.
    """
    first_day_late = pl.col("due_date") + pl.duration(days=1)
    from_due = pl.col("due_date") + pl.duration(days=pl.col("offset") + pl.col("shift_days"))
    from_done = pl.col("done_day") + _days("interval")
    after_another = (pl.col("anchor") == Anchor.PREVIOUS_STEP.value) & from_done.is_not_null()
    anchored = pl.max_horizontal(
        pl.when(~after_another).then(from_due), from_done, "stated_deadline", first_day_late
    )
    deadline = pl.coalesce("stated_deadline", "done_day", "due_date") + _days("offset")
    # The hand-over happens on the very day that was announced; what it follows is rolled.
    rolled = (
        pl.when(pl.col("next_step") == Step.HAND_OVER.value)
        .then(deadline)
        .otherwise(_rolled(deadline, holidays, "forward"))
    )
    return (
        pl.when(pl.col("anchor") == Anchor.DEADLINE.value)
        .then(pl.max_horizontal(rolled, first_day_late))
        .when(pl.col("next_step").is_not_null())
        .then(anchored)
    )


def _rolled(day: pl.Expr, holidays: list[date], roll: str) -> pl.Expr:
    """``day`` moved to an open day, forward or backward."""
    return day.dt.add_business_days(n=0, holidays=holidays, roll=roll)  # type: ignore[arg-type]


def _open_days_after(column: str, holidays: list[date]) -> pl.Expr:
    """The last open day on which a call planned on ``column`` can still be made."""
    return pl.col(column).dt.add_business_days(
        n=CALL_LAPSES_AFTER, holidays=holidays, roll="forward"
    )


def _years(invoices: pl.DataFrame, history: pl.DataFrame) -> range:
    """The years that the dates of a schedule can touch."""
    told = [
        *(invoices.get_column(one) for one in ("due_date", "issue_date", "delivery_date")),
        *(history.get_column(one) for one in ("day", "deadline")),
    ]
    days = [day for one in told for day in (one.min(), one.max()) if isinstance(day, date)]
    if not days:
        return range(0)
    return range((min(days) - _MARGIN).year, (max(days) + _MARGIN).year + 1)
