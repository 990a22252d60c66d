"""On the sheet of a client: a call noted at any time, and a message written to him."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from relance_core.commitments import DISPUTE_OUTCOME_LABELS, DisputeOutcome
from relance_core.french import amount, listed, plural, short_date
from relance_core.intake.phones import tel_link
from relance_core.messages.companion import PlanPenalties
from relance_core.store.companions import paid_lately
from relance_core.store.database import reading
from relance_core.ui import workspace
from relance_core.ui.call_form import Asked, planned_topics, show_call_form
from relance_core.ui.companion_card import MEANS, propose, show_companion
from relance_core.ui.frame import plain
from relance_core.ui.instalments import Typed, ask_instalments
from relance_core.ui.invoice_facts import typed_amount
from relance_core.ui.told import Told, attempt, show_told
from relance_core.vocabulary import COMPANION_LABELS, Companion
from relance_core.workflows.call_topics import Topic, open_topics
from relance_core.workflows.companions import facts_of, held_texts
from relance_core.workflows.companions import propose as proposed_text
from relance_core.workflows.known_facts import Known, known_of

#: Kinds that tell of a payment that came in.
_RECEIVED = (Companion.PAYMENT_THANKS, Companion.REMITTANCE_DETAIL, Companion.UNKNOWN_TRANSFER)
#: Kinds that cannot do without an invoice.
_ABOUT = frozenset(Companion) - {*_RECEIVED}
_PENALTIES = {
    PlanPenalties.RESERVED: "Réservées, hors de l'accord",
    PlanPenalties.WAIVED: "Abandonnées si tout est payé à temps",
    PlanPenalties.RUNNING: "Seulement sur une échéance en retard",
}
#: Kinds that tell of a sum which may be a part of what is due.
_WITH_SUM = (*_RECEIVED, Companion.PROMISE_CONFIRMATION, Companion.DISPUTE_ACKNOWLEDGEMENT)


def show_call(client: dict[str, Any]) -> None:
    """The form of a call with the client; the call planned today is done by it."""
    client_id, day = client["client_id"], workspace.day()
    planned = planned_topics(day, client_id)
    label = "Noter un appel" + (" (prévu aujourd'hui)" if planned else "")
    with st.expander(label, icon=":material/call:", key=f"clients-call-open-{client_id}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            whom = ", ".join(one for one in (client["contact_name"], client["phone"]) if one)
            if whom:
                st.markdown(plain(f"À joindre : {whom}"), width="content")
            if link := tel_link(client["phone"]):
                st.link_button("Appeler ce numéro", link, icon=":material/call:")
        show_call_form(
            Asked(
                _place(client_id),
                client_id,
                client["name"],
                f"clients-call-{client_id}",
                planned=planned,
                received=not planned,
            )
        )


def show_answers(client: dict[str, Any]) -> None:
    """What was just done about the client, and the message proposed to him."""
    show_told(_place(client["client_id"]))
    show_companion(_place(client["client_id"]), client_id=client["client_id"])


def _place(client_id: int) -> str:
    """What was done about one client is not told on the sheet of another."""
    return f"clients-{client_id}"


def show_writing(client: dict[str, Any]) -> None:
    """What waits to be written, then the kinds of message that may be written now."""
    client_id = client["client_id"]
    day = workspace.day()
    with reading(workspace.space().engine) as conn:
        held = held_texts(conn, day, client_id, on=workspace.today())
    for message_id, why, text in held:
        with st.container(horizontal=True, vertical_alignment="center"):
            name = COMPANION_LABELS[text.kind]
            st.markdown(
                f":material/pause_circle: {plain(f'{name}, pas parti. {why}')}", width="content"
            )
            st.button(
                "Reprendre",
                key=f"clients-held-{message_id}",
                icon=":material/edit_note:",
                on_click=partial(propose, text, replaces=message_id),
            )
    with st.expander("Écrire au client", icon=":material/mail:", key=f"clients-write-{client_id}"):
        key = f"clients-writing-{client_id}"
        kind = st.pills(
            "Message",
            list(Companion),
            format_func=lambda one: COMPANION_LABELS[one],
            key=f"{key}-kind",
        )
        if kind is None:
            st.caption("Un message hors des relances : il ne fait aucune étape.")
            return
        with reading(workspace.space().engine) as conn:
            known = known_of(conn, client_id, kind)
        about = _invoices(client_id, kind, key, known)
        edited = _fields(kind, about, f"{key}-{kind.value}", known)
        if kind in _ABOUT and not about:
            st.caption("Choisissez au moins une facture.")
            return
        st.button(
            "Préparer le message",
            key=key,
            icon=":material/edit_note:",
            on_click=attempt,
            args=(
                _place(client_id),
                partial(_prepare, client_id, kind, [t.invoice_id for t in about], edited),
            ),
        )


def _invoices(client_id: int, kind: Companion, key: str, noted: Known) -> list[Topic]:
    """The invoices that the message is about: open ones, and settled ones for thanks."""
    known = {one.invoice_id: one for one in open_topics(workspace.day(), client_id)}
    usual = [one.invoice_id for one in known.values() if one.due_date < workspace.today()]
    if kind in _RECEIVED:
        usual = []
    names = {one.invoice_id: _words(one) for one in known.values()}
    if kind in (Companion.PAYMENT_THANKS, Companion.DISPUTE_CLOSING):
        with reading(workspace.space().engine) as conn:
            for row in paid_lately(conn, client_id):
                known[row.invoice_id] = Topic(
                    row.invoice_id, row.number, row.due_date, row.currency, row.amount
                )
                names[row.invoice_id] = (
                    f"{row.number} · {amount(row.amount, row.currency)} · soldée"
                )
    if not known:
        return []
    chosen = st.multiselect(
        "Factures",
        list(names),
        default=[one for one in names if one in noted.invoice_ids] or usual,
        format_func=lambda one: names.get(one, ""),
        placeholder="Aucune",
        key=f"{key}-about-{kind.value}",
    )
    return [known[one] for one in chosen]


def _words(topic: Topic) -> str:
    owed = amount(topic.amount_due, topic.currency)
    return f"{topic.number} · {owed} · échéance {short_date(topic.due_date)}"


def _fields(kind: Companion, about: Sequence[Topic], key: str, noted: Known) -> Typed | None:
    """What only a person knows of the message, as far as it was noted already."""
    who, first, second = st.columns(3)
    who.text_input("Interlocuteur", value=noted.spoke_to, placeholder="Bonjour …", key=f"{key}-who")
    if kind is Companion.PROMISE_CONFIRMATION:
        _day(first, "Date promise", noted.promised_on, f"{key}-until")
        second.selectbox(
            "Moyen",
            MEANS,
            index=MEANS.index(noted.means) if noted.means in MEANS else 0,
            format_func=lambda one: one or "non précisé",
            key=f"{key}-means",
        )
    if kind is Companion.DISPUTE_ACKNOWLEDGEMENT:
        _day(first, "Réponse avant le", noted.answer_by, f"{key}-answer")
        second.text_input("Ce qui est contesté", value=noted.said, key=f"{key}-said")
        first.text_input(
            "Pièces à demander", placeholder="bon de livraison, photos", key=f"{key}-documents"
        )
    if kind is Companion.DISPUTE_CLOSING:
        ends = list(DisputeOutcome)
        first.selectbox(
            "Issue",
            ends,
            index=ends.index(noted.outcome) if noted.outcome else 0,
            format_func=lambda one: DISPUTE_OUTCOME_LABELS[one],
            key=f"{key}-outcome",
        )
        second.text_input("Notre réponse, en une phrase", key=f"{key}-said")
        _day(first, "À régler pour le", None, f"{key}-until")
    if kind in _RECEIVED:
        _day(first, "Reçu le", None, f"{key}-received", latest=workspace.today())
        second.text_input("Référence du règlement", key=f"{key}-reference")
    if kind in _WITH_SUM:
        who.text_input(
            "Montant",
            value="" if noted.amount is None else f"{noted.amount:.2f}".replace(".", ","),
            placeholder="non précisé" if kind in _RECEIVED else "la totalité",
            key=f"{key}-amount",
        )
    if kind is not Companion.PAYMENT_PLAN or not about:
        return None
    first.selectbox(
        "Pénalités de retard",
        list(PlanPenalties),
        format_func=lambda one: _PENALTIES[one],
        key=f"{key}-penalties",
    )
    if noted.parts:
        end = short_date(noted.parts[-1][0])
        count = plural(len(noted.parts), "échéance")
        st.caption(f"L'échéancier en cours : {count}, jusqu'au {end}.")
        return Typed(tuple((day, f"{sum_:.2f}".replace(".", ",")) for day, sum_ in noted.parts))
    due = sum((one.amount_due for one in about), Decimal(0))
    return ask_instalments(key, [t.invoice_id for t in about], due, about[0].currency)


def _day(
    place: DeltaGenerator, label: str, value: date | None, key: str, latest: date | None = None
) -> None:
    place.date_input(label, value=value, max_value=latest, format="DD/MM/YYYY", key=key)


def _prepare(
    client_id: int, kind: Companion, invoice_ids: Sequence[int], edited: Typed | None
) -> Told:
    """The words are proposed, to be read and approved."""
    state: Any = st.session_state
    key = f"clients-writing-{client_id}-{kind.value}"

    def typed(name: str) -> Any:
        return state.get(f"{key}-{name}")

    day = workspace.day()
    with reading(workspace.space().engine) as conn:
        owner = known_of(conn, client_id, kind).owner
        facts = facts_of(
            conn,
            day,
            kind,
            client_id,
            invoice_ids,
            on=workspace.today(),
            spoke_to=typed("who") or "",
            promised_on=typed("until"),
            amount=typed_amount(typed("amount") or ""),
            means=typed("means") or "",
            said=typed("said") or "",
            owner=owner or workspace.named_person(),
            answer_by=typed("answer"),
            outcome=typed("outcome"),
            instalments=tuple(edited.parts()) if edited is not None else (),
            received_on=typed("received"),
            reference=typed("reference") or "",
            documents=typed("documents") or "",
            penalties=typed("penalties") or PlanPenalties.RESERVED,
        )
    propose(proposed_text(day, facts))
    about = listed([one.number for one in facts.lines])
    told = f"Message préparé : {COMPANION_LABELS[kind].lower()}"
    return Told((f"{told} ({about}), à relire ci-dessous." if about else f"{told}, à relire.",))
