"""How a step reaches its addressee: the channel that leads somewhere, and who has none."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from relance_core.reminders.holds import reasons
from relance_core.reminders.scenario import Scenario
from relance_core.vocabulary import LETTER_CHANNELS, Channel, Withheld

_LETTERS = [channel.value for channel in LETTER_CHANNELS]


def addresses_of(clients: pl.LazyFrame) -> pl.LazyFrame:
    """``addressee_id, has_email, bad_email, has_post, has_phone``."""

    def filled(column: str) -> pl.Expr:
        return pl.col(column).is_not_null() & (pl.col(column) != "")

    return clients.select(
        pl.col("client_id").alias("addressee_id"),
        (pl.col("emails").list.len() > 0).alias("has_email"),
        (pl.col("bad_emails").list.len() > 0).alias("bad_email"),
        (filled("address") & filled("postcode") & filled("city")).alias("has_post"),
        filled("phone").alias("has_phone"),
    )


def with_reachable_channel(
    frame: pl.LazyFrame, scenarios: Mapping[str, Scenario], addresses: pl.LazyFrame
) -> pl.LazyFrame:
    """``frame`` with the channel that a step takes when the usual one leads nowhere.

    An e-mail to a client without a usable address leaves as the scenario allows (a letter, a call),
    if that can reach him; a late call to a client without a telephone leaves by e-mail.
    ``addresses`` as for ``unreachable``.
    """
    instead = {key: one.without_email.value for key, one in scenarios.items() if one.without_email}
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
        frame.join(addresses, on="addressee_id", how="left")
        .with_columns(
            pl.when(no_email & reached)
            .then(other)
            .when(no_phone & pl.col("has_email"))
            .then(pl.lit(Channel.EMAIL.value))
            .otherwise(channel)
            .alias("channel")
        )
        .drop("has_email", "bad_email", "has_post", "has_phone")
    )


def unreachable(frame: pl.LazyFrame, addresses: pl.LazyFrame) -> pl.LazyFrame:
    """``REASONS`` of due invoices whose step's channel needs an address that the addressee lacks.

    ``addresses``: ``addressee_id, has_email, bad_email, has_post, has_phone``.
    """
    due = frame.filter(pl.col("due_now")).join(addresses, on="addressee_id", how="left")
    email = (pl.col("channel") == Channel.EMAIL.value) & ~pl.col("has_email")
    post = pl.col("channel").is_in(_LETTERS) & ~pl.col("has_post")
    call = (pl.col("channel") == Channel.CALL.value) & ~pl.col("has_phone")
    words = (
        pl.when(post)
        .then(pl.lit("Adresse postale manquante : à compléter dans la fiche du client."))
        .when(call)
        .then(pl.lit("Téléphone manquant : à compléter dans la fiche du client."))
        .when(pl.col("bad_email"))
        .then(pl.lit("Adresse e-mail inutilisable : à corriger dans la fiche du client."))
        .otherwise(pl.lit("Adresse e-mail manquante : à compléter dans la fiche du client."))
    )
    return reasons(due.filter((email | post | call).fill_null(True)), Withheld.NO_ADDRESS, words)
