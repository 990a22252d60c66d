"""The message proposed after what was just agreed: read, corrected, approved in one click."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from relance_core.documents import SIZE_LIMIT, Document, document_of
from relance_core.errors import Refused
from relance_core.messages.companion import CompanionText
from relance_core.store.database import reading
from relance_core.ui import workspace
from relance_core.ui.frame import plain
from relance_core.ui.paging import digest
from relance_core.ui.told import Told, attempt
from relance_core.ui.uploader import upload_several
from relance_core.vocabulary import COMPANION_LABELS, Companion
from relance_core.workflows.attached import Attached
from relance_core.workflows.companions import (
    ApprovedCompanion,
    approve_companion,
    facts_of,
    invoice_files,
    note_sent_elsewhere,
    problems_of,
    to_whom_it_goes_now,
    withdraw_companion,
)
from relance_core.workflows.companions import propose as proposed_text
from relance_core.workflows.today_plan import Day

#: How a payment may be promised; empty: not said.
MEANS = ("", "virement", "chèque", "carte", "prélèvement")


@dataclass(frozen=True)
class Waiting:
    """A message proposed, and the one that it takes the place of (``replaces``)."""

    text: CompanionText
    replaces: int | None = None


def propose(text: CompanionText | None, *, replaces: int | None = None) -> None:
    """Keep a message until it is approved or dropped; None: nothing is to be written."""
    st.session_state[_key()] = None if text is None else Waiting(text, replaces)


def text_about(
    day: Day, kind: Companion, invoice_ids: Collection[int], **told: Any
) -> CompanionText | None:
    """The message of ``kind`` to whoever pays these invoices; None when none of them is open.

    ``told``: the fields of ``CompanionFacts`` that only a person knows.
    """
    payers = day.situation.ledger.filter(pl.col("invoice_id").is_in(list(invoice_ids)))["payer_id"]
    if payers.is_empty():
        return None
    with reading(workspace.space().engine) as conn:
        facts = facts_of(conn, day, kind, payers[0], invoice_ids, on=workspace.today(), **told)
    return proposed_text(day, facts)


def show_companion(page: str, *, client_id: int | None = None) -> None:
    """The last message proposed, until somebody approved it, sent it otherwise, or wants none.

    ``client_id``: only when it is to this client.
    """
    waiting: Waiting | None = st.session_state.get(_key())
    if waiting is None:
        return
    proposed = to_whom_it_goes_now(workspace.day(), waiting.text)
    addressee = proposed.facts.addressee
    if client_id is not None and addressee.client_id != client_id:
        return
    with st.container(border=True):
        what = COMPANION_LABELS[proposed.kind].lower()
        st.markdown(f"**Message à {plain(addressee.name)} : {what}**")
        nobody = "aucune adresse utilisable, le message attendra qu'il y en ait une"
        st.text("À : " + (", ".join(proposed.to) or nobody))
        mark = digest([proposed.kind, proposed.subject, proposed.body])
        subject = st.text_input("Objet", value=proposed.subject, key=f"companion-subject-{mark}")
        body = st.text_area(
            "Message", value=proposed.body, key=f"companion-body-{mark}", height="content"
        )
        text = replace(proposed, subject=subject or "", body=body or "")
        kept = _kept_files(text)
        files = _dropped_files(text, mark)
        names = [*(one.name for one in kept), *(one.name for one in files)]
        if names:
            st.text("Pièces jointes : " + ", ".join(names))
        problems = problems_of(workspace.day(), text, attached=names)
        for problem in problems:
            blocks = problem.severity == "block"
            st.caption(f":material/{'block' if blocks else 'info'}: {plain(problem.message)}")
        blocked = any(p.severity == "block" for p in problems)
        _buttons(page, replace(waiting, text=text), blocked, kept, files)


def _kept_files(text: CompanionText) -> tuple[Attached, ...]:
    """The PDFs kept of the invoices of a duplicate."""
    with reading(workspace.space().engine) as conn:
        return invoice_files(conn, text)


def _dropped_files(text: CompanionText, mark: str) -> list[Document]:
    """Files dropped here to go with a duplicate."""
    if text.kind is not Companion.DUPLICATE_INVOICE:
        return []
    found = []
    for dropped in upload_several(
        "Joindre un PDF",
        ["pdf"],
        key=f"companion-files-{mark}",
        limit_mb=SIZE_LIMIT // 1_000_000,
    ):
        try:
            found.append(document_of(dropped.name, dropped.getvalue()))
        except Refused as refused:
            st.warning(plain(refused.message), icon=":material/block:")
    return found


def _buttons(
    page: str,
    waiting: Waiting,
    blocked: bool,
    shown: Sequence[Attached],
    files: Sequence[Document],
) -> None:
    with st.container(horizontal=True):
        st.button(
            "Approuver l'e-mail" if waiting.text.to else "Garder jusqu'à une adresse",
            key="companion-approve",
            icon=":material/check:",
            type="primary",
            disabled=blocked,
            on_click=attempt,
            args=(page, partial(_approve, waiting, shown, files)),
        )
        st.link_button(
            "Ouvrir dans ma messagerie", waiting.text.mailto, icon=":material/outgoing_mail:"
        )
        st.button(
            "Noter qu'il est parti de ma messagerie",
            key="companion-sent",
            type="tertiary",
            icon=":material/mark_email_read:",
            on_click=attempt,
            args=(page, partial(_sent, waiting.text)),
        )
        st.button(
            "Ne rien envoyer",
            key="companion-unwanted",
            icon=":material/close:",
            type="tertiary",
            on_click=propose,
            args=(None,),
        )


def _approve(waiting: Waiting, shown: Sequence[Attached], files: Sequence[Document]) -> Told:
    """The words as they stand are put with what waits to be sent."""
    space, act = workspace.space(), workspace.act()
    approved = approve_companion(
        space, act, waiting.text, replaces=waiting.replaces, shown=shown, files=files
    )
    propose(None)
    undo = partial(_withdraw, approved, waiting)
    if approved.held:
        kept = "Message gardé : il se reprend dans la fiche du client, une fois l'adresse corrigée."
        return Told((kept,), undo=undo)
    return Told(
        ("E-mail approuvé : il part avec le prochain envoi.",),
        undo=undo,
        next_page=("pages/revue_envoi.py", "Envoyer, dans Revue et envoi"),
    )


def _withdraw(approved: ApprovedCompanion, waiting: Waiting) -> None:
    withdraw_companion(workspace.space(), workspace.act(), approved.message_id)
    propose(waiting.text)


def _sent(text: CompanionText) -> Told:
    """The words that left are kept; the message is proposed no more."""
    note_sent_elsewhere(workspace.space(), workspace.act(), text)
    propose(None)
    return Told(("Message noté dans le journal, mot pour mot.",))


def _key() -> Any:
    """An espace does not write what was said in another."""
    return f"companion-{workspace.space().key}"
