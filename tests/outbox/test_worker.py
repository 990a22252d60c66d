"""The sender at work: alone, twice, interrupted, slowed down, in trial, with an old database."""

from __future__ import annotations

import shutil
import sys
import threading
from datetime import datetime, time
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from relance_core.errors import Refused
from relance_core.outbox.folder import FolderTransport
from relance_core.outbox.foreground import Drained, drain
from relance_core.outbox.outgoing import BeforeDot, Outgoing
from relance_core.outbox.owner import is_alive, new_owner, retire
from relance_core.outbox.sending import Cause, at_work
from relance_core.outbox.sent_journal import SentJournal, acknowledge_old_copy
from relance_core.outbox.transport import Transports
from relance_core.outbox.verdict import Kind, Outcome
from relance_core.outbox.worker import (
    ensure_worker,
    join_worker,
    worker_status,
)
from relance_core.settings import Sending, Settings
from relance_core.store import outbox as store
from relance_core.store.database import open_database
from relance_core.store.journal import lines
from tests.databases import POSTGRES
from tests.outbox.office import NOW, Hands, Mailbox, Office, settings

ANY_HOUR = {"hours_from": time(0), "hours_to": time(0)}


def post(
    office: Office,
    mailbox: Mailbox,
    options: Settings | None = None,
    *,
    person: str = "Anna",
    clock: object = None,
) -> Drained:
    folder = FolderTransport(Path(str(office.engine.url.database)).parent / "envois")
    return drain(
        office.engine,
        Transports("account", mailbox, folder),
        options or settings(),
        person=person,
        clock=clock or office.hands,  # type: ignore[arg-type]
    )


def test_a_batch_leaves_and_is_done(office: Office) -> None:
    batch_id = office.batch()
    office.messages(batch_id, 3)
    mailbox = Mailbox()
    done = post(office, mailbox)
    assert done == Drained({Kind.SENT: 3}, 0)
    assert [item.to for item in mailbox.taken] == [
        (f"client{n}@client{n}.example",) for n in range(3)
    ]
    assert office.batch_row(batch_id).state == "done"
    assert office.journal("sent")[0] == (
        "E-mail « 1re relance » envoyé à Client 0 (client0@client0.example)."
    )


def test_only_the_batches_asked_for_are_started(office: Office) -> None:
    first, second = office.batch(), office.batch()
    mine, other = office.message(first), office.message(second)
    folder = FolderTransport(Path("unused"))
    drain(
        office.engine,
        Transports("account", Mailbox(), folder),
        settings(),
        person="Anna",
        batch_ids=[first],
        clock=office.hands,
    )
    assert (office.state(mine), office.state(other)) == ("sent", "approved")


def test_a_payment_committed_during_the_batch_holds_the_reminder(office: Office) -> None:
    first, second = office.messages(office.batch(), 2)

    def pay_the_second(item: Outgoing) -> None:
        if item.id == first:
            invoice_id = office.pay(second)
            office.do(
                store.hold_messages_of,
                [invoice_id],
                "Payée.",
                moment=office.hands.moment,
                by="Import",
            )

    mailbox = Mailbox(while_body=pay_the_second)
    post(office, mailbox)
    assert [item.id for item in mailbox.taken] == [first]
    assert office.state(second) == "held"


def test_a_payment_committed_while_the_body_travels_stops_the_dot(office: Office) -> None:
    message_id = office.message(office.batch())

    def pay(item: Outgoing) -> None:
        office.pay(item.id)

    mailbox = Mailbox(while_body=pay)
    post(office, mailbox)
    assert mailbox.taken == []
    assert office.state(message_id) == "held"


def test_a_pause_takes_effect_before_the_next_message(office: Office) -> None:
    batch_id = office.batch()
    ids = office.messages(batch_id, 3)

    def pause(item: Outgoing) -> None:
        if item.id == ids[1]:
            office.do(
                store.pause_batch, batch_id, "À relire.", moment=office.hands.moment, by="Anna"
            )

    done = post(office, Mailbox(while_body=pause))
    assert [office.state(id_) for id_ in ids] == ["sent", "approved", "approved"]
    assert (done.waiting, done.reason) == (2, "À relire.")


def test_messages_are_spaced_by_the_pace(office: Office) -> None:
    office.messages(office.batch(), 3)
    post(office, Mailbox(), settings(per_minute=20))
    assert office.hands.waited == pytest.approx([3.0, 3.0])


def test_the_daily_cap_counts_what_left_before_a_restart(office: Office) -> None:
    office.messages(office.batch(), 5)
    capped = settings(daily_cap=3)
    office.hands.advance(hours=-1)
    assert post(office, Mailbox(), capped).outcomes == {Kind.SENT: 3}
    again = post(office, Mailbox(), capped)
    assert again.outcomes == {}
    assert "Plafond de 3 messages par jour" in again.reason
    office.hands.advance(days=1)
    assert post(office, Mailbox(), capped).outcomes == {Kind.SENT: 2}


