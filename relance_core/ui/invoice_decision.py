"""The small form by which one invoice is noted paid, disputed, promised, excluded or resumed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from relance_core import french
from relance_core.commitments import DISPUTE_MOTIVE_LABELS
from relance_core.errors import Refused
from relance_core.reminders.scenario import RANK
from relance_core.store.database import reading
from relance_core.store.outbox.decisions import HeldMessages
from relance_core.ui import workspace
from relance_core.ui.frame import plain
from relance_core.ui.invoice_facts import (
    DECISION_EFFECTS,
    DECISION_LABELS,
    Decision,
    InvoiceFacts,
    hold_words,
    holds_on,
    invoice_facts,
    typed_amount,
)
from relance_core.ui.stopped import stopped_words
from relance_core.ui.told import Told, attempt
from relance_core.vocabulary import STEP_LABELS, Step
from relance_core.workflows.decide import (
    confirm_due_dates,
    hold_invoice,
    release,
    set_entry_step,
    set_invoice_scenario,
)
from relance_core.workflows.space import Space
from relance_core.workflows.undo_decision import put_back, undo_hold

ENTRY_STEPS = [
    step for step in Step if RANK[Step.REMINDER_1] <= RANK[step] <= RANK[Step.FORMAL_NOTICE]
]


#: Stands for the client's scenario among the choices for one invoice.
CLIENTS_OWN = ""


def show_decision(page: str, invoice_id: int) -> None:
    """The invoice, what was noted about it, and the form; nothing when it is no longer open."""
    with reading(workspace.space().engine) as conn:
        running = holds_on(conn, invoice_id)
    facts = invoice_facts(workspace.day(), invoice_id, by_hand=bool(running))
    if facts is None:
        return
    key = f"{page}-decision-{invoice_id}"
    st.markdown(f"**{plain(facts.heading())}**")
    for row in running:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(plain(hold_words(row)), width="content")
            st.button(
                "Lever",
                key=f"{key}-lift-{row.id}",
                type="tertiary",
                icon=":material/lock_open:",
                on_click=attempt,
                args=(page, partial(_lift, facts, row.id)),
            )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Décision",
            facts.decisions,
            format_func=lambda decision: DECISION_LABELS[Decision(decision)],
            key=f"{key}-what",
            width=280,
        )
        _fields(Decision(chosen), key, facts)
        st.button(
            "Noter",
            key=f"{key}-apply",
            icon=":material/edit_note:",
            on_click=attempt,
            args=(page, partial(_decide, facts, key)),
        )
    st.caption(DECISION_EFFECTS[Decision(chosen)])


def resume_together(page: str, invoice_ids: Sequence[int], *, key: str) -> None:
    """« Reprise » of many old invoices at once."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        step = st.selectbox(
            "Étape de reprise",
            ENTRY_STEPS,
            format_func=lambda one: STEP_LABELS[Step(one)],
            key=f"{key}-step",
            width=280,
        )
        st.button(
            f"Appliquer à {french.plural(len(invoice_ids), 'facture')}",
            key=f"{key}-apply",
            icon=":material/playlist_add_check:",
            on_click=attempt,
            args=(page, partial(_resume, invoice_ids, Step(step), None)),
        )


def _fields(decision: Decision, key: str, facts: InvoiceFacts) -> None:
    """What the decision asks for besides itself."""
    if decision is Decision.DISPUTE:
        st.selectbox(
            "Motif",
            list(DISPUTE_MOTIVE_LABELS),
            index=None,
            format_func=lambda one: DISPUTE_MOTIVE_LABELS[one],
            placeholder="À préciser",
            key=f"{key}-motive",
            width=200,
        )
        st.text_input(
            "Montant en litige", key=f"{key}-amount", placeholder="la totalité", width=160
        )
    if decision is Decision.PROMISE:
        st.date_input(
            "Date promise",
            value=None,
            min_value=workspace.today(),
            format="DD/MM/YYYY",
            key=f"{key}-until",
            width=160,
        )
    if decision is Decision.ENTRY:
        st.selectbox(
            "Étape d'entrée",
            ENTRY_STEPS,
            format_func=lambda one: STEP_LABELS[Step(one)],
            key=f"{key}-step",
            width=200,
        )
    if decision is Decision.SCENARIO:
        names = _scenario_choices()
        st.selectbox(
            "Scénario",
            list(names),
            index=list(names).index(facts.scenario or CLIENTS_OWN),
            format_func=lambda one: names[one],
            key=f"{key}-scenario",
            width=240,
        )
    if decision not in (Decision.ENTRY, Decision.SCENARIO, Decision.CONFIRM_DUE):
        labels = {
            Decision.DISPUTE: "Ce qui est contesté",
            Decision.PROMISE: "Qui l'a promis, comment",
        }
        st.text_input(labels.get(decision, "Note"), key=f"{key}-text", width=260)


