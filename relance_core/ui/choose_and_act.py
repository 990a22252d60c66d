"""One row under a list: what is chosen among its lines, and the button that acts on it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import partial
from typing import Any, TypeVar

import streamlit as st

from relance_core.ui.told import Told, attempt

Chosen = TypeVar("Chosen", bound=Hashable)


def choose_and_act(
    label: str,
    names: Mapping[Chosen, str],
    action: Callable[..., Told],
    *,
    page: str,
    key: str,
    button_key: str,
    words: str | Callable[[Chosen | None], str],
    icon: str,
    width: int = 480,
    beside: Callable[[], tuple[Any, ...]] = tuple,
) -> None:
    """The row: ``action`` gets what was chosen, then what ``beside`` asked between the two.

    ``names``: each choice and its words; ``words``: of the button, by what is chosen. What was done
    is told on ``page``.
    """
    with st.container(horizontal=True, vertical_alignment="bottom"):
        picked = st.selectbox(
            label,
            list(names),
            index=None,
            format_func=lambda one: names.get(one, ""),
            placeholder="Choisir dans la liste ci-dessus",
            key=key,
            width=width,
        )
        asked = beside()
        st.button(
            words if isinstance(words, str) else words(picked),
            key=button_key,
            icon=icon,
            disabled=picked not in names,
            on_click=attempt,
            args=(page, partial(_act, names, action, picked, asked)),
        )


def _act(
    names: Mapping[Any, str], action: Callable[..., Told], picked: Any, asked: tuple[Any, ...]
) -> Told:
    return action(picked, *asked) if picked in names else Told()
