"""The section of what goes with e-mails: the invoices' PDFs, where they are, and the statement."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from relance_core.ui import workspace
from relance_core.ui.told import Told, attempt, show_told
from relance_core.workflows.edit_settings import save_sending, stored_settings

_STATEMENT = {
    "several": "Dès que le message porte plusieurs pièces",
    "always": "À chaque e-mail",
    "never": "Jamais",
}
_PAGE = "settings-attachments"


def show_attachments_settings() -> None:
    """What is joined to e-mails; the fields are kept as typed until they are saved."""
    _, _, sending = stored_settings(workspace.space())
    st.subheader("Pièces jointes des e-mails", anchor=False)
    st.toggle(
        "Joindre les factures en PDF",
        value=sending.attach_invoices,
        key=_key("invoices"),
        help="Celles que vous déposez dans Revue et envoi, ou que Relance trouve dans le dossier "
        "ci-dessous, une fois vérifié qu'elles sont bien celles du client.",
    )
    st.text_input(
        "Dossier de vos factures en PDF",
        value=sending.invoice_folder,
        key=_key("folder"),
        placeholder="Chemin complet, sur l'ordinateur où tourne Relance",
        help="Cherché par numéro de facture, sous-dossiers compris ; rien n'y est jamais écrit.",
    )
    st.radio(
        "Joindre le relevé de compte en PDF",
        list(_STATEMENT),
        index=list(_STATEMENT).index(sending.attach_statement),
        format_func=_STATEMENT.__getitem__,
        key=_key("statement"),
        horizontal=True,
    )
    st.button("Enregistrer les pièces jointes", key="settings_save_attachments", on_click=_save)
    show_told(_PAGE)


def _save() -> None:
    def save() -> Told:
        _, _, before = stored_settings(workspace.space())
        sending = replace(
            before,
            attach_invoices=st.session_state[_key("invoices")],
            invoice_folder=st.session_state[_key("folder")].strip(),
            attach_statement=st.session_state[_key("statement")],
        )
        save_sending(workspace.space(), workspace.act(), sending)
        return Told(done=("Pièces jointes enregistrées.",))

    attempt(_PAGE, save)


def _key(name: str) -> str:
    return f"settings_{workspace.space().key}_attach_{name}"
