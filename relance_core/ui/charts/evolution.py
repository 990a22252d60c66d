"""How the open and the overdue amounts have moved."""

from __future__ import annotations

import altair as alt
import polars as pl

from relance_core import french
from relance_core.receivables.ageing import Bucket
from relance_core.ui.charts.spec import dimmed, inline, layered
from relance_core.ui.theme import PALETTES, Mode

SELECTION = "evolution_day"
OPEN, OVERDUE = "Encours", "Échu"


def evolution_chart(series: pl.DataFrame, *, currency: str, mode: Mode) -> alt.LayerChart | None:
    """Open and overdue amounts over time. ``series`` as ``receivables.indicators.series``.

    Fewer than two days draw nothing. A click selects a ``day_key`` (ISO text).
    """
    found = series.filter(pl.col("currency") == currency)
    if found.height < 2:
        return None
    colours = PALETTES[mode]
    data = (
        found.rename({"open_amount": OPEN, "overdue": OVERDUE})
        .unpivot(on=[OPEN, OVERDUE], index="day", variable_name="figure", value_name="amount")
        .with_columns(
            pl.col("amount").cast(pl.Float64),
            pl.col("day").dt.strftime("%Y-%m-%d").alias("day_key"),
            # With its hour, a browser takes a day as its own; without, as Greenwich's.
            pl.col("day").dt.strftime("%Y-%m-%dT00:00:00"),
        )
    )
    clicked = alt.selection_point(name=SELECTION, fields=["day_key"], nearest=True)
    colour = alt.Color(
        "figure:N",
        scale=alt.Scale(
            domain=[OPEN, OVERDUE], range=[colours.primary, colours.ageing[Bucket.DAYS_61_90]]
        ),
        legend=alt.Legend(symbolType="stroke", symbolSize=400, symbolStrokeWidth=2),
    )
    base = alt.Chart(inline(data)).encode(
        x=alt.X(
            "day:T",
            title=None,
            axis=alt.Axis(format="%b %y", grid=False, labelOverlap=True, tickCount="month"),
        ),
        y=alt.Y(
            "amount:Q",
            title=None,
            scale=alt.Scale(zero=True),
            axis=alt.Axis(format="$,.0f", tickCount=4),
        ),
        color=colour,
    )
    lines = base.mark_line(strokeWidth=2).encode(
        strokeDash=alt.StrokeDash(
            "figure:N", scale=alt.Scale(domain=[OPEN, OVERDUE], range=[[1, 0], [5, 3]])
        )
    )
    points = (
        base.mark_point(filled=True, size=45, cursor="pointer")
        .encode(
            opacity=dimmed(clicked),
            tooltip=[
                alt.Tooltip("figure:N", title="Montant"),
                alt.Tooltip("day:T", title="Au", format="%d/%m/%Y"),
                alt.Tooltip("amount:Q", title="Soit", format="$,.2f"),
            ],
        )
        .add_params(clicked)
    )
    first, now = found.row(0, named=True), found.row(-1, named=True)
    description = (
        f"Encours du {french.short_date(first['day'])} au {french.short_date(now['day'])} : de "
        f"{french.amount(first['open_amount'], currency, cents=False)} à "
        f"{french.amount(now['open_amount'], currency, cents=False)}, dont échu "
        f"{french.amount(now['overdue'], currency, cents=False)}."
    )
    return layered(lines, points, height=240, description=description, mode=mode, currency=currency)