def test_nothing_is_mailed_at_night(office: Office) -> None:
    office.message(office.batch())
    office.hands = Hands(datetime(2026, 3, 17, 22, 0))
    done = post(office, Mailbox())
    reason = "Hors des heures d'envoi : reprise le 18/03/2026 à 08:30."
    assert done == Drained({}, 1, reason, Cause.CLOSED)
    assert not done.overdue


def test_who_asked_for_the_sending_is_in_the_journal_once(office: Office) -> None:
    office.message(office.batch())
    post(office, Mailbox(), person="Paul")
    post(office, Mailbox(), person="Zoé")
    with office.engine.connect() as connection:
        asked = [row for row in lines(connection) if row.text.startswith("Envoi demandé")]
    assert [(row.by, row.text) for row in asked] == [("Paul", "Envoi demandé : 1 message.")]


def test_a_message_that_a_pause_kept_back_is_overdue(office: Office) -> None:
    office.message(office.batch(state="paused"))
    done = post(office, Mailbox())
    assert (done.waiting, done.cause, done.overdue) == (1, Cause.PAUSED, True)


def test_an_approval_that_has_run_out_is_held(office: Office) -> None:
    message_id = office.message(office.batch(), approved_at=datetime(2026, 3, 12, 9))
    post(office, Mailbox())
    assert office.state(message_id) == "held"
    assert "à approuver de nouveau" in office.row(message_id).state_reason


def test_an_absurd_clock_sends_nothing(office: Office) -> None:
    message_id = office.message(office.batch())
    with pytest.raises(Refused, match="horloge"):
        post(office, Mailbox(), clock=Hands(datetime(1970, 1, 2)))
    assert office.state(message_id) == "approved"


def test_a_trial_goes_to_oneself_alone_and_counts_for_nothing(office: Office) -> None:
    message_id = office.message(office.batch(mode="redirect"), cc=("chef@dupont.example",))
    mailbox = Mailbox()
    post(office, mailbox, settings(redirect_to="moi@us.example"))
    assert mailbox.taken[0].recipients == ("moi@us.example",)
    assert b"dupont.example" not in mailbox.taken[0].raw.partition(b"X-Relance-Meant-For")[0]
    assert not office.line(message_id).live
    assert "en essai" in office.journal("sent")[0]


@pytest.mark.parametrize(("mode", "redirect_to"), [("live", "moi@us.example"), ("redirect", "")])
def test_a_real_batch_is_never_redirected_nor_a_trial_really_sent(
    office: Office, mode: str, redirect_to: str
) -> None:
    batch_id = office.batch(mode=mode)
    message_id = office.message(batch_id)
    mailbox = Mailbox()
    done = post(office, mailbox, settings(redirect_to=redirect_to))
    assert mailbox.taken == []
    assert office.state(message_id) == "approved"
    assert office.batch_row(batch_id).state == "paused"
    assert "redirection" in done.reason


def test_a_trial_under_real_settings_does_not_pause_the_real_batch(office: Office) -> None:
    trial = office.batch(mode="redirect")
    office.message(trial)
    real = office.message(office.batch(), "Durand")
    post(office, Mailbox())
    assert (office.batch_row(trial).state, office.state(real)) == ("paused", "sent")


class Crash(BaseException):
    """The process dies here."""


def test_after_a_crash_at_the_last_byte_nothing_is_sent_again(office: Office) -> None:
    first, second = office.messages(office.batch(), 2)

    class Dying(Mailbox):
        def send(self, item: Outgoing, before_dot: BeforeDot, *, last_try: bool = False) -> Outcome:
            before_dot()
            raise Crash

    with pytest.raises(Crash):
        post(office, Dying())
    mailbox = Mailbox()
    post(office, mailbox)
    assert (office.state(first), office.state(second)) == ("uncertain", "sent")
    assert [item.id for item in mailbox.taken] == [second]


