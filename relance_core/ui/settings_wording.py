"""The section of the texts: one is chosen, changed in its fields, and read beside as it leaves."""

from __future__ import annotations

import streamlit as st

from relance_core.french import plural
from relance_core.messages.library import LANGUAGE_LABELS, Wording
from relance_core.messages.shared_blocks import PREFIX, SharedBlock
from relance_core.store.database import reading
from relance_core.store.messages import wordings
from relance_core.ui import workspace
from relance_core.ui.settings_wording_choice import Chosen, choose_text, open_text
from relance_core.ui.settings_wording_editor import show_editor
from relance_core.ui.settings_wording_preview import Own, show_preview
from relance_core.ui.settings_wording_versions import show_versions
from relance_core.vocabulary import TONE_LABELS
from relance_core.workflows.edit_wording import BEGINNING, text_at, typed_at, version_of
from relance_core.workflows.unsaved_text import Typed, all_unsaved

#: Texts offered by a button of their own.
_OFFERED = 3


def show_wording() -> None:
    """Choose a text, change it, and read the message it makes."""
    offered = st.container()  # above the choice, which it can change
    chosen = choose_text()
    with offered:
        _show_waiting(chosen)
    own = _own()
    base = version_of(workspace.space(), chosen.place)
    saved = Typed(*own.get(chosen.place, (chosen.subject, chosen.body)), base)
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
    """The other texts in which something typed was never saved, each with the way to it."""
    waiting = all_unsaved(workspace.space(), workspace.person(), BEGINNING)
    texts = [text_at(one) for one in waiting - {typed_at(chosen.place)}]
    found = {_named(text): text for text in texts if text is not None}
    if not found:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="settings_waiting"):
        st.badge("Saisie à enregistrer", icon=":material/edit_note:", color="primary")
        for label in sorted(found)[:_OFFERED]:
            st.button(
                f"Reprendre {label}",
                key=f"settings_resume_{'_'.join(found[label].place).replace('.', '-')}",
                on_click=open_text,
                args=(found[label],),
            )
        more = len(found) - _OFFERED
        if more > 0:
            st.caption(f"et {plural(more, 'autre texte', 'autres textes')}")


def _named(text: Wording | SharedBlock) -> str:
    """« 2e relance », ferme, français."""
    return f"« {text.label} », {TONE_LABELS[text.tone].lower()}, {LANGUAGE_LABELS[text.language]}"
