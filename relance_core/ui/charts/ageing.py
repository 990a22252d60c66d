"""The aged balance: one stacked bar for all with its figures, then the largest clients."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import altair as alt
import polars as pl

from relance_core import french
from relance_core.receivables.ageing import BUCKET_LABELS, BUCKETS, Bucket
from relance_core.ui.charts.rows import Rows, rows_chart
from relance_core.ui.charts.spec import at_x, dimmed, inline, layered
from relance_core.ui.theme import PALETTES, TEXT_SIZE, Mode

#: The selections a click writes, and their field.
BUCKET_SELECTION = "ageing_bucket"
CLIENT_SELECTION = "ageing_client"

_BAR_ROW = "bar"
_LINE = 24  # pixels


def ageing_chart(ageing: pl.DataFrame, *, currency: str, mode: Mode) -> alt.LayerChart | None:
    """All clients as one stacked bar, its figures listed under it as its legend.

    ``ageing`` as ``receivables.ageing.ageing`` gives it. A click selects a ``bucket``.
    """
    found = ageing.filter(pl.col("currency") == currency)
    if found.is_empty() or not found["open_amount"][0]:
        return None
    totals = found.row(0, named=True)
    colours = PALETTES[mode]
    parts = pl.DataFrame(
        {
            "row": BUCKETS,
            "bucket": BUCKETS,
            "label": [BUCKET_LABELS[bucket] for bucket in Bucket],
            "amount": [float(totals[bucket]) for bucket in BUCKETS],
            "figure": [french.amount(totals[bucket], currency, cents=False) for bucket in BUCKETS],
            "share": [_percent(totals[bucket], totals["open_amount"]) for bucket in BUCKETS],
            "position": range(len(BUCKETS)),
        }
    )
    notes = _notes(totals, currency)
    fill = alt.Color(
        "bucket:N",
        scale=alt.Scale(domain=BUCKETS, range=[colours.ageing[bucket] for bucket in Bucket]),
        legend=None,
    )
    order = [_BAR_ROW, *BUCKETS, *notes["row"]]
    row = alt.Y("row:N", sort=order, scale=alt.Scale(domain=order), axis=None)
    clicked = alt.selection_point(name=BUCKET_SELECTION, fields=["bucket"])
    tooltip = [
        alt.Tooltip("label:N", title="Tranche"),
        alt.Tooltip("amount:Q", title="Restant dû", format="$,.2f"),
        alt.Tooltip("share:N", title="Part"),
    ]
    bar = (
        alt.Chart(parts.with_columns(pl.lit(_BAR_ROW).alias("row")))
        .mark_bar(size=20, cursor="pointer", stroke=colours.paper, strokeWidth=1)
        .encode(
            x=alt.X("amount:Q", axis=None, scale=alt.Scale(nice=False)),
            y=row,
            order=alt.Order("position:O"),
            color=fill,
            opacity=dimmed(clicked),
            tooltip=tooltip,
        )
        .add_params(clicked)
    )
    swatches = (
        alt.Chart(inline(parts))
        .mark_square(size=130, opacity=1)
        .encode(x=at_x(6), y=row, color=fill, tooltip=tooltip)
    )
    disputed_swatch = (
        alt.Chart(inline(notes.filter(pl.col("row") == "disputed")))
        .mark_square(
            size=110, opacity=1, color=colours.disputed_fill, stroke=colours.disputed, filled=True
        )
        .encode(x=at_x(6), y=row)
    )
    listed = pl.concat([parts.select(notes.columns), notes])
    return layered(
        bar,
        swatches,
        disputed_swatch,
        _column(listed, row, "label", x=22, align="left", colour=colours.ink),
        _column(listed, row, "figure", x=252, align="right", colour=colours.ink),
        _column(listed, row, "share", x=316, align="right", colour=colours.quiet),
        height=_LINE * len(order),
        description=_described(totals, currency),
        mode=mode,
        currency=currency,
    )


def ageing_by_client_chart(
    ageing: pl.DataFrame, *, currency: str, mode: Mode, top: int = 8
) -> alt.LayerChart | None:
    """The clients with the largest open amounts, aged, on one scale.

    ``ageing`` as ``receivables.ageing.ageing_by_client`` gives it; the disputed part of a client
    is told beside the amount. A click selects a ``client_id``.
    """
    clients = ageing.filter(pl.col("currency") == currency, pl.col("open_amount") > 0).head(top)
    if clients.is_empty():
        return None
    labels = {bucket.value: label for bucket, label in BUCKET_LABELS.items()}
    rows = clients.select(
        pl.col("client_id").cast(pl.String).alias("key"),
        pl.col("client_name").alias("name"),
        pl.Series("figure", [_figure(line, currency) for line in clients.iter_rows(named=True)]),
    )
    segments = (
        clients.unpivot(on=BUCKETS, index="client_id", variable_name="bucket", value_name="amount")
        .filter(pl.col("amount") > 0)
        .select(
            pl.col("client_id").cast(pl.String).alias("key"),
            "client_id",
            pl.col("amount").cast(pl.Float64),
            pl.col("bucket").replace_strict(labels).alias("part"),
        )
    )
    content = Rows(
        rows=rows,
        segments=segments,
        selects="client_id",
        colours={BUCKET_LABELS[bucket]: PALETTES[mode].ageing[bucket] for bucket in Bucket},
        selection=CLIENT_SELECTION,
        currency=currency,
        amount_title="Restant dû",
        part_title="Tranche",
        name_title="Client",
    )
    first = rows.row(0, named=True)
    description = (
        f"Balance âgée par client, {french.plural(rows.height, 'client')} : "
        f"{first['name']} en tête avec {first['figure']}."
    )
    return rows_chart(content, mode, description)


def _percent(part: Decimal, whole: Decimal) -> str:
    return f"{french.number((part / whole * 100).quantize(Decimal(1), 'ROUND_HALF_UP'))}\u202f%"


def _figure(line: dict[str, object], currency: str) -> str:
    owed, disputed = line["open_amount"], line["disputed"]
    assert isinstance(owed, Decimal) and isinstance(disputed, Decimal)
    written = french.amount(owed, currency, cents=False)
    return f"{written} · en litige" if disputed else written


def _notes(totals: dict[str, Decimal], currency: str) -> pl.DataFrame:
    """What the buckets do not say by themselves: the disputed part, and the credits apart."""
    rows = []
    if totals["disputed"]:
        written = french.amount(totals["disputed"], currency, cents=False)
        share = _percent(totals["disputed"], totals["open_amount"])
        rows.append(("disputed", "dont en litige", written, share))
    if totals["credits"]:
        written = french.amount(-totals["credits"], currency, cents=False)
        rows.append(("credits", "Avoirs à déduire", written, ""))
    return pl.DataFrame(
        rows, schema=dict.fromkeys(("row", "label", "figure", "share"), pl.String), orient="row"
    )


def _column(
    rows: pl.DataFrame,
    row: alt.Y,
    field: str,
    *,
    x: int,
    align: Literal["left", "right"],
    colour: str,
) -> alt.Chart:
    texts = alt.Chart(inline(rows)).mark_text(align=align, fontSize=TEXT_SIZE, color=colour)
    column: alt.Chart = texts.encode(x=at_x(x), y=row, text=alt.Text(f"{field}:N"))
    return column


def _described(totals: dict[str, Decimal], currency: str) -> str:
    parts = [
        f"{BUCKET_LABELS[bucket].lower()} {french.amount(totals[bucket], currency, cents=False)}"
        for bucket in Bucket
    ]
    return f"Balance âgée de tous les clients : {french.listed(parts)}."
