"""Undoes an import: the ledger is as it would be without it, and the journal says so."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row

from relance_core.errors import Refused
from relance_core.french import plural, short_date
from relance_core.store.database import reading
from relance_core.store.imports import find_import
from relance_core.store.journal import note
from relance_core.store.outbox.decisions import HeldMessages, hold_messages_of
from relance_core.store.settings import read_settings
from relance_core.store.undo import (
    brought_by,
    can_be_undone,
    in_decisions,
    in_messages,
    merged_since,
    read_again_since,
    touched_by,
    undo,
)
from relance_core.workflows.space import Act, Space


def undo_import(space: Space, act: Act, import_id: int) -> HeldMessages:
    """Put back what an import changed, and take away what it brought.

    What was set by hand stays. Waiting messages about what changes are held. Raises ``Refused``
    when a later import relies on this one, when its clients were merged since, and when an invoice
    that would vanish is in a message or in a decision.
    """
    with space.engine.begin() as conn:
        row = _to_undo(conn, import_id)
        brought = brought_by(conn, import_id)
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
            f"Import de {row.filename} annulé : {plural(len(brought), 'facture retirée')}, les "
            "autres comme avant lui.",
            by=act.by,
            at=act.at,
            data={"import_id": import_id},
        )
    return stopped


def why_it_stays(space: Space, import_id: int) -> str:
    """Why an import cannot be undone, in French; empty when it can."""
    with reading(space.engine) as conn:
        try:
            _to_undo(conn, import_id)
        except Refused as refused:
            return refused.message
    return ""


def _to_undo(conn: Connection, import_id: int) -> Row[Any]:
    """The import, once it is sure that nothing since relies on it. Raises ``Refused``."""
    row = find_import(conn, import_id)
    if row is None or row.undone_at is not None:
        raise Refused(
            f"L'import {import_id} n'existe pas, ou il est déjà annulé : rien n'a changé.",
            code="not_an_import",
        )
    if not can_be_undone(conn, import_id):
        raise Refused("Ce que cet import a changé n'a pas été gardé : rien n'a changé.")
    if merged_since(conn, import_id):
        raise Refused(
            "Des clients ont été fusionnés ou séparés depuis cet import : ce qu'il avait changé "
            "n'est plus à sa place. Annulez la fusion dans Clients, sinon corrigez par un "
            "nouvel import. Rien n'a changé.",
            code="merged_since",
        )
    since = read_again_since(conn, import_id)
    if since is not None:
        later, count = since
        raise Refused(
            f"L'import de {later.filename} du {short_date(later.at.date())} a repris depuis "
            f"{plural(count, 'donnée')} de celui-ci : annulez-le d'abord. Rien n'a changé.",
            code="read_since",
        )
    _check(conn, brought_by(conn, import_id))
    return row


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
