"""Ends a decision, whether noted by hand or told by the file."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from relance_core.store.holds import CHASE
from relance_core.ui import workspace
from relance_core.ui.dispute_form import PAGE
from relance_core.ui.disputes import BY_FILE, Group, decision_label
from relance_core.ui.told import Told, attempt
from relance_core.workflows.decide import hold_in, release
from relance_core.workflows.undo_decision import put_back, undo_hold


def show_release(group: Group, *, key: str) -> None:
    """One decision picked from the list, and the button that ends it."""
    if group.frame.is_empty():
        return
    rows = {_identity(row): row for row in group.frame.iter_rows(named=True)}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        picked = st.selectbox(
            "Lever une décision",
            list(rows),
            index=None,
            format_func=lambda one: decision_label(rows[one]) if one in rows else "",
            placeholder="Choisir dans la liste ci-dessus",
            key=f"{key}-pick",
            width=480,
        )
        by_file = picked in rows and rows[picked]["by"] == BY_FILE
        st.button(
            "Relancer malgré le fichier" if by_file else "Lever",
            key=f"{key}-release",
            icon=":material/lock_open:",
            disabled=picked not in rows,
            on_click=attempt,
            args=(PAGE, partial(_end, rows.get(picked or ""))),
        )


def _identity(row: dict[str, Any]) -> str:
    return f"file-{row['invoice_id']}" if row["hold_id"] is None else f"hold-{row['hold_id']}"


def _end(row: dict[str, Any] | None) -> Told:
    """Lift what somebody noted; overrule what the file says."""
    if row is None:
        return Told()
    space, act = workspace.space(), workspace.act()
    sentence = f"{decision_label(row)} : la facture suit de nouveau son scénario."
    if row["hold_id"] is None:
        with space.engine.begin() as conn:
            hold_id, _ = hold_in(conn, act, row["invoice_id"], CHASE)
        return Told((sentence,), undo=partial(_undo, hold_id))
    release(space, act, row["hold_id"])
    return Told((sentence,), undo=partial(_put_back, row["hold_id"]))


def _undo(hold_id: int) -> None:
    undo_hold(workspace.space(), workspace.act(), hold_id)


def _put_back(hold_id: int) -> None:
    put_back(workspace.space(), workspace.act(), hold_id)
