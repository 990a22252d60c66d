"""Messages that accompany the sequence: approved once, sent once, held, withdrawn, no step."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from relance_core.documents import Document, DocumentKind
from relance_core.errors import Refused
from relance_core.messages.companion import CompanionText
from relance_core.outbox.foreground import Drained
from relance_core.outbox.verdict import Kind
from relance_core.store.database import reading
from relance_core.store.documents import add_document
from relance_core.store.messages import message_bytes, message_row
from relance_core.store.tables import attempt, message
from relance_core.vocabulary import COMPANION_LABELS, Companion, MessageState, Withheld
from relance_core.workflows.companions import (
    approve_companion,
    facts_of,
    held_texts,
    invoice_files,
    propose,
    to_whom_it_goes_now,
    withdraw_companion,
)
from relance_core.workflows.decide import hold_invoice
from relance_core.workflows.edit_client import edit_client
from relance_core.workflows.named_settings import set_by_name
from relance_core.workflows.send import confirm_deposited, send_now
from tests.workflows.office import TODAY, Office, invoice, office

FRIDAY_NEXT = date(2026, 11, 27)


@pytest.fixture
def at_work(tmp_path: Path) -> Office:
    ours = office(tmp_path)
    ours.drop([invoice("F1", due=4, total=1000), invoice("F2", due=3, total=500)])
    return ours


def proposed(
    desk: Office,
    kind: Companion = Companion.PROMISE_CONFIRMATION,
    numbers: tuple[str, ...] = ("F1",),
    **told: Any,
) -> CompanionText:
    ids = desk.ids()
    day = desk.plan()
    with reading(desk.space.engine) as conn:
        facts = facts_of(
            conn,
            day,
            kind,
            desk.client_ids()["C1"],
            [ids[one] for one in numbers],
            on=desk.day,
            **told,
        )
    return propose(day, facts)


def deposited(drained: Drained) -> int:
    return drained.outcomes.get(Kind.DEPOSITED, 0)


def state(desk: Office, message_id: int) -> tuple[str, str]:
    with reading(desk.space.engine) as conn:
        row = message_row(conn, message_id)
    assert row is not None
    return row.state, row.state_reason


@pytest.mark.parametrize("kind", list(Companion))
def test_every_kind_is_written_approved_and_deposited_once(
    at_work: Office, kind: Companion
) -> None:
    text = proposed(
        at_work,
        kind,
        promised_on=FRIDAY_NEXT,
        instalments=((FRIDAY_NEXT, Decimal(500)),),
        received_on=TODAY,
        amount=Decimal(250),
    )
    assert text.subject and text.body

    approved = approve_companion(at_work.space, at_work.act, text)
    sent = send_now(at_work.space, at_work.act)
    again = send_now(at_work.space, at_work.act)

    assert not approved.held
    assert state(at_work, approved.message_id)[0] == MessageState.DEPOSITED
    assert (deposited(sent), deposited(again)) == (1, 0)
    assert confirm_deposited(at_work.space, at_work.act) == [approved.message_id]
    assert state(at_work, approved.message_id)[0] == MessageState.SENT
    assert any(
        f"« {COMPANION_LABELS[kind]} » transmis à Client C1" in one for one in at_work.journal()
    )


def test_what_leaves_is_what_was_read(at_work: Office) -> None:
    text = replace(proposed(at_work), subject="Votre accord", body="Bonjour,\n\nMerci.\n\nAnne")

    approved = approve_companion(at_work.space, at_work.act, text)

    with reading(at_work.space.engine) as conn:
        raw = message_bytes(conn, approved.message_id)
        row = message_row(conn, approved.message_id)
    assert raw is not None and row is not None
    assert b"Subject: Votre accord\r\n" in raw
    assert row.text.startswith("Bonjour,\n\nMerci.\n\nAnne\n")
    assert row.edited


def test_the_same_words_are_approved_once(at_work: Office) -> None:
    text = proposed(at_work, promised_on=FRIDAY_NEXT)
    approve_companion(at_work.space, at_work.act, text)

    with pytest.raises(Refused, match="déjà approuvé aujourd'hui"):
        approve_companion(at_work.space, at_work.act, text)


def test_a_withdrawn_message_does_not_leave_and_may_be_approved_again(at_work: Office) -> None:
    text = proposed(at_work, promised_on=FRIDAY_NEXT)
    first = approve_companion(at_work.space, at_work.act, text)
    withdraw_companion(at_work.space, at_work.act, first.message_id)

    assert deposited(send_now(at_work.space, at_work.act)) == 0
    assert approve_companion(at_work.space, at_work.act, text).message_id != first.message_id
    with pytest.raises(Refused, match="déjà retiré"):
        withdraw_companion(at_work.space, at_work.act, first.message_id)


def test_without_an_address_it_waits_and_is_taken_up_with_the_new_one(at_work: Office) -> None:
    client = at_work.client_ids()["C1"]
    unusable = {"E-mail": "compta chez c1"}
    at_work.drop([invoice("F1", due=4, total=1000) | unusable])
    held = approve_companion(at_work.space, at_work.act, proposed(at_work))

    assert held.held
    assert state(at_work, held.message_id)[0] == MessageState.HELD
    assert deposited(send_now(at_work.space, at_work.act)) == 0

    edit_client(at_work.space, at_work.act, client, {"emails": "roy@c1.example"})
    with reading(at_work.space.engine) as conn:
        [(message_id, why, text)] = held_texts(conn, at_work.plan(), client, on=at_work.day)
    assert "Aucune adresse" in why
    assert text.to == ("roy@c1.example",)
    assert text.body == proposed(at_work).body
    again = approve_companion(at_work.space, at_work.act, text, replaces=message_id)

    assert not again.held
    assert state(at_work, held.message_id)[0] == MessageState.CANCELLED
    assert deposited(send_now(at_work.space, at_work.act)) == 1


def test_a_payment_learnt_before_it_leaves_holds_it(at_work: Office) -> None:
    approved = approve_companion(at_work.space, at_work.act, proposed(at_work))

    later = replace(at_work, day=date(2026, 11, 23))
    later.drop([invoice("F1", due=4, total=1000, left=0), invoice("F2", due=3, total=500)])

    assert state(at_work, approved.message_id)[0] == MessageState.HELD


def test_an_invoice_that_changed_since_the_words_were_proposed_is_read_again(
    at_work: Office,
) -> None:
    text = proposed(at_work)
    at_work.drop([invoice("F1", due=4, total=1000, left=400), invoice("F2", due=3, total=500)])

    with pytest.raises(Refused, match="F1 a changé"):
        approve_companion(at_work.space, at_work.act, text)


def test_it_leaves_although_its_invoice_is_promised_contested_or_settled(at_work: Office) -> None:
    ids = at_work.ids()
    hold_invoice(at_work.space, at_work.act, ids["F1"], Withheld.PROMISE.value, until=FRIDAY_NEXT)
    hold_invoice(at_work.space, at_work.act, ids["F2"], Withheld.DISPUTE.value)
    approve_companion(at_work.space, at_work.act, proposed(at_work))
    approve_companion(
        at_work.space,
        at_work.act,
        proposed(at_work, Companion.DISPUTE_ACKNOWLEDGEMENT, ("F2",)),
    )
    at_work.drop([invoice("F1", due=4, total=1000), invoice("F2", due=3, total=500, left=0)])

    thanks = proposed(at_work, Companion.PAYMENT_THANKS, ())
    approve_companion(at_work.space, at_work.act, thanks)

    assert deposited(send_now(at_work.space, at_work.act)) == 2  # the contested one changed: held


def test_it_is_no_step_and_counts_for_no_gap(at_work: Office) -> None:
    before = at_work.reminded()
    approve_companion(at_work.space, at_work.act, proposed(at_work))
    assert at_work.reminded() == before
    send_now(at_work.space, at_work.act)
    assert at_work.reminded() == before
    confirm_deposited(at_work.space, at_work.act)
    assert at_work.reminded() == before


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("", "Le texte du message est vide"),
        ("Réglez sur FR76 1111 2222 3333 4444 5555 666", "IBAN qui n'est pas celui"),
        ("Bonjour {{ client }}", "serait lu tel quel"),
        ("Nous pratiquerons une saisie.", "saisie"),
    ],
)
def test_words_that_must_not_leave_are_refused(at_work: Office, body: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        approve_companion(at_work.space, at_work.act, replace(proposed(at_work), body=body))
    with reading(at_work.space.engine) as conn:
        assert conn.execute(select(attempt)).first() is None


def test_one_that_the_server_refused_is_taken_up_again_until_another_takes_its_place(
    at_work: Office,
) -> None:
    client = at_work.client_ids()["C1"]
    first = approve_companion(at_work.space, at_work.act, proposed(at_work))
    with at_work.space.engine.begin() as conn:
        conn.execute(
            update(message)
            .where(message.c.id == first.message_id)
            .values(state=MessageState.REFUSED, state_reason="Adresse inconnue.")
        )
    with reading(at_work.space.engine) as conn:
        [(message_id, why, text)] = held_texts(conn, at_work.plan(), client, on=at_work.day)
    assert (message_id, why) == (first.message_id, "Adresse inconnue.")

    approve_companion(at_work.space, at_work.act, text, replaces=message_id)
    with reading(at_work.space.engine) as conn:
        assert held_texts(conn, at_work.plan(), client, on=at_work.day) == []


def test_a_trial_to_oneself_keeps_the_real_one_from_nothing(at_work: Office) -> None:
    set_by_name(at_work.space, at_work.act, {"redirect_to": "moi@firme.example"})
    approve_companion(at_work.space, at_work.act, proposed(at_work))
    set_by_name(at_work.space, at_work.act, {"redirect_to": ""})

    assert not approve_companion(at_work.space, at_work.act, proposed(at_work)).held


def test_the_words_taken_up_again_are_those_that_were_read(at_work: Office) -> None:
    firm = {"name": "Belrive", "address": "3 rue du Port", "siren": "732829320"}
    set_by_name(at_work.space, at_work.act, firm)
    at_work.drop([invoice("F1", due=4, total=1000) | {"E-mail": "compta chez c1"}])
    text = proposed(at_work)
    approve_companion(at_work.space, at_work.act, text)

    with reading(at_work.space.engine) as conn:
        client = at_work.client_ids()["C1"]
        [(_, _, again)] = held_texts(conn, at_work.plan(), client, on=at_work.day)
    assert again.body == text.body


def test_words_written_for_an_address_that_is_no_more_go_to_the_one_known_now(
    at_work: Office,
) -> None:
    text = proposed(at_work)
    assert to_whom_it_goes_now(at_work.plan(), text) is text

    client = at_work.client_ids()["C1"]
    edit_client(at_work.space, at_work.act, client, {"emails": "roy@c1.example"})
    assert to_whom_it_goes_now(at_work.plan(), text).to == ("roy@c1.example",)


def test_an_invoice_or_a_file_of_somebody_else_goes_with_no_message(at_work: Office) -> None:
    at_work.drop([invoice("F1", due=4, total=1000), invoice("G1", client="C2")])
    with pytest.raises(Refused, match="qui n'est pas de « Client C1 »"):
        approve_companion(at_work.space, at_work.act, proposed(at_work, numbers=("G1",)))
    ids = at_work.ids()
    paper = Document("F1.pdf", "application/pdf", b"%PDF-1.4 both")
    with at_work.space.engine.begin() as conn:
        for number in ("F1", "G1"):
            add_document(
                conn,
                DocumentKind.INVOICE,
                paper,
                by="Anne",
                at=at_work.act.at,
                invoice=ids[number],
            )
    text = proposed(at_work, Companion.DUPLICATE_INVOICE)
    with reading(at_work.space.engine) as conn:
        shown = invoice_files(conn, text)
    with pytest.raises(Refused, match="aussi celle d'une facture de « Client C2 »"):
        approve_companion(at_work.space, at_work.act, text, shown=shown)
