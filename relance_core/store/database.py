"""Opens an espace's database: SQLite made safe for several writers, or another by its URL."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, CursorResult, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from relance_core.errors import Refused
from relance_core.store.migrations import upgrade

_ONLY_READS = "relance_only_reads"
#: Seconds that a writer waits for another before it says that the database is busy.
BUSY_TIMEOUT = 30
#: Values in one ``IN (…)``: well under the limits of every database.
IN_AT_ONCE = 1000
#: How often, and after how many seconds each time, an empty file is looked at before it is refused.
_LOOKS, _BETWEEN_LOOKS = 20, 0.1

T = TypeVar("T")


def engine_for(url: str) -> Engine:
    """An engine for ``url``; SQLite gets WAL, FULL sync and BEGIN IMMEDIATE on every transaction.

    FULL, because a commit lost with the power would be a message sent twice (sending.md 2.4).
    Raises ``Refused`` for a URL that means nothing, or whose driver is not installed.
    """
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() != "sqlite":
            return create_engine(parsed, pool_pre_ping=True)
    except (ArgumentError, ImportError):
        # The URL is not repeated: it may hold a password.
        raise Refused(
            "L'adresse de la base de données (RELANCE_DATABASE_URL) n'est pas utilisable : elle "
            "est mal écrite, ou son pilote n'est pas installé. Rien n'a été ouvert. Corrigez-la, "
            "par exemple postgresql+psycopg://…, et installez le pilote qu'elle nomme.",
            code="bad_database",
        ) from None
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, connect_args={"timeout": BUSY_TIMEOUT})

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver must not begin by itself
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_TIMEOUT * 1000}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        # A read that later writes would fail at once under DEFERRED when another has written.
        only_reads = connection.get_execution_options().get(_ONLY_READS, False)
        connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")

    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that only reads: one consistent view, and no writer waits for it."""
    with engine.connect().execution_options(**{_ONLY_READS: True}) as conn:
        yield conn


def in_parts(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """``values`` in runs short enough for one ``IN (…)``."""
    for start in range(0, len(values), IN_AT_ONCE):
        yield values[start : start + IN_AT_ONCE]


def inserted_id(result: CursorResult[Any]) -> int:
    """The id that the database gave to the row just inserted."""
    key = result.inserted_primary_key
    assert key is not None
    return int(key[0])


def open_database(url: str) -> Engine:
    """The engine of ``url``, its tables at the current version (a backup comes before a change).

    Raises ``Refused`` for a file that was emptied: SQLite would take it for a new database.
    """
    engine = engine_for(url)
    _refuse_emptied(engine)
    try:
        upgrade(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _refuse_emptied(engine: Engine) -> None:
    """A new database is empty for an instant only, while somebody else makes it."""
    database = engine.url.database
    if engine.url.get_backend_name() != "sqlite" or not database or database == ":memory:":
        return
    file = Path(database)
    for _ in range(_LOOKS):
        if not file.exists() or file.stat().st_size > 0:
            return
        time.sleep(_BETWEEN_LOOKS)
    raise Refused(
        f"La base de données {file} est vide : son contenu a été perdu, par exemple parce que le "
        "disque était plein. Rien n'a été ouvert. Remettez une sauvegarde à sa place, ou effacez "
        "ce fichier pour repartir de zéro.",
        code="bad_database",
    )
