"""A message as it will be received: its headers, the page, the plain text, the letter's pages."""

from __future__ import annotations

import streamlit as st

from relance_core.french import long_date
from relance_core.messages.letter import letter_pdf, letter_pictures
from relance_core.messages.preview import preview_html
from relance_core.outbox.account import sender_address
from relance_core.settings import Firm, Settings
from relance_core.ui import workspace
from relance_core.vocabulary import CHANNEL_LABELS
from relance_core.workflows.drafts import Prepared

PREVIEW_HEIGHT = 560


def show_headers(prepared: Prepared, settings: Settings) -> None:
    """From, to, copies and subject; for a letter, the postal address."""
    addressee = prepared.reminder.addressee
    if prepared.draft is None:
        return
    if prepared.is_letter:
        place = " ".join(part for part in (addressee.postcode, addressee.city) if part)
        lines = [("Par", CHANNEL_LABELS[prepared.reminder.channel])]
        lines.append(("À", ", ".join(p for p in (addressee.name, addressee.address, place) if p)))
    else:
        lines = [("De", _sender(settings)), ("À", ", ".join(addressee.to))]
        if addressee.copies:
            lines.append(("Copie", ", ".join(addressee.copies)))
    lines.append(("Objet", prepared.draft.subject))
    # st.text: addresses stay text, nothing is made a link.
    st.text("\n".join(f"{label} : {words}" for label, words in lines))


def _sender(settings: Settings) -> str:
    address = sender_address(settings.sending) or settings.firm.email
    name = settings.sending.sender_name or settings.firm.name
    if not address:
        return f"{name} (adresse à compléter dans Réglages)".strip()
    return f"{name} <{address}>" if name else address


def show_body(prepared: Prepared, firm: Firm) -> None:
    """The message itself; a step without a message says what approving it means."""
    if prepared.draft is None:
        st.info(
            "Aucun message ne part à cette étape. L'approuver note que le dossier est transmis : "
            "nos propres relances de ces factures s'arrêtent.",
            icon=":material/gavel:",
        )
        return
    if prepared.is_letter:
        _show_letter(prepared, firm)
        return
    st.iframe(
        preview_html(prepared.draft), height=PREVIEW_HEIGHT, alt="Le message tel qu'il sera reçu"
    )


def _show_letter(prepared: Prepared, firm: Firm) -> None:
    """The pages as they will be printed, and the PDF."""
    pages, pdf = _letter(f"{workspace.space().key} {prepared.fingerprint} {firm}", prepared, firm)
    for number, page in enumerate(pages, start=1):
        with st.container(border=True):
            st.image(page, width="stretch", alt=f"Page {number} du courrier")
    st.download_button(
        "Télécharger le courrier (PDF)",
        data=pdf,
        file_name=f"courrier-{prepared.reminder.addressee.client_id}.pdf",
        mime="application/pdf",
        key=f"review_pdf_{prepared.key}",
        icon=":material/download:",
        on_click="ignore",
    )
    st.caption(f"Daté du {long_date(prepared.reminder.for_date)}.")


@st.cache_resource(max_entries=32, show_spinner=False)
def _letter(mark: str, _prepared: Prepared, _firm: Firm) -> tuple[list[bytes], bytes]:
    del mark  # the key of the cache
    assert _prepared.draft is not None, "only a message is printed"
    arguments = (_prepared.draft, _prepared.reminder, _firm)
    dated = _prepared.reminder.for_date
    return letter_pictures(*arguments, dated=dated), letter_pdf(*arguments, dated=dated)
