"""What was done for each invoice, and which steps may follow it in each scenario."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

import polars as pl

from relance_core.reminders.scenario import RANK, Scenario, ScenarioStep
from relance_core.schemas import schema_of
from relance_core.vocabulary import Anchor, MessageState

#: Rank that stands for "nothing done yet".
NOTHING = -1
#: Rank of a step, by its code.
RANK_OF = {step.value: rank for step, rank in RANK.items()}

#: More than the days of any date since 1970.
_DAYS = 10_000_000
#: What follows a rank done in a scenario, for invoices that owe at least ``band``.
FOLLOWING = schema_of(
    {
        "scenario": pl.String,
        "after_rank": pl.Int64,
        "band": pl.Int64,
        "next_step": pl.String,
        "next_rank": pl.Int64,
        "anchor": pl.String,
        "offset": pl.Int64,  # days from the anchor; from the due date when that can be told
        "interval": pl.Int64,  # days after the step before, null when nothing says
        "usual_tone": pl.String,
        "channel": pl.String,
        "by_hand": pl.Boolean,
        "role": pl.String,
        "copy_roles": pl.List(pl.String),
    }
)


def done_steps(history: pl.LazyFrame) -> pl.LazyFrame:
    """Per invoice: ``invoice_id, done_rank, done_day, stated_deadline, told_deadline``.

    Done means sent, posted, or known from the file (decisions.md: deposited and uncertain unlock
    nothing). ``stated_deadline`` is the latest that a message announced for the invoice's own
    step; ``told_deadline`` the one of its last message, when it only rode along in that one (the
    latest of that day, whatever the order of the rows).
    """
    sent = history.filter(pl.col("state") == MessageState.SENT.value).with_columns(
        pl.col("step").replace_strict(RANK_OF, return_dtype=pl.Int64, default=None).alias("rank")
    )
    own = pl.col("rank").is_not_null()
    # One number orders the steps, then the days of the furthest: grouping it takes no sort.
    furthest = (pl.col("rank") * _DAYS + pl.col("day").to_physical()).max()
    done = (
        sent.filter(own)
        .group_by("invoice_id")
        .agg(
            furthest.alias("furthest"),
            pl.col("deadline").max().alias("stated_deadline"),
            pl.col("day").max().alias("last_own_day"),
        )
        .with_columns(
            (pl.col("furthest") // _DAYS).alias("done_rank"),
            (pl.col("furthest") % _DAYS).cast(pl.Int32).cast(pl.Date).alias("done_day"),
        )
    )
    rode = (
        sent.filter(~own, pl.col("deadline").is_not_null())
        .sort("day", "deadline")
        .group_by("invoice_id", maintain_order=True)
        .agg(pl.col("day", "deadline").last())
    )
    after = pl.col("last_own_day").is_null() | (pl.col("day") > pl.col("last_own_day"))
    return done.join(rode, on="invoice_id", how="full", coalesce=True).select(
        "invoice_id",
        "done_rank",
        "done_day",
        "stated_deadline",
        pl.when(after).then("deadline").alias("told_deadline"),
    )


def minimums_of(scenarios: tuple[Scenario, ...]) -> list[Decimal]:
    """The distinct amounts below which some step is skipped, ascending; 0 first."""
    return sorted({Decimal(0)} | {one.minimum for s in scenarios for one in s.steps})


def band_of(minimums: list[Decimal]) -> pl.Expr:
    """How many of ``minimums`` an invoice reaches, less one: the row of the table it reads."""
    reached = [(pl.col("amount_due") >= minimum).cast(pl.Int64) for minimum in minimums[1:]]
    return pl.sum_horizontal(pl.lit(0, dtype=pl.Int64), *reached).alias("band")


def _following(
    scenario: Scenario, after: int, band: int, planned: ScenarioStep
) -> dict[str, object]:
    """The row of ``planned`` once rank ``after`` is done."""
    days = scenario.days()
    before = [
        days[one.step] for one in scenario.steps if RANK[one.step] <= after and one.step in days
    ]
    interval = None
    if planned.anchor is Anchor.PREVIOUS_STEP:
        interval = planned.offset
    elif planned.anchor is Anchor.DUE_DATE and before:
        interval = planned.offset - before[-1]
    return {
        "scenario": scenario.key,
        "after_rank": after,
        "band": band,
        "next_step": planned.step.value,
        "next_rank": RANK[planned.step],
        "anchor": planned.anchor.value,
        "offset": days.get(planned.step, planned.offset),
        "interval": interval,
        "usual_tone": planned.tone.value,
        "channel": planned.channel.value,
        "by_hand": planned.by_hand,
        "role": planned.role.value,
        "copy_roles": [role.value for role in planned.copies],
    }


@lru_cache(maxsize=64)
def following_steps(scenarios: tuple[Scenario, ...], *, late: bool) -> pl.LazyFrame:
    """``FOLLOWING``: for each rank done, the late step that follows, or every early one left."""
    rows = []
    minimums = minimums_of(scenarios)
    for scenario in scenarios:
        steps = scenario.late_steps() if late else scenario.pre_due_steps()
        for band, minimum in enumerate(minimums):
            owed = [one for one in steps if one.minimum <= minimum]
            for after in range(NOTHING, len(RANK)):
                left = [one for one in owed if RANK[one.step] > after]
                rows += [
                    _following(scenario, after, band, planned)
                    for planned in (left[:1] if late else left)
                ]
    return pl.LazyFrame(rows, schema=FOLLOWING)
