"""Days on which a payment is expected: no payment made, and not always the due date; asked once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from relance_core.french import plural, short_date
from relance_core.intake.headings import ColumnReading, tokens
from relance_core.intake.reading import Choice, Question

FORECAST, DUE, EXPECTED = "forecast", "due", "expected"
FORECAST_ANSWERS = (DUE, EXPECTED)
PAID_DAYS, PAID = "paid_days", "paid"
PAID_ANSWERS = (PAID, EXPECTED)
_EXPECTED = frozenset(
    (
        *("prevu", "prevue", "prevus", "prevision", "previsionnelle", "previsionnel", "estime"),
        *("estimee", "attendu", "attendue", "probable", "expected", "forecast", "planned"),
    )
)
_PAYMENT = frozenset(
    (
        *("encaissement", "encaissements", "reglement", "paiement", "virement", "payment"),
        *("tresorerie", "cash", "recette"),
    )
)


def ask_forecasts(
    columns: Sequence[ColumnReading], answers: Mapping[str, str]
) -> tuple[tuple[ColumnReading, ...], list[Question]]:
    """The columns, and a question where the due date is the day of a payment that is foreseen.

    A cash forecast says when money will come, which is not when it is owed.
    """
    said = answers.get(FORECAST)
    kept, questions = list(columns), []
    for at, column in enumerate(columns):
        words = tokens(column.heading)
        foreseen = column.field == "due_date" and column.confidence < 1
        if not (foreseen and words & _EXPECTED and words & _PAYMENT) or said == DUE:
            continue
        if said == EXPECTED:
            kept[at] = replace(column, field=None, confidence=0.0)
            continue
        questions.append(
            Question(
                FORECAST,
                f"« {column.heading} » : est-ce l'échéance de la facture, ou seulement le jour où "
                "vous pensez être payé ? Une relance cite l'échéance.",
                (
                    Choice(DUE, "C'est l'échéance convenue avec le client"),
                    Choice(EXPECTED, "C'est une prévision : l'échéance est à calculer autrement"),
                ),
            )
        )
    return tuple(kept), questions


def with_paid_days(
    frame: pl.DataFrame, headings: Mapping[str, str], answers: Mapping[str, str], today: date
) -> tuple[pl.DataFrame, list[Question]]:
    """No ``v_paid_date`` where the days of a column were said to be those of expected payments.

    Asked where days to come are no exception among rows of which nothing else tells what was paid:
    past days of such a column would settle what was never paid.
    """
    day = frame["v_paid_date"]
    if day.null_count() == day.len() or not (day > today).any():
        return frame, []
    silent = frame.filter(
        pl.col("v_paid_date").is_not_null()
        & pl.all_horizontal(pl.col("v_balance", "v_paid_amount", "status").is_null())
    )
    coming = silent.filter(pl.col("v_paid_date") > today)
    said = answers.get(PAID_DAYS)
    if said == PAID or coming.is_empty() or coming.height * 4 < silent.height:
        return frame, []
    if said == EXPECTED:
        nothing = pl.lit(None, dtype=pl.Date).alias("v_paid_date")
        return frame.with_columns(nothing, pl.lit(None, dtype=pl.String).alias("paid_date")), []
    heading = headings.get("paid_date", "")
    shown = short_date(coming["v_paid_date"].sort()[0])
    days = plural(coming.height, "jour est à venir", "jours sont à venir")
    choices = [
        Choice(PAID, "Le jour du règlement : une facture dont le jour est passé est réglée"),
        Choice(EXPECTED, "Le jour où le règlement est attendu : rien n'est encore réglé"),
    ]
    if "due_date" not in headings:
        choices.append(Choice(f"due_date={heading}", "L'échéance : le jour où la facture est due"))
    message = f"Colonne « {heading} » : {days} ({shown}). Que donne cette colonne ?"
    return frame, [Question(PAID_DAYS, message, tuple(choices))]
