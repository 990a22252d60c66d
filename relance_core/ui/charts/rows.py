"""Bars as rows of a list: name and figure on one line, the bar under it, on a common scale.

Names stand above their bar rather than beside it, so that long ones stay whole on a telephone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import polars as pl

from relance_core import french
from relance_core.ui.charts.spec import at_x, dimmed, inline, layered
from relance_core.ui.theme import PALETTES, TEXT_SIZE, Mode

ROW_HEIGHT = 40
#: What the page keeps of a chart's height around its rows: without it, a name alone is cut.
MARGIN = 24
BAR_HEIGHT = 10


@dataclass(frozen=True)
class Rows:
    """What a chart of rows draws.

    ``rows``: one line per row, in order, with ``key`` (unique), ``name`` and ``figure`` (texts).
    ``segments``: the pieces of each row's bar, in order, with ``key``, ``amount`` (Float64),
    ``part`` (text) and the field that a click selects.
    ``colours``: colour of each part, in order, told in a legend; one alone colours every bar.
    """

    rows: pl.DataFrame
    segments: pl.DataFrame
    selects: str  # field that a click selects, a column of ``segments``
    selection: str  # name of the selection
    colours: dict[str, str]
    currency: str
    amount_title: str
    part_title: str
    name_title: str
    edge: str = ""  # colour around the bars; the ground's own when empty


@dataclass(frozen=True)
class Category:
    """How a chart of amounts by category is told, in French, and what a click selects."""

    column: str  # of the category: its words, selected by a click
    amount: str  # the column drawn
    selection: str
    colour: str
    amount_title: str
    name_title: str
    described: str  # « Litiges par motif »
    edge: str = ""


def by_category(
    found: pl.DataFrame,
    told: Category,
    *,
    figures: Sequence[str],
    parts: Sequence[str],
    currency: str,
    mode: Mode,
) -> alt.LayerChart:
    """One bar per line of ``found``, each with its figure beside its name and its invoices told."""
    name = pl.col(told.column)
    content = Rows(
        rows=found.select(
            name.alias("key"), name.alias("name"), pl.Series("figure", figures, pl.String)
        ),
        segments=found.select(
            name.alias("key"),
            told.column,
            pl.col(told.amount).cast(pl.Float64).alias("amount"),
            pl.Series("part", parts, pl.String),
        ),
        selects=told.column,
        colours={"": told.colour},
        edge=told.edge,
        selection=told.selection,
        currency=currency,
        amount_title=told.amount_title,
        part_title="Factures",
        name_title=told.name_title,
    )
    pairs = zip(found[told.column], figures, strict=True)
    lines = french.listed([f"{one} {figure}" for one, figure in pairs])
    return rows_chart(content, mode, f"{told.described} : {lines}.")


def rows_chart(content: Rows, mode: Mode, description: str) -> alt.LayerChart:
    """The chart of ``content``; ``description`` is read by screen readers."""
    colours = PALETTES[mode]
    order = content.rows["key"].to_list()
    longest = max(len(figure) for figure in content.rows["figure"])
    row = alt.Y("key:N", sort=order, axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    clicked = alt.selection_point(name=content.selection, fields=[content.selects])
    segments = content.segments.join(content.rows.select("key", "name"), on="key").with_columns(
        pl.int_range(pl.len()).over("key").alias("position")
    )
    bars = (
        alt.Chart(inline(segments))
        .mark_bar(
            size=BAR_HEIGHT,
            yOffset=8,
            stroke=content.edge or colours.paper,
            strokeWidth=1.5,
            cursor="pointer",
        )
        .encode(
            x=alt.X("amount:Q", axis=None, scale=alt.Scale(nice=False), stack="zero"),
            y=row,
            order=alt.Order("position:Q"),
            color=_colour(content.colours),
            opacity=dimmed(clicked),
            tooltip=[
                alt.Tooltip("name:N", title=content.name_title),
                alt.Tooltip("part:N", title=content.part_title),
                alt.Tooltip("amount:Q", title=content.amount_title, format="$,.2f"),
            ],
        )
        .add_params(clicked)
    )
    names = (
        alt.Chart(inline(content.rows))
        .mark_text(
            align="left",
            dy=-6,
            fontSize=TEXT_SIZE,
            limit=alt.ExprRef(f"max(60, width - {longest} * 7 - 8)"),
        )
        .encode(x=at_x(0), y=row, text=alt.Text("name:N"))
    )
    figures = (
        alt.Chart(inline(content.rows))
        .mark_text(align="right", dy=-6, fontSize=TEXT_SIZE, color=colours.ink)
        .encode(x=at_x("width"), y=row, text=alt.Text("figure:N"))
    )
    return layered(
        bars,
        names,
        figures,
        height=ROW_HEIGHT * len(order) + MARGIN,
        description=description,
        mode=mode,
        currency=content.currency,
    )


def _colour(colours: dict[str, str]) -> alt.Color | alt.ColorValue:
    if len(colours) == 1:
        return alt.ColorValue(next(iter(colours.values())))
    legend = alt.Legend(columns=3, symbolType="square", symbolStrokeWidth=0)
    scale = alt.Scale(domain=list(colours), range=list(colours.values()))
    return alt.Color("part:N", scale=scale, legend=legend)
