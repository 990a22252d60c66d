"""Trying a setting on one client: what it would do to his messages, before it is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from relance_core.reminders.ahead import Ahead, look_ahead, only_client
from relance_core.reminders.plan import Situation
from relance_core.ui import workspace
from relance_core.ui.client_editor import PAGE, change_client
from relance_core.ui.client_grid import EDITABLE, scenario_names, value_words
from relance_core.ui.paging import digest
from relance_core.ui.plan_calendar import EACH_ITS_OWN, HEADINGS, WIDTHS, planned
from relance_core.ui.plan_no_notice import missing_of, missing_words
from relance_core.ui.tables import Table, show_table
from relance_core.ui.told import attempt
from relance_core.ui.what_if import show_effect
from relance_core.vocabulary import TONE_SETTING_LABELS, InvoiceKind, ToneSetting
from relance_core.workflows.edit_client import SHIFT_RANGE
from relance_core.workflows.today_plan import Day

_TRIED = ("scenario", "tone", "shift_days", "pause_until")


def show_coming(client: dict[str, Any]) -> None:
    """The messages of the next sixty days about this client, and settings to try on them.

    ``client``: a row of ``CLIENTS``.
    """
    day = workspace.day()
    before = _seen(client["client_id"], {})
    st.markdown("**Les 60 prochains jours, si rien n'est payé**")
    show_table(
        Table(
            planned(before, day.situation),
            {key: label for key, label in HEADINGS.items() if key != "client_name"},
            title="À venir",
            widths=WIDTHS,
            caption=_notes(day, client["client_id"], before),
            empty="Aucun message n'est prévu dans les 60 prochains jours.",
        ),
        key=f"clients-coming-{client['client_id']}",
        today=workspace.today(),
        file_name="a-venir.xlsx",
    )
    missing = missing_words(_missing(workspace.stamp(), client["client_id"], day, before))
    if missing:
        st.caption(missing)
    trial = st.expander(
        "Essayer un autre réglage",
        icon=":material/science:",
        key=f"clients-trial-{client['client_id']}",
        on_change="rerun",
    )
    if trial.open:
        with trial:
            _try_settings(client, day, before)


@st.cache_resource(max_entries=32, show_spinner=False)
def _missing(stamp: workspace.Stamp, client_id: int, _day: Day, _before: Ahead) -> pl.DataFrame:
    """What keeps formal notices from the client himself: they go to no payer."""
    del stamp  # part of the key
    found = missing_of(_day, only_client(_day.situation, client_id), _before)
    return found.filter(pl.col("client_id") == client_id)


def _notes(day: Day, client_id: int, before: Ahead) -> str:
    """What has to be known to read the messages to come, where it applies."""
    several = before.lines["invoice_id"].n_unique() > 1
    return " ".join(filter(None, (EACH_ITS_OWN if several else "", _credits(day, client_id))))


def _credits(day: Day, client_id: int) -> str:
    """That the amounts to come are gross, for a client who has something to deduct."""
    credits = day.situation.ledger.filter(
        (pl.col("client_id") == client_id) | (pl.col("payer_id") == client_id),
        pl.col("kind") != InvoiceKind.INVOICE.value,
    )
    return "" if credits.is_empty() else "Montants avant avoirs et règlements à déduire."


def tried(situation: Situation, client_id: int, values: dict[str, Any]) -> Situation:
    """``situation`` as it would be with ``values`` set by hand on a client."""
    mine = pl.col("client_id") == client_id
    if "scenario" in values:
        values = values | {"scenario_by_hand": True}
    clients = situation.clients.with_columns(
        pl.when(mine)
        .then(pl.lit(value, dtype=situation.clients.schema[column]))
        .otherwise(column)
        .alias(column)
        for column, value in values.items()
    )
    return replace(situation, clients=clients)


def _try_settings(client: dict[str, Any], day: Day, before: Ahead) -> None:
    """The settings to try, their effect, and the button that keeps them."""
    st.caption("Rien n'est enregistré tant que vous ne le demandez pas.")
    # What is tried begins again from what is kept, whenever that changes.
    key = f"clients-try-{client['client_id']}-{digest(client[one] for one in _TRIED)}"
    values = _chosen(client, day, key)
    changed = {column: value for column, value in values.items() if value != client[column]}
    if not changed:
        st.caption("Changez un réglage pour voir ce qu'il déplace, ajoute, retire ou adoucit.")
        return
    after = _seen(client["client_id"], changed)
    show_effect(before, after, day.situation.clients, key=key, alone=True)
    names = scenario_names(day)
    words = " ; ".join(
        f"{EDITABLE[column]} : {value_words(column, value, names)}"
        for column, value in changed.items()
    )
    sentence = f"Enregistré : {client['name']}, {words}."
    keep = partial(change_client, client["client_id"], client["name"], changed, sentence)
    st.button(
        "Enregistrer ce réglage",
        key=f"{key}-keep",
        type="primary",
        icon=":material/save:",
        on_click=attempt,
        args=(PAGE, keep),
    )


def _chosen(client: dict[str, Any], day: Day, key: str) -> dict[str, Any]:
    """What is chosen in the four fields, each beginning with what is kept."""
    names = scenario_names(day)
    tones = list(ToneSetting)
    low, high = SHIFT_RANGE
    scenario, tone, shift, pause = st.columns(4)
    pause_until: date | None = pause.date_input(
        "Pause jusqu'au",
        value=client["pause_until"],
        format="DD/MM/YYYY",
        key=f"{key}-pause",
    )
    return {
        "scenario": scenario.selectbox(
            "Scénario",
            list(names),
            index=list(names).index(client["scenario"]),
            format_func=lambda one: names[one],
            key=f"{key}-scenario",
        ),
        "tone": tone.selectbox(
            "Ton",
            [one.value for one in tones],
            index=[one.value for one in tones].index(client["tone"]),
            format_func=lambda one: TONE_SETTING_LABELS[ToneSetting(one)],
            key=f"{key}-tone",
        ),
        "shift_days": shift.number_input(
            "Décalage (jours)",
            min_value=low,
            max_value=high,
            value=client["shift_days"],
            step=1,
            key=f"{key}-shift",
        ),
        "pause_until": pause_until,
    }


def _seen(client_id: int, changed: dict[str, Any]) -> Ahead:
    """The sixty days to come of a client, as kept (nothing ``changed``) or as tried."""
    return _ahead(workspace.stamp(), client_id, tuple(sorted(changed.items())))


@st.cache_resource(max_entries=32, show_spinner=False)
def _ahead(stamp: workspace.Stamp, client_id: int, changed: tuple[tuple[str, Any], ...]) -> Ahead:
    del stamp  # part of the key
    day = workspace.day()
    situation = tried(only_client(day.situation, client_id), client_id, dict(changed))
    return look_ahead(situation, day.scenarios, day.settings.rules, today=workspace.today())
