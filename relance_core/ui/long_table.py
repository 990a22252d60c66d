"""A table of any length: one page of it in the browser, all of it in the workbook."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import streamlit as st

from relance_core.ui.paging import page_of
from relance_core.ui.tables import Table, column_config, download_excel, written


def show_long(table: Table, *, key: str, today: date, file_name: str) -> None:
    """Draw a page of ``table``, the choice of the page, and the button that gives every row."""
    page = replace(table, frame=page_of(table.frame, key=f"{key}-page", searched=False))
    st.dataframe(
        written(page),
        key=key,
        hide_index=True,
        column_config=column_config(page),
        column_order=page.columns,
        placeholder="",
    )
    download_excel(
        lambda: {table.title: table.frame},
        headings=table.headings,
        title=table.title,
        today=today,
        file_name=file_name,
        key=f"{key}-xlsx",
        currency=table.currency,
    )
