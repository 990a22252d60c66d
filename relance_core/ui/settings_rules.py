"""The section of rules: thresholds, ages of data, calendar, the switch that suspends all."""

from __future__ import annotations

from typing import Any

import streamlit as st

from relance_core.reminders.ahead import look_ahead
from relance_core.settings import Rules
from relance_core.ui import workspace
from relance_core.ui.settings_calendar import show_calendar
from relance_core.ui.told import Told, attempt, show_told
from relance_core.ui.what_if import show_effect
from relance_core.workflows.decide import suspend_all
from relance_core.workflows.edit_settings import (
    RULE_BOUNDS,
    rules_with,
    save_rules,
    stored_settings,
)

#: Field of ``Rules`` in days -> its label and the sentence beside it.
_DAYS = {
    "stale_days": (
        "Âge maximal des données (jours)",
        "Au-delà, l'approbation demande une confirmation et la dernière relance attend.",
    ),
    "stale_open_days": (
        "Âge maximal pour une mise en demeure (jours ouvrés)",
        "Une mise en demeure ne part que sur des données fraîches.",
    ),
    "formal_deadline_days": (
        "Délai laissé par la mise en demeure (jours)",
        "Compté depuis le dépôt prévu de la lettre, jusqu'à un jour ouvré.",
    ),
    "hand_over_days": (
        "Délai entre le dernier avis et la transmission (jours)",
        "La date annoncée est tenue.",
    ),
    "old_invoice_days": (
        "Retard qui demande une décision (jours)",
        "Une facture sans historique et plus en retard attend qu'on l'ait regardée.",
    ),
    "default_terms_days": (
        "Délai de règlement habituel (jours)",
        "Quand le fichier ne donne pas d'échéance.",
    ),
}


#: Where the thresholds tried and not saved are kept.
_TRIED = "rules_tried"


def show_rules() -> None:
    """Suspend everything at once; change thresholds and calendar beside their buttons."""
    space = workspace.space()
    _, rules, _ = stored_settings(space)
    _suspension(rules)
    st.subheader("Seuils", anchor=False)
    with st.form(f"settings_rules_{space.key}", border=False):
        st.text_input(
            "Ne pas relancer sous (€)",
            value=f"{rules.below_threshold:.2f}".replace(".", ","),
            key=_key("below_threshold"),
            width=240,
        )
        fields = list(_DAYS.items())
        for pair in (fields[0:2], fields[2:4], fields[4:6]):
            for place, (name, (label, about)) in zip(st.columns(2), pair, strict=True):
                _, least, most = RULE_BOUNDS[name]
                place.number_input(
                    label,
                    min_value=least,
                    max_value=most,
                    value=int(getattr(rules, name)),
                    key=_key(name),
                    help=about,
                )
        with st.container(horizontal=True):
            st.form_submit_button(
                "Enregistrer les seuils",
                key="settings_save_rules",
                type="primary",
                on_click=_save,
            )
            st.form_submit_button(
                "Voir l'effet", key="settings_try_rules", icon=":material/science:", on_click=_try
            )
    show_told("settings-rules")
    _show_effect()
    show_calendar(rules)


def _suspension(rules: Rules) -> None:
    key = _key(f"all_suspended_{rules.all_suspended}")
    st.toggle(
        "Tout suspendre",
        value=rules.all_suspended,
        key=key,
        on_change=_suspend,
        args=(key,),
        help="Plus aucune relance n'est proposée ; rien d'autre ne change.",
    )
    show_told("settings-suspended")


def _suspend(key: str) -> None:
    wanted = bool(st.session_state[key])

    def suspend() -> Told:
        suspend_all(workspace.space(), workspace.act(), wanted)
        words = "Toutes les relances sont suspendues." if wanted else "Les relances reprennent."
        return Told(done=(words,))

    attempt("settings-suspended", suspend)


def _save() -> None:
    values = _typed()
    st.session_state.pop(_key(_TRIED), None)

    def save() -> Told:
        save_rules(workspace.space(), workspace.act(), values)
        return Told(done=("Seuils enregistrés.",))

    attempt("settings-rules", save)


def _try() -> None:
    values = _typed()

    def check() -> Told:
        st.session_state[_key(_TRIED)] = rules_with(workspace.space(), values)
        return Told()

    st.session_state.pop(_key(_TRIED), None)
    attempt("settings-rules", check)


def _typed() -> dict[str, Any]:
    return {name: st.session_state[_key(name)] for name in ("below_threshold", *_DAYS)}


def _show_effect() -> None:
    """What the thresholds tried would do to the messages to come."""
    tried: Rules | None = st.session_state.get(_key(_TRIED))
    if tried is None:
        return
    day = workspace.day()
    with st.spinner("Calcul des 60 prochains jours…"):
        before = workspace.ahead()
        after = look_ahead(day.situation, day.scenarios, tried, today=workspace.today())
    st.markdown("**Ce que cela change**")
    st.caption("Rien n'est encore enregistré.")
    show_effect(before, after, day.situation.clients, key="settings_rules_effect")


def _key(name: str) -> str:
    return f"settings_{workspace.space().key}_{name}"
