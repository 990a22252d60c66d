"""Subject and text of one message, changed in place; what was refused stays as it was typed."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from relance_core.french import listed
from relance_core.messages.placeholders import PAYMENT, TABLE
from relance_core.messages.render import editable_body
from relance_core.store.database import reading
from relance_core.store.messages import review_edits
from relance_core.ui import workspace
from relance_core.ui.frame import plain
from relance_core.ui.placeholder_palette import show_palette
from relance_core.ui.told import Told, attempt, show_told
from relance_core.workflows.drafts import Prepared
from relance_core.workflows.review import edit_message
from relance_core.workflows.unsaved_text import (
    Typed,
    all_unsaved,
    forget_typed,
    keep_typed,
    unsaved,
)

#: What begins every place where something typed for a message waits.
_BEGINNING = "revue "


def show_editor(prepared: Prepared) -> None:
    """The fields with the text of the message, values written out, and their buttons."""
    draft = prepared.draft
    if draft is None:
        return
    shown = _shown(prepared)
    typed = _unsaved(prepared) or shown
    st.text_input(
        "Objet",
        value=typed.subject,
        key=_key(prepared, "subject"),
        on_change=_keep,
        args=(prepared, shown),
    )
    st.text_area(
        "Texte",
        value=typed.body,
        key=_key(prepared, "body"),
        height=420,
        on_change=_keep,
        args=(prepared, shown),
    )
    with st.container(horizontal=True):
        st.button(
            "Enregistrer le texte (Ctrl+S)",
            key=f"review_save_{prepared.key}",
            type="primary",
            icon=":material/save:",
            on_click=_save,
            args=(prepared, shown),
        )
        if typed != shown:
            st.button(
                "Abandonner la saisie",
                key=f"review_drop_{prepared.key}",
                icon=":material/undo:",
                on_click=_drop,
                args=(prepared, shown),
            )
        if draft.edited:
            st.button(
                "Revenir au texte d'origine",
                key=f"review_restore_{prepared.key}",
                icon=":material/settings_backup_restore:",
                on_click=_restore,
                args=(prepared,),
            )
    show_told(_told(prepared))
    st.caption("Le tableau et les coordonnées de paiement s'écrivent par leurs balises :")
    show_palette(
        (TABLE, PAYMENT),
        subject=_key(prepared, "subject"),
        body=_key(prepared, "body"),
        save=f"review_save_{prepared.key}",
    )


def waits_to_be_saved(prepared: Prepared) -> bool:
    """Whether something typed for the message is not in it yet."""
    if prepared.draft is None:
        return False
    typed = _unsaved(prepared)
    return typed is not None and typed != _shown(prepared)


def warn_of_unsaved(made: Iterable[Prepared]) -> None:
    """Before many are approved at once: which of them something typed is not in yet."""
    waiting = all_unsaved(workspace.space(), workspace.person(), _BEGINNING)
    if not waiting:
        return
    names = [
        one.reminder.addressee.name
        for one in made
        if _place(one) in waiting and waits_to_be_saved(one)
    ]
    if names:
        st.caption(plain(f"Saisie pas encore enregistrée, qui ne partirait pas : {listed(names)}."))


def _shown(prepared: Prepared) -> Typed:
    """The message as it stands, as the fields say it."""
    assert prepared.draft is not None, "a step without a message has nothing to edit"
    firm = workspace.day().settings.firm
    source = prepared.draft.source
    return Typed(prepared.draft.subject, editable_body(prepared.reminder, firm, source))


def _unsaved(prepared: Prepared) -> Typed | None:
    return unsaved(workspace.space(), workspace.person(), _place(prepared))


def _keep(prepared: Prepared, shown: Typed) -> None:
    keep_typed(workspace.space(), workspace.act(), _place(prepared), _typed(prepared), shown)


def _drop(prepared: Prepared, shown: Typed) -> None:
    """What was typed is given up; it can still be taken back."""
    typed = _typed(prepared)

    def again() -> None:
        keep_typed(workspace.space(), workspace.act(), _place(prepared), typed, shown)
        _forget_fields(prepared)

    def drop() -> Told:
        forget_typed(workspace.space(), workspace.person(), _place(prepared))
        _forget_fields(prepared)
        return Told(done=("Saisie abandonnée.",), undo=again)

    attempt(_told(prepared), drop)


def _save(prepared: Prepared, shown: Typed) -> None:
    typed = _typed(prepared)

    def save() -> Told:
        with reading(workspace.space().engine) as conn:
            before = review_edits(conn, [prepared.key]).get(prepared.key)
        edit_message(
            workspace.space(),
            workspace.act(),
            prepared,
            # What was left alone keeps following the wording, or the edit made before.
            subject=_changed(typed.subject, shown.subject, before.subject if before else None),
            body=_changed(typed.body, shown.body, before.body if before else None),
        )
        forget_typed(workspace.space(), workspace.person(), _place(prepared))
        return Told(done=("Texte enregistré pour ce message.",))

    attempt(_told(prepared), save)


def _changed(typed: str, shown: str, before: str | None) -> str | None:
    return before if typed == shown else typed


def _restore(prepared: Prepared) -> None:
    def restore() -> Told:
        edit_message(workspace.space(), workspace.act(), prepared, subject=None, body=None)
        forget_typed(workspace.space(), workspace.person(), _place(prepared))
        _forget_fields(prepared)
        return Told(done=("Texte d'origine repris.",))

    attempt(_told(prepared), restore)


def _typed(prepared: Prepared) -> Typed:
    state = st.session_state
    return Typed(str(state[_key(prepared, "subject")]), str(state[_key(prepared, "body")]))


def _forget_fields(prepared: Prepared) -> None:
    """The fields begin again from what is kept."""
    for name in ("subject", "body"):
        st.session_state.pop(_key(prepared, name), None)


def _place(prepared: Prepared) -> str:
    return f"{_BEGINNING}{prepared.key}"


def _key(prepared: Prepared, name: str) -> str:
    return f"review_{name}_{prepared.key}"


def _told(prepared: Prepared) -> str:
    return f"review-edit-{prepared.key}"
