"""What keeps a step from leaving today, and leaves what the client owes as it is."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from relance_core.calendar import DAY
from relance_core.french import short_date_of
from relance_core.reminders.hold_rule import HoldRule, hold_rule
from relance_core.vocabulary import (
    FORMAL_STEPS,
    LETTER_CHANNELS,
    Channel,
    MessageState,
    Step,
    Withheld,
)

_FORMAL = [step.value for step in FORMAL_STEPS]


def _on_its_way() -> list[HoldRule]:
    """Messages whose end is unknown, or that are on their way."""
    told = {
        MessageState.DEPOSITED.value: "Message déposé le {}, à confirmer.",
        MessageState.PRINTED.value: "Courrier imprimé, daté du {} : à poster.",
    }
    day = short_date_of("flying_day")
    words = pl.format("Message approuvé pour le {}, pas encore parti.", day)
    for state, sentence in told.items():
        of_state = pl.col("flying_state") == state
        words = pl.when(of_state).then(pl.format(sentence, day)).otherwise(words)
    return [
        hold_rule(
            Withheld.UNCERTAIN,
            pl.col("uncertain_day").is_not_null(),
            pl.format(
                "On ne sait pas si le message du {} est parti : à régler d'abord.",
                short_date_of("uncertain_day"),
            ),
        ),
        hold_rule(Withheld.IN_FLIGHT, pl.col("flying_day").is_not_null(), words),
    ]


def _just_written_to() -> list[HoldRule]:
    """Addressees that were written to too recently, or are about to be."""
    due, on = pl.col("due_now"), pl.col("on")
    gap = (on - pl.col("last_day")).dt.total_days()
    ago = (
        pl.when(gap <= 0)
        .then(pl.format("Déjà écrit le {}", short_date_of("last_day")))
        .when(gap == 1)
        .then(pl.lit("Relancé il y a 1 jour"))
        .otherwise(pl.format("Relancé il y a {} jours", gap))
    )
    free = pl.col("last_day") + pl.duration(days=pl.col("min_gap"))
    return [
        hold_rule(
            Withheld.OTHER_MESSAGE_LEAVING,
            due & (pl.col("handed_on") >= on),
            "Un dossier de ce client est transmis aujourd'hui : ses autres factures reprennent "
            "le jour ouvré suivant.",
            until=on + DAY,
            free_from=on + DAY,
        ),
        # The hand-over writes to nobody, and happens on the day announced.
        hold_rule(
            Withheld.TOO_SOON,
            due & (gap < pl.col("min_gap")) & (pl.col("next_step") != Step.HAND_OVER.value),
            pl.format("{} : au moins {} jours entre deux messages.", ago, pl.col("min_gap")),
            until=free,
            free_from=free,
        ),
        hold_rule(
            Withheld.OTHER_MESSAGE_LEAVING,
            due & pl.col("waiting"),
            "Un message déjà approuvé attend de partir vers ce client.",
            free_from=on,
        ),
    ]


def _unreachable() -> HoldRule:
    """Due steps whose channel needs an address that the addressee lacks."""
    channel = pl.col("channel")
    letters = [letter.value for letter in LETTER_CHANNELS]
    email = (channel == Channel.EMAIL.value) & ~pl.col("has_email")
    post = channel.is_in(letters) & ~pl.col("has_post")
    call = (channel == Channel.CALL.value) & ~pl.col("has_phone")
    words = (
        pl.when(post)
        .then(pl.lit("Adresse postale manquante : à compléter dans la fiche du client."))
        .when(call)
        .then(pl.lit("Téléphone manquant : à compléter dans la fiche du client."))
        .when("bad_email")
        .then(pl.lit("Adresse e-mail inutilisable : à corriger dans la fiche du client."))
        .otherwise(pl.lit("Adresse e-mail manquante : à compléter dans la fiche du client."))
    )
    return hold_rule(
        Withheld.NO_ADDRESS,
        pl.col("due_now") & (email | post | call).fill_null(True),
        words,
    )


#: What holds a step back today, and leaves what the client owes as it is.
PASSING_RULES: tuple[HoldRule, ...] = (*_on_its_way(), *_just_written_to(), _unreachable())


def net_rules(threshold: Mapping[str, str]) -> tuple[HoldRule, ...]:
    """Addressees who owe nothing, or too little, less the credits: ``net``, null when enough.

    ``threshold``: the sum below which nothing is asked for, written in each currency.
    """
    net = pl.col("net")
    written = pl.col("currency").replace_strict(threshold, default="", return_dtype=pl.String)
    return (
        hold_rule(
            Withheld.NET_CREDIT,
            net <= 0,
            "Avoirs et règlements non affectés couvrent ce qui est dû : rien à réclamer.",
        ),
        hold_rule(
            Withheld.BELOW_THRESHOLD,
            net > 0,
            pl.format("Reste dû sous le seuil de {} : pas de relance.", written),
        ),
    )


def _left_behind() -> HoldRule:
    """Free invoices with a step due, whose addressee gets another message today."""
    formal = pl.col("group_step").is_in(_FORMAL)
    handed = (pl.col("next_step") == Step.HAND_OVER.value) | (
        pl.col("group_step") == Step.HAND_OVER.value
    )
    # What stays behind can leave after the gap; the day after a hand-over, which has its own.
    gap = pl.when(handed).then(1).otherwise(pl.max_horizontal("min_gap", 1))
    free = pl.col("on") + pl.duration(days=gap)
    return hold_rule(
        Withheld.OTHER_MESSAGE_LEAVING,
        pl.col("unblocked")
        & pl.col("net").is_null()
        & pl.col("due_now")
        & pl.col("group_step").is_not_null(),
        pl.when(formal)
        .then(pl.lit("Une étape formelle part déjà à ce client pour une autre facture."))
        .otherwise(pl.lit("Un autre message part déjà à ce client, pour ses factures échues.")),
        until=free,
        free_from=free,
    )


#: What stays because of what leaves; over a case that no message carries (``Decided.staying``).
LEFT_BEHIND = _left_behind()
