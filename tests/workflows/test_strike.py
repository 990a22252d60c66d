"""A step recorded or sent by mistake is struck by somebody, comes again, and may be taken back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, update

from relance_core.errors import Refused
from relance_core.store import tables as t
from relance_core.store.database import reading
from relance_core.store.outbox import counts
from relance_core.workflows.approve import Approved, approve_plan
from relance_core.workflows.send import confirm_deposited, send_now
from relance_core.workflows.strike import strike_message, unstrike_message
from tests.workflows.office import Office, invoice, office


@pytest.fixture
def at_work(tmp_path: Path) -> Office:
    """One reminder approved, written to the folder and confirmed."""
    ours = office(tmp_path)
    ours.drop([invoice("F1")])
    approve(ours)
    send_now(ours.space, ours.act)
    confirm_deposited(ours.space, ours.act)
    assert ours.reminded() == {}
    return ours


def approve(ours: Office) -> Approved:
    plan_id = ours.plan().plan.plan_id
    return approve_plan(
        ours.space, ours.act, plan_id=plan_id, clients=None, include_formal=True, accept_stale=True
    )


def test_a_struck_step_comes_again_and_the_journal_keeps_both(at_work: Office) -> None:
    strike_message(at_work.space, at_work.act, 1, "parti au mauvais client")
    assert at_work.reminded() == {"F1": "reminder_1"}
    assert "rayé pour Client C1 : parti au mauvais client." in at_work.journal()[0]
    assert any("transmis" in line for line in at_work.journal())
    assert approve(at_work).message_ids == (2,)


def test_what_was_struck_may_be_taken_back_unless_the_step_was_done_again(
    at_work: Office,
) -> None:
    strike_message(at_work.space, at_work.act, 1, "erreur")
    unstrike_message(at_work.space, at_work.act, 1)
    assert at_work.reminded() == {}
    assert "compté de nouveau pour Client C1" in at_work.journal()[0]
    strike_message(at_work.space, at_work.act, 1, "erreur")
    approve(at_work)
    with pytest.raises(Refused, match="refaite depuis"):
        unstrike_message(at_work.space, at_work.act, 1)
    with reading(at_work.space.engine) as conn:
        assert conn.scalar(select(t.message.c.struck_by).where(t.message.c.id == 1)) == "Anne"


def test_only_what_has_been_done_is_struck_once_and_for_a_reason(at_work: Office) -> None:
    for message_id, reason, why in ((1, " ", "pourquoi"), (9, "x", "pas de message 9")):
        with pytest.raises(Refused, match=why):
            strike_message(at_work.space, at_work.act, message_id, reason)
    with pytest.raises(Refused, match="pas rayé"):
        unstrike_message(at_work.space, at_work.act, 1)
    strike_message(at_work.space, at_work.act, 1, "erreur")
    with pytest.raises(Refused, match="déjà rayé"):
        strike_message(at_work.space, at_work.act, 1, "erreur")
    approve(at_work)
    with pytest.raises(Refused, match="s'annule"):
        strike_message(at_work.space, at_work.act, 2, "erreur")


def test_a_deposited_message_that_was_struck_is_not_confirmed_with_the_others(
    at_work: Office,
) -> None:
    strike_message(at_work.space, at_work.act, 1, "erreur")
    approve(at_work)
    send_now(at_work.space, at_work.act)
    strike_message(at_work.space, at_work.act, 2, "erreur")
    assert confirm_deposited(at_work.space, at_work.act) == []


def _at_the_hand_over(ours: Office) -> None:
    """The last notice is sent, and the date that it announced is a Monday."""
    with ours.space.engine.begin() as conn:
        conn.execute(
            update(t.message).values(
                step="last_notice", tone="formal", deadline=date(2026, 12, 6), for_date=ours.day
            )
        )
        conn.execute(update(t.message_line).values(own_step="last_notice"))


def test_a_hand_over_is_approved_on_its_own_day_and_taken_back_when_struck(
    at_work: Office,
) -> None:
    _at_the_hand_over(at_work)
    at_work.day = date(2026, 12, 5)
    at_work.drop([invoice("F1"), invoice("F2", client="C2", due=-60)])
    assert at_work.plan().plan.for_date == date(2026, 12, 7)
    assert at_work.reminded() == {"F1": "hand_over"}
    done = approve(at_work)
    assert (done.message_ids, len(done.not_approved)) == ((), 1)
    assert "07/12/2026" in done.not_approved[0].reason
    at_work.day = date(2026, 12, 7)
    assert at_work.reminded() == {"F1": "hand_over"}
    approve(at_work)
    assert at_work.withheld()["F1"] == "handed_over"
    strike_message(at_work.space, at_work.act, 2, "réglé entre-temps")
    assert at_work.reminded() == {"F1": "hand_over"}
    unstrike_message(at_work.space, at_work.act, 2)
    assert at_work.withheld()["F1"] == "handed_over"
    with reading(at_work.space.engine) as conn:
        assert sum(counts(conn).values()) == 2
