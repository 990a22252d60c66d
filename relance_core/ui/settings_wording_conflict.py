"""Two people at one text: who saved it in between, what differs, and whose stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st
from sqlalchemy import Row

from relance_core.messages.library import Place
from relance_core.ui import workspace
from relance_core.ui.changes_told import show_changes
from relance_core.ui.frame import plain
from relance_core.workflows.edit_wording import saved_since
from relance_core.workflows.unsaved_text import Typed


def show_conflict(
    place: Place,
    typed: Typed,
    saved: Typed,
    *,
    key: str,
    keep_mine: Callable[[int], None],
    keep_theirs: Callable[[], None],
) -> bool:
    """What somebody saved since ``typed`` was begun (``typed.base``), and the choice of the two.

    ``saved``: the text in force; ``keep_mine`` is given its number. Gives whether there was one.
    """
    since = None
    if typed.base is not None and typed != saved:
        since = saved_since(workspace.space(), place, typed.base)
    if since is None:
        return False
    with st.container(border=True, key=f"settings_conflict_{key}"):
        st.warning(plain(_told(since)), icon=":material/group:")
        st.caption("Votre saisie comparée au texte enregistré : ajouté en vert, retiré barré.")
        show_changes(_whole(saved), _whole(typed), only=True)
        with st.container(horizontal=True):
            st.button(
                "Enregistrer ma saisie à la place",
                key=f"settings_keep_mine_{key}",
                on_click=keep_mine,
                args=(since.id,),
            )
            st.button(
                f"Reprendre le texte de {plain(since.by)}",
                key=f"settings_keep_theirs_{key}",
                on_click=keep_theirs,
            )
        st.caption("Les deux restent dans les versions ; une saisie abandonnée peut être rappelée.")
    return True


def _told(since: Row[Any]) -> str:
    what = "est revenu au texte d'origine" if since.restored else "a enregistré ce texte"
    return (
        f"{since.by} {what} le {since.at:%d/%m/%Y à %H:%M}, après le début de votre saisie. Rien "
        "n'est perdu : votre saisie est gardée ici, choisissez laquelle sert."
    )


def _whole(text: Typed) -> str:
    return f"{text.subject}\n\n{text.body}" if text.subject else text.body
