"""Takes back a decision noted by mistake: what it replaced runs again."""

from __future__ import annotations

from sqlalchemy import Connection

from relance_core.errors import Refused
from relance_core.store.holds import (
    hold_row,
    release_hold,
    reopen_replaced,
    restore_hold,
    running_of,
)
from relance_core.store.journal import note
from relance_core.workflows.decide import DECIDED, invoice_row, unconfirm
from relance_core.workflows.space import Act, Space


def undo_hold(space: Space, act: Act, hold_id: int) -> None:
    """Take back a decision noted by mistake: the one of its kind that it replaced runs again."""
    with space.engine.begin() as conn:
        undo_hold_in(conn, act, hold_id)


def put_back(space: Space, act: Act, hold_id: int) -> None:
    """Let a decision run again that was lifted or taken back by mistake.

    What it had replaced gives way again. Raises ``Refused`` when it runs, or when another of its
    kind was noted since.
    """
    with space.engine.begin() as conn:
        row = hold_row(conn, hold_id)
        if row is None or row.released_at is None:
            raise Refused("Cette décision court déjà : rien n'a changé.")
        if any(other.id > hold_id for other in running_of(conn, row.invoice_id, row.code)):
            raise Refused("Une autre décision a été notée depuis : celle-ci reste levée.")
        restore_hold(conn, row)
        held = invoice_row(conn, row.invoice_id)
        what = DECIDED.get(row.code, row.code)
        note(
            conn,
            "hold",
            f"Facture {held.number} : décision remise ({what}).",
            by=act.by,
            at=act.at,
            client_id=held.client_id,
            invoice_id=row.invoice_id,
        )


def undo_hold_in(conn: Connection, act: Act, hold_id: int) -> None:
    """``undo_hold`` within a transaction. Raises ``Refused`` when it was lifted since."""
    row = hold_row(conn, hold_id)
    if row is None or not release_hold(conn, hold_id, by=act.by, at=act.at):
        raise Refused("Cette décision a été levée depuis : rien n'a changé.")
    again = reopen_replaced(conn, hold_id)
    unconfirm(conn, act, row.code, row.invoice_id)
    held = invoice_row(conn, row.invoice_id)
    then = "la précédente reprend" if again else "rien ne la remplace"
    note(
        conn,
        "hold",
        f"Facture {held.number} : décision retirée ({DECIDED.get(row.code, row.code)}), {then}.",
        by=act.by,
        at=act.at,
        client_id=held.client_id,
        invoice_id=row.invoice_id,
    )
