"""A means of payment on some rows only: how they were paid, or how they are to be; asked once."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from relance_core.intake.headings import tokens
from relance_core.intake.issues import IssueList
from relance_core.intake.kinds import ZERO
from relance_core.intake.layout import Layout
from relance_core.intake.reading import Question
from relance_core.intake.settled_rows import Doubt, settled_rows

QUESTION = "means_told"
FIELD = "payment_method"
#: Headings of what was paid, rather than of a mode agreed upon ("Mode de règlement").
_PAID = frozenset({"reglement", "reglements", "paiement", "paiements", "payment", "payments"})
_MEANS = (
    r"(?i)^\W*(?:vir|virt|virement|vrt|vrmt|ch[èe]que|chq|cb|carte(?: bancaire)?|esp|esp[èe]ces?|"
    r"paypal|stripe|liquide|cash|card|cheque|transfer)\b\W*(?:n[°o]?)?[\s\d.:°]*$"
)
#: Where one of these is given, it tells what was paid.
_TOLD_BY = ("balance", "paid_amount", "paid_date", "status")


def with_means(
    frame: pl.DataFrame, layout: Layout, answers: Mapping[str, str], issues: IssueList
) -> tuple[pl.DataFrame, list[Question]]:
    """``status`` "Payée" on the rows whose means of payment was said to mean that they are paid.

    Asked where "Règlement" is filled on some rows only, and nothing else tells what was paid.
    """
    heading = layout.heading(FIELD) or ""
    if not tokens(heading) <= _PAID or any(layout.has(field) for field in _TOLD_BY):
        return frame, []
    cells = frame[FIELD]
    if not cells.null_count() or not cells.str.contains(_MEANS).any():
        return frame, []
    # What told_payments took for paid, with its day, is no question any more.
    nothing = pl.all_horizontal(pl.col("v_paid_date", "v_paid_amount", "status").is_null())
    owed = (pl.col("v_amount") > ZERO).fill_null(False)
    found = frame.filter(pl.col(FIELD).str.contains(_MEANS) & nothing & owed)
    if found.is_empty():
        return frame, []
    shown = found[FIELD][0].strip()[:40]
    doubt = Doubt(
        QUESTION,
        f"Colonne « {heading} » : des cases disent un moyen de paiement (« {shown} », {{weight}}), "
        "les autres sont vides. Ces factures sont-elles réglées ?",
        settled="Oui : c'est ainsi qu'elles ont été réglées",
        still_due="Non : c'est la façon dont elles doivent l'être",
        decision=f"Colonne « {heading} » : « {{value}} », sans jour : la facture est-elle réglée ?",
        heading=heading,
        field=FIELD,
    )
    rows, questions = settled_rows(doubt, frame, found, answers, issues)
    if rows is None:
        return frame, questions
    paid = pl.when(rows).then(pl.lit("Payée")).otherwise("status").alias("status")
    return frame.with_columns(paid), []
