"""What is disputed, by motive, and for how long it has been."""

from __future__ import annotations

import altair as alt
import polars as pl

from relance_core import french
from relance_core.ui.charts.rows import Rows, rows_chart
from relance_core.ui.theme import PALETTES, Mode

SELECTION = "dispute_motive"


def disputes_chart(
    disputes: pl.DataFrame, *, currency: str, mode: Mode, top: int = 8
) -> alt.LayerChart | None:
    """Disputed amounts by motive. ``disputes`` as ``receivables.disputes`` gives them.

    A click selects a ``motive``.
    """
    found = disputes.filter(pl.col("currency") == currency).head(top)
    if found.is_empty():
        return None
    colours = PALETTES[mode]
    lines = list(found.iter_rows(named=True))
    figures = [
        f"{french.amount(line['disputed'], currency, cents=False)}{_age(line['median_days'])}"
        for line in lines
    ]
    rows = found.select(
        pl.col("motive").alias("key"),
        pl.col("motive").alias("name"),
        pl.Series("figure", figures, pl.String),
    )
    parts = [
        french.plural(line["invoices"], "facture") + _oldest(line["oldest_days"]) for line in lines
    ]
    segments = found.select(
        pl.col("motive").alias("key"),
        "motive",
        pl.col("disputed").cast(pl.Float64).alias("amount"),
        pl.Series("part", parts, pl.String),
    )
    content = Rows(
        rows=rows,
        segments=segments,
        selects="motive",
        colours={"": colours.disputed_fill},
        edge=colours.disputed,
        selection=SELECTION,
        currency=currency,
        amount_title="En litige",
        part_title="Factures",
        name_title="Motif",
    )
    described = [f"{line['motive']} {figure}" for line, figure in zip(lines, figures, strict=True)]
    return rows_chart(content, mode, f"Litiges par motif : {french.listed(described)}.")


def _age(median_days: float | None) -> str:
    """An age that began today is that of the import, not of the dispute: left out."""
    if median_days is None or round(median_days) < 1:
        return ""
    return f" · connu depuis {round(median_days)} j"


def _oldest(oldest_days: int | None) -> str:
    if oldest_days is None or oldest_days < 1:
        return ""
    return f", en litige connu depuis {french.plural(oldest_days, 'jour')}"
