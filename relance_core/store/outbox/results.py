"""Writing down what became of an attempt: one commit, before the next message is taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from random import Random

from sqlalchemy import Connection, delete, insert, update

from relance_core.store.outbox.claim import Claimed, still_wanted
from relance_core.store.outbox.moment import Moment
from relance_core.store.outbox.recovery import prove_sent
from relance_core.store.outbox.transition import SILENCE, Answer, move, note
from relance_core.store.tables import dead_address

#: Minutes before the next try after each temporary refusal; then the server has the last word.
BACKOFF_MINUTES = (1, 5, 15, 60, 60)
MAX_TRIES = 6
JITTER = 0.2


def backoff(tries: int, random: Random) -> float:
    """Seconds to wait after the ``tries``-th temporary refusal (1-based), within ±20 %.

    The jitter keeps a batch that was refused at once from coming back at once.
    """
    minutes = BACKOFF_MINUTES[min(tries, len(BACKOFF_MINUTES)) - 1]
    return minutes * 60 * random.uniform(1 - JITTER, 1 + JITTER)


def record_sent(
    connection: Connection,
    claimed: Claimed,
    moment: Moment,
    *,
    answer: Answer = SILENCE,
    refused: Mapping[str, str] | None = None,
    dead: Mapping[str, str] | None = None,
) -> bool:
    """The server took it: ``sent``. ``refused`` are recipients it would not have, with its
    words; ``dead`` those of them that it does not know.

    A message that was given up as uncertain meanwhile is proved sent. False when it had already
    been settled otherwise: the proof is then only written down.
    """
    _bury(connection, dead or {}, moment)
    if not move(
        connection,
        "sent",
        claimed.id,
        moment,
        actor=claimed.owner,
        where=claimed.fence,
        values={"sent_at": moment.at, "state_reason": _partly(refused)},
        answer=answer,
    ):
        return prove_sent(connection, claimed.id, claimed.attempt, moment, by=claimed.owner)
    happened = "envoyé à {client} ({addresses})"
    if claimed.mode == "redirect":
        happened = "envoyé en essai à l'adresse de redirection, au lieu de {client} ({addresses})"
    note(
        connection,
        claimed.id,
        moment,
        by=claimed.person,
        kind="sent",
        happened=happened,
        data={"refused": dict(refused)} if refused else None,
    )
    return True


def _partly(refused: Mapping[str, str] | None) -> str:
    if not refused:
        return ""
    return "Refusé par le serveur pour : " + ", ".join(sorted(refused)) + "."


def record_deposited(
    connection: Connection, claimed: Claimed, path: Path, moment: Moment, *, counts_as_sent: bool
) -> bool:
    """A draft was written at ``path``; False when the message is no longer wanted.

    ``counts_as_sent`` in the demonstration space, where nobody is there to send drafts.
    """
    values: dict[str, object] = {"path": str(path)}
    if counts_as_sent:
        values["sent_at"] = moment.at
    moved = move(
        connection,
        "shown" if counts_as_sent else "deposited",
        claimed.id,
        moment,
        actor=claimed.owner,
        where=(*claimed.fence, *still_wanted(moment)),
        values=values,
    )
    if moved:
        note(
            connection,
            claimed.id,
            moment,
            by=claimed.person,
            kind="sent" if counts_as_sent else "deposited",
            happened=(
                "envoyé à {client} (démonstration : rien n'est parti)"
                if counts_as_sent
                else "déposé dans le dossier d'envoi pour {client} ({addresses})"
            ),
        )
    return moved


def record_printed(connection: Connection, claimed: Claimed, path: Path, moment: Moment) -> bool:
    """A letter was written at ``path``, to print and post; False when it is no longer wanted."""
    moved = move(
        connection,
        "printed",
        claimed.id,
        moment,
        actor=claimed.owner,
        where=(*claimed.fence, *still_wanted(moment)),
        values={"path": str(path)},
    )
    if moved:
        note(
            connection,
            claimed.id,
            moment,
            by=claimed.person,
            kind="printed",
            happened="prêt à poster pour {client}",
        )
    return moved


def record_refused(
    connection: Connection,
    claimed: Claimed,
    moment: Moment,
    *,
    reason: str,
    answer: Answer = SILENCE,
    dead: Mapping[str, str] | None = None,
) -> bool:
    """The server will not have it; ``dead`` are the addresses it does not know, with its words."""
    _bury(connection, dead or {}, moment)
    moved = move(
        connection,
        "refused",
        claimed.id,
        moment,
        actor=claimed.owner,
        where=claimed.fence,
        values={"state_reason": reason},
        answer=answer,
    )
    if moved:
        note(
            connection,
            claimed.id,
            moment,
            by=claimed.person,
            kind="refused",
            happened="refusé pour {client} ({addresses}) : " + reason.rstrip("."),
            data={"code": answer.code, "reply": answer.words},
        )
    return moved


def record_retry(
    connection: Connection,
    claimed: Claimed,
    moment: Moment,
    *,
    wait: float,
    reason: str,
    answer: Answer = SILENCE,
    counts: bool = True,
) -> bool:
    """The server did not take it this time: approved again, not before ``wait`` seconds.

    ``counts=False`` when no server could be reached at all: that is not the message's try.
    """
    return move(
        connection,
        "retry",
        claimed.id,
        moment,
        actor=claimed.owner,
        where=claimed.fence,
        values={
            "tries": claimed.tries + counts,
            "not_before": moment.epoch + wait,
            "state_reason": reason,
        },
        answer=answer,
    )


def record_stopped(
    connection: Connection,
    claimed: Claimed,
    moment: Moment,
    *,
    reason: str,
    answer: Answer = SILENCE,
) -> bool:
    """The account itself was refused: approved again, and the try does not count."""
    return move(
        connection,
        "stopped",
        claimed.id,
        moment,
        actor=claimed.owner,
        where=claimed.fence,
        values={"state_reason": reason},
        answer=answer,
    )


def record_uncertain(
    connection: Connection,
    claimed: Claimed,
    moment: Moment,
    *,
    reason: str,
    answer: Answer = SILENCE,
) -> bool:
    """The last byte left and no answer can be trusted: a person decides."""
    moved = move(
        connection,
        "uncertain",
        claimed.id,
        moment,
        actor=claimed.owner,
        where=claimed.fence,
        values={"state_reason": reason},
        answer=answer,
    )
    if moved:
        note(
            connection,
            claimed.id,
            moment,
            by=claimed.person,
            kind="uncertain",
            happened="peut-être parti vers {client} ({addresses}) : " + reason.rstrip("."),
        )
    return moved


def requeue(connection: Connection, claimed: Claimed, moment: Moment) -> bool:
    """Back to approved without counting a try: it never left."""
    return move(
        connection, "requeued", claimed.id, moment, actor=claimed.owner, where=claimed.fence
    )


def _bury(connection: Connection, dead: Mapping[str, str], moment: Moment) -> None:
    for address, words in dead.items():
        values = {"reply": words, "at": moment.at}
        known = connection.execute(
            update(dead_address).where(dead_address.c.address == address.lower()).values(values)
        )
        if known.rowcount == 0:
            connection.execute(insert(dead_address).values(address=address.lower(), **values))


def forget_dead_addresses(connection: Connection, addresses: Iterable[str]) -> None:
    """Take addresses back: the refusals turned out to be about the sender, or were corrected."""
    connection.execute(
        delete(dead_address).where(dead_address.c.address.in_([a.lower() for a in addresses]))
    )
