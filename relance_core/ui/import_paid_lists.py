"""The lists of payments noted before that still count, each with its way back."""

from __future__ import annotations

from functools import partial

import streamlit as st

from relance_core.store.database import reading
from relance_core.store.payment_lists import holds_running, lists_noted
from relance_core.ui import workspace
from relance_core.ui.frame import plain
from relance_core.ui.stopped import stopped_words
from relance_core.ui.told import Told, attempt
from relance_core.workflows.paid_since import undo_payments


def show_lists(page: str) -> None:
    """The lists noted before that still count, each with its way back."""
    with reading(workspace.space().engine) as conn:
        rows = [row for row in lists_noted(conn, 5) if holds_running(conn, list(row.data["holds"]))]
    if not rows:
        return
    st.markdown("**Listes notées**")
    for row in rows:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(plain(f"{row.at:%d/%m/%Y %H:%M}, {row.by} : {row.text}"), width="content")
            st.button(
                "Annuler",
                key=f"import-paid-undo-{row.id}",
                icon=":material/undo:",
                type="tertiary",
                help="Ce qui avait été noté payé redevient dû.",
                on_click=attempt,
                args=(page, partial(_undone, row.id)),
            )


def _undone(list_id: int) -> Told:
    stopped = undo_payments(workspace.space(), workspace.act(), list_id)
    return Told(
        ("Règlements annulés : ces factures sont de nouveau dues.",), warned=stopped_words(stopped)
    )
