"""Takes what is due in an invoice's own currency, where a report also counts it in the firm's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from relance_core.intake.content import NUMBER
from relance_core.intake.heading_currencies import currency_of_heading
from relance_core.intake.headings import CURRENCIES, ColumnReading, tokens
from relance_core.intake.rough_amounts import CENT, plain_amounts
from relance_core.intake.tables import Table

#: Headings of an amount in the currency of its document: "Montant en devise", "Amount Currency".
_OWN = (frozenset({"montant", "devise"}), frozenset({"amount", "currency"}))
#: By these ``currencies`` knows the amounts of the document, and asks about the firm's own.
OWN, LOCAL = "(en devise)", "(devise locale)"
_DUE = ("amount", "balance")
Columns = tuple[ColumnReading, ...]


def with_own_currency(table: Table, columns: Columns, ages: Sequence[int]) -> tuple[Table, Columns]:
    """The table with amounts in the currency of their row.

    Ages add up what is due in the firm's currency, beside a column of currencies that is that of
    the documents. Where both amounts agree in one currency, it is the firm's, and the other rows
    owe what their own currency says; where they agree in none, the currency is to be asked.
    """
    fields = {column.field: column for column in columns if column.field}
    due = fields.get("balance") or fields.get("amount")
    own = next(
        (
            column
            for column in columns
            if column.field is None
            and any(words <= tokens(column.heading) for words in _OWN)
            and _are_figures(column)
        ),
        None,
    )
    currency = fields.get("currency")
    if len(ages) < 2 or due is None or own is None or currency is None:
        return table, columns
    rows = table.frame.select(
        pl.col(f"c{currency.position}").str.strip_chars().alias("code"),
        pl.col(f"c{due.position}").alias("due"),
        pl.col(f"c{own.position}").alias("own"),
    ).with_columns(
        (plain_amounts(pl.col("due")) - plain_amounts(pl.col("own"))).abs().alias("apart")
    )
    told = rows.drop_nulls()
    alike = told.group_by("code").agg((pl.col("apart") < CENT).all().alias("alike"))
    if alike.is_empty() or alike["alike"].all():
        return table, columns
    home = alike.filter("alike")["code"].to_list()
    name = f"c{due.position}"
    if len(home) == 1:
        foreign = (rows["code"] != home[0]).fill_null(False) & rows["own"].is_not_null()
        frame = table.frame.with_columns(rows["own"].zip_with(foreign, rows["due"]).alias(name))
        note = (
            f"« {own.heading} » donne ce qui est dû dans la devise de chaque facture ; les autres "
            f"montants sont en {home[0]}."
        )
        own_table = replace(table, frame=frame, notes=(*table.notes, note))
        return _headed(own_table, columns, due, f"{due.heading} {OWN}")
    return _headed(table, columns, due, f"{due.heading} {LOCAL}")


def of_documents(columns: Columns) -> Columns:
    """The columns with "Montant" as the amount rather than "Montant EUR", its value in euros.

    Where the currencies of the rows are others, and both columns hold figures.
    """
    currency = next((one for one in columns if one.field == "currency"), None)
    if currency is None:
        return columns
    for counted in columns:
        named = currency_of_heading(counted.heading) if counted.field in _DUE else None
        if named is None or counted.confidence == 1 or {*currency.samples} <= {named}:
            continue
        own = tokens(counted.heading) - CURRENCIES
        for column in columns:
            if column.field is None and tokens(column.heading) == own and _are_figures(column):
                taken = {counted.position: None, column.position: counted.field}
                return of_documents(
                    tuple(
                        replace(one, field=taken[one.position]) if one.position in taken else one
                        for one in columns
                    )
                )
    return columns


def _are_figures(column: ColumnReading) -> bool:
    return bool(column.samples) and all(NUMBER.match(sample) for sample in column.samples)


def _headed(
    table: Table, columns: Columns, due: ColumnReading, heading: str
) -> tuple[Table, Columns]:
    headings = tuple(
        heading if at == due.position else one for at, one in enumerate(table.headings)
    )
    renamed = tuple(
        replace(column, heading=heading) if column is due else column for column in columns
    )
    return replace(table, headings=headings), renamed
