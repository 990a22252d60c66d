"""Merges two clients that are one, takes a merge back, and proposes those that look alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from relance_core.errors import Refused
from relance_core.french import plural
from relance_core.intake.likeness import Likeness, likenesses
from relance_core.store.clients import client_name, standing
from relance_core.store.database import reading
from relance_core.store.faces import ClientFace, client_faces
from relance_core.store.journal import note
from relance_core.store.merges import (
    Merged,
    brought_since,
    forget_unlike,
    invoices_of,
    merge,
    merge_of,
    note_unlike,
    unlike_pairs,
    unmerge,
)
from relance_core.store.outbox.decisions import HeldMessages, hold_messages_of
from relance_core.store.settings import read_settings
from relance_core.workflows.space import Act, Space

_HELD = "Deux clients ont été fusionnés : à relire et à approuver de nouveau."
_HELD_AGAIN = "Une fusion de clients a été annulée : à relire et à approuver de nouveau."
_LEAVING = (
    "Un message à l'un de ces clients part en ce moment : rien n'a changé. Recommencez dans un "
    "instant."
)


@dataclass(frozen=True)
class Proposal:
    """Two clients that are perhaps one: the first is the one to keep."""

    kept: ClientFace
    gone: ClientFace
    likeness: Likeness

    @property
    def pair(self) -> tuple[int, int]:
        """Their ids, the lower first."""
        return self.likeness.first, self.likeness.second

    def to_json(self) -> dict[str, Any]:
        """As the terminal prints it."""
        return {
            "kept": self.kept.to_json(),
            "gone": self.gone.to_json(),
            "evidence": [what.value for what in self.likeness.evidence],
            "why": self.likeness.why,
        }


@dataclass(frozen=True)
class Done:
    """What a merge, or its undoing, did."""

    merge_id: int
    kept_id: int
    twins: int
    stopped: HeldMessages


def proposals(space: Space) -> list[Proposal]:
    """The pairs of clients that look alike, but for those that somebody said are two."""
    with reading(space.engine) as conn:
        return proposals_in(conn)


def proposals_in(conn: Connection) -> list[Proposal]:
    """The same, inside a transaction."""
    faces = {face.client_id: face for face in client_faces(conn)}
    unlike = unlike_pairs(conn)
    found = likenesses([face.face for face in faces.values()])
    return [
        _proposal(faces[one.first], faces[one.second], one)
        for one in found
        if (one.first, one.second) not in unlike
    ]


def _proposal(one: ClientFace, two: ClientFace, likeness: Likeness) -> Proposal:
    """Kept is the client with a code, else with more open invoices, else the older."""
    kept, gone = sorted(
        (one, two), key=lambda face: (not face.face.codes, -face.open_invoices, face.client_id)
    )
    return Proposal(kept, gone, likeness)


def merge_clients(space: Space, act: Act, kept_id: int, gone_id: int, reason: str = "") -> Done:
    """Make one client of two; all or nothing, and the journal says so.

    Twin invoices become one, with the history of both. Messages waiting for either are held.
    Raises ``Refused`` when they are the same client, or while a message to one of them is leaving.
    """
    with space.engine.begin() as conn:
        kept_id, gone_id = standing(conn, kept_id), standing(conn, gone_id)
        if kept_id == gone_id:
            raise Refused("C'est déjà un seul client : rien n'a changé.", code="same_client")
        names = client_name(conn, kept_id), client_name(conn, gone_id)
        stopped = _hold(conn, (kept_id, gone_id), _HELD, act)
        merge_id, twins = merge(conn, kept_id, gone_id, reason=reason, by=act.by, at=act.at)
        fused = f" {plural(twins, 'facture en double réunie', 'factures en double réunies')}."
        note(
            conn,
            "merge",
            f"Client « {names[1]} » fusionné avec « {names[0]} »"
            + (f" ({reason})." if reason else ".")
            + (fused if twins else "")
            + _told(stopped),
            by=act.by,
            at=act.at,
            client_id=kept_id,
            data={"merge_id": merge_id},
        )
    return Done(merge_id, kept_id, twins, stopped)


def undo_merge(space: Space, act: Act, merge_id: int) -> Done:
    """Make two clients again of one; what was sent since stays with the kept one.

    What was imported since does until a file names it: ``recognise`` then gives it to whom the
    file says, with its history.

    Raises ``Refused`` when it is undone already, or one of the two was merged again since.
    """
    with space.engine.begin() as conn:
        done = merge_of(conn, merge_id)
        stopped = _hold(conn, (done.kept_id, done.gone_id), _HELD_AGAIN, act)
        unmerge(conn, merge_id, by=act.by, at=act.at)
        names = client_name(conn, done.kept_id), client_name(conn, done.gone_id)
        note(
            conn,
            "merge",
            f"Fusion annulée : « {names[1]} » et « {names[0]} » sont de nouveau deux clients."
            + _brought_since(conn, done)
            + _told(stopped),
            by=act.by,
            at=act.at,
            client_id=done.kept_id,
            data={"merge_id": merge_id},
        )
    return Done(merge_id, done.kept_id, 0, stopped)


def decline_merge(space: Space, act: Act, one: int, two: int) -> None:
    """Remember that two clients are two: they are not proposed again."""
    with space.engine.begin() as conn:
        names = client_name(conn, one), client_name(conn, two)
        if one != two and note_unlike(conn, one, two, by=act.by, at=act.at):
            note(
                conn,
                "merge",
                f"« {names[0]} » et « {names[1]} » sont deux clients différents.",
                by=act.by,
                at=act.at,
                client_id=one,
            )


def propose_again(space: Space, act: Act, one: int, two: int) -> None:
    """Forget that two clients were said to be two."""
    with space.engine.begin() as conn:
        if forget_unlike(conn, one, two):
            names = client_name(conn, one), client_name(conn, two)
            note(
                conn,
                "merge",
                f"La fusion de « {names[0]} » et de « {names[1]} » peut de nouveau être proposée.",
                by=act.by,
                at=act.at,
                client_id=one,
            )


def _hold(conn: Connection, clients: tuple[int, int], reason: str, act: Act) -> HeldMessages:
    """Hold what waits to go to either client. Raises ``Refused`` while something is leaving."""
    stopped = hold_messages_of(
        conn,
        invoices_of(conn, clients),
        reason,
        moment=act.moment(read_settings(conn)),
        by=act.by,
    )
    if stopped.leaving:
        raise Refused(_LEAVING, code="leaving")
    return stopped


def _brought_since(conn: Connection, done: Merged) -> str:
    """Invoices that came while the two were one: a file does not keep its own spelling."""
    count = brought_since(conn, done)
    if not count:
        return ""
    words = "facture importée entre-temps reste", "factures importées entre-temps restent"
    return (
        f" {plural(count, *words)} chez « {client_name(conn, done.kept_id)} » : le prochain "
        "import rendra à chacun ce que le fichier porte à son nom."
    )


def _told(stopped: HeldMessages) -> str:
    held = len(stopped.held)
    return f" {plural(held, 'message retenu', 'messages retenus')}." if held else ""
