"""What to expect by week: an amount and the range it should fall in, eight weeks out of ten."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import altair as alt
import polars as pl

from relance_core import french
from relance_core.ui.charts.spec import dimmed, inline, layered
from relance_core.ui.theme import PALETTES, Mode

SELECTION = "forecast_week"


def forecast_chart(weeks: pl.DataFrame, *, currency: str, mode: Mode) -> alt.LayerChart | None:
    """Expected cash by week. ``weeks`` as ``receivables.forecast.Forecast.weeks``.

    A click selects a ``monday`` (ISO text).
    """
    found = weeks.filter(pl.col("currency") == currency)
    if found.is_empty():
        return None
    colours = PALETTES[mode]
    data = found.select(
        pl.col("week").dt.strftime("%Y-%m-%d").alias("monday"),
        pl.col("week").dt.strftime("%d/%m").alias("label"),
        pl.Series("span", [_span(week) for week in found["week"]], pl.String),
        pl.col("expected", "low", "high").cast(pl.Float64),
    )
    clicked = alt.selection_point(name=SELECTION, fields=["monday"])
    base = alt.Chart(inline(data)).encode(
        x=alt.X(
            "label:N",
            sort=data["label"].to_list(),
            title="Semaine du",
            axis=alt.Axis(labelAngle=0, grid=False, labelOverlap=True),
        )
    )
    tooltip = [
        alt.Tooltip("span:N", title="Semaine"),
        alt.Tooltip("expected:Q", title="Attendu", format="$,.0f"),
        alt.Tooltip("low:Q", title="Prudent", format="$,.0f"),
        alt.Tooltip("high:Q", title="Favorable", format="$,.0f"),
    ]
    bars = (
        base.mark_bar(color=colours.soft, cursor="pointer", cornerRadiusEnd=2)
        .encode(
            y=alt.Y("expected:Q", title=None, axis=alt.Axis(format="$,.0f", tickCount=4)),
            opacity=dimmed(clicked),
            tooltip=tooltip,
        )
        .add_params(clicked)
    )
    range_ = base.mark_rule(color=colours.ink, strokeWidth=1.5).encode(
        y=alt.Y("low:Q"), y2=alt.Y2("high:Q"), tooltip=tooltip
    )
    ends = [
        base.mark_tick(color=colours.ink, thickness=1.5, size=10).encode(y=alt.Y(f"{end}:Q"))
        for end in ("low", "high")
    ]
    total = sum(found["expected"], Decimal(0))
    description = (
        f"Encaissements attendus sur {french.plural(found.height, 'semaine')} : "
        f"{french.amount(total, currency, cents=False)} en tout."
    )
    return layered(
        bars, range_, *ends, height=240, description=description, mode=mode, currency=currency
    )


def _span(monday: date) -> str:
    sunday = monday + timedelta(days=6)
    week = monday.isocalendar().week
    return f"{week}, du {french.day_month(monday)} au {french.short_date(sunday)}"
