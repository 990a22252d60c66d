"""A table of any length: one page of it in the browser, all of it in the workbook."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from relance_core.ui.paging import page_of
from relance_core.ui.tables import Table, show_table


def show_long(table: Table, *, key: str, today: date, file_name: str) -> None:
    """Draw a page of ``table``, the choice of the page, and the button that gives every row."""
    page = replace(table, frame=page_of(table.frame, key=f"{key}-page", searched=False))
    show_table(page, key=key, today=today, file_name=file_name, whole=table.frame)
