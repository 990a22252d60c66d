"""A call that no scenario planned: what it holds, what it leaves, and the plan agreed in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from relance_core.commitments import CallResult
from relance_core.errors import Refused
from relance_core.store.database import reading
from relance_core.store.messages import list_messages
from relance_core.vocabulary import Companion, MessageState
from relance_core.workflows.call_report import CallOutcome, CallReport
from relance_core.workflows.calls import record_result, take_back
from relance_core.workflows.companions import approve_companion
from relance_core.workflows.decide import hold_invoice
from relance_core.workflows.edit_client import edit_client
from tests.workflows.office import Office, invoice, office

FRIDAY_NEXT = date(2026, 11, 27)
PARTS = ((FRIDAY_NEXT, Decimal(900)), (date(2026, 12, 27), Decimal(600)))


@pytest.fixture
def at_work(tmp_path: Path) -> Office:
    """Two invoices late and one that is not, of a client nobody plans to call."""
    ours = office(tmp_path)
    ours.drop(
        [
            invoice("F1", due=4, total=1000),
            invoice("F2", due=3, total=500),
            invoice("F3", due=-20, total=300),
        ]
    )
    assert set(ours.reminded()) == {"F1", "F2"}
    return ours


def called(desk: Office, report: CallReport) -> CallOutcome:
    return record_result(desk.space, desk.act, desk.client_ids()["C1"], report)


def test_it_is_about_what_is_overdue_unless_other_invoices_are_named(at_work: Office) -> None:
    called(at_work, CallReport(CallResult.PROMISE, until=FRIDAY_NEXT))
    assert at_work.withheld() == {"F1": "promise", "F2": "promise", "F3": "not_due"}

    named = CallReport(CallResult.PROMISE, until=FRIDAY_NEXT, invoice_ids=(at_work.ids()["F3"],))
    called(at_work, named)
    assert at_work.withheld()["F3"] == "promise"


def test_what_is_contested_whole_is_not_promised_with_the_rest(at_work: Office) -> None:
    hold_invoice(at_work.space, at_work.act, at_work.ids()["F1"], "dispute")
    outcome = called(at_work, CallReport(CallResult.PROMISE, until=FRIDAY_NEXT))

    assert len(outcome.holds) == 1
    assert at_work.withheld() == {"F1": "dispute", "F2": "promise", "F3": "not_due"}


def test_it_does_no_step_and_leaves_the_sequence_where_it_is(at_work: Office) -> None:
    outcome = called(at_work, CallReport(CallResult.REFUSES, said="n'a pas d'argent"))

    assert outcome.message_id is None
    assert outcome.next_action == "La relance suit son cours."
    assert at_work.reminded() == {"F1": "reminder_1", "F2": "reminder_1"}
    assert at_work.journal()[0] == "Appel à Client C1 : Refuse de payer. n'a pas d'argent"


@pytest.fixture
def planned_call(at_work: Office) -> Office:
    """The same, whom somebody is to call today."""
    calling = {"scenario": "large_claim", "phone": "0240000000"}
    edit_client(at_work.space, at_work.act, at_work.client_ids()["C1"], calling)
    return at_work


YESTERDAY = CallReport(CallResult.ANSWERED, on=date(2026, 11, 19), incoming=True)


def test_a_call_of_yesterday_says_its_day_and_leaves_todays_to_be_made(
    planned_call: Office,
) -> None:
    outcome = called(planned_call, YESTERDAY)

    assert outcome.message_id is None
    assert outcome.next_action == (
        "La relance suit son cours. L'appel prévu aujourd'hui reste à passer."
    )
    assert planned_call.journal()[0] == "Appel reçu, Client C1 le 19/11/2026 : Autre réponse."
    assert planned_call.reminded() != {}
    with pytest.raises(Refused, match="dans l'avenir"):
        called(planned_call, replace(YESTERDAY, on=date(2026, 11, 21)))


def test_a_call_of_yesterday_may_stand_for_the_one_planned_today(planned_call: Office) -> None:
    outcome = called(planned_call, replace(YESTERDAY, replaces=True))

    assert outcome.next_action == "L'étape est faite."
    assert planned_call.reminded() == {}
    assert "Le 19/11/2026 : Autre réponse." in planned_call.journal()[0]
    take_back(planned_call.space, planned_call.act, outcome)
    assert planned_call.reminded() != {}


def test_nobody_reached_yesterday_stands_for_no_call(planned_call: Office) -> None:
    outcome = called(planned_call, replace(YESTERDAY, result=CallResult.NO_ANSWER))

    assert outcome.next_action == "Rappelez plus tard : l'appel reste à faire."
    assert planned_call.reminded() != {}


def test_a_payment_plan_agreed_on_the_phone_holds_its_invoices_and_is_taken_back(
    at_work: Office,
) -> None:
    outcome = called(at_work, CallReport(CallResult.PLAN, spoke_to="Mme Roy", instalments=PARTS))

    assert at_work.withheld() == {"F1": "payment_plan", "F2": "payment_plan", "F3": "not_due"}
    assert outcome.confirmation is not None
    assert outcome.confirmation.kind is Companion.PAYMENT_PLAN
    body = outcome.confirmation.body.replace("\u202f", " ").replace("\u00a0", " ")
    assert "900,00 €" in body and "600,00 €" in body
    take_back(at_work.space, at_work.act, outcome)
    assert at_work.reminded() == {"F1": "reminder_1", "F2": "reminder_1"}


@pytest.mark.parametrize(
    "report",
    [
        CallReport(CallResult.PROMISE, until=FRIDAY_NEXT),
        CallReport(CallResult.DISPUTE, said="prix"),
        CallReport(CallResult.DUPLICATE),
        CallReport(CallResult.PLAN, instalments=PARTS),
    ],
    ids=lambda report: report.result,
)
def test_a_call_taken_back_takes_its_approved_confirmation_with_it(
    at_work: Office, report: CallReport
) -> None:
    outcome = called(at_work, report)
    assert outcome.confirmation is not None
    approve_companion(at_work.space, at_work.act, outcome.confirmation)

    take_back(at_work.space, at_work.act, outcome)

    with reading(at_work.space.engine) as conn:
        [row] = list_messages(conn)
    assert (row.state, row.state_reason) == (
        MessageState.CANCELLED,
        "Ce que ce message confirmait a été levé.",
    )
    assert at_work.reminded() == {"F1": "reminder_1", "F2": "reminder_1"}


def test_a_client_who_owes_nothing_may_ring_but_cannot_promise(at_work: Office) -> None:
    at_work.day = date(2026, 11, 23)
    at_work.drop(
        [
            invoice("F1", due=4, total=1000, left=0),
            invoice("F2", due=3, total=500, left=0),
            invoice("F3", due=-20, total=300, left=0),
        ]
    )

    with pytest.raises(Refused, match="aucune facture ouverte"):
        called(at_work, CallReport(CallResult.PROMISE, until=FRIDAY_NEXT))
    assert called(at_work, CallReport(CallResult.ANSWERED)).holds == ()
