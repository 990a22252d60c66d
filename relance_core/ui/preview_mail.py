"""An e-mail looked at as its reader gets it: computer or phone, light or dark, pictures or text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from relance_core.messages.preview import Look, as_received
from relance_core.ui.preview_frame import SCREEN_LABELS, Framed, Screen, show_framed

_TEXT = "text"
_WORDS = {str(one): words for one, words in SCREEN_LABELS.items()} | {_TEXT: "Texte"}
_HEIGHT, _LARGE_HEIGHT = 560, 640
_ALONE, _BESIDE = "Les deux écrans", "Avec le message précédent"


@dataclass(frozen=True)
class Before:
    """What the same client got before: when and what, and its page."""

    title: str
    html: str


@dataclass(frozen=True)
class Mail:
    """An e-mail to look at; ``marked``: the page with a reviewer's edit shown in it, or empty."""

    html: str
    text: str
    title: str
    marked: str = ""


def show_mail(
    mail: Mail,
    *,
    key: str,
    height: int = _HEIGHT,
    before: Callable[[], Before | None] | None = None,
    letter: Callable[[], None] | None = None,
    usually_letter: bool = False,
) -> None:
    """The choices of how to look, and the message so looked at.

    ``key``: one for each preview of a page; what was chosen stays when the message changes.
    ``before`` is asked only when somebody wants both beside each other; ``letter`` draws the same
    words on paper, where that is a choice.
    """
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        screen = _ask_screen(key)
        with st.popover("Affichage", icon=":material/tune:", key=f"{key}_look"):
            on_paper = letter is not None and st.toggle(
                "En courrier", value=usually_letter, key=f"{key}_paper_{usually_letter}"
            )
            look, marks = _ask_look(mail, key)
        enlarge = bool(mail.html) and st.button(
            "Agrandir", key=f"{key}_enlarge", icon=":material/open_in_full:", type="tertiary"
        )
    if enlarge:
        _large(mail, look, marks, before() if before else None)
    if on_paper and letter is not None:
        letter()
        return
    if screen == _TEXT or not mail.html:
        with st.container(height=height, border=True):
            st.text(mail.text)
        return
    html = mail.marked if marks and mail.marked else mail.html
    show_framed([Framed(as_received(html, look), Screen(screen), mail.title)], height=height)


def _ask_screen(key: str) -> str:
    name = f"{key}_screen"
    if name not in st.session_state:
        st.session_state[name] = str(Screen.PHONE if _on_a_phone() else Screen.COMPUTER)
    chosen = st.segmented_control(
        "Écran",
        list(_WORDS),
        format_func=_WORDS.__getitem__,
        key=name,
        label_visibility="collapsed",
        required=True,
    )
    return str(chosen or Screen.COMPUTER)


def _ask_look(mail: Mail, key: str) -> tuple[Look, bool]:
    """How the reader's program is set, and whether an edit is shown."""
    dark = st.toggle("Fond sombre", key=f"{key}_dark")
    off = st.toggle("Images bloquées", key=f"{key}_off")
    marks = st.toggle(
        "Marquer ce qui a été modifié",
        value=True,
        key=f"{key}_marks",
        disabled=not mail.marked,
        help="Ajouté : souligné en vert. Retiré : barré en rouge. Le client ne voit rien de "
        "ces marques.",
    )
    return Look(dark=dark, pictures=not off), marks


def _on_a_phone() -> bool:
    try:
        agent = st.context.headers.get("User-Agent") or ""
    except Exception:  # outside a browser there are no headers
        return False
    return "Mobi" in agent


@st.dialog("Le message tel qu'il est reçu", width="large")
def _large(mail: Mail, look: Look, marks: bool, before: Before | None) -> None:
    """Both screens beside each other, or the message beside the one before it."""
    choice: Any = _ALONE
    if before is not None:
        choice = st.segmented_control(
            "Vue",
            [_ALONE, _BESIDE],
            default=_ALONE,
            key="preview_large_view",
            label_visibility="collapsed",
            required=True,
        )
    page = as_received(mail.marked if marks and mail.marked else mail.html, look)
    computer = Framed(page, Screen.COMPUTER, mail.title)
    if choice == _BESIDE and before is not None:
        left, right = st.columns(2)
        left.caption("Ce message")
        right.caption(before.title)
        show_framed(
            [computer, Framed(as_received(before.html, look), Screen.COMPUTER, before.title)],
            height=_LARGE_HEIGHT,
        )
        return
    show_framed([computer, Framed(page, Screen.PHONE, mail.title)], height=_LARGE_HEIGHT)
