"""Why late invoices are late, as their clients said, and what nobody knows yet."""

from __future__ import annotations

import altair as alt
import polars as pl

from relance_core import french
from relance_core.ui.charts.rows import Rows, rows_chart
from relance_core.ui.theme import PALETTES, Mode

SELECTION = "late_reason"


def reasons_chart(reasons: pl.DataFrame, *, currency: str, mode: Mode) -> alt.LayerChart | None:
    """Late amounts by reason. ``reasons`` as ``receivables.late_reasons`` gives them.

    A click selects a ``late_reason``.
    """
    found = reasons.filter(pl.col("currency") == currency)
    if found.is_empty():
        return None
    colours = PALETTES[mode]
    lines = list(found.iter_rows(named=True))
    figures = [
        f"{french.amount(line['open_amount'], currency, cents=False)} · "
        f"{french.plural(line['clients'], 'client')}"
        for line in lines
    ]
    parts = [french.plural(line["invoices"], "facture") for line in lines]
    rows = found.select(
        pl.col("late_reason").alias("key"),
        pl.col("late_reason").alias("name"),
        pl.Series("figure", figures, pl.String),
    )
    segments = found.select(
        pl.col("late_reason").alias("key"),
        "late_reason",
        pl.col("open_amount").cast(pl.Float64).alias("amount"),
        pl.Series("part", parts, pl.String),
    )
    content = Rows(
        rows=rows,
        segments=segments,
        selects="late_reason",
        colours={"": colours.soft},
        selection=SELECTION,
        currency=currency,
        amount_title="En retard",
        part_title="Factures",
        name_title="Raison",
    )
    told = [f"{line['late_reason']} {figure}" for line, figure in zip(lines, figures, strict=True)]
    return rows_chart(content, mode, f"Raisons des retards : {french.listed(told)}.")
