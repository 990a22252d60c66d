"""An espace of any earlier version opens: its tables are those of today, its rows are there."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    insert,
    select,
)

from relance_core.store import migrations
from relance_core.store.database import open_database, reading
from relance_core.store.tables import metadata
from tests.store.test_clients_migration import version

VERSIONS = sorted(path.name[:4] for path in Path(migrations.__file__).parent.glob("versions/0*.py"))
FILLED = ("import_run", "client", "invoice", "hold", "journal")
VALUES: dict[type, Any] = {
    Boolean: False,
    Date: date(2026, 10, 1),
    DateTime: datetime(2026, 11, 20, 10, 0),
    Float: 0.0,
    Integer: 1,
    LargeBinary: b"",
    JSON: {},
}


@pytest.mark.parametrize("number", VERSIONS)
def test_an_espace_of_this_version_opens_with_what_it_had(number: str, url: str) -> None:
    with version(number):
        old = open_database(url)
    with old.begin() as conn:
        for name in FILLED:
            _fill(conn, Table(name, MetaData(), autoload_with=conn))
    old.dispose()
    engine = open_database(url)
    with engine.connect() as conn:
        assert compare_metadata(MigrationContext.configure(conn), metadata) == []
    with reading(engine) as conn:
        for name in FILLED:
            [row] = conn.execute(select(metadata.tables[name])).all()
            assert row.id == 1
    engine.dispose()


def _fill(conn: Connection, table: Table) -> None:
    """One row with a value in every column that needs one."""
    needed = [column for column in table.columns if not column.nullable]
    conn.execute(insert(table).values({column.name: _value(column) for column in needed}))


def _value(column: Column[Any]) -> Any:
    found = (value for kind, value in VALUES.items() if isinstance(column.type, kind))
    return next(found, "x")
