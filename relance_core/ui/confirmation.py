"""The e-mail that confirms what was just agreed, ready to leave from the user's own program."""

from __future__ import annotations

from functools import partial

import streamlit as st

from relance_core.messages.commitment import Commitment
from relance_core.ui import workspace
from relance_core.ui.told import Told, attempt
from relance_core.workflows.confirmations import note_confirmation

#: How a payment may be promised; empty: not said.
MEANS = ("", "virement", "chèque", "carte", "prélèvement")


def propose(waiting: tuple[int, Commitment] | None) -> None:
    """Keep the confirmation for a client until it has left; None: nothing is to be confirmed."""
    st.session_state[_key()] = waiting


def show_confirmation(page: str) -> None:
    """The last confirmation proposed, until somebody says that it left or that none is wanted."""
    waiting = st.session_state.get(_key())
    if waiting is None:
        return
    client_id, found = waiting
    with st.container(border=True):
        st.markdown("**Confirmer par écrit ce qui vient d'être dit**")
        st.text("À : " + (", ".join(found.to) or "aucune adresse : à compléter dans la fiche"))
        st.text(f"Objet : {found.subject}")
        st.code(found.body, language=None, wrap_lines=True)
        with st.container(horizontal=True):
            st.link_button(
                "Ouvrir dans ma messagerie",
                found.mailto,
                icon=":material/outgoing_mail:",
                type="primary",
            )
            st.button(
                "C'est envoyé",
                key="confirmation-sent",
                icon=":material/check:",
                on_click=attempt,
                args=(page, partial(_sent, client_id, found)),
            )
            st.button(
                "Ne pas confirmer",
                key="confirmation-unwanted",
                icon=":material/close:",
                type="tertiary",
                on_click=propose,
                args=(None,),
            )


def _sent(client_id: int, sent: Commitment) -> Told:
    """The words that left are kept; the confirmation is proposed no more."""
    note_confirmation(workspace.space(), workspace.act(), client_id, sent)
    propose(None)
    return Told(("Confirmation notée dans le journal, mot pour mot.",))


def _key() -> str:
    """An espace does not confirm what was said in another."""
    return f"confirmation-{workspace.space().key}"