def _scenario_choices() -> dict[str, str]:
    """Key and name of each scenario, the client's own first."""
    return {CLIENTS_OWN: "Celui du client"} | {
        key: one.name for key, one in workspace.day().scenarios.items()
    }


def _decide(facts: InvoiceFacts, key: str) -> Told:
    """Write the decision as the form stands."""
    typed = st.session_state
    decision = Decision(typed[f"{key}-what"])
    if decision is Decision.ENTRY:
        return _resume([facts.invoice_id], Step(typed[f"{key}-step"]), facts.entry_step)
    space = workspace.space()
    if decision is Decision.SCENARIO:
        wanted = typed[f"{key}-scenario"]
        _follow(space, facts.invoice_id, None if wanted == CLIENTS_OWN else wanted)
        followed = f"scénario : {_scenario_choices()[wanted]}"
        return _told(facts, followed, partial(_follow, space, facts.invoice_id, facts.scenario))
    if decision is Decision.CONFIRM_DUE:
        confirm_due_dates(space, workspace.act(), [facts.invoice_id])
        return _told(facts, "échéance confirmée", partial(_unconfirm, space, facts.invoice_id))
    until: date | None = typed.get(f"{key}-until")
    motive = typed.get(f"{key}-motive") if decision is Decision.DISPUTE else None
    stopped = hold_invoice(
        space,
        workspace.act(),
        facts.invoice_id,
        decision.value,
        amount=typed_amount(typed.get(f"{key}-amount") or "")
        if decision is Decision.DISPUTE
        else None,
        until=until if decision is Decision.PROMISE else None,
        text=typed.get(f"{key}-text") or "",
        about={"motive": motive.value} if motive else None,
    )
    with reading(space.engine) as conn:
        noted = next(
            row.id for row in holds_on(conn, facts.invoice_id) if row.code == decision.value
        )
    words = {
        Decision.PAID: "notée payée",
        Decision.DISPUTE: "notée en litige",
        Decision.PROMISE: "promesse notée",
        Decision.EXCLUDE: "exclue des relances",
        Decision.CHASE: "à relancer",
    }
    return _told(facts, words[decision], partial(_take_back, space, noted), stopped)


def _told(
    facts: InvoiceFacts,
    what: str,
    undo: Callable[[], None],
    stopped: HeldMessages | None = None,
) -> Told:
    sentence = f"Facture {facts.number} ({facts.client_name}) : {what}. Le plan est recalculé."
    return Told((sentence,), undo=undo, warned=stopped_words(stopped) if stopped else ())


def _resume(invoice_ids: Sequence[int], step: Step, before: Step | None) -> Told:
    space = workspace.space()
    count = set_entry_step(space, workspace.act(), invoice_ids, step)
    if not count:
        raise Refused("Ces factures n'existent plus dans cet espace : rien n'a été noté.")
    return Told(
        done=(
            f"Reprise à l'étape « {STEP_LABELS[step]} » pour {french.plural(count, 'facture')}. "
            "Le plan est recalculé.",
        ),
        undo=partial(_set_entry, space, invoice_ids, before),
    )


def _lift(facts: InvoiceFacts, hold_id: int) -> Told:
    _release(workspace.space(), hold_id)
    return Told(
        done=(
            f"Facture {facts.number} ({facts.client_name}) : décision levée. "
            "Le plan est recalculé.",
        ),
        undo=partial(_put_back, workspace.space(), hold_id),
    )


def _release(space: Space, hold_id: int) -> None:
    release(space, workspace.act(), hold_id)


def _put_back(space: Space, hold_id: int) -> None:
    put_back(space, workspace.act(), hold_id)


def _take_back(space: Space, hold_id: int) -> None:
    undo_hold(space, workspace.act(), hold_id)


def _unconfirm(space: Space, invoice_id: int) -> None:
    confirm_due_dates(space, workspace.act(), [invoice_id], confirmed=False)


def _follow(space: Space, invoice_id: int, key: str | None) -> None:
    set_invoice_scenario(space, workspace.act(), invoice_id, key)


def _set_entry(space: Space, invoice_ids: Sequence[Any], step: Step | None) -> None:
    set_entry_step(space, workspace.act(), invoice_ids, step)
