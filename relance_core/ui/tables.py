"""Tables on the page: French amounts and dates, a caption, an Excel button, a word when empty.

Streamlit writes numbers for the browser's language. Up to ``WRITTEN_ROWS`` rows, our own French
text is sent beside each value, so that every browser shows it; sorting still follows the value.
Beyond, that would cost a second and more, and the browser's language decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import streamlit as st

from relance_core import french

WRITTEN_ROWS = 500
DOWNLOAD = "Télécharger (Excel)"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Table:
    """What a table shows.

    ``headings``: French heading of each column shown, in the order shown; other columns stay
    inside. Decimal columns are amounts in the row's ``currency`` when the frame has that column,
    else in ``currency``. ``shares`` names the columns that hold a share from 0 to 1.
    """

    frame: pl.DataFrame
    headings: Mapping[str, str]
    title: str
    caption: str = ""
    empty: str = "Rien à montrer ici."
    currency: str = "EUR"
    shares: frozenset[str] = frozenset()
    widths: Mapping[str, int] = field(default_factory=dict)  # pixels

    @property
    def columns(self) -> list[str]:
        """The columns shown, in order."""
        return [column for column in self.headings if column in self.frame.columns]


def show_table(
    table: Table,
    *,
    key: str,
    today: date,
    file_name: str,
    selectable: bool = False,
    whole: pl.DataFrame | None = None,
    label: str = DOWNLOAD,
) -> list[int]:
    """Draw ``table`` with its caption and its Excel button, or the sentence for an empty one.

    ``whole``: what the button gives, where ``table`` shows one page of it; ``label``: its words,
    where another button is near.
    Gives the positions of the rows selected (at most one), when ``selectable``.
    """
    if table.frame.is_empty():
        st.info(table.empty, icon=":material/inbox:")
        return []
    if table.caption:
        st.caption(table.caption)
    options: dict[str, Any] = (
        {"on_select": "rerun", "selection_mode": "single-row"} if selectable else {}
    )
    event = st.dataframe(
        written(table),
        key=key,
        hide_index=True,
        column_config=column_config(table),
        column_order=table.columns,
        placeholder="",
        **options,
    )
    download_excel(
        lambda: {table.title: (table.frame if whole is None else whole).select(_exported(table))},
        headings=table.headings,
        title=table.title,
        today=today,
        file_name=file_name,
        key=f"{key}-xlsx",
        currency=table.currency,
        label=label,
    )
    return list(event.selection.rows) if selectable else []


def download_excel(
    frames: Callable[[], Mapping[str, pl.DataFrame]],
    *,
    headings: Mapping[str, str],
    title: str,
    today: date,
    file_name: str,
    key: str,
    currency: str = "EUR",
    label: str = DOWNLOAD,
) -> None:
    """The button that gives ``frames`` as a workbook, written only when it is clicked."""

    def write() -> bytes:
        # Here, for the first page not to wait for what writes workbooks.
        from relance_core.exports import to_workbook

        return to_workbook(
            frames(), title=title, generated_on=today, headings=headings, currency=currency
        )

    st.download_button(
        label,
        data=write,
        file_name=file_name,
        mime=XLSX,
        key=key,
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
    )


def column_config(table: Table) -> dict[str, Any]:
    """Streamlit's column settings: headings, widths, amounts and dates the French way.

    Fit for ``st.data_editor`` too.
    """
    short = table.frame.height <= WRITTEN_ROWS
    return {
        column: _config(
            table.frame.schema[column],
            table.headings[column],
            width=table.widths.get(column),
            number_format=None if short else _browser_format(table, column),
        )
        for column in table.columns
    }


def _config(dtype: pl.DataType, label: str, *, width: int | None, number_format: str | None) -> Any:
    if dtype == pl.Date:
        return st.column_config.DateColumn(label, format="DD/MM/YYYY", width=width)
    if dtype == pl.Boolean:
        return st.column_config.CheckboxColumn(label, width=width)
    if dtype.is_numeric():
        return st.column_config.NumberColumn(
            label, format=number_format, width=width, alignment="right"
        )
    if isinstance(dtype, pl.List):
        return st.column_config.ListColumn(label, width=width)
    return st.column_config.TextColumn(label, width=width)


def _browser_format(table: Table, column: str) -> str | None:
    if column in table.shares:
        return "percent"
    if not table.frame.schema[column].is_decimal():
        return "localized"
    one_currency = "currency" not in table.frame.columns or (
        table.frame["currency"].n_unique() == 1
    )
    currency = table.frame["currency"][0] if "currency" in table.frame.columns else table.currency
    return "euro" if one_currency and currency == "EUR" else "localized"


def written(table: Table) -> Any:
    """The frame to draw: with French text beside its numbers when it is short enough."""
    shown = table.frame.select(_exported(table))
    if shown.height > WRITTEN_ROWS:
        return shown
    styler = shown.to_pandas().style
    for column in table.columns:
        dtype = shown.schema[column]
        if dtype.is_decimal():
            for currency, rows in _rows_by_currency(shown, table.currency).items():
                styler = styler.format(_amount_writer(currency), subset=(rows, [column]), na_rep="")
        elif dtype.is_numeric():
            write = _percent if column in table.shares else _number
            styler = styler.format(write, subset=[column], na_rep="")
    return styler


def _exported(table: Table) -> list[str]:
    """The columns shown, and the currency that the amounts need."""
    hidden = {"currency"} & set(table.frame.columns) - set(table.columns)
    return [*table.columns, *sorted(hidden)]


def _rows_by_currency(shown: pl.DataFrame, default: str) -> dict[str, Sequence[int]]:
    if "currency" not in shown.columns:
        return {default: range(shown.height)}
    found: dict[str, list[int]] = {}
    for row, currency in enumerate(shown["currency"].fill_null(default)):
        found.setdefault(currency, []).append(row)
    return dict(found)


def _amount_writer(currency: str) -> Callable[[Decimal], str]:
    return lambda value: french.amount(value, currency)


def _percent(share: float) -> str:
    return f"{round(share * 100)}\u202f%"


def _number(value: float) -> str:
    return french.number(round(Decimal(value), 1).normalize() if value % 1 else int(value))
