"""How a step reaches its addressee: the channel that leads somewhere."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import polars as pl

from relance_core.reminders.scenario import Scenario
from relance_core.vocabulary import LETTER_CHANNELS, Channel

_LETTERS = [channel.value for channel in LETTER_CHANNELS]


def reachable_channel(scenarios: Mapping[str, Scenario]) -> pl.Expr:
    """The channel that a step takes when the usual one leads nowhere.

    An e-mail to a client without a usable address leaves as the scenario allows (a letter, a call),
    if that can reach him; a late call to a client without a telephone leaves by e-mail. Over a
    scheduled case beside its addressee (``ground.PEOPLE``).
    """
    return _channel(
        tuple((key, one.without_email) for key, one in scenarios.items() if one.without_email)
    )


@lru_cache(maxsize=8)
def _channel(without_email: tuple[tuple[str, Channel], ...]) -> pl.Expr:
    instead = {key: channel.value for key, channel in without_email}
    other = pl.col("scenario").replace_strict(instead, default=None, return_dtype=pl.String)
    reached = (
        pl.when(other.is_in(_LETTERS))
        .then("has_post")
        .when(other == Channel.CALL.value)
        .then("has_phone")
    )
    channel = pl.col("channel")
    no_email = (channel == Channel.EMAIL.value) & ~pl.col("has_email") & pl.col("late")
    no_phone = (channel == Channel.CALL.value) & ~pl.col("has_phone") & pl.col("late")
    return (
        pl.when(no_email & reached)
        .then(other)
        .when(no_phone & pl.col("has_email"))
        .then(pl.lit(Channel.EMAIL.value))
        .otherwise(channel)
        .alias("channel")
    )
