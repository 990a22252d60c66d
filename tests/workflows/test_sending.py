"""What leaves, what is stopped on its way, and what an approval still stands for."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from relance_core.errors import Refused
from relance_core.outbox.sent_journal import SentJournal
from relance_core.store import tables as t
from relance_core.store.database import reading
from relance_core.store.outbox import counts, start_batches
from relance_core.workflows.approve import approve_plan
from relance_core.workflows.decide import suspend_all
from relance_core.workflows.drafts import prepared_of
from relance_core.workflows.edit_client import edit_client
from relance_core.workflows.review import edit_message
from relance_core.workflows.send import (
    acknowledge_sent,
    confirm_deposited,
    resume_sending,
    send_now,
    start_sending,
)
from tests.workflows.office import TODAY, Office, invoice, office


@pytest.fixture
def at_work(tmp_path: Path) -> Office:
    """Two clients, each with a message approved and not yet sent."""
    ours = office(tmp_path)
    ours.drop([invoice("F1"), invoice("F2", client="C2")])
    approve(ours)
    return ours


def approve(ours: Office) -> int | None:
    plan_id = ours.plan().plan.plan_id
    return approve_plan(ours.space, ours.act, plan_id=plan_id, clients=None).batch_id


def states(ours: Office) -> dict[str, int]:
    with reading(ours.space.engine) as conn:
        return {state.value: count for state, count in counts(conn).items()}


def test_while_everything_is_suspended_nothing_leaves_and_nothing_is_lost(at_work: Office) -> None:
    suspend_all(at_work.space, at_work.act, True)
    for send in (send_now, start_sending, resume_sending):
        with pytest.raises(Refused, match="suspendues") as refusal:
            send(at_work.space, at_work.act)
        assert refusal.value.code == "all_suspended"
    assert states(at_work) == {"approved": 2}
    suspend_all(at_work.space, at_work.act, False)
    send_now(at_work.space, at_work.act)
    assert states(at_work) == {"deposited": 2}


def test_suspending_everything_stops_a_batch_that_is_leaving(at_work: Office) -> None:
    with at_work.space.engine.begin() as conn:
        start_batches(conn)
    suspend_all(at_work.space, at_work.act, True)
    with reading(at_work.space.engine) as conn:
        [batch] = conn.execute(select(t.batch))
    assert (batch.state, batch.state_reason) == (
        "paused",
        "Toutes les relances ont été suspendues par Anne.",
    )


@pytest.mark.parametrize(
    "values",
    [{"emails": "dir@c1.example"}, {"debtor_type": "consumer"}, {"city": "Nantes"}],
    ids=["address", "type of debtor", "postal address"],
)
def test_what_a_message_was_written_from_holds_it_when_it_changes(
    at_work: Office, values: dict[str, str]
) -> None:
    edit_client(at_work.space, at_work.act, at_work.client_ids()["C1"], values)
    assert states(at_work) == {"approved": 1, "held": 1}


def test_the_tone_of_the_steps_to_come_leaves_what_was_approved_alone(at_work: Office) -> None:
    edit_client(at_work.space, at_work.act, at_work.client_ids()["C1"], {"tone": "softer"})
    assert states(at_work) == {"approved": 2}


def test_an_approval_that_approves_nothing_leaves_no_batch_behind(at_work: Office) -> None:
    with at_work.space.engine.begin() as conn:
        # Struck from the history, yet live: the database still refuses a second one.
        conn.execute(update(t.message).values(state="sent", struck_reason="envoyé par erreur"))
    assert approve(at_work) is None
    with reading(at_work.space.engine) as conn:
        assert conn.scalar(select(func.count()).select_from(t.batch)) == 1


def test_an_older_copy_sends_again_once_somebody_has_taken_the_journal_s_word(
    at_work: Office,
) -> None:
    with at_work.space.engine.begin() as conn:
        sent = conn.scalars(select(t.message.c.message_id).order_by(t.message.c.id)).first()
    journal = SentJournal.beside(at_work.space.engine)
    assert journal is not None
    journal.add(str(sent), 1, "1", "2026-11-20T10:00:00")
    with pytest.raises(Refused, match="acknowledge"):
        send_now(at_work.space, at_work.act)
    assert acknowledge_sent(at_work.space, at_work.act) == 1
    send_now(at_work.space, at_work.act)
    assert states(at_work) == {"sent": 1, "deposited": 1}


def test_a_text_that_the_client_already_read_is_told_before_it_leaves_again(
    tmp_path: Path,
) -> None:
    ours = office(tmp_path)
    ours.drop([invoice("F1", due=4)])
    [first] = prepared_of(ours.space, ours.plan())
    assert first.draft is not None
    approve(ours)
    send_now(ours.space, ours.act)
    confirm_deposited(ours.space, ours.act)
    ours.day = TODAY + timedelta(days=7)
    [second] = prepared_of(ours.space, ours.plan())
    assert "same_text" not in {one.code for one in second.problems}
    edit_message(ours.space, ours.act, second, subject=None, body=first.draft.source.body)
    [again] = prepared_of(ours.space, ours.plan())
    [told] = [one for one in again.problems if one.code == "same_text"]
    assert "20/11/2026 (1re relance)" in told.message
