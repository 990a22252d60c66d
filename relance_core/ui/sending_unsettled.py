"""Messages whose end is unknown, held back or refused: why, and what a person decides."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st
from sqlalchemy import Row

from relance_core.errors import Refused
from relance_core.ui import workspace
from relance_core.ui.review_position import move_to
from relance_core.ui.sending_cards import addresses_of, show_cards, show_message
from relance_core.ui.told import Told, attempt
from relance_core.vocabulary import COMPANION_LABELS
from relance_core.workflows.send import settle_uncertain

#: What has to be typed before a message is proposed a second time.
TYPED = "RENVOYER"
#: Set to show the list of messages to read.
TO_READ = "review_wanted"


def show_uncertain(rows: Sequence[Row[Any]], *, place: str) -> None:
    """Left or not: held for sent unless somebody knows better."""
    show_cards(
        "Issue inconnue",
        "Le serveur n'a pas confirmé. Regardez dans les messages envoyés de votre boîte : presque "
        "toujours, le message est parti. Rien n'est renvoyé de lui-même.",
        rows,
        partial(_uncertain, place),
    )


def _uncertain(place: str, row: Row[Any]) -> None:
    show_message(row, addresses_of(row))
    with st.container(horizontal=True):
        st.button(
            "Tenu pour envoyé",
            key=f"sending_held_for_sent_{row.id}",
            type="primary",
            icon=":material/check:",
            on_click=_settle,
            args=(place, row.id, True),
        )
        with st.popover("Renvoyer", icon=":material/replay:", key=f"resend_{row.id}"):
            _show_resend(place, row.id)


def _show_resend(place: str, message_id: int) -> None:
    st.markdown(
        "Le client pourrait le recevoir deux fois. Le message sera de nouveau à relire et à "
        "approuver."
    )
    st.text_input(f"Tapez {TYPED} pour confirmer", key=_typed(message_id))
    st.button(
        "Proposer de nouveau ce message",
        key=f"sending_resend_{message_id}",
        on_click=_settle,
        args=(place, message_id, False),
    )


def _settle(place: str, message_id: int, sent: bool) -> None:
    def settle() -> Told:
        if not sent and str(st.session_state.get(_typed(message_id), "")).strip() != TYPED:
            raise Refused(f"Rien n'a changé : tapez {TYPED} pour confirmer le renvoi.")
        if not settle_uncertain(workspace.space(), workspace.act(), message_id, sent=sent):
            raise Refused("Ce message a déjà été réglé : rien n'a changé.")
        words = "tenu pour envoyé" if sent else "à relire de nouveau"
        return Told(done=(f"Message {words}.",))

    attempt(place, settle)


def show_held(rows: Sequence[Row[Any]]) -> None:
    """Approved, then stopped by a payment, a dispute or a change: why, and the way back."""
    proposed = set(workspace.day().plan.reminders["addressee_id"])
    show_cards(
        "Retenus",
        "Quelque chose a changé depuis l'approbation : ils attendent qu'on les relise.",
        rows,
        partial(_held, proposed),
    )


def _held(proposed: set[int], row: Row[Any]) -> None:
    show_message(row, addresses_of(row))
    if row.step in COMPANION_LABELS:  # of no step: taken up again on the sheet of the client
        st.page_link(
            "pages/clients.py",
            label="Reprendre dans la fiche du client",
            icon=":material/edit_note:",
            query_params={"client": str(row.addressee_id)},
        )
        return
    if row.addressee_id not in proposed:
        st.caption("Aucun message n'est proposé aujourd'hui pour ce client.")
        return
    st.button(
        "Relire le message d'aujourd'hui",
        key=f"sending_reread_{row.id}",
        icon=":material/visibility:",
        on_click=_reread,
        args=(row.addressee_id,),
    )


def _reread(client_id: int) -> None:
    move_to(f"p{client_id}")
    st.session_state[TO_READ] = True


def show_refused(rows: Sequence[Row[Any]]) -> None:
    """Refused by the server, in its own words."""
    if show_cards(
        "Refusés",
        "Le serveur n'en a pas voulu. Corrigez l'adresse du client : le message sera proposé de "
        "nouveau.",
        rows,
        lambda row: show_message(row, addresses_of(row)),
    ):
        st.page_link("pages/clients.py", label="Corriger les adresses", icon=":material/groups:")


def _typed(message_id: int) -> str:
    return f"sending_typed_{message_id}"
