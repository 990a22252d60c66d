"""The section of the scenarios: all drawn, one to edit, two to compare, and who follows which."""

from __future__ import annotations

import streamlit as st

from relance_core.reminders.scenario import Scenario
from relance_core.settings import Rules
from relance_core.ui import workspace
from relance_core.ui.charts.spec import vega_spec
from relance_core.ui.frame import plain
from relance_core.ui.settings_scenario_compare import show_comparison
from relance_core.ui.settings_scenario_editor import show_editor
from relance_core.ui.settings_scenario_rules import show_followers
from relance_core.ui.settings_scenario_timeline import timelines
from relance_core.ui.theme import current_mode
from relance_core.workflows.edit_scenarios import scenarios_of
from relance_core.workflows.edit_settings import stored_settings

_OVERVIEW, _EDIT, _COMPARE, _FOLLOW = (
    "Vue d'ensemble",
    "Modifier",
    "Comparer",
    "Qui suit quel scénario",
)


def show_scenarios() -> None:
    """One of the four views of the scenarios of the espace."""
    space = workspace.space()
    scenarios = scenarios_of(space)
    _, rules, _ = stored_settings(space)
    view = st.segmented_control(
        "Vue",
        (_OVERVIEW, _EDIT, _COMPARE, _FOLLOW),
        default=_OVERVIEW,
        key="settings_scenarios_view",
        persist_state="session",
        label_visibility="collapsed",
        required=True,
    )
    if view == _EDIT:
        show_editor(scenarios, rules)
    elif view == _COMPARE:
        show_comparison(scenarios, rules)
    elif view == _FOLLOW:
        show_followers(scenarios, rules)
    else:
        _overview(scenarios, rules)


def _overview(scenarios: dict[str, Scenario], rules: Rules) -> None:
    """Every scenario drawn on one scale."""
    usual = scenarios.get(rules.default_scenario)
    if usual is not None:
        st.markdown(
            f"Sans autre choix, une facture suit **{plain(usual.name)}**. Chaque signe est une "
            "étape ; sa couleur est le ton, sa forme le canal."
        )
    rows = [(one.name, one) for one in scenarios.values()]
    st.vega_lite_chart(
        vega_spec(timelines(rows, rules, current_mode())), theme=None, key="settings_timelines"
    )
    st.caption(
        "Jours comptés depuis l'échéance. Signe creux et ≈ : le jour dépend de la livraison, ou de "
        "la date limite annoncée dans la mise en demeure."
    )
