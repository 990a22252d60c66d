"""The editable grid of clients: each edit is kept at once, under the client's own id."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from relance_core.errors import RelanceError
from relance_core.store.clients import settings_by_hand
from relance_core.store.database import reading
from relance_core.ui import workspace
from relance_core.ui.client_grid import EDITABLE, Edit, edits_of, scenario_names
from relance_core.ui.paging import EIGHT_ROWS_AND_A_HALF, digest
from relance_core.ui.stopped import stopped_words
from relance_core.ui.tables import Table, column_config, written
from relance_core.ui.told import Told, say
from relance_core.vocabulary import DEBTOR_LABELS, TONE_SETTING_LABELS, DebtorType, ToneSetting
from relance_core.workflows.edit_client import SHIFT_RANGE, edit_client
from relance_core.workflows.space import Space

PAGE = "clients"
_EDITION = "clients-edition"
_OPENED = "clients-opened"
HEADINGS = {
    "name": "Client",
    "overdue": "Dû échu",
    "deducted": "À déduire",
    "next_message": "Prochain message",
    "scenario": "Scénario",
    "tone": "Ton",
    "shift_days": "Décalage",
    "pause_until": "Pause jusqu'au",
    "manual_only": "À la main",
    "emails": "E-mails",
    "copies": "Copies",
    "debtor_type": "Type",
    "elsewhere": "Autres devises",
}
#: Pixels: the first six columns end with the grid of a laptop, so that no figure is cut in two.
_WIDTHS = {"name": 205, "overdue": 105, "elsewhere": 115, "deducted": 90, "next_message": 360}


def show_editor(lines: pl.DataFrame, *, currency: str, open_sheet: Callable[[int], None]) -> None:
    """The grid of ``lines`` (``client_grid.client_lines``), ready to be edited.

    A click on a name gives its ``client_id`` to ``open_sheet``.
    """
    for rare in ("elsewhere", "deducted"):
        lines = lines if lines[rare].is_not_null().any() else lines.drop(rare)
    table = Table(lines, HEADINGS, title="Clients", currency=currency, widths=_WIDTHS)
    key = _editor_key(lines)
    shown = replace(table, frame=lines.with_columns(_as_label("name")))
    st.data_editor(
        written(shown),
        key=key,
        hide_index=True,
        height=EIGHT_ROWS_AND_A_HALF if lines.height > 8 else "auto",
        column_config=column_config(table)
        | _amount_columns(table)
        | _name_column(lines, open_sheet)
        | _editable_columns(),
        column_order=table.columns,
        disabled=[column for column in table.columns if column not in EDITABLE],
        placeholder="",
        on_change=_save,
        args=(key, lines),
        alt="Réglages des clients et prochain message de chacun",
    )


def change_client(client_id: int, name: str, values: dict[str, Any], sentence: str) -> Told:
    """Set ``values`` by hand on a client; the way back gives the former ones."""
    space = workspace.space()
    with reading(space.engine) as conn:
        by_hand = settings_by_hand(conn, client_id)
    before = {column: by_hand[column] for column in values}
    stopped = edit_client(space, workspace.act(), client_id, values)
    if stopped is None:
        return Told(done=(f"{name} : rien à changer.",))
    undo = partial(_restore, space, client_id, before)
    return Told((sentence,), undo=undo, warned=stopped_words(stopped))


def _editor_key(lines: pl.DataFrame) -> str:
    """A key that lasts as long as the editor shows what is kept.

    Streamlit lays its own memory of the edits over the data, by position. It is begun afresh when
    other lines are shown, and when a cell differs from what is kept: refused, taken back, or
    changed elsewhere.
    """
    edition = st.session_state.get(_EDITION, 0)
    shown = digest(lines["client_id"])
    key = f"clients-grid-{shown}-{edition}"
    if edits_of(lines, st.session_state.get(key, {}).get("edited_rows", {})):
        st.session_state[_EDITION] = edition + 1
        key = f"clients-grid-{shown}-{edition + 1}"
    return key


def _save(key: str, lines: pl.DataFrame) -> None:
    """Keep what was just typed. ``lines`` is what the person saw when typing."""
    done, refused, back = [], [], []
    warned: list[str] = []
    for edit in edits_of(lines, st.session_state[key]["edited_rows"]):
        try:
            told = change_client(edit.client_id, edit.name, edit.after, "")
        except RelanceError as error:
            refused.append(f"{edit.name} : {error.message}")
            continue
        if told.undo is not None:
            done.append(edit)
            warned += told.warned
            back.append(told.undo)
    # A browser may send the same edits again: what was said of them stands.
    if done or refused:
        sentences = (_saved(done),) if done else ()
        undo = partial(in_turn, back) if back else None
        say(PAGE, Told(sentences, tuple(refused), undo, tuple(warned)))


def _saved(edits: list[Edit]) -> str:
    """What was kept: the first few in words, the rest counted."""
    names = scenario_names(workspace.day())
    told = " ; ".join(edit.told(names) for edit in edits[:3])
    return f"Enregistré : {told}" + (f" et {len(edits) - 3} de plus." if len(edits) > 3 else ".")


def _restore(space: Space, client_id: int, values: dict[str, Any]) -> None:
    edit_client(space, workspace.act(), client_id, values)


def in_turn(actions: list[Callable[[], None]]) -> None:
    """Do ``actions`` one after the other."""
    for action in actions:
        action()


def _as_label(column: str) -> pl.Expr:
    """``column`` as a button writes it: brackets would make a menu, ``:material/…:`` a drawing."""
    begins = pl.col(column).str.contains(r"^\s*[\[:]")
    return pl.when(begins).then(pl.format("\u2060{}", column)).otherwise(column).alias(column)


def _name_column(lines: pl.DataFrame, open_sheet: Callable[[int], None]) -> dict[str, Any]:
    """The names, each of which opens its client's sheet."""

    def clicked() -> None:
        row = int(st.session_state[_OPENED].row)
        if row < lines.height:
            open_sheet(lines["client_id"][row])

    return {
        "name": st.column_config.ButtonColumn(
            HEADINGS["name"],
            help="Cliquez sur un nom pour ouvrir la fiche du client",
            width=_WIDTHS["name"],
            alignment="left",
            type="tertiary",
            on_click=clicked,
            key=_OPENED,
        )
    }


