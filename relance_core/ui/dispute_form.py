"""The form by which a dispute, a promise or another decision is noted on one invoice."""

from __future__ import annotations

from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from relance_core.commitments import DISPUTE_MOTIVE_LABELS
from relance_core.errors import Refused
from relance_core.french import amount, short_date
from relance_core.store.holds import PAID
from relance_core.ui import workspace
from relance_core.ui.companion_card import MEANS, propose, text_about
from relance_core.ui.disputes import DECISION_LABELS
from relance_core.ui.invoice_facts import typed_amount
from relance_core.ui.payment_plan_form import show_plan_form
from relance_core.ui.stopped import stopped_words
from relance_core.ui.told import Told, attempt
from relance_core.vocabulary import Companion, InvoiceKind, Withheld
from relance_core.workflows.decide import hold_in
from relance_core.workflows.follow_up import followed
from relance_core.workflows.undo_decision import undo_hold

PAGE = "disputes"
_CLIENT, _INVOICE, _KIND = "disputes-client", "disputes-invoice", "disputes-kind"
_AMOUNT, _UNTIL, _NOTE = "disputes-amount", "disputes-until", "disputes-note"
_MOTIVE, _MEANS, _CONTACT = "disputes-motive", "disputes-means", "disputes-contact"

#: What may be noted here, most usual first, with what follows from it.
KINDS = {
    Withheld.DISPUTE.value: "La part en litige n'est plus relancée ; le reste continue.",
    Withheld.PROMISE.value: "Aucune relance jusqu'à la date promise et deux jours ouvrés de plus.",
    PAID: "Plus aucune relance ; redemandé si un export plus récent la montre ouverte.",
    Withheld.PAYMENT_PLAN.value: "Aucune relance tant que chaque échéance est payée.",
    Withheld.REPLY_PENDING.value: "Aucune relance tant que la réponse n'est pas traitée.",
    Withheld.EXCLUDED.value: "Plus aucune relance, jusqu'à ce que la décision soit levée.",
    Withheld.INSOLVENCY.value: "Aucune relance : la créance se déclare au mandataire.",
    Withheld.RETENTION.value: "Aucune relance tant que la retenue de garantie n'est pas libérée.",
    Withheld.FACTORED.value: "Aucune relance de votre part : le factor encaisse.",
}
#: Kinds that end by themselves on a day.
WITH_DATE = {
    Withheld.PROMISE.value: "Date promise",
    Withheld.REPLY_PENDING.value: "Jusqu'au (facultatif)",
    Withheld.EXCLUDED.value: "Jusqu'au (facultatif)",
    Withheld.RETENTION.value: "Libérée le (facultatif)",
}
_CONFIRMED = {
    Withheld.DISPUTE.value: Companion.DISPUTE_ACKNOWLEDGEMENT,
    Withheld.PROMISE.value: Companion.PROMISE_CONFIRMATION,
}
_NOTES = {
    Withheld.DISPUTE.value: "Ce qui est contesté",
    Withheld.PROMISE.value: "Ce qui a été dit",
    PAID: "Quand, comment",
}


def show_form() -> None:
    """Client, then one of the client's open invoices, then what to note."""
    ledger, clients = workspace.day().situation.ledger, workspace.day().situation.clients
    names = _debtors(ledger, clients)
    who, which, what = st.columns([3, 4, 3])
    client_id = who.selectbox(
        "Client",
        list(names),
        index=None,
        format_func=lambda one: names.get(one, ""),
        placeholder="Choisir un client",
        key=_CLIENT,
    )
    invoices = _invoices(ledger, client_id)
    kind = what.selectbox(
        "Décision", list(KINDS), format_func=lambda code: DECISION_LABELS[code], key=_KIND
    )
    if kind == Withheld.PAYMENT_PLAN:
        chosen = which.multiselect(
            "Factures",
            list(invoices),
            default=list(invoices),
            format_func=lambda one: invoices.get(one, ""),
            placeholder="Choisir les factures" if client_id else "Choisir d'abord un client",
            disabled=client_id is None,
            key=f"disputes-plan-invoices-{client_id}",
        )
        rows = ledger.filter(pl.col("invoice_id").is_in(chosen)).sort("due_date", "number")
        show_plan_form(PAGE, {row["invoice_id"]: row for row in rows.iter_rows(named=True)})
        return
    invoice_id = which.selectbox(
        "Facture",
        list(invoices),
        index=None,
        format_func=lambda one: invoices.get(one, ""),
        placeholder="Choisir une facture" if client_id else "Choisir d'abord un client",
        disabled=client_id is None,
        key=_INVOICE,
    )
    _fields(str(kind))
    st.button(
        "Noter la décision",
        key="disputes-add",
        type="primary",
        icon=":material/edit_note:",
        disabled=invoice_id is None,
        on_click=attempt,
        args=(PAGE, _note),
    )
    st.caption(KINDS[str(kind)])


