"""What a column of the life cycle of e-invoices says of each of them, by its codes or its words."""

from __future__ import annotations

import polars as pl

from relance_core.french import plain_key
from relance_core.intake.einvoice_codes import FIELD, REFUSED, UNDER_WAY, state_of
from relance_core.intake.issues import IssueList, tell
from relance_core.intake.kinds import ZERO
from relance_core.intake.layout import Layout
from relance_core.vocabulary import Severity

_UNPAID = r"(?i)impay|non (?:pay|r[ée]gl|sold|encaiss)|unpaid|not paid|[àa] (?:payer|r[ée]gler)"
_REMINDED = "Faut-il relancer la facture ?"
_QUESTIONS = {
    **dict.fromkeys(
        ("approuvee partiellement", "partially approved"),
        f"le client n'en accepte qu'une partie. {_REMINDED}",
    ),
    **dict.fromkeys(
        ("refusee", "refus", "refused"),
        "le client ne l'accepte pas. Est-elle à corriger avant toute relance ?",
    ),
    "demande de paiement direct": f"un autre que le client doit la payer. {_REMINDED}",
    **dict.fromkeys(
        ("suspendue", "mise en attente", "en attente de pieces", "suspended"),
        "le client attend une pièce. Lui a-t-elle été envoyée, avant toute relance ?",
    ),
}
_NOT_RECEIVED = "elle n'est pas arrivée à qui doit la payer. Est-elle à émettre de nouveau ?"
_ASKED = (REFUSED, UNDER_WAY)


def with_their_meaning(
    frame: pl.DataFrame, layout: Layout, owed: pl.Expr, issues: IssueList
) -> pl.DataFrame:
    """``meaning``, and ``by_einvoice`` where the life cycle gave it; asks of what was not accepted.

    ``owed`` says which rows the figures leave due. A state of the invoice's own wins, unless it
    says no more than that it is due.
    """
    frame = frame.with_columns(pl.lit(False).alias("by_einvoice"))
    if not layout.has(FIELD):
        return frame
    cells = frame[FIELD].drop_nulls().unique(maintain_order=True).to_list()
    states = {cell: found for cell in cells if (found := state_of(cell))}
    meaning = pl.col("meaning")
    plain = (meaning.is_null() | meaning.is_in(["open", "overdue"])).fill_null(True)
    invoice = (pl.coalesce("v_amount", "v_balance") >= ZERO) & (
        pl.col("document") != "credit_note"
    ).fill_null(True)
    due = owed & invoice.fill_null(True) & (plain | meaning.is_in(["partial", "disputed"]))
    unpaid = plain & owed & _says_unpaid()
    for cell, (state, words) in states.items():
        told = _told(state, words)
        if told is None:
            continue
        code, severity, message = told
        shown = "« {value} »" if any(map(str.isalpha, cell)) else f"« {{value}} » ({words})"
        where = unpaid if state == "paid" else plain if code == "cancelled" else due
        message = f"{shown} : {message}"
        where = (pl.col(FIELD) == cell) & where
        tell(frame, where, code, severity, message, issues, layout.heading(FIELD), FIELD)
    meant = {cell: state for cell, (state, _) in states.items() if state not in _ASKED}
    said = frame[FIELD].replace_strict(meant, default=None, return_dtype=pl.String)
    taken = (plain & pl.lit(said).is_not_null() & ~((pl.lit(said) == "paid") & unpaid)).fill_null(
        False
    )
    return frame.with_columns(
        pl.when(taken).then(pl.lit(said)).otherwise("meaning").alias("meaning"),
        taken.alias("by_einvoice"),
    )


def _says_unpaid() -> pl.Expr:
    """Whether figures, or a status of the payment, say that something is left to pay."""
    rest = pl.coalesce("v_balance", pl.col("v_amount") - pl.col("v_paid_amount").abs())
    word = pl.col("status").str.contains(_UNPAID) | (pl.col("meaning") == "overdue")
    return (rest > ZERO).fill_null(False) | word.fill_null(False)


def _told(state: str, words: str) -> tuple[str, Severity, str] | None:
    """The issue of an invoice in a state: its code and what it says; None for one merely due."""
    if state == "paid":
        return FIELD, Severity.DECISION, "il reste pourtant un montant dû. Est-elle réglée ?"
    if state == UNDER_WAY:
        return FIELD, Severity.DECISION, f"le paiement est en route. {_REMINDED}"
    if state == REFUSED:
        return FIELD, Severity.DECISION, _QUESTIONS.get(plain_key(words), _NOT_RECEIVED)
    if state == "cancelled":
        return state, Severity.LEFT_OUT, "facture annulée, non importée."
    if state == "factored":
        return state, Severity.WARNING, "cédée à un affactureur ; elle ne sera pas relancée."
    return None
