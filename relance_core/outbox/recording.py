"""Writes an outcome down, and notices when the fault is the server's or the account's."""

from __future__ import annotations

from random import Random

from sqlalchemy import Connection

from relance_core.french import plural
from relance_core.outbox.verdict import Kind, Outcome, RefusalStreak
from relance_core.store import outbox as store
from relance_core.store.outbox import Claimed, Moment

#: So many messages in a row without a trustworthy answer, and a person is asked first.
_UNCERTAIN_IN_A_ROW = 5


class Recorder:
    """Records the outcomes of one sender; remembers what several of them in a row mean."""

    def __init__(self, person: str, random: Random) -> None:
        self._person = person
        self._random = random
        self._streak = RefusalStreak()
        self._unsure = 0
        self._line_failures = 0
        self._line_until = 0.0
        self.line_reason = ""  # French: why the server cannot be reached

    def line_down_for(self, now: Moment) -> float:
        """Seconds for which the server is left alone; 0 or less when it may be tried."""
        return self._line_until - now.epoch

    def record(
        self, connection: Connection, claimed: Claimed, outcome: Outcome, now: Moment
    ) -> None:
        """Write down what became of ``claimed``; pauses the batches when a person is needed."""
        answer = store.Answer(outcome.code, outcome.reply)
        dead = {address: outcome.refused[address] for address in outcome.dead}
        reason = outcome.reason
        match outcome.kind:
            case Kind.SENT:
                store.record_sent(
                    connection, claimed, now, refused=outcome.refused, dead=dead, answer=answer
                )
            case Kind.REFUSED:
                store.record_refused(
                    connection, claimed, now, reason=reason, dead=dead, answer=answer
                )
            case Kind.UNCERTAIN:
                store.record_uncertain(connection, claimed, now, reason=reason, answer=answer)
            case Kind.STOP:
                store.record_stopped(connection, claimed, now, reason=reason, answer=answer)
                self._pause(connection, reason, now)
            case Kind.RETRY:
                self._later(connection, claimed, outcome, now)
            case Kind.LINE_DOWN:
                self._line_down(connection, claimed, outcome, now)
            case _:
                store.give_back(connection, claimed, now)
        if outcome.kind is not Kind.LINE_DOWN:
            self._line_failures = 0
        self._draw_conclusions(connection, claimed, outcome, now)

    def _later(
        self, connection: Connection, claimed: Claimed, outcome: Outcome, now: Moment
    ) -> None:
        tries = claimed.tries + 1
        answer = store.Answer(outcome.code, outcome.reply)
        if tries >= store.MAX_TRIES:
            reason = f"{plural(tries, 'essai')} sans succès. {outcome.reason}"
            store.record_refused(connection, claimed, now, reason=reason, answer=answer)
            return
        wait = store.backoff(tries, self._random)
        store.record_retry(
            connection, claimed, now, wait=wait, reason=outcome.reason, answer=answer
        )

    def _line_down(
        self, connection: Connection, claimed: Claimed, outcome: Outcome, now: Moment
    ) -> None:
        """The server is at fault, not the message: no try is counted, everything waits."""
        answer = store.Answer(outcome.code, outcome.reply)
        store.record_retry(
            connection, claimed, now, wait=0, reason=outcome.reason, answer=answer, counts=False
        )
        self._line_failures += 1
        self._line_until = now.epoch + store.backoff(self._line_failures, self._random)
        self.line_reason = outcome.reason
        if self._line_failures >= store.MAX_TRIES:
            self._line_failures = 0
            self._line_until = 0.0
            self._pause(connection, outcome.reason, now)

    def _draw_conclusions(
        self, connection: Connection, claimed: Claimed, outcome: Outcome, now: Moment
    ) -> None:
        """Stop when everybody is refused alike, or when no answer can be trusted any more."""
        if self._streak.add(outcome, list(outcome.refused) or claimed.recipients.get("to", [])):
            store.forget_dead_addresses(connection, self._streak.addresses)
            self._streak.forget()
            self._pause(
                connection,
                "Trois destinataires de domaines différents ont été refusés avec les mêmes mots : "
                "le compte ou le message est sans doute en cause. " + outcome.reason,
                now,
            )
        self._unsure = self._unsure + 1 if outcome.kind is Kind.UNCERTAIN else 0
        if self._unsure >= _UNCERTAIN_IN_A_ROW:
            self._unsure = 0
            self._pause(
                connection,
                f"{_UNCERTAIN_IN_A_ROW} messages de suite sans confirmation du serveur.",
                now,
            )

    def _pause(self, connection: Connection, reason: str, now: Moment) -> None:
        store.pause_batches(connection, reason, moment=now, by=self._person)
