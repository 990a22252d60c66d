"""The questions about payment terms, where nothing in the file tells when invoices fall due."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from relance_core.french import amounts, plural
from relance_core.intake.content import COMPACT_DATE, DATE, LETTER, SERIAL
from relance_core.intake.headings import ColumnReading, tokens
from relance_core.intake.layout import Layout
from relance_core.intake.reading import Choice, Question
from relance_core.intake.sniff import refusal

GENERAL_TERMS = "missing_due_date"
CLIENT_TERMS = "terms:"  # then the client's code, else its name
LEAVE_OUT, PER_CLIENT = "leave_out", "per_client"
OTHER_DATES = ("delivery_date", "paid_date", "last_reminder_date")
TERMS_CHOICES = (
    ("0", "À réception de la facture"),
    ("30", "30 jours après la facture"),
    ("30_eom", "30 jours fin de mois : 30 jours, puis la fin de ce mois"),
    ("45", "45 jours après la facture"),
    ("45_eom", "45 jours fin de mois : 45 jours, puis la fin de ce mois"),
    ("eom_45", "Fin de mois 45 jours : la fin du mois de la facture, puis 45 jours"),
    ("60", "60 jours après la facture"),
)
FREE_TERMS = "Un autre délai, par exemple « 30 jours fin de mois le 10 »"
#: A day of birth is nobody's due date, nor is the end of what was charged for.
_BORN_ON = re.compile(r"(?i)^\W*n[ée]\W*e?\W*s?\W*le\b")
_BORN = frozenset({"naissance", "birth", "birthday", "periode", "period"})
MAX_CLIENTS = 40  # asked at a time
SAMPLES = 3


def due_question(layout: Layout, frame: pl.DataFrame, missing: pl.DataFrame) -> Question:
    """Which terms, or which column, give the due dates of ``missing`` among ``frame``.

    Raises ``UnreadableFile`` for a file without any date.
    """
    if not layout.has("issue_date") and not layout.has("due_date"):
        return _which_column(layout)
    choices = [Choice(value, label) for value, label in TERMS_CHOICES]
    if missing.select(pl.coalesce("client_code", "client_name").n_unique()).item() > 1:
        choices.append(Choice(PER_CLIENT, "Cela dépend du client : demander pour chacun"))
    wanted = frame.filter(~pl.col("harmless")).height
    if missing.height == wanted or not (layout.has("due_date") or layout.has("terms")):
        unread = _dated([column for column in layout.columns if column.field is None])
        choices = [
            *(
                Choice(f"due_date={one}", f"La colonne « {one} » porte l'échéance")
                for one in unread
            ),
            *choices,
        ]
        known = "n'indique aucune date" if not unread else "n'a aucune date reconnue comme date"
        message = (
            f"Ce fichier {known} d'échéance. Quel est le délai de paiement ? "
            "Les échéances calculées restent à confirmer."
        )
        return Question(GENERAL_TERMS, message, tuple(choices), FREE_TERMS)
    choices.append(Choice(LEAVE_OUT, "Laisser ces lignes de côté"))
    count = plural(missing.height, "facture n'a", "factures n'ont")
    unclear = missing["terms"].drop_nulls().unique(maintain_order=True).head(SAMPLES).to_list()
    words = " ni délai clair (" + ", ".join(f"« {cell[:30]} »" for cell in unclear) + ")"
    message = (
        f"{count} pas d'échéance{words if unclear else ''} : {_weight(missing)} ; les autres "
        "gardent la leur. Quel délai de paiement appliquer ? Les échéances calculées restent à "
        "confirmer."
    )
    return Question(GENERAL_TERMS, message, tuple(choices), FREE_TERMS)


def client_questions(missing: pl.DataFrame) -> list[Question]:
    """A question for each client of ``missing``, the largest amounts first."""
    who = pl.coalesce("client_code", "client_name")
    groups = (
        missing.with_columns(who.alias("asked"))
        .drop_nulls("asked")  # a row of nobody is left out already
        .group_by("asked", maintain_order=True)
        .agg(pl.col("client_name").first(), pl.len(), pl.col("open_amount").sum())
        .sort("open_amount", descending=True, maintain_order=True)
        .head(MAX_CLIENTS)
    )
    choices = (
        *(Choice(value, label) for value, label in TERMS_CHOICES),
        Choice(LEAVE_OUT, "Laisser ces lignes de côté"),
    )
    return [
        Question(
            f"{CLIENT_TERMS}{asked}",
            f"Quel est le délai de paiement de « {name[:60]} » ({plural(count, 'facture')}) ?",
            choices,
            FREE_TERMS,
        )
        for asked, name, count, _ in groups.iter_rows()
    ]


def _weight(rows: pl.DataFrame) -> str:
    """``4 500,00 €, F-1 de Dupont, F-2 de Martin…``."""
    sums = rows.group_by(pl.col("currency").fill_null("EUR")).agg(pl.col("open_amount").sum())
    seen = rows.head(SAMPLES).select("number", "client_name").rows()
    shown = ", ".join(
        f"{number[:30]} de {client[:30]}" for number, client in seen if number and client
    )
    return f"{amounts(dict(sums.iter_rows()))}, {shown}{'…' if rows.height > SAMPLES else ''}"


def _dated(columns: Sequence[ColumnReading]) -> list[str]:
    """The headings of the columns whose cells are dates."""
    return [
        column.heading
        for column in columns
        if any(DATE.match(cell) for cell in column.samples)
        and not tokens(column.heading) & _BORN
        and not _BORN_ON.match(column.heading)
    ]


def _may_be_dated(column: ColumnReading) -> bool:
    """Whether a cell may be a day after all: digits without marks, a number of days, words."""
    return any(
        COMPACT_DATE.search(cell)
        or SERIAL.search(cell)
        or (LETTER.search(cell) and any(map(str.isdigit, cell)))
        for cell in column.samples
    )


def _which_column(layout: Layout) -> Question:
    unread = [column for column in layout.columns if column.field in (None, *OTHER_DATES)]
    free = _dated(unread) or [one.heading for one in unread if _may_be_dated(one)]
    if not free:
        raise refusal(
            "no_due_date",
            "Ce fichier n'indique ni date d'échéance ni date de facture : rien ne dit quelles "
            "factures sont en retard.",
            "Ajoutez l'une de ces colonnes à l'export, puis déposez-le de nouveau.",
        )
    return Question(
        "choose_due_date",
        "Ce fichier n'indique ni date d'échéance ni date de facture. Quelle colonne porte l'une "
        "ou l'autre ?",
        (
            *(Choice(heading, f"« {heading} » : l'échéance") for heading in free),
            *(
                Choice(f"issue_date={heading}", f"« {heading} » : la date de facture")
                for heading in free
            ),
        ),
    )
