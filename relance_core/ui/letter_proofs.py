"""A posted letter's number, day of receipt and scanned proofs: noted, shown, taken back."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import streamlit as st
from sqlalchemy import Row

from relance_core.documents import SIZE_LIMIT
from relance_core.french import short_date
from relance_core.ui import workspace
from relance_core.ui.kept_file import show_kept_file
from relance_core.ui.told import Told, attempt
from relance_core.ui.uploader import upload
from relance_core.vocabulary import LETTER_CHANNELS
from relance_core.workflows.posted_letters import (
    MOST_PROOFS,
    add_proof,
    note_received,
    number_letter,
    proofs,
    remove_proof,
    restore_proof,
)

_KINDS = ("pdf", "png", "jpg", "jpeg")


def show_proofs(message: Row[Any], *, page: str, key: str) -> None:
    """What is kept of ``message`` (a row of the messages) once posted; nothing for another.

    ``page``: where what is done is told.
    """
    if message.channel not in LETTER_CHANNELS or message.posted_on is None:
        return
    st.markdown(f"**Posté le {short_date(message.posted_on)}**")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _show_number(message, page, key)
        _show_receipt(message, page, key)
    kept = proofs(workspace.space(), [message.id])[message.id]
    for row in kept:
        show_kept_file(
            row,
            page=page,
            key=f"{key}-proof",
            remove=remove_proof,
            restore=restore_proof,
            of=(message.id,),
        )
    if len(kept) < MOST_PROOFS:
        _take(message.id, page, key)


def _show_number(message: Row[Any], page: str, key: str) -> None:
    field = f"{key}-number-{message.id}"
    st.text_input(
        "N° de suivi",
        value=message.tracking or "",
        key=field,
        placeholder="1A 234 567 8901 2",
        max_chars=60,
        width=220,
    )
    st.button(
        "Noter le numéro",
        key=f"{key}-number-save-{message.id}",
        icon=":material/tag:",
        on_click=_number,
        args=(message.id, field, page),
    )


def _show_receipt(message: Row[Any], page: str, key: str) -> None:
    field = f"{key}-received-{message.id}"
    st.date_input(
        "Reçu ou présenté le",
        value=message.received_on,
        format="DD/MM/YYYY",
        key=field,
        width=180,
        on_change=_received,
        args=(message.id, field, message.received_on, page),
        help="Comme l'avis de réception le dit. Un particulier ne doit des intérêts qu'à partir de "
        "ce jour.",
    )


def _received(message_id: int, field: str, kept: date | None, page: str) -> None:
    def act() -> Told:
        day = st.session_state.get(field)
        st.session_state[field] = kept  # until it is known to be possible
        before = note_received(workspace.space(), workspace.act(), message_id, day)
        st.session_state[field] = day
        undo = partial(_received_again, message_id, before, field)
        words = f"Courrier reçu le {short_date(day)}." if day else "Date de réception effacée."
        return Told(done=(words,), undo=undo)

    attempt(page, act)


def _received_again(message_id: int, before: date | None, field: str) -> None:
    note_received(workspace.space(), workspace.act(), message_id, before)
    st.session_state[field] = before


def _number(message_id: int, field: str, page: str) -> None:
    def act() -> Told:
        written = str(st.session_state.get(field) or "")
        before = number_letter(workspace.space(), workspace.act(), message_id, written)
        undo = partial(_number_again, message_id, before, field)
        return Told(done=("Numéro de suivi noté.",), undo=undo)

    attempt(page, act)


def _number_again(message_id: int, before: str, field: str) -> None:
    number_letter(workspace.space(), workspace.act(), message_id, before)
    st.session_state[field] = before


def _take(message_id: int, page: str, key: str) -> None:
    """Where a receipt is dropped; once it is kept, the place is free for another."""
    turn_key = f"{key}-proof-turn-{message_id}"
    turn = st.session_state.get(turn_key, 0)
    file = upload(
        "Preuve de dépôt, avis de réception, enveloppe revenue (PDF ou image)",
        _KINDS,
        key=f"{key}-proof-{message_id}-{turn}",
        limit_mb=SIZE_LIMIT // 1_000_000,
    )
    if file is None:
        return

    def act() -> Told:
        space, by = workspace.space(), workspace.act()
        kept = add_proof(space, by, message_id, file.name, file.getvalue())
        undo = partial(remove_proof, space, by, message_id, kept)
        return Told(done=(f"« {file.name} » est gardé avec ce courrier.",), undo=undo)

    attempt(page, act)
    st.session_state[turn_key] = turn + 1
    st.rerun()
