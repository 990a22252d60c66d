"""Strikes a step recorded or sent by mistake, with a name and a reason; or takes that back."""

from __future__ import annotations

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from relance_core.errors import Refused
from relance_core.store.messages import batch_mode, message_row
from relance_core.store.outbox.strikes import STRIKABLE, strike, unstrike
from relance_core.vocabulary import STATE_LABELS, MessageState
from relance_core.workflows.space import Act, Space


def strike_message(space: Space, act: Act, message_id: int, reason: str) -> None:
    """The message counts as not done: its invoices stand where they stood before it.

    What really left has left: only the count is corrected. Raises ``Refused`` without a reason,
    for a trial, and for a message that has not left (it is cancelled) or is struck already.
    """
    if not reason.strip():
        raise Refused("Dites pourquoi ce message est rayé : rien n'a changé.")
    moment = act.moment(space.settings())
    with space.engine.begin() as conn:
        _check(conn, message_id)
        if not strike(conn, message_id, reason.strip(), moment=moment, by=act.by):
            raise Refused("Ce message est déjà rayé : rien n'a changé.")


def unstrike_message(space: Space, act: Act, message_id: int) -> None:
    """The message counts as done again. Raises ``Refused`` when its step was done again since."""
    moment = act.moment(space.settings())
    try:
        with space.engine.begin() as conn:
            _check(conn, message_id)
            if not unstrike(conn, message_id, moment=moment, by=act.by):
                raise Refused("Ce message n'est pas rayé : rien n'a changé.")
    except IntegrityError:
        raise Refused(
            "L'étape de ce message a été refaite depuis pour une de ses factures : il reste rayé. "
            "Rayez d'abord l'autre message, ou annulez-le.",
            code="done_again",
        ) from None


def _check(conn: Connection, message_id: int) -> None:
    row = message_row(conn, message_id)
    if row is None:
        raise Refused(f"Il n'y a pas de message {message_id} dans cet espace : rien n'a changé.")
    if row.state not in STRIKABLE:
        state = STATE_LABELS[MessageState(row.state)].lower()
        raise Refused(
            f"Ce message est {state} : seul se raye ce qui est parti, déposé ou imprimé. Rien n'a "
            "changé ; ce qui n'est pas parti s'annule."
        )
    if batch_mode(conn, row.batch_id) != "live":
        raise Refused("Ce message est un essai, qui ne compte pour rien : rien n'a changé.")
