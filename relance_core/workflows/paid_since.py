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
from relance_core.money import plain, totals_by_currency
from relance_core.store.database import in_parts
from relance_core.store.holds import PAID, add_hold, release_hold, waits_for
from relance_core.store.imports import latest_import
from relance_core.store.journal import note
from relance_core.store.outbox.decisions import HeldMessages, hold_messages_of
from relance_core.store.payment_lists import holds_running, list_noted, noted_as
from relance_core.store.payments import LIST_KIND, open_items
from relance_core.store.settings import read_settings
from relance_core.workflows.paid_match import Match
from relance_core.workflows.paid_proposals import (
    NOTED_ALREADY,
    RENEWED,
    noted_before,
    words_of,
)
from relance_core.workflows.space import Act, Space


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
        _release_renewed(conn, act, matches)
        if any(match.reason != NOTED_ALREADY and noted_before(conn, match) for match in matches):
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
                    f"Facture {item.number} : {words_of(match)} de "
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


def _release_renewed(conn: Connection, act: Act, matches: Sequence[Match]) -> None:
    """End the earlier entries of what is noted anew: a payment counts once."""
    for match in matches:
        if match.reason == RENEWED:
            for share in match.shares:
                for hold_id in noted_as(conn, share.item.invoice_id, words_of(match)):
                    release_hold(conn, hold_id, by=act.by, at=act.at)


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
        note=words_of(match),
    )
