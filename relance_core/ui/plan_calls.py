"""The calls of the day: whom to ask for, why, what came of it, and the e-mail that confirms it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from relance_core.commitments import (
    CALL_RESULT_LABELS,
    DISPUTE_MOTIVE_LABELS,
    LATE_REASON_LABELS,
    CallResult,
    DisputeMotive,
    LateReason,
)
from relance_core.french import amount
from relance_core.intake.phones import tel_link
from relance_core.ui import workspace
from relance_core.ui.confirmation import MEANS, propose
from relance_core.ui.frame import plain
from relance_core.ui.invoice_facts import typed_amount
from relance_core.ui.paging import page_of, pick_row
from relance_core.ui.plan_header import PAGE
from relance_core.ui.plan_lists import SEARCHED, Filters, client_link
from relance_core.ui.plan_tables import calls, message_lines
from relance_core.ui.tables import Table
from relance_core.ui.told import Told, attempt
from relance_core.workflows.calls import (
    CallOutcome,
    CallReport,
    record_result,
    take_back,
)
from relance_core.workflows.today_plan import Day

HEADINGS = {
    "client_name": "Client",
    "contact_name": "Contact",
    "phone": "Téléphone",
    "amount": "À demander",
    "step_label": "Étape",
    "why": "Pourquoi",
}
_WIDTHS = {
    "client_name": 176,
    "contact_name": 130,
    "phone": 122,
    "amount": 94,
    "step_label": 150,
    "why": 320,
}
#: What a client may say of his lateness beside what the result of the call tells.
_REASONS = (
    LateReason.APPROVAL,
    LateReason.CASH,
    LateReason.OVERSIGHT,
    LateReason.NOT_RECEIVED,
    LateReason.OTHER,
)
_TYPED = (
    *("result", "until", "amount", "means", "invoice", "motive", "reason"),
    *("who", "line", "said"),
)


def show_calls(day: Day, filters: Filters) -> None:
    """The calls of the day, the largest amount first; what came of the one chosen is written."""
    lines = filters.kept(calls(message_lines(day)), "step", (*SEARCHED, "numbers"))
    if lines.is_empty():
        st.info("Aucun appel à faire.", icon=":material/call:")
        return
    lines = page_of(lines, key="plan-calls-page")
    position = pick_row(
        Table(lines, HEADINGS, title="Appels", widths=_WIDTHS),
        lines["addressee_id"],
        key="plan-calls",
        label="Appels du jour",
    )
    if position is None:
        st.caption("Choisissez une ligne pour noter ce qu'a donné l'appel.")
        return
    row = lines.row(position, named=True)
    client_link(row["addressee_id"], row["client_name"])
    st.markdown(plain(_whom(row["contact_name"], row["phone"])))
    link = tel_link(row["phone"])
    if link:
        st.link_button("Appeler ce numéro", link, icon=":material/call:")
    st.caption(f"**Pourquoi :** {plain(row['reason'])}")
    _report(day, row)


def _report(day: Day, row: Mapping[str, Any]) -> None:
    """What came of the call: one click, then only the fields that it asks for."""
    client_id: int = row["addressee_id"]
    key = f"plan-call-{client_id}"
    result = st.pills(
        "Résultat de l'appel",
        list(CALL_RESULT_LABELS),
        format_func=lambda one: CALL_RESULT_LABELS[one],
        key=f"{key}-result",
    )
    if result is None:
        return
    if result is CallResult.PROMISE:
        when, how_much, how = st.columns(3)
        when.date_input(
            "Date promise",
            value=None,
            min_value=workspace.today(),
            max_value=workspace.today() + timedelta(days=365),
            format="DD/MM/YYYY",
            key=f"{key}-until",
        )
        how_much.text_input("Montant promis", placeholder="la totalité", key=f"{key}-amount")
        how.selectbox(
            "Moyen", MEANS, format_func=lambda one: one or "non précisé", key=f"{key}-means"
        )
    if result is CallResult.DISPUTE:
        which, how_much, why = st.columns(3)
        carried = _carried(day, client_id)
        which.selectbox(
            "Facture contestée",
            [None, *carried] if len(carried) > 1 else list(carried),
            format_func=lambda one: carried.get(one, "toutes celles de l'appel"),
            key=f"{key}-invoice",
        )
        how_much.text_input("Montant contesté", placeholder="la totalité", key=f"{key}-amount")
        why.selectbox(
            "Motif",
            list(DisputeMotive),
            index=None,
            format_func=lambda one: DISPUTE_MOTIVE_LABELS[one],
            placeholder="À préciser",
            key=f"{key}-motive",
        )
    if result in (CallResult.PROMISE, CallResult.ANSWERED):
        st.pills(
            "Pourquoi ce retard, s'il l'a dit",
            _REASONS,
            format_func=lambda one: LATE_REASON_LABELS[one],
            key=f"{key}-reason",
        )
    who, line = st.columns(2)
    who.text_input("Interlocuteur", placeholder="Qui a répondu", key=f"{key}-who")
    line.text_input("Ligne directe", key=f"{key}-line")
    st.text_area("Ce qui a été dit", placeholder=_placeholder(result), key=f"{key}-said")
    st.button(
        "Noter l'appel",
        key=key,
        icon=":material/call_end:",
        type="primary",
        on_click=_made,
        args=(client_id, row["client_name"], result),
    )


def _carried(day: Day, client_id: int) -> dict[int, str]:
    """The invoices of a client's message, oldest first."""
    lines = (
        day.plan.lines.filter(pl.col("addressee_id") == client_id)
        .join(day.situation.ledger.select("invoice_id", "number"), on="invoice_id")
        .sort("due_date", "number")
    )
    return {
        row["invoice_id"]: f"{row['number']} · {amount(row['amount_due'], row['currency'])}"
        for row in lines.iter_rows(named=True)
    }


