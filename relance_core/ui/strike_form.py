"""A step recorded or sent by mistake: struck with a reason, or taken back."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st
from sqlalchemy import Row

from relance_core.french import short_date
from relance_core.store.outbox.strikes import STRIKABLE
from relance_core.ui import workspace
from relance_core.ui.frame import plain
from relance_core.ui.told import Told, attempt
from relance_core.workflows.strike import strike_message, unstrike_message


def show_strike(message: Row[Any], *, page: str, key: str) -> None:
    """What can be done about ``message`` (a row of the messages) once it has left; else nothing."""
    if message.state not in STRIKABLE:
        return
    if message.struck_reason is not None:
        day = short_date(message.struck_at)
        st.warning(
            plain(f"Étape rayée par {message.struck_by} le {day} : {message.struck_reason}"),
            icon=":material/history_toggle_off:",
        )
        st.button(
            "Compter de nouveau cette étape",
            key=f"{key}-unstrike",
            icon=":material/undo:",
            on_click=attempt,
            args=(page, partial(_unstrike, message.id)),
        )
        return
    with st.popover("Rayer cette étape…", icon=":material/ink_eraser:"):
        st.caption(
            "Pour une étape notée ou envoyée par erreur : elle ne compte plus, les factures "
            "reviennent où elles en étaient. Le message parti reste dans le journal."
        )
        reason = f"{key}-strike-reason"
        st.text_input("Pourquoi ?", key=reason, placeholder="Envoyé au mauvais client, par exemple")
        st.button(
            "Rayer l'étape",
            key=f"{key}-strike",
            type="primary",
            on_click=attempt,
            args=(page, partial(_strike, message.id, reason)),
        )


def _strike(message_id: int, reason_key: str) -> Told:
    reason = str(st.session_state.get(reason_key) or "")
    strike_message(workspace.space(), workspace.act(), message_id, reason)
    undo = partial(unstrike_message, workspace.space(), workspace.act(), message_id)
    return Told(("Étape rayée : elle ne compte plus.",), undo=undo)


def _unstrike(message_id: int) -> Told:
    unstrike_message(workspace.space(), workspace.act(), message_id)
    return Told(("Étape comptée de nouveau.",))
