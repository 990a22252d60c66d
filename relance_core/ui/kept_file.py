"""One kept file on a line: what it is, opened in the page, taken away with a way back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st
from sqlalchemy import Row

from relance_core.french import short_date, size
from relance_core.ui import workspace
from relance_core.ui.frame import plain
from relance_core.ui.preview_papers import Paper, open_paper
from relance_core.ui.told import Told, attempt
from relance_core.workflows.kept_files import file_bytes


def show_kept_file(
    row: Row[Any],
    *,
    page: str,
    key: str,
    remove: Callable[..., None],
    restore: Callable[..., None],
    of: tuple[int, ...] = (),
    words: str = "",
    beside: Callable[[], None] | None = None,
) -> None:
    """The line of ``row`` (``store.documents``); what is done is told on ``page``.

    ``remove`` and ``restore`` get the space, the act, ``of`` (what it is kept with) and its id.
    ``words``: instead of its name, its size and who gave it; ``beside``: draws more buttons between
    the one that opens and the one that removes.
    """
    told = words or f"{row.name} · {size(row.size)} · ajouté par {row.by} le {short_date(row.at)}"
    with st.container(horizontal=True, vertical_alignment="center", key=f"{key}-{row.id}"):
        st.markdown(f":material/attach_file: {plain(told)}", width="stretch")
        if st.button(
            "Ouvrir", key=f"{key}-open-{row.id}", icon=":material/visibility:", type="tertiary"
        ):
            read = partial(file_bytes, workspace.space(), row.id)
            open_paper(Paper(row.name, row.media_type, read, row.size))
        if beside is not None:
            beside()
        st.button(
            "Retirer",
            key=f"{key}-remove-{row.id}",
            icon=":material/delete:",
            type="tertiary",
            on_click=attempt,
            args=(page, partial(_remove, row.name, (*of, row.id), remove, restore)),
        )


def _remove(
    name: str, ids: tuple[int, ...], remove: Callable[..., None], restore: Callable[..., None]
) -> Told:
    space, act = workspace.space(), workspace.act()
    remove(space, act, *ids)
    return Told((f"« {name} » est retiré.",), undo=partial(restore, space, act, *ids))
