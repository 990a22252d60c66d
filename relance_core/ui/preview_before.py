"""What a client got before the message on the screen: its date, its subject, its words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st
from sqlalchemy import Row

from relance_core.french import long_date, short_date
from relance_core.messages.as_sent import is_letter, open_again
from relance_core.messages.preview import Look, as_received
from relance_core.reminders.reminder import Earlier
from relance_core.store.database import reading
from relance_core.store.messages import message_bytes
from relance_core.ui import workspace
from relance_core.ui.frame import plain
from relance_core.ui.preview_frame import Framed, Screen, show_framed
from relance_core.ui.preview_mail import Before
from relance_core.ui.preview_papers import show_letter
from relance_core.vocabulary import MESSAGE_LABELS, STATE_LABELS, STEP_LABELS, MessageState
from relance_core.workflows.received import received_before

_HEIGHT = 500


def show_before(
    client_id: int, *, before_message: int | None, key: str, known: Sequence[Earlier] = ()
) -> None:
    """The last message that the client got, opened; says when there was none.

    ``known``: the steps that were done, some of them elsewhere than here.
    """
    with reading(workspace.space().engine) as conn:
        row = received_before(conn, client_id, before_message=before_message)
        raw = message_bytes(conn, row.id) if row is not None else None
    if row is None:
        st.caption(plain(_elsewhere(known) or "Ce client n'a encore rien reçu de Relance."))
        return
    st.markdown(f"**{plain(_title(row))}**")
    st.text(f"Objet : {row.subject}")
    if raw is None:
        st.text(row.text)
    elif is_letter(raw):
        show_letter(raw, file_name=f"courrier-{row.id}.pdf", key=f"{key}_before_pdf")
    else:
        page = as_received(open_again(raw).html, Look())
        show_framed([Framed(page, Screen.HERE, "Le message précédent")], height=_HEIGHT)


def page_before(client_id: int, *, before_message: int | None) -> Before | None:
    """The page of the last e-mail that the client got, for showing it beside another."""
    with reading(workspace.space().engine) as conn:
        row = received_before(conn, client_id, before_message=before_message)
        raw = message_bytes(conn, row.id) if row is not None else None
    if row is None or raw is None or is_letter(raw):
        return None
    return Before(_title(row), open_again(raw).html)


def _elsewhere(known: Sequence[Earlier]) -> str:
    """The last step done without a message of ours, such as those that an import tells of."""
    if not known:
        return ""
    last = max(known, key=lambda one: one.day)
    return (
        f"{STEP_LABELS[last.step]} faite le {short_date(last.day)}, hors de Relance : son texte "
        "n'est pas connu ici."
    )


def _title(row: Row[Any]) -> str:
    """« 1re relance, envoyé le vendredi 13 novembre 2026 »."""
    state = MessageState(row.state)
    day = row.posted_on or (row.sent_at.date() if row.sent_at else row.approved_at.date())
    words = "posté" if row.posted_on else STATE_LABELS[state].lower()
    return f"{MESSAGE_LABELS[row.step]}, {words} le {long_date(day)}"
