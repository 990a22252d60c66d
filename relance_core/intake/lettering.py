"""What the letters of a ledger settle: a client's entries of one letter that come to nothing."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from relance_core.intake.headings import flag_words
from relance_core.intake.issues import IssueList, tell
from relance_core.intake.kinds import CENT, INVOICE, ZERO
from relance_core.intake.layout import Layout
from relance_core.intake.reading import Question
from relance_core.intake.settled_rows import Doubt, settled_rows, with_nothing_left
from relance_core.intake.statuses import is_no
from relance_core.money import MONEY
from relance_core.vocabulary import Severity

QUESTION, RECONCILED = "lettered", "reconciled"
#: The question about each column, and how what it marks is called.
_SPOKEN = {
    "lettering": (QUESTION, "lettrée", "lettrées"),
    "reconciled": (RECONCILED, "pointée", "pointées"),
}


def with_letters(frame: pl.DataFrame, layout: Layout, issues: IssueList) -> pl.DataFrame:
    """``v_balance`` zero for the entries, signed by their side, that a letter settles together.

    A letter is one client's, its case counts, and it cannot be believed line by line: a group that
    does not come to nothing awaits a decision. Adds ``lettered`` (settled so).
    """
    nothing = pl.lit(False).alias("lettered")
    letter = pl.col("lettering").str.strip_chars()
    if not layout.has("lettering"):
        return frame.with_columns(nothing)
    client = pl.coalesce("client_code", "client_name")
    frame = frame.with_columns(
        pl.when(letter.str.contains(r"[\pL\pN]"))
        .then(pl.format("{}\n{}\n{}", client, pl.col("currency").fill_null(""), letter))
        .alias("group")
    )
    amount = pl.col("v_amount").fill_null(ZERO)
    sides = (amount.max().over("group") > ZERO) & (amount.min().over("group") < ZERO)
    within = pl.col("group").is_not_null() & pl.col("v_amount").is_not_null()
    nil = amount.sum().over("group").abs() <= CENT
    frame = frame.with_columns((within & sides & nil).alias("lettered"))
    tell(
        frame,
        within & ~pl.col("lettered") & (amount > ZERO),
        "lettered_but_open",
        Severity.DECISION,
        "L'écriture est lettrée (« {value} »), mais le groupe de cette lettre n'est pas soldé dans "
        "ce fichier : est-elle réglée ?",
        issues,
        layout.heading("lettering"),
        "lettering",
    )
    return frame.with_columns(
        pl.when("lettered").then(ZERO).otherwise("v_balance").cast(MONEY).alias("v_balance")
    ).drop("group")


def with_lettered(
    frame: pl.DataFrame, layout: Layout, answers: Mapping[str, str], issues: IssueList
) -> tuple[pl.DataFrame, list[Question]]:
    """``v_balance`` zero on the invoices whose letter, or mark, was said to mean settled.

    In a list of one side, a letter is all that may tell it, or a cross in "Pointé": asked where
    nothing else does.
    """
    letters = pl.col("lettering").str.contains(r"[\pL\pN]").fill_null(False)
    letters = letters & ~pl.lit(_refusals(frame["lettering"]))
    entries = frame.select(((pl.col("v_amount") < ZERO) & letters).any()).item()
    questions: list[Question] = []
    if not entries:
        frame, asked = _settled_by(frame, layout, "lettering", letters, answers, issues)
        questions += asked
    if layout.has("reconciled"):
        marks = frame["reconciled"].is_not_null() & ~_says_no(frame["reconciled"])
        frame, asked = _settled_by(frame, layout, "reconciled", pl.lit(marks), answers, issues)
        questions += asked
    return frame, questions


def _says_no(column: pl.Series) -> pl.Series:
    told = {cell: is_no(cell) for cell in column.drop_nulls().unique().to_list()}
    return column.replace_strict(told, default=True, return_dtype=pl.Boolean).fill_null(True)


def _refusals(column: pl.Series) -> pl.Series:
    """Where a column of yes and no says no: "N" is a letter in any other."""
    cells = column.drop_nulls().unique().to_list()
    if not cells or not all(cell.strip().casefold() in flag_words() for cell in cells):
        return pl.repeat(False, column.len(), dtype=pl.Boolean, eager=True)
    return _says_no(column)


def _settled_by(
    frame: pl.DataFrame,
    layout: Layout,
    field: str,
    marked: pl.Expr,
    answers: Mapping[str, str],
    issues: IssueList,
) -> tuple[pl.DataFrame, list[Question]]:
    """``v_balance`` zero on the rows marked so, once it was said that the mark means settled."""
    silent = pl.all_horizontal(
        pl.col("v_balance", "v_paid_amount", "v_paid_date", "meaning").is_null()
    )
    owed = (pl.col("v_amount") > ZERO) & (pl.col("kind") == INVOICE)
    found = frame.filter(marked & silent & owed)
    code, word, words = _SPOKEN[field]
    heading = layout.heading(field)
    doubt = Doubt(
        code,
        f"Colonne « {heading} » : des factures sont {words} ({{weight}}). Sont-elles réglées ?",
        settled=f"Oui : une facture {word} est réglée",
        still_due="Non : elles restent dues",
        decision=f"La facture est {word} (« {{value}} ») : est-elle réglée ?",
        heading=heading,
        field=field,
    )
    rows, questions = settled_rows(doubt, frame, found, answers, issues)
    return frame if rows is None else with_nothing_left(frame, rows), questions
