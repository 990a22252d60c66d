"""What came of a call, made or received: one click, then only the fields that its result asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from relance_core.commitments import (
    CALL_RESULT_LABELS,
    DISPUTE_MOTIVE_LABELS,
    LATE_REASON_LABELS,
    CallResult,
    DisputeMotive,
    LateReason,
)
from relance_core.french import amount, amounts, listed, short_date
from relance_core.ui import workspace
from relance_core.ui.call_script import show_script
from relance_core.ui.companion_card import MEANS, propose
from relance_core.ui.instalments import Typed, ask_instalments, forget_instalments
from relance_core.ui.invoice_facts import typed_amount
from relance_core.ui.stopped import stopped_words
from relance_core.ui.told import Told, attempt
from relance_core.vocabulary import MESSAGE_LABELS, Channel
from relance_core.workflows.call_report import (
    HOLDS,
    TO_CALL_AGAIN,
    CallOutcome,
    CallReport,
    next_action,
)
from relance_core.workflows.call_topics import Topic, open_topics, topics_of
from relance_core.workflows.calls import record_result, take_back
from relance_core.workflows.today_plan import Day

#: What a client may say of his lateness beside what the result of the call tells.
_REASONS = (
    LateReason.APPROVAL,
    LateReason.CASH,
    LateReason.OVERSIGHT,
    LateReason.NOT_RECEIVED,
    LateReason.OTHER,
)
#: Invoices of a message named in a sentence.
_QUOTED = 4
_RECEIVED, _MADE = "Le client a appelé", "Vous avez appelé"
#: Days back from which a call may still be noted.
_BACK = timedelta(days=60)
_TYPED = (
    *("about", "until", "amount", "means", "invoice", "motive", "reason"),
    *("who", "line", "said", "replaces"),
)


@dataclass(frozen=True)
class Asked:
    """What the form needs to know of the call it is about."""

    page: str  # where what was done is told
    client_id: int
    name: str
    key: str  # of the widgets
    planned: tuple[Topic, ...] = ()  # what the call of today's plan is about
    received: bool = False  # most often, the client called


def planned_topics(day: Day, client_id: int) -> tuple[Topic, ...]:
    """What today's planned call to a client is about, oldest first; nothing when none is."""
    calls = day.plan.reminders.filter(
        pl.col("addressee_id") == client_id, pl.col("channel") == Channel.CALL.value
    )
    if calls.is_empty():
        return ()
    carried = day.plan.lines.filter(pl.col("addressee_id") == client_id)
    due = dict(carried.select("invoice_id", "amount_due").iter_rows())
    return tuple(
        replace(one, amount_due=due[one.invoice_id]) for one in topics_of(day, client_id, list(due))
    )


def show_call_form(asked: Asked) -> None:
    """The result first; then the invoices, the fields of the result, and who said what."""
    day, key = workspace.day(), asked.key
    show_script(asked.client_id, asked.planned or topics_of(day, asked.client_id), key)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(
            "Sens de l'appel",
            [_RECEIVED, _MADE],
            default=_RECEIVED if asked.received else _MADE,
            required=True,
            key=f"{key}-way",
        )
        st.date_input(
            "Jour de l'appel",
            value=workspace.today(),
            min_value=workspace.today() - _BACK,
            max_value=workspace.today(),
            format="DD/MM/YYYY",
            key=f"{key}-on",
            width=170,
        )
    result = st.pills(
        "Résultat de l'appel",
        list(CALL_RESULT_LABELS),
        format_func=lambda one: CALL_RESULT_LABELS[one],
        key=f"{key}-result",
    )
    if result is None:
        return
    topics = _about(day, asked)
    edited = _fields(result, topics, key)
    who, line = st.columns(2)
    who.text_input("Interlocuteur", placeholder="Qui a parlé", key=f"{key}-who")
    line.text_input("Ligne directe", key=f"{key}-line")
    st.text_area("Ce qui a été dit", placeholder=_placeholder(result), key=f"{key}-said")
    replaces = _replaces(asked, result)
    st.caption(next_action(result, planned=bool(asked.planned), replaces=replaces))
    st.button(
        "Noter l'appel",
        key=key,
        icon=":material/call_end:",
        type="primary",
        on_click=attempt,
        args=(asked.page, partial(_record, asked, result, [t.invoice_id for t in topics], edited)),
    )


def _replaces(asked: Asked, result: CallResult) -> bool:
    """Whether the call stands for the one planned today; asked when it is of an earlier day."""
    of_today = st.session_state.get(f"{asked.key}-on") in (None, workspace.today())
    if of_today or not asked.planned or result in TO_CALL_AGAIN:
        return of_today
    return st.checkbox(
        "Il tient lieu de l'appel prévu aujourd'hui", value=True, key=f"{asked.key}-replaces"
    )


def _about(day: Day, asked: Asked) -> list[Topic]:
    """The open invoices of the client that the call was about; the usual ones are chosen."""
    usual = list(asked.planned) or topics_of(day, asked.client_id)
    known = {one.invoice_id: one for one in open_topics(day, asked.client_id)}
    known |= {one.invoice_id: one for one in asked.planned}
    if len(known) < 2:
        return usual
    chosen = st.multiselect(
        "Factures dont il a été question",
        list(known),
        default=[one.invoice_id for one in usual],
        format_func=lambda one: _words(known.get(one)),
        placeholder="Choisir au moins une facture",
        key=f"{asked.key}-about",
    )
    return [known[one] for one in known if one in chosen] or usual


