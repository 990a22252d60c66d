"""The papers of a dispute: listed, opened, added, removed with a way back."""

from __future__ import annotations

from functools import partial

import streamlit as st

from relance_core.documents import SIZE_LIMIT
from relance_core.french import listed, plural
from relance_core.ui import workspace
from relance_core.ui.dispute_form import PAGE
from relance_core.ui.kept_file import show_kept_file
from relance_core.ui.told import Told, attempt
from relance_core.ui.uploader import upload_several
from relance_core.workflows.dispute_papers import (
    MOST_PAPERS,
    add_paper,
    papers,
    remove_paper,
    restore_paper,
)

_TURN = "dispute-papers-turn"


def show_papers(hold_id: int, key: str) -> None:
    """What is kept with the dispute, then the place to drop more."""
    kept = papers(workspace.space(), hold_id)
    label = f"Documents ({len(kept)})" if kept else "Documents"
    with st.expander(label, icon=":material/attach_file:", key=f"{key}-papers"):
        for row in kept:
            show_kept_file(
                row,
                page=PAGE,
                key=f"{key}-paper",
                remove=remove_paper,
                restore=restore_paper,
                of=(hold_id,),
            )
        if len(kept) >= MOST_PAPERS:
            st.caption(f"{MOST_PAPERS} documents au plus.")
            return
        turn = st.session_state.get(_TURN, 0)  # another uploader once its files are kept
        dropped = upload_several(
            "Lettre, bon de livraison, photo : PDF, PNG ou JPEG",
            ["pdf", "png", "jpg", "jpeg"],
            key=f"{key}-drop-{turn}",
            limit_mb=SIZE_LIMIT // 1_000_000,
        )
        files = [(one.name, one.getvalue()) for one in dropped]
        if files:
            st.button(
                f"Garder {plural(len(files), 'document')} avec le litige",
                key=f"{key}-keep",
                icon=":material/save:",
                on_click=attempt,
                args=(PAGE, partial(_keep, hold_id, files)),
            )


def _keep(hold_id: int, files: list[tuple[str, bytes]]) -> Told:
    space, act = workspace.space(), workspace.act()
    known = {row.id for row in papers(space, hold_id)}
    kept = [add_paper(space, act, hold_id, name, content) for name, content in files]
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    names = listed([f"« {name} »" for name, _ in files])
    return Told(
        (f"Gardé avec le litige : {names}.",),
        undo=partial(_take_away, hold_id, [one for one in kept if one not in known]),
    )


def _take_away(hold_id: int, ids: list[int]) -> None:
    for one in ids:
        remove_paper(workspace.space(), workspace.act(), hold_id, one)
