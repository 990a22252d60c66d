"""Brings a database to the current version by itself, after a backup; refuses a newer one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, inspect, text

from relance_core.errors import Refused

#: The version that this program writes; the newest file of ``versions``.
CURRENT = "0014"
_VERSION_TABLE = "alembic_version"
#: Folder beside an SQLite database where copies are kept before a change of version.
BACKUP_FOLDER = "sauvegardes"


def upgrade(engine: Engine) -> None:
    """Bring the tables of ``engine`` to ``CURRENT``; nothing is done when they are.

    Raises ``Refused`` for a database written by a newer version of the program, left untouched.
    """
    version = database_version(engine)
    if version == CURRENT:
        return
    if version is not None and version > CURRENT:
        raise Refused(
            "Ces données ont été écrites par une version plus récente de Relance : elles sont "
            "intactes et n'ont pas été ouvertes. Mettez le programme à jour.",
            code="newer_database",
        )
    if version is not None:
        _backup(engine, version)
    _run(engine)


def database_version(engine: Engine) -> str | None:
    """The version that a database is at; None when it is new."""
    with engine.connect() as conn:
        if not inspect(conn).has_table(_VERSION_TABLE):
            return None
        found: str | None = conn.scalar(text(f"SELECT version_num FROM {_VERSION_TABLE}"))
        return found


def _run(engine: Engine) -> None:
    """Alembic is imported only when there is something to do: it is slow to load."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    with engine.connect() as conn, _tables_may_be_made_anew(conn), conn.begin():
        config.attributes["connection"] = conn
        command.upgrade(config, CURRENT)


@contextmanager
def _tables_may_be_made_anew(conn: Connection) -> Iterator[None]:
    """Lets SQLite change a constraint, which it can only do by making the table anew.

    It would take what refers to the old table for orphans. The references are checked at the end,
    and nothing else uses this connection meanwhile.
    """
    if conn.engine.url.get_backend_name() != "sqlite":
        yield
        return
    driver: Any = conn.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        broken = driver.execute("PRAGMA foreign_key_check").fetchall()
    finally:
        driver.execute("PRAGMA foreign_keys=ON")
    if broken:
        raise RuntimeError(f"{len(broken)} references are broken after the migration")


def _backup(engine: Engine, version: str) -> None:
    """A copy of an SQLite database as it is now, beside it; the latest copy of each version."""
    database = engine.url.database
    if engine.url.get_backend_name() != "sqlite" or not database or database == ":memory:":
        return
    folder = Path(database).parent / BACKUP_FOLDER
    folder.mkdir(exist_ok=True)
    target = folder / f"{Path(database).stem}-version-{version}.db"
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
