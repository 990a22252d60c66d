"""Which invoices travel together: one message per addressee, its leader, its lines."""

from __future__ import annotations

from functools import lru_cache

import polars as pl

from relance_core.reminders.scenario import RANK
from relance_core.reminders.timetable import Timetable
from relance_core.reminders.tone import with_tone
from relance_core.settings import Rules
from relance_core.vocabulary import FORMAL_STEPS, Step

_FORMAL = [step.value for step in FORMAL_STEPS]
_REMINDERS = (Step.REMINDER_1.value, Step.REMINDER_2.value, Step.REMINDER_3.value)
_GROUP_FORMAL = pl.col("group_step").is_in(_FORMAL)

#: What a message takes from its leader, beside the columns named otherwise below.
_OF_LEADER = (
    "addressee_id",
    "usual_tone",
    "channel",
    "by_hand",
    "role",
    "copy_roles",
    "call_missed",
    "late",
    "tone_setting",
    "debtor_type",
    "last_tone",
    "number",
    "due_date",
    "done_rank",
    "done_day",
    "entry_step",
    "on",
)


def compose(
    free: pl.LazyFrame, put_off: pl.DataFrame, too_old_for: tuple[str, ...], deadline: pl.Expr
) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """``groups`` and ``lines`` of the free invoices: at most one message per addressee.

    ``free``: chaseable scheduled cases that nothing holds, with their addressee. ``put_off``:
    ``invoice_id, step, day`` of the formal steps that an earlier approval left out.
    ``too_old_for``: the steps that ask for younger data; ``deadline``: ``stated_deadline``. The
    leader is the earliest due among the invoices whose own step is due; overdue before pre-due; a
    formal step travels alone (decisions.md, Steps). ``groups`` has the leader's facts, with
    ``leader_id, step, tone, deadline``; ``lines``: ``addressee_id, invoice_id, step, currency,
    amount_due, due_date, on``.
    """
    due = free.filter("due_now")
    if not put_off.is_empty():
        due = _without_those_that_yield(due, put_off.lazy())
    groups = with_tone(_leaders(due)).with_columns(deadline)
    lines = (
        free.join(
            groups.select(
                "addressee_id",
                pl.col("step").alias("group_step"),
                pl.col("late").alias("group_late"),
            ),
            on="addressee_id",
        )
        .filter(_TRAVELS)
        .select(
            "addressee_id",
            "invoice_id",
            _own_step(too_old_for).alias("step"),
            "currency",
            "amount_due",
            "due_date",
            "on",
        )
    )
    return groups, lines


def _without_those_that_yield(due: pl.LazyFrame, put_off: pl.LazyFrame) -> pl.LazyFrame:
    """``due`` without the formal steps that were put off, where a reminder of the client is due.

    A formal notice comes first, but needs somebody's approval: left out of an approval, it would
    silence its client's other invoices for ever. It has its turn again when no reminder is due.
    """
    formal = pl.col("next_step").is_in(_FORMAL)
    reminded = due.filter(~formal, pl.col("late")).select("addressee_id")
    yields = (
        due.filter(formal)
        .join(reminded, on="addressee_id", how="semi")
        .join(put_off, left_on=["invoice_id", "next_step"], right_on=["invoice_id", "step"])
        .filter(pl.col("day") < pl.col("on"))
    )
    return due.join(yields.select("invoice_id"), on="invoice_id", how="anti")


def _leaders(due: pl.LazyFrame) -> pl.LazyFrame:
    """One row per addressee: the leader's invoice and its step."""
    return (
        due.sort(
            ["addressee_id", "late", "due_date", "invoice_id"],
            descending=[False, True, False, False],
        )
        .unique("addressee_id", keep="first", maintain_order=True)
        .select(
            pl.col("invoice_id").alias("leader_id"),
            pl.col("next_step").alias("step"),
            *_OF_LEADER,
        )
    )


def _travels() -> pl.Expr:
    """Whether a free invoice is carried by its addressee's message of today.

    An invoice under formal notice does not ride along with a reminder: that one would give it
    another deadline, and threaten it with the notice that it has had.
    """
    same_formal = pl.col("due_now") & (pl.col("next_step") == pl.col("group_step"))
    pre_due_alone = pl.col("due_now") & ~pl.col("group_late")
    chased = pl.col("late") & (pl.col("done_rank") < RANK[Step.FORMAL_NOTICE])
    return pl.when(_GROUP_FORMAL).then(same_formal).otherwise(chased | pre_due_alone)


_TRAVELS = _travels()


@lru_cache(maxsize=8)
def _own_step(too_old_for: tuple[str, ...]) -> pl.Expr:
    """The step that a carried invoice does today, or null when it only rides along.

    A reminder that would fall due within the gap joins with its own step, whatever deadline it
    heard of while it rode along; a formal step never does, nor one that asks for younger data.
    """
    within_gap = pl.col("own_date") < pl.col("on") + pl.duration(days=pl.col("min_gap"))
    joining = [step for step in _REMINDERS if step not in too_old_for]
    joins = pl.col("group_late") & pl.col("next_step").is_in(joining) & within_gap
    due = pl.col("due_now") & (~pl.col("next_step").is_in(_FORMAL) | _GROUP_FORMAL)
    return pl.when(due | joins).then("next_step")


def stated_deadline(rules: Rules, timetable: Timetable) -> pl.Expr:
    """The deadline that a message of ``step`` states on the day ``on``: an open day, or null."""
    left = {
        Step.REMINDER_3.value: rules.hand_over_days,
        Step.FORMAL_NOTICE.value: rules.formal_deadline_days,
        Step.LAST_NOTICE.value: rules.hand_over_days,
    }
    days = pl.col("step").replace_strict(left, default=None, return_dtype=pl.Int64)
    return timetable.rolled(pl.col("on") + pl.duration(days=days), "forward").alias("deadline")
