"""The calls of the day and those of any client: whom to ask for, why, and what came of it."""

from __future__ import annotations

import streamlit as st

from relance_core.intake.phones import tel_link
from relance_core.ui.call_form import Asked, planned_topics, show_call_form
from relance_core.ui.frame import plain
from relance_core.ui.paging import page_of, pick_row
from relance_core.ui.plan_header import PAGE
from relance_core.ui.plan_lists import SEARCHED, Filters, client_link
from relance_core.ui.plan_tables import calls, message_lines
from relance_core.ui.tables import Table
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
    """The calls of the day, the largest amount first, then a call of any other client."""
    _planned(day, filters)
    _other(day)


def _other(day: Day) -> None:
    """A call that no scenario planned: the client rang, or somebody thought of him."""
    names = dict(day.situation.clients.sort("name").select("client_id", "name").iter_rows())
    st.markdown("**Un autre appel, reçu ou passé**")
    client_id = st.selectbox(
        "Client",
        list(names),
        index=None,
        format_func=lambda one: names.get(one, ""),
        placeholder="Choisir le client",
        key="plan-call-other",
        width=480,
    )
    if client_id is None:
        return
    client_link(client_id, names[client_id])
    show_call_form(
        Asked(
            PAGE,
            client_id,
            names[client_id],
            f"plan-other-call-{client_id}",
            planned=planned_topics(day, client_id),
            received=True,
        )
    )


def _planned(day: Day, filters: Filters) -> None:
    """The call chosen in the list of the day, and what came of it."""
    lines = filters.kept(calls(message_lines(day)), "step", (*SEARCHED, "numbers"))
    if lines.is_empty():
        st.info("Aucun appel prévu aujourd'hui.", icon=":material/call:")
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
    client_id: int = row["addressee_id"]
    show_call_form(
        Asked(
            PAGE,
            client_id,
            row["client_name"],
            f"plan-call-{client_id}",
            planned=planned_topics(day, client_id),
        )
    )


def _whom(contact: str | None, phone: str | None) -> str:
    """Whom to call where: a phone's screen ends before the number in the table."""
    called = ", ".join(one for one in (contact, phone) if one)
    if not phone:
        called = f"{called}, sans numéro" if called else "aucun numéro"
        return f"À appeler : {called} ; il se note dans la fiche du client."
    return f"À appeler : {called}"