def _amount_columns(table: Table) -> dict[str, Any]:
    """What the two amounts are, where they stand: the plan asks for their difference."""
    told = {
        "overdue": "Factures échues, avant avoirs et règlements à déduire",
        "deducted": "Avoirs et règlements non affectés : les messages demandent le dû, moins cela",
    }
    return {
        column: config | {"help": told[column]}
        for column, config in column_config(table).items()
        if column in told
    }


def _editable_columns() -> dict[str, Any]:
    """How each setting is typed or chosen."""
    column = st.column_config
    names = scenario_names(workspace.day())
    low, high = SHIFT_RANGE
    return {
        "scenario": column.SelectboxColumn(
            HEADINGS["scenario"],
            options=list(names),
            format_func=lambda key: names.get(str(key), str(key)),
            required=True,
            width=128,
        ),
        "tone": column.SelectboxColumn(
            HEADINGS["tone"],
            options=[tone.value for tone in ToneSetting],
            format_func=lambda tone: TONE_SETTING_LABELS[ToneSetting(str(tone))],
            required=True,
            width=128,
        ),
        "shift_days": column.NumberColumn(
            HEADINGS["shift_days"],
            help=f"En jours, de {low} à +{high}, sur les étapes après l'échéance",
            min_value=low,
            max_value=high,
            step=1,
            format="%d j",
            width=98,
        ),
        "pause_until": column.DateColumn(
            HEADINGS["pause_until"],
            help="Aucun message jusqu'à ce jour compris",
            format="DD/MM/YYYY",
            width=140,
        ),
        "manual_only": column.CheckboxColumn(
            HEADINGS["manual_only"], help="Aucune relance ne part d'elle-même", width=110
        ),
        "emails": column.TextColumn(
            HEADINGS["emails"],
            help="Une ou plusieurs adresses, séparées par des virgules",
            width=240,
        ),
        "copies": column.TextColumn(
            HEADINGS["copies"], help="Adresses en copie de chaque message", width=180
        ),
        "debtor_type": column.SelectboxColumn(
            HEADINGS["debtor_type"],
            options=[kind.value for kind in DebtorType],
            format_func=lambda kind: DEBTOR_LABELS[DebtorType(str(kind))],
            required=True,
            width=150,
        ),
    }
