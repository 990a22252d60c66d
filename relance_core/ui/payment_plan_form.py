"""The form by which a payment plan is agreed: equal instalments first, each to be corrected."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from relance_core.calendar import month_later
from relance_core.commitments import CallResult
from relance_core.errors import Refused
from relance_core.french import amount, plural, short_date
from relance_core.receivables.lines import open_credits
from relance_core.ui import workspace
from relance_core.ui.confirmation import propose
from relance_core.ui.frame import plain
from relance_core.ui.invoice_facts import typed_amount
from relance_core.ui.paging import digest
from relance_core.ui.stopped import stopped_words
from relance_core.ui.told import Told, attempt
from relance_core.workflows.confirmations import confirmation_of
from relance_core.workflows.payment_plans import (
    MOST,
    Agreed,
    agree_plan,
    end_plan,
    equal_instalments,
)

_COUNT, _FIRST, _EVERY, _TOTAL = "plan-count", "plan-first", "plan-every", "plan-total"
_WHO, _NOTE = "plan-contact", "plan-note"
_MONTH, _WEEK = "Chaque mois", "Chaque semaine"


def show_plan_form(page: str, invoices: Mapping[int, Mapping[str, Any]]) -> None:
    """The instalments over ``invoices`` (by id: ``number, currency, open_amount``) and the button.

    With no invoice chosen, what is missing is said.
    """
    if not invoices:
        st.caption("Choisissez le client et les factures que l'échéancier doit solder.")
        return
    currency = next(iter(invoices.values()))["currency"]
    if any(one["currency"] != currency for one in invoices.values()):
        st.warning("Un échéancier porte sur une seule devise.", icon=":material/block:")
        return
    due = sum((one["open_amount"] for one in invoices.values()), Decimal(0))
    count, first, every, total = st.columns(4)
    how_many = count.number_input("Échéances", 1, MOST, 3, key=_COUNT)
    begin = first.date_input(
        "Première échéance",
        value=month_later(workspace.today(), 1),
        min_value=workspace.today(),
        format="DD/MM/YYYY",
        key=_FIRST,
    )
    pace = every.selectbox("Rythme", [_MONTH, _WEEK], key=_EVERY)
    typed = total.text_input("Montant en tout", placeholder=amount(due, currency), key=_TOTAL)
    try:
        whole = typed_amount(typed or "") or due
    except Refused as refused:
        st.warning(plain(refused.message), icon=":material/block:")
        return
    parts = equal_instalments(whole, int(how_many), currency, first=begin, monthly=pace == _MONTH)
    edited = _corrected(parts, digest([*invoices, how_many, begin, pace, whole]))
    who, note = st.columns([3, 7])
    who.text_input("Interlocuteur", placeholder="Qui s'engage", key=_WHO)
    note.text_input("Note", key=_NOTE)
    told, missing = _told(edited)
    st.button(
        f"Accorder {plural(len(edited), 'échéance')}",
        key="plan-agree",
        type="primary",
        icon=":material/event_repeat:",
        on_click=attempt,
        args=(page, partial(_agree, list(invoices), edited)),
    )
    credit = _credits(invoices, currency)
    left = due - credit - told
    words = f"En tout {amount(told, currency)}"
    if missing:
        words = "Une échéance n'a pas encore sa date et son montant"
    elif left > 0:
        words += f" ; {amount(left, currency)} seront demandés une fois l'échéancier réglé"
    if credit and told > due - credit:
        words += (
            f", sans déduire {amount(credit, currency)} d'avoirs et de règlements de ce client : "
            f"pour les déduire, écrivez {amount(due - credit, currency)} dans « Montant en tout »"
        )
    effect = "Aucune relance tant que chaque échéance est payée, à deux jours ouvrés près."
    st.caption(plain(f"{words}. {effect}"))


def _credits(invoices: Collection[int], currency: str) -> Decimal:
    """What is to be deducted from what the clients of ``invoices`` owe, at most what these are."""
    known = workspace.portfolio().filter(pl.col("currency") == currency)
    mine = known.filter(pl.col("invoice_id").is_in(list(invoices)))
    theirs = open_credits(known, today=workspace.today()).filter(
        pl.col("client_id").is_in(mine["client_id"].implode())
    )
    total = sum(theirs["open_amount"].to_list(), Decimal(0))
    return total if total < sum(mine["open_amount"].to_list(), Decimal(0)) else Decimal(0)


def _corrected(parts: Sequence[tuple[date, Decimal]], mark: str) -> list[tuple[Any, str]]:
    """The instalments as somebody left them: each day, and the amount as typed."""
    frame = pl.DataFrame(
        [(day, f"{sum_:.2f}".replace(".", ",")) for day, sum_ in parts],
        schema={"day": pl.Date, "amount": pl.String},
        orient="row",
    )
    shown = st.data_editor(
        frame,
        key=f"plan-parts-{mark}",
        hide_index=True,
        num_rows="dynamic",
        width=420,
        column_config={
            "day": st.column_config.DateColumn("Date", format="DD/MM/YYYY", required=True),
            "amount": st.column_config.TextColumn("Montant", required=True),
        },
    )
    days = shown.with_columns(pl.col("day").cast(pl.Date))  # the editor gives moments back
    return [(row["day"], row["amount"] or "") for row in days.iter_rows(named=True)]


def _told(edited: Sequence[tuple[Any, str]]) -> tuple[Decimal, bool]:
    """The sum of what can be read, and whether something is missing."""
    total, missing = Decimal(0), False
    for day, text in edited:
        try:
            value = typed_amount(text)
        except Refused:
            value = None
        missing = missing or value is None or day is None
        total += value or Decimal(0)
    return total, missing


def _agree(invoice_ids: Sequence[int], edited: Sequence[tuple[Any, str]]) -> Told:
    typed: Any = st.session_state
    parts = []
    for day, text in edited:
        value = typed_amount(text)
        if day is None or value is None:
            raise Refused("Chaque échéance a sa date et son montant : rien n'a été noté.")
        parts.append((day, value))
    day = workspace.day()
    agreed = agree_plan(
        workspace.space(),
        workspace.act(),
        invoice_ids,
        sorted(parts),
        contact=typed.get(_WHO) or "",
        text=typed.get(_NOTE) or "",
    )
    propose(
        confirmation_of(
            day,
            invoice_ids,
            CallResult.PROMISE,
            on=workspace.today(),
            spoke_to=typed.get(_WHO) or "",
            instalments=sorted(parts),
        )
    )
    for key in (_COUNT, _FIRST, _EVERY, _TOTAL, _WHO, _NOTE):
        typed.pop(key, None)
    until = short_date(max(day for day, _ in parts))
    sentence = f"Échéancier accordé : {plural(len(parts), 'échéance')}, jusqu'au {until}."
    warned = tuple(dict.fromkeys(word for one in agreed.stopped for word in stopped_words(one)))
    return Told((sentence, "Le plan est recalculé."), undo=partial(_undo, agreed), warned=warned)


def _undo(agreed: Agreed) -> None:
    end_plan(workspace.space(), workspace.act(), agreed.plan_id)
    propose(None)
