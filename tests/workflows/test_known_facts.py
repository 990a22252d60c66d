"""What was noted of a client is not typed again to be written to him."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from relance_core.commitments import DisputeOutcome
from relance_core.store.database import reading
from relance_core.store.holds import running_holds
from relance_core.vocabulary import Companion
from relance_core.workflows.decide import hold_invoice
from relance_core.workflows.disputes import close_dispute
from relance_core.workflows.known_facts import Known, known_of
from relance_core.workflows.payment_plans import agree_plan
from tests.workflows.office import TODAY, Office, invoice, office

LATER = TODAY + timedelta(days=7)


@pytest.fixture
def at_work(tmp_path: Path) -> Office:
    ours = office(tmp_path)
    ours.drop([invoice("F1", due=4, total=1000), invoice("F2", due=3, total=500)])
    return ours


def known(desk: Office, kind: Companion) -> Known:
    with reading(desk.space.engine) as conn:
        return known_of(conn, desk.client_ids()["C1"], kind)


def noted(desk: Office, number: str, code: str, **told: Any) -> None:
    hold_invoice(desk.space, desk.act, desk.ids()[number], code, **told)


@pytest.mark.parametrize("kind", list(Companion))
def test_of_a_client_who_said_nothing_nothing_is_known(at_work: Office, kind: Companion) -> None:
    assert known(at_work, kind) == Known()


def test_a_promise_over_several_invoices_is_one_with_its_sum(at_work: Office) -> None:
    about = {"contact": "Mme Roy", "means": "virement"}
    noted(at_work, "F1", "promise", until=LATER, about=about)
    noted(at_work, "F2", "promise", until=LATER, amount=Decimal(200), about=about)

    found = known(at_work, Companion.PROMISE_CONFIRMATION)
    assert set(found.invoice_ids) == set(at_work.ids().values())
    assert (found.promised_on, found.means, found.spoke_to) == (LATER, "virement", "Mme Roy")
    assert found.amount == Decimal(1200)


def test_a_dispute_tells_what_is_contested_and_who_answers(at_work: Office) -> None:
    about = {"motive": "price", "owner": "Luc", "deadline": LATER}
    noted(at_work, "F2", "dispute", text="remise oubliée", about=about)

    found = known(at_work, Companion.DISPUTE_ACKNOWLEDGEMENT)
    assert found.invoice_ids == (at_work.ids()["F2"],)
    assert (found.said, found.owner) == ("prix ou remise, remise oubliée", "Luc")
    assert (found.answer_by, found.amount) == (LATER, None)


def test_a_plan_tells_its_instalments_and_an_end_its_outcome(at_work: Office) -> None:
    parts = [(LATER, Decimal(700)), (date(2026, 12, 28), Decimal(300))]
    agree_plan(at_work.space, at_work.act, [at_work.ids()["F1"]], parts)
    assert known(at_work, Companion.PAYMENT_PLAN).parts == tuple(parts)

    noted(at_work, "F2", "dispute", amount=Decimal(100))
    with reading(at_work.space.engine) as conn:
        held = next(row.id for row in running_holds(conn) if row.code == "dispute")
    close_dispute(at_work.space, at_work.act, held, DisputeOutcome.JUSTIFIED)
    found = known(at_work, Companion.DISPUTE_CLOSING)
    assert found == Known((at_work.ids()["F2"],), amount=Decimal(100), outcome=found.outcome)
    assert found.outcome is DisputeOutcome.JUSTIFIED
