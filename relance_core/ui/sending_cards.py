"""How each group of what follows a sending is laid out: a title with its count, then cards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st
from sqlalchemy import Row

from relance_core.french import plural
from relance_core.ui.frame import plain
from relance_core.vocabulary import MESSAGE_LABELS

#: A card costs a few widgets: the rest of the group comes once these are settled.
_SHOWN = 20


def show_cards(
    title: str, caption: str, rows: Sequence[Row[Any]], card: Callable[[Row[Any]], None]
) -> bool:
    """The group ``title`` with one ``card`` per message; nothing at all when there is none.

    Gives whether anything was shown.
    """
    if not rows:
        return False
    show_heading(title, caption, rows)
    show_cards_of(rows, card)
    return True


def show_cards_of(rows: Sequence[Row[Any]], card: Callable[[Row[Any]], None]) -> None:
    """One ``card`` per message, without a heading."""
    for row in rows[:_SHOWN]:
        with st.container(border=True):
            card(row)
    if len(rows) > _SHOWN:
        more = plural(len(rows) - _SHOWN, "autre, affiché", "autres, affichés")
        st.caption(f"… et {more} quand ceux-ci sont réglés.")


def show_heading(title: str, caption: str, rows: Sequence[Row[Any]]) -> None:
    """« Retenus · 3 », and what they are."""
    st.subheader(f"{title} · {len(rows)}", anchor=False)
    st.caption(caption)


def show_message(row: Row[Any], beside: str) -> None:
    """Client, step and ``beside`` on one line, then why the message is where it is."""
    st.markdown(f"**{plain(row.client_name)}** · {MESSAGE_LABELS[row.step]} · {plain(beside)}")
    if row.state_reason:
        st.text(row.state_reason)


def addresses_of(row: Row[Any]) -> str:
    """Where the message went or was to go."""
    return ", ".join(row.recipients.get("to", ()))
