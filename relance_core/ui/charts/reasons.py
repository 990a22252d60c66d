"""Why late invoices are late, as their clients said, and what nobody knows yet."""

from __future__ import annotations

import altair as alt
import polars as pl

from relance_core import french
from relance_core.ui.charts.rows import Category, by_category
from relance_core.ui.theme import PALETTES, Mode

SELECTION = "late_reason"


def reasons_chart(reasons: pl.DataFrame, *, currency: str, mode: Mode) -> alt.LayerChart | None:
    """Late amounts by reason. ``reasons`` as ``receivables.late_reasons`` gives them.

    A click selects a ``late_reason``.
    """
    found = reasons.filter(pl.col("currency") == currency)
    if found.is_empty():
        return None
    lines = list(found.iter_rows(named=True))
    return by_category(
        found,
        Category(
            "late_reason",
            "open_amount",
            SELECTION,
            PALETTES[mode].soft,
            amount_title="En retard",
            name_title="Raison",
            described="Raisons des retards",
        ),
        figures=[
            f"{french.amount(line['open_amount'], currency, cents=False)} · "
            f"{french.plural(line['clients'], 'client')}"
            for line in lines
        ],
        parts=[french.plural(line["invoices"], "facture") for line in lines],
        currency=currency,
        mode=mode,
    )
