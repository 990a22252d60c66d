"""The form by which a payment plan is agreed over some invoices of a client."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from relance_core.french import amount, plural, short_date
from relance_core.receivables.lines import open_credits
from relance_core.ui import workspace
from relance_core.ui.companion_card import propose, text_about
from relance_core.ui.frame import plain
from relance_core.ui.instalments import Typed, ask_instalments, forget_instalments
from relance_core.ui.stopped import stopped_words
from relance_core.ui.told import Told, attempt
from relance_core.vocabulary import Companion
from relance_core.workflows.payment_plans import Agreed, agree_plan, end_plan

_KEY = "plan"
_WHO, _NOTE = "plan-contact", "plan-note"


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
    edited = ask_instalments(_KEY, invoices, due, currency)
    if edited is None:
        return
    who, note = st.columns([3, 7])
    who.text_input("Interlocuteur", placeholder="Qui s'engage", key=_WHO)
    note.text_input("Note", key=_NOTE)
    told, missing = edited.told()
    st.button(
        f"Accorder {plural(len(edited.rows), 'échéance')}",
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


def _agree(invoice_ids: Sequence[int], edited: Typed) -> Told:
    typed: Any = st.session_state
    parts = edited.parts()
    day, who = workspace.day(), typed.get(_WHO) or ""
    agreed = agree_plan(
        workspace.space(),
        workspace.act(),
        invoice_ids,
        parts,
        contact=who,
        text=typed.get(_NOTE) or "",
    )
    plan = Companion.PAYMENT_PLAN
    propose(text_about(day, plan, invoice_ids, spoke_to=who, instalments=tuple(parts)))
    forget_instalments(_KEY)
    for key in (_WHO, _NOTE):
        typed.pop(key, None)
    until = short_date(parts[-1][0])
    sentence = f"Échéancier accordé : {plural(len(parts), 'échéance')}, jusqu'au {until}."
    warned = tuple(dict.fromkeys(word for one in agreed.stopped for word in stopped_words(one)))
    return Told((sentence, "Le plan est recalculé."), undo=partial(_undo, agreed), warned=warned)


def _undo(agreed: Agreed) -> None:
    end_plan(workspace.space(), workspace.act(), agreed.plan_id)
    propose(None)
