"""The calls of the day: whom to ask for, why, and what was said."""

from __future__ import annotations

from functools import partial

import streamlit as st

from relance_core.intake.phones import tel_link
from relance_core.ui import workspace
from relance_core.ui.frame import plain
from relance_core.ui.paging import page_of, pick_row
from relance_core.ui.plan_header import PAGE
from relance_core.ui.plan_lists import SEARCHED, Filters, client_link
from relance_core.ui.plan_tables import calls, message_lines
from relance_core.ui.tables import Table
from relance_core.ui.told import Told, attempt
from relance_core.workflows.calls import record_call
from relance_core.workflows.strike import strike_message
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


def show_calls(day: Day, filters: Filters) -> None:
    """The calls of the day, the largest amount first; the one chosen can be noted as made."""
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
        st.caption("Choisissez une ligne pour noter l'appel une fois passé.")
        return
    row = lines.row(position, named=True)
    client_link(row["addressee_id"], row["client_name"])
    st.markdown(plain(_whom(row["contact_name"], row["phone"])))
    link = tel_link(row["phone"])
    if link:
        st.link_button("Appeler ce numéro", link, icon=":material/call:")
    st.caption(f"**Pourquoi :** {plain(row['reason'])}")
    key = f"plan-call-said-{row['addressee_id']}"
    st.text_area(
        "Ce qui a été dit",
        key=key,
        placeholder="Qui a répondu, ce qui a été promis ou contesté, quand rappeler",
    )
    st.button(
        "Appel passé",
        key=f"plan-call-{row['addressee_id']}",
        icon=":material/call_end:",
        type="primary",
        on_click=_made,
        args=(row["addressee_id"], row["client_name"], key),
    )


def _whom(contact: str | None, phone: str | None) -> str:
    """Whom to call where: a phone's screen ends before the number in the table."""
    called = ", ".join(one for one in (contact, phone) if one)
    if not phone:
        called = f"{called}, sans numéro" if called else "aucun numéro"
        return f"À appeler : {called} ; il se note dans la fiche du client."
    return f"À appeler : {called}"


def _made(client_id: int, name: str, key: str) -> None:
    said = str(st.session_state.get(key) or "")

    def note() -> Told:
        space = workspace.space()
        message = record_call(space, workspace.act(), client_id, said)
        undo = partial(_take_back, message)
        return Told((f"Appel à {name} noté : l'étape est faite.",), undo=undo)

    attempt(PAGE, note)


def _take_back(message_id: int) -> None:
    strike_message(workspace.space(), workspace.act(), message_id, "Appel noté par erreur")
