"""Which message is on the screen: it stays the same one while the list changes around it."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import polars as pl
import streamlit as st

from relance_core.ui import workspace
from relance_core.ui.review_list import OPEN_STANDINGS, STANDING_LABELS, Entry
from relance_core.vocabulary import MESSAGE_LABELS

_LIST_HEIGHT = 405
_TABLE = "review_table"


def current(shown: Sequence[Entry]) -> Entry | None:
    """The entry to show: the one chosen, else the first still to read, else the first."""
    chosen = st.session_state.get(_key())
    found = next((one for one in shown if one.id == chosen), None)
    if found is None:
        found = next((one for one in shown if one.standing in OPEN_STANDINGS), None)
    return found or (shown[0] if shown else None)


def move_to(entry_id: str) -> None:
    """Show another message; the list follows."""
    st.session_state[_key()] = entry_id


def beside(shown: Sequence[Entry], entry: Entry) -> tuple[str | None, str | None]:
    """The ids of the entries before and after ``entry``."""
    ids = [one.id for one in shown]
    at = ids.index(entry.id)
    return (ids[at - 1] if at else None), (ids[at + 1] if at + 1 < len(ids) else None)


def next_to_read(shown: Sequence[Entry], entry: Entry) -> str | None:
    """The entry to read after this one: further down, else from the top."""
    at = [one.id for one in shown].index(entry.id)
    around = [*shown[at + 1 :], *shown[:at]]
    return next((one.id for one in around if one.standing in OPEN_STANDINGS), None)


def show_list(shown: Sequence[Entry], entry: Entry) -> None:
    """The list, the current message selected in it; choosing another row shows that one."""
    ids = [one.id for one in shown]
    # A key of its own for each order and choice: a selection never lands on another client's row.
    mark = sha256("|".join([*ids, entry.id]).encode()).hexdigest()[:12]
    key = f"{_TABLE}_{mark}"
    st.dataframe(
        _frame(shown),
        key=key,
        hide_index=True,
        height=_LIST_HEIGHT if len(shown) > 12 else "auto",
        on_select=lambda: _chosen(key, ids),
        selection_mode="single-row-required",
        selection_default={"selection": {"rows": [ids.index(entry.id)]}},
        column_config=_COLUMNS,
        alt="Messages à relire et approuvés",
    )


_COLUMNS: dict[str, Any] = {
    "Client": st.column_config.TextColumn(width=146),
    "Montant": st.column_config.TextColumn(width=80, alignment="right"),
    "État": st.column_config.TextColumn(width=68),
    "Message": st.column_config.TextColumn(width=122),
}


def _frame(shown: Sequence[Entry]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "Client": [one.name for one in shown],
            "Montant": [one.amounts for one in shown],
            "État": [STANDING_LABELS[one.standing] for one in shown],
            "Message": [MESSAGE_LABELS[one.step] for one in shown],
        }
    )


def _chosen(key: str, ids: list[str]) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    if rows:
        move_to(ids[rows[0]])


def _key() -> str:
    return f"review_current_{workspace.space().key}"
