"""The imports so far: what each one brought, its remarks, and the way back where it is safe."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import polars as pl
import streamlit as st
from sqlalchemy import Engine, Row

from relance_core.french import amounts
from relance_core.schemas import ISSUES
from relance_core.store.database import reading
from relance_core.store.imports import issues_of, list_imports
from relance_core.ui import import_state, workspace
from relance_core.ui.frame import plain
from relance_core.ui.import_issues import show_issues
from relance_core.ui.paging import pick_row
from relance_core.ui.stopped import stopped_words
from relance_core.ui.tables import Table
from relance_core.ui.told import Told, attempt
from relance_core.workflows.undo_import import undo_import, why_it_stays

_HEADINGS = {
    "at": "Le",
    "by": "Par",
    "file": "Fichier",
    "contacts": "Contacts",
    "data_date": "Données du",
    "invoices": "Factures",
    "clients": "Clients",
    "open": "Restant dû",
}


def show_imports(engine: Engine, *, today: date) -> None:
    """The last imports; the one chosen tells its remarks, and is undone or says why it stays."""
    with reading(engine) as conn:
        rows = list_imports(conn)
    if not rows:
        return
    st.markdown("##### Derniers imports")
    position = pick_row(
        Table(import_frame(rows), _HEADINGS, title="Imports"),
        [row.id for row in rows],
        key="import-list",
        label="Derniers imports",
    )
    if position is None:
        st.caption("Choisissez un import pour revoir ses remarques, ou l'annuler.")
        return
    chosen = rows[position]
    st.markdown(f"**{plain(chosen.filename)}**")
    with reading(engine) as conn:
        issues = issues_of(conn, chosen.id)
    told = pl.DataFrame(
        [tuple(getattr(one, column) for column in ISSUES) for one in issues],
        schema=ISSUES,
        orient="row",
    )
    show_issues(told, today=today, key=f"import-issues-{chosen.id}")
    if chosen.undone_at is not None:
        st.caption("Cet import est annulé.")
    elif why := why_it_stays(workspace.space(), chosen.id):
        st.caption(plain(why.replace(" Rien n'a changé.", "")))
    else:
        _offer_undo(chosen)


def _offer_undo(row: Row[Any]) -> None:
    with st.popover("Annuler cet import…", icon=":material/undo:"):
        st.caption(
            "Les factures qu'il a apportées s'en vont, les autres redeviennent ce qu'elles étaient "
            "avant lui. Ce que vous avez réglé à la main reste."
        )
        st.button(
            "Annuler l'import",
            key=f"import-undo-{row.id}",
            type="primary",
            on_click=attempt,
            args=(import_state.PAGE, partial(_undo, row.id, row.filename)),
        )


def _undo(import_id: int, filename: str) -> Told:
    stopped = undo_import(workspace.space(), workspace.act(), import_id)
    import_state.forget_record()
    return Told((f"Import de {filename} annulé.",), warned=stopped_words(stopped))


def import_frame(rows: list[Row[Any]]) -> pl.DataFrame:
    """The imports as the columns of ``_HEADINGS``."""
    return pl.DataFrame(
        [
            (
                f"{row.at:%d/%m/%Y %H:%M}",
                row.by,
                row.filename + (" (annulé)" if row.undone_at else ""),
                row.contacts_filename,
                row.data_date,
                row.totals.get("invoices"),
                row.totals.get("clients"),
                amounts(
                    {key: Decimal(text) for key, text in row.totals.get("open_amount", {}).items()}
                ),
            )
            for row in rows
        ],
        schema={
            "at": pl.String,
            "by": pl.String,
            "file": pl.String,
            "contacts": pl.String,
            "data_date": pl.Date,
            "invoices": pl.Int64,
            "clients": pl.Int64,
            "open": pl.String,
        },
        orient="row",
    )
