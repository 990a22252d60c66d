"""A column headed "Type" or "Nature" that says what the client is, and not what the document is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from relance_core.intake.headings import ColumnReading, word_key, words
from relance_core.intake.tables import Table

DOCUMENT, DEBTOR = "type", "debtor_type"
#: Different words from which a column is something else than a few types.
_MOST_WORDS = 30
#: Types that are no word for anything else.
_SURE = frozenset({"business", "public", "consumer"})


def of_debtors(table: Table, columns: Sequence[ColumnReading]) -> tuple[ColumnReading, ...]:
    """``columns`` with the one of document types read as types of debtor, where it holds these.

    Most of its rows must bear a known type of debtor, and none a word for a document.
    """
    fields = {column.field for column in columns}
    kept = list(columns)
    for at, column in enumerate(columns):
        if column.field != DOCUMENT or DEBTOR in fields or column.confidence == 1:
            continue
        if column.position < len(table.headings) and _says_who(table, column.position):
            kept[at] = replace(column, field=DEBTOR)
    return tuple(kept)


def _says_who(table: Table, position: int) -> bool:
    counts = table.frame[f"c{position}"].drop_nulls().value_counts()
    if not 0 < counts.height <= _MOST_WORDS:
        return False
    documents, debtors = words("document_type"), words("debtor_type")
    known, total, sure = 0, 0, False
    for cell, times in counts.rows():
        key = word_key(cell)
        if not key:
            continue
        if key in documents:
            return False
        total += times
        known += times if key in debtors else 0
        sure = sure or debtors.get(key) in _SURE
    return sure and known * 2 > total
