"""Undoes the last import: the ledger is as it was before it, and the journal says so."""

from __future__ import annotations

from sqlalchemy import Connection

from relance_core.errors import Refused
from relance_core.french import plural
from relance_core.store.imports import latest_import
from relance_core.store.journal import note
from relance_core.store.outbox.decisions import HeldMessages, hold_messages_of
from relance_core.store.settings import read_settings
from relance_core.store.undo import (
    brought_by,
    can_be_undone,
    in_decisions,
    in_messages,
    merged_since,
    touched_by,
    undo,
)
from relance_core.workflows.space import Act, Space


def undo_import(space: Space, act: Act, import_id: int) -> HeldMessages:
    """Put back what the last import changed, and take away what it brought.

    What was set by hand stays. Waiting messages about what changes are held. Raises ``Refused``
    for another import than the last one in force, and when an invoice that would vanish is in a
    message or in a decision.
    """
    with space.engine.begin() as conn:
        latest = latest_import(conn)
        if latest is None or latest.id != import_id:
            last = f" C'est le {latest.id}." if latest else ""
            raise Refused(
                f"Seul le dernier import en vigueur s'annule.{last} Rien n'a changé.",
                code="not_the_last",
            )
        if not can_be_undone(conn, import_id):
            raise Refused("Ce que cet import a changé n'a pas été gardé : rien n'a changé.")
        if merged_since(conn, import_id):
            raise Refused(
                "Des clients ont été fusionnés depuis cet import : annulez d'abord la fusion, dans "
                "Clients. Rien n'a changé.",
                code="merged_since",
            )
        brought = brought_by(conn, import_id)
        _check(conn, brought)
        stopped = hold_messages_of(
            conn,
            touched_by(conn, import_id),
            "L'import qui avait changé une facture de ce message a été annulé.",
            moment=act.moment(read_settings(conn)),
            by=act.by,
        )
        undo(conn, import_id, by=act.by, at=act.at)
        note(
            conn,
            "import",
            f"Import de {latest.filename} annulé : {plural(len(brought), 'facture retirée')}, les "
            "autres comme avant lui.",
            by=act.by,
            at=act.at,
            data={"import_id": import_id},
        )
    return stopped


def _check(conn: Connection, brought: dict[int, str]) -> None:
    for found, what in (
        (in_messages(conn, brought), "un message la porte"),
        (in_decisions(conn, brought), "quelqu'un a noté une décision à son sujet"),
    ):
        if found:
            numbers = sorted(brought[one] for one in found)
            shown = ", ".join(numbers[:5]) + ("…" if len(numbers) > 5 else "")
            raise Refused(
                f"Cet import ne peut plus être annulé : il a apporté la facture {shown}, et {what} "
                "depuis. Rien n'a changé.",
                code="in_use",
            )
