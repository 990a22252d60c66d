"""What is known of one open invoice, and which decisions by hand make sense for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

import polars as pl
from sqlalchemy import Connection, Row

from relance_core import french
from relance_core.errors import Refused
from relance_core.money import from_thousandths
from relance_core.store.holds import CHASE, DECLARED, PAID, running_holds
from relance_core.vocabulary import WITHHELD_LABELS, Step, Withheld
from relance_core.workflows.today_plan import Day


class Decision(StrEnum):
    """What somebody may decide about an invoice from a list."""

    PAID = PAID
    DISPUTE = Withheld.DISPUTE.value
    PROMISE = Withheld.PROMISE.value
    EXCLUDE = Withheld.EXCLUDED.value
    ENTRY = "entry"
    SCENARIO = "scenario"
    CONFIRM_DUE = "confirm_due"
    CHASE = CHASE


DECISION_LABELS = {
    Decision.PAID: "Payée",
    Decision.DISPUTE: "En litige",
    Decision.PROMISE: "Promesse de paiement",
    Decision.EXCLUDE: "À exclure des relances",
    Decision.ENTRY: "Reprise : choisir l'étape",
    Decision.SCENARIO: "Scénario de cette facture",
    Decision.CONFIRM_DUE: "Échéance calculée : la confirmer",
    Decision.CHASE: "À relancer malgré le doute",
}
DECISION_EFFECTS = {
    Decision.PAID: "Plus aucune relance ; redemandé si un export plus récent la montre ouverte.",
    Decision.DISPUTE: "La part en litige n'est plus relancée ; le reste continue.",
    Decision.PROMISE: "Aucune relance jusqu'à la date promise et deux jours ouvrés de plus.",
    Decision.EXCLUDE: "Plus aucune relance, jusqu'à ce que la décision soit levée.",
    Decision.ENTRY: "La séquence commence à cette étape, sans reprendre les précédentes.",
    Decision.SCENARIO: "Cette facture suit ce scénario, quel que soit celui de son client.",
    Decision.CONFIRM_DUE: "L'échéance compte comme sûre : intérêts et mise en demeure possibles.",
    Decision.CHASE: "Le doute du fichier est levé : la facture suit son scénario.",
}
#: Doubts of a file that ``Decision.CHASE`` lifts.
_DOUBTS = [
    Withheld.NEEDS_DECISION.value,
    Withheld.DISPUTE.value,
    Withheld.DIRECT_DEBIT.value,
    Withheld.FACTORED.value,
]


@dataclass(frozen=True)
class InvoiceFacts:
    """One open invoice of the ledger; ``decisions`` are those that change something for it."""

    invoice_id: int
    client_name: str
    number: str
    due_date: date
    currency: str
    open_amount: Decimal
    entry_step: Step | None
    scenario: str | None  # its own; None: its client's
    decisions: tuple[Decision, ...]

    def heading(self) -> str:
        """``Facture F-12 · Dupont SA · 1 200,00 € · échéance 12/11/2026``."""
        return " · ".join(
            (
                f"Facture {self.number}",
                self.client_name,
                french.amount(self.open_amount, self.currency),
                f"échéance {french.short_date(self.due_date)}",
            )
        )


def invoice_facts(day: Day, invoice_id: int, *, by_hand: bool) -> InvoiceFacts | None:
    """The facts of one line of the ledger; None once it is no longer there.

    ``by_hand``: somebody already noted something about it, which is to be lifted, not doubted.
    """
    found = day.situation.ledger.filter(pl.col("invoice_id") == invoice_id)
    if found.is_empty():
        return None
    row = found.row(0, named=True)
    names = day.situation.clients.filter(pl.col("client_id") == row["client_id"])["name"]
    held = day.situation.holds.filter(
        pl.col("invoice_id") == invoice_id, pl.col("code").is_in(_DOUBTS)
    )
    done = day.situation.history.filter(
        pl.col("invoice_id") == invoice_id, pl.col("step").is_not_null()
    )
    decisions = [Decision.PAID, Decision.DISPUTE, Decision.PROMISE, Decision.EXCLUDE]
    decisions.append(Decision.SCENARIO)
    if row["due_date"] < day.plan.for_date and done.is_empty():
        decisions.append(Decision.ENTRY)
    if row["due_calculated"]:
        decisions.append(Decision.CONFIRM_DUE)
    if held.height and not by_hand:
        decisions.append(Decision.CHASE)
    return InvoiceFacts(
        invoice_id=invoice_id,
        client_name=names[0],
        number=row["number"],
        due_date=row["due_date"],
        currency=row["currency"],
        open_amount=row["open_amount"],
        entry_step=Step(row["entry_step"]) if row["entry_step"] else None,
        scenario=row["scenario"],
        decisions=tuple(decisions),
    )


def holds_on(conn: Connection, invoice_id: int) -> list[Row[Any]]:
    """What somebody noted on the invoice and that still runs, latest first."""
    return [row for row in running_holds(conn) if row.invoice_id == invoice_id]


def hold_words(row: Row[Any]) -> str:
    """``En litige depuis le 12/11/2026 (produit abîmé), par Anne``."""
    words = {
        PAID: "Notée payée",
        CHASE: "À relancer malgré le doute",
        DECLARED: "Déclarée à l'assureur",
    }
    if row.code == PAID and row.amount is not None:
        part = french.amount(from_thousandths(row.amount), row.currency)
        words[PAID] = f"Règlement de {part} noté"
    label = words.get(row.code) or WITHHELD_LABELS[Withheld(row.code)]
    end = f" jusqu'au {french.short_date(row.until)}" if row.until else ""
    why = f" ({row.note})" if row.note else ""
    return f"{label} depuis le {french.short_date(row.since)}{end}{why}, par {row.by}"


def typed_amount(text: str) -> Decimal | None:
    """An amount typed by a French hand: ``1 234,50``; None when nothing was typed.

    Raises ``Refused`` for what is no positive amount.
    """
    bare = "".join(text.replace("€", "").split())
    if not bare:
        return None
    try:
        value = Decimal(bare.replace(",", "."))
    except InvalidOperation:
        value = Decimal(0)
    if not value.is_finite() or value <= 0 or value != round(value, 3):
        raise Refused(
            f"« {text.strip()} » n'est pas un montant : rien n'a été noté. "
            "Écrivez-le comme 1 234,50."
        )
    return value
