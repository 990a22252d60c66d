"""Where the days to come are read: which late clients get no formal notice, and why."""

from __future__ import annotations

import polars as pl
import streamlit as st

from relance_core import french
from relance_core.reminders.ahead import Ahead
from relance_core.reminders.no_notice import without_notice
from relance_core.reminders.plan import Situation
from relance_core.ui import workspace
from relance_core.ui.frame import plain
from relance_core.ui.long_table import show_long
from relance_core.ui.tables import Table
from relance_core.workflows.today_plan import Day

HEADINGS = {
    "client_name": "Client",
    "open_amount": "Restant dû",
    "numbers": "Factures",
    "reason": "Pourquoi",
}
_WIDTHS = {"client_name": 200, "open_amount": 100, "numbers": 200, "reason": 500}


def missing_notices() -> pl.DataFrame:
    """One row per late client, currency and reason; read again only when something has changed.

    Columns ``client_id, currency`` and those of ``HEADINGS``.
    """
    return _missing(workspace.stamp(), workspace.day(), workspace.ahead())


@st.cache_resource(max_entries=4, show_spinner=False)
def _missing(stamp: workspace.Stamp, _day: Day, _ahead: Ahead) -> pl.DataFrame:
    del stamp  # the key of the cache
    return missing_of(_day, _day.situation, _ahead)


def missing_of(day: Day, situation: Situation, ahead: Ahead) -> pl.DataFrame:
    """The same for ``situation``, a part of the day's or all of it."""
    found = without_notice(day.plan, situation, day.scenarios, day.settings.rules, ahead)
    ledger = situation.ledger.select("invoice_id", "number", "currency", "open_amount")
    names = situation.clients.select("client_id", pl.col("name").alias("client_name"))
    return (
        found.join(ledger, on="invoice_id")
        .join(names, on="client_id")
        .group_by("client_id", "client_name", "currency", "reason", maintain_order=True)
        .agg(pl.col("open_amount").sum(), pl.col("number").str.join(", ").alias("numbers"))
        .sort("client_name", "client_id", maintain_order=True)
    )


def show_missing(shown: pl.DataFrame, *, opened: bool) -> None:
    """The rows of ``missing_notices`` that are asked for; ``opened``: somebody looks for them."""
    if shown.is_empty():
        return
    count = french.plural(shown["client_id"].n_unique(), "client en retard", "clients en retard")
    with st.expander(
        f"Sans mise en demeure dans les 60 jours : {count}, et pourquoi",
        key=f"plan-no-notice-{'searched' if opened else 'whole'}",
        icon=":material/help:",
        expanded=opened,
    ):
        show_long(
            Table(shown, HEADINGS, title="Sans mise en demeure", widths=_WIDTHS),
            key="plan-no-notice-table",
            today=workspace.today(),
            file_name="sans-mise-en-demeure.xlsx",
        )


def missing_words(shown: pl.DataFrame) -> str:
    """The same for one client, as sentences; empty when nothing is missing."""
    told = dict.fromkeys(
        f"Pas de mise en demeure pour {row['numbers']} : "
        f"{row['reason'][:1].lower()}{row['reason'][1:]}"
        for row in shown.iter_rows(named=True)
    )
    return plain(" ".join(told))
