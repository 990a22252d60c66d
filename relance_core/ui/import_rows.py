"""The raw rows of the sheet that was read, as Excel shows them, to check a doubt."""

from __future__ import annotations

import polars as pl
import streamlit as st
from openpyxl.utils import get_column_letter

from relance_core.workflows.understanding import Understanding

ROWS = 100
#: Characters of a cell that are shown; a cell may hold 32,767.
CELL = 200


def show_rows(understood: Understanding) -> None:
    """A folded view of the sheet, read only when it is opened."""
    panel = st.expander("Lignes du fichier", key="import-rows", on_change="rerun")
    if not panel.open:
        return
    with panel:
        flagged = st.toggle("Seulement les lignes signalées", key="import-rows-flagged")
        numbers = understood.issues["row"].drop_nulls().unique().to_list() if flagged else None
        rows = raw_rows(understood, numbers)
        pages = max(1, -(-rows.height // ROWS))
        page = st.number_input("Page", 1, pages, key=f"import-rows-page-{flagged}-{pages}")
        st.dataframe(
            rows.slice((int(page) - 1) * ROWS, ROWS),
            key="import-rows-table",
            hide_index=True,
            placeholder="",
        )
        st.caption(f"Page {page} sur {pages}, {ROWS} lignes par page.")


def raw_rows(understood: Understanding, numbers: list[int] | None = None) -> pl.DataFrame:
    """The cells of the sheet read, as text under Excel's letters; the rows ``numbers`` if given.

    Row 1 is ``Ligne`` 1, as Excel shows it.
    """
    sheet = next(
        (one for one in understood.workbook.sheets if one.name == understood.reading.sheet), None
    )
    if sheet is None:
        return pl.DataFrame({"Ligne": []}, schema={"Ligne": pl.Int64})
    letters = {
        name: get_column_letter(position)
        for position, name in enumerate(sheet.cells.columns, start=1)
    }
    frame = sheet.cells.select(
        pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("Ligne"),
        *(pl.col(name).str.slice(0, CELL).alias(letter) for name, letter in letters.items()),
    )
    return frame if numbers is None else frame.filter(pl.col("Ligne").is_in(numbers))
