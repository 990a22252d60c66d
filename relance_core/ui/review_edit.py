"""Subject and text of one message, changed in place; what was refused stays as it was typed."""

from __future__ import annotations

import streamlit as st

from relance_core.messages.render import editable_body
from relance_core.store.database import reading
from relance_core.store.messages import review_edits
from relance_core.ui import workspace
from relance_core.ui.told import Told, attempt, show_told
from relance_core.workflows.drafts import Prepared
from relance_core.workflows.review import edit_message


def show_editor(prepared: Prepared) -> None:
    """The fields with the text of the message, values written out, and their buttons."""
    draft = prepared.draft
    if draft is None:
        return
    firm = workspace.day().settings.firm
    subject = draft.subject
    body = editable_body(prepared.reminder, firm, draft.source)
    st.text_input("Objet", value=subject, key=_key(prepared, "subject"))
    st.text_area("Texte", value=body, key=_key(prepared, "body"), height=420)
    with st.container(horizontal=True):
        st.button(
            "Enregistrer le texte",
            key=f"review_save_{prepared.key}",
            type="primary",
            icon=":material/save:",
            on_click=_save,
            args=(prepared, subject, body),
        )
        if draft.edited:
            st.button(
                "Revenir au texte d'origine",
                key=f"review_restore_{prepared.key}",
                icon=":material/undo:",
                on_click=_restore,
                args=(prepared,),
            )
    show_told(_told(prepared))
    st.caption(
        "Le tableau des factures et les coordonnées de paiement sont écrits par les balises "
        "{{ tableau_factures }} et {{ coordonnees_paiement }}."
    )


def _save(prepared: Prepared, shown_subject: str, shown_body: str) -> None:
    subject = str(st.session_state[_key(prepared, "subject")])
    body = str(st.session_state[_key(prepared, "body")])

    def save() -> Told:
        with reading(workspace.space().engine) as conn:
            before = review_edits(conn, [prepared.key]).get(prepared.key)
        edit_message(
            workspace.space(),
            workspace.act(),
            prepared,
            # What was left alone keeps following the wording, or the edit made before.
            subject=_changed(subject, shown_subject, before.subject if before else None),
            body=_changed(body, shown_body, before.body if before else None),
        )
        return Told(done=("Texte enregistré pour ce message.",))

    attempt(_told(prepared), save)


def _changed(typed: str, shown: str, before: str | None) -> str | None:
    return before if typed == shown else typed


def _restore(prepared: Prepared) -> None:
    def restore() -> Told:
        edit_message(workspace.space(), workspace.act(), prepared, subject=None, body=None)
        for name in ("subject", "body"):
            st.session_state.pop(_key(prepared, name), None)
        return Told(done=("Texte d'origine repris.",))

    attempt(_told(prepared), restore)


def _key(prepared: Prepared, name: str) -> str:
    return f"review_{name}_{prepared.key}"


def _told(prepared: Prepared) -> str:
    return f"review-edit-{prepared.key}"
