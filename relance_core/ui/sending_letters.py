"""Letters printed and not yet posted: the files, then the day and the number of the posting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st
from sqlalchemy import Row

from relance_core.errors import Refused
from relance_core.store.database import reading
from relance_core.store.messages import message_bytes
from relance_core.ui import workspace
from relance_core.ui.frame import plain
from relance_core.ui.sending_batch import show_batch
from relance_core.ui.sending_cards import show_cards_of, show_heading, show_message
from relance_core.ui.told import Told, attempt
from relance_core.vocabulary import CHANNEL_LABELS, Channel
from relance_core.workflows.posting import posting_order
from relance_core.workflows.send import cancel_message, mark_posted


def show_letters(rows: Sequence[Row[Any]], *, place: str) -> None:
    """All of them at once, then each with its file and the fields for its posting."""
    if not rows:
        return
    show_heading(
        "Courriers à poster",
        "Imprimez-les, postez-les, puis notez ici le jour et le numéro : l'étape est faite quand "
        "le courrier est posté.",
        rows,
    )
    show_batch(rows, place=place)
    placed = posting_order(workspace.space(), rows)
    numbers = {row.id: number for number, row in placed if number is not None}
    several = numbers if len(numbers) > 1 or any(row.listed_at for row in rows) else {}
    show_cards_of([row for _, row in placed], partial(_letter, place, several))


def _letter(place: str, numbers: Mapping[int, int], row: Row[Any]) -> None:
    at = numbers.get(row.id)
    listed = f" · n° {at} du bordereau" if at else ""
    show_message(row, CHANNEL_LABELS[Channel(row.channel)] + listed)
    if row.path:
        st.caption(plain(row.path))
    left, middle, right = st.columns([2, 3, 2], vertical_alignment="bottom")
    left.date_input(
        "Posté le",
        value=workspace.today(),
        format="DD/MM/YYYY",
        key=_key("date", row.id),
    )
    middle.text_input("N° de suivi", key=_key("tracking", row.id), placeholder="1A 234 567 8901 2")
    right.button(
        "Noter l'envoi",
        key=f"sending_posted_{row.id}",
        icon=":material/markunread_mailbox:",
        width="stretch",
        on_click=_posted,
        args=(row.id, place),
    )
    with st.container(horizontal=True):
        st.download_button(
            "Télécharger le courrier (PDF)",
            data=lambda: _pdf(row.id),
            file_name=f"courrier-{row.id}.pdf",
            mime="application/pdf",
            key=f"sending_pdf_{row.id}",
            icon=":material/download:",
            type="tertiary",
            on_click="ignore",
        )
        st.button(
            "Ne pas poster",
            key=f"sending_unposted_{row.id}",
            icon=":material/undo:",
            type="tertiary",
            on_click=_cancel,
            args=(row.id, place),
        )


def _posted(message_id: int, place: str) -> None:
    def note() -> Told:
        day = st.session_state[_key("date", message_id)]
        number = " ".join(str(st.session_state[_key("tracking", message_id)]).split())
        space, act = workspace.space(), workspace.act()
        if not mark_posted(space, act, message_id, posted_on=day, tracking=number):
            raise Refused("Ce courrier n'attend plus d'être posté : rien n'a été noté.")
        return Told(done=(f"Courrier posté le {day:%d/%m/%Y}.",))

    attempt(place, note)


def _cancel(message_id: int, place: str) -> None:
    def cancel() -> Told:
        reason = f"Courrier non posté, annulé par {workspace.person()}."
        if not cancel_message(workspace.space(), workspace.act(), message_id, reason):
            raise Refused("Ce courrier n'attend plus d'être posté : rien n'a changé.")
        return Told(done=("Courrier annulé : ses factures seront de nouveau proposées.",))

    attempt(place, cancel)


def _pdf(message_id: int) -> bytes:
    with reading(workspace.space().engine) as conn:
        return message_bytes(conn, message_id) or b""


def _key(field: str, message_id: int) -> str:
    return f"sending_{field}_{message_id}"