@pytest.mark.usefixtures("in_a_file")
def test_what_the_sent_journal_saw_is_not_uncertain_after_a_crash(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    message_id = office.message(office.batch())

    def dies(*args: object, **kwargs: object) -> None:
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr("relance_core.outbox.recording.Recorder.record", dies)
        with pytest.raises(Crash):
            post(office, Mailbox())
    assert office.row(message_id).phase == "data"
    post(office, Mailbox())
    assert office.state(message_id) == "sent"


@pytest.mark.usefixtures("in_a_file")
def test_an_older_copy_of_the_database_refuses_to_send(office: Office, tmp_path: Path) -> None:
    office.message(office.batch())
    backup = tmp_path / "backup.db"
    office.engine.dispose()
    source = tmp_path / "relance.db"
    shutil.copy(source, backup)
    post(office, Mailbox())
    office.engine.dispose()
    for leftover in tmp_path.glob("relance.db*"):
        leftover.unlink()
    shutil.copy(backup, source)
    office.engine = open_database(office.url)
    mailbox = Mailbox()
    with pytest.raises(Refused) as refusal:
        post(office, mailbox)
    assert refusal.value.code == "old_copy"
    journal = SentJournal.beside(office.engine)
    assert journal is not None
    marked = acknowledge_old_copy(office.engine, journal, by="Anna", moment=office.hands.moment)
    assert marked == 1
    assert post(office, mailbox) == Drained({}, 0)
    assert (mailbox.taken, office.states()) == ([], {"sent": 1})


def test_a_line_of_the_sent_journal_cut_short_hurts_nothing(tmp_path: Path) -> None:
    journal = SentJournal(tmp_path / "j.jsonl")
    journal.add("<a@x>", 1, "1", "2026-03-17T10:00:00")
    with journal.path.open("ab") as file:
        file.write(b'{"message_id": "<b@')
    journal.add("<c@x>", 2, "3", "2026-03-17T10:00:01")
    assert journal.sent() == (("<a@x>", 1), ("<c@x>", 2))


def test_a_second_sender_is_told_who_is_at_work(office: Office) -> None:
    office.message(office.batch())
    owner = new_owner()
    office.do(store.take_lease, "account", owner, "Bruno", office.hands.moment, lambda o: True)
    with pytest.raises(Refused, match="Bruno envoie déjà") as refusal:
        post(office, Mailbox())
    assert refusal.value.code == "sender_busy"
    assert at_work(office.engine, "account", office.hands.epoch()) == "Bruno"
    retire(owner)
    assert at_work(office.engine, "account", office.hands.epoch()) is None
    assert post(office, Mailbox()).outcomes == {Kind.SENT: 1}


def test_a_sender_of_this_process_lives_until_it_retires() -> None:
    owner = new_owner()
    assert is_alive(owner) is True
    retire(owner)
    assert is_alive(owner) is False
    host, pid, start, token = owner.rsplit(":", 3)
    assert is_alive(f"{host}:999999999:{start}:{token}") is False
    assert is_alive(f"elsewhere:{pid}:{start}:{token}") is None


def test_two_sessions_and_a_double_click_start_one_thread(office: Office) -> None:
    office.messages(office.batch(state="running"), 30)
    mailbox = Mailbox()
    transports = Transports("account", mailbox, FolderTransport(Path("unused")))

    def click() -> None:
        for _ in range(2):
            ensure_worker(
                office.engine, transports, settings(**ANY_HOUR), person="Anna", clock=office.hands
            )

    clicks = [threading.Thread(target=click) for _ in range(4)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join()
    assert join_worker(office.engine, 30)
    assert len(mailbox.taken) == 30
    assert len({item.id for item in mailbox.taken}) == 30
    assert office.states() == {"sent": 30}


def test_two_engines_on_one_database_send_nothing_twice(office: Office) -> None:
    office.messages(office.batch(state="running"), 20)
    mailbox = Mailbox()
    transports = Transports("account", mailbox, FolderTransport(Path("unused")))
    # The same database under another spelling: two workers, as two processes would have.
    given = {"application_name": "other"} if POSTGRES else {"timeout": "30"}
    again = make_url(office.url).update_query_dict(given)
    other = open_database(again.render_as_string(hide_password=False))
    for engine in (office.engine, other):
        ensure_worker(engine, transports, settings(**ANY_HOUR), person="Anna", clock=office.hands)
    assert join_worker(office.engine, 30)
    assert join_worker(other, 30)
    other.dispose()
    assert sorted(item.id for item in mailbox.taken) == sorted({item.id for item in mailbox.taken})
    assert office.states() == {"sent": 20}


def test_a_database_that_fails_ends_the_thread_with_a_sentence(office: Office) -> None:
    office.message(office.batch(state="running"))

    class Failing(Mailbox):
        def send(self, item: Outgoing, before_dot: BeforeDot, *, last_try: bool = False) -> Outcome:
            raise OperationalError("UPDATE", {}, Exception("disk is full"))

    folder = FolderTransport(Path("unused"))
    broken = Transports("account", Failing(), folder)
    ensure_worker(office.engine, broken, settings(), person="Anna", clock=office.hands)
    assert join_worker(office.engine, 30)
    status = worker_status(office.engine)
    assert not status.running
    assert "base de données" in status.error
    # Started again, the work goes on at once.
    mailbox = Mailbox()
    whole = Transports("account", mailbox, folder)
    ensure_worker(office.engine, whole, settings(), person="Anna", clock=office.hands)
    assert join_worker(office.engine, 30)
    assert len(mailbox.taken) == 1


def test_the_thread_reads_the_database_again_when_it_is_woken(office: Office) -> None:
    batch_id = office.batch(state="running")
    first = office.message(batch_id)
    mailbox = Mailbox(
        answers={first: [Outcome(Kind.RETRY, "Plus tard.", 450, "later")]},
    )
    transports = Transports("account", mailbox, FolderTransport(Path("unused")))
    ensure_worker(
        office.engine, transports, settings(**ANY_HOUR), person="Anna", clock=office.hands
    )
    assert join_worker(office.engine, 30)
    assert office.state(first) == "sent"
    assert sum(office.hands.waited) >= 48


def test_the_demonstration_writes_files_and_calls_them_sent(office: Office, tmp_path: Path) -> None:
    message_id = office.message(office.batch())
    folder = FolderTransport(tmp_path / "envois")
    office.hands = Hands(datetime(2026, 3, 21, 23, 0))  # a Saturday night
    drain(
        office.engine,
        Transports("folder", folder, folder),
        Settings(demonstration=True),
        person="Anna",
        clock=office.hands,
    )
    assert office.state(message_id) == "held"  # approved on Tuesday: even here
    message_id = office.message(office.batch(), "Durand", approved_at=office.hands.moment.at)
    drain(
        office.engine,
        Transports("folder", folder, folder),
        Settings(demonstration=True),
        person="Anna",
        clock=office.hands,
    )
    row = office.row(message_id)
    assert (row.state, row.sent_at) == ("sent", office.hands.moment.at)
    assert Path(row.path).exists()


def test_a_message_that_is_no_longer_wanted_leaves_no_draft(office: Office, tmp_path: Path) -> None:
    message_id = office.message(office.batch())
    office.pay(message_id)
    folder = FolderTransport(tmp_path / "envois")
    drain(
        office.engine,
        Transports("folder", folder, folder),
        Settings(sending=Sending()),
        person="Anna",
        clock=office.hands,
    )
    assert office.state(message_id) == "held"
    assert list((tmp_path / "envois").iterdir()) == []


def test_letters_behind_waiting_mail_are_printed_all_the_same(
    office: Office, tmp_path: Path
) -> None:
    batch_id = office.batch()
    mail = office.message(batch_id)
    letter = office.message(batch_id, channel="letter", raw=b"%PDF-1.7 letter")
    office.hands = Hands(NOW.replace(hour=22))
    post(office, Mailbox())
    assert (office.state(mail), office.state(letter)) == ("approved", "printed")


def test_letters_go_to_the_folder_whatever_the_mail_account(office: Office, tmp_path: Path) -> None:
    batch_id = office.batch()
    letter = office.message(batch_id, channel="registered_letter", raw=b"%PDF-1.7 letter")
    office.message(batch_id, "Durand")
    mailbox = Mailbox()
    office.hands = Hands(NOW.replace(hour=22))  # printing keeps no office hours
    drain(
        office.engine,
        Transports("account", mailbox, FolderTransport(tmp_path / "envois")),
        settings(),
        person="Anna",
        clock=office.hands,
    )
    row = office.row(letter)
    assert (row.state, mailbox.taken) == ("printed", [])
    assert Path(row.path).read_bytes() == b"%PDF-1.7 letter"


def test_a_folder_that_cannot_be_written_pauses_the_batch(office: Office, tmp_path: Path) -> None:
    batch_id = office.batch()
    message_id = office.message(batch_id)
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    folder = FolderTransport(blocked)
    done = drain(
        office.engine,
        Transports("folder", folder, folder),
        Settings(),
        person="Anna",
        clock=office.hands,
    )
    assert "dossier d'envoi" in done.reason
    assert (office.state(message_id), office.batch_row(batch_id).state) == ("approved", "paused")


@pytest.mark.usefixtures("in_a_file")
def test_what_left_is_asked_about_from_its_end_and_no_further_than_it_is_known(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules[store.unknown_to_us.__module__], "IN_AT_ONCE", 2)
    office.messages(office.batch(), 6)
    post(office, Mailbox())
    journal = SentJournal.beside(office.engine)
    assert journal is not None
    seen = list(journal.sent())
    later = [("<x@us.example>", 1), ("<y@us.example>", 1), ("<z@us.example>", 1)]
    asked: list[str] = []
    event.listen(office.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    with office.engine.connect() as connection:
        assert store.unknown_to_us(connection, seen) == ()
        assert sum("attempt" in query for query in asked) == 1
        assert store.unknown_to_us(connection, [*seen, *later]) == tuple(later)
        assert sum("attempt" in query for query in asked) == 4
