"""Subject and text in their fields: what is typed is kept at once, and saved when it is wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import streamlit as st

from relance_core.messages.library import Place
from relance_core.messages.shared_blocks import used_in
from relance_core.messages.wording_notes import notes, placeholders_for
from relance_core.ui import workspace
from relance_core.ui.frame import plain
from relance_core.ui.placeholder_palette import show_palette
from relance_core.ui.settings_wording_choice import Chosen
from relance_core.ui.settings_wording_conflict import show_conflict
from relance_core.ui.told import Told, attempt, show_told
from relance_core.workflows.edit_wording import restore_text, save_text, typed_at
from relance_core.workflows.unsaved_text import Typed, forget_typed, keep_typed, unsaved

_SAVE = "settings_save_wording"
#: Pixels: the button under the text is seen on a laptop, whatever is told above.
_HEIGHT, _BLOCK_HEIGHT = 280, 160


def show_editor(
    chosen: Chosen, saved: Typed, *, own: bool, own_blocks: Mapping[Place, str]
) -> Typed:
    """The fields with what was typed last, their buttons and what is said of the text.

    ``saved``: the text in force with its number, ``own`` when it is the user's; gives what is
    typed, saved or not.
    """
    typed = _fields(chosen, saved)
    changed = typed != saved
    state = "Votre texte" if own else "Texte d'origine"
    st.caption(f"{state}. Modifié, pas encore enregistré." if changed else f"{state}.")
    contested = show_conflict(
        chosen.place,
        typed,
        saved,
        key=chosen.key,
        keep_mine=partial(_save, chosen),
        keep_theirs=partial(_drop, chosen, saved),
    )
    with st.container(horizontal=True):
        st.button(
            # The palette hears the keys: a shortcut of Streamlit would save what was there before.
            "Enregistrer le texte (Ctrl+S)",
            key=_SAVE,
            type="primary",
            on_click=_save,
            args=(chosen, typed.base),
            disabled=contested,
        )
        if changed and not contested:
            st.button(
                "Abandonner la saisie",
                key="settings_drop_wording",
                icon=":material/undo:",
                on_click=_drop,
                args=(chosen, saved),
            )
        if own:
            st.button(
                "Revenir au texte d'origine",
                key="settings_restore_wording",
                icon=":material/settings_backup_restore:",
                on_click=_restore,
                args=(chosen,),
            )
    show_told(told_at(chosen))
    _show_notes(chosen, typed, own_blocks)
    show_palette(
        placeholders_for(chosen.place),
        subject=field_key(chosen, "subject"),
        body=field_key(chosen, "body"),
        save=_SAVE,
    )
    return typed


def _fields(chosen: Chosen, saved: Typed) -> Typed:
    waiting = unsaved(workspace.space(), workspace.person(), typed_at(chosen.place))
    kept = waiting or saved
    if waiting is None and st.session_state.get(_shown_at(chosen), saved.base) != saved.base:
        write_fields(chosen, saved)  # somebody saved another text, and nothing was typed here
    st.session_state[_shown_at(chosen)] = saved.base
    subject = ""
    if chosen.text is not None:
        subject = st.text_input(
            "Objet",
            value=kept.subject,
            key=field_key(chosen, "subject"),
            on_change=_keep,
            args=(chosen, saved),
        )
    elif chosen.block is not None:
        users = [one.label for one in used_in(chosen.block)]
        st.caption(plain(_used(list(dict.fromkeys(users)))))
    body = st.text_area(
        "Texte",
        value=kept.body,
        key=field_key(chosen, "body"),
        height=_HEIGHT if chosen.text is not None else _BLOCK_HEIGHT,
        on_change=_keep,
        args=(chosen, saved),
    )
    base = saved.base if waiting is None or waiting.base is None else waiting.base
    return Typed(subject or "", body or "", base)


def _used(labels: list[str]) -> str:
    if not labels:
        return "Aucun texte n'emploie ce bloc à ce ton."
    rest = f" et {len(labels) - 4} autres" if len(labels) > 4 else ""
    return f"Employé par : {', '.join(labels[:4])}{rest}. Le changer les change tous."


def _show_notes(chosen: Chosen, typed: Typed, own_blocks: Mapping[Place, str]) -> None:
    """What keeps the text from being saved, and what a lawyer or a reader would say of it."""
    with st.container():  # one place however many lines: what is below it stays as it is
        for note in notes(chosen.place, typed.subject, typed.body, own_blocks):
            if note.refused:
                st.caption(f":red[:material/block: **{plain(note.message)}**]")
            else:
                st.caption(f":material/rule: {plain(note.message)}")


def _save(chosen: Chosen, base: int | None) -> None:
    """Save what is typed over the version ``base``, and over no other."""
    typed = _typed(chosen)

    def save() -> Told:
        save_text(
            workspace.space(),
            workspace.act(),
            chosen.place,
            subject=typed.subject,
            body=typed.body,
            base=base,
        )
        return Told(done=("Texte enregistré : il sert dès le prochain message.",))

    attempt(told_at(chosen), save)


def _restore(chosen: Chosen) -> None:
    def restore() -> Told:
        restore_text(workspace.space(), workspace.act(), chosen.place)
        write_fields(chosen, Typed(chosen.subject, chosen.body))
        return Told(done=("Texte d'origine repris ; le vôtre reste dans les versions.",))

    attempt(told_at(chosen), restore)


def _drop(chosen: Chosen, saved: Typed) -> None:
    """What was typed is given up; it can still be taken back."""
    typed = replace(_typed(chosen), base=saved.base)

    def drop() -> Told:
        forget_typed(workspace.space(), workspace.person(), typed_at(chosen.place))
        write_fields(chosen, saved)
        return Told(done=("Saisie abandonnée.",), undo=lambda: _type_again(chosen, typed, saved))

    attempt(told_at(chosen), drop)


def _type_again(chosen: Chosen, typed: Typed, saved: Typed) -> None:
    keep_typed(workspace.space(), workspace.act(), typed_at(chosen.place), typed, saved)
    write_fields(chosen, typed)


def _keep(chosen: Chosen, saved: Typed) -> None:
    typed = replace(_typed(chosen), base=saved.base)
    keep_typed(workspace.space(), workspace.act(), typed_at(chosen.place), typed, saved)


def _typed(chosen: Chosen) -> Typed:
    state = st.session_state
    return Typed(
        str(state.get(field_key(chosen, "subject"), "") or ""),
        str(state.get(field_key(chosen, "body"), "") or ""),
    )


def write_fields(chosen: Chosen, typed: Typed) -> None:
    """Show another text in the fields, from a callback."""
    if chosen.text is not None:
        st.session_state[field_key(chosen, "subject")] = typed.subject
    st.session_state[field_key(chosen, "body")] = typed.body


def field_key(chosen: Chosen, field: str) -> str:
    """The key of a field: another espace has fields of its own."""
    return f"settings_{workspace.space().key}_wording_{chosen.key}_{field}"


def _shown_at(chosen: Chosen) -> str:
    """Where the version that the fields show is remembered."""
    return field_key(chosen, "version")


def told_at(chosen: Chosen) -> str:
    """Where what was done to a text is told."""
    return f"settings-wording-{chosen.key}"
