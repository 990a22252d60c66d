"""Letters to post, and those posted: the files, then the day, the number and the proofs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import polars as pl
import streamlit as st
from sqlalchemy import Row

from relance_core.errors import Refused
from relance_core.store.database import reading
from relance_core.store.messages import message_bytes
from relance_core.store.postings import posted_letters
from relance_core.ui import workspace
from relance_core.ui.frame import plain
from relance_core.ui.letter_proofs import show_proofs
from relance_core.ui.paging import pick_row
from relance_core.ui.sending_batch import show_batch
from relance_core.ui.sending_cards import show_cards_of, show_heading, show_message
from relance_core.ui.tables import Table
from relance_core.ui.told import Told, attempt
from relance_core.vocabulary import CHANNEL_LABELS, MESSAGE_LABELS, Channel
from relance_core.workflows.posted_letters import proofs
from relance_core.workflows.posting import posting_order
from relance_core.workflows.send import cancel_message, mark_posted

#: A registered letter's receipt comes back within weeks.
_RECENT = timedelta(days=92)
_POSTED = {
    "posted_on": "Posté le",
    "client": "Client",
    "step": "Étape",
    "channel": "Envoi",
    "tracking": "N° de suivi",
    "proofs": "Justificatifs",
}


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
    several = numbers if len(numbers) > 1 else {}
    show_cards_of([row for _, row in placed], partial(_letter, place, several))


def show_posted(*, place: str) -> None:
    """The letters posted lately; the one chosen has its number and its proofs under the list."""
    space, since = workspace.space(), workspace.today() - _RECENT
    with reading(space.engine) as conn:
        rows = posted_letters(conn, since=since)
    if not rows:
        return
    show_heading(
        "Courriers postés",
        "Depuis trois mois. Choisissez-en un pour noter son numéro ou garder sa preuve de dépôt et "
        "son avis de réception.",
        rows,
    )
    kept = proofs(space, [row.id for row in rows])
    table = Table(
        pl.DataFrame(
            {
                "posted_on": [row.posted_on for row in rows],
                "client": [row.client_name for row in rows],
                "step": [MESSAGE_LABELS[row.step] for row in rows],
                "channel": [CHANNEL_LABELS[Channel(row.channel)] for row in rows],
                "tracking": [row.tracking or "" for row in rows],
                "proofs": [len(kept[row.id]) for row in rows],
            },
            schema_overrides={"posted_on": pl.Date, "proofs": pl.Int64},
        ),
        _POSTED,
        title="Courriers postés",
    )
    at = pick_row(table, [row.id for row in rows], key="sending-posted", label="Courriers postés")
    if at is not None:
        with st.container(border=True):
            st.markdown(f"**{plain(rows[at].client_name)}** · {MESSAGE_LABELS[rows[at].step]}")
            show_proofs(rows[at], page=place, key="sending-posted")


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
