"""What a change of settings does to the messages to come."""

from __future__ import annotations

from enum import StrEnum

import polars as pl

from relance_core.reminders.ahead import Ahead
from relance_core.vocabulary import Tone


class Change(StrEnum):
    """What becomes of a message."""

    GAINED = "gained"
    LOST = "lost"
    MOVED = "moved"
    SOFTENED = "softened"
    HARDENED = "hardened"
    OTHER_CHANNEL = "other_channel"


CHANGE_LABELS = {
    Change.GAINED: "En plus",
    Change.LOST: "En moins",
    Change.MOVED: "Déplacé",
    Change.SOFTENED: "Adouci",
    Change.HARDENED: "Durci",
    Change.OTHER_CHANNEL: "Autre canal",
}

#: The messages that a change touches: one row per message, and per change of it.
CHANGES = pl.Schema(
    {
        "addressee_id": pl.Int64,
        "leader_id": pl.Int64,
        "step": pl.String,
        "change": pl.String,
        "before": pl.Date,  # null when gained
        "after": pl.Date,  # null when lost
        "tone_before": pl.String,
        "tone_after": pl.String,
        "channel_before": pl.String,
        "channel_after": pl.String,
    }
)

_FIRMNESS = {tone.value: level for level, tone in enumerate(Tone)}
_KEYS = ["addressee_id", "leader_id", "step"]


def compare(before: Ahead, after: Ahead) -> pl.DataFrame:
    """``CHANGES`` from one look ahead to another, by day.

    A message is the same on both sides when it has the addressee, the leading invoice and the
    step; one that is both moved and softened has two rows.
    """
    both = before.messages.join(
        after.messages, on=_KEYS, how="full", coalesce=True, suffix="_after"
    )
    was = pl.col("tone").replace_strict(_FIRMNESS, default=None, return_dtype=pl.Int64)
    becomes = pl.col("tone_after").replace_strict(_FIRMNESS, default=None, return_dtype=pl.Int64)
    kinds = {
        Change.GAINED: pl.col("day").is_null(),
        Change.LOST: pl.col("day_after").is_null(),
        Change.MOVED: pl.col("day") != pl.col("day_after"),
        Change.SOFTENED: becomes < was,
        Change.HARDENED: becomes > was,
        Change.OTHER_CHANNEL: pl.col("channel") != pl.col("channel_after"),
    }
    told = pl.concat(
        [
            both.filter(which).with_columns(pl.lit(kind.value).alias("change"))
            for kind, which in kinds.items()
        ]
    )
    return told.select(
        *_KEYS,
        "change",
        pl.col("day").alias("before"),
        pl.col("day_after").alias("after"),
        pl.col("tone").alias("tone_before"),
        "tone_after",
        pl.col("channel").alias("channel_before"),
        "channel_after",
    ).sort(pl.min_horizontal("before", "after"), *_KEYS, "change")
