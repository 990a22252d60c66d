"""Tells a column of rates from one of amounts: "5 %" on each row, or one and the same 5."""

from __future__ import annotations

import re
from decimal import Decimal

import polars as pl

#: Headings under which 5 is a rate and no amount: "RG 5%", "Taux d'escompte".
RATE_HEADING = re.compile(r"(?i)%|\btaux\b|\brate\b|\bpourcentage\b")
MOST = 20


def rate_of(cells: pl.Series, heading: str | None) -> Decimal | None:
    """The one rate (0.05) of a column of text, blank and nil cells aside; None for amounts."""
    written = cells.drop_nulls().str.strip_chars().str.replace(",", ".", literal=True).unique()
    told = written.filter(written.str.contains(r"[1-9]")).to_list()
    values = {_value(cell) for cell in told}
    if len(values) != 1:
        return None
    value = values.pop()
    if value is None or value > MOST:
        return None
    if all("%" in cell for cell in told):
        return value / 100
    if not RATE_HEADING.search(heading or ""):
        return None
    return value if value < 1 else value / 100


def _value(cell: str) -> Decimal | None:
    found = re.match(r"^(\d{1,2}(?:\.\d{1,4})?)\s*%?$", cell)
    return Decimal(found.group(1)).normalize() if found else None
