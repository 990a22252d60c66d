"""« Payé depuis » : a list of payments becomes entries by hand, all at once, and back again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from relance_core.errors import Refused
from relance_core.french import amount as money
from relance_core.french import amounts, plural, short_date
from relance_core.intake.payments import PaymentsReading, read_pasted, read_payments
from relance_core.money import plain, to_thousandths, totals_by_currency
from relance_core.store.database import in_parts, reading
from relance_core.store.holds import PAID, add_hold, release_hold, waits_for
from relance_core.store.imports import latest_import
from relance_core.store.journal import note
from relance_core.store.outbox.decisions import HeldMessages, hold_messages_of
from relance_core.store.payments import (
    LIST_KIND,
    all_numbers,
    holds_running,
    is_noted,
    list_noted,
    open_items,
)
from relance_core.store.settings import read_settings
from relance_core.workflows.paid_match import Found, Match, match_payments
from relance_core.workflows.space import Act, Space

PASTED = "liste collée"

#: Why a payment that was noted once is not ticked.
NOTED_ALREADY = (
    "Ce règlement, même montant et même date, est déjà noté : à ne noter que s'il y en a eu deux."
)


@dataclass(frozen=True)
class Proposal:
    """A list of payments read and matched, before anything is written."""

    source: str  # name of the file, or PASTED
    read: PaymentsReading
    matches: tuple[Match, ...]
    again: frozenset[int]  # rows that were noted already, by the same amount and date

    def of(self, found: Found) -> tuple[Match, ...]:
        """The matches of one kind."""
        return tuple(match for match in self.matches if match.found is found)

    def to_json(self) -> dict[str, Any]:
        """What `paid` prints."""
        return {
            "source": self.source,
            "payments": [_told(match) for match in self.matches],
            "unread": [
                {"row": one.row, "text": one.text, "message": one.message}
                for one in self.read.unread
            ],
            "notes": list(self.read.notes),
        }


@dataclass(frozen=True)
class Noted:
    """What was written."""

    list_id: int
    invoices: int
    payments: int
    totals: dict[str, Decimal]
    stopped: HeldMessages

    def to_json(self) -> dict[str, Any]:
        """What `paid` prints once it has written."""
        return {
            "list_id": self.list_id,
            "invoices": self.invoices,
            "noted": self.payments,
            "total": {code: plain(total, code) for code, total in self.totals.items()},
            "messages_held": list(self.stopped.held),
            "messages_leaving": list(self.stopped.leaving),
            "files_to_delete": [path for _, path in self.stopped.deposited],
            "letters_not_to_post": [path for _, path in self.stopped.printed],
        }


def propose(space: Space, source: str | bytes, filename: str = PASTED) -> Proposal:
    """Read a pasted text or the bytes of a file, and look for the invoices it pays.

    Raises ``UnreadableFile`` for what is no list, ``Refused`` when no invoice is open.
    """
    with reading(space.engine) as conn:
        items, numbers = open_items(conn), all_numbers(conn)
        if not items:
            raise Refused("Aucune facture n'est ouverte : il n'y a rien à noter payé.")
        if isinstance(source, str):
            read = read_pasted(source, known=numbers)
        else:
            read = read_payments(source, filename, known=numbers)
        matches = match_payments(read.lines, items, numbers)
        again = frozenset(match.line.row for match in matches if _again(conn, match))
    # What was noted once is noted again only if somebody says so.
    doubted = tuple(
        Match(
            match.line,
            Found.PROPOSED,
            match.shares,
            NOTED_ALREADY,
            match.left,
        )
        if match.line.row in again
        else match
        for match in matches
    )
    return Proposal(filename, read, doubted, again)


def note_payments(space: Space, act: Act, source: str, matches: Sequence[Match]) -> Noted:
    """Write the shares of ``matches`` as entries by hand, all or nothing.

    The messages not yet gone of the invoices touched are held in the same commit. Raises
    ``Refused`` when there is nothing to write, or when less is due than was shown.
    """
    if not any(match.shares for match in matches):
        raise Refused("Aucun règlement n'est choisi : rien n'a été noté.")
    paid_for = {share.item.invoice_id for match in matches for share in match.shares}
    with space.engine.begin() as conn:
        # Two people who note the same list at once: the second sees what the first has noted.
        for some in in_parts(sorted(paid_for)):
            conn.execute(waits_for(some)).all()
        if any(match.reason != NOTED_ALREADY and _again(conn, match) for match in matches):
            raise Refused(
                "Un de ces règlements vient d'être noté par ailleurs : rien n'a été noté une "
                "seconde fois. Relisez la liste."
            )
        due = {item.invoice_id: item.due for item in open_items(conn)}
        holds: list[int] = []
        touched: list[int] = []
        totals: list[tuple[str, Decimal]] = []
        for match in matches:
            for share in match.shares:
                item = share.item
                rest = due.get(item.invoice_id, Decimal(0)) - share.amount
                if rest < 0:
                    raise Refused(
                        f"La facture {item.number} ne doit plus ce montant : quelqu'un l'a changée "
                        "depuis. Rien n'a été noté. Relisez la liste."
                    )
                due[item.invoice_id] = rest
                holds.append(_note_one(conn, act, match, item.invoice_id, share.amount, rest))
                touched.append(item.invoice_id)
                totals.append((item.currency, share.amount))
                words = "soldée" if not rest else f"reste {money(rest, item.currency)}"
                note(
                    conn,
                    "hold",
                    f"Facture {item.number} : {_words(match)} de "
                    f"{money(share.amount, item.currency)} noté, {words}.",
                    by=act.by,
                    at=act.at,
                    client_id=item.client_id,
                    invoice_id=item.invoice_id,
                )
        stopped = hold_messages_of(
            conn,
            touched,
            "Un règlement a été noté pour une facture de ce message.",
            moment=act.moment(read_settings(conn)),
            by=act.by,
        )
        latest = latest_import(conn)
        paid = sum(1 for match in matches if match.shares)
        summed = totals_by_currency(totals)
        list_id = note(
            conn,
            LIST_KIND,
            f"Payé depuis ({source}) : {plural(paid, 'règlement')}, {amounts(summed)}.",
            by=act.by,
            at=act.at,
            data={"holds": holds, "after_import": latest.id if latest else 0},
        )
    return Noted(list_id, len(set(touched)), paid, summed, stopped)


def undo_payments(space: Space, act: Act, list_id: int) -> HeldMessages:
    """Take back a list of payments: what it took off is due again.

    Messages not yet gone of these invoices are held. Raises ``Refused`` for an unknown list, or
    one whose every entry was lifted already.
    """
    with space.engine.begin() as conn:
        row = list_noted(conn, list_id)
        if row is None:
            raise Refused("Cette liste de règlements n'est pas connue : rien n'a changé.")
        running = holds_running(conn, list(row.data["holds"]))
        if not running:
            raise Refused("Ces règlements étaient déjà annulés : rien n'a changé.")
        for hold_id in running:
            release_hold(conn, hold_id, by=act.by, at=act.at)
        stopped = hold_messages_of(
            conn,
            set(running.values()),
            "Un règlement d'une facture de ce message a été annulé.",
            moment=act.moment(read_settings(conn)),
            by=act.by,
        )
        count = plural(len(running), "facture redevient due", "factures redeviennent dues")
        note(
            conn,
            "hold",
            f"Règlements notés le {short_date(row.at.date())} annulés : {count}.",
            by=act.by,
            at=act.at,
        )
    return stopped


def _note_one(
    conn: Connection,
    act: Act,
    match: Match,
    invoice_id: int,
    amount: Decimal,
    rest: Decimal,
) -> int:
    """One entry by hand; what settles the invoice is the whole, as a person would note it."""
    return add_hold(
        conn,
        PAID,
        since=act.today,
        by=act.by,
        at=act.at,
        invoice_id=invoice_id,
        amount=amount if rest else None,
        note=_words(match),
    )


def _words(match: Match) -> str:
    """``règlement du 12/11/2026``: also how the same payment is recognised again."""
    day = match.line.paid_on
    return f"règlement du {short_date(day)}" if day else "règlement"


def _again(conn: Connection, match: Match) -> bool:
    """Whether the payment was noted already; one without a date is never taken for another.

    One that names no invoice may have been noted on another of its client's.
    """
    anywhere = not match.line.number
    return match.line.paid_on is not None and any(
        is_noted(
            conn,
            share.item.invoice_id,
            to_thousandths(share.amount),
            _words(match),
            client_id=share.item.client_id if anywhere else None,
        )
        for share in match.shares
    )


def _told(match: Match) -> dict[str, Any]:
    line = match.line
    code = line.currency or (match.shares[0].item.currency if match.shares else "EUR")
    return {
        "row": line.row,
        "number": line.number,
        "words": list(line.words),
        "amount": None if line.amount is None else plain(line.amount, code),
        "currency": line.currency,
        "paid_on": line.paid_on.isoformat() if line.paid_on else None,
        "found": match.found.value,
        "reason": match.reason,
        "unallocated": None if match.left is None else plain(match.left, code),
        "invoices": [
            {
                "id": share.item.invoice_id,
                "number": share.item.number,
                "client": share.item.client_id,
                "client_name": share.item.client_name,
                "amount": plain(share.amount, share.item.currency),
                "currency": share.item.currency,
                "settles": share.settles,
            }
            for share in match.shares
        ],
    }
