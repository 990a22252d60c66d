"""A message of today as it will be received: its headers, the page or the letter, its files."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from relance_core.errors import RelanceError
from relance_core.french import long_date
from relance_core.messages.as_sent import AsSent, open_again
from relance_core.messages.marked import marked
from relance_core.messages.preview import preview_html
from relance_core.messages.render import unedited
from relance_core.settings import Settings
from relance_core.store.database import reading
from relance_core.ui import workspace
from relance_core.ui.changes_told import show_changes
from relance_core.ui.frame import plain
from relance_core.ui.preview_before import page_before
from relance_core.ui.preview_mail import Mail, show_mail
from relance_core.ui.preview_papers import Paper, show_letter, show_papers
from relance_core.vocabulary import CHANNEL_LABELS
from relance_core.workflows.attached import Attached
from relance_core.workflows.drafts import Prepared, bytes_of, files_of

_KEY = "review_preview"
_PDF = "application/pdf"


def opened(prepared: Prepared, settings: Settings) -> AsSent | None:
    """The e-mail read back from the bytes that would leave, its files left aside.

    None for a letter, a step without a message, and what no mail program could carry: the checks
    say why.
    """
    if prepared.draft is None or prepared.is_letter:
        return None
    try:
        return open_again(bytes_of(prepared, settings)[0])
    except RelanceError:
        return None


def show_headers(prepared: Prepared) -> None:
    """Whom it goes to and its subject; the other headers are among the details."""
    draft, addressee = prepared.draft, prepared.reminder.addressee
    if draft is None:
        return
    if prepared.is_letter:
        place = " ".join(part for part in (addressee.postcode, addressee.city) if part)
        whole = ", ".join(part for part in (addressee.name, addressee.address, place) if part)
        lines = [("Par", CHANNEL_LABELS[prepared.reminder.channel]), ("À", whole)]
    else:
        lines = [("À", ", ".join(addressee.to)), ("Copie", ", ".join(addressee.copies))]
    st.caption(f"{plain_lines(lines)}  \nObjet : **{plain(draft.subject)}**")


def plain_lines(lines: list[tuple[str, str]]) -> str:
    """Each label with its words on a line of its own, in Markdown; empty ones are left out."""
    return "  \n".join(f"{label} : {plain(words)}" for label, words in lines if words)


def show_received(prepared: Prepared, settings: Settings, mail: AsSent | None) -> None:
    """The message itself, as the client gets it."""
    draft = prepared.draft
    assert draft is not None, "a step without a message is told otherwise"
    if prepared.is_letter:
        mark = f"{workspace.space().key} {prepared.fingerprint} {settings.firm}"
        try:
            pdf = _letter(mark, prepared)
        except RelanceError as error:  # the rest of the review goes on
            st.error(plain(error.message), icon=":material/error:")
            return
        name = f"courrier-{prepared.reminder.addressee.client_id}.pdf"
        show_letter(pdf, file_name=name, key=f"review_pdf_{prepared.key}")
        st.caption(f"Daté du {long_date(prepared.reminder.for_date)}.")
        return
    html = mail.html if mail else preview_html(draft)
    base = unedited(draft, prepared.reminder, settings.firm)
    show_mail(
        Mail(
            html=html,
            text=draft.text,
            title="Le message tel qu'il sera reçu",
            marked=marked(preview_html(base), html) if draft.edited else "",
        ),
        key=_KEY,
        before=partial(page_before, prepared.reminder.addressee.client_id, before_message=None),
    )


def show_text(prepared: Prepared, settings: Settings) -> None:
    """The words of a letter alone, its edit marked."""
    draft = prepared.draft
    assert draft is not None, "a step without a message has no text"
    if draft.edited:
        base = unedited(draft, prepared.reminder, settings.firm)
        show_changes(f"{base.subject}\n\n{base.text}", f"{draft.subject}\n\n{draft.text}")
    else:
        st.text(draft.text)


def show_details(prepared: Prepared, mail: AsSent | None) -> None:
    """Every header that matters to a reader, and the files that go with the message."""
    if mail is None:
        st.caption("Les en-têtes se liront quand le message pourra partir.")
    else:
        st.caption(plain_lines([*addresses(mail), *identifiers(mail)]))
    papers = [
        Paper(one.name, _PDF, partial(_content, prepared, one), one.size)
        for one in prepared.attached
    ]
    if papers:
        show_papers(papers, key=f"review_papers_{prepared.key}")
    else:
        st.caption("Aucune pièce jointe.")


def addresses(mail: AsSent) -> list[tuple[str, str]]:
    """Who wrote, to whom, who gets a copy and the answers, and the subject."""
    return [
        ("De", mail.sender),
        ("À", mail.to),
        ("Copie", mail.cc),
        ("Réponse à", mail.reply_to),
        ("Objet", mail.subject),
    ]


def identifiers(mail: AsSent) -> list[tuple[str, str]]:
    """What threads the message and names it."""
    return [
        ("En réponse à", mail.in_reply_to or "aucun message précédent"),
        ("Identifiant", mail.message_id or "fixé à l'approbation"),
    ]


def _content(prepared: Prepared, file: Attached) -> bytes:
    """One file of a message, read or made once somebody opens it."""
    with reading(workspace.space().engine) as conn:
        alone = replace(prepared, attached=(file,))
        return files_of(conn, workspace.day(), alone)[0].content


@st.cache_resource(max_entries=32, show_spinner=False)
def _letter(mark: str, _prepared: Prepared) -> bytes:
    del mark  # the key of the cache
    return bytes_of(_prepared, workspace.day().settings)[0]
