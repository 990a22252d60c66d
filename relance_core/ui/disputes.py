"""What holds invoices back, by hand or by the file, as Litiges et promesses shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl
from sqlalchemy import Row

from relance_core.commitments import (
    DISPUTE_MOTIVE_LABELS,
    DISPUTE_TURN_LABELS,
    PROMISE_OUTCOME_LABELS,
    DisputeMotive,
    DisputeTurn,
    PromiseOutcome,
)
from relance_core.french import amount, amounts, plural, short_date
from relance_core.money import MONEY, from_thousandths, totals_by_currency
from relance_core.store.holds import CHASE, DECLARED, DISPUTE_OVER, PAID
from relance_core.vocabulary import WITHHELD_LABELS, Withheld

if TYPE_CHECKING:
    from polars._typing import PolarsDataType

DECISION_LABELS = {code.value: label for code, label in WITHHELD_LABELS.items()} | {
    PAID: "Payée, notée à la main",
    CHASE: "À relancer malgré le doute",
    DECLARED: "Déclarée à l'assureur",
}
PART_PAID = "Règlement partiel, noté à la main"
HEADINGS = {
    "client_name": "Client",
    "number": "Facture",
    "kind": "Nature",
    "amount": "Montant concerné",
    "open_amount": "Restant dû",
    "since": "Signalé le",
    "until": "Jusqu'au",
    "promised_on": "Promis pour le",
    "note": "Note",
    "by": "Par",
    "state": "État",
    "owner": "Responsable",
    "deadline": "À résoudre avant le",
}
#: Of a dispute about which nobody said more, nor the file.
NO_MOTIVE = "non précisé"
#: Columns of one running decision. ``hold_id`` is null when the file says it, not a person.
DECISIONS: dict[str, PolarsDataType] = {
    "hold_id": pl.Int64,
    "invoice_id": pl.Int64,  # null: every invoice of the client
    "code": pl.String,
    "client_name": pl.String,
    "number": pl.String,
    "kind": pl.String,
    "currency": pl.String,
    "amount": MONEY,  # the part concerned
    "open_amount": MONEY,
    "since": pl.Date,
    "until": pl.Date,
    "note": pl.String,
    "by": pl.String,
    "state": pl.String,
    # of a dispute
    "owner": pl.String,
    "deadline": pl.Date,
    "turn": pl.String,  # commitments.DisputeTurn
    "motive": pl.String,  # commitments.DisputeMotive
    "said": pl.String,  # ``note`` without the motive
    "contact": pl.String,
    "whole": pl.Boolean,  # nobody said which part
    # of a promise: reminders wait ``until`` two open days later
    "promised_on": pl.Date,
}
BY_FILE = "Votre fichier"
_ORDER = {turn.value: order for order, turn in enumerate(DisputeTurn)}


@dataclass(frozen=True)
class Group:
    """Decisions of one nature, as one tab shows them."""

    title: str
    frame: pl.DataFrame  # DECISIONS
    columns: tuple[str, ...]
    empty: str

    def of_the_file(self) -> Group:
        """Those that only the file tells of."""
        return replace(self, frame=self.frame.filter(pl.col("by") == BY_FILE))

    @property
    def label(self) -> str:
        """``En litige (4 · 12 300 €)``; the title alone when there is nothing."""
        if self.frame.is_empty():
            return self.title
        pairs = [
            pair for pair in self.frame.select("currency", "amount").rows() if None not in pair
        ]
        money = amounts(totals_by_currency(pairs), cents=False) if pairs else ""
        return f"{self.title} ({' · '.join(filter(None, (str(self.frame.height), money)))})"


def running_decisions(
    holds: Sequence[Row[Any]],
    portfolio: pl.DataFrame,
    promised: pl.DataFrame,
    *,
    today: date,
) -> pl.DataFrame:
    """``DECISIONS`` that still run: those noted by hand, then the disputes of the file.

    ``promised`` (``store.promises.PROMISES``) tells what became of the promises.
    A decision about an invoice that has been settled since has no more effect and is left out;
    the invoices of a payment plan are told with it.
    """
    told = {row["hold_id"]: row for row in promised.iter_rows(named=True)}
    by_hand = [
        _noted(row, told.get(row.id, {}), today)
        for row in holds
        if (row.invoice_id is None or row.open_amount)
        and row.payment_plan_id is None
        and row.code != DISPUTE_OVER  # told among the disputes that are over
    ]
    disputed = {row.invoice_id for row in holds if row.code == Withheld.DISPUTE}
    lifted = {
        row.invoice_id
        for row in holds
        if row.code in (CHASE, DISPUTE_OVER) or (row.code == PAID and row.amount is None)
    }
    rows = by_hand + _disputed_by_file(portfolio, disputed | lifted)
    return pl.DataFrame(rows, schema=DECISIONS, orient="row")


def _noted(row: Row[Any], promise: Mapping[str, Any], today: date) -> tuple[Any, ...]:
    open_amount = None if row.open_amount is None else from_thousandths(row.open_amount)
    part = open_amount if row.amount is None else from_thousandths(row.amount)
    over = row.until is not None and row.until < today
    state = f"échue le {short_date(row.until)}" if over else "en cours"
    if promise:
        state = PROMISE_OUTCOME_LABELS[PromiseOutcome(promise["outcome"])].lower()
    if row.code == Withheld.DISPUTE:
        state = dispute_state(row.turn, row.deadline, today)
    motive = DISPUTE_MOTIVE_LABELS[DisputeMotive(row.motive)] if row.motive else ""
    return (
        row.id,
        row.invoice_id,
        row.code,
        row.client_name,
        row.number or "toutes",
        PART_PAID if row.code == PAID and row.amount else DECISION_LABELS.get(row.code, row.code),
        row.currency,
        part,
        open_amount,
        row.since,
        row.until,
        " : ".join(filter(None, (motive, row.note)))
        or (NO_MOTIVE if row.code == Withheld.DISPUTE else ""),
        row.by,
        state,
        row.owner,
        row.deadline,
        row.turn,
        row.motive,
        row.note,
        row.contact,
        row.amount is None,
        promise.get("promised_on"),
    )


def dispute_state(turn: str | None, deadline: date | None, today: date) -> str:
    """``en retard de 3 jours, à nous de répondre``: how late it is, and whose turn it is."""
    whose = DISPUTE_TURN_LABELS[DisputeTurn(turn)] if turn else "À préciser"
    whose = whose[0].lower() + whose[1:]
    if deadline is None or deadline >= today:
        return whose
    return f"en retard de {plural((today - deadline).days, 'jour')}, {whose}"


def _disputed_by_file(portfolio: pl.DataFrame, known: set[int]) -> list[tuple[Any, ...]]:
    rows = portfolio.filter(
        pl.col("disputed_amount") > 0,
        pl.col("open_amount") > 0,
        ~pl.col("invoice_id").is_in(list(known)),
    ).sort("client_name", "number")
    return [
        (
            None,
            row["invoice_id"],
            Withheld.DISPUTE.value,
            row["client_name"],
            row["number"],
            DECISION_LABELS[Withheld.DISPUTE.value],
            row["currency"],
            row["disputed_amount"],
            row["open_amount"],
            row["disputed_since"],
            None,
            row["dispute_reason"] or NO_MOTIVE,
            BY_FILE,
            "à suivre, signalé par votre fichier",
            None,
            None,
            None,
            None,
            row["dispute_reason"] or "",
            None,
            row["disputed_amount"] >= row["open_amount"],
            None,
        )
        for row in rows.iter_rows(named=True)
    ]


def groups(decisions: pl.DataFrame, *, today: date) -> tuple[Group, ...]:
    """The three tabs: disputes, promises, everything else."""
    code = pl.col("code")
    dispute, promise = Withheld.DISPUTE.value, Withheld.PROMISE.value
    return (
        Group(
            "En litige",
            # Late first, then what nobody has given a day, then by day; ours before theirs.
            decisions.filter(code == dispute).sort(
                pl.col("deadline").fill_null(today),
                pl.col("turn").replace_strict(_ORDER, default=0, return_dtype=pl.Int64),
                "since",
            ),
            ("client_name", "amount", "state", "number", "deadline", "owner", "note", "since"),
            "Aucune facture n'est en litige.",
        ),
        Group(
            "Promesses",
            decisions.filter(code == promise).sort("until"),
            ("client_name", "amount", "promised_on", "state", "number", "note", "since", "by"),
            "Aucune promesse de paiement n'est en cours.",
        ),
        Group(
            "Autres décisions",
            decisions.filter(~code.is_in([dispute, promise])),
            ("client_name", "amount", "kind", "number", "since", "until", "note", "by"),
            "Aucune facture n'est payée, exclue ou suspendue à la main.",
        ),
    )


def decision_label(row: dict[str, Any]) -> str:
    """``Dupont SA · F-12 · En litige · 1 200,00 €``, to pick one from a list."""
    money: Decimal | None = row["amount"]
    parts = [row["client_name"], row["number"], row["kind"]]
    if money is not None:
        parts.append(amount(money, row["currency"]))
    return " · ".join(parts)
