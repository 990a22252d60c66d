"""What came of a call: what it holds back, what stays to be done, and what confirms it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from relance_core.commitments import CallResult, LateReason
from relance_core.errors import Refused
from relance_core.store.database import reading
from relance_core.store.holds import running_holds
from relance_core.store.late_reasons import last_reasons
from relance_core.store.outbox.decisions import CONFIRMS
from relance_core.workflows.call_report import CONFIRMED_BY, CallOutcome, CallReport
from relance_core.workflows.calls import record_result, take_back
from relance_core.workflows.decide import hold_invoice, release
from relance_core.workflows.edit_client import edit_client
from tests.workflows.office import Office, invoice, office


@pytest.fixture
def at_work(tmp_path: Path) -> Office:
    """Two large claims of one client, three days late, to be called about."""
    ours = office(tmp_path)
    ours.drop([invoice("F1", due=4, total=1000), invoice("F2", due=3, total=500)])
    client = ours.client_ids()["C1"]
    edit_client(
        ours.space, ours.act, client, {"scenario": "large_claim", "phone": "02 40 00 00 00"}
    )
    assert set(ours.reminded()) == {"F1", "F2"}
    return ours


def called(desk: Office, report: CallReport) -> CallOutcome:
    return record_result(desk.space, desk.act, desk.client_ids()["C1"], report)


FRIDAY_NEXT = date(2026, 11, 27)


def test_a_promise_holds_every_invoice_of_the_call_and_is_confirmed(at_work: Office) -> None:
    outcome = called(
        at_work,
        CallReport(
            CallResult.PROMISE, spoke_to="Mme Roy", until=FRIDAY_NEXT, means="virement", said="oui"
        ),
    )

    assert at_work.withheld() == {"F1": "promise", "F2": "promise"}
    assert outcome.confirmation is not None
    body = outcome.confirmation.body.replace("\u202f", " ").replace("\u00a0", " ")
    assert "votre règlement de 1 500,00 € par virement pour le 27 novembre 2026" in body
    assert "au titre de vos factures n° F1 et F2" in body
    assert outcome.confirmation.to == ("compta@c1.example",)
    assert any(
        "Promet de payer pour le 27/11/2026 par virement" in one for one in at_work.journal()
    )


def test_a_promise_of_a_part_holds_the_oldest_invoices_first(at_work: Office) -> None:
    called(
        at_work,
        CallReport(CallResult.PROMISE, until=FRIDAY_NEXT, amount=Decimal(1000)),
    )

    assert at_work.withheld()["F1"] == "promise"
    assert at_work.withheld()["F2"] != "promise"


@pytest.mark.parametrize("amount", ["0", "1500.01"])
def test_a_promise_of_more_than_is_due_or_of_nothing_is_refused_and_leaves_no_trace(
    at_work: Office, amount: str
) -> None:
    before = at_work.journal()

    with pytest.raises(Refused, match="rien n'a été noté"):
        called(
            at_work,
            CallReport(CallResult.PROMISE, until=FRIDAY_NEXT, amount=Decimal(amount)),
        )

    assert set(at_work.reminded()) == {"F1", "F2"}
    assert at_work.journal() == before


@pytest.mark.parametrize("result", [CallResult.NO_ANSWER, CallResult.WRONG_CONTACT])
def test_a_call_that_reached_nobody_is_written_down_and_stays_to_be_made(
    at_work: Office, result: CallResult
) -> None:
    outcome = called(at_work, CallReport(result))

    assert set(at_work.reminded()) == {"F1", "F2"}
    assert "reste à faire" in outcome.next_action
    assert outcome.message_id is None
    assert outcome.confirmation is None
    assert at_work.journal()[0].startswith("Appel à Client C1 : ")


def test_a_dispute_holds_the_invoice_contested_and_lets_the_others_run(at_work: Office) -> None:
    outcome = called(
        at_work,
        CallReport(CallResult.DISPUTE, said="prix", invoice_id=at_work.ids()["F2"]),
    )

    assert at_work.withheld()["F2"] == "dispute"
    assert at_work.withheld()["F1"] != "dispute"
    assert outcome.confirmation is not None
    assert "« prix »" in outcome.confirmation.body.replace("\u00a0", " ")
    assert "F1" not in outcome.confirmation.body


def test_a_sum_contested_without_its_invoice_is_asked_for(at_work: Office) -> None:
    with pytest.raises(Refused, match="Indiquez la facture contestée"):
        called(at_work, CallReport(CallResult.DISPUTE, amount=Decimal(100)))


@pytest.mark.parametrize(
    ("result", "words"),
    [(CallResult.DUPLICATE, "Duplicata demandé"), (CallResult.ALREADY_PAID, "Dit avoir payé")],
)
def test_what_somebody_has_to_do_first_makes_the_reminders_wait_for_some_days(
    at_work: Office, result: CallResult, words: str
) -> None:
    outcome = called(at_work, CallReport(result))

    assert at_work.withheld() == {"F1": "reply_pending", "F2": "reply_pending"}
    assert any(words in one for one in at_work.journal())
    assert outcome.confirmation is not None
    at_work.day = date(2026, 12, 4)
    assert "reply_pending" not in at_work.withheld().values()


def test_a_refusal_holds_nothing_and_has_done_its_step(at_work: Office) -> None:
    outcome = called(at_work, CallReport(CallResult.REFUSES, said="ne paiera pas"))

    assert outcome.holds == ()
    assert outcome.confirmation is None
    history = at_work.plan().situation.history.select("step", "state").unique()
    assert history.rows() == [("reminder_1", "sent")]


@pytest.mark.parametrize("result", list(CallResult))
def test_whatever_came_of_a_call_can_be_taken_back(at_work: Office, result: CallResult) -> None:
    outcome = called(
        at_work,
        CallReport(result, until=FRIDAY_NEXT, instalments=((FRIDAY_NEXT, Decimal(900)),)),
    )
    take_back(at_work.space, at_work.act, outcome)

    assert at_work.reminded() == {"F1": "reminder_1", "F2": "reminder_1"}


@pytest.mark.parametrize(
    ("report", "reason"),
    [
        (CallReport(CallResult.DUPLICATE), LateReason.NOT_RECEIVED),
        (CallReport(CallResult.REFUSES), LateReason.REFUSAL),
        (CallReport(CallResult.NO_ANSWER), LateReason.CONTACT),
        (CallReport(CallResult.ANSWERED, reason=LateReason.APPROVAL), LateReason.APPROVAL),
        (CallReport(CallResult.ANSWERED), None),
    ],
)
def test_a_call_tells_why_its_invoices_are_late_until_it_is_taken_back(
    at_work: Office, report: CallReport, reason: LateReason | None
) -> None:
    outcome = called(at_work, report)

    assert known_reasons(at_work) == ([reason] * 2 if reason else [])
    take_back(at_work.space, at_work.act, outcome)
    assert known_reasons(at_work) == []


def test_nobody_reached_takes_no_other_reasons_place(at_work: Office) -> None:
    called(at_work, CallReport(CallResult.WRONG_CONTACT, reason=LateReason.CASH))
    called(at_work, CallReport(CallResult.NO_ANSWER))

    assert known_reasons(at_work) == [LateReason.CASH] * 2


def known_reasons(desk: Office) -> list[str]:
    with reading(desk.space.engine) as conn:
        return last_reasons(conn)["reason"].to_list()


def test_a_call_taken_back_lets_the_dispute_run_again_that_it_had_replaced(
    at_work: Office,
) -> None:
    contested = at_work.ids()["F1"]
    hold_invoice(at_work.space, at_work.act, contested, "dispute", amount=Decimal(200))
    outcome = called(at_work, CallReport(CallResult.DISPUTE, invoice_id=contested))
    assert at_work.withheld()["F1"] == "dispute"

    take_back(at_work.space, at_work.act, outcome)

    with reading(at_work.space.engine) as conn:
        assert [row.amount for row in running_holds(conn)] == [200_000]
    assert at_work.reminded()["F1"] == "reminder_1"


def test_a_call_is_not_taken_back_once_what_it_noted_was_lifted(at_work: Office) -> None:
    outcome = called(at_work, CallReport(CallResult.PROMISE, until=FRIDAY_NEXT))
    release(at_work.space, at_work.act, outcome.holds[0])

    with pytest.raises(Refused, match="rien n'a changé"):
        take_back(at_work.space, at_work.act, outcome)

    assert at_work.withheld()["F2"] == "promise"


def test_a_name_with_line_breaks_cannot_write_another_line_of_the_e_mail(at_work: Office) -> None:
    outcome = called(
        at_work,
        CallReport(CallResult.PROMISE, spoke_to="Roy\r\nBcc: x@y.example", until=FRIDAY_NEXT),
    )

    assert outcome.confirmation is not None
    first = outcome.confirmation.body.splitlines()[0]
    assert first.split() == ["Bonjour", "Roy", "Bcc:", "x@y.example,"]
    assert "\n" not in outcome.confirmation.subject
    assert "%0D%0ABcc" not in outcome.confirmation.mailto


def test_whatever_confirms_the_result_of_a_call_is_cancelled_when_it_is_lifted() -> None:
    cancelled = {one for kinds in CONFIRMS.values() for one in kinds}
    assert set(CONFIRMED_BY.values()) == cancelled
