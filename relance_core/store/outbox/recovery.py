"""After a crash: what had not left goes back by itself, what may have left waits for a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from relance_core.store.outbox.moment import Moment
from relance_core.store.outbox.transition import log_attempt, move, note
from relance_core.store.tables import message
from relance_core.vocabulary import MessageState

#: Answers whether the process named by an owner text still lives; None when nobody can tell.
IsAlive = Callable[[str], bool | None]

INTERRUPTED = "L'envoi s'est interrompu au dernier instant : le message est peut-être parti."


@dataclass(frozen=True)
class Recovered:
    """What a recovery did."""

    requeued: tuple[int, ...]
    uncertain: tuple[int, ...]


def recover(connection: Connection, moment: Moment, alive: IsAlive) -> Recovered:
    """Take over from senders that died: at once when that is known, else when their lease ends."""
    requeued, uncertain = [], []
    rows = connection.execute(
        select(
            message.c.id, message.c.phase, message.c.owner, message.c.lease_until, message.c.attempt
        )
        .where(message.c.state == MessageState.SENDING)
        .order_by(message.c.id)
    ).all()
    for row in rows:
        lease_over = row.lease_until is None or row.lease_until <= moment.epoch
        if not lease_over and row.owner and alive(row.owner) is not False:
            continue
        # Same attempt and phase as just read: its own process may have moved on meanwhile.
        where = (message.c.attempt == row.attempt, message.c.phase == row.phase)
        actor = row.owner or ""
        if row.phase == "data":
            if move(
                connection,
                "uncertain",
                row.id,
                moment,
                actor=actor,
                where=where,
                values={"state_reason": INTERRUPTED},
            ):
                uncertain.append(row.id)
                note(
                    connection,
                    row.id,
                    moment,
                    by="Relance",
                    kind="uncertain",
                    happened="peut-être parti vers {client} ({addresses}) : envoi interrompu",
                )
        elif move(connection, "requeued", row.id, moment, actor=actor, where=where):
            requeued.append(row.id)
    return Recovered(tuple(requeued), tuple(uncertain))


def prove_sent(connection: Connection, message_id: int, n: int, moment: Moment, *, by: str) -> bool:
    """A proof that attempt ``n`` arrived came late: an uncertain message becomes sent.

    When a person has settled it otherwise, or another attempt was made, the proof is written down
    and nothing else changes; the return value is then False.
    """
    if move(
        connection,
        "late_sent",
        message_id,
        moment,
        actor=by,
        where=(message.c.attempt == n,),
        values={"sent_at": moment.at, "state_reason": ""},
    ):
        note(
            connection,
            message_id,
            moment,
            by="Relance",
            kind="sent",
            happened="envoyé à {client} ({addresses}) : preuve arrivée après coup",
        )
        return True
    log_attempt(connection, message_id, n, moment, by, "late_proof")
    return False
