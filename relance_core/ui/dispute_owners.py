"""Disputes whose day has come, by whoever answers for them, and an e-mail to each."""

from __future__ import annotations

from functools import partial

import streamlit as st

from relance_core.french import plural
from relance_core.ui import workspace
from relance_core.ui.dispute_form import PAGE
from relance_core.ui.frame import plain
from relance_core.ui.told import Told, attempt
from relance_core.workflows.late_disputes import (
    OwnerList,
    late_disputes,
    note_told,
    set_owner_email,
)


def show_owners() -> None:
    """Nothing when no dispute is due; else one list per person, with what to do about it."""
    lists = late_disputes(workspace.space(), today=workspace.today())
    if not lists:
        return
    count = plural(sum(len(one.disputes) for one in lists), "litige")
    with st.expander(f"À rappeler dans la maison : {count}", icon=":material/person_alert:"):
        for one in lists:
            _show(one)


def _show(one: OwnerList) -> None:
    key = f"disputes-owner-{one.owner or 'nobody'}"
    st.markdown(f"**{plain(one.owner or 'Sans responsable')}**")
    st.markdown("\n".join(f"- {plain(late.words())}" for late in one.disputes))
    if not one.owner:
        st.caption("Choisissez chaque litige dans la liste pour lui donner un responsable.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            plain(f"E-mail de {one.owner}"),
            value=one.email,
            key=f"{key}-email",
            placeholder="prenom@entreprise.fr",
            width=280,
            on_change=attempt,
            args=(PAGE, partial(_address, one, f"{key}-email")),
        )
        st.link_button(
            plain(f"Écrire à {one.owner}"),
            one.mailto,
            icon=":material/outgoing_mail:",
            disabled=not one.email,
        )
        st.button(
            "Noter que c'est rappelé",
            key=f"{key}-told",
            icon=":material/check:",
            on_click=attempt,
            args=(PAGE, partial(_told, one)),
        )


def _address(one: OwnerList, key: str) -> Told:
    typed = str(st.session_state.get(key) or "")
    before = set_owner_email(workspace.space(), workspace.act(), one.owner, typed)
    what = f"Adresse de {one.owner} notée." if typed.strip() else f"Adresse de {one.owner} effacée."
    return Told((what,), undo=partial(_give_back, one.owner, before))


def _give_back(owner: str, before: str) -> None:
    set_owner_email(workspace.space(), workspace.act(), owner, before)


def _told(one: OwnerList) -> Told:
    note_told(workspace.space(), workspace.act(), one)
    return Told((f"Noté dans le suivi de {plural(len(one.disputes), 'litige')}.",))
