"""Reads a list of payments, and proposes the open invoices that each of them pays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from relance_core.errors import Refused
from relance_core.french import short_date
from relance_core.intake.payments import PaymentsReading, read_pasted, read_payments
from relance_core.money import plain, to_thousandths
from relance_core.store.database import reading
from relance_core.store.payment_lists import is_noted
from relance_core.store.payments import all_numbers, contradicted, open_items
from relance_core.workflows.paid_match import Found, Match, match_payments
from relance_core.workflows.space import Space

if TYPE_CHECKING:
    from relance_core.intake import Reading

PASTED = "liste collée"

#: Why a payment that was noted once is not ticked.
NOTED_ALREADY = (
    "Ce règlement, même montant et même date, est déjà noté : à ne noter que s'il y en a eu deux."
)


RENEWED = (
    "Déjà noté d'après un export précédent, et toujours dans cette feuille : noté de nouveau, une "
    "seule fois."
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


def propose(space: Space, source: str | bytes, filename: str = PASTED) -> Proposal:
    """Read a pasted text or the bytes of a file, and look for the invoices it pays.

    Raises ``UnreadableFile`` for what is no list, ``Refused`` when no invoice is open.
    """
    with reading(space.engine) as conn:
        numbers = all_numbers(conn)
        if isinstance(source, str):
            read = read_pasted(source, known=numbers)
        else:
            read = read_payments(source, filename, known=numbers)
        return _proposed(conn, filename, read)


def propose_beside(space: Space, read: Reading, filename: str) -> tuple[Proposal, ...]:
    """The payments that other sheets of an imported workbook tell, and that its dues do not count.

    A proposal for each sheet that has any. What was noted from an earlier export, and that this
    one shows again while its dues still do not count it, is offered to be noted anew.
    """
    found = []
    for beside in read.payments:
        if not beside.read.lines:
            continue
        with reading(space.engine) as conn:
            if not open_items(conn):
                return ()
            source = f"{filename}, feuille « {beside.sheet} »"
            found.append(_proposed(conn, source, beside.read, beside.doubted, renew=True))
    return tuple(found)


def _proposed(
    conn: Connection,
    source: str,
    read: PaymentsReading,
    doubted: Mapping[int, str] | None = None,
    *,
    renew: bool = False,
) -> Proposal:
    """Payments matched to what is open; ``doubted`` gives the rows that need a look their reason.

    With ``renew``, a payment noted before that the data contradicts since is the same one, seen
    again: it takes the place of the earlier entry. Raises ``Refused`` when nothing is open.
    """
    items, numbers = open_items(conn), all_numbers(conn)
    if not items:
        raise Refused("Aucune facture n'est ouverte : il n'y a rien à noter payé.")
    asked = contradicted(conn) if renew else frozenset()
    matches, again = [], set()
    for match in match_payments(read.lines, items, numbers):
        found, reason = match.found, match.reason
        why = (doubted or {}).get(match.line.row)
        if noted_before(conn, match):
            again.add(match.line.row)
            ours = {share.item.invoice_id for share in match.shares}
            # What was noted once is noted again only if somebody says so.
            found, reason = (found, RENEWED) if ours <= asked else (Found.PROPOSED, NOTED_ALREADY)
        elif why and found is Found.EXACT:
            found, reason = Found.PROPOSED, why
        matches.append(Match(match.line, found, match.shares, reason, match.left))
    return Proposal(source, read, tuple(matches), frozenset(again))


def words_of(match: Match) -> str:
    """``règlement du 12/11/2026``: also how the same payment is recognised again."""
    day = match.line.paid_on
    return f"règlement du {short_date(day)}" if day else "règlement"


def noted_before(conn: Connection, match: Match) -> bool:
    """Whether the payment was noted already; one without a date is never taken for another.

    One that names no invoice may have been noted on another of its client's.
    """
    anywhere = not match.line.number
    return match.line.paid_on is not None and any(
        is_noted(
            conn,
            share.item.invoice_id,
            to_thousandths(share.amount),
            words_of(match),
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
