"""One message of the past, opened again: who it went to, what it demanded, and its very bytes."""

from __future__ import annotations

from functools import partial
from typing import Any

import polars as pl
import streamlit as st
from sqlalchemy import Row

from relance_core.french import amounts, plural, short_date
from relance_core.messages.as_sent import AsSent, Part, is_letter, open_again
from relance_core.money import MONEY, from_thousandths
from relance_core.store.database import reading
from relance_core.store.messages import lines_of, message_bytes, message_row
from relance_core.ui import workspace
from relance_core.ui.changes_told import show_changes
from relance_core.ui.frame import plain
from relance_core.ui.letter_proofs import show_proofs
from relance_core.ui.message_preview import addresses, identifiers, plain_lines
from relance_core.ui.preview_before import page_before, show_before
from relance_core.ui.preview_mail import Mail, show_mail
from relance_core.ui.preview_papers import Paper, show_letter, show_papers
from relance_core.ui.strike_form import show_strike
from relance_core.ui.tables import Table, column_config, written
from relance_core.vocabulary import (
    CHANNEL_LABELS,
    MESSAGE_LABELS,
    STATE_LABELS,
    STEP_LABELS,
    TONE_LABELS,
    Channel,
    MessageState,
    Step,
    Tone,
)

#: Where what is done to a message is told.
PAGE = "journal"
_STEPS = frozenset(STEP_LABELS)
_LINES = {
    "number": "Facture",
    "amount": "Demandé",
    "due_date": "Échéance",
    "step": "Étape",
}


#: The same of a message of no step, which asks for nothing: what was due when it was approved.
_ABOUT = {"number": "Facture", "amount": "Restant dû", "due_date": "Échéance"}


def show_message(message_id: int, *, key: str) -> None:
    """The message ``message_id`` exactly as it was approved, its facts first."""
    with reading(workspace.space().engine) as conn:
        message = message_row(conn, message_id)
        raw = message_bytes(conn, message_id)
        lines = lines_of(conn, message_id)
    if message is None:
        st.caption("Ce message n'est plus dans cet espace.")
        return
    st.markdown(plain(_facts(message)))
    show_strike(message, page=PAGE, key=key)
    show_proofs(message, page=PAGE, key=key)
    st.markdown(f"**Objet :** {plain(message.subject)}")
    _show_lines(lines, key, _LINES if message.step in _STEPS else _ABOUT)
    if raw is None:
        st.text(message.text)
        return
    letter = is_letter(raw)
    received, before, more, *changed = st.tabs(
        ["Courrier" if letter else "Comme il est reçu", "Reçu avant"]
        + ["Texte seul" if letter else "Détails"]
        + (["Modifications"] if message.unedited else []),
        key=f"{key}-tabs",
    )
    with before:
        show_before(message.addressee_id, before_message=message_id, key=key)
    for tab in changed:
        with tab:
            st.caption("Ce que la revue a changé du texte prévu : ajouté en vert, retiré barré.")
            show_changes(message.unedited, f"{message.subject}\n\n{message.text}")
    if letter:
        with received:
            show_letter(raw, file_name=f"courrier-{message_id}.pdf", key=f"{key}-pdf")
        with more:
            st.text(message.text)
        return
    sent = open_again(raw)
    with received:
        _show_email(message, sent, key)
    with more:
        _show_details(message_id, sent, raw, key)


def _facts(message: Row[Any]) -> str:
    """One sentence: step, tone, channel, state, and by whom and when."""
    state = MessageState(message.state)
    facts = [
        MESSAGE_LABELS[message.step],
        *([f"ton {TONE_LABELS[Tone(message.tone)].lower()}"] if message.step in _STEPS else []),
        CHANNEL_LABELS[Channel(message.channel)].lower(),
        *([] if state is MessageState.APPROVED else [STATE_LABELS[state].lower()]),
        f"approuvé par {message.approved_by} le {message.approved_at:%d/%m/%Y à %H:%M}",
    ]
    if message.posted_on:
        number = f", n° {message.tracking}" if message.tracking else ""
        facts.append(f"posté le {short_date(message.posted_on)}{number}")
        if message.received_on:
            facts.append(f"reçu le {short_date(message.received_on)}")
    elif message.sent_at:
        facts.append(f"parti le {message.sent_at:%d/%m/%Y à %H:%M}")
    if message.state_reason:
        facts.append(message.state_reason.rstrip("."))
    if message.edited:
        facts.append("modifié à la main avant approbation")
    return " · ".join(facts)


def _show_lines(lines: list[Row[Any]], key: str, headings: dict[str, str]) -> None:
    """The invoices that the message carried, with what was asked for each."""
    frame = pl.DataFrame(
        {
            "number": [line.number for line in lines],
            "due_date": [line.due_date for line in lines],
            "step": [
                STEP_LABELS[Step(line.own_step)] if line.own_step else "Rappelée" for line in lines
            ],
            "amount": [from_thousandths(line.amount) for line in lines],
            "currency": [line.currency for line in lines],
        },
        schema={
            "number": pl.String,
            "due_date": pl.Date,
            "step": pl.String,
            "amount": MONEY,
            "currency": pl.String,
        },
    )
    if frame.is_empty():
        return
    table = Table(frame, headings, "Factures du message")
    totals: dict[str, Any] = {}
    for line in lines:
        totals[line.currency] = totals.get(line.currency, 0) + from_thousandths(line.amount)
    st.caption(plain(f"{plural(len(lines), 'facture')}, {amounts(totals)}"))
    st.dataframe(
        written(table),
        key=f"{key}-lines",
        hide_index=True,
        column_config=column_config(table),
        column_order=table.columns,
    )


def _show_email(message: Row[Any], sent: AsSent, key: str) -> None:
    """The e-mail as it is received, and the one before it when somebody enlarges it."""
    show_mail(
        Mail(sent.html, sent.text, "Le message tel qu'il est reçu"),
        key=key,
        before=partial(page_before, message.addressee_id, before_message=message.id),
    )


def _show_details(message_id: int, sent: AsSent, raw: bytes, key: str) -> None:
    """Its headers, the files that went with it, and the exact file of the message."""
    when = [("Date", f"{sent.date:%d/%m/%Y à %H:%M}")] if sent.date else []
    st.caption(plain_lines([*addresses(sent), *when, *identifiers(sent)]))
    papers = [
        Paper(one.name, one.media_type, partial(_content, one), one.size)
        for one in sent.attachments
    ]
    show_papers(papers, key=key)
    if not papers:
        st.caption("Aucune pièce jointe.")
    st.download_button(
        "Télécharger le message exact (.eml)",
        raw,
        file_name=f"message-{message_id}.eml",
        mime="message/rfc822",
        key=f"{key}-eml",
        icon=":material/download:",
        on_click="ignore",
    )


def _content(part: Part) -> bytes:
    return part.content
