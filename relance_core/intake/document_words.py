"""What the type column calls each row; an unknown word is asked once, for all its rows."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from relance_core.intake.asked_words import EACH, asked_key, weight
from relance_core.intake.kinds import ZERO
from relance_core.intake.layout import Layout
from relance_core.intake.reading import Choice, Question
from relance_core.intake.statuses import read_words

PREFIX = "type:"
IGNORED = "ignored"
#: Money given back to a client, under its words.
REFUND = "refund"
#: What a supplier sends, and the English for an invoice.
BILL = "bill"
#: What a word may be said to mean, for the whole column.
TYPE_ANSWERS: Mapping[str, str] = {
    "invoice": "Une facture",
    "credit_note": "Un avoir, à déduire",
    "payment": "Un règlement, à déduire",
    "other": "Autre chose : à laisser de côté",
    IGNORED: "Ce n'est pas la nature de la pièce : ne pas en tenir compte, dans toute la colonne",
    EACH: "À décider ligne par ligne",
}
#: Beyond these, the column says something else than the type.
MAX_WORDS = 8
#: "F" and "A", "1" and "2": codes of the kind of document, rather than words of some category.
_CODE = r"^\s*(?:\pL{1,3}\.?|\d{1,2})\s*$"


def read_documents(
    column: pl.Series, answers: Mapping[str, str], amounts: pl.Series | None = None
) -> pl.Series:
    """Codes of ``document_type`` (headings.json) of a type column, answers heard; else null.

    With the ``amounts`` of the rows, money given back is a credit note where it is negative, and
    nothing known where it is not: it may have been paid out, or be a credit written positive.
    """
    known = read_words(column, "document_type")
    given_back = (known == REFUND).fill_null(False)
    if given_back.any():
        below = (amounts < 0).fill_null(False) if amounts is not None else given_back
        credit = pl.when(pl.lit(below)).then(pl.lit("credit_note"))
        known = pl.select(pl.when(pl.lit(given_back)).then(credit).otherwise(known)).to_series()
    if {*known.unique()} >= {"payable", "credit_note"} and not (known == "invoice").any():
        # "bill" beside credit notes alone may be what the firm calls its own invoices.
        bills = column.str.strip_chars().str.to_lowercase() == BILL
        known = known.zip_with(~bills.fill_null(False), pl.Series([None], dtype=pl.String))
    heard = {
        cell: answer
        for cell in column.filter(known.is_null()).drop_nulls().unique()
        if (answer := answers.get(PREFIX + asked_key(cell))) in TYPE_ANSWERS
    }
    said = {cell: answer for cell, answer in heard.items() if answer != EACH}
    if not said or IGNORED in said.values():
        return known
    told = column.replace_strict(said, default=None, return_dtype=pl.String)
    return known.zip_with(known.is_not_null(), told)


def type_questions(
    frame: pl.DataFrame, layout: Layout, answers: Mapping[str, str]
) -> list[Question]:
    """A question for each word of the type column that is not known.

    Where none is, only short codes are asked about: words are the type of something else.
    """
    unknown = frame.filter(pl.col("document").is_null() & pl.col("type").is_not_null())
    if unknown.is_empty():
        return []
    keys = {cell: asked_key(cell) for cell in unknown["type"].unique()}
    if any(answers.get(PREFIX + key) == IGNORED for key in keys.values()):
        return []
    alone = read_words(frame["type"], "document_type").null_count() == frame.height
    if alone and not _tells_documents(unknown):
        return []
    words = pl.col("type").replace_strict(keys, default=None, return_dtype=pl.String)
    groups = unknown.with_columns(words.alias("word")).partition_by("word", maintain_order=True)
    groups = [group for group in groups if PREFIX + group["word"][0] not in answers]
    if len(groups) > MAX_WORDS:
        return []
    return [
        Question(
            PREFIX + group["word"][0],
            f"Colonne « {layout.heading('type')} » : « {group['type'][0].strip()[:40]} » "
            f"({weight(group)}). Qu'est-ce, pour toutes ces lignes ?",
            tuple(
                Choice(value, label)
                for value, label in TYPE_ANSWERS.items()
                if alone or value != IGNORED
            ),
        )
        for group in groups
    ]


def by_rows(answers: Mapping[str, str]) -> bool:
    """Whether some word of the type column was left to be decided row by row."""
    return any(code.startswith(PREFIX) and value == EACH for code, value in answers.items())


def _tells_documents(rows: pl.DataFrame) -> bool:
    """Whether short codes, none of them known, may tell invoices from what is to be deducted.

    Amounts below zero tell it by themselves: two codes or more must bear some above.
    """
    cells = rows["type"].unique()
    if not cells.str.contains(_CODE).all() or read_words(cells, "debtor_type").count():
        return False
    amount = pl.coalesce("v_amount", "v_balance")
    owed = rows.filter(amount > ZERO)["type"].str.strip_chars().str.to_lowercase()
    return 2 <= owed.n_unique() <= MAX_WORDS
