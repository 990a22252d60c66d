"""Tells by its name or headings the sheet of a workbook that lists payments, and no invoices."""

from __future__ import annotations

from collections.abc import Sequence

from relance_core.french import plain_key
from relance_core.intake.headers import fields_of
from relance_core.intake.workbook import Sheet

#: Whether what is due counts them already, where the file's own figures do not say.
QUESTION = "payments_beside"
COUNTED, DUE = "counted", "due"
ANSWERS = (COUNTED, DUE)
#: Sentences of the decisions that a payment noted by hand settles (``store.hold_frames``): what
#: this sheet told, and a status that says a part is paid without saying how much (``meaning``).
TOLD = (
    r"La feuille « [^»]* » porte [^»]*? que le restant dû ne compte pas\."
    r"|Le statut dit « [^»]* » sans dire combien il reste dû\."
)
_PAYMENTS = frozenset(
    [
        *("reglement", "reglements", "paiement", "paiements", "encaissement", "encaissements"),
        *("versement", "versements", "payment", "payments", "receipts", "zahlungen"),
    ]
)
_INVOICES = frozenset(["facture", "factures", "invoice", "invoices", "echeances", "echeancier"])
#: What a list of payments does not say, and a list of invoices does; a status may be "rejeté".
_OF_INVOICES = frozenset(["due_date", "balance", "status"])
_DEPTH = 15


def named_payments(name: str, fields: frozenset[str] | set[str]) -> bool:
    """Whether a sheet of this name, whose headings mean ``fields``, lists payments alone."""
    words = set(plain_key(name).split())
    return bool(words & _PAYMENTS) and not words & _INVOICES and not fields & _OF_INVOICES


def tells_payments(sheet: Sheet) -> bool:
    """Whether a sheet lists payments: it is named so, or tells when or how much was paid."""
    rows: Sequence[Sequence[str | None]] = sheet.cells.head(_DEPTH).rows()
    fields = max((fields_of(row) for row in rows), key=len, default=set())
    if named_payments(sheet.name, fields):
        return True
    tells = fields & {"paid_date", "paid_amount"} and fields & {"number", "client_name"}
    return bool(tells) and not fields & (_OF_INVOICES | {"issue_date"})
