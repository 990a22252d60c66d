"""On how few clients the open amount rests: the largest, with their share and its running sum."""

from __future__ import annotations

import altair as alt
import polars as pl

from relance_core import french
from relance_core.ui.charts.rows import Rows, rows_chart
from relance_core.ui.theme import PALETTES, Mode

SELECTION = "debtor"


def debtors_chart(
    debtors: pl.DataFrame, *, currency: str, mode: Mode, top: int = 10
) -> alt.LayerChart | None:
    """The largest debtors. ``debtors`` as ``receivables.concentration`` gives them.

    Each bar tells what is overdue from what is not. A click selects a ``client_id``.
    """
    found = debtors.filter(pl.col("currency") == currency).head(top)
    if found.is_empty():
        return None
    colours = PALETTES[mode]
    figures = [
        f"{french.amount(line['open_amount'], currency, cents=False)} · "
        f"{_percent(line['share'])} · cumul {_percent(line['cumulated_share'])}"
        for line in found.iter_rows(named=True)
    ]
    rows = found.select(
        pl.col("client_id").cast(pl.String).alias("key"),
        pl.col("client_name").alias("name"),
        pl.Series("figure", figures, pl.String),
    )
    parts = {
        "Échu": pl.col("overdue"),
        "Non échu": pl.col("open_amount") - pl.col("overdue"),
    }
    segments = pl.concat(
        found.select(
            pl.col("client_id").cast(pl.String).alias("key"),
            "client_id",
            amount.cast(pl.Float64).alias("amount"),
            pl.lit(label).alias("part"),
        )
        for label, amount in parts.items()
    ).filter(pl.col("amount") > 0)
    content = Rows(
        rows=rows,
        segments=segments,
        selects="client_id",
        colours={"Échu": colours.primary, "Non échu": colours.soft},
        selection=SELECTION,
        currency=currency,
        amount_title="Restant dû",
        part_title="Part",
        name_title="Client",
    )
    description = (
        f"Principaux débiteurs : {french.plural(found.height, 'client')} "
        f"pour {_percent(found['cumulated_share'][-1])} de l'encours."
    )
    return rows_chart(content, mode, description)


def _percent(share: float) -> str:
    return f"{round(share * 100)}\u202f%"
