"""Two scenarios side by side: their timelines, and what differs step by step."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
import streamlit as st

from relance_core.french import amount, listed
from relance_core.reminders.scenario import Scenario, ScenarioStep
from relance_core.settings import Rules
from relance_core.ui.charts.spec import vega_spec
from relance_core.ui.frame import plain
from relance_core.ui.settings_scenario_timeline import timelines, when
from relance_core.ui.theme import current_mode
from relance_core.vocabulary import (
    CHANNEL_LABELS,
    ROLE_LABELS,
    STEP_LABELS,
    TONE_LABELS,
    ContactRole,
    Step,
)

_ABSENT = "—"


def show_comparison(scenarios: Mapping[str, Scenario], rules: Rules) -> None:
    """Choose two saved scenarios; see where they part."""
    keys = list(scenarios)
    left, right = st.columns(2)
    first = left.selectbox(
        "Scénario",
        keys,
        format_func=lambda one: scenarios[one].name,
        key="settings_compare_first",
        persist_state="session",
    )
    others = [key for key in keys if key != first]
    second = right.selectbox(
        "Comparé à",
        others,
        format_func=lambda one: scenarios[one].name,
        key="settings_compare_second",
        persist_state="session",
    )
    pair = scenarios[first], scenarios[second]
    st.vega_lite_chart(
        vega_spec(timelines([(one.name, one) for one in pair], rules, current_mode())),
        theme=None,
        key="settings_compare_timelines",
    )
    table, same = differences(*pair)
    if table.is_empty():
        st.caption("Aucune différence.")
        return
    st.dataframe(table, hide_index=True, key="settings_compare_table", height="content")
    if same:
        st.caption(f"Identiques : {plain(listed(same))}.")


def differences(first: Scenario, second: Scenario) -> tuple[pl.DataFrame, list[str]]:
    """What differs, ``Étape`` and a column per scenario in words; then what is the same."""
    rows, same = [], []
    for label, one, other in _aspects(first, second):
        if one == other:
            same.append(label)
        else:
            rows.append((label, one, other))
    names = [first.name, second.name]
    if names[0] == names[1]:
        names[1] += " (2)"
    schema = dict.fromkeys(["Étape", *names], pl.String)
    return pl.DataFrame(rows, schema=schema, orient="row"), same


def _aspects(first: Scenario, second: Scenario) -> list[tuple[str, str, str]]:
    steps = [{one.step: one for one in scenario.steps} for scenario in (first, second)]
    told = [
        (STEP_LABELS[step], _told(steps[0].get(step)), _told(steps[1].get(step)))
        for step in Step
        if step in steps[0] or step in steps[1]
    ]
    return [
        *told,
        ("Écart minimal", f"{first.min_gap_days} jours", f"{second.min_gap_days} jours"),
        ("Sans adresse e-mail", _without(first), _without(second)),
    ]


def _told(one: ScenarioStep | None) -> str:
    if one is None:
        return _ABSENT
    parts = [when(one), TONE_LABELS[one.tone], CHANNEL_LABELS[one.channel]]
    if one.minimum:
        parts.append(f"dès {amount(one.minimum, cents=False)}")
    if one.by_hand:
        parts.append("une à une")
    if one.role is not ContactRole.USUAL:
        parts.append(f"à : {ROLE_LABELS[one.role]}")
    if one.copies:
        parts.append(f"copie : {listed([ROLE_LABELS[role] for role in one.copies])}")
    return " · ".join(parts)


def _without(scenario: Scenario) -> str:
    return (
        CHANNEL_LABELS[scenario.without_email] if scenario.without_email else "Attend une adresse"
    )
