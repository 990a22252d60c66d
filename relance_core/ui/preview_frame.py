"""Frames that a message is looked at in: a computer's or a phone's width, nothing runs or fetches.

The frame inside has no rights at all (an empty ``sandbox``): the message is only drawn. It has the
width of the screen that it stands for, and is shown smaller where the page has less room.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape

import streamlit as st

from relance_core.messages.preview import CONTENT_POLICY
from relance_core.ui.theme import PALETTES, current_mode


class Screen(StrEnum):
    """What a message is read on."""

    COMPUTER = "computer"
    PHONE = "phone"
    HERE = "here"  # the one that shows it, whatever its width


SCREEN_LABELS = {Screen.COMPUTER: "Ordinateur", Screen.PHONE: "Téléphone"}
#: Pixels: the reading pane of a mail program, and a phone held upright.
WIDTHS = {Screen.COMPUTER: 680, Screen.PHONE: 390}
_GAP = 24
#: Less room than this shows two screens one under the other.
_BESIDE = 600


@dataclass(frozen=True)
class Framed:
    """One document on one screen, with what a screen reader says of it."""

    html: str
    screen: Screen
    title: str


def show_framed(framed: Sequence[Framed], *, height: int) -> None:
    """Draw the documents beside each other, each at the width of its screen."""
    side = PALETTES[current_mode()].side
    st.iframe(page_of(framed, ground=side), height=height, alt=framed[0].title)


def page_of(framed: Sequence[Framed], *, ground: str) -> str:
    """The document that holds the frames."""
    frames = "".join(
        f'<div class="{one.screen}"><iframe sandbox="" title="{escape(one.title)}" '
        f'srcdoc="{escape(one.html)}"></iframe></div>'
        for one in framed
    )
    return (
        f'<!DOCTYPE html><html lang="fr"><head>{CONTENT_POLICY}<meta charset="utf-8"><style>'
        f"html,body{{margin:0;background:{ground};height:100%;overflow:hidden}}"
        f"body{{display:flex;justify-content:center;gap:{_GAP}px}}"
        "div{overflow:hidden;height:100vh;flex:none}"
        "iframe{border:0;background:#fff;transform-origin:0 0;"
        "height:calc(100vh/var(--scale));width:calc(100%/var(--scale));"
        "transform:scale(var(--scale))}"
        + "".join(_sizes(framed))
        + f"</style></head><body>{frames}</body></html>"
    )


def _sizes(framed: Sequence[Framed]) -> list[str]:
    """How large each screen is drawn, for every width that the page may give."""
    if any(one.screen is Screen.HERE for one in framed):
        return ["div{--scale:1}", f".{Screen.HERE}{{flex:1}}"]
    own, gaps = sum(WIDTHS[one.screen] for one in framed), _GAP * (len(framed) - 1)
    rules = ["div{--scale:1}"]
    rules += [f".{one}{{width:calc({width}px*var(--scale))}}" for one, width in WIDTHS.items()]
    if [one.screen for one in framed] == [Screen.COMPUTER]:
        rules.append(".computer{width:100%}")  # a wider window shows a wider message
    # The widest first: of two rules that apply, the later wins.
    for room in range((own + gaps) // 20 * 20, 260, -20):
        if len(framed) > 1 and room < _BESIDE:
            rules.append(_stacked(room))
        else:
            scale = min((room - gaps) * 1000 // own, 1000)
            rules.append(_narrower(room, f"div{{--scale:{scale}e-3}}"))
    return rules


def _stacked(room: int) -> str:
    """One screen under the other, where both beside each other could not be read."""
    scales = "".join(
        f".{one}{{--scale:{min(room * 1000 // width, 1000)}e-3}}" for one, width in WIDTHS.items()
    )
    return _narrower(
        room, f"html,body{{overflow-y:auto}}body{{display:block}}div{{margin:0 auto 8px}}{scales}"
    )


def _narrower(room: int, rules: str) -> str:
    return f"@media (max-width:{room + 19}px){{{rules}}}"
