"""Follows a dispute: whose turn it is, what was done, how it ended, and the way back from each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row

from relance_core.commitments import (
    DISPUTE_MOTIVE_LABELS,
    DISPUTE_OUTCOME_LABELS,
    DISPUTE_TURN_LABELS,
    DisputeMotive,
    DisputeOutcome,
    DisputeTurn,
)
from relance_core.errors import Refused
from relance_core.french import amount as french_amount
from relance_core.french import short_date
from relance_core.money import from_thousandths, to_thousandths
from relance_core.store.disputes import (
    FOLLOWED,
    closed_words,
    dispute_row,
    edit_row,
    signs_of_an_end,
    told_by_file,
)
from relance_core.store.holds import DISPUTE_OVER, release_disputes_over, release_hold, running_of
from relance_core.store.journal import note
from relance_core.vocabulary import Withheld
from relance_core.workflows.decide import hold_in, unconfirm
from relance_core.workflows.space import Act, Space
from relance_core.workflows.undo_decision import undo_hold_in

_NAMES = {
    "motive": "motif",
    "owner": "responsable",
    "deadline": "échéance",
    "turn": "à qui de jouer",
    "contact": "interlocuteur",
    "amount": "montant contesté",
    "note": "ce qui est contesté",
}


@dataclass(frozen=True)
class Closed:
    """A dispute that was closed, enough to open it again."""

    hold_id: int
    waiting: int | None  # the hold that keeps reminders back until the day they resume
    over: int | None = None  # the hold that overrules the file, which tells of it still


def edit_dispute(
    space: Space, act: Act, hold_id: int, changes: Mapping[str, Any]
) -> dict[str, Any]:
    """Write ``changes`` (``store.disputes.FOLLOWED``, ``amount``, ``note``); gives what was there.

    ``amount`` is the contested part (None: all of it). The journal keeps each value that was.
    Raises ``Refused`` when the dispute is over or the part is more than what is due.
    """
    with space.engine.begin() as conn:
        row = _running(conn, hold_id)
        wanted = {column: value for column, value in changes.items() if value != _of(row, column)}
        unknown = set(wanted) - {*FOLLOWED, "amount", "note"}
        if unknown:
            raise ValueError(f"not of a dispute: {unknown}")
        if "amount" in wanted:
            _check_part(wanted["amount"], row)
        if not wanted:
            return {}
        before = {column: _of(row, column) for column in wanted}
        kept = {
            column: to_thousandths(value) if column == "amount" and value is not None else value
            for column, value in wanted.items()
        }
        kept |= {"note": kept["note"] or ""} if "note" in kept else {}
        edit_row(conn, hold_id, kept)
        told = ", ".join(
            f"{_NAMES[column]} {_words(column, before[column], row)} → {_words(column, value, row)}"
            for column, value in wanted.items()
        )
        _note(conn, act, row, f"Litige de la facture {row.number} : {told}.")
    return before


def write_of_dispute(space: Space, act: Act, hold_id: int, said: str) -> None:
    """Add a line to what was done about a dispute. Raises ``Refused`` for an empty one."""
    if not said.strip():
        raise Refused("Écrivez ce qui a été fait ou dit : rien n'a été noté.")
    with space.engine.begin() as conn:
        row = _running(conn, hold_id)
        _note(conn, act, row, f"Litige de la facture {row.number} : {said.strip()}")


def close_dispute(
    space: Space,
    act: Act,
    hold_id: int,
    outcome: DisputeOutcome,
    *,
    resume_on: date | None = None,
    said: str = "",
) -> Closed:
    """End a dispute with its ``outcome``; reminders wait until ``resume_on`` when it is given.

    What is closed is closed: a file that tells of the dispute still is overruled until then.
    Raises ``Refused`` when it is over already, or the day to resume is past.
    """
    if resume_on is not None and resume_on < act.today:
        raise Refused("Le jour de reprise est déjà passé : rien n'a été noté.")
    with space.engine.begin() as conn:
        row = _running(conn, hold_id)
        _close(conn, act, row, outcome)
        why = f" {said.strip()}" if said.strip() else ""
        _note(
            conn,
            act,
            row,
            f"Litige de la facture {row.number} clos : {DISPUTE_OUTCOME_LABELS[outcome].lower()}."
            + why,
        )
        waiting = over = None
        if told_by_file(conn, row.invoice_id):
            over, _ = hold_in(conn, act, row.invoice_id, DISPUTE_OVER)
        if resume_on is not None and resume_on > act.today:
            waiting, _ = hold_in(
                conn,
                act,
                row.invoice_id,
                Withheld.REPLY_PENDING.value,
                until=resume_on - timedelta(days=1),
                text=f"litige clos, relances reprises le {short_date(resume_on)}",
            )
    return Closed(hold_id, waiting, over)


def reopen_dispute(space: Space, act: Act, closed: Closed) -> None:
    """A dispute closed by mistake runs again, as it was. Raises ``Refused`` when one runs since."""
    with space.engine.begin() as conn:
        for held in (closed.waiting, closed.over):
            if held is not None:
                undo_hold_in(conn, act, held)
        row = dispute_row(conn, closed.hold_id)
        if row is None or row.outcome is None or row.released_at is None:
            raise Refused("Ce litige n'est pas clos : rien n'a changé.")
        if running_of(conn, row.invoice_id, Withheld.DISPUTE.value):
            raise Refused("Un autre litige court sur cette facture : celui-ci reste clos.")
        again = dict.fromkeys(("released_at", "released_by", "outcome", "closing_import_id"))
        edit_row(conn, closed.hold_id, again)
        _note(conn, act, row, f"Litige de la facture {row.number} rouvert.")


def settle_disputes(conn: Connection, act: Act, import_id: int) -> tuple[str, ...]:
    """Close the disputes that an import shows as over without a doubt; the sentence of each.

    The others that it may have ended stay open and are proposed (``store.disputes``).
    """
    release_disputes_over(conn, by=act.by, at=act.at)
    told = []
    for sign in signs_of_an_end(conn, import_id):
        if not sign.sure:
            continue
        row = _running(conn, sign.hold_id)
        granted = row.turn == DisputeTurn.CREDIT_NOTE.value
        outcome = DisputeOutcome.CREDIT_NOTE if granted else DisputeOutcome.SETTLED
        _close(conn, act, row, outcome, import_id)
        told.append(closed_words(sign, act.today))
        _note(conn, act, row, told[-1])
    return tuple(told)


def _running(conn: Connection, hold_id: int) -> Row[Any]:
    row = dispute_row(conn, hold_id)
    if row is None or row.released_at is not None:
        raise Refused("Ce litige est déjà clos : rien n'a changé.")
    return row


def _close(
    conn: Connection,
    act: Act,
    row: Row[Any],
    outcome: DisputeOutcome,
    import_id: int | None = None,
) -> None:
    release_hold(conn, row.id, by=act.by, at=act.at)
    unconfirm(conn, act, row.code, row.invoice_id)
    edit_row(conn, row.id, {"outcome": outcome.value, "closing_import_id": import_id})


def _check_part(part: Decimal | None, row: Row[Any]) -> None:
    due = from_thousandths(row.open_amount)
    if part is not None and not 0 < part <= due:
        raise Refused(
            f"Le montant doit être entre 0 et le restant dû, "
            f"{french_amount(due, row.currency)} : rien n'a été noté."
        )


def _of(row: Row[Any], column: str) -> Any:
    value = row._mapping[column]
    if column == "amount":
        return None if value is None else from_thousandths(value)
    return value or None


def _words(column: str, value: Any, row: Row[Any]) -> str:
    if column == "amount":
        return "la totalité" if value is None else french_amount(value, row.currency)
    if value is None:
        return "non précisé"
    if column == "motive":
        return f"« {DISPUTE_MOTIVE_LABELS[DisputeMotive(value)]} »"
    if column == "turn":
        return f"« {DISPUTE_TURN_LABELS[DisputeTurn(value)]} »"
    return short_date(value) if isinstance(value, date) else f"« {value} »"


def _note(conn: Connection, act: Act, row: Row[Any], sentence: str) -> None:
    note(
        conn,
        "dispute",
        sentence,
        by=act.by,
        at=act.at,
        client_id=row.debtor_id,
        invoice_id=row.invoice_id,
    )
