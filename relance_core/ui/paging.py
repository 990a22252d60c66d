"""Long lists, a page at a time: what a browser receives stays small however large the ledger."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import TypeVar

import polars as pl
import streamlit as st

from relance_core.french import number, plain_key
from relance_core.ui.tables import Table, column_config, written

T = TypeVar("T")

#: Each takes a third of a millisecond to write in French, on every rerun.
PAGE_ROWS = 100
#: Pixels: what is told of the row chosen, under the table, begins on the same screen. The half
#: of a row says that others follow: eight whole ones would pass for all of them.
EIGHT_ROWS_AND_A_HALF = 334
#: Pixels for every page number to be seen, where there are few.
_FEW_PAGES = {2: 180, 3: 250, 4: 250}


def matching(frame: pl.DataFrame, typed: str, columns: tuple[str, ...]) -> pl.DataFrame:
    """The rows with every word of ``typed`` in one of ``columns``; case and accents aside."""
    words = plain_key(typed).split()
    if not words or frame.is_empty():
        return frame
    texts = frame.select(pl.concat_str(columns, separator=" ", ignore_nulls=True)).to_series()
    kept = [all(word in text for word in words) for text in map(plain_key, texts)]
    return frame.filter(pl.Series(kept, dtype=pl.Boolean))


def page_of(
    frame: pl.DataFrame, *, key: str, rows: int = PAGE_ROWS, searched: bool = True
) -> pl.DataFrame:
    """The rows of the page chosen; the choice is drawn only when there is more than one page.

    ``searched``: a search field stands above, which looks in every page.
    """
    pages = -(-frame.height // rows)
    if pages <= 1:
        return frame
    # A filter may leave fewer pages than the one that was open.
    if st.session_state.get(key, 1) > pages:
        st.session_state[key] = pages
    with st.container(horizontal=True, vertical_alignment="center"):
        chosen = _choose_page(pages, key)
        first = (chosen - 1) * rows
        last = min(first + rows, frame.height)
        told = f"Lignes {number(first + 1)} à {number(last)} sur {number(frame.height)}."
        st.caption(f"{told} La recherche porte sur toutes." if searched else told)
    return frame.slice(first, rows)


def part_of(rows: Sequence[T], *, key: str, at_once: int = 50) -> Sequence[T]:
    """The part of ``rows`` on the page chosen; the choice is drawn only when there are several."""
    pages = -(-len(rows) // at_once)
    if pages <= 1:
        return rows
    chosen = _choose_page(pages, key)
    return rows[(chosen - 1) * at_once : chosen * at_once]


def _choose_page(pages: int, key: str) -> int:
    # As wide as its content, it takes too little room for itself and hides the second page.
    return st.pagination(pages, key=key, width=_FEW_PAGES.get(pages, "content"))


def digest(values: Iterable[object]) -> str:
    """A short mark of ``values``: a widget that bears it begins afresh when they change."""
    return hashlib.sha256("\n".join(map(str, values)).encode()).hexdigest()[:12]


def pick_row(table: Table, ids: Iterable[object], *, key: str, label: str) -> int | None:
    """Draw ``table``; gives the position of the row chosen, or None.

    A choice is forgotten when other ``ids`` are shown: it would point at another line.
    """
    event = st.dataframe(
        written(table),
        key=f"{key}-{digest(ids)}",
        hide_index=True,
        height=EIGHT_ROWS_AND_A_HALF if table.frame.height > 8 else "auto",
        column_config=column_config(table),
        column_order=table.columns,
        placeholder="",
        on_select="rerun",
        selection_mode="single-row",
        alt=label,
    )
    rows = event.selection.rows
    return int(rows[0]) if rows and rows[0] < table.frame.height else None
