"""Which step comes next for each invoice, and on which date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl

from relance_core.calendar import closed_days
from relance_core.reminders.scenario import ENTRY_STEP, RANK, Scenario, ScenarioStep
from relance_core.vocabulary import PRE_DUE_STEPS, MessageState, Step

#: Rank that stands for "nothing done yet".
NOTHING = -1
_LAST_PRE_DUE = max(RANK[step] for step in PRE_DUE_STEPS)


def _row(
    scenario: Scenario, after: int, following: ScenarioStep, before: int | None
) -> dict[str, object]:
    """What follows rank ``after`` in ``scenario``; ``before`` is the offset of the step done."""
    interval = None
    if before is not None and following.offset is not None:
        interval = following.offset - before
    return {
        "scenario": scenario.key,
        "after_rank": after,
        "next_step": following.step.value,
        "offset": following.offset,
        "interval": interval,
        "usual_tone": following.tone.value,
        "channel": following.channel.value,
    }


def _sequence_table(scenarios: Mapping[str, Scenario], *, late: bool) -> pl.DataFrame:
    """For each scenario and each rank done, the step that follows among the late or early ones."""
    rows = []
    for scenario in scenarios.values():
        steps = scenario.late_steps() if late else scenario.pre_due_steps()
        offsets = {RANK[step.step]: step.offset for step in scenario.steps}
        for after in range(NOTHING, len(RANK)):
            following = next((step for step in steps if RANK[step.step] > after), None)
            if following is not None:
                rows.append(_row(scenario, after, following, offsets.get(after)))
    return pl.DataFrame(
        rows,
        schema={
            "scenario": pl.String,
            "after_rank": pl.Int64,
            "next_step": pl.String,
            "offset": pl.Int64,
            "interval": pl.Int64,
            "usual_tone": pl.String,
            "channel": pl.String,
        },
    )


def done_steps(history: pl.DataFrame) -> pl.DataFrame:
    """Per invoice: ``invoice_id, done_rank, done_day, stated_deadline, told_deadline``.

    Done means sent, posted, or known from the file (decisions.md: deposited and uncertain unlock
    nothing). ``stated_deadline`` is the latest that a message announced for the invoice's own
    step; ``told_deadline`` the one of its last message, when it only rode along in that one.
    """
    sent = history.filter(pl.col("state") == MessageState.SENT.value).with_columns(
        pl.col("step").replace_strict(_RANK_OF, return_dtype=pl.Int64, default=None).alias("rank")
    )
    own = pl.col("rank").is_not_null()
    latest = pl.col("rank") == pl.col("rank").max()
    rode = sent.filter(~own).select("invoice_id", "day", pl.col("deadline").alias("told_deadline"))
    done = sent.group_by("invoice_id").agg(
        pl.col("rank").max().alias("done_rank"),
        pl.col("day").filter(latest).max().alias("done_day"),
        pl.col("deadline").filter(own).max().alias("stated_deadline"),
        pl.col("day").filter(own).max().alias("last_own_day"),
    )
    told = rode.sort("day").unique("invoice_id", keep="last")
    after = pl.col("last_own_day").is_null() | (pl.col("day") > pl.col("last_own_day"))
    return done.join(told, on="invoice_id", how="left").select(
        "invoice_id",
        "done_rank",
        "done_day",
        "stated_deadline",
        pl.when(after).then("told_deadline").alias("told_deadline"),
    )


_RANK_OF = {step.value: rank for step, rank in RANK.items()}


def next_steps(
    invoices: pl.DataFrame, history: pl.DataFrame, scenarios: Mapping[str, Scenario], *, on: date
) -> pl.DataFrame:
    """``invoices`` with its next step and the date of that step.

    ``invoices`` has at least ``invoice_id, due_date, entry_step, scenario, shift_days``. Adds
    ``late`` (due date past on ``on``), ``done_rank, done_day, next_step, next_date, offset,
    usual_tone, channel``; ``next_step`` is null once the sequence is over. The date of a step is
    the later of (due date + offset + shift) and (day the step before was done + the scenario's
    own interval), never before a deadline that was stated (decisions.md, Steps).
    """
    frame = (
        invoices.join(done_steps(history), on="invoice_id", how="left")
        .with_columns(
            (pl.col("due_date") < on).alias("late"),
            pl.col("done_rank").fill_null(NOTHING),
            pl.col("entry_step")
            .replace_strict(_RANK_OF, return_dtype=pl.Int64, default=None)
            .alias("entry_rank"),
        )
        .with_columns(_after_rank().alias("after_rank"))
    )
    early = _early_steps(frame.filter(~pl.col("late")), scenarios, on)
    # A pre-due invoice with no early step left looks ahead to its first late one.
    over = early.filter(pl.col("next_step").is_null()).drop(_STEP_COLUMNS)
    early = early.filter(pl.col("next_step").is_not_null())
    late = pl.concat([frame.filter(pl.col("late")), over.select(frame.columns)]).with_columns(
        pl.max_horizontal("after_rank", pl.lit(_LAST_PRE_DUE)).alias("_floor")
    )
    late = _with_own_interval(
        late.join(
            _sequence_table(scenarios, late=True).rename({"after_rank": "_floor"}),
            on=["scenario", "_floor"],
            how="left",
        ),
        "_floor",
    ).drop("_floor")
    dated = pl.concat([early.select(late.columns), late])
    return _without_lapsed(dated, scenarios).drop("after_rank", "entry_rank", "interval")


_STEP_COLUMNS = ("next_step", "offset", "interval", "usual_tone", "channel")


def _with_own_interval(frame: pl.DataFrame, after: str) -> pl.DataFrame:
    """The interval counts only from the very step that comes before, when that one was done."""
    own = pl.when(pl.col("done_rank") == pl.col(after)).then(pl.col("interval"))
    return frame.with_columns(own.alias("interval"))


def _after_rank() -> pl.Expr:
    """The rank after which the sequence goes on: the step done, or the one before the entry."""
    entry = pl.col("entry_rank") - 1
    return pl.max_horizontal(pl.col("done_rank"), entry).fill_null(pl.col("done_rank"))


def _early_date(frame: pl.DataFrame) -> pl.Expr:
    """Date of a pre-due step; on a closed day it moves to the open day before."""
    planned = pl.max_horizontal(
        pl.col("due_date") + pl.duration(days=pl.col("offset")),
        pl.col("done_day") + pl.duration(days=pl.col("interval")),
    )
    return _rolled(planned, frame, "backward")


def _late_date(frame: pl.DataFrame) -> pl.Expr:
    """Date of a late step: due date, offset and shift; the step before; the deadline stated."""
    from_due = pl.col("due_date") + pl.duration(
        days=pl.max_horizontal(pl.col("offset") + pl.col("shift_days"), pl.lit(1))
    )
    from_done = pl.col("done_day") + pl.duration(days=pl.col("interval"))
    anchored = pl.max_horizontal(from_due, from_done, pl.col("stated_deadline"))
    deadline = pl.coalesce("stated_deadline", pl.col("done_day"))
    after_deadline = _rolled(deadline + pl.duration(days=1), frame, "forward")
    return (
        pl.when(pl.col("next_step") == Step.LAST_NOTICE.value)
        .then(after_deadline)
        .when(pl.col("next_step") == Step.HAND_OVER.value)
        .then(deadline)
        .when(pl.col("next_step").is_not_null())
        .then(anchored)
    )


def _without_lapsed(frame: pl.DataFrame, scenarios: Mapping[str, Scenario]) -> pl.DataFrame:
    """A pre-due step pushed past the due date lapses: the first late step is the next one."""
    lapsed = (
        ~pl.col("late")
        & pl.col("next_step").is_in([step.value for step in PRE_DUE_STEPS])
        & (pl.col("next_date") > pl.col("due_date"))
    )
    gone = frame.filter(lapsed)
    if gone.is_empty():
        return frame
    first_late = _sequence_table(scenarios, late=True).filter(
        pl.col("after_rank") == RANK[ENTRY_STEP] - 1
    )
    again = gone.drop(*_STEP_COLUMNS, "next_date").join(
        first_late.drop("after_rank"), on="scenario", how="left"
    )
    again = again.with_columns(_late_date(again).alias("next_date"))
    return pl.concat([frame.filter(~lapsed), again.select(frame.columns)])


def _rolled(day: pl.Expr, frame: pl.DataFrame, roll: str) -> pl.Expr:
    """``day`` moved to an open day, forward or backward."""
    years = _years(frame)
    return day.dt.add_business_days(n=0, holidays=closed_days(years), roll=roll)  # type: ignore[arg-type]


def _years(frame: pl.DataFrame) -> range:
    """The years that the dates of a schedule can touch."""
    due = frame.get_column("due_date")
    first, last = due.min(), due.max()
    if not isinstance(first, date) or not isinstance(last, date):
        return range(0)
    deadline = frame.get_column("stated_deadline").max()
    latest = max(last, deadline) if isinstance(deadline, date) else last
    return range((first - timedelta(days=90)).year, (latest + timedelta(days=400)).year + 1)
