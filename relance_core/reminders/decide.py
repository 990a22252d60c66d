"""The decisions of a day: what leaves together, what stays. No words, no clock.

Each case is looked at on its own day ``on``, so that many days of many clients can be decided in
one go; a plan gives all its cases the same one.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from relance_core.money import MONEY
from relance_core.reminders.compose import compose, stated_deadline
from relance_core.reminders.ground import CASE, PEOPLE, Ground
from relance_core.reminders.hold_rule import HoldRule, any_holds
from relance_core.reminders.holds import NOTED_BY_HAND, free_from
from relance_core.reminders.net import credits_of, shared_credits, too_low
from relance_core.reminders.obstacles import PASSING_RULES
from relance_core.reminders.reach import reachable_channel
from relance_core.reminders.schedule import SCHEDULED, next_steps
from relance_core.settings import Rules
from relance_core.vocabulary import FORMAL_STEPS


def addressee(formal: pl.Expr) -> pl.Expr:
    """Who is written to: the payer; where ``formal``, for a formal step, the debtor."""
    return pl.when(formal).then("client_id").otherwise("payer_id").alias("addressee_id")


#: Whether the step that comes next is a formal one.
NEXT_IS_FORMAL = pl.col("next_step").is_in([step.value for step in FORMAL_STEPS])
_DUE_NOW = (pl.col("next_date") <= pl.col("on")).fill_null(False).alias("due_now")
_UNBLOCKED = (~pl.col("held") & ~any_holds(PASSING_RULES)).alias("unblocked")
#: What is owed now: overdue, or with a step that is due.
_ASKED = pl.col("late") | pl.col("due_now")

#: ``held``: out of the reckoning of what is owed; ``unblocked``: nothing but the sum can hold it
#: back; ``free_from``: the first day on which nothing does, null when not known.
_HELD = ("held", "unblocked", "free_from")
#: The columns of ``Decided.scheduled``.
DECIDED_CASE = (*CASE, *SCHEDULED, "due_now", *PEOPLE, *_HELD)
_NO_SMALL = pl.DataFrame(schema={"invoice_id": pl.Int64, "net": MONEY})
#: What composing messages asks of a case.
_COMPOSED_OF = (
    *("invoice_id", "addressee_id", "currency", "amount_due", "due_date", "on", "number"),
    *("late", "due_now", "next_step", "own_date", "done_rank", "done_day", "entry_step"),
    *("usual_tone", "channel", "by_hand", "role", "copy_roles", "call_missed"),
    *("tone_setting", "debtor_type", "last_tone", "min_gap"),
)


@dataclass(frozen=True)
class Decided:
    """What was decided.

    ``scheduled``: the cases, ``DECIDED_CASE``. ``groups``: one row per message, with its leader's
    facts. ``lines``: ``addressee_id, invoice_id, step, currency, amount_due, due_date, on``.
    ``low``: ``addressee_id, currency, net`` where too little is owed for a message. ``small``:
    ``invoice_id, net`` of the invoices whose own message would have asked for too little.
    """

    scheduled: pl.DataFrame
    groups: pl.DataFrame
    lines: pl.DataFrame
    low: pl.DataFrame
    small: pl.DataFrame

    def staying(self) -> pl.LazyFrame:
        """The cases that no message carries.

        With ``net`` (null when enough is owed) and ``group_step``: the level of the message that
        leaves to the addressee, null when none does.
        """
        asked_net = pl.when(~pl.col("held") & _ASKED).then("net")
        return (
            self.scheduled.lazy()
            .join(self.lines.lazy().select("invoice_id"), on="invoice_id", how="anti")
            .join(self.low.lazy(), on=["addressee_id", "currency"], how="left")
            .join(self.small.lazy(), on="invoice_id", how="left", suffix="_of_message")
            .join(
                self.groups.lazy().select("addressee_id", pl.col("step").alias("group_step")),
                on="addressee_id",
                how="left",
            )
            .with_columns(pl.coalesce("net_of_message", asked_net).alias("net"))
        )


def decide(
    cases: pl.LazyFrame,
    people: pl.LazyFrame,
    ground: Ground,
    rules: Rules,
    standing: tuple[HoldRule, ...],
    too_old_for: tuple[str, ...],
) -> Decided:
    """What leaves for each addressee of ``cases`` on the day of each.

    ``cases`` and ``people``: frames of ``ground.CASE`` and ``ground.PEOPLE``; ``standing``: the
    rules of ``holds.standing_rules`` for ``too_old_for``, the steps that ask for younger data.
    """
    scheduled = (
        next_steps(cases, ground.timetable)
        .with_columns(_DUE_NOW)
        .with_columns(addressee(pl.col("due_now") & NEXT_IS_FORMAL))
        .join(people, on="addressee_id", how="left")
        .with_columns(
            reachable_channel(ground.timetable.scenarios),
            any_holds(standing, NOTED_BY_HAND).alias("held"),
        )
        .with_columns(_UNBLOCKED, free_from((*standing, *PASSING_RULES)).alias("free_from"))
        .select(DECIDED_CASE)
        .collect(engine="in-memory")
    )
    owed = scheduled.lazy().filter(~pl.col("held"))
    low = _collected(too_low(owed.filter(_ASKED), _deducted(ground, owed), rules.below_threshold))
    free = scheduled.lazy().filter("unblocked").select(_COMPOSED_OF)
    if not low.is_empty():
        free = free.join(low.lazy(), on=["addressee_id", "currency"], how="anti")
    groups, lines, small = _messages(_collected(free), ground, rules, too_old_for)
    return Decided(scheduled, groups, lines, low, small)


def _collected(frame: pl.LazyFrame) -> pl.DataFrame:
    # Polars' streaming engine would spend its time starting: these are many small steps.
    return frame.collect(engine="in-memory")


def _deducted(ground: Ground, lines: pl.LazyFrame) -> pl.LazyFrame | None:
    """The credits that the messages of ``lines`` deduct; None when there is none at all."""
    return None if ground.credits.is_empty() else credits_of(ground.credits, lines)


def _messages(
    free: pl.DataFrame, ground: Ground, rules: Rules, too_old_for: tuple[str, ...]
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """``groups, lines, small``: messages none of which asks for too little.

    A message that carries fewer invoices than its client owes (one is in flight, one travels
    alone) can have a smaller net than the client: it is judged again on its own lines, and so is
    what takes its place, until all of them stand.
    """
    deadline = stated_deadline(rules, ground.timetable)
    nothing_moves = shared_credits(ground.credits).is_empty()
    groups: list[pl.DataFrame] = []
    lines: list[pl.DataFrame] = []
    small = [_NO_SMALL]
    while True:
        asked, carried = pl.collect_all(
            compose(free.lazy(), ground.put_off, too_old_for, deadline), engine="in-memory"
        )
        asking = carried.lazy()
        low = _collected(too_low(asking, _deducted(ground, asking), rules.below_threshold))
        if low.is_empty():
            return pl.concat([*groups, asked]), pl.concat([*lines, carried]), pl.concat(small)
        dropped = carried.join(low, on=["addressee_id", "currency"]).select("invoice_id", "net")
        small.append(dropped)
        free = free.join(dropped, on="invoice_id", how="anti")
        # A credit follows its payer's message, or its client's when there is none: where one can
        # move, every message is judged again.
        if nothing_moves:
            groups.append(asked.join(low, on="addressee_id", how="anti"))
            lines.append(carried.join(low, on="addressee_id", how="anti"))
            free = free.join(low, on="addressee_id", how="semi")
