"""Which steps may follow in each scenario once a step is done, as a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

import polars as pl

from relance_core.reminders.scenario import RANK, Scenario, ScenarioStep
from relance_core.schemas import schema_of
from relance_core.vocabulary import Anchor

#: Rank that stands for "nothing done yet".
NOTHING = -1
#: Rank of a step, by its code.
RANK_OF = {step.value: rank for step, rank in RANK.items()}

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


def minimums_of(scenarios: Iterable[Scenario]) -> list[Decimal]:
    """The distinct amounts below which some step is skipped, ascending; 0 first."""
    return sorted({Decimal(0)} | {one.minimum for s in scenarios for one in s.steps})


def following_steps(
    scenarios: Sequence[Scenario], minimums: Sequence[Decimal], *, late: bool
) -> pl.LazyFrame:
    """``FOLLOWING``: for each rank done, the late step that follows, or every early one left."""
    rows = []
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
