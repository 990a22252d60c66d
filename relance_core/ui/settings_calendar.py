"""The firm's calendar: the holidays of its region, and the days on which no reminder leaves."""

from __future__ import annotations

from datetime import date
from functools import partial

import streamlit as st

from relance_core.french import day_month, short_date
from relance_core.settings import Rules, quiet_ranges
from relance_core.ui import workspace
from relance_core.ui.told import Told, attempt, show_told
from relance_core.workflows.edit_settings import save_rules, stored_settings

Range = tuple[date, date]
_TOLD = "settings-calendar"


def show_calendar(rules: Rules) -> None:
    """Holidays and quiet weeks, each kept at once."""
    st.subheader("Calendrier", anchor=False)
    st.caption("Rien ne part les samedis, les dimanches et les jours fériés.")
    field = f"settings_{workspace.space().key}_alsace_moselle_{rules.alsace_moselle}"
    st.checkbox(
        "Alsace-Moselle : le Vendredi saint et le 26 décembre sont fériés",
        value=rules.alsace_moselle,
        key=field,
        on_change=_save_region,
        args=(field,),
    )
    ranges = quiet_ranges(rules.quiet_weeks)
    for place, one in enumerate(ranges):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(quiet_sentence(one), width="content")
            st.button(
                "Retirer",
                key=f"settings_quiet_remove_{place}",
                icon=":material/close:",
                type="tertiary",
                on_click=_remove,
                args=(one,),
            )
    _new_range(empty=not ranges)
    show_told(_TOLD)


def quiet_sentence(one: Range) -> str:
    """``Aucune relance ne part du 10/08 au 21/08/2026.``"""
    first, last = one
    if first == last:
        return f"Aucune relance ne part le {short_date(first)}."
    since = day_month(first) if first.year == last.year else short_date(first)
    return f"Aucune relance ne part du {since} au {short_date(last)}."


def quiet_text(ranges: list[Range]) -> str:
    """The ranges as the settings keep them, the earliest first, those that touch made one."""
    joined: list[Range] = []
    for first, last in sorted(ranges):
        if joined and (first - joined[-1][1]).days <= 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return " ".join(f"{first.isoformat()}/{last.isoformat()}" for first, last in joined)


def _new_range(*, empty: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.date_input(
            "Semaines sans relance (congés, inventaire) : du premier au dernier jour",
            value=[],
            format="DD/MM/YYYY",
            key="settings_quiet_new",
            width=420,
        )
        st.button("Ajouter", key="settings_quiet_add", icon=":material/add:", on_click=_add)
    if empty:
        st.caption("Aucune pour l'instant.")


def _add() -> None:
    days = tuple(st.session_state["settings_quiet_new"] or ())

    def add() -> Told:
        if not days:
            return Told(refused=("Choisissez d'abord le premier et le dernier jour.",))
        one = (days[0], days[-1])
        told = _write([*_stored(), one], quiet_sentence(one))
        st.session_state["settings_quiet_new"] = ()
        return told

    attempt(_TOLD, add)


def _remove(one: Range) -> None:
    def remove() -> Told:
        kept = [other for other in _stored() if other != one]
        return _write(kept, f"Les relances partent de nouveau {_when(one)}.")

    attempt(_TOLD, remove)


def _when(one: Range) -> str:
    return quiet_sentence(one).removeprefix("Aucune relance ne part ").removesuffix(".")


def _stored() -> list[Range]:
    return list(quiet_ranges(stored_settings(workspace.space())[1].quiet_weeks))


def _write(ranges: list[Range], sentence: str) -> Told:
    before = stored_settings(workspace.space())[1].quiet_weeks
    _save(quiet_text(ranges))
    return Told(done=(sentence,), undo=partial(_save, before))


def _save(text: str) -> None:
    save_rules(workspace.space(), workspace.act(), {"quiet_weeks": text})


def _save_region(field: str) -> None:
    wanted = bool(st.session_state[field])

    def save() -> Told:
        save_rules(workspace.space(), workspace.act(), {"alsace_moselle": wanted})
        words = "sont fériés" if wanted else "sont des jours comme les autres"
        return Told(done=(f"Le Vendredi saint et le 26 décembre {words}.",))

    attempt(_TOLD, save)
