"""Writing down what became of an attempt: one commit, before the next message is taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, insert, update

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
    if not _settle(
        connection,
        claimed,
        "sent",
        moment,
        values={"sent_at": moment.at, "state_reason": _partly(refused)},
        answer=answer,
    ):
        return prove_sent(connection, claimed.id, claimed.attempt, moment, by=claimed.owner)
    happened = "envoyé à {client} ({addresses})"
    if claimed.mode == "redirect":
        happened = "envoyé en essai à l'adresse de redirection, au lieu de {client} ({addresses})"
    _tell(
        connection,
        claimed,
        moment,
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
    moved = _settle(
        connection,
        claimed,
        "shown" if counts_as_sent else "deposited",
        moment,
        where=still_wanted(moment),
        values=values,
    )
    if moved:
        _tell(
            connection,
            claimed,
            moment,
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
    moved = _settle(
        connection,
        claimed,
        "printed",
        moment,
        where=still_wanted(moment),
        values={"path": str(path)},
    )
    if moved:
        _tell(
            connection,
            claimed,
            moment,
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
    moved = _settle(
        connection,
        claimed,
        "refused",
        moment,
        values={"state_reason": reason},
        answer=answer,
    )
    if moved:
        _tell(
            connection,
            claimed,
            moment,
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
    return _settle(
        connection,
        claimed,
        "retry",
        moment,
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
    return _settle(
        connection,
        claimed,
        "stopped",
        moment,
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
    moved = _settle(
        connection,
        claimed,
        "uncertain",
        moment,
        values={"state_reason": reason},
        answer=answer,
    )
    if moved:
        _tell(
            connection,
            claimed,
            moment,
            kind="uncertain",
            happened="peut-être parti vers {client} ({addresses}) : " + reason.rstrip("."),
        )
    return moved


def requeue(connection: Connection, claimed: Claimed, moment: Moment) -> bool:
    """Back to approved without counting a try: it never left."""
    return _settle(connection, claimed, "requeued", moment)


def _settle(
    connection: Connection,
    claimed: Claimed,
    name: str,
    moment: Moment,
    *,
    where: tuple[ColumnElement[bool], ...] = (),
    values: dict[str, Any] | None = None,
    answer: Answer = SILENCE,
) -> bool:
    """Make the move ``name`` in the name of whoever claimed the message, if he still holds it."""
    return move(
        connection,
        name,
        claimed.id,
        moment,
        actor=claimed.owner,
        where=(*claimed.fence, *where),
        values=values,
        answer=answer,
    )


def _tell(
    connection: Connection,
    claimed: Claimed,
    moment: Moment,
    *,
    kind: str,
    happened: str,
    data: dict[str, Any] | None = None,
) -> None:
    note(connection, claimed.id, moment, by=claimed.person, kind=kind, happened=happened, data=data)


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
