"""The letters posted: all of late, or those of one client, each with its number and its proofs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl
import streamlit as st
from sqlalchemy import Row

from relance_core.french import short_date
from relance_core.store.database import reading
from relance_core.store.postings import posted_letters
from relance_core.ui import workspace
from relance_core.ui.frame import plain
from relance_core.ui.letter_proofs import show_proofs
from relance_core.ui.paging import pick_row
from relance_core.ui.sending_cards import show_heading
from relance_core.ui.tables import Table
from relance_core.ui.told import show_told
from relance_core.vocabulary import CHANNEL_LABELS, MESSAGE_LABELS, Channel
from relance_core.workflows.posted_letters import proofs

#: A registered letter's receipt comes back within weeks.
_RECENT = timedelta(days=92)
_HEADINGS = {
    "posted_on": "Posté le",
    "client": "Client",
    "step": "Étape",
    "channel": "Envoi",
    "tracking": "N° de suivi",
    "listed": "Bordereau",
    "received_on": "Reçu le",
    "proofs": "Justificatifs",
}


def show_posted() -> None:
    """The letters posted lately."""
    with reading(workspace.space().engine) as conn:
        rows = posted_letters(conn, since=workspace.today() - _RECENT)
    if not rows:
        return
    show_heading(
        "Courriers postés",
        "Depuis trois mois. Choisissez-en un pour noter son numéro ou garder sa preuve de dépôt et "
        "son avis de réception.",
        rows,
    )
    _show(rows, "sending-posted", named=True)


def show_posted_to(client_id: int) -> None:
    """Every letter posted to one client."""
    with reading(workspace.space().engine) as conn:
        rows = posted_letters(conn, since=date.min, client_id=client_id)
    if rows:
        st.markdown("**Courriers postés**")
        _show(rows, f"clients-posted-{client_id}", named=False)


def _show(rows: Sequence[Row[Any]], key: str, *, named: bool) -> None:
    """The list; the letter chosen has its number and its proofs under it, and what was done to it
    is told there."""
    kept = proofs(workspace.space(), [row.id for row in rows])
    frame = pl.DataFrame(
        {
            "posted_on": [row.posted_on for row in rows],
            "client": [row.client_name for row in rows],
            "step": [MESSAGE_LABELS[row.step] for row in rows],
            "channel": [CHANNEL_LABELS[Channel(row.channel)] for row in rows],
            "tracking": [row.tracking or "" for row in rows],
            "listed": [_listed(row) for row in rows],
            "received_on": [row.received_on for row in rows],
            "proofs": [len(kept[row.id]) for row in rows],
        },
        schema_overrides={"posted_on": pl.Date, "received_on": pl.Date, "proofs": pl.Int64},
    )
    if (frame["listed"] == "").all():
        frame = frame.drop("listed")
    table = Table(frame if named else frame.drop("client"), _HEADINGS, title="Courriers postés")
    at = pick_row(table, [row.id for row in rows], key=key, label="Courriers postés")
    if at is not None:
        with st.container(border=True):
            st.markdown(f"**{plain(rows[at].client_name)}** · {MESSAGE_LABELS[rows[at].step]}")
            show_told(key)
            show_proofs(rows[at], page=key, key=key)


def _listed(row: Row[Any]) -> str:
    """« n° 3 du 20/11/2026 »; empty for a letter posted without a list."""
    return f"n° {row.listed_at} du {short_date(row.listed_on)}" if row.listed_at else ""
