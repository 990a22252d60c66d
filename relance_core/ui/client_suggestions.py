"""What the clients' way of paying suggests: read, applied by a click, taken back by another."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import polars as pl
import streamlit as st

from relance_core import french
from relance_core.receivables.behaviour import behaviour
from relance_core.reminders.suggestions import suggestions
from relance_core.ui import workspace
from relance_core.ui.client_editor import PAGE, change_client, in_turn
from relance_core.ui.frame import plain
from relance_core.ui.paging import part_of
from relance_core.ui.told import Told, attempt

_AT_ONCE = 10


def suggested() -> pl.DataFrame:
    """``client_id, name, scenario, reason``: what is open only, by name."""
    return _suggested(workspace.stamp())


@st.cache_resource(max_entries=4, show_spinner=False)
def _suggested(stamp: workspace.Stamp) -> pl.DataFrame:
    del stamp  # part of the key
    day = workspace.day()
    owing = day.situation.ledger.select("client_id").unique()
    habits = behaviour(workspace.portfolio(), today=workspace.today())
    clients = day.situation.clients.join(owing, on="client_id", how="semi")
    return (
        suggestions(clients, habits)
        .join(clients.select("client_id", "name"), on="client_id")
        .sort("name", "client_id")
        .select("client_id", "name", "scenario", "reason")
    )


def show_suggestions() -> None:
    """The suggestions, folded; nothing when there is none."""
    found = suggested()
    if found.is_empty():
        return
    title = french.plural(found.height, "suggestion", "suggestions")
    with st.expander(f"{title} d'après les règlements passés", icon=":material/lightbulb:"):
        st.caption(
            "Sur douze mois, pour les clients qui doivent quelque chose. Rien ne change sans vous."
        )
        if found.height > 1:
            st.button(
                f"Appliquer les {french.number(found.height)} suggestions",
                key="clients-suggest-all",
                on_click=attempt,
                args=(PAGE, partial(_apply, found)),
            )
        for row in part_of(found.rows(named=True), key="clients-suggest-page", at_once=_AT_ONCE):
            one = found.filter(pl.col("client_id") == row["client_id"])
            with st.container(horizontal=True, vertical_alignment="center"):
                words = f"**{plain(row['name'])}** : {plain(row['reason'])}"
                st.markdown(words, width="stretch")  # the buttons stand in one column
                st.button(
                    "Appliquer",
                    key=f"clients-suggest-{row['client_id']}",
                    on_click=attempt,
                    args=(PAGE, partial(_apply, one)),
                )


def _apply(chosen: pl.DataFrame) -> Told:
    """Give each client the scenario suggested; the way back gives the former ones."""
    back: list[Callable[[], None]] = []
    warned: list[str] = []
    for row in chosen.iter_rows(named=True):
        told = change_client(row["client_id"], row["name"], {"scenario": row["scenario"]}, "")
        warned += told.warned
        if told.undo is not None:
            back.append(told.undo)
    names = ", ".join(chosen.get_column("name").head(3))
    more = f" et {chosen.height - 3} de plus" if chosen.height > 3 else ""
    return Told(
        (f"Scénario suggéré appliqué : {names}{more}.",), (), partial(in_turn, back), tuple(warned)
    )
