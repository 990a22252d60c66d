"""What the history says: of each invoice, of each addressee."""

from __future__ import annotations

import polars as pl

from relance_core.reminders.sequence import RANK_OF
from relance_core.vocabulary import MessageState, Step, Tone

#: Messages that have left, or may have: they count for the gap.
LEFT = (MessageState.SENT.value, MessageState.DEPOSITED.value, MessageState.UNCERTAIN.value)
#: Messages on their way: approved, being sent, printed, or deposited and not yet confirmed.
ON_ITS_WAY = (
    MessageState.APPROVED.value,
    MessageState.SENDING.value,
    MessageState.PRINTED.value,
    MessageState.DEPOSITED.value,
)
#: More than the days of any date since 1970.
_DAYS = 10_000_000
_FIRMNESS = {tone.value: level for level, tone in enumerate(Tone)}


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


def undecided_messages(history: pl.LazyFrame) -> pl.LazyFrame:
    """Per invoice with a message of ours whose end is not known, or that is on its way.

    ``invoice_id, uncertain_day, flying_day, flying_state``; null where there is none.
    """
    uncertain = pl.col("state") == MessageState.UNCERTAIN.value
    flying = pl.col("state").is_in(ON_ITS_WAY)
    return (
        history.filter(pl.col("message_id").is_not_null(), uncertain | flying)
        .group_by("invoice_id", maintain_order=True)
        .agg(
            pl.col("day").filter(uncertain).first().alias("uncertain_day"),
            pl.col("day").filter(flying).first().alias("flying_day"),
            pl.col("state").filter(flying).first().alias("flying_state"),
        )
    )


def written_to(history: pl.LazyFrame) -> pl.LazyFrame:
    """``addressee_id, last_day, handed_on, waiting``: when each was last written to.

    A hand-over writes to nobody: it has a day of its own. ``waiting``: a message is on its way.
    """
    state, day = pl.col("state"), pl.col("day")
    handed = pl.col("message_step") == Step.HAND_OVER.value
    left = state.is_in(LEFT)
    return (
        history.select(
            "addressee_id",
            pl.when(left & ~handed).then(day).alias("last_day"),
            pl.when(left & handed).then(day).alias("handed_on"),
            (state.is_in(ON_ITS_WAY) & ~left).alias("waiting"),
        )
        .group_by("addressee_id")
        .agg(pl.col("last_day", "handed_on", "waiting").max())
    )


def last_tones(history: pl.LazyFrame, open_ids: pl.LazyFrame) -> pl.LazyFrame:
    """``addressee_id, last_tone``: tone of the last message sent about a still open invoice.

    ``open_ids``: ``invoice_id``. The firmest of the last day, among those that no message of ours
    tells apart.
    """
    level = pl.col("tone").replace_strict(_FIRMNESS, return_dtype=pl.Int64)
    return (
        history.filter(
            pl.col("state").is_in([MessageState.SENT.value, MessageState.DEPOSITED.value])
        )
        .join(open_ids.select("invoice_id"), on="invoice_id", how="semi")
        .sort("addressee_id", "day", "message_id", level, nulls_last=False)
        .group_by("addressee_id", maintain_order=True)
        .agg(pl.col("tone").last().alias("last_tone"))
    )


def steps_put_off(history: pl.DataFrame) -> pl.DataFrame:
    """``invoice_id, step, day`` of the formal steps that an approval left out."""
    return history.filter(
        pl.col("state") == MessageState.CANCELLED.value, pl.col("message_id").is_null()
    ).select("invoice_id", "step", "day")
