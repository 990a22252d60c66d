"""Columns that no known heading names, in which somebody wrote what became of the invoices."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from relance_core.intake.columns import CONTENT_ONLY
from relance_core.intake.headings import (
    ColumnReading,
    candidates,
    flag_words,
    of_somebody_else,
    tokens,
)
from relance_core.intake.reading import Choice, Question
from relance_core.intake.statuses import UNKNOWN, read_statuses
from relance_core.intake.tables import Table
from relance_core.intake.telling_words import INSOLVENT, TELLING

CODE, NEITHER = "unread_words", "neither"
#: Where one of these is known, marks under an unknown heading are taken for something else.
_TOLD_BY = frozenset({"status", "balance", "paid_amount", "paid_date", "payment_method"})
_WHO = frozenset({"client_name", "client_code"})
_HOW_MUCH = frozenset({"amount", "balance", "amount_excl_tax"})
#: States of which one is among the words of a column of states; the others beside another word.
_OF_PAYMENT = frozenset({"paid", "partial", "overdue"})
_OF_INVOICES = frozenset({"in_payment", "disputed", "cancelled", "legal"})
_OF_TAX = frozenset({"tva", "vat", "tax"})
_UNNAMED = re.compile(r"^Colonne \d+$")
#: Different cells from which a column is something else than a few words of state.
_MOST_WORDS = 8
_SAMPLE = 10_000
_WORDS = r"\pL{2,}"


def with_unnamed(
    table: Table, columns: Sequence[ColumnReading], answers: Mapping[str, str]
) -> tuple[tuple[ColumnReading, ...], list[Question]]:
    """``columns`` with those that have no heading and hold words: states, else remarks.

    Unread, "réglé" beside an invoice would have it chased. Under a heading that says nothing known,
    words of state, or crosses where nothing else tells what was paid, are asked about.
    """
    kept, questions = list(columns), []
    known = {column.field: column.position for column in columns if column.field}
    if not known.keys() & _WHO or not known.keys() & _HOW_MUCH:
        return tuple(kept), []  # it may be the client's own column, or that of the amount
    beside = max(known[field] for field in known.keys() & _HOW_MUCH)
    for at, column in enumerate(columns):
        fields = {one.field for one in kept}
        parted = not column.heading  # one of several instalments, named with them
        if column.field is not None or parted or column.position >= len(table.headings):
            continue
        unnamed = _UNNAMED.match(column.heading) is not None and column.position > beside
        if ("status" in fields and not unnamed) or not (unnamed or _says_nothing(column.heading)):
            continue
        cells = table.frame[f"c{column.position}"]
        words = cells.head(_SAMPLE).drop_nulls().str.strip_chars().unique(maintain_order=True)
        words = words.filter(words != "")
        states = bool(words.len()) and "status" not in fields and _are_states(words)
        if unnamed and states:
            kept[at] = replace(column, field="status", confidence=CONTENT_ONLY)
        elif "remark" not in fields and (
            words.str.contains(_WORDS).any()
            if unnamed
            else not states and _are_remarks(cells.head(_SAMPLE), words)
        ):
            kept[at] = replace(column, field="remark", confidence=CONTENT_ONLY)
        elif states or (not fields & _TOLD_BY and _are_marks(cells, words)):
            questions.append(_question(column))
    if answers.get(CODE) == NEITHER:
        questions = []
    return tuple(kept), questions[:1]


def _says_nothing(heading: str) -> bool:
    """Whether no known word heads a column; one about the tax tells no state."""
    known = candidates(heading) or of_somebody_else(heading) or tokens(heading) & _OF_TAX
    return not known


def _are_states(words: pl.Series) -> bool:
    """Whether all of a few words are known states, one of them of a payment."""
    if words.len() > _MOST_WORDS or not words.str.contains(_WORDS).all():
        return False
    states = set(read_statuses(words, "").to_list())
    return UNKNOWN not in states and bool(
        states & _OF_PAYMENT or (words.len() > 1 and states & _OF_INVOICES)
    )


def _are_remarks(cells: pl.Series, words: pl.Series) -> bool:
    """Whether a column, blank on many rows as remarks are, tells of invoices not to be chased."""
    blank = cells.is_null() | (cells.str.strip_chars() == "").fill_null(True)
    if int(blank.sum()) * 4 < cells.len():
        return False
    told = words.str.contains(TELLING) | words.str.contains(INSOLVENT)
    return bool((told & words.str.contains(_WORDS)).any())


def _are_marks(cells: pl.Series, words: pl.Series) -> bool:
    """Whether cells are crosses, or yes and no, of which some rows have none."""
    if not words.len() or words.len() > 2:
        return False
    marks = words.str.to_lowercase()
    return bool(marks.is_in(list(flag_words())).all()) and (
        words.len() == 2 or cells.null_count() > 0 or (cells == "").any()
    )


def _question(column: ColumnReading) -> Question:
    shown = ", ".join(f"« {sample[:20]} »" for sample in column.samples)
    return Question(
        CODE,
        f"Colonne « {column.heading} » ({shown}) : dit-elle où en sont les factures, lesquelles "
        "sont réglées par exemple ?",
        (
            Choice(f"status={column.heading}", "Oui : elle donne l'état de chaque facture"),
            Choice(NEITHER, "Non : autre chose, ne pas en tenir compte"),
        ),
    )
