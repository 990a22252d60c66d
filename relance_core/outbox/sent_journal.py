"""What left, written beside the database, so that an old copy of it cannot send twice."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, select

from relance_core.errors import Refused
from relance_core.store import outbox as store
from relance_core.store.outbox.transition import move, note
from relance_core.store.tables import message


@dataclass(frozen=True)
class SentJournal:
    """An append-only file of JSON lines: one per message that a server took."""

    path: Path

    @classmethod
    def beside(cls, engine: Engine) -> SentJournal | None:
        """The journal of an SQLite file; None for a database that has no place of its own."""
        name = engine.url.database
        if engine.url.get_backend_name() != "sqlite" or not name or name == ":memory:":
            return None
        database = Path(name)
        return cls(database.with_name(database.stem + ".sent-journal.jsonl"))

    def add(self, message_id: str, attempt: int, key: str, at: str) -> None:
        """Write that ``attempt`` of ``message_id`` was taken, and wait until the disk has it."""
        self._append({"message_id": message_id, "attempt": attempt, "key": key, "at": at})

    def acknowledge(self, by: str, at: str) -> None:
        """Write that what stands above was looked at by a person."""
        self._append({"acknowledged_by": by, "at": at})

    def sent(self) -> tuple[tuple[str, int], ...]:
        """(Message-ID, attempt) of all that left since the last acknowledgement."""
        pairs: list[tuple[str, int]] = []
        for line in self._lines():
            if "acknowledged_by" in line:
                pairs.clear()
            elif "message_id" in line:
                pairs.append((str(line["message_id"]), int(line.get("attempt", 0))))
        return tuple(pairs)

    def _append(self, line: dict[str, Any]) -> None:
        text = json.dumps(line, ensure_ascii=False) + "\n"
        with self.path.open("a+b") as file:
            # A line cut short by a crash must not swallow the next one.
            if file.tell() > 0:
                file.seek(-1, os.SEEK_END)
                if file.read(1) != b"\n":
                    text = "\n" + text
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())

    def _lines(self) -> list[dict[str, Any]]:
        if not self.path.exists():
            return []
        lines = []
        for text in self.path.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                line = json.loads(text)
            except ValueError:
                continue  # cut short by a crash before its message was recorded
            if isinstance(line, dict):
                lines.append(line)
        return lines


def settle_from_journal(
    connection: Connection, journal: SentJournal, moment: store.Moment, by: str
) -> tuple[int, ...]:
    """Turn uncertain messages into sent ones when the journal saw the server take them."""
    uncertain = connection.execute(
        select(message.c.id, message.c.message_id, message.c.attempt).where(
            message.c.state == "uncertain"
        )
    ).all()
    if not uncertain:
        return ()
    taken = set(journal.sent())
    return tuple(
        row.id
        for row in uncertain
        if (row.message_id, row.attempt) in taken
        and store.prove_sent(connection, row.id, row.attempt, moment, by=by)
    )


def check_old_copy(connection: Connection, journal: SentJournal) -> None:
    """Raise ``Refused`` when messages left that this database knows nothing of."""
    unknown = store.unknown_to_us(connection, journal.sent())
    if unknown:
        raise Refused(
            f"Cette base est plus ancienne que le journal d'envoi : {len(unknown)} message(s) "
            "déjà partis n'y figurent pas. Rien n'a été envoyé, pour ne rien envoyer deux fois. "
            "Restaurez une copie plus récente, ou reconnaissez ces envois : dans un terminal, "
            "« python3 start.py terminal acknowledge --by VOTRE-NOM ».",
            code="old_copy",
        )


def acknowledge_old_copy(
    engine: Engine, journal: SentJournal, *, by: str, moment: store.Moment
) -> int:
    """A person accepts the journal's word: what it saw leave is marked as sent where it is known.

    Gives the number of messages marked. Sending is possible again afterwards.
    """
    marked = 0
    with engine.begin() as connection:
        for message_id, _attempt in store.unknown_to_us(connection, journal.sent()):
            ids = connection.execute(
                select(message.c.id).where(message.c.message_id == message_id)
            ).scalars()
            for id_ in ids.all():
                if move(
                    connection,
                    "journal_sent",
                    id_,
                    moment,
                    actor=by,
                    values={"sent_at": moment.at, "state_reason": "Selon le journal d'envoi."},
                ):
                    marked += 1
                    note(
                        connection,
                        id_,
                        moment,
                        by=by,
                        kind="sent",
                        happened="envoyé à {client} ({addresses}), selon le journal d'envoi",
                    )
    journal.acknowledge(by, moment.at.isoformat(timespec="seconds"))
    return marked