def _placeholder(result: CallResult) -> str:
    if result is CallResult.DISPUTE:
        return "Ce qui est contesté, et pourquoi"
    if result is CallResult.ALREADY_PAID:
        return "Date, moyen et référence du règlement annoncé"
    return "Ce qui a été promis ou demandé, quand rappeler"


def _whom(contact: str | None, phone: str | None) -> str:
    """Whom to call where: a phone's screen ends before the number in the table."""
    called = ", ".join(one for one in (contact, phone) if one)
    if not phone:
        called = f"{called}, sans numéro" if called else "aucun numéro"
        return f"À appeler : {called} ; il se note dans la fiche du client."
    return f"À appeler : {called}"


def _made(client_id: int, name: str, result: CallResult) -> None:
    state: Any = st.session_state
    key = f"plan-call-{client_id}"

    def typed(field: str) -> str:
        return str(state.get(f"{key}-{field}") or "")

    def record() -> Told:
        until: date | None = state.get(f"{key}-until")
        report = CallReport(
            result,
            said=typed("said"),
            spoke_to=typed("who"),
            direct_line=typed("line"),
            until=until if result is CallResult.PROMISE else None,
            amount=typed_amount(typed("amount")),
            means=typed("means"),
            invoice_id=state.get(f"{key}-invoice") if result is CallResult.DISPUTE else None,
            motive=state.get(f"{key}-motive") if result is CallResult.DISPUTE else None,
            reason=state.get(f"{key}-reason")
            if result in (CallResult.PROMISE, CallResult.ANSWERED)
            else None,
        )
        space = workspace.space()
        outcome = record_result(space, workspace.act(), client_id, report)
        for field in _TYPED:
            state.pop(f"{key}-{field}", None)
        propose((client_id, outcome.confirmation) if outcome.confirmation else None)
        sentence = f"Appel à {name} noté : {CALL_RESULT_LABELS[result].lower()}."
        return Told((sentence, outcome.next_action), undo=partial(_take_back, outcome))

    attempt(PAGE, record)


def _take_back(outcome: CallOutcome) -> None:
    take_back(workspace.space(), workspace.act(), outcome)
    propose(None)
