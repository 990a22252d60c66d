"""What is disputed, by motive, and for how long it has been."""

from __future__ import annotations

import altair as alt
import polars as pl

from relance_core import french
from relance_core.ui.charts.rows import Category, by_category
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
    lines = list(found.iter_rows(named=True))
    colours = PALETTES[mode]
    return by_category(
        found,
        Category(
            "motive",
            "disputed",
            SELECTION,
            colours.disputed_fill,
            amount_title="En litige",
            name_title="Motif",
            described="Litiges par motif",
            edge=colours.disputed,
        ),
        figures=[
            f"{french.amount(line['disputed'], currency, cents=False)}{_age(line['median_days'])}"
            for line in lines
        ],
        parts=[
            french.plural(line["invoices"], "facture") + _oldest(line["oldest_days"])
            for line in lines
        ],
        currency=currency,
        mode=mode,
    )


def _age(median_days: float | None) -> str:
    """An age that began today is that of the import, not of the dispute: left out."""
    if median_days is None or round(median_days) < 1:
        return ""
    return f" · connu depuis {round(median_days)} j"


def _oldest(oldest_days: int | None) -> str:
    if oldest_days is None or oldest_days < 1:
        return ""
    return f", en litige connu depuis {french.plural(oldest_days, 'jour')}"
