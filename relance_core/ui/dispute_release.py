"""Ends a decision, whether noted by hand or told by the file."""

from __future__ import annotations

from functools import partial
from typing import Any

from relance_core.store.holds import CHASE
from relance_core.ui import workspace
from relance_core.ui.choose_and_act import choose_and_act
from relance_core.ui.dispute_form import PAGE
from relance_core.ui.disputes import BY_FILE, Group, decision_label
from relance_core.ui.told import Told
from relance_core.workflows.decide import hold_in, release
from relance_core.workflows.undo_decision import put_back, undo_hold


def show_release(group: Group, *, key: str) -> None:
    """One decision picked from the list, and the button that ends it."""
    if group.frame.is_empty():
        return
    rows = {_identity(row): row for row in group.frame.iter_rows(named=True)}

    def words(picked: str | None) -> str:
        by_file = picked in rows and rows[picked]["by"] == BY_FILE
        return "Relancer malgré le fichier" if by_file else "Lever"

    choose_and_act(
        "Lever une décision",
        {one: decision_label(row) for one, row in rows.items()},
        lambda picked: _end(rows[picked]),
        page=PAGE,
        key=f"{key}-pick",
        button_key=f"{key}-release",
        words=words,
        icon=":material/lock_open:",
    )


def _identity(row: dict[str, Any]) -> str:
    return f"file-{row['invoice_id']}" if row["hold_id"] is None else f"hold-{row['hold_id']}"


def _end(row: dict[str, Any]) -> Told:
    """Lift what somebody noted; overrule what the file says."""
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
