"""Asks whether the client is the person of one column or the company of the column beside it.

"Client" may name whoever ordered, and "Entreprise" who owes; or the company be a mere detail.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from relance_core.intake.client_columns import CLIENT_WORDS, COMPANY_WORDS
from relance_core.intake.clients import LEGAL_FORM
from relance_core.intake.columns import Clash
from relance_core.intake.headings import ColumnReading, tokens
from relance_core.intake.tables import Table

_NOISE = frozenset({"nom", "name", "raison", "sociale"})
#: Share of the rows on which a company must be written for it to be more than a detail.
_TOLD = 0.2


def ask_whose_company(table: Table, columns: Sequence[ColumnReading]) -> list[Clash]:
    """The clash between the column of clients and that of their companies, where both may owe.

    Not where the clients are companies themselves, or bear the same name as theirs.
    """
    client = next((one for one in columns if one.field == "client_name"), None)
    if client is None or client.confidence == 1 or client.position >= len(table.headings):
        return []
    words = tokens(client.heading) - _NOISE
    if not words or not words <= CLIENT_WORDS:
        return []
    for column in columns:
        words = tokens(column.heading) - _NOISE
        if column.field is not None or not words or not words <= COMPANY_WORDS:
            continue
        if column.position < len(table.headings) and _may_owe(table, client, column):
            return [Clash("client_name", (client.heading, column.heading))]
    return []


def _may_owe(table: Table, client: ColumnReading, company: ColumnReading) -> bool:
    rows = table.frame.select(_text(client).alias("client"), _text(company).alias("company"))
    told = rows.filter(pl.col("company").is_not_null() & pl.col("client").is_not_null())
    if not rows.height or told.height < _TOLD * rows.height or told["company"].n_unique() < 2:
        return False
    same = told.select(
        (pl.col("client").str.to_lowercase() == pl.col("company").str.to_lowercase()).mean()
    ).item()
    firms = told.select(pl.col("client").str.contains(f"(?i){LEGAL_FORM}").mean()).item()
    one_each = told.unique().height == told["client"].n_unique()
    return bool(same < 0.5 and firms < 0.5 and one_each)


def _text(column: ColumnReading) -> pl.Expr:
    cells = pl.col(f"c{column.position}").str.strip_chars()
    return pl.when(cells != "").then(cells)
