"""What dates a step: the sequences of the scenarios, the anchors, the closed days.

Expressions are built once and used for every day that is looked at: building them takes longer
than a small ledger takes to be reckoned.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

import polars as pl

from relance_core.reminders.scenario import Scenario
from relance_core.reminders.sequence import following_steps, minimums_of
from relance_core.vocabulary import Anchor, Channel, Step

#: Open days after which a call that nobody made lapses (decisions.md, Steps).
CALL_LAPSES_AFTER = 3


def _days(column: str) -> pl.Expr:
    return pl.duration(days=pl.col(column))


@dataclass(frozen=True, eq=False)
class Timetable:
    """The scenarios in force, and the closed days of the years that a ledger can touch."""

    scenarios: Mapping[str, Scenario]
    closed_days: list[date]

    @cached_property
    def early(self) -> pl.LazyFrame:
        """``FOLLOWING``: the steps up to the due date."""
        sequences = list(self.scenarios.values())
        return following_steps(sequences, minimums_of(sequences), late=False)

    @cached_property
    def late(self) -> pl.LazyFrame:
        """``FOLLOWING``: the steps after the due date."""
        sequences = list(self.scenarios.values())
        return following_steps(sequences, minimums_of(sequences), late=True)

    @cached_property
    def band(self) -> pl.Expr:
        """How many minimums an invoice reaches, less one: the row of the sequence it reads."""
        minimums = minimums_of(self.scenarios.values())
        reached = [(pl.col("amount_due") >= least).cast(pl.Int64) for least in minimums[1:]]
        return pl.sum_horizontal(pl.lit(0, dtype=pl.Int64), *reached)

    @cached_property
    def early_date(self) -> pl.Expr:
        """Date of an early step: on a closed day the open day before, or after for a delivery."""
        delivered = pl.coalesce("delivery_date", "issue_date") + _days("offset")
        from_due = pl.col("due_date") + _days("offset")
        from_done = pl.col("done_day") + _days("interval")
        return (
            pl.when(pl.col("anchor") == Anchor.DELIVERY.value)
            .then(self.rolled(pl.max_horizontal(delivered, from_done), "forward"))
            .otherwise(self.rolled(pl.max_horizontal(from_due, from_done), "backward"))
        )

    @cached_property
    def early_lapsed(self) -> pl.Expr:
        """Whether an early step of ``next_date`` cannot be done any more on the day ``on``.

        It lapses once the day of a later one has come (were that one a call that lapsed too), or
        when it cannot come before the due date; a call, three open days after its own.
        """
        on = pl.col("on")
        call = pl.col("channel") == Channel.CALL.value
        come = pl.col("next_rank").filter(pl.col("next_date") <= on).max().over("invoice_id")
        return (
            (pl.col("next_date") > pl.col("due_date"))
            | (call & (self.last_day_of_call < on))
            | (pl.col("next_rank") < come).fill_null(False)
        )

    @cached_property
    def late_date(self) -> pl.Expr:
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
            .otherwise(self.rolled(deadline, "forward"))
        )
        return (
            pl.when(pl.col("anchor") == Anchor.DEADLINE.value)
            .then(pl.max_horizontal(rolled, first_day_late))
            .when(pl.col("next_step").is_not_null())
            .then(anchored)
        )

    @cached_property
    def call_missed(self) -> pl.Expr:
        """Whether a late call of ``next_date`` was not made in time on the day ``on``."""
        call = pl.col("channel") == Channel.CALL.value
        return (call & (self.last_day_of_call < pl.col("on"))).fill_null(False)

    @cached_property
    def last_day_of_call(self) -> pl.Expr:
        """The last day on which a call of ``next_date`` can be made."""
        return pl.col("next_date").dt.add_business_days(
            n=CALL_LAPSES_AFTER, holidays=self.closed_days, roll="forward"
        )

    @cached_property
    def open_next_date(self) -> pl.Expr:
        """The open day on which a step of ``next_date`` can leave."""
        return self.rolled(pl.col("next_date"), "forward")

    def rolled(self, day: pl.Expr, roll: Literal["forward", "backward"]) -> pl.Expr:
        """``day`` moved to an open day."""
        return day.dt.add_business_days(n=0, holidays=self.closed_days, roll=roll)
