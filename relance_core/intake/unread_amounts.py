"""Asks what columns without a known heading are, whose figures run from nothing to the amount."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from relance_core.french import listed
from relance_core.intake.ageing import is_age
from relance_core.intake.field_names import SAID
from relance_core.intake.headings import ColumnReading, tokens
from relance_core.intake.reading import Choice, Question
from relance_core.intake.rough_amounts import CENT, own_figures
from relance_core.intake.tables import Table
from relance_core.money import MONEY

CODE, NEITHER = "unread_amount", "neither"
#: Where one of these is known, nothing is missing that such a column could say.
_KNOWN = frozenset({*SAID[CODE], "retention", "credited_amount", "side", "balance_excl_tax"})
#: What a heading may have been taken for, over figures that it does not head: "Retard", "Échu".
_MISREAD = frozenset(
    {None, "days_overdue", "ageing_bucket", "to_remind", "lettering", "reconciled"}
)
_LEAST = 3  # rows
_MOST = 4  # columns
#: Words of a column that holds what one of several payers owes.
_SHARED = frozenset({"part", "quote", "share"})
_LEAST_SHARES = 2
_LEFT = frozenset({"solde", "reste", "restant", "owed", "balance", "remaining"})


def ask_unread_amounts(
    table: Table, columns: Sequence[ColumnReading], answers: Mapping[str, str]
) -> list[Question]:
    """A question when unread columns lie, on each row, between zero and the amount.

    Both must be among their figures: so do what was paid, and what is left to pay. The answer
    (``balance=HEADING``) is taken by ``layout``; one column tells what the others could.
    """
    fields = {column.field for column in columns}
    amount = next((column for column in columns if column.field == "amount"), None)
    if amount is None or _KNOWN & fields or answers.get(CODE) == NEITHER:
        return []
    ages = [column for column in columns if is_age(column.heading)]
    left = set(ages) if len(ages) > 1 else set()  # several ages share out what is left
    unread = [
        column
        for column in columns
        if column.field in _MISREAD
        and column.confidence < 1
        and column not in left
        and _holds_figures(table, column)
    ]
    if not unread:
        return []
    whole = _figures(table, amount)
    if shares := _shares(table, columns, whole):
        return [_about_shares(amount, shares, unread)]
    found = [column for column in unread if _runs_up_to(table, column, whole)][:_MOST]
    if not found:
        return []
    return [_about_one(found[0]) if len(found) == 1 else _about_several(found)]


def _shares(
    table: Table, columns: Sequence[ColumnReading], whole: pl.Series
) -> list[ColumnReading]:
    """The columns by whose heads an invoice is shared out among those who pay it."""
    parts = [
        column
        for column in columns
        if tokens(column.heading) & _SHARED
        and column.confidence < 1
        and column.position < len(table.headings)
        and _holds_figures(table, column)
    ]
    if len(parts) < _LEAST_SHARES:
        return []
    rows = pl.DataFrame(
        {"whole": whole} | {f"p{at}": _figures(table, one) for at, one in enumerate(parts)}
    ).filter(pl.col("whole").is_not_null())
    rest = pl.col("whole") - pl.sum_horizontal(pl.exclude("whole").fill_null(0))
    return parts if rows.height and rows.select((rest.abs() <= CENT).all()).item() else []


def _about_shares(
    amount: ColumnReading, parts: Sequence[ColumnReading], unread: Sequence[ColumnReading]
) -> Question:
    left = [one for one in unread if one not in parts and tokens(one.heading) & _LEFT]
    named = listed([f"« {column.heading} »" for column in parts])
    return Question(
        CODE,
        f"« {amount.heading} » est la somme de {named} : d'autres que le client en paient une "
        "part. Que doit le client ?",
        (
            *(
                Choice(f"balance={column.heading}", f"Ce qui reste sous « {column.heading} »")
                for column in left
            ),
            *(
                Choice(f"balance={column.heading}", f"« {column.heading} » seulement")
                for column in parts
            ),
            Choice(NEITHER, f"Le tout : « {amount.heading} »"),
        ),
    )


def _about_one(column: ColumnReading) -> Question:
    heading = column.heading
    return Question(
        CODE,
        f"Que donne la colonne « {heading} » ({_shown(column)}) ?",
        (
            Choice(f"paid_amount={heading}", "Ce qui est déjà réglé, à déduire"),
            Choice(f"balance={heading}", "Ce qui reste dû"),
            Choice(NEITHER, "Ni l'un ni l'autre : ne pas en tenir compte"),
        ),
    )


def _about_several(columns: Sequence[ColumnReading]) -> Question:
    named = listed([f"« {column.heading} » ({_shown(column)})" for column in columns])
    choices = [
        choice
        for column in columns
        for choice in (
            Choice(f"balance={column.heading}", f"« {column.heading} » : ce qui reste dû"),
            Choice(f"paid_amount={column.heading}", f"« {column.heading} » : ce qui est réglé"),
        )
    ]
    return Question(
        CODE,
        f"Des colonnes ne sont pas comprises : {named}. L'une donne-t-elle ce qui est réglé, ou ce "
        "qui reste dû ?",
        (*choices, Choice(NEITHER, "Aucune : ne pas en tenir compte")),
    )


def _shown(column: ColumnReading) -> str:
    return ", ".join(sample[:20] for sample in column.samples)


def _figures(table: Table, column: ColumnReading) -> pl.Series:
    cells = table.frame[f"c{column.position}"]
    return own_figures(cells).cast(MONEY, strict=False)


def _holds_figures(table: Table, column: ColumnReading) -> bool:
    cells = table.frame[f"c{column.position}"].head(200)
    return bool(cells.str.contains(r"^\W*\d[\d\s.,'’]*\W*(?:EUR|€)?\s*$").any())


def _runs_up_to(table: Table, column: ColumnReading, whole: pl.Series) -> bool:
    cells = table.frame[f"c{column.position}"]
    rows = pl.DataFrame({"part": _figures(table, column), "whole": whole, "cell": cells})
    rows = rows.filter(pl.col("whole").is_not_null())
    blank = pl.col("cell").str.strip_chars().fill_null("") == ""
    if rows.height < _LEAST or rows.select((pl.col("part").is_null() & ~blank).any()).item():
        return False
    part, amount = pl.col("part").fill_null(0), pl.col("whole")  # a blank cell is nothing
    within = rows.select(((part >= 0) & (part <= amount)).all()).item()
    both = rows.select((part == 0).any() & ((part == amount) & (part > 0)).any()).item()
    return bool(within and both)
