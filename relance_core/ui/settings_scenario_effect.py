"""What an edited scenario would do to the messages to come, before it is saved."""

from __future__ import annotations

import json
from dataclasses import replace

import streamlit as st

from relance_core.reminders.ahead import Ahead, look_ahead
from relance_core.reminders.scenario import Scenario
from relance_core.store.scenarios import scenario_to_json
from relance_core.ui import workspace
from relance_core.ui.what_if import show_effect
from relance_core.workflows.today_plan import Day

#: Open lines of the ledger from which the effect is worked out only when asked for.
_LARGE = 2_000


def show_scenario_effect(saved: Scenario, typed: Scenario) -> None:
    """The effect of saving ``typed`` in the place of ``saved``; nothing when there can be none."""
    if _what_acts(saved) == _what_acts(typed):
        return
    st.markdown("**Ce que cela change**")
    day = workspace.day()
    key = f"settings_effect_{typed.key}"
    if day.situation.ledger.is_empty():
        st.caption("Aucune facture ouverte : rien à recalculer.")
        return
    asked = f"{key}_asked"
    content = _what_acts(typed)
    if day.situation.ledger.height > _LARGE and st.session_state.get(asked) != content:
        st.button(
            "Voir l'effet",
            key=f"{key}_button",
            icon=":material/compare_arrows:",
            help="Quelques secondes de calcul : soixante jours de relances.",
            on_click=_ask,
            args=(asked, content),
        )
        return
    with st.spinner("Calcul des soixante prochains jours…"):
        before = workspace.ahead()
        after = _ahead_with(workspace.stamp(), content, typed, day)
    show_effect(before, after, day.situation.clients, key=key)


def _ask(asked: str, content: str) -> None:
    st.session_state[asked] = content


def _what_acts(scenario: Scenario) -> str:
    """Everything of a scenario that decides about messages, as one text."""
    return json.dumps(scenario_to_json(replace(scenario, name="", summary="")), sort_keys=True)


@st.cache_resource(max_entries=4, show_spinner=False)
def _ahead_with(stamp: workspace.Stamp, content: str, _typed: Scenario, _day: Day) -> Ahead:
    del stamp, content  # parts of the key
    scenarios = {**_day.scenarios, _typed.key: _typed}
    return look_ahead(_day.situation, scenarios, _day.settings.rules, today=workspace.today())
