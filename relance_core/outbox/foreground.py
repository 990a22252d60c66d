"""Sends in the foreground, for the terminal: what may leave now, then why the rest has not."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Engine

from relance_core.errors import Refused
from relance_core.outbox.owner import new_owner, retire
from relance_core.outbox.sending import PLANNED, Busy, Cause, Handled, Idle, Wait
from relance_core.outbox.transport import Transports
from relance_core.outbox.verdict import Kind
from relance_core.outbox.worker import Clock, SystemClock, moment_of, sender_for, terms_of
from relance_core.settings import Settings
from relance_core.store import outbox as store
from relance_core.store.database import reading

#: What ends a sending before everything has left.
_ENDING = {Kind.STOP: Cause.STOPPED, Kind.LINE_DOWN: Cause.LINE_DOWN}


@dataclass(frozen=True)
class Drained:
    """What a foreground sending did."""

    outcomes: dict[Kind, int]
    waiting: int  # messages of running batches that did not leave yet
    reason: str = ""  # French: why it ended before everything had left
    cause: Cause | None = None  # the same for programs; None when everything has left

    @property
    def overdue(self) -> bool:
        """Whether something is left that should have left now: somebody has to act."""
        return self.cause is not None and self.cause not in PLANNED


def drain(
    engine: Engine,
    transports: Transports,
    settings: Settings,
    *,
    person: str,
    batch_ids: Collection[int] | None = None,
    clock: Clock | None = None,
) -> Drained:
    """Send what may leave now, in the foreground: starts the waiting batches and works them off.

    Waits for the pace between two messages, but not for the hours, the daily cap or a second try:
    it then returns with the reason. Raises ``Refused`` when nothing may be sent at all, code
    ``sender_busy`` when somebody else is sending.
    """
    clock = clock or SystemClock()
    terms = terms_of(settings, person)
    owner = new_owner()
    sender = sender_for(engine, transports, terms, owner, clock)
    outcomes: Counter[Kind] = Counter()
    reason = ""
    cause: Cause | None = None
    try:
        sender.begin()
        with engine.begin() as connection:
            moment = moment_of(clock, terms)
            store.ask_to_send(connection, batch_ids, moment=moment, by=person)
        while True:
            match sender.round():
                case Handled(outcome=outcome):
                    outcomes[outcome.kind] += 1
                    if outcome.kind in _ENDING:
                        reason, cause = outcome.reason, _ENDING[outcome.kind]
                        break
                case Wait(seconds=seconds, reason="") if seconds <= 60:
                    clock.wait(seconds, threading.Event())
                case Wait() as wait:
                    reason, cause = wait.reason, wait.cause
                    break
                case Busy(person=other):
                    raise Refused(
                        f"{other} envoie déjà par ce compte : rien n'a été envoyé d'ici. Les "
                        "messages approuvés partiront avec son envoi.",
                        code="sender_busy",
                    )
                case Idle():
                    break
        with reading(engine) as connection:
            waiting = store.progress(connection, batch_ids)
        left = waiting.total - waiting.handled
        if left and cause is None:
            reason, cause = " ".join(waiting.paused), Cause.PAUSED
        return Drained(dict(outcomes), left, reason, cause if left else None)
    finally:
        retire(owner)
        sender.end()
