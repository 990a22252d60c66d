"""Tells a column of rates from one of amounts: "5 %" on each row, or one and the same 5."""

from __future__ import annotations

import re
from decimal import Decimal

import polars as pl

PERCENT = r"^\s*(\d{1,2}(?:[.,]\d{1,3})?)\s*%\s*$"
#: Rates of retention and of discount that are written without their sign.
USUAL = frozenset(Decimal(one) for one in ("1", "1.5", "2", "2.5", "3", "5", "8", "10"))


def rate_of(cells: pl.Series) -> Decimal | None:
    """The one rate (0.05) of a column of text, blank and nil cells aside; None for amounts."""
    written = cells.drop_nulls().str.strip_chars().str.replace(",", ".", literal=True).unique()
    told = written.filter(written.str.contains(r"[1-9]")).to_list()
    values = {_value(cell) for cell in told}
    if len(values) != 1:
        return None
    value = values.pop()
    if value is None:
        return None
    if all("%" in cell for cell in told) or value in USUAL:
        return value / 100
    return value if value * 100 in USUAL else None


def _value(cell: str) -> Decimal | None:
    found = re.match(r"^(\d{1,2}(?:\.\d{1,4})?)\s*%?$", cell)
    return Decimal(found.group(1)).normalize() if found else None
