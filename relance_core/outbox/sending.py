"""One round of sending: recover, claim, send, record; all that is known is in the database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from random import Random

from sqlalchemy import Connection, Engine

from relance_core.errors import Refused
from relance_core.outbox.folder import FolderTransport
from relance_core.outbox.outgoing import MailTransport, outgoing
from relance_core.outbox.owner import is_alive
from relance_core.outbox.pace import Pace, check_clock
from relance_core.outbox.recording import Recorder
from relance_core.outbox.sent_journal import (
    SentJournal,
    check_old_copy,
    settle_from_journal,
)
from relance_core.outbox.transport import Transports
from relance_core.outbox.verdict import Kind, Outcome
from relance_core.store import outbox as store
from relance_core.store.database import reading
from relance_core.store.outbox import Claimed, Moment
from relance_core.vocabulary import LETTER_CHANNELS


@dataclass(frozen=True)
class Handled:
    """A message was taken care of."""

    message_id: int
    outcome: Outcome


class Cause(StrEnum):
    """Why messages that are approved have not left."""

    PACE = "pace"  # between two messages
    CLOSED = "closed_hours"
    CAP = "daily_cap"
    RETRY = "retry_later"  # the server asked to be tried again, or could not be reached
    LINE_DOWN = "line_down"  # the server cannot be reached
    STOPPED = "stopped"  # the account cannot send until a person has acted
    PAUSED = "paused"  # a person's, or what stopped an earlier sending


#: These wait for an hour that is known and permitted; the others for somebody to act.
PLANNED = frozenset({Cause.PACE, Cause.CLOSED, Cause.CAP, Cause.RETRY})


@dataclass(frozen=True)
class Wait:
    """Nothing may leave before ``seconds`` have passed."""

    seconds: float
    reason: str  # French; empty for the mere pace between two messages
    cause: Cause = Cause.PACE


@dataclass(frozen=True)
class Busy:
    """Somebody else sends through this account."""

    person: str
    until: float


@dataclass(frozen=True)
class Idle:
    """Nothing is left to send."""


Round = Handled | Wait | Busy | Idle


@dataclass(frozen=True)
class Terms:
    """What a sender was told: how fast, for whom, in which zone."""

    pace: Pace
    timezone: str
    person: str
    redirect_to: str = ""
    demonstration: bool = False


class Sender:
    """Sends what the database holds, one message a round. One thread at a time uses it."""

    def __init__(
        self,
        engine: Engine,
        transports: Transports,
        terms: Terms,
        owner: str,
        now: Callable[[], Moment],
        *,
        journal: SentJournal | None = None,
        random: Random | None = None,
    ) -> None:
        self._engine = engine
        self._transports = transports
        self._terms = terms
        self._owner = owner
        self._now = now
        self._journal = journal
        self._recorder = Recorder(terms.person, random or Random())
        self._today: tuple[datetime, int] | None = None  # midnight, messages given over since
        self._latest: float | None = None
        self._approvals_seen_on: date | None = None

    def begin(self) -> None:
        """Look before the first message. Raises ``Refused`` when nothing may be sent at all."""
        now = self._now()
        check_clock(now.at)
        with self._engine.begin() as connection:
            if self._journal is not None:
                store.recover(connection, now, is_alive)
                settle_from_journal(connection, self._journal, now, self._owner)
                check_old_copy(connection, self._journal)
            self._latest = store.latest_data_epoch(connection)

    def end(self) -> None:
        """Give the account back."""
        self._transports.close()
        with self._engine.begin() as connection:
            store.release_lease(connection, self._transports.account, self._owner)

    def round(self) -> Round:
        """Take care of at most one message."""
        now = self._now()
        check_clock(now.at)
        with self._engine.begin() as connection:
            lease = store.take_lease(
                connection,
                self._transports.account,
                self._owner,
                self._terms.person,
                now,
                is_alive,
            )
            if lease.owner != self._owner:
                return Busy(lease.person, lease.until)
            recovered = store.recover(connection, now, is_alive)
            if recovered.uncertain and self._journal is not None:
                settle_from_journal(connection, self._journal, now, self._owner)
            if now.at.date() != self._approvals_seen_on:
                store.hold_stale(connection, now)
                self._approvals_seen_on = now.at.date()
            claimed = self._claim(connection, now)
            if isinstance(claimed, Wait):
                return claimed
            if claimed is None:
                return self._nothing_now(connection, now)
        refusal = self._wrong_mode(claimed)
        if refusal is not None:
            with self._engine.begin() as connection:
                store.requeue(connection, claimed, now)
                store.pause_batch(
                    connection, claimed.batch_id, refusal, moment=now, by=self._terms.person
                )
            return Handled(claimed.id, Outcome(Kind.WITHDRAWN, refusal))
        if claimed.channel in LETTER_CHANNELS:
            return self._file(claimed, self._transports.letters)
        if isinstance(self._transports.mail, FolderTransport):
            return self._file(claimed, self._transports.mail)
        return self._mail(claimed, self._transports.mail)

    # --- what may leave ---------------------------------------------------------------------

    def _claim(self, connection: Connection, now: Moment) -> Claimed | Wait | None:
        if isinstance(self._transports.mail, FolderTransport):
            return store.claim(connection, self._owner, now)
        wait = self._must_wait(connection, now)
        if wait is None:
            return store.claim(connection, self._owner, now)
        # Printing keeps neither pace nor office hours.
        letter = store.claim(connection, self._owner, now, letters=True)
        if letter is None and store.something_to_mail(connection, now):
            return wait
        return letter

    def _must_wait(self, connection: Connection, now: Moment) -> Wait | None:
        pace = self._terms.pace
        down = self._recorder.line_down_for(now)
        if down > 0:
            return Wait(down, self._recorder.line_reason, Cause.LINE_DOWN)
        opens = pace.opens_at(now.at)
        if opens > now.at:
            told = f"Hors des heures d'envoi : reprise le {opens:%d/%m/%Y à %H:%M}."
            return Wait((opens - now.at).total_seconds(), told, Cause.CLOSED)
        midnight = datetime.combine(now.at.date(), time())
        if self._today is None or self._today[0] != midnight:
            start = Moment.at_wall_time(midnight, self._terms.timezone)
            self._today = (midnight, store.data_attempts(connection, start.epoch))
        if pace.cap_reached(self._today[1]):
            left = midnight + timedelta(days=1) - now.at
            told = f"Plafond de {pace.daily_cap} messages par jour atteint : reprise demain."
            return Wait(left.total_seconds(), told, Cause.CAP)
        seconds = pace.wait_after(self._latest, now.epoch)
        return Wait(seconds, "") if seconds > 0 else None

    def _nothing_now(self, connection: Connection, now: Moment) -> Round:
        store.finish_batches(connection)
        later = store.due_later(connection)
        if later is None:
            return Idle()
        return Wait(
            max(1.0, later - now.epoch),
            "Des messages seront présentés de nouveau plus tard.",
            Cause.RETRY,
        )

    def _wrong_mode(self, claimed: Claimed) -> str | None:
        """Why a batch may not leave under these settings: a trial for real, or the reverse."""
        if claimed.mode == "redirect" and not self._terms.redirect_to:
            return "Ce lot est un essai, mais aucune adresse de redirection n'est réglée."
        if claimed.mode != "redirect" and self._terms.redirect_to:
            return (
                "Ce lot est réel, mais les envois sont redirigés vers "
                f"{self._terms.redirect_to} : retirez la redirection, ou approuvez un essai."
            )
        return None

    # --- sending ----------------------------------------------------------------------------

    def _mail(self, claimed: Claimed, transport: MailTransport) -> Handled:
        began = self._now()

        def before_dot() -> bool:
            now = self._now()
            with self._engine.begin() as connection:
                go = store.point_of_no_return(connection, claimed, now)
            if go:
                self._latest = now.epoch
                if self._today is not None:
                    self._today = (self._today[0], self._today[1] + 1)
            return go

        item = outgoing(claimed, self._terms.redirect_to)
        outcome = transport.send(item, before_dot, last_try=claimed.tries + 1 >= store.MAX_TRIES)
        took = outcome.kind is Kind.SENT and claimed.mode == "live"
        if took and self._journal is not None and claimed.message_id is not None:
            # Before the database: after a crash in between, this line is the proof.
            self._journal.add(
                claimed.message_id,
                claimed.attempt,
                str(claimed.id),
                began.at.isoformat(timespec="seconds"),
            )
        return self._written(claimed, outcome)

    def _file(self, claimed: Claimed, folder: FolderTransport) -> Handled:
        try:
            path = folder.write(outgoing(claimed, self._terms.redirect_to))
        except Refused as error:
            return self._written(claimed, Outcome(Kind.STOP, error.message))
        kind = Kind.PRINTED if claimed.channel in LETTER_CHANNELS else Kind.DEPOSITED
        now = self._now()
        with self._engine.begin() as connection:
            if kind is Kind.PRINTED:
                wanted = store.record_printed(connection, claimed, path, now)
            else:
                wanted = store.record_deposited(
                    connection,
                    claimed,
                    path,
                    now,
                    counts_as_sent=self._terms.demonstration,
                )
            if not wanted:
                store.give_back(connection, claimed, now)
        if not wanted:
            folder.remove(path)
            return Handled(claimed.id, Outcome(Kind.WITHDRAWN))
        return Handled(claimed.id, Outcome(kind, path=path))

    def _written(self, claimed: Claimed, outcome: Outcome) -> Handled:
        with self._engine.begin() as connection:
            self._recorder.record(connection, claimed, outcome, self._now())
        return Handled(claimed.id, outcome)


def at_work(engine: Engine, account: str, epoch: float) -> str | None:
    """Who sends through ``account`` at ``epoch``, for « Anna envoie, 120/500 »; None: nobody."""
    with reading(engine) as connection:
        lease = store.lease_holder(connection, account)
    if lease is None or lease.until <= epoch or is_alive(lease.owner) is False:
        return None
    return lease.person
