"""Saves, copies, restores and drops a scenario from its screen, each with a way back."""

from __future__ import annotations

from functools import partial

import streamlit as st

from relance_core.reminders.scenario import Scenario
from relance_core.ui import workspace
from relance_core.ui.settings_scenario_draft import forget
from relance_core.ui.told import Told, attempt
from relance_core.workflows.edit_scenarios import (
    copy_scenario,
    restore_scenario,
    save_scenario,
    scenarios_of,
)

#: Where what was done is told.
TOLD = "settings-scenario"
#: The scenario chosen in the editor.
CHOSEN = "settings_scenario"


def draft_name(scenario_key: str) -> str:
    """The name of the draft of a scenario."""
    return f"scenario_{scenario_key}"


def save(typed: Scenario) -> None:
    """Keep ``typed`` in the place of what is saved under its key."""

    def keep() -> Told:
        space = workspace.space()
        before = scenarios_of(space)[typed.key]
        save_scenario(space, workspace.act(), typed)
        forget(draft_name(typed.key))
        return Told(
            done=(f"« {typed.name} » enregistré : le plan le suit dès maintenant.",),
            undo=partial(_write, before),
        )

    attempt(TOLD, keep)


def copy(key: str, name_field: str) -> None:
    """A copy of ``key`` under the name typed in ``name_field``, then chosen in the editor."""

    def write() -> Told:
        name = str(st.session_state[name_field])
        made = copy_scenario(workspace.space(), workspace.act(), key, name)
        st.session_state[CHOSEN] = made.key
        st.session_state[name_field] = ""
        return Told(done=(f"« {made.name} » créé. Personne ne le suit encore.",))

    attempt(TOLD, write)


def restore(key: str) -> None:
    """Take a scenario that ships back to what it was when it shipped."""

    def back() -> Told:
        space = workspace.space()
        before = scenarios_of(space)[key]
        restore_scenario(space, workspace.act(), key)
        forget(draft_name(key))
        return Told(
            done=(f"« {before.name} » est revenu à l'origine.",), undo=partial(_write, before)
        )

    attempt(TOLD, back)


def drop(key: str) -> None:
    """Delete a copy that nobody follows."""

    def delete() -> Told:
        space = workspace.space()
        before = scenarios_of(space)[key]
        restore_scenario(space, workspace.act(), key)
        forget(draft_name(key))
        st.session_state.pop(CHOSEN, None)
        return Told(done=(f"« {before.name} » supprimé.",), undo=partial(_write, before))

    attempt(TOLD, delete)


def _write(scenario: Scenario) -> None:
    """Give a scenario back as it was."""
    save_scenario(workspace.space(), workspace.act(), scenario)
    forget(draft_name(scenario.key))
