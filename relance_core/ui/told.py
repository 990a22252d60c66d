"""What the last action on a page did: said in one quiet line, with a way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from relance_core.errors import RelanceError
from relance_core.ui import workspace
from relance_core.ui.frame import plain


@dataclass(frozen=True)
class Told:
    """Sentences about what was done, refused, or is now to be done by somebody (``warned``).

    ``undo`` gives the former state back; ``next_page``: the page file and words of a link.
    """

    done: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    undo: Callable[[], None] | None = None
    warned: tuple[str, ...] = ()
    next_page: tuple[str, str] | None = None


def say(page: str, told: Told) -> None:
    """Keep ``told`` until the next action on ``page``."""
    st.session_state[_key(page)] = told


def attempt(page: str, action: Callable[[], Told]) -> None:
    """Do ``action`` and say what it did; a refusal is said as well, and changes nothing."""
    try:
        say(page, action())
    except RelanceError as error:
        say(page, Told(refused=(error.message,)))


def show_told(page: str) -> None:
    """The last action's sentences, in the place of the script run, with « Annuler » beside them."""
    told: Told | None = st.session_state.get(_key(page))
    if told is None:
        return
    for sentence in told.refused:
        st.warning(plain(sentence), icon=":material/block:")
    for sentence in told.warned:
        st.warning(plain(sentence), icon=":material/info:")
    if told.next_page is not None:
        file, words = told.next_page
        st.page_link(file, label=words, icon=":material/arrow_forward:")
    if told.done:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f":material/check: {plain(' '.join(told.done))}", width="content")
            if told.undo is not None:
                st.button(
                    "Annuler",
                    key=f"{page}-undo",
                    icon=":material/undo:",
                    type="tertiary",
                    on_click=_undo,
                    args=(page, told.undo),
                )


def _undo(page: str, undo: Callable[[], None]) -> None:
    def back() -> Told:
        undo()
        return Told(done=("Annulé : tout est comme avant.",))

    attempt(page, back)


def _key(page: str) -> str:
    """An espace does not hear what was done in another."""
    return f"{page}-told-{workspace.space().key}"
