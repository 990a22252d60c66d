"""Why a message leaves today, and why an invoice waits, in one French sentence each."""

from __future__ import annotations

import polars as pl

from relance_core.french import short_date_of
from relance_core.reminders.scenario import RANK
from relance_core.reminders.timetable import Timetable
from relance_core.vocabulary import STEP_LABELS, Step, Tone, ToneSetting, Withheld

_LABEL = {step.value: label for step, label in STEP_LABELS.items()}
#: Steps as a sentence names them, with no word that could be read as the due date.
_IN_WORDS = {step.value: label.lower() for step, label in STEP_LABELS.items()} | {
    Step.COURTESY.value: "message de courtoisie",
    Step.DUE_DAY.value: "message d'échéance",
    Step.HAND_OVER.value: "transmission du dossier",
}
_WORDS_OF_RANK = {RANK[step]: _IN_WORDS[step.value] for step in Step}
_SETTING_WORDS = {
    ToneSetting.SOFTER.value: " Ton adouci d'un cran pour ce client.",
    ToneSetting.FIRMER.value: " Ton durci d'un cran pour ce client.",
    ToneSetting.ALWAYS_FRIENDLY.value: " Ton réglé sur amical pour ce client.",
    ToneSetting.ALWAYS_COURTEOUS.value: " Ton réglé sur courtois pour ce client.",
    ToneSetting.ALWAYS_FIRM.value: " Ton réglé sur ferme pour ce client.",
}


def _lateness() -> pl.Expr:
    """``échue depuis 12 jours`` and its variants."""
    late = (pl.col("on") - pl.col("due_date")).dt.total_days()
    return (
        pl.when(late > 1)
        .then(pl.format("échue depuis {} jours", late))
        .when(late == 1)
        .then(pl.lit("échue depuis hier"))
        .when(late == 0)
        .then(pl.lit("qui arrive à échéance ce jour"))
        .otherwise(pl.format("à échéance le {}", short_date_of("due_date")))
    )


def _before() -> pl.Expr:
    """What the leading invoice has had before, if anything."""
    done = pl.format(
        " ; {} le {}",
        pl.col("done_rank").replace_strict(_WORDS_OF_RANK, default="", return_dtype=pl.String),
        short_date_of("done_day"),
    )
    return (
        pl.when(pl.col("done_rank") >= 0)
        .then(done)
        .when(pl.col("entry_step") == pl.col("step"))
        .then(pl.lit(" ; reprise choisie à cette étape"))
        .when(pl.col("due_date") < pl.col("on"))
        .then(pl.lit(" ; aucune relance connue"))
        .otherwise(pl.lit(""))
    )


def _others() -> pl.Expr:
    """How many invoices travel with the leading one."""
    others = pl.col("others")
    return (
        pl.when(others == 1)
        .then(pl.lit(" Concerne aussi 1 autre facture."))
        .when(others > 1)
        .then(pl.format(" Concerne aussi {} autres factures.", others))
        .otherwise(pl.lit(""))
    )


def _call_words() -> pl.Expr:
    """Why a step that is usually a call leaves by e-mail."""
    return (
        pl.when(pl.col("call_missed"))
        .then(pl.lit(" L'appel prévu n'a pas été passé : la relance part par e-mail."))
        .otherwise(pl.lit(""))
    )


def _tone_words() -> pl.Expr:
    """Why the tone is not the step's usual one, nor the one that somebody set; else empty."""
    held_up = pl.col("tone") != pl.col("wanted_tone")
    formal = pl.col("tone") == Tone.FORMAL.value
    return (
        pl.when(held_up & formal)
        .then(pl.lit(" Ton formel maintenu après la mise en demeure."))
        .when(held_up)
        .then(pl.lit(" Ton maintenu : jamais plus doux que le dernier message."))
        .when(pl.col("tone") == pl.col("usual_tone"))
        .then(pl.lit(""))
        .otherwise(
            pl.col("tone_setting").replace_strict(
                _SETTING_WORDS, default="", return_dtype=pl.String
            )
        )
    )


_REMINDER_REASON = pl.format(
    "{} : facture {} {}{}.{}{}{}",
    pl.col("step").replace_strict(_LABEL, return_dtype=pl.String),
    pl.col("number"),
    _lateness(),
    _before(),
    _others(),
    _tone_words(),
    _call_words(),
).alias("reason")


def with_reason(groups: pl.LazyFrame, lines: pl.LazyFrame) -> pl.LazyFrame:
    """``groups`` with ``reason``: the leading invoice, what came before, who travels, the tone.

    ``groups`` and ``lines`` as ``compose`` gives them, with the keys that tell messages apart
    (``addressee_id, on``).
    """
    companions = lines.group_by("addressee_id", "on").agg((pl.len() - 1).alias("others"))
    return groups.join(companions, on=["addressee_id", "on"]).with_columns(_REMINDER_REASON)


def waiting_reason(staying: pl.LazyFrame, timetable: Timetable) -> pl.LazyFrame:
    """Reasons of the invoices with no step due today: not due yet, or waiting for the next one.

    The sentence names the open day on which the step can leave. Nothing is waited for once the file
    has been handed over.
    """
    next_words = pl.format(
        "prochaine étape : {} le {}",
        pl.col("next_step").replace_strict(_IN_WORDS, default="", return_dtype=pl.String),
        timetable.open_next_date.dt.strftime("%d/%m/%Y"),
    )
    over = pl.col("next_step").is_null()
    words = (
        pl.when(over)
        .then(pl.lit("Toutes les étapes du scénario sont faites : décidez de la suite."))
        .when(pl.col("late"))
        .then(pl.format("Aucune étape aujourd'hui ; {}.", next_words))
        .otherwise(pl.format("Échéance le {} ; {}.", short_date_of("due_date"), next_words))
    )
    code = (
        pl.when(pl.col("late"))
        .then(pl.lit(Withheld.NO_STEP_DUE.value))
        .otherwise(pl.lit(Withheld.NOT_DUE.value))
    )
    waiting = ~pl.col("due_now") & (pl.col("done_rank") < RANK[Step.HAND_OVER])
    return staying.filter(waiting).select(
        "invoice_id",
        code.alias("code"),
        words.alias("reason"),
        pl.when(~over).then(pl.col("next_date")).alias("until"),
    )
