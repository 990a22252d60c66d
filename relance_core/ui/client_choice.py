"""Which clients the page of clients shows, and whose sheet is open."""

from __future__ import annotations

from datetime import date

import polars as pl
import streamlit as st

from relance_core.french import number
from relance_core.ui.client_grid import Shown, chosen_lines
from relance_core.ui.paging import matching, page_of

_LABELS = {
    Shown.ALL: "Tous",
    Shown.OVERDUE: "Avec de l'échu",
    Shown.NO_ADDRESS: "Sans adresse",
    Shown.HELD: "En pause ou à la main",
}
_SEARCHED = ("name", "code", "emails")
_SHEET = "clients-sheet"


def choose_clients(lines: pl.DataFrame, *, today: date) -> pl.DataFrame:
    """The page of ``lines`` that search and filter leave."""
    counts = {shown: chosen_lines(lines, shown, today=today).height for shown in Shown}
    search, filters = st.columns([2, 3], vertical_alignment="bottom")
    typed = search.text_input(
        "Rechercher", key="clients-search", placeholder="Nom, code ou e-mail", type="search"
    )
    shown = filters.segmented_control(
        "Clients montrés",
        list(Shown),
        default=Shown.ALL,
        required=True,
        format_func=lambda one: f"{_LABELS[Shown(one)]} ({number(counts[Shown(one)])})",
        key="clients-shown",
        label_visibility="collapsed",
        wrap=True,  # a phone would hide the last one
    )
    kept = chosen_lines(lines, Shown(shown or Shown.ALL), today=today)
    return page_of(matching(kept, typed or "", _SEARCHED), key="clients-page")


def choose_sheet(everybody: pl.DataFrame, shown: pl.DataFrame) -> int | None:
    """The client whose sheet is open: chosen among those shown, or named by the page's address."""
    names = dict(shown.select("client_id", "name").iter_rows())
    asked = st.query_params.get("client", "")
    if asked.isdigit() and int(asked) not in names:
        linked = everybody.filter(pl.col("client_id") == int(asked))
        names |= dict(linked.select("client_id", "name").iter_rows())
    if asked.isdigit() and int(asked) in names and _SHEET not in st.session_state:
        st.session_state[_SHEET] = int(asked)
    chosen: int | None = st.selectbox(
        "Fiche du client",
        list(names),
        index=None,
        format_func=lambda one: names.get(one, ""),
        key=_SHEET,
        placeholder="Cliquez sur un nom de la grille, ou tapez-le ici",
        on_change=_remember_choice,
    )
    return chosen


def open_sheet(client_id: int) -> None:
    """Open the sheet of a client: its name was clicked in the grid."""
    st.session_state[_SHEET] = client_id
    _remember_choice()


def _remember_choice() -> None:
    """The page's address says whose sheet is open, so that it can be reloaded or linked to."""
    chosen = st.session_state[_SHEET]
    if chosen is None:
        st.query_params.pop("client", None)
    else:
        st.query_params["client"] = str(chosen)
