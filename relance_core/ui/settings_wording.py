"""The section of the texts: one is chosen, changed in its fields, and read beside as it leaves."""

from __future__ import annotations

import streamlit as st

from relance_core.french import listed
from relance_core.messages.library import LANGUAGE_LABELS
from relance_core.messages.shared_blocks import PREFIX
from relance_core.store.database import reading
from relance_core.store.messages import wordings
from relance_core.ui import workspace
from relance_core.ui.frame import plain
from relance_core.ui.settings_wording_choice import Chosen, choose_text
from relance_core.ui.settings_wording_editor import show_editor
from relance_core.ui.settings_wording_preview import Own, show_preview
from relance_core.ui.settings_wording_versions import show_versions
from relance_core.vocabulary import TONE_LABELS
from relance_core.workflows.edit_wording import BEGINNING, text_at, typed_at
from relance_core.workflows.unsaved_text import Typed, all_unsaved


def show_wording() -> None:
    """Choose a text, change it, and read the message it makes."""
    chosen = choose_text()
    own = _own()
    saved = Typed(*own.get(chosen.place, (chosen.subject, chosen.body)))
    _show_waiting(chosen)
    editor, beside = st.columns(2, gap="large")
    with editor:
        blocks = {place: body for place, (_, body) in own.items() if place[0].startswith(PREFIX)}
        typed = show_editor(chosen, saved, own=chosen.place in own, own_blocks=blocks)
        show_versions(chosen)
    with beside:
        show_preview(chosen, typed, saved, own)


def _own() -> Own:
    """The user's own texts and blocks in force."""
    with reading(workspace.space().engine) as conn:
        return {place: (row.subject, row.body) for place, row in wordings(conn).items()}


def _show_waiting(chosen: Chosen) -> None:
    """The other texts in which something typed was never saved."""
    waiting = all_unsaved(workspace.space(), workspace.person(), BEGINNING)
    named = sorted(
        f"« {text.label} », {TONE_LABELS[text.tone].lower()}, {LANGUAGE_LABELS[text.language]}"
        for one in waiting - {typed_at(chosen.place)}
        if (text := text_at(one)) is not None
    )
    if named:
        st.caption(plain(f"Saisie pas encore enregistrée aussi dans : {listed(named)}."))
