"""The steps of a scenario as the lines of an editable grid, and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import polars as pl
import streamlit as st

from relance_core.french import number
from relance_core.reminders.scenario import LARGE_CLAIM, RANK, STANDARD, Scenario, ScenarioStep
from relance_core.vocabulary import (
    ANCHOR_LABELS,
    CHANNEL_LABELS,
    ROLE_LABELS,
    STEP_LABELS,
    TONE_LABELS,
    Anchor,
    Channel,
    ContactRole,
    Step,
    Tone,
)

#: What a step is, as it ships, when it is added: between them these two have every step.
_AS_SHIPPED = {one.step: one for one in (*LARGE_CLAIM.steps, *STANDARD.steps)}
_SCHEMA: dict[str, Any] = {
    "step": pl.String,
    "offset": pl.Int64,
    "anchor": pl.String,
    "tone": pl.String,
    "channel": pl.String,
    "minimum": pl.String,
    "by_hand": pl.Boolean,
    "role": pl.String,
    "copies": pl.List(pl.String),
}
#: What a cell takes: « 10 000 », « 50,5 », « 50.50 € », or nothing.
_AMOUNT = r"^(\d[\d\s\u00a0\u202f]*([.,]\d{1,2})?\s*€?)?$"
_COPIED = (ContactRole.ACCOUNTING, ContactRole.MANAGEMENT)


def step_lines(scenario: Scenario) -> pl.DataFrame:
    """One line per step, in order; codes but for the label of the step."""
    return pl.DataFrame(
        [
            {
                "step": STEP_LABELS[one.step],
                "offset": one.offset,
                "anchor": one.anchor.value,
                "tone": one.tone.value,
                "channel": one.channel.value,
                "minimum": number(one.minimum),
                "by_hand": one.by_hand,
                "role": one.role.value,
                "copies": [role.value for role in one.copies],
            }
            for one in scenario.steps
        ],
        schema=_SCHEMA,
    )


def with_edits(scenario: Scenario, state: Mapping[str, Any]) -> Scenario:
    """``scenario`` with the edits that the grid of its lines holds, as Streamlit tells them."""
    edited = {int(row): cells for row, cells in state.get("edited_rows", {}).items()}
    deleted = set(state.get("deleted_rows", ()))
    steps = tuple(
        _edited(one, edited.get(row, {}))
        for row, one in enumerate(scenario.steps)
        if row not in deleted
    )
    return replace(scenario, steps=steps)


def _edited(one: ScenarioStep, cells: Mapping[str, Any]) -> ScenarioStep:
    """A cell left empty keeps what it was."""
    read: dict[str, Callable[[Any], Any]] = {
        "offset": int,
        "anchor": Anchor,
        "tone": Tone,
        "channel": Channel,
        "minimum": typed_amount,
        "by_hand": bool,
        "role": ContactRole,
    }
    values = {
        name: read[name](cell) for name, cell in cells.items() if name in read and cell is not None
    }
    if "copies" in cells:
        chosen = set(cells["copies"] or ())
        values["copies"] = tuple(role for role in _COPIED if role.value in chosen)
    return replace(one, **values)


def missing_steps(scenario: Scenario) -> list[Step]:
    """The steps that can still be added, in the order of time."""
    there = {one.step for one in scenario.steps}
    return [step for step in Step if step not in there]


def with_step(scenario: Scenario, step: Step) -> Scenario:
    """``scenario`` with ``step`` in its place, as it ships."""
    steps = sorted((*scenario.steps, _AS_SHIPPED[step]), key=lambda one: RANK[one.step])
    return replace(scenario, steps=tuple(steps))


def step_columns() -> dict[str, Any]:
    """How each cell is typed or chosen."""
    column = st.column_config
    return {
        "step": column.TextColumn("Étape", disabled=True, pinned=True, width=120),
        "offset": column.NumberColumn(
            "Décalage",
            help="En jours de calendrier ; négatif : avant",
            step=1,
            format="%d j",
            required=True,
            width=100,
        ),
        "anchor": _choice("Compté depuis", ANCHOR_LABELS, width=130),
        "tone": _choice("Ton", TONE_LABELS, width=80),
        "channel": _choice("Canal", CHANNEL_LABELS, width=135),
        "minimum": amount_column(
            "Minimum",
            help="Montant minimal : une facture qui doit moins, dans sa devise, saute l'étape",
            width=100,
        ),
        "by_hand": column.CheckboxColumn(
            "Une à une",
            help="Approuvée message par message, jamais avec les autres",
            width=105,
        ),
        "role": _choice("Destinataire", ROLE_LABELS, width=120),
        "copies": column.MultiselectColumn(
            "En copie",
            options=[role.value for role in _COPIED],
            format_func=lambda role: ROLE_LABELS[ContactRole(role)],
            width=105,
        ),
    }


def amount_column(label: str, *, help: str, width: int) -> Any:
    """A cell for an amount, typed the French way: a column of numbers would take a comma away."""
    return st.column_config.TextColumn(
        label, help=help, width=width, alignment="right", validate=_AMOUNT
    )


def typed_amount(text: str) -> Decimal:
    """The amount in a cell of ``amount_column``; 0 for an empty one."""
    digits = "".join(str(text).replace("€", "").split()).replace(",", ".")
    return Decimal(digits or "0")


def _choice(label: str, labels: Mapping[Any, str], *, width: int) -> Any:
    words = {code.value: said for code, said in labels.items()}
    return st.column_config.SelectboxColumn(
        label,
        options=list(words),
        format_func=lambda code: words.get(str(code), str(code)),
        required=True,
        width=width,
    )
