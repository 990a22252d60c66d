"""The sheet of one client: contacts, what is owed, what was said, settings, and what to do."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from relance_core import french
from relance_core.store.clients import people_of, settings_by_hand
from relance_core.store.database import reading
from relance_core.ui import workspace
from relance_core.ui.account_statement import show_statement
from relance_core.ui.client_call import show_answers, show_call, show_writing
from relance_core.ui.client_editor import PAGE, change_client
from relance_core.ui.client_grid import scenario_names, value_words
from relance_core.ui.client_story import (
    MESSAGE_HEADINGS,
    OWED_HEADINGS,
    STORY_HEADINGS,
    behaviour_words,
    messages_of,
    owed,
    owed_words,
    promise_words,
    reason_words,
    story_of,
)
from relance_core.ui.client_trial import show_coming
from relance_core.ui.frame import plain
from relance_core.ui.invoice_decision import show_decision
from relance_core.ui.late_interest import show_interest
from relance_core.ui.paging import digest, pick_row
from relance_core.ui.posted_list import show_posted_to
from relance_core.ui.role_contacts import show_role_contacts
from relance_core.ui.tables import Table, show_table
from relance_core.ui.told import attempt
from relance_core.vocabulary import DEBTOR_LABELS, DebtorType, InvoiceKind, ToneSetting
from relance_core.workflows.edit_client import DECLARE_AT_MOST

PAUSE = timedelta(days=15)
#: Pixels: what was done needs the room that day and person leave.
_STORY_WIDTHS = {"day": 92, "by": 96, "text": 826}
#: What is typed on the sheet rather than in the grid, with the words of the screen.
_FIELDS = {
    "contact_name": "Contact",
    "phone": "Téléphone",
    "address": "Adresse postale",
    "postcode": "Code postal",
    "city": "Ville",
}


def show_sheet(client_id: int) -> None:
    """Everything about one client, under its name."""
    day, today = workspace.day(), workspace.today()
    client = day.situation.clients.row(by_predicate=pl.col("client_id") == client_id, named=True)
    st.subheader(plain(client["name"]), anchor=False)
    kind = DEBTOR_LABELS[DebtorType(client["debtor_type"])]
    paying = behaviour_words(workspace.portfolio(), client_id, today=today)
    with reading(workspace.space().engine) as conn:
        keeping = promise_words(conn, client, today=today)
    identity = [client["code"] and f"Code {client['code']}", kind, paying, keeping]
    st.caption(plain(" · ".join(one for one in identity if one)))
    _actions(client)
    show_call(client)
    show_writing(client)
    show_answers(client)
    frame = owed(day, client_id, today=today)
    with reading(workspace.space().engine) as conn:
        said = reason_words(conn, frame)
    st.markdown(plain(" ".join(filter(None, (owed_words(frame), said)))))
    _owed(client_id, frame)
    show_statement(client_id)
    show_coming(client)
    contacts, settings = st.columns(2, gap="large")
    with contacts:
        _contacts(client)
    with settings:
        _settings(client)
    show_interest(client)
    show_posted_to(client_id)
    _history(client_id)


def _actions(client: dict[str, Any]) -> None:
    """Pause, and by hand: the two ways to keep a client out of the machine."""
    today, name = workspace.today(), client["name"]
    until = today + PAUSE
    with st.container(horizontal=True):
        if client["pause_until"] and client["pause_until"] >= today:
            end = french.short_date(client["pause_until"])
            _button(
                f"Fin de la pause ({end})",
                ":material/play_circle:",
                client,
                {"pause_until": None},
                f"{name} : pause terminée.",
            )
        else:
            _button(
                "Pause de 15 jours",
                ":material/pause_circle:",
                client,
                {"pause_until": until},
                f"{name} : en pause jusqu'au {french.short_date(until)}.",
            )
        if client["manual_only"]:
            _button(
                "Relancer automatiquement",
                ":material/autorenew:",
                client,
                {"manual_only": False},
                f"{name} : les relances suivent de nouveau le scénario.",
            )
        else:
            _button(
                "Suivre à la main",
                ":material/pan_tool:",
                client,
                {"manual_only": True},
                f"{name} : suivi à la main, aucune relance ne part d'elle-même.",
            )


def _button(
    label: str, icon: str, client: dict[str, Any], values: dict[str, Any], sentence: str
) -> None:
    change = partial(change_client, client["client_id"], client["name"], values, sentence)
    st.button(
        label,
        key=f"clients-{next(iter(values))}-{client['client_id']}",
        icon=icon,
        on_click=attempt,
        args=(PAGE, change),
    )


def _owed(client_id: int, frame: pl.DataFrame) -> None:
    """The open lines; the invoice chosen can be decided."""
    if frame.is_empty():
        return
    if frame["disputed_amount"].is_null().all():
        frame = frame.drop("disputed_amount")
    today, leaving = workspace.today(), workspace.day().plan.for_date
    headings = dict(OWED_HEADINGS)
    if leaving > today:  # « Pourquoi » counts to another day: each says which
        headings["days_late"] = f"Retard au {french.day_month(today)}"
        headings["reason"] = f"Pourquoi, au {french.day_month(leaving)}"
    position = pick_row(
        Table(frame, headings, title="Factures ouvertes", widths={"reason": 460}),
        frame["invoice_id"],
        key=f"clients-owed-{client_id}",
        label="Factures ouvertes du client",
    )
    if position is None:
        told = "Choisissez une facture pour la noter payée, en litige ou promise."
        if leaving > today:
            told += f" Le message est celui du {french.short_date(leaving)} : « Pourquoi » compte "
            told += "les jours jusque-là."
        st.caption(told)
    elif frame["kind"][position] == InvoiceKind.INVOICE.value:
        show_decision(PAGE, frame["invoice_id"][position])


def _contacts(client: dict[str, Any]) -> None:
    """Whom to write to and to call; what is typed is kept at once."""
    st.markdown("**Contacts**")
    good, bad, copies = client["emails"], client["bad_emails"], client["copies"]
    st.text("E-mails : " + (", ".join(good) or "aucun"))
    if bad:
        st.text("Inutilisables : " + ", ".join(bad))
    if copies:
        st.text("Copies : " + ", ".join(copies))
    with reading(workspace.space().engine) as conn:
        people = people_of(conn, client["client_id"])
    if people:
        st.caption("Les contacts de votre fichier")
        st.text(people)
    for column, label in _FIELDS.items():
        _field(client, column, label, client[column] or "")
    show_role_contacts(client["client_id"], client["name"])


def _settings(client: dict[str, Any]) -> None:
    """The settings of the grid in words, and the note."""
    with reading(workspace.space().engine) as conn:
        by_hand = settings_by_hand(conn, client["client_id"])
    names = scenario_names(workspace.day())
    st.markdown("**Réglages**")
    for column, label in (
        ("scenario", "Scénario"),
        ("tone", "Ton"),
        ("shift_days", "Décalage"),
        ("pause_until", "Pause"),
        ("manual_only", "Suivi à la main"),
    ):
        # What is merely absent has no origin worth a word.
        by_default = by_hand[column] is None and column in ("scenario", "tone")
        origin = " (par défaut)" if by_default else ""
        if column == "tone" and client[column] != (by_hand[column] or ToneSetting.AS_STEP.value):
            origin = " (une promesse n'a pas été tenue)"
        st.text(f"{label} : {value_words(column, client[column], names)}{origin}")
    _insurance(client, by_hand)
    _field(client, "note", "Note", by_hand["note"] or "", tall=True)


def _insurance(client: dict[str, Any], by_hand: dict[str, Any]) -> None:
    """Whether the claims on the client are insured, and how long there is to declare one."""
    key = f"clients-insured-{client['client_id']}"
    st.checkbox(
        "Créances assurées",
        value=bool(by_hand["insured"]),
        key=key,
        on_change=_set,
        args=(client, "insured", "créances assurées", key),
    )
    if by_hand["insured"]:
        key = f"clients-declare-{client['client_id']}"
        st.number_input(
            "Jours après l'échéance pour déclarer un impayé à l'assureur",
            min_value=1,
            max_value=DECLARE_AT_MOST,
            value=by_hand["declare_days"],
            placeholder="Comme l'écrit votre contrat",
            key=key,
            on_change=_set,
            args=(client, "declare_days", "délai de déclaration", key),
        )


def _set(client: dict[str, Any], column: str, label: str, key: str) -> None:
    """A value kept as soon as it is chosen."""
    value = st.session_state[key]
    sentence = f"Enregistré : {client['name']}, {label}."
    values = {column: value or None}
    attempt(PAGE, partial(change_client, client["client_id"], client["name"], values, sentence))


def _field(
    client: dict[str, Any], column: str, label: str, value: str, *, tall: bool = False
) -> None:
    """A text kept as soon as it is left; it shows what is kept, whoever changed it."""
    key = f"clients-{column}-{client['client_id']}-{digest([value])}"
    area = st.text_area if tall else st.text_input
    area(label, value=value, key=key, on_change=_keep, args=(client, column, label, key))


def _keep(client: dict[str, Any], column: str, label: str, key: str) -> None:
    typed = str(st.session_state[key] or "").strip()
    sentence = f"Enregistré : {client['name']}, {label.lower()} : {typed or 'selon le fichier'}."
    values = {column: typed or None}
    attempt(PAGE, partial(change_client, client["client_id"], client["name"], values, sentence))


def _history(client_id: int) -> None:
    """The messages, then everything done about the client, latest first."""
    with reading(workspace.space().engine) as conn:
        sent, story = messages_of(conn, client_id), story_of(conn, client_id)
    today = workspace.today()
    for title, frame, headings, nothing in (
        ("Messages", sent, MESSAGE_HEADINGS, "Aucun message à ce client."),
        ("Historique", story, STORY_HEADINGS, "Rien n'a encore été noté."),
    ):
        st.markdown(f"**{title}**")
        if frame.is_empty():
            st.caption(nothing)
            continue
        show_table(
            Table(frame, headings, title=title, widths=_STORY_WIDTHS if "text" in headings else {}),
            key=f"clients-{title.lower()}-{client_id}",
            today=today,
            file_name=f"{title.lower()}.xlsx",
        )
