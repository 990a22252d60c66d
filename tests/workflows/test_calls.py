"""A call made is written down, does its step, and is struck like any other message."""

from __future__ import annotations

from pathlib import Path

import pytest

from relance_core.errors import Refused
from relance_core.workflows.approve import approve_plan
from relance_core.workflows.calls import record_call
from relance_core.workflows.edit_client import edit_client
from relance_core.workflows.strike import strike_message
from tests.workflows.office import Office, invoice, office


@pytest.fixture
def at_work(tmp_path: Path) -> Office:
    """A large claim three days late, to be called about."""
    ours = office(tmp_path)
    ours.drop([invoice("F1", due=3)])
    client = ours.client_ids()["C1"]
    edit_client(
        ours.space, ours.act, client, {"scenario": "large_claim", "phone": "02 40 00 00 00"}
    )
    return ours


def test_a_call_is_not_approved_but_made(at_work: Office) -> None:
    plan = at_work.plan().plan
    told = approve_plan(at_work.space, at_work.act, plan_id=plan.plan_id, clients=None)
    assert told.batch_id is None
    assert "appel" in told.not_approved[0].reason
    record_call(at_work.space, at_work.act, at_work.client_ids()["C1"], "Mme Roy paie mardi.")
    assert at_work.reminded() == {}
    assert "Mme Roy paie mardi." in at_work.journal()[0]
    assert at_work.plan().situation.history.select("step", "state").rows() == [
        ("reminder_1", "sent")
    ]


def test_a_call_is_made_once(at_work: Office) -> None:
    client = at_work.client_ids()["C1"]
    record_call(at_work.space, at_work.act, client, "")
    with pytest.raises(Refused, match="rien n'a été noté"):
        record_call(at_work.space, at_work.act, client, "")


def test_a_call_noted_by_mistake_is_struck_and_comes_again(at_work: Office) -> None:
    message = record_call(at_work.space, at_work.act, at_work.client_ids()["C1"], "")
    strike_message(at_work.space, at_work.act, message, "Mauvais client")
    assert at_work.reminded() == {"F1": "reminder_1"}
