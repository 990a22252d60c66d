"""One scenario to edit: its fields and steps, what there is to say about them, and their effect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import streamlit as st

from relance_core.french import listed, plural
from relance_core.reminders.scenario import Scenario
from relance_core.settings import Rules
from relance_core.ui import settings_scenario_actions as actions
from relance_core.ui import workspace
from relance_core.ui.charts.spec import vega_spec
from relance_core.ui.frame import plain
from relance_core.ui.settings_scenario_actions import CHOSEN, TOLD, draft_name
from relance_core.ui.settings_scenario_draft import (
    GRID,
    Draft,
    draft_of,
    forget,
    keep,
    kept_draft,
    rebase,
)
from relance_core.ui.settings_scenario_effect import show_scenario_effect
from relance_core.ui.settings_scenario_grid import (
    missing_steps,
    step_columns,
    step_lines,
    with_edits,
    with_step,
)
from relance_core.ui.settings_scenario_timeline import timelines
from relance_core.ui.theme import current_mode
from relance_core.ui.told import show_told
from relance_core.vocabulary import CHANNEL_LABELS, STEP_LABELS, Channel
from relance_core.workflows.edit_scenarios import as_shipped, objections_to

#: How an e-mail leaves to a client without an address; the empty text: it waits for one.
_WITHOUT_EMAIL = {"": "Attend une adresse"} | {
    one.value: CHANNEL_LABELS[one]
    for one in (Channel.LETTER, Channel.REGISTERED_LETTER, Channel.CALL)
}


def show_editor(scenarios: Mapping[str, Scenario], rules: Rules) -> None:
    """Choose a scenario, change it, see what it becomes, and save it or not."""
    scenario = _chosen(scenarios)
    show_told(TOLD)
    draft = draft_of(draft_name(scenario.key), scenario)
    _timeline(draft, rules)
    _fields(draft)
    _grid(draft)
    refused = _objections(draft.typed)
    _save_or_not(draft, refused=refused)
    if draft.changed and not refused:
        show_scenario_effect(scenario, draft.typed)


def _chosen(scenarios: Mapping[str, Scenario]) -> Scenario:
    """The scenario to edit; what may be done with it as a whole stands beside the choice."""
    if st.session_state.get(CHOSEN) not in scenarios:
        st.session_state.pop(CHOSEN, None)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        key = st.selectbox(
            "Scénario à modifier",
            list(scenarios),
            format_func=lambda one: scenarios[one].name,
            key=CHOSEN,
            persist_state="session",
            width=320,
        )
        scenario = scenarios[key]
        _copy_button(scenario)
        shipped = as_shipped(key)
        if shipped is None:
            st.button(
                "Supprimer ce scénario",
                key="settings_scenario_drop",
                icon=":material/delete:",
                on_click=actions.drop,
                args=(key,),
            )
        elif shipped != scenario:
            st.button(
                "Revenir à l'origine",
                key="settings_scenario_restore",
                icon=":material/restart_alt:",
                on_click=actions.restore,
                args=(key,),
            )
    _other_drafts(scenarios, key)
    return scenario


def _other_drafts(scenarios: Mapping[str, Scenario], chosen: str) -> None:
    """What else was typed and waits to be saved."""
    waiting = []
    for key, scenario in scenarios.items():
        draft: Draft[Scenario] | None = kept_draft(draft_name(key))
        if key != chosen and draft is not None and draft.changed:
            waiting.append(f"« {scenario.name} »")
    if waiting:
        st.caption(plain(f"Saisi et pas encore enregistré : {listed(waiting)}."))


def _copy_button(scenario: Scenario) -> None:
    with st.popover("Copier ce scénario…", icon=":material/content_copy:", width="content"):
        field = "settings_scenario_copy_name"
        st.text_input("Nom de la copie", key=field, placeholder="Grands comptes")
        st.caption(
            f"Les étapes enregistrées de « {plain(scenario.name)} », à modifier ensuite. "
            "Personne ne suit la copie tant que vous ne l'avez pas choisie."
        )
        st.button(
            "Créer la copie",
            key="settings_scenario_copy",
            type="primary",
            on_click=actions.copy,
            args=(scenario.key, field),
        )


def _timeline(draft: Draft[Scenario], rules: Rules) -> None:
    """The scenario as it is typed, above what is saved where they differ."""
    rows = [(draft.typed.name, draft.typed)]
    if draft.typed.steps != draft.origin.steps:
        rows = [("Ce que vous saisissez", draft.typed), ("Enregistré", draft.origin)]
    st.vega_lite_chart(
        vega_spec(timelines(rows, rules, current_mode())),
        theme=None,
        key="settings_scenario_timeline",
    )


def _fields(draft: Draft[Scenario]) -> None:
    changed = partial(_keep, draft.name)
    name, gap, without = st.columns([2, 1, 1])
    name.text_input("Nom", value=draft.base.name, key=draft.field("name"), on_change=changed)
    gap.number_input(
        "Écart minimal (jours)",
        value=draft.base.min_gap_days,
        step=1,
        key=draft.field("gap"),
        help="Entre deux messages à un même client, toutes factures confondues.",
        on_change=changed,
    )
    without.selectbox(
        "Sans adresse e-mail",
        list(_WITHOUT_EMAIL),
        index=list(_WITHOUT_EMAIL).index(draft.base.without_email or ""),
        format_func=_WITHOUT_EMAIL.__getitem__,
        key=draft.field("without"),
        help="Comment part une relance par e-mail quand le client n'a pas d'adresse utilisable.",
        on_change=changed,
    )
    st.text_area(  # two lines: a phone would cut a single one
        "Résumé",
        value=draft.base.summary,
        key=draft.field("summary"),
        height=68,
        on_change=changed,
    )


def _grid(draft: Draft[Scenario]) -> None:
    st.data_editor(
        step_lines(draft.base),
        key=draft.field(GRID),
        hide_index=True,
        num_rows="delete",
        column_config=step_columns(),
        on_change=partial(_keep, draft.name),
        alt="Les étapes du scénario, une par ligne",
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        steps = missing_steps(draft.typed)
        if steps:
            field = draft.field("add")
            st.selectbox(
                "Ajouter une étape",
                steps,
                index=None,
                format_func=STEP_LABELS.__getitem__,
                placeholder="Ajouter une étape…",
                label_visibility="collapsed",
                key=field,
                on_change=_add,
                args=(draft.name, field),
                width=240,
            )
        st.caption(
            "Double-clic ou Entrée pour changer une cellule. Pour retirer une étape, cochez sa "
            "ligne puis appuyez sur Suppr.",
            width="content",
        )


def _typed(draft: Draft[Scenario]) -> Scenario:
    """The draft as its fields say now."""
    state = st.session_state
    base = draft.base
    gap = state.get(draft.field("gap"))
    without = state.get(draft.field("without"), base.without_email)
    typed = replace(
        base,
        name=" ".join(str(state.get(draft.field("name"), base.name)).split()),
        summary=" ".join(str(state.get(draft.field("summary"), base.summary)).split()),
        min_gap_days=base.min_gap_days if gap is None else int(gap),
        without_email=Channel(without) if without else None,
    )
    return with_edits(typed, state.get(draft.field(GRID), {}))


def _keep(name: str) -> None:
    """Remember what was just typed."""
    draft: Draft[Scenario] | None = kept_draft(name)
    if draft is not None:
        keep(name, _typed(draft))


def _add(name: str, field: str) -> None:
    draft: Draft[Scenario] | None = kept_draft(name)
    step = st.session_state[field]
    if draft is not None and step is not None:
        rebase(name, with_step(_typed(draft), step))


def _save(name: str) -> None:
    draft: Draft[Scenario] | None = kept_draft(name)
    if draft is not None:
        # What was typed last may arrive together with the click.
        actions.save(keep(name, _typed(draft)).typed)


def _objections(typed: Scenario) -> bool:
    """Say what there is to say about ``typed``; whether some of it refuses it."""
    told = objections_to(workspace.space(), typed)
    refused = [one.message for one in told if one.refused]
    unusual = [one.message for one in told if not one.refused]
    if refused:
        st.error("**À corriger avant d'enregistrer.**" + _listed(refused), icon=":material/block:")
    if unusual:
        st.warning("**Possible, mais inhabituel.**" + _listed(unusual), icon=":material/info:")
    return bool(refused)


def _listed(sentences: list[str]) -> str:
    if len(sentences) == 1:
        return f" {plain(sentences[0])}"
    return "\n" + "\n".join(f"\n- {plain(one)}" for one in sentences)


def _save_or_not(draft: Draft[Scenario], *, refused: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Enregistrer",
            key="settings_scenario_save",
            type="primary",
            disabled=refused or not draft.changed,
            on_click=_save,
            args=(draft.name,),
        )
        if not draft.changed:
            st.caption("Rien à enregistrer.", width="content")
            return
        st.button(
            "Annuler les modifications",
            key="settings_scenario_discard",
            icon=":material/undo:",
            on_click=forget,
            args=(draft.name,),
        )
        st.caption(_counted(draft), width="content")


def _counted(draft: Draft[Scenario]) -> str:
    """How much differs from what is saved."""
    before = {one.step: one for one in draft.origin.steps}
    after = {one.step: one for one in draft.typed.steps}
    count = sum(before.get(step) != after.get(step) for step in before | after)
    touched = f"{plural(count, 'étape modifiée', 'étapes modifiées')}. " if count else ""
    return f"{touched}Pas encore enregistré ; vous pouvez changer de page sans rien perdre."
