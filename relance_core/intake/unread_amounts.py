"""Asks what columns without a known heading are, whose figures run from nothing to the amount."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

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
#: What makes an amount of one without tax, by the usual rates.
_TAXED = tuple(
    Decimal(rate) / 1000 for rate in (1021, 1055, 1081, 1085, 1100, 1190, 1200, 1210, 1220)
)
_MOST = 4  # columns
#: Words of a column that holds what one of several payers owes.
_SHARED = frozenset({"part", "quote", "share", "charge", "subvention", "prise"})
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
    if amount is None or "balance" in fields or answers.get(CODE) == NEITHER:
        return []
    ages = [column for column in columns if is_age(column.heading)]
    left = set(ages) if len(ages) > 1 else set()  # several ages share out what is left
    unread = [
        column
        for column in columns
        if column.field in _MISREAD
        and column.confidence < 1
        and column not in left
        and _may_tell(column, known=bool(_KNOWN & fields))
        and _holds_figures(table, column)
    ]
    if not unread:
        return []
    whole = _figures(table, amount)
    if shares := _shares(table, columns, whole):
        return [_about_shares(amount, shares, unread)]
    if _KNOWN & fields:
        return []
    single = _one_row_each(table, columns)
    found = [column for column in unread if _runs_up_to(table, column, whole, single=single)]
    found = found[:_MOST]
    if not found:
        return []
    return [_about_one(found[0]) if len(found) == 1 else _about_several(found)]


def _may_tell(column: ColumnReading, *, known: bool) -> bool:
    """Whether a column may tell what is missing: a share, where what was paid is ``known``."""
    return not known or bool(tokens(column.heading) & (_SHARED | _LEFT))


def _shares(
    table: Table, columns: Sequence[ColumnReading], whole: pl.Series
) -> list[ColumnReading]:
    """The columns by whose heads an invoice is shared out among those who pay it.

    They say so, or one of two is what is left when the other has paid: "APL", "Reste locataire".
    """
    figures = [
        column
        for column in columns
        if column.confidence < 1
        and column.position < len(table.headings)
        and (column.field in _MISREAD or tokens(column.heading) & _SHARED)
        and _holds_figures(table, column)
    ]
    parts = [column for column in figures if tokens(column.heading) & _SHARED]
    if len(parts) >= _LEAST_SHARES:
        return parts if _add_up(table, parts, whole) else []
    left = [column for column in figures if tokens(column.heading) & _LEFT]
    for rest in left:
        for other in figures:
            if other not in left and _add_up(table, [other, rest], whole):
                return [other, rest]
    return []


def _add_up(table: Table, parts: Sequence[ColumnReading], whole: pl.Series) -> bool:
    """Whether parts make the whole on every row, several of them on some."""
    names = [f"p{at}" for at, _ in enumerate(parts)]
    rows = pl.DataFrame(
        {"whole": whole}
        | {name: _figures(table, one) for name, one in zip(names, parts, strict=True)}
    ).filter(pl.col("whole").is_not_null())
    rest = pl.col("whole") - pl.sum_horizontal(pl.col(names).fill_null(0))
    shared = pl.sum_horizontal((pl.col(name) > 0).cast(pl.Int8) for name in names) > 1
    return bool(rows.height) and bool(
        rows.select((rest.abs() <= CENT).all() & shared.fill_null(False).any()).item()
    )


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


def _one_row_each(table: Table, columns: Sequence[ColumnReading]) -> bool:
    """Whether no invoice stands on several rows, whose figures would be those of its lines."""
    number = next((column for column in columns if column.field == "number"), None)
    if number is None:
        return False
    cells = table.frame[f"c{number.position}"].drop_nulls()
    return cells.n_unique() == cells.len()


def _runs_up_to(table: Table, column: ColumnReading, whole: pl.Series, *, single: bool) -> bool:
    cells = table.frame[f"c{column.position}"]
    rows = pl.DataFrame({"part": _figures(table, column), "whole": whole, "cell": cells})
    rows = rows.filter(pl.col("whole").is_not_null())
    blank = pl.col("cell").str.strip_chars().fill_null("") == ""
    if rows.height < _LEAST or rows.select((pl.col("part").is_null() & ~blank).any()).item():
        return False
    part, amount = pl.col("part").fill_null(0), pl.col("whole")  # a blank cell is nothing
    within = rows.select(((part >= 0) & (part <= amount)).all()).item()
    if not within:
        return False
    equal, less = (part == amount) & (part > 0), part < amount
    if rows.select((part == 0).any() & equal.any()).item():
        return True
    # The whole of most, a part of some: what is left, unless it is the amount without its tax.
    apart = rows.filter(less)
    if not single or apart.is_empty() or rows.select((part == 0).any()).item():
        return False
    untaxed = pl.any_horizontal((part * rate - amount).abs() <= CENT * 2 for rate in _TAXED)
    most = rows.select(equal.sum() * 2 >= pl.len()).item()
    return bool(most and not apart.select(untaxed.all()).item())
