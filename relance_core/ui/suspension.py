"""The switch that stops every reminder at once, and lets them run again."""

from __future__ import annotations

from functools import partial

import streamlit as st

from relance_core.ui import workspace
from relance_core.ui.told import Told, attempt
from relance_core.workflows.decide import suspend_all
from relance_core.workflows.send import sending_now
from relance_core.workflows.space import Space


def show_suspension(place: str, *, key: str) -> None:
    """The button; what it did is told at ``place`` (``told.show_told``)."""
    suspended = workspace.day().settings.rules.all_suspended
    st.button(
        "Reprendre les relances" if suspended else "Tout suspendre",
        key=key,
        icon=":material/play_circle:" if suspended else ":material/pause_circle:",
        help=(
            "Les relances suivent de nouveau leur scénario, une étape à la fois."
            if suspended
            else "Arrête toutes les relances jusqu'à la reprise. Rien d'autre ne change : "
            "réglages, litiges et promesses restent."
        ),
        on_click=attempt,
        args=(place, partial(_suspend, not suspended)),
    )


def _suspend(suspended: bool) -> Told:
    space = workspace.space()
    suspend_all(space, workspace.act(), suspended)
    undo = partial(_set, space, not suspended)
    if suspended:
        done = "Toutes les relances sont suspendues : rien ne part avant la reprise."
        return Told(done=(done,), undo=undo)
    done = "Les relances reprennent : chaque facture suit de nouveau son scénario."
    if not any(batch.state == "paused" for batch in sending_now(space).batches):
        return Told(done=(done,), undo=undo)
    return Told(
        done=(done,),
        undo=undo,
        warned=(
            "Un envoi était commencé : il reste en pause, rien n'en part tant que vous n'avez pas "
            "cliqué « Reprendre » en bas de Revue et envoi.",
        ),
        next_page=("pages/revue_envoi.py", "Ouvrir Revue et envoi"),
    )


def _set(space: Space, suspended: bool) -> None:
    suspend_all(space, workspace.act(), suspended)
