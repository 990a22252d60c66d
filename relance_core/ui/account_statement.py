"""The statement of account of a client, as a PDF to hand over or to join to a letter."""

from __future__ import annotations

from functools import partial

import streamlit as st

from relance_core.french import plain_key
from relance_core.messages.statement import account_lines, statement_pdf
from relance_core.reminders.assemble import addressee_of
from relance_core.ui import workspace


def show_statement(client_id: int) -> None:
    """The button of the statement; nothing when the client has nothing open to pay itself."""
    day, today = workspace.day(), workspace.today()
    lines = account_lines(day.situation, client_id)
    addressee = addressee_of(day.situation, client_id)
    if not lines or addressee is None:
        return
    name = "-".join(plain_key(addressee.name).encode("ascii", "ignore").decode().split())[:60]
    language = addressee.language if addressee.language == "en" else "fr"
    st.download_button(
        "Relevé de compte (PDF)",
        data=partial(
            statement_pdf, day.settings.firm, addressee, lines, on=today, language=language
        ),
        file_name=f"releve-{name or 'client'}-{today:%Y-%m-%d}.pdf",
        mime="application/pdf",
        key=f"clients-statement-{client_id}",
        icon=":material/picture_as_pdf:",
        type="tertiary",
        on_click="ignore",
        help="Tout ce qui est ouvert avec ce client, échu et à échoir à part.",
    )
