"""When each invoice falls due: as written, else as its payment terms give, else asked once."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from relance_core.intake.issues import IssueList
from relance_core.intake.layout import Layout
from relance_core.intake.meaning import INVOICE, ZERO, tell
from relance_core.intake.reading import Choice, Question
from relance_core.intake.sniff import refusal
from relance_core.intake.terms import Terms, read_terms
from relance_core.vocabulary import Severity

FAR_DUE_DAYS = 730  # a due date this long after the invoice is pointed out
OTHER_DATES = ("delivery_date", "paid_date", "last_reminder_date")
TERMS_CHOICES = (
    ("0", "À réception de la facture"),
    ("30", "30 jours après la facture"),
    ("30_eom", "30 jours fin de mois"),
    ("45", "45 jours après la facture"),
    ("45_eom", "45 jours fin de mois"),
    ("60", "60 jours après la facture"),
)


def with_due_dates(
    frame: pl.DataFrame,
    layout: Layout,
    answers: Mapping[str, str],
    terms_days: int | None,
    issues: IssueList,
) -> tuple[pl.DataFrame, list[Question]]:
    """Adds ``due`` and ``calculated``; asks once when the file says nothing about due dates.

    Raises ``UnreadableFile`` when no column at all could tell them.
    """
    general = read_terms(answers.get("missing_due_date", ""))
    if general is None and terms_days is not None:
        general = Terms(terms_days)
    frame = frame.with_columns(_from_terms(frame, general).alias("reckoned"))
    issued, due = pl.col("v_issue_date"), pl.col("v_due_date")
    # Nobody is chased for what is settled or owed to the client: the day itself will do.
    harmless = (pl.col("kind") != INVOICE) | (pl.col("open_amount") == ZERO)
    unread = pl.col("due_date").is_not_null() & due.is_null()
    reckoned = pl.when(~unread).then(pl.coalesce("reckoned", pl.when(harmless).then(issued)))
    frame = frame.with_columns(
        pl.coalesce(due, reckoned).alias("due"),
        (due.is_null() & reckoned.is_not_null()).alias("calculated"),
    )
    heading = layout.heading("due_date")
    missing = pl.col("due").is_null() & ~unread
    questions: list[Question] = []
    if not layout.has("due_date") and general is None and not layout.has("terms"):
        questions.append(_due_question(layout))
    elif frame.select(missing.any()).item():
        tell(
            frame,
            missing,
            "missing_due_date",
            Severity.LEFT_OUT,
            "La date d'échéance manque ; la ligne n'est pas importée.",
            issues,
            heading or layout.heading("terms"),
            "due_date" if heading else "terms",
        )
    tell(
        frame,
        due < issued,
        "due_before_issue",
        Severity.DECISION,
        "L'échéance est antérieure à la date de facture : laquelle est juste ?",
        issues,
        heading,
        "due_date",
    )
    tell(
        frame,
        (due - issued).dt.total_days() > FAR_DUE_DAYS,
        "far_due_date",
        Severity.WARNING,
        "L'échéance est très éloignée de la date de facture ; à vérifier.",
        issues,
        heading,
        "due_date",
    )
    return frame, questions


def _from_terms(frame: pl.DataFrame, general: Terms | None) -> pl.Series:
    """The due date that the row's own terms give, else the general ones; null without them."""
    pairs = frame.select("v_issue_date", "terms").unique()
    own = {cell: read_terms(cell) for cell in pairs["terms"].drop_nulls().unique()}
    reckoned = [
        (issued, cell, terms.due(issued))
        for issued, cell in pairs.iter_rows()
        if issued is not None and (terms := own.get(cell) or general) is not None
    ]
    table = pl.DataFrame(
        reckoned,
        schema={"v_issue_date": pl.Date, "terms": pl.String, "found": pl.Date},
        orient="row",
    )
    joined = frame.select("v_issue_date", "terms").join(
        table, on=["v_issue_date", "terms"], how="left", nulls_equal=True, maintain_order="left"
    )
    return joined["found"]


def _due_question(layout: Layout) -> Question:
    """Which terms, or which column, give the due dates; refuses a file without any date."""
    if layout.has("issue_date"):
        return Question(
            "missing_due_date",
            "Ce fichier n'indique aucune date d'échéance. Quel est le délai de paiement ? "
            "Les échéances calculées restent à confirmer.",
            tuple(Choice(value, label) for value, label in TERMS_CHOICES),
        )
    free = [column.heading for column in layout.columns if column.field in (None, *OTHER_DATES)]
    if not free:
        raise refusal(
            "no_due_date",
            "Ce fichier n'indique ni date d'échéance ni date de facture : rien ne dit quelles "
            "factures sont en retard.",
            "Ajoutez l'une de ces colonnes à l'export, puis déposez-le de nouveau.",
        )
    return Question(
        "choose_due_date",
        "Ce fichier n'indique ni date d'échéance ni date de facture. Quelle colonne porte "
        "l'échéance ?",
        tuple(Choice(heading, heading) for heading in free),
    )
