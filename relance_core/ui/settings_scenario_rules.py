"""Who follows which scenario when nobody chose one: the rules in order, and the usual scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from relance_core.french import number
from relance_core.reminders.scenario import Scenario
from relance_core.settings import Rules, ScenarioRule
from relance_core.ui import workspace
from relance_core.ui.frame import plain
from relance_core.ui.settings_scenario_draft import GRID, Draft, draft_of, forget, keep, kept_draft
from relance_core.ui.settings_scenario_grid import amount_column, typed_amount
from relance_core.ui.settings_scenario_words import rule_sentences
from relance_core.ui.told import Told, attempt, show_told
from relance_core.vocabulary import DEBTOR_LABELS
from relance_core.workflows.edit_scenarios import save_scenario_rules
from relance_core.workflows.edit_settings import save_rules, stored_settings

Lines = tuple[ScenarioRule, ...]
_DRAFT = "scenario_rules"
_TOLD = "settings-scenario-rules"
_ANYBODY = "Tous"
_SCHEMA: dict[str, Any] = {
    "order": pl.Int64,
    "scenario": pl.String,
    "debtor_type": pl.String,
    "amount_from": pl.String,
    "median_from": pl.Int64,
}


def show_followers(scenarios: Mapping[str, Scenario], rules: Rules) -> None:
    """The usual scenario, the rules that come before it, and both in plain French."""
    names = {key: one.name for key, one in scenarios.items()}
    _usual(names, rules)
    st.markdown("**Règles, de la première à la dernière : la première qui s'applique l'emporte**")
    draft = draft_of(_DRAFT, rules.scenario_rules)
    st.data_editor(
        rule_lines(draft.base),
        key=draft.field(GRID),
        hide_index=True,
        num_rows="dynamic",
        column_config=_columns(names),
        placeholder="",
        on_change=_keep,
        alt="Les règles qui choisissent un scénario, une par ligne",
    )
    _save_or_not(draft)
    show_told(_TOLD)
    _said(draft, names, rules)


def _usual(names: Mapping[str, str], rules: Rules) -> None:
    keys = list(names)
    key = f"settings_{workspace.space().key}_default_scenario"
    st.selectbox(
        "Scénario habituel, quand aucune règle ne s'applique",
        keys,
        index=keys.index(rules.default_scenario) if rules.default_scenario in keys else 0,
        format_func=names.__getitem__,
        key=key,
        on_change=_choose_usual,
        args=(key, names),
        width=420,
    )
    show_told("settings-usual-scenario")


def _choose_usual(key: str, names: Mapping[str, str]) -> None:
    chosen = st.session_state[key]

    def save(wanted: str = chosen) -> None:
        save_rules(workspace.space(), workspace.act(), {"default_scenario": wanted})

    def choose() -> Told:
        before = stored_settings(workspace.space())[1].default_scenario
        save()
        return Told(done=(f"Scénario habituel : {names[chosen]}.",), undo=partial(save, before))

    attempt("settings-usual-scenario", choose)


def rule_lines(rules: Lines) -> pl.DataFrame:
    """One line per rule with its place; what is no condition is empty."""
    return pl.DataFrame(
        [
            {
                "order": place,
                "scenario": rule.scenario,
                "debtor_type": rule.debtor_type or _ANYBODY,
                "amount_from": number(rule.amount_from) if rule.amount_from else None,
                "median_from": rule.median_from,
            }
            for place, rule in enumerate(rules, start=1)
        ],
        schema=_SCHEMA,
    )


def with_edits(rules: Lines, state: Mapping[str, Any]) -> Lines:
    """``rules`` with the edits that the grid of its lines holds, in the order typed.

    A rule given a place goes there: before the one that has it when it comes from below, after it
    when it comes from above. A new one without a place goes last.
    """
    edited = {int(row): cells for row, cells in state.get("edited_rows", {}).items()}
    deleted = set(state.get("deleted_rows", ()))
    placed = []
    for row, rule in enumerate(rules):
        if row in deleted:
            continue
        cells = edited.get(row, {})
        place = int(cells.get("order") or row + 1)
        side = (place > row + 1) - (place < row + 1)
        placed.append(((place, side, row), _edited(rule, cells)))
    for position, cells in enumerate(state.get("added_rows", ())):
        if cells.get("scenario"):
            last = len(rules) + position + 1
            place = int(cells.get("order") or last)
            placed.append(((place, -1, last), _edited(ScenarioRule(), cells)))
    return tuple(rule for _, rule in sorted(placed, key=lambda one: one[0]))


def _edited(rule: ScenarioRule, cells: Mapping[str, Any]) -> ScenarioRule:
    if cells.get("scenario"):
        rule = replace(rule, scenario=cells["scenario"])
    if "debtor_type" in cells:
        kind = cells["debtor_type"]
        rule = replace(rule, debtor_type="" if kind in (None, _ANYBODY) else kind)
    if "amount_from" in cells:
        rule = replace(rule, amount_from=typed_amount(cells["amount_from"] or ""))
    if "median_from" in cells:
        typed = cells["median_from"]
        rule = replace(rule, median_from=None if typed is None else int(typed))
    return rule


def _columns(names: Mapping[str, str]) -> dict[str, Any]:
    column = st.column_config
    kinds = {_ANYBODY: _ANYBODY} | {code.value: said for code, said in DEBTOR_LABELS.items()}
    return {
        "order": column.NumberColumn(
            "Rang", help="1 passe en premier", min_value=1, step=1, format="%d", width=70
        ),
        "scenario": column.SelectboxColumn(
            "Scénario suivi",
            options=list(names),
            format_func=lambda key: names.get(str(key), str(key)),
            required=True,
            width=190,
        ),
        "debtor_type": column.SelectboxColumn(
            "Type de débiteur",
            options=list(kinds),
            format_func=lambda code: kinds.get(str(code), str(code)),
            default=_ANYBODY,
            width=220,
        ),
        "amount_from": amount_column(
            "Facture dès",
            help="Ce que la facture doit, dans sa devise ; vide : tout montant",
            width=130,
        ),
        "median_from": column.NumberColumn(
            "Retard médian dès (jours)",
            help="Retard habituel du client, jamais connu pour un particulier ; vide : tous",
            step=1,
            format="%d",
            width=190,
        ),
    }


def _keep() -> None:
    draft: Draft[Lines] | None = kept_draft(_DRAFT)
    if draft is not None:
        keep(_DRAFT, _typed(draft))


def _typed(draft: Draft[Lines]) -> Lines:
    return with_edits(draft.base, st.session_state.get(draft.field(GRID), {}))


def _save_or_not(draft: Draft[Lines]) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Enregistrer les règles",
            key="settings_scenario_rules_save",
            type="primary",
            disabled=not draft.changed,
            on_click=_save,
        )
        if draft.changed:
            st.button(
                "Annuler les modifications",
                key="settings_scenario_rules_discard",
                icon=":material/undo:",
                on_click=forget,
                args=(_DRAFT,),
            )
        st.caption(
            "La dernière ligne, vide, ajoute une règle. Changez le rang pour la déplacer.",
            width="content",
        )


def _save() -> None:
    draft: Draft[Lines] | None = kept_draft(_DRAFT)
    if draft is None:
        return
    typed = keep(_DRAFT, _typed(draft)).typed

    def write(rules: Lines = typed) -> None:
        save_scenario_rules(workspace.space(), workspace.act(), rules)
        forget(_DRAFT)

    def save() -> Told:
        before = stored_settings(workspace.space())[1].scenario_rules
        write()
        return Told(done=("Règles enregistrées : le plan les suit.",), undo=partial(write, before))

    attempt(_TOLD, save)


def _said(draft: Draft[Lines], names: Mapping[str, str], rules: Rules) -> None:
    """What the rules as typed mean."""
    told = rule_sentences(draft.typed, names, rules.default_scenario)
    st.markdown("\n".join(f"{place}. {plain(one)}" for place, one in enumerate(told, start=1)))
    st.caption(
        "Un scénario choisi à la main, pour un client ou une facture, passe avant ces règles."
    )
