"""Sends approved batches: in the background for the screen, in the foreground for the terminal."""

from __future__ import annotations

import threading
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from relance_core.errors import Refused
from relance_core.french import short_date
from relance_core.outbox.foreground import Drained, drain
from relance_core.outbox.sent_journal import SentJournal, acknowledge_old_copy
from relance_core.outbox.transport import Transports, transports_for
from relance_core.outbox.worker import (
    Clock,
    Status,
    SystemClock,
    ensure_worker,
    wake_worker,
    worker_status,
)
from relance_core.settings import Settings
from relance_core.store import outbox
from relance_core.store.database import reading
from relance_core.store.messages import list_messages, message_row, open_batches
from relance_core.store.outbox.counts import Progress, counts, progress
from relance_core.vocabulary import MessageState
from relance_core.workflows.space import Act, Space

#: Where e-mails and letters are written when the settings name no folder.
OUTGOING_FOLDER = "envois"


class ActClock:
    """The machine's clock moved to the moment of an act on another day than the machine's."""

    def __init__(self, act: Act, settings: Settings) -> None:
        self._machine = SystemClock()
        self._shift = act.moment(settings).epoch - self._machine.epoch()

    def epoch(self) -> float:
        """Seconds since the epoch, on the day of the act."""
        return self._machine.epoch() + self._shift

    def wait(self, seconds: float, wake: threading.Event) -> None:
        """Let ``seconds`` pass, or less when ``wake`` is set."""
        self._machine.wait(seconds, wake)


@dataclass(frozen=True)
class Sending:
    """What is going on: the batches not over, their progress, and the worker."""

    batches: tuple[Any, ...]
    progress: Progress
    worker: Status


def send_now(space: Space, act: Act, *, to_folder: Path | None = None) -> Drained:
    """Send what is approved and may leave, and come back when done (the terminal's `send`).

    Raises ``Refused`` while all reminders are suspended.
    """
    settings = _settings(space, to_folder)
    return drain(
        space.engine,
        _transports(space, settings),
        settings,
        person=act.by,
        clock=_clock(act, settings),
    )


def start_sending(space: Space, act: Act, batch_ids: Collection[int] | None = None) -> Status:
    """Have the worker send the waiting batches; pressing twice changes nothing.

    Raises ``Refused`` while all reminders are suspended.
    """
    settings = _settings(space, None)
    transports = _transports(space, settings)
    with space.engine.begin() as conn:
        outbox.ask_to_send(conn, batch_ids, moment=act.moment(settings), by=act.by)
    return ensure_worker(
        space.engine, transports, settings, person=act.by, clock=_clock(act, settings)
    )


def sending_now(space: Space) -> Sending:
    """How far the sending is; cheap enough to be asked every second."""
    with reading(space.engine) as conn:
        unfinished = tuple(open_batches(conn))
        done = progress(conn, [row.id for row in unfinished])
    return Sending(unfinished, done, worker_status(space.engine))


def pause_sending(space: Space, act: Act) -> None:
    """Stop before the next message; everything stays approved."""
    moment = act.moment(space.settings())
    with space.engine.begin() as conn:
        outbox.pause_batches(conn, f"En pause à la demande de {act.by}.", moment=moment, by=act.by)


def resume_paused(space: Space, act: Act) -> None:
    """Let the paused batches go on at the next sending, whatever paused them.

    Raises ``Refused`` while all reminders are suspended.
    """
    moment = act.moment(_settings(space, None))
    with space.engine.begin() as conn:
        for row in open_batches(conn):
            if row.state == "paused":
                outbox.resume_batch(conn, row.id, moment=moment, by=act.by)


def resume_sending(space: Space, act: Act) -> Status:
    """Go on with the paused batches. Raises ``Refused`` while all reminders are suspended."""
    resume_paused(space, act)
    status = start_sending(space, act)
    wake_worker(space.engine)
    return status


def stop_sending(space: Space, act: Act) -> int:
    """End the batches not over; what has not left is cancelled and may be approved again."""
    moment = act.moment(space.settings())
    cancelled = 0
    with space.engine.begin() as conn:
        for row in open_batches(conn):
            cancelled += outbox.stop_batch(conn, row.id, moment=moment, by=act.by) or 0
    return cancelled


def confirm_deposited(
    space: Space, act: Act, *, clients: Collection[int] | None = None
) -> list[int]:
    """« Je les ai transmis » for deposited messages, all or of some clients; returns their ids."""
    return _settle(space, act, MessageState.DEPOSITED, clients, outbox.confirm)


def return_deposited(space: Space, act: Act, message_id: int) -> bool:
    """A deposited message will not be sent after all."""
    moment = act.moment(space.settings())
    with space.engine.begin() as conn:
        return outbox.return_deposited(conn, message_id, moment=moment, by=act.by)


