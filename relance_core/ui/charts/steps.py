"""Which step gets invoices paid."""

from __future__ import annotations

import altair as alt
import polars as pl

from relance_core import french
from relance_core.ui.charts.rows import Rows, rows_chart
from relance_core.ui.theme import PALETTES, Mode

SELECTION = "paying_step"
AFTER, WITHOUT = "Après une étape", "Sans étape"


def steps_chart(effect: pl.DataFrame, *, currency: str, mode: Mode) -> alt.LayerChart | None:
    """Amounts paid by last step. ``effect`` as ``receivables.step_effect`` gives it.

    A click selects a ``step`` (null for what was paid without any).
    """
    found = effect.filter(pl.col("currency") == currency)
    if found.is_empty():
        return None
    colours = PALETTES[mode]
    figures = [
        f"{french.plural(line['invoices'], 'facture')}{_wait(line['median_days'])}"
        for line in found.iter_rows(named=True)
    ]
    rows = found.select(
        pl.col("label").alias("key"),
        pl.col("label").alias("name"),
        pl.Series("figure", figures, pl.String),
    )
    segments = found.select(
        pl.col("label").alias("key"),
        "step",
        pl.col("amount").cast(pl.Float64),
        pl.when(pl.col("step").is_null())
        .then(pl.lit(WITHOUT))
        .otherwise(pl.lit(AFTER))
        .alias("part"),
    )
    content = Rows(
        rows=rows,
        segments=segments,
        selects="step",
        colours={AFTER: colours.primary, WITHOUT: colours.soft},
        selection=SELECTION,
        currency=currency,
        amount_title="Réglé",
        part_title="Règlement",
        name_title="Dernière étape",
    )
    described = [f"{name} {figure}" for name, figure in zip(rows["name"], figures, strict=True)]
    return rows_chart(content, mode, f"Règlements par étape : {french.listed(described)}.")


def _wait(median_days: float | None) -> str:
    """Median days from the step to the payment."""
    return "" if median_days is None else f" · sous {round(median_days)} j"
