"""Reads figures that are only compared, and that nobody is asked about."""

from __future__ import annotations

import re
from decimal import Decimal

import polars as pl

from relance_core.intake.amounts import WIDE, Decimals, decimal_evidence, read_amounts

#: Two sums that differ by less are the same, rounded.
CENT = Decimal("0.011")
_LESS = r"[-–−(]"
_COMMA = r",\d{1,2}$"


def plain_amount(cell: str) -> Decimal | None:
    """The figure of a cell: "1 234,50", "(12.00)", "12,00-"; None where there is none."""
    bare = re.sub(r"[^\d,.]", "", cell)
    if re.search(_COMMA, bare):
        bare = bare.replace(".", "").replace(",", ".")
    bare = bare.replace(",", "")
    if not re.search(r"\d", bare) or bare.count(".") > 1:
        return None
    return -Decimal(bare) if re.search(_LESS, cell) else Decimal(bare)


def plain_amounts(cell: pl.Expr) -> pl.Expr:
    """The same of each cell of a column, as ``amounts.WIDE``."""
    bare = cell.str.replace_all(r"[^\d,.]", "")
    european = bare.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    english = bare.str.replace_all(",", "", literal=True)
    plain = pl.when(bare.str.contains(_COMMA)).then(european).otherwise(english)
    value = plain.cast(WIDE, strict=False)
    return pl.when(cell.str.contains(_LESS)).then(-value).otherwise(value)


def own_figures(cells: pl.Series, *, spreadsheet: bool = True) -> pl.Series:
    """The figures of a column by the decimal sign that its own cells show, a comma in doubt."""
    shown = decimal_evidence(cells)
    decimals = shown.pop() if len(shown) == 1 else Decimals.COMMA
    return read_amounts(cells, decimals, spreadsheet=spreadsheet).values
