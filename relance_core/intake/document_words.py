"""What the type column calls each row; an unknown word is asked once, for all its rows."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from relance_core.intake.asked_words import EACH, asked_key, weight
from relance_core.intake.layout import Layout
from relance_core.intake.reading import Choice, Question
from relance_core.intake.statuses import read_words

PREFIX = "type:"
#: What a word may be said to mean, for the whole column.
TYPE_ANSWERS: Mapping[str, str] = {
    "invoice": "Une facture",
    "credit_note": "Un avoir, à déduire",
    "payment": "Un règlement, à déduire",
    "other": "Autre chose : à laisser de côté",
    EACH: "À décider ligne par ligne",
}
#: Beyond these, the column says something else than the type.
MAX_WORDS = 8


def read_documents(column: pl.Series, answers: Mapping[str, str]) -> pl.Series:
    """Codes of ``document_type`` (headings.json) of a type column, answers heard; else null."""
    known = read_words(column, "document_type")
    said = {
        cell: answer
        for cell in column.filter(known.is_null()).drop_nulls().unique()
        if (answer := answers.get(PREFIX + asked_key(cell))) in TYPE_ANSWERS and answer != EACH
    }
    if not said:
        return known
    told = column.replace_strict(said, default=None, return_dtype=pl.String)
    return known.zip_with(known.is_not_null(), told)


def type_questions(
    frame: pl.DataFrame, layout: Layout, answers: Mapping[str, str]
) -> list[Question]:
    """A question for each word of the type column that is not known, where others are."""
    unknown = frame.filter(pl.col("document").is_null() & pl.col("type").is_not_null())
    if unknown.is_empty() or frame["document"].null_count() == frame.height:
        return []  # no word is known: it is the type of something else
    keys = {cell: asked_key(cell) for cell in unknown["type"].unique()}
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
            tuple(Choice(value, label) for value, label in TYPE_ANSWERS.items()),
        )
        for group in groups
    ]
