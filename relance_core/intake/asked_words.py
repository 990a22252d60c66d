"""How a word that nobody knows is named in its question, and how much hangs on it."""

from __future__ import annotations

import re

import polars as pl

from relance_core.french import amounts, plural
from relance_core.intake.headings import word_key
from relance_core.intake.kinds import ZERO

EACH = "rows"  # the answer that leaves each row to be decided
SAMPLES = 3


def asked_key(cell: str) -> str:
    """A word as its question names it; "-1" and "1" stay apart."""
    stripped = cell.strip().casefold()
    return stripped if re.fullmatch(r"-?\d+", stripped) else word_key(cell)


def weight(rows: pl.DataFrame) -> str:
    """``12 lignes, 4 500,00 € : F-1 de Dupont, F-2 de Martin…``."""
    due = pl.coalesce("v_balance", "v_amount").fill_null(ZERO)
    sums = rows.group_by(pl.col("currency").fill_null("EUR")).agg(due.sum().alias("due"))
    seen = rows.head(SAMPLES).select("number", "client_name").rows()
    shown = ", ".join(
        f"{number[:30]} de {client[:30]}" for number, client in seen if number and client
    )
    more = "…" if rows.height > SAMPLES else ""
    told = f"{plural(rows.height, 'ligne')}, {amounts(dict(sums.iter_rows()))}"
    return f"{told} : {shown}{more}" if shown else told
