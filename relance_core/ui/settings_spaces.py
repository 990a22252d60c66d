"""The section of the espaces: which firm, which person, the demonstration."""

from __future__ import annotations

import streamlit as st

from relance_core.ui import workspace
from relance_core.ui.demonstration import want_demonstration
from relance_core.ui.frame import plain
from relance_core.ui.told import Told, attempt, show_told
from relance_core.workflows.backup import reset_demonstration
from relance_core.workflows.space import DEMONSTRATION, create_space, open_space, space_keys


def show_spaces() -> None:
    """Choose, create, demonstrate; and say who works."""
    _person()
    st.subheader("Espace de travail", anchor=False)
    st.caption("Un espace par entreprise : chacun a sa base de données et ses réglages.")
    _choice()
    _creation()
    st.subheader("Démonstration", anchor=False)
    _demonstration()


def _person() -> None:
    st.subheader("Qui est au clavier", anchor=False)
    key = "settings_person"
    st.text_input(
        "Votre nom",
        value=workspace.person(),
        key=key,
        max_chars=120,
        on_change=lambda: workspace.choose_person(st.session_state[key]),
        help="Il signe chaque décision et chaque approbation dans le journal.",
    )


def _choice() -> None:
    current = workspace.space()
    names = _names(tuple(space_keys(workspace.environ())), current.name)
    key = "settings_space"
    keys = list(names)
    st.radio(
        "Espace en cours",
        keys,
        index=keys.index(current.key),
        format_func=lambda one: plain(names[one]),
        key=f"{key}_{current.key}_{len(keys)}",
        on_change=_choose,
        args=(f"{key}_{current.key}_{len(keys)}",),
    )


def _choose(key: str) -> None:
    workspace.choose_space(st.session_state[key])


@st.cache_resource(max_entries=4, show_spinner=False)
def _names(keys: tuple[str, ...], current: str) -> dict[str, str]:
    """The name of each espace; asked again when one is created or the current one renamed."""
    del current
    return {key: open_space(workspace.environ(), key).name for key in keys}


def _creation() -> None:
    with st.form("settings_new_space", border=False):
        left, right = st.columns([3, 1], vertical_alignment="bottom")
        left.text_input("Nouvel espace", key="settings_new_name", placeholder="Nom de l'entreprise")
        right.form_submit_button(
            "Créer l'espace",
            key="settings_create_space",
            icon=":material/add:",
            on_click=_create,
            width="stretch",
        )
    show_told("settings-space")


def _create() -> None:
    def create() -> Told:
        made = create_space(
            workspace.environ(), st.session_state["settings_new_name"], workspace.act()
        )
        workspace.choose_space(made.key)
        return Told(done=(f"Espace « {made.name} » créé : vous y êtes.",))

    attempt("settings-space", create)


def _demonstration() -> None:
    st.caption(
        "Des données fictives, dans un espace à part : tout s'y essaie, rien ne part vers "
        "l'extérieur."
    )
    here = workspace.space().demonstration
    with st.container(horizontal=True):
        st.button(
            "Ouvrir la démonstration",
            key="settings_open_demo",
            icon=":material/school:",
            on_click=want_demonstration,
            disabled=here,
        )
        st.button(
            "Remettre la démonstration à zéro",
            key="settings_reset_demo",
            icon=":material/restart_alt:",
            on_click=_reset_demonstration,
            disabled=DEMONSTRATION not in space_keys(workspace.environ()),
        )
    show_told("settings-demo")


def _reset_demonstration() -> None:
    def reset() -> Told:
        try:
            reset_demonstration(workspace.environ(), workspace.act())
        finally:
            workspace.forget_read()
        return Told(done=("La démonstration est comme au premier jour.",))

    attempt("settings-demo", reset)
