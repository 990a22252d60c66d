"""Asks what a minus means where most amounts bear one: accounts may write a debt below zero."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from relance_core.intake.asked_words import weight
from relance_core.intake.document_words import read_documents
from relance_core.intake.kinds import CENT, CREDIT_LABEL, CREDIT_PREFIX, PAYMENT_LABEL, ZERO
from relance_core.intake.layout import Layout
from relance_core.intake.reading import Choice, Question
from relance_core.intake.sides import two_sided

QUESTION = "amount_sign"
OWED, CREDITED = "owed", "credited"
ANSWERS = (OWED, CREDITED)
_FIELDS = ("balance", "amount")
#: A word of the status that makes a credit note of a row.
_CREDIT_STATUS = r"(?i)^\W*(?:avoir|note de cr[ée]dit|credit (?:note|memo))"
_LEAST = 2  # rows


def with_signs(
    frame: pl.DataFrame, layout: Layout, answers: Mapping[str, str]
) -> tuple[pl.DataFrame, list[Question], list[str]]:
    """``v_amount`` and ``v_balance`` turned over where a minus was said to be a debt of the client.

    Asked once for the file, where more than half of the amounts that no word calls a credit note
    or a payment are below zero. Columns of debit and credit, or of the side, tell it themselves.
    """
    if layout.has("side") or two_sided(layout):
        return frame, [], []
    suspect = [field for field in _FIELDS if layout.has(field) and _mostly_below(frame, field)]
    if not suspect:
        return frame, [], []
    plain = _unnamed(frame, answers)
    if not any(_mostly_below(plain, field) for field in suspect):
        return frame, [], []
    turned = [field for field in _FIELDS if _mostly_below(plain, field, least=1)]
    below = plain.filter(pl.col(f"v_{turned[0]}") < ZERO)
    said = answers.get(QUESTION)
    if said == CREDITED:
        return frame, [], []
    heading = layout.heading(turned[0])
    if said == OWED:
        note = f"« {heading} » : un montant négatif est compris comme dû par le client."
        turn = [(-pl.col(f"v_{field}")).alias(f"v_{field}") for field in turned]
        return frame.with_columns(turn), [], [note]
    question = Question(
        QUESTION,
        f"Colonne « {heading} » : la plupart des montants sont négatifs ({weight(below)}). Que "
        "veut dire un montant négatif dans ce fichier ?",
        (
            Choice(
                OWED,
                "Ce que le client doit, comme dans certaines comptabilités : un montant positif "
                "est alors un avoir ou un règlement",
            ),
            Choice(CREDITED, "Un avoir ou un règlement, à déduire de ce que le client doit"),
        ),
    )
    return frame, [question], []


def _mostly_below(frame: pl.DataFrame, field: str, least: int = _LEAST) -> bool:
    """Whether more than half of the amounts of a column, zeros apart, are below zero."""
    values = frame[f"v_{field}"]
    below = (values < 0).sum() or 0
    return below >= least and below > ((values > 0).sum() or 0)


def _unnamed(frame: pl.DataFrame, answers: Mapping[str, str]) -> pl.DataFrame:
    """The rows that no word calls a credit note, a payment, or no document of the client's."""
    document = read_documents(frame["type"], answers)
    named = (
        pl.lit(document.is_not_null() & (document != "invoice"))
        | pl.col("number").str.contains(CREDIT_PREFIX)
        | pl.col("number").str.contains(PAYMENT_LABEL)
        | pl.col("description").str.contains(CREDIT_LABEL)
        | pl.col("description").str.contains(PAYMENT_LABEL)
        | pl.col("status").str.contains(_CREDIT_STATUS)
        | pl.col("marked_credit")
    )
    # More was paid than was invoiced: the figures say themselves what their signs mean.
    rest = pl.col("v_amount") - pl.col("v_paid_amount").abs() - pl.col("v_balance")
    overpaid = (pl.col("v_amount") > ZERO) & (rest.abs() <= CENT)
    return frame.filter(~(named | overpaid).fill_null(False))
