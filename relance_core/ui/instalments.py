"""Asks for the instalments of a payment plan: equal ones first, each to be corrected."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import streamlit as st

from relance_core.calendar import month_later
from relance_core.errors import Refused
from relance_core.french import amount
from relance_core.ui import workspace
from relance_core.ui.frame import plain
from relance_core.ui.invoice_facts import typed_amount
from relance_core.ui.paging import digest
from relance_core.workflows.payment_plans import MOST, equal_instalments

_MONTH, _WEEK = "Chaque mois", "Chaque semaine"
_FIELDS = ("count", "first", "every", "total")


@dataclass(frozen=True)
class Typed:
    """The instalments as somebody left them: each day, and the amount as typed."""

    rows: tuple[tuple[Any, str], ...]

    def told(self) -> tuple[Decimal, bool]:
        """The sum of what can be read, and whether something is missing."""
        total, missing = Decimal(0), False
        for day, text in self.rows:
            try:
                value = typed_amount(text)
            except Refused:
                value = None
            missing = missing or value is None or day is None
            total += value or Decimal(0)
        return total, missing

    def parts(self) -> list[tuple[date, Decimal]]:
        """Day and amount, in order. Raises ``Refused`` when one of them is missing."""
        parts = []
        for day, text in self.rows:
            value = typed_amount(text)
            if day is None or value is None:
                raise Refused("Chaque échéance a sa date et son montant : rien n'a été noté.")
            parts.append((day, value))
        return sorted(parts)


def ask_instalments(
    key: str, invoice_ids: Collection[int], due: Decimal, currency: str
) -> Typed | None:
    """How many, from when, how often and for how much; None while the amount cannot be read."""
    count, first, every, total = st.columns(4)
    how_many = count.number_input("Échéances", 1, MOST, 3, key=f"{key}-count")
    begin = first.date_input(
        "Première échéance",
        value=month_later(workspace.today(), 1),
        min_value=workspace.today(),
        format="DD/MM/YYYY",
        key=f"{key}-first",
    )
    pace = every.selectbox("Rythme", [_MONTH, _WEEK], key=f"{key}-every")
    typed = total.text_input(
        "Montant en tout", placeholder=amount(due, currency), key=f"{key}-total"
    )
    try:
        whole = typed_amount(typed or "") or due
    except Refused as refused:
        st.warning(plain(refused.message), icon=":material/block:")
        return None
    parts = equal_instalments(whole, int(how_many), currency, first=begin, monthly=pace == _MONTH)
    mark = digest([*invoice_ids, how_many, begin, pace, whole])
    return Typed(_corrected(parts, f"{key}-parts-{mark}"))


def forget_instalments(key: str) -> None:
    """Empty the fields once the plan is agreed."""
    for field in _FIELDS:
        st.session_state.pop(f"{key}-{field}", None)


def _corrected(parts: Sequence[tuple[date, Decimal]], key: str) -> tuple[tuple[Any, str], ...]:
    frame = pl.DataFrame(
        [(day, f"{sum_:.2f}".replace(".", ",")) for day, sum_ in parts],
        schema={"day": pl.Date, "amount": pl.String},
        orient="row",
    )
    shown = st.data_editor(
        frame,
        key=key,
        hide_index=True,
        num_rows="dynamic",
        width=420,
        column_config={
            "day": st.column_config.DateColumn("Date", format="DD/MM/YYYY", required=True),
            "amount": st.column_config.TextColumn("Montant", required=True),
        },
    )
    days = shown.with_columns(pl.col("day").cast(pl.Date))  # the editor gives moments back
    return tuple((row["day"], row["amount"] or "") for row in days.iter_rows(named=True))