def _fields(result: CallResult, topics: Sequence[Topic], key: str) -> Typed | None:
    """What the result asks for besides itself; the instalments of a plan, as typed."""
    if result is CallResult.PROMISE:
        when, how_much, how = st.columns(3)
        when.date_input(
            "Date promise",
            value=None,
            min_value=workspace.today(),
            max_value=workspace.today() + timedelta(days=365),
            format="DD/MM/YYYY",
            key=f"{key}-until",
        )
        how_much.text_input("Montant promis", placeholder=_total(topics), key=f"{key}-amount")
        how.selectbox(
            "Moyen", MEANS, format_func=lambda one: one or "non précisé", key=f"{key}-means"
        )
    if result is CallResult.DISPUTE:
        which, how_much, why = st.columns(3)
        carried = {one.invoice_id: _words(one) for one in topics}
        which.selectbox(
            "Facture contestée",
            [None, *carried] if len(carried) > 1 else list(carried),
            format_func=lambda one: carried.get(one, "toutes celles de l'appel"),
            key=f"{key}-invoice",
        )
        how_much.text_input("Montant contesté", placeholder="la totalité", key=f"{key}-amount")
        why.selectbox(
            "Motif",
            list(DisputeMotive),
            index=None,
            format_func=lambda one: DISPUTE_MOTIVE_LABELS[one],
            placeholder="À préciser",
            key=f"{key}-motive",
        )
    edited = None
    if result is CallResult.PLAN and topics:
        due = sum((one.amount_due for one in topics), Decimal(0))
        ids = [one.invoice_id for one in topics]
        edited = ask_instalments(key, ids, due, topics[0].currency)
    if result in (CallResult.PROMISE, CallResult.PLAN, CallResult.ANSWERED):
        st.pills(
            "Pourquoi ce retard, s'il l'a dit",
            _REASONS,
            format_func=lambda one: LATE_REASON_LABELS[one],
            key=f"{key}-reason",
        )
    return edited


def _words(topic: Topic | None) -> str:
    if topic is None:
        return ""
    owed = amount(topic.amount_due, topic.currency)
    return f"{topic.number} · {owed} · échéance {short_date(topic.due_date)}"


def _total(topics: Sequence[Topic]) -> str:
    if len({one.currency for one in topics}) != 1:
        return "la totalité"
    return amount(sum((one.amount_due for one in topics), Decimal(0)), topics[0].currency)


def _placeholder(result: CallResult) -> str:
    if result is CallResult.DISPUTE:
        return "Ce qui est contesté, et pourquoi"
    if result is CallResult.ALREADY_PAID:
        return "Date, moyen et référence du règlement annoncé"
    return "Ce qui a été promis ou demandé, quand rappeler"


def _record(asked: Asked, result: CallResult, about: Sequence[int], edited: Typed | None) -> Told:
    state: Any = st.session_state

    def typed(name: str, *results: CallResult) -> Any:
        kept = state.get(f"{asked.key}-{name}")
        return kept if not results or result in results else None

    received = typed("way") == _RECEIVED
    promise, dispute = CallResult.PROMISE, CallResult.DISPUTE
    report = CallReport(
        result,
        said=typed("said") or "",
        spoke_to=typed("who") or "",
        direct_line=typed("line") or "",
        until=typed("until", promise),
        amount=typed_amount(typed("amount", promise, dispute) or ""),
        means=typed("means", promise) or "",
        invoice_id=typed("invoice", dispute),
        motive=typed("motive", dispute),
        reason=typed("reason", promise, CallResult.PLAN, CallResult.ANSWERED),
        invoice_ids=tuple(about),
        on=typed("on"),
        replaces=typed("replaces"),
        incoming=received,
        instalments=tuple(edited.parts()) if edited is not None else (),
    )
    outcome = record_result(workspace.space(), workspace.act(), asked.client_id, report)
    state[f"{asked.key}-result"] = None  # what was typed goes with it
    for name in _TYPED:
        state.pop(f"{asked.key}-{name}", None)
    forget_instalments(asked.key)
    propose(outcome.confirmation)
    what = CALL_RESULT_LABELS[result].lower()
    sentence = f"Appel à {asked.name} noté : {what}."
    if received:
        sentence = f"Appel reçu noté ({asked.name}) : {what}."
    warned = (
        *dict.fromkeys(word for one in outcome.stopped for word in stopped_words(one)),
        *_still_planned(asked.client_id, result),
    )
    return Told((sentence, outcome.next_action), undo=partial(_take_back, outcome), warned=warned)


def _still_planned(client_id: int, result: CallResult) -> list[str]:
    """What reaches the client today all the same, about other invoices than those talked about."""
    if result in TO_CALL_AGAIN:
        return []
    found = []
    for one in workspace.day().reminders([client_id]):
        if one.channel is not Channel.CALL:
            what = f"Part tout de même aujourd'hui : {MESSAGE_LABELS[one.step]}"
        elif result in HOLDS:
            what = "L'appel prévu aujourd'hui reste à passer"
        else:  # told as what is to be done next
            continue
        numbers = listed([line.number for line in one.lines[:_QUOTED]])
        found.append(f"{what}, {amounts(one.totals)} ({numbers}).")
    return found


def _take_back(outcome: CallOutcome) -> None:
    take_back(workspace.space(), workspace.act(), outcome)
    propose(None)
