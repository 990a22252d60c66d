"""The database that a test of the store or of the outbox runs on: SQLite, or a PostgreSQL given."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import make_url

from relance_core.store.database import engine_for

#: Read while the module loads: a test sees none of the names that the machine gives.
POSTGRES = os.environ.get("RELANCE_TEST_POSTGRES")
_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")


def empty_database(folder: Path, name: str = "relance") -> str:
    """The URL of a database without any table: a file in ``folder``, or a schema of the server.

    ``RELANCE_TEST_POSTGRES`` gives the URL of a PostgreSQL database that may be written to; each
    process that tests has a schema of its own there, made anew.
    """
    if not POSTGRES:
        return f"sqlite:///{folder / f'{name}.db'}"
    schema = f"relance_{_WORKER}_{name}"
    server = engine_for(POSTGRES)
    with server.begin() as conn:
        conn.execute(text(f"DROP SCHEMA IF EXISTS {schema} CASCADE"))
        conn.execute(text(f"CREATE SCHEMA {schema}"))
    server.dispose()
    own = make_url(POSTGRES).update_query_dict({"options": f"-csearch_path={schema}"})
    return own.render_as_string(hide_password=False)