def settle_uncertain(space: Space, act: Act, message_id: int, *, sent: bool) -> bool:
    """Somebody says what became of a message whose end is unknown."""
    moment = act.moment(space.settings())
    with space.engine.begin() as conn:
        return outbox.settle_uncertain(conn, message_id, sent=sent, moment=moment, by=act.by)


def mark_posted(space: Space, act: Act, message_id: int, *, posted_on: date, tracking: str) -> bool:
    """A printed letter went to the post; False when it was not waiting for that.

    Raises ``Refused`` for a day to come, and for a letter posted later than the day it is dated:
    its deadline is counted from that day, so it is composed and approved again (decisions.md).
    """
    if posted_on > act.today:
        raise Refused("La date de dépôt est dans l'avenir : rien n'a été noté. Corrigez-la.")
    moment = act.moment(space.settings())
    with space.engine.begin() as conn:
        row = message_row(conn, message_id)
        if row is not None and posted_on > row.for_date:
            raise Refused(
                f"Ce courrier est daté du {short_date(row.for_date)} et son délai court de ce "
                "jour : rien n'a été noté. Annulez-le, puis approuvez-le de nouveau : il sera "
                "composé à sa nouvelle date.",
                code="posted_late",
            )
        return outbox.mark_posted(
            conn, message_id, posted_on=posted_on, tracking=tracking, moment=moment, by=act.by
        )


def post_letters(
    space: Space, act: Act, *, clients: Collection[int] | None, posted_on: date, tracking: str = ""
) -> list[int]:
    """The printed letters, all or of some clients, went to the post; returns their ids."""
    with reading(space.engine) as conn:
        rows = list_messages(conn, states=[MessageState.PRINTED.value], limit=100_000)
    return [
        row.id
        for row in rows
        if (clients is None or row.addressee_id in clients)
        and row.struck_reason is None
        and mark_posted(space, act, row.id, posted_on=posted_on, tracking=tracking)
    ]


def cancel_message(space: Space, act: Act, message_id: int, reason: str) -> bool:
    """Take back a message that has not left."""
    moment = act.moment(space.settings())
    with space.engine.begin() as conn:
        return outbox.cancel(conn, message_id, reason, moment=moment, by=act.by)


def acknowledge_sent(space: Space, act: Act) -> int:
    """Take the sent journal's word for what an older copy of the database has never seen leave.

    Those that the copy knows count as sent, and sending is possible again; returns how many.
    """
    journal = SentJournal.beside(space.engine)
    if journal is None:
        return 0
    return acknowledge_old_copy(
        space.engine, journal, by=act.by, moment=act.moment(space.settings())
    )


def status_json(space: Space) -> dict[str, Any]:
    """The terminal's JSON of `status`: counts by state, and the deposited and uncertain ones."""
    told = (
        MessageState.DEPOSITED,
        MessageState.UNCERTAIN,
        MessageState.PRINTED,
        MessageState.HELD,
        MessageState.REFUSED,
    )
    with reading(space.engine) as conn:
        states = {state.value: count for state, count in counts(conn).items()}
        listed = {
            state.value: [_message_json(row) for row in list_messages(conn, states=[state.value])]
            for state in told
        }
    return {"states": states, **listed}


def _message_json(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "client": row.addressee_id,
        "client_code": row.client_code,
        "client_name": row.client_name,
        "step": row.step,
        "channel": row.channel,
        "for_date": row.for_date.isoformat(),
        "total": row.totals,
        "message_id": row.message_id,
        "reason": row.state_reason,
        "struck": row.struck_reason,
        "path": row.path,
    }


def _settle(
    space: Space, act: Act, state: MessageState, clients: Collection[int] | None, change: Any
) -> list[int]:
    moment = act.moment(space.settings())
    with space.engine.begin() as conn:
        rows = list_messages(conn, states=[state.value])
        return [
            row.id
            for row in rows
            if (clients is None or row.addressee_id in clients)
            and row.struck_reason is None
            and change(conn, row.id, moment=moment, by=act.by)
        ]


def _settings(space: Space, to_folder: Path | None) -> Settings:
    """The settings to send with. Raises ``Refused`` while all reminders are suspended."""
    settings = space.settings()
    if settings.rules.all_suspended:
        raise Refused(
            "Toutes les relances sont suspendues : rien n'est parti, les messages restent "
            "approuvés. Reprenez les relances, puis envoyez.",
            code="all_suspended",
        )
    if to_folder is None:
        return settings
    return replace(
        settings,
        sending=replace(settings.sending, transport="folder", folder=str(to_folder.resolve())),
    )


def _transports(space: Space, settings: Settings) -> Transports:
    return transports_for(settings, space.environ, space.folder / OUTGOING_FOLDER)


def _clock(act: Act, settings: Settings) -> Clock:
    """The machine's own clock on its own day, else one moved to the day of the act."""
    machine = SystemClock()
    moved = ActClock(act, settings)
    return machine if abs(moved.epoch() - machine.epoch()) < 12 * 3600 else moved
