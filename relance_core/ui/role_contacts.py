"""Who at a client receives the steps that do not go to the usual contact."""

from __future__ import annotations

import streamlit as st

from relance_core.store.contacts import RoleContact
from relance_core.ui import workspace
from relance_core.ui.client_editor import PAGE
from relance_core.ui.paging import digest
from relance_core.ui.told import Told, attempt
from relance_core.vocabulary import ROLE_LABELS, ContactRole
from relance_core.workflows.edit_contacts import contacts_of, save_contact


def show_role_contacts(client_id: int, name: str) -> None:
    """A name and addresses for each role; what is typed is kept at once."""
    roles = st.expander(
        "Comptabilité et direction",
        icon=":material/group:",
        key=f"clients-roles-{client_id}",
        on_change="rerun",
    )
    if not roles.open:
        return
    known = contacts_of(workspace.space(), client_id)
    with roles:
        st.caption(
            "Pour les étapes que le scénario adresse à quelqu'un d'autre. Sans adresse ici, elles "
            "vont au contact habituel."
        )
        for role in ContactRole:
            if role is not ContactRole.USUAL:
                _show_role(client_id, name, role, known.get(role, RoleContact()))


def _show_role(client_id: int, name: str, role: ContactRole, contact: RoleContact) -> None:
    key = f"clients-{role.value}-{client_id}-{digest([contact.name, contact.emails])}"
    who, where = st.columns([2, 3])
    keys = (f"{key}-name", f"{key}-emails")
    args = (client_id, name, role, keys)
    who.text_input(ROLE_LABELS[role], value=contact.name, key=keys[0], on_change=_keep, args=args)
    where.text_input(
        "E-mails",
        value=contact.emails,
        key=keys[1],
        placeholder="Une ou plusieurs adresses",
        on_change=_keep,
        args=args,
    )


def _keep(client_id: int, name: str, role: ContactRole, keys: tuple[str, str]) -> None:
    typed = [str(st.session_state.get(key) or "") for key in keys]
    if typed[0].strip() and not typed[1].strip():
        return  # the address comes next

    def save() -> Told:
        space = workspace.space()
        before = contacts_of(space, client_id).get(role, RoleContact())
        save_contact(space, workspace.act(), client_id, role, typed[0], typed[1])

        def undo() -> None:
            save_contact(space, workspace.act(), client_id, role, before.name, before.emails)

        return Told((f"Enregistré : {name}, {ROLE_LABELS[role].lower()}.",), undo=undo)

    attempt(PAGE, save)