def _debtors(ledger: pl.DataFrame, clients: pl.DataFrame) -> dict[int, str]:
    """Clients with an open invoice, by name."""
    owing = ledger.filter(pl.col("kind") == InvoiceKind.INVOICE.value)
    found = clients.join(owing.select("client_id").unique(), on="client_id", how="semi")
    return dict(found.sort("name").select("client_id", "name").iter_rows())


def _invoices(ledger: pl.DataFrame, client_id: int | None) -> dict[int, str]:
    """The open invoices of a client, oldest first."""
    if client_id is None:
        return {}
    mine = ledger.filter(
        pl.col("client_id") == client_id, pl.col("kind") == InvoiceKind.INVOICE.value
    ).sort("due_date", "number")
    return {
        row["invoice_id"]: f"{row['number']} · {amount(row['open_amount'], row['currency'])} · "
        f"échéance {short_date(row['due_date'])}"
        for row in mine.iter_rows(named=True)
    }


def _fields(kind: str) -> None:
    """What the decision asks for besides itself."""
    if kind == Withheld.DISPUTE:
        why, first, second = st.columns([3, 2, 5])
        why.selectbox(
            "Motif",
            list(DISPUTE_MOTIVE_LABELS),
            index=None,
            format_func=lambda one: DISPUTE_MOTIVE_LABELS[one],
            placeholder="À préciser",
            key=_MOTIVE,
        )
        first.text_input("Montant en litige", key=_AMOUNT, placeholder="la totalité")
    elif kind == Withheld.PROMISE:
        first, part, how, who = st.columns([3, 2, 2, 3])
        part.text_input("Montant promis", key=_AMOUNT, placeholder="la totalité")
        how.selectbox("Moyen", MEANS, format_func=lambda one: one or "non précisé", key=_MEANS)
        who.text_input("Qui s'engage", key=_CONTACT)
        second = st.container()
    else:
        first, second = st.columns([3, 7])
    if kind in WITH_DATE:
        first.date_input(
            WITH_DATE[kind],
            value=None,
            min_value=workspace.today(),
            format="DD/MM/YYYY",
            key=_UNTIL,
        )
    second.text_input(_NOTES.get(kind, "Note"), key=_NOTE)


def _note() -> Told:
    """Write the decision as the form stands; a refusal leaves the form as it is."""
    typed: Any = st.session_state
    invoice_id, kind = typed.get(_INVOICE), typed[_KIND]
    if invoice_id is None:
        raise Refused("Aucune facture n'est choisie : rien n'a été noté.")
    shown = _invoices(workspace.day().situation.ledger, typed[_CLIENT]).get(invoice_id, "")
    about: dict[str, Any] = {}
    if kind == Withheld.DISPUTE:
        about["motive"] = typed[_MOTIVE].value if typed.get(_MOTIVE) else None
    if kind == Withheld.PROMISE:
        about["means"] = typed.get(_MEANS) or None
        about["contact"] = (typed.get(_CONTACT) or "").strip()[:255] or None
    with_part = kind in (Withheld.DISPUTE, Withheld.PROMISE)
    part = typed_amount(typed.get(_AMOUNT) or "") if with_part else None
    until = typed.get(_UNTIL) if kind in WITH_DATE else None
    said = typed.get(_NOTE) or ""
    space, act, day = workspace.space(), workspace.act(), workspace.day()
    with space.engine.begin() as conn:
        hold_id, stopped = hold_in(
            conn, act, invoice_id, kind, amount=part, until=until, text=said, about=about
        )
    if with_part:
        motive = DISPUTE_MOTIVE_LABELS[typed[_MOTIVE]].lower() if about.get("motive") else ""
        usual = followed({}, None, act) if kind == Withheld.DISPUTE else {}
        propose(
            text_about(
                day,
                _CONFIRMED[kind],
                [invoice_id],
                spoke_to=about.get("contact") or "",
                promised_on=until,
                amount=part,
                means=about.get("means") or "",
                said=", ".join(filter(None, (motive, said))),
                owner=usual.get("owner") or "",
                answer_by=usual.get("deadline"),
            )
        )
    for key in (_INVOICE, _AMOUNT, _UNTIL, _NOTE, _MOTIVE, _MEANS, _CONTACT):
        typed.pop(key, None)
    number = shown.partition(" · ")[0]
    sentence = f"Facture {number}, noté : « {DECISION_LABELS[kind]} ». Le plan est recalculé."
    return Told((sentence,), undo=partial(_undo, hold_id), warned=stopped_words(stopped))


def _undo(hold_id: int) -> None:
    undo_hold(workspace.space(), workspace.act(), hold_id)
    propose(None)
