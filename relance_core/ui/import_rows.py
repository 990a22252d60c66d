"""The raw rows of the sheet that was read, as Excel shows them, alone or beside a doubt."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import streamlit as st
from openpyxl.utils import get_column_letter

from relance_core.french import amount, short_date
from relance_core.intake.places import Places, sheet_of
from relance_core.ui.import_columns import as_seen
from relance_core.vocabulary import Severity
from relance_core.workflows.understanding import Understanding

ROWS = 100
#: Characters of a cell that are shown; a cell may hold 32,767.
CELL = 200
FLAGGED = "background-color: rgba(224, 164, 88, 0.35)"
#: Where ``INVOICES`` holds what a column was understood to say.
_READ = {
    "due_date": "due_date",
    "terms": "due_date",
    "balance": "open_amount",
    "paid_amount": "open_amount",
    "status": "open_amount",
    "dispute": "disputed_amount",
    "last_reminder_date": "last_reminder_date",
}
_AMOUNTS = frozenset({"amount", "balance", "paid_amount", "amount_excl_tax", "tax"})


def show_rows(understood: Understanding) -> None:
    """A folded view of the sheet, read only when it is opened."""
    panel = st.expander("Toutes les lignes du fichier", key="import-rows", on_change="rerun")
    if not panel.open:
        return
    with panel:
        flagged = st.toggle("Seulement les lignes signalées", key="import-rows-flagged")
        numbers = understood.issues["row"].drop_nulls().unique().to_list() if flagged else None
        rows = raw_rows(understood, numbers)
        pages = max(1, -(-rows.height // ROWS))
        page = 1
        if pages > 1:
            page = st.number_input("Page", 1, pages, key=f"import-rows-page-{flagged}-{pages}")
        shown = rows.slice((int(page) - 1) * ROWS, ROWS)
        st.dataframe(
            shown.select("Ligne", *(_seen(name, False) for name in shown.columns[1:])),
            key="import-rows-table",
            hide_index=True,
            placeholder="",
        )
        if pages > 1:
            st.caption(f"Page {page} sur {pages}, {ROWS} lignes par page.")


def raw_rows(
    understood: Understanding, numbers: list[int] | None = None, name: str | None = None
) -> pl.DataFrame:
    """The cells of a sheet, as text under Excel's letters; the rows ``numbers`` if given.

    ``name``: of the sheet; without one, of the sheet that was read. Row 1 is ``Ligne`` 1, as Excel
    shows it.
    """
    sheet = sheet_of(understood.workbook, name or understood.reading.sheet)
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


def beside(
    understood: Understanding,
    issues: pl.DataFrame,
    sheet: str | None,
    column: str | None,
    places: Places,
) -> tuple[Any, dict[str, Any]]:
    """The rows of ``issues`` as the file has them, the cell in doubt first and coloured.

    Gives what ``st.dataframe`` draws, and its column settings.
    """
    rows = raw_rows(understood, issues["row"].drop_nulls().unique().to_list(), sheet)
    names = {get_column_letter(at + 1): heading for heading, at in places.of(sheet).items()}
    amounts = {one.heading for one in understood.reading.columns if one.field in _AMOUNTS}
    at = places.column(sheet, column)
    doubtful = get_column_letter(at + 1) if at is not None else None
    filled = [name for name in rows.columns if rows[name].null_count() < rows.height]
    order = [name for name in filled if name not in ("Ligne", doubtful)]
    shown = ["Ligne", *([doubtful] if doubtful else []), *order]
    seen = rows.select("Ligne", *(_seen(name, names.get(name) in amounts) for name in shown[1:]))
    config = {
        name: st.column_config.Column(f"{name} · {names[name]}" if name in names else name)
        for name in shown[1:]
    }
    config["Ligne"] = st.column_config.Column(pinned=True, width=60)
    styler = seen.to_pandas().style
    if doubtful:
        styler = styler.map(lambda _: FLAGGED, subset=[doubtful])
    return styler, config


def _seen(name: str, money: bool) -> pl.Expr:
    return pl.col(name).map_elements(
        lambda cell: as_seen(cell, amount=money), return_dtype=pl.String
    )


def read_as(understood: Understanding, issues: pl.DataFrame, places: Places) -> pl.DataFrame:
    """Each cell in doubt: where it is, what it holds, and what was understood of it."""
    reading = understood.reading
    fields = {one.heading: one.field for one in reading.columns}
    rows = {
        row["row"]: row
        for row in reading.invoices.filter(
            pl.col("row").is_in(issues["row"].drop_nulls().implode())
        ).iter_rows(named=True)
    }
    out = reading.issues.filter(pl.col("severity") == Severity.LEFT_OUT.value)["row"]
    left = frozenset(out.drop_nulls().to_list())
    told = []
    for issue in issues.iter_rows(named=True):
        where = "" if issue["row"] is None else str(issue["row"])
        cell = places.cell(issue["sheet"], issue["column"], issue["row"]) or f"ligne {where}"
        field = fields.get(issue["column"] or "") or ""
        money = field in _AMOUNTS
        value = as_seen(issue["value"], amount=money) if issue["value"] else ""
        told.append((cell, value, _understood(issue, rows.get(issue["row"]), field, left)))
    return pl.DataFrame(told, schema=["Cellule", "Valeur", "Lu comme"], orient="row")


def _understood(
    issue: Mapping[str, Any], row: Mapping[str, Any] | None, field: str, left: frozenset[int]
) -> str:
    if issue["severity"] == Severity.LEFT_OUT.value or issue["row"] in left:
        return "ligne laissée de côté"
    if row is None:
        return "jointe à une autre ligne"
    if issue["code"] == "bad_email":
        return "pas d'adresse"
    value = row.get(_READ.get(field, field))
    if isinstance(value, date):
        return short_date(value)
    if isinstance(value, Decimal):
        due = " dus" if _READ.get(field, field) == "open_amount" else ""
        return amount(value, row["currency"]) + due
    if value is None:
        decided = issue["severity"] == Severity.DECISION.value
        return "à trancher" if decided else "rien" if issue["value"] else ""
    return str(value)
