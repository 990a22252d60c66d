"""Where a message may go from where it stands, and what is written down on the way."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from relance_core.store import outbox as store
from relance_core.store import tables as t
from relance_core.store.outbox import Moment
from relance_core.store.outbox.transition import TRANSITIONS, move
from relance_core.vocabulary import LIVE_STATES, MessageState
from tests.outbox.office import NOW, Hands, Office

PLACES = [
    ("approved", None),
    ("sending", "claimed"),
    ("sending", "data"),
    ("deposited", None),
    ("sent", None),
    ("printed", None),
    ("refused", None),
    ("uncertain", None),
    ("held", None),
    ("cancelled", None),
]


def put(office: Office, message_id: int, state: str, phase: str | None) -> None:
    with office.engine.begin() as connection:
        connection.execute(
            update(t.message)
            .where(t.message.c.id == message_id)
            .values(state=state, phase=phase, attempt=1, owner="me", lease_until=9e9)
        )
        connection.execute(
            update(t.message_line)
            .where(t.message_line.c.message_id == message_id)
            .values(live=state in LIVE_STATES)
        )


@pytest.mark.parametrize("name", TRANSITIONS)
def test_a_move_is_made_from_its_sources_and_from_nowhere_else(office: Office, name: str) -> None:
    transition = TRANSITIONS[name]
    message_id = office.message(office.batch())
    for place in PLACES:
        put(office, message_id, *place)
        moved = office.do(move, name, message_id, office.hands.moment, actor="me")
        assert moved == (place in [(str(s), p) for s, p in transition.sources])
        expected = (str(transition.target), transition.target_phase) if moved else place
        row = office.row(message_id)
        assert (row.state, row.phase) == expected


@pytest.mark.parametrize("name", TRANSITIONS)
def test_the_lines_are_live_exactly_while_the_message_is(office: Office, name: str) -> None:
    message_id = office.message(office.batch())
    state, phase = TRANSITIONS[name].sources[0]
    put(office, message_id, state, phase)
    office.do(move, name, message_id, office.hands.moment, actor="me")
    assert office.line(message_id).live == (
        office.state(message_id) in LIVE_STATES and (state in LIVE_STATES)
    )


def test_nothing_but_an_answer_or_a_crash_leaves_the_point_of_no_return() -> None:
    leaving = {
        name
        for name, transition in TRANSITIONS.items()
        if (MessageState.SENDING, "data") in transition.sources
    }
    assert leaving == {"sent", "refused", "retry", "stopped", "uncertain"}


def test_nothing_goes_from_uncertain_back_to_the_queue() -> None:
    targets = {
        transition.target
        for transition in TRANSITIONS.values()
        if any(state is MessageState.UNCERTAIN for state, _ in transition.sources)
    }
    assert targets == {MessageState.SENT, MessageState.CANCELLED}


def test_every_move_adds_a_line_to_the_attempts(office: Office) -> None:
    message_id = office.message(office.batch())
    claimed = office.claim()
    office.do(store.point_of_no_return, claimed, office.hands.moment)
    office.do(store.record_sent, claimed, office.hands.moment)
    assert office.attempts(message_id) == [(1, "claimed"), (1, "data"), (1, "sent")]


def test_a_message_is_claimed_once(office: Office) -> None:
    office.message(office.batch())
    office.claim("one")
    assert office.do(store.claim, "two", office.hands.moment) is None


def test_a_batch_that_nobody_started_is_not_claimed(office: Office) -> None:
    office.message(office.batch())
    assert office.do(store.claim, "me", office.hands.moment) is None


def test_messages_leave_in_the_order_they_were_approved(office: Office) -> None:
    ids = office.messages(office.batch(), 3)
    assert [office.claim().id for _ in ids] == ids


@pytest.mark.parametrize(
    ("what", "values"),
    [
        ("paid", {"open_amount": 0, "settled_on": date(2026, 3, 17)}),
        ("partly paid", {"open_amount": 400_000}),
        ("disputed", {"disputed_amount": 250_000}),
        ("risen", {"open_amount": 1_200_000}),
    ],
)
def test_an_invoice_that_changed_since_approval_holds_its_message(
    office: Office, what: str, values: dict[str, object]
) -> None:
    message_id = office.message(office.batch())
    claimed = office.claim()
    with office.engine.begin() as connection:
        connection.execute(update(t.invoice).values(**values))
    assert not office.do(store.point_of_no_return, claimed, office.hands.moment)
    office.do(store.give_back, claimed, office.hands.moment)
    assert office.state(message_id) == "held"
    assert "a changé depuis l'approbation" in office.row(message_id).state_reason


def test_a_part_disputed_by_hand_before_approval_does_not_hold_the_message(office: Office) -> None:
    invoice_id = office.line(office.message(office.batch())).invoice_id
    with office.engine.begin() as connection:
        connection.execute(update(t.message_line).values(amount=800_000))
        connection.execute(
            insert(t.hold).values(
                invoice_id=invoice_id,
                code="dispute",
                amount=200_000,
                since=date(2026, 3, 10),
                by="Anna",
                at=NOW - timedelta(days=7),
            )
        )
    assert office.do(store.point_of_no_return, office.claim(), office.hands.moment)


def test_a_promise_noted_after_approval_holds_the_message(office: Office) -> None:
    client_id = office.row(office.message(office.batch())).addressee_id
    claimed = office.claim()
    with office.engine.begin() as connection:
        connection.execute(
            insert(t.hold).values(
                client_id=client_id,
                code="promise",
                since=NOW.date(),
                by="Anna",
                at=NOW + timedelta(minutes=5),
            )
        )
    assert not office.do(store.point_of_no_return, claimed, office.hands.moment)


def test_another_attempt_is_a_fence(office: Office) -> None:
    office.message(office.batch())
    old = office.claim()
    office.do(store.requeue, old, office.hands.moment)
    new = office.claim()
    assert not office.do(store.point_of_no_return, old, office.hands.moment)
    assert office.do(store.point_of_no_return, new, office.hands.moment)


def test_a_claim_whose_lease_is_over_gives_no_dot(office: Office) -> None:
    office.message(office.batch())
    claimed = office.claim()
    office.hands.advance(minutes=16)
    assert not office.do(store.point_of_no_return, claimed, office.hands.moment)


@pytest.mark.parametrize(("how", "state"), [("pause", "approved"), ("stop", "cancelled")])
def test_pause_and_stop_hold_even_before_the_last_byte(
    office: Office, how: str, state: str
) -> None:
    batch_id = office.batch()
    message_id = office.message(batch_id)
    claimed = office.claim()
    now = office.hands.moment
    if how == "pause":
        office.do(store.pause_batch, batch_id, "À relire.", moment=now, by="Anna")
    else:
        office.do(store.stop_batch, batch_id, moment=now, by="Anna")
    assert not office.do(store.point_of_no_return, claimed, now)
    office.do(store.give_back, claimed, now)
    assert office.state(message_id) == state


def test_a_paused_batch_goes_on_once_resumed(office: Office) -> None:
    batch_id = office.batch()
    office.message(batch_id)
    now = office.hands.moment
    office.do(store.start_batches)
    office.do(store.pause_batch, batch_id, "À relire.", moment=now, by="Anna")
    assert office.do(store.claim, "me", now) is None
    office.do(store.resume_batch, batch_id, moment=now, by="Anna")
    assert office.do(store.claim, "me", now) is not None


def test_cancelling_never_touches_what_is_leaving(office: Office) -> None:
    message_id = office.message(office.batch())
    office.do(store.point_of_no_return, office.claim(), office.hands.moment)
    cancelled = office.do(
        store.cancel, message_id, "Erreur.", moment=office.hands.moment, by="Anna"
    )
    assert not cancelled
    assert office.row(message_id).phase == "data"


def test_after_a_crash_the_claimed_goes_back_and_what_may_have_left_waits(office: Office) -> None:
    first, second = office.messages(office.batch(), 2)
    office.do(store.point_of_no_return, office.claim(), office.hands.moment)
    office.claim()
    recovered = office.do(store.recover, office.hands.moment, lambda owner: False)
    assert recovered == store.Recovered(requeued=(second,), uncertain=(first,))
    assert (office.state(first), office.state(second)) == ("uncertain", "approved")


@pytest.mark.parametrize("alive", [True, None])
def test_a_sender_that_may_live_is_left_alone_until_its_lease_ends(
    office: Office, alive: bool | None
) -> None:
    message_id = office.message(office.batch())
    office.claim()
    office.do(store.recover, office.hands.moment, lambda owner: alive)
    assert office.state(message_id) == "sending"
    office.hands.advance(minutes=15)
    office.do(store.recover, office.hands.moment, lambda owner: alive)
    assert office.state(message_id) == "approved"


def test_a_late_answer_proves_an_uncertain_message_sent(office: Office) -> None:
    message_id = office.message(office.batch())
    claimed = office.claim()
    office.do(store.point_of_no_return, claimed, office.hands.moment)
    office.do(store.recover, office.hands.moment, lambda owner: False)
    assert office.do(store.record_sent, claimed, office.hands.moment)
    assert office.state(message_id) == "sent"
    assert office.attempts(message_id)[-1] == (1, "late_sent")


def test_a_late_answer_changes_nothing_that_a_person_has_settled(office: Office) -> None:
    message_id = office.message(office.batch())
    claimed = office.claim()
    now = office.hands.moment
    office.do(store.point_of_no_return, claimed, now)
    office.do(store.recover, now, lambda owner: False)
    office.do(store.settle_uncertain, message_id, sent=False, moment=now, by="Anna")
    assert not office.do(store.record_sent, claimed, now)
    assert office.state(message_id) == "cancelled"
    assert office.attempts(message_id)[-1] == (1, "late_proof")


def test_an_uncertain_message_settled_as_not_sent_frees_its_invoices(office: Office) -> None:
    message_id = office.message(office.batch())
    now = office.hands.moment
    office.do(store.point_of_no_return, office.claim(), now)
    office.do(store.recover, now, lambda owner: False)
    office.do(store.settle_uncertain, message_id, sent=False, moment=now, by="Anna")
    assert not office.line(message_id).live


def test_the_import_of_a_payment_holds_what_has_not_left_and_names_what_is_leaving(
    office: Office,
) -> None:
    leaving, claimed, waiting, other = office.messages(office.batch(), 4)
    office.do(store.point_of_no_return, office.claim(), office.hands.moment)
    office.claim()
    invoices = [office.line(id_).invoice_id for id_ in (leaving, claimed, waiting)]
    result = office.do(
        store.hold_messages_of,
        invoices,
        "Payée le 17/03/2026.",
        moment=office.hands.moment,
        by="Import",
    )
    assert result.held == (claimed, waiting)
    assert result.leaving == (leaving,)
    assert office.state(other) == "approved"
    assert office.journal("held") == [
        f"E-mail « 1re relance » retenu pour Client {n} : Payée le 17/03/2026." for n in (1, 2)
    ]


def test_the_import_of_a_payment_names_the_drafts_to_delete(office: Office, tmp_path: Path) -> None:
    message_id = office.message(office.batch())
    claimed = office.claim()
    path = tmp_path / "brouillon.eml"
    office.do(store.record_deposited, claimed, path, office.hands.moment, counts_as_sent=False)
    result = office.do(
        store.hold_messages_of,
        [office.line(message_id).invoice_id],
        "Payée.",
        moment=office.hands.moment,
        by="Import",
    )
    assert result.deposited == ((message_id, str(path)),)
    assert office.state(message_id) == "deposited"


def test_a_draft_that_was_passed_on_counts_as_sent_from_that_day(
    office: Office, tmp_path: Path
) -> None:
    message_id = office.message(office.batch())
    office.do(
        store.record_deposited,
        office.claim(),
        tmp_path / "x.eml",
        office.hands.moment,
        counts_as_sent=False,
    )
    assert office.row(message_id).sent_at is None
    office.hands.advance(days=1)
    assert office.do(store.confirm, message_id, moment=office.hands.moment, by="Anna")
    assert office.row(message_id).sent_at == NOW + timedelta(days=1)
    assert office.journal("confirmed") == [
        "E-mail « 1re relance » transmis à Dupont SARL (compta@dupont.example)."
    ]


def test_a_draft_taken_back_frees_its_invoices(office: Office, tmp_path: Path) -> None:
    message_id = office.message(office.batch())
    now = office.hands.moment
    office.do(store.record_deposited, office.claim(), tmp_path / "x.eml", now, counts_as_sent=False)
    assert office.do(store.return_deposited, message_id, moment=now, by="Anna")
    assert (office.state(message_id), office.line(message_id).live) == ("cancelled", False)


def test_a_letter_is_done_once_it_is_posted_with_its_number(office: Office, tmp_path: Path) -> None:
    message_id = office.message(office.batch(), channel="registered_letter", raw=b"%PDF-1.7")
    now = office.hands.moment
    office.do(store.record_printed, office.claim(), tmp_path / "x.pdf", now)
    assert office.state(message_id) == "printed"
    office.do(
        store.mark_posted,
        message_id,
        posted_on=date(2026, 3, 18),
        tracking="1A 234 567 8901 2",
        moment=now,
        by="Anna",
    )
    row = office.row(message_id)
    assert (row.state, row.posted_on, row.tracking) == (
        "sent",
        date(2026, 3, 18),
        "1A 234 567 8901 2",
    )
    assert office.journal("posted") == [
        "Courrier « 1re relance » posté à Dupont SARL le 18/03/2026, n° 1A 234 567 8901 2."
    ]


def test_the_same_step_of_an_invoice_cannot_be_live_twice(office: Office) -> None:
    message_id = office.message(office.batch())
    line = office.line(message_id)
    with pytest.raises(IntegrityError), office.engine.begin() as connection:
        connection.execute(
            insert(t.message_line).values(
                message_id=message_id,
                invoice_id=line.invoice_id,
                own_step=line.own_step,
                amount=1,
                currency="EUR",
                live=True,
            )
        )


def test_an_approval_of_friday_is_good_until_tuesday_evening(office: Office) -> None:
    friday = datetime(2026, 3, 13, 9, 0)
    message_id = office.message(office.batch(), approved_at=friday)
    office.hands = Hands(datetime(2026, 3, 17, 23, 0))
    assert office.do(store.hold_stale, office.hands.moment) == ()
    office.hands.advance(hours=2)
    assert office.do(store.hold_stale, office.hands.moment) == (message_id,)
    assert office.state(message_id) == "held"


def test_waits_grow_and_vary_by_a_fifth_at_most() -> None:
    random = Random(1)
    for tries, minutes in enumerate((1, 5, 15, 60, 60), start=1):
        waits = [store.backoff(tries, random) for _ in range(200)]
        assert min(waits) >= minutes * 60 * 0.8
        assert max(waits) <= minutes * 60 * 1.2
        assert max(waits) - min(waits) > minutes * 60 * 0.2


def test_a_refused_address_is_remembered_and_may_be_forgotten(office: Office) -> None:
    office.message(office.batch(), to=("Nobody@dupont.example",))
    office.do(
        store.record_refused,
        office.claim(),
        office.hands.moment,
        reason="Refusé.",
        dead={"Nobody@dupont.example": "550 5.1.1 unknown"},
    )
    with office.engine.connect() as connection:
        assert connection.execute(select(t.dead_address.c.address)).scalars().all() == [
            "nobody@dupont.example"
        ]
    office.do(store.forget_dead_addresses, ["nobody@dupont.example"])
    with office.engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(t.dead_address)).scalar() == 0


def test_one_sender_per_account_and_the_second_learns_who(office: Office) -> None:
    now = office.hands.moment

    def alive(owner: str) -> bool:
        return True

    assert office.do(store.take_lease, "a", "one", "Anna", now, alive).owner == "one"
    held = office.do(store.take_lease, "a", "two", "Bruno", now, alive)
    assert (held.owner, held.person) == ("one", "Anna")
    later = Moment(now.epoch + 901, now.at)
    assert office.do(store.take_lease, "a", "two", "Bruno", later, alive).owner == "two"


def test_a_dead_senders_lease_is_taken_over_at_once(office: Office) -> None:
    now = office.hands.moment
    office.do(store.take_lease, "a", "one", "Anna", now, lambda owner: True)
    taken = office.do(store.take_lease, "a", "two", "Bruno", now, lambda owner: False)
    assert taken.owner == "two"
