"""Sends in the background: one thread per database, which the page wakes and asks."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from relance_core.errors import RelanceError
from relance_core.outbox.credentials import scrub_logs
from relance_core.outbox.owner import new_owner, retire
from relance_core.outbox.pace import Pace, check_clock
from relance_core.outbox.sending import Busy, Handled, Idle, Sender, Terms, Wait
from relance_core.outbox.sent_journal import SentJournal
from relance_core.outbox.transport import Transports
from relance_core.settings import Settings
from relance_core.store.outbox import Moment

_log = logging.getLogger(__name__)

#: The thread looks at the database again at least this often while it waits.
_LOOK_AGAIN = 5.0


class Clock(Protocol):
    """The time, and waiting for it to pass; given by whoever starts the sending."""

    def epoch(self) -> float:
        """Seconds since the epoch."""

    def wait(self, seconds: float, wake: threading.Event) -> None:
        """Let ``seconds`` pass, or less when ``wake`` is set."""


class SystemClock:
    """The machine's own clock."""

    def epoch(self) -> float:
        """Seconds since the epoch."""
        return time.time()

    def wait(self, seconds: float, wake: threading.Event) -> None:
        """Let ``seconds`` pass, or less when ``wake`` is set."""
        wake.wait(seconds)


@dataclass
class Status:
    """How the background thread of a database is doing."""

    running: bool = False
    waiting_for: str = ""  # French: why it waits; empty while it sends
    error: str = ""  # French: why it ended; empty when all is well


@dataclass
class _Worker:
    thread: threading.Thread
    wake: threading.Event = field(default_factory=threading.Event)
    status: Status = field(default_factory=Status)


_lock = threading.Lock()
_workers: dict[str, _Worker] = {}
_last_status: dict[str, Status] = {}


def terms_of(settings: Settings, person: str) -> Terms:
    """What the settings tell a sender. Raises ``Refused`` for an impossible pace."""
    sending = settings.sending
    return Terms(
        pace=Pace.of(sending, demonstration=settings.demonstration),
        timezone=sending.timezone,
        person=person,
        redirect_to="" if settings.demonstration else sending.redirect_to,
        demonstration=settings.demonstration,
    )


def ensure_worker(
    engine: Engine,
    transports: Transports,
    settings: Settings,
    *,
    person: str,
    clock: Clock | None = None,
) -> Status:
    """Have exactly one thread of this process send for this database, and wake it.

    Called twice, by a double click or by two sessions, it changes nothing the second time. Raises
    ``Refused`` when nothing may be sent at all; what goes wrong later is in ``worker_status``.
    """
    clock = clock or SystemClock()
    terms = terms_of(settings, person)
    check_clock(moment_of(clock, terms).at)
    scrub_logs()
    key = _key(engine)
    with _lock:
        worker = _workers.get(key)
        if worker is not None:
            worker.wake.set()
            return worker.status
        owner = new_owner()
        sender = sender_for(engine, transports, terms, owner, clock)
        try:
            sender.begin()
        except BaseException:
            retire(owner)
            raise
        thread = threading.Thread(
            target=_run, args=(key, sender, owner, clock), name="relance-sender", daemon=True
        )
        worker = _workers[key] = _Worker(thread, status=Status(running=True))
        thread.start()
        return worker.status


def worker_status(engine: Engine) -> Status:
    """How the thread of this database is doing, or how the last one ended."""
    key = _key(engine)
    with _lock:
        worker = _workers.get(key)
        return worker.status if worker is not None else _last_status.get(key, Status())


def wake_worker(engine: Engine) -> None:
    """Have a waiting thread look at the database at once (after a resume)."""
    with _lock:
        worker = _workers.get(_key(engine))
    if worker is not None:
        worker.wake.set()


def join_worker(engine: Engine, timeout: float) -> bool:
    """Wait for the thread of this database to end; False when it still runs."""
    with _lock:
        worker = _workers.get(_key(engine))
    if worker is None:
        return True
    worker.thread.join(timeout)
    return not worker.thread.is_alive()


def _run(key: str, sender: Sender, owner: str, clock: Clock) -> None:
    worker = _workers[key]
    error = ""
    try:
        while True:
            match sender.round():
                case Handled():
                    worker.status.waiting_for = ""
                case Wait(seconds=seconds, reason=reason):
                    worker.status.waiting_for = reason
                    clock.wait(min(seconds, _LOOK_AGAIN), worker.wake)
                    worker.wake.clear()
                case Busy(person=other):
                    worker.status.waiting_for = f"{other} envoie déjà par ce compte."
                    clock.wait(1.0, worker.wake)
                    worker.wake.clear()
                case Idle():
                    with _lock:
                        # Woken after the last look: there may be something new.
                        if not worker.wake.is_set():
                            _leave(key, "")
                            return
                        worker.wake.clear()
    except RelanceError as problem:
        error = problem.message
    except SQLAlchemyError:
        _log.exception("the database failed while sending")
        error = (
            "La base de données ne répond plus ou le disque est plein : l'envoi s'est arrêté. "
            "Rien n'est perdu ; vérifiez le disque puis relancez l'envoi."
        )
    except Exception:
        _log.exception("sending ended on a defect")
        error = (
            "L'envoi s'est arrêté sur une erreur imprévue. Les messages restants sont toujours "
            "approuvés ; relancez l'envoi, et signalez l'erreur si elle revient."
        )
    finally:
        retire(owner)
        try:
            sender.end()
        except Exception:
            _log.exception("the account could not be given back")
        with _lock:
            if _workers.get(key) is worker:
                _leave(key, error)


def _leave(key: str, error: str) -> None:
    """Strike the worker off; the lock is held."""
    status = _workers.pop(key).status
    status.running, status.waiting_for, status.error = False, "", error
    _last_status[key] = status


def sender_for(
    engine: Engine, transports: Transports, terms: Terms, owner: str, clock: Clock
) -> Sender:
    """A sender as the settings and the clock want it, with the journal beside the database."""
    return Sender(
        engine,
        transports,
        terms,
        owner,
        lambda: moment_of(clock, terms),
        journal=SentJournal.beside(engine),
    )


def moment_of(clock: Clock, terms: Terms) -> Moment:
    """What ``clock`` shows, in the sender's zone."""
    return Moment.of(clock.epoch(), terms.timezone)


def _key(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)
