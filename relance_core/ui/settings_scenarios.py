"""The section of the scenarios: those that ship drawn on one time scale, and the usual one."""

from __future__ import annotations

import altair as alt
import polars as pl
import streamlit as st

from relance_core.reminders.scenario import SCENARIOS, Scenario, ScenarioStep
from relance_core.settings import Rules
from relance_core.ui import workspace
from relance_core.ui.charts.spec import inline, layered, vega_spec
from relance_core.ui.frame import plain
from relance_core.ui.theme import PALETTES, Mode, current_mode
from relance_core.ui.told import Told, attempt, show_told
from relance_core.vocabulary import (
    CHANNEL_LABELS,
    STEP_LABELS,
    TONE_LABELS,
    Anchor,
    Channel,
    Step,
    Tone,
)
from relance_core.workflows.edit_settings import save_rules, stored_settings

_ROW_HEIGHT = 62
#: From soft to firm, in colours that stand on white and on dark.
_TONE_COLOURS = {
    Mode.LIGHT: ("#5B9BBF", "#0F5C5C", "#C2703D", "#8C2F39"),
    Mode.DARK: ("#8DB9D4", "#5DB8AE", "#CE7A45", "#D9707B"),
}


def show_scenarios() -> None:
    """The usual scenario to choose, all of them drawn, and one told step by step."""
    space = workspace.space()
    _, rules, _ = stored_settings(space)
    key = f"settings_{space.key}_default_scenario"
    keys = list(SCENARIOS)
    st.selectbox(
        "Scénario des clients pour lesquels personne n'en a choisi",
        keys,
        index=keys.index(rules.default_scenario) if rules.default_scenario in keys else 0,
        format_func=lambda one: SCENARIOS[one].name,
        key=key,
        on_change=_choose,
        args=(key,),
        width=420,
    )
    show_told("settings-scenario")
    st.caption(
        "Les administrations et les particuliers ont le leur. Jours comptés depuis l'échéance ; "
        "les deux dernières étapes suivent la date limite de la mise en demeure. Rond : e-mail ; "
        "carré : lettre recommandée ; losange : aucun envoi."
    )
    st.vega_lite_chart(
        vega_spec(timelines(rules, current_mode())), theme=None, key="settings_timelines"
    )
    st.subheader("Étape par étape", anchor=False)
    told = st.segmented_control(
        "Scénario",
        keys,
        default=rules.default_scenario,
        format_func=lambda one: SCENARIOS[one].name,
        key="settings_told_scenario",
        label_visibility="collapsed",
        required=True,
    )
    scenario = SCENARIOS[told or rules.default_scenario]
    st.markdown(plain(scenario.summary))
    st.dataframe(
        told_steps(scenario, rules),
        hide_index=True,
        key=f"settings_steps_{scenario.key}",
        height="content",
    )
    st.caption(
        f"Au moins {scenario.min_gap_days} jours entre deux messages à un même client. "
        "Le rythme et le ton se règlent client par client dans Clients."
    )


def _choose(key: str) -> None:
    chosen = st.session_state[key]

    def save() -> Told:
        save_rules(workspace.space(), workspace.act(), {"default_scenario": chosen})
        return Told(done=(f"Scénario habituel : {SCENARIOS[chosen].name}.",))

    attempt("settings-scenario", save)


def days_of(scenario: Scenario, rules: Rules) -> dict[Step, int]:
    """The day of each step counted from the due date, were every step done on its day."""
    told = scenario.days()
    days: dict[Step, int] = {}
    for step in scenario.steps:
        if step.step in told:
            days[step.step] = told[step.step]
        elif step.anchor is Anchor.DELIVERY:
            # Told as if delivered a month before the due date.
            days[step.step] = step.offset - 30
        elif step.step is Step.LAST_NOTICE:
            # The day after the deadline; open days may push it further.
            days[step.step] = days[Step.FORMAL_NOTICE] + rules.formal_deadline_days + 1
        else:
            days[step.step] = max(days.values()) + rules.hand_over_days
    return days


def told_steps(scenario: Scenario, rules: Rules) -> pl.DataFrame:
    """``Étape, Quand, Ton, Canal`` of a scenario, in order."""
    days = days_of(scenario, rules)
    return pl.DataFrame(
        [
            {
                "Étape": STEP_LABELS[step.step],
                "Quand": _when(step, days[step.step]),
                "Ton": TONE_LABELS[step.tone],
                "Canal": CHANNEL_LABELS[step.channel],
            }
            for step in scenario.steps
        ]
    )


def timelines(rules: Rules, mode: Mode) -> alt.LayerChart:
    """Every scenario as a line of dots from a week before the due date on, with its days."""
    rows = [
        {
            "scenario": scenario.name,
            "day": day,
            "label": _day_label(day),
            "step": STEP_LABELS[step.step],
            "tone": TONE_LABELS[step.tone],
            "channel": CHANNEL_LABELS[step.channel],
            "letter": step.channel is not Channel.EMAIL,
        }
        for scenario in SCENARIOS.values()
        for step, day in zip(scenario.steps, days_of(scenario, rules).values(), strict=True)
    ]
    base = alt.Chart(inline(pl.DataFrame(rows)))
    names = [scenario.name for scenario in SCENARIOS.values()]
    y = alt.Y("scenario:N", sort=names, title=None, axis=alt.Axis(labelPadding=8, ticks=False))
    x = alt.X("day:Q", title="Jours depuis l'échéance", axis=alt.Axis(grid=False, tickMinStep=10))
    tones = [TONE_LABELS[tone] for tone in Tone]
    colour = alt.Color(
        "tone:N",
        scale=alt.Scale(domain=tones, range=list(_TONE_COLOURS[mode])),
        legend=alt.Legend(title="Ton", orient="top"),
    )
    shape = alt.Shape(
        "channel:N",
        scale=alt.Scale(
            domain=[
                CHANNEL_LABELS[one]
                for one in (Channel.EMAIL, Channel.REGISTERED_LETTER, Channel.NONE)
            ],
            range=["circle", "square", "diamond"],
        ),
        legend=None,
    )
    line = base.mark_line(strokeWidth=2, opacity=0.35).encode(
        x=x, y=y, detail=alt.Detail("scenario:N")
    )
    dots = base.mark_point(size=170, filled=True, opacity=1).encode(
        x=x,
        y=y,
        color=colour,
        shape=shape,
        tooltip=[
            alt.Tooltip("step:N", title="Étape"),
            alt.Tooltip("label:N", title="Quand"),
            alt.Tooltip("tone:N", title="Ton"),
            alt.Tooltip("channel:N", title="Canal"),
        ],
    )
    labels = base.mark_text(dy=-16, fontSize=12, color=PALETTES[mode].ink).encode(
        x=x, y=y, text=alt.Text("label:N")
    )
    return layered(
        line,
        dots,
        labels,
        height=_ROW_HEIGHT * len(names),
        description="Les étapes de chaque scénario, en jours depuis l'échéance.",
        mode=mode,
        currency="EUR",
    )


def _when(step: ScenarioStep, day: int) -> str:
    if step.anchor is Anchor.DEADLINE:
        return f"vers {_day_label(day)}"
    return _day_label(day)


def _day_label(day: int) -> str:
    return "J" if day == 0 else f"J{day:+d}".replace("-", "\u2212")
