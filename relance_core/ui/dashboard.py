"""Everything the dashboard shows, computed once for each state of the data and kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import altair as alt
import polars as pl
import streamlit as st

from relance_core.french import plain_key
from relance_core.receivables.ageing import ageing, ageing_by_client, with_bucket
from relance_core.receivables.concentration import concentration
from relance_core.receivables.disputes import disputed_invoices, disputes
from relance_core.receivables.forecast import Forecast, forecast
from relance_core.receivables.indicators import Evolution, evolution, series
from relance_core.receivables.late_reasons import UNKNOWN_REASON, late_reasons, with_late_reason
from relance_core.receivables.step_effect import step_effect
from relance_core.store.database import reading
from relance_core.store.late_reasons import last_reasons
from relance_core.store.payment_plans import awaited_instalments
from relance_core.ui import workspace
from relance_core.ui.charts import (
    ageing_by_client_chart,
    ageing_chart,
    debtors_chart,
    disputes_chart,
    evolution_chart,
    forecast_chart,
    reasons_chart,
    steps_chart,
)
from relance_core.ui.charts.spec import vega_spec
from relance_core.ui.theme import Mode, current_mode
from relance_core.vocabulary import STEP_LABELS, Withheld

#: The change of each figure is told since that long ago.
SINCE = timedelta(days=30)
#: Months that the evolution goes back.
MONTHS = 12

_STEPS = {step.value: label for step, label in STEP_LABELS.items()}


@dataclass(frozen=True)
class Drawn:
    """A chart with its specification, both worked out once; None where nothing is to be drawn."""

    chart: alt.LayerChart | None
    spec: dict[str, Any] | None

    @classmethod
    def of(cls, chart: alt.LayerChart | None) -> Drawn:
        """``chart`` as it will be shown."""
        return cls(chart, None if chart is None else vega_spec(chart))


Charts = Mapping[str, Drawn]


@dataclass(frozen=True)
class Board:
    """The figures of every currency on one day, as ``receivables`` gives them."""

    today: date
    evolution: dict[str, Evolution]
    ageing: pl.DataFrame
    by_client: pl.DataFrame
    disputes: pl.DataFrame
    reasons: pl.DataFrame
    debtors: pl.DataFrame
    forecast: Forecast
    effect: pl.DataFrame
    series: pl.DataFrame
    invoices: pl.DataFrame  # as ``open_table``

    @property
    def currencies(self) -> list[str]:
        """The currencies that something is or was owed in, the busiest first."""
        return sorted(
            self.evolution, key=lambda code: (-self.evolution[code].now.balance.open_count, code)
        )

    def has_steps(self, currency: str) -> bool:
        """Whether any invoice was paid after a step."""
        steps = self.effect.filter(pl.col("currency") == currency)["step"]
        return steps.null_count() < steps.len()

    def has_reasons(self, currency: str) -> bool:
        """Whether the reason of any lateness is known."""
        mine = self.reasons.filter(pl.col("currency") == currency)
        return mine.filter(pl.col("late_reason") != UNKNOWN_REASON).height > 0

    def clients(self) -> dict[int, str]:
        """Name of each client that owes something."""
        return dict(self.invoices.select("client_id", "client_name").unique().iter_rows())


def board() -> Board:
    """The figures of the espace in use, today; computed again only when something has changed."""
    return _board(workspace.stamp())


def charts(currency: str) -> Charts:
    """The charts of one currency, by name, in the colours of this browser."""
    return _charts(workspace.stamp(), currency, current_mode())


def open_table(portfolio: pl.DataFrame, said: pl.DataFrame, *, today: date) -> pl.DataFrame:
    """The open invoices as the table shows them, the latest first.

    ``PORTFOLIO`` columns, ``bucket``, ``motive`` (null when nothing is disputed), ``late`` (days;
    null when not late), ``late_reason`` (null likewise; ``said``: ``store.late_reasons.REASONS``),
    ``disputed`` (null when nil), ``step_label``, and ``sought``: what a search looks into, without
    accents or case.
    """
    motives = disputed_invoices(portfolio, today=today).select("invoice_id", "motive")
    reasons = with_late_reason(portfolio, said, today=today).select("invoice_id", "late_reason")
    invoices = (
        with_bucket(portfolio, today=today)
        .join(motives, on="invoice_id", how="left")
        .join(reasons, on="invoice_id", how="left")
    )
    texts = invoices.select(
        pl.concat_str("client_name", "client_code", "number", separator=" ", ignore_nulls=True)
    ).to_series()
    return invoices.with_columns(
        pl.when(pl.col("days_late") > 0).then("days_late").alias("late"),
        pl.when(pl.col("disputed_amount") > 0).then("disputed_amount").alias("disputed"),
        pl.col("last_step").replace_strict(_STEPS, default=None).alias("step_label"),
        pl.Series("sought", [plain_key(text) for text in texts], pl.String),
    ).sort("days_late", "open_amount", "invoice_id", descending=[True, True, False])


def promised_days(holds: pl.DataFrame, portfolio: pl.DataFrame) -> dict[int, date]:
    """The day promised for each invoice, by its id; ``holds`` as ``schemas.HOLDS``.

    What a client promised for everything stands for each invoice without a promise of its own.
    """
    promises = holds.filter(
        pl.col("code") == Withheld.PROMISE.value, pl.col("until").is_not_null()
    ).sort("until")
    of_clients = promises.drop_nulls("client_id").select("client_id", "until")
    whole = portfolio.select("invoice_id", "client_id").join(of_clients, on="client_id")
    own = promises.drop_nulls("invoice_id").select("invoice_id", "until")
    return dict(pl.concat([whole.select(own.columns), own]).iter_rows())


def month_ends(today: date, months: int = MONTHS) -> list[date]:
    """The last day of each of the ``months`` before that of ``today``, then ``today``."""
    days, first = [today], today.replace(day=1)
    for _ in range(months):
        end = first - timedelta(days=1)
        days.append(end)
        first = end.replace(day=1)
    return days[::-1]


@st.cache_resource(max_entries=4, show_spinner=False)
def _board(stamp: workspace.Stamp) -> Board:
    *_, today = stamp
    portfolio = workspace.portfolio()
    with reading(workspace.space().engine) as conn:
        said = last_reasons(conn)
        agreed = awaited_instalments(conn, today=today)
    promises = promised_days(workspace.day().situation.holds, portfolio)
    return Board(
        today=today,
        evolution=evolution(portfolio, today=today, since=today - SINCE),
        ageing=ageing(portfolio, today=today),
        by_client=ageing_by_client(portfolio, today=today),
        disputes=disputes(portfolio, today=today),
        reasons=late_reasons(portfolio, said, today=today),
        debtors=concentration(portfolio, today=today),
        forecast=forecast(portfolio, today=today, promises=promises, agreed=agreed),
        effect=step_effect(portfolio, today=today),
        series=series(portfolio, month_ends(today), today=today),
        invoices=open_table(portfolio, said, today=today),
    )


@st.cache_resource(max_entries=16, show_spinner=False)
def _charts(stamp: workspace.Stamp, currency: str, mode: Mode) -> Charts:
    found = _board(stamp)
    drawn = {
        "ageing": ageing_chart(found.ageing, currency=currency, mode=mode),
        "by_client": ageing_by_client_chart(found.by_client, currency=currency, mode=mode),
        "disputes": disputes_chart(found.disputes, currency=currency, mode=mode),
        "reasons": reasons_chart(found.reasons, currency=currency, mode=mode),
        "debtors": debtors_chart(found.debtors, currency=currency, mode=mode),
        "forecast": forecast_chart(found.forecast.weeks, currency=currency, mode=mode),
        "evolution": evolution_chart(found.series, currency=currency, mode=mode),
        "steps": steps_chart(found.effect, currency=currency, mode=mode),
    }
    return {name: Drawn.of(chart) for name, chart in drawn.items()}
