"""A database comes to the current version by itself, keeps what it had, and says when it cannot."""

from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select, text, update

from relance_core.errors import Refused
from relance_core.store import migrations
from relance_core.store.clients import ClientBook
from relance_core.store.database import engine_for, open_database, reading
from relance_core.store.settings import hold_settings, read_settings, write_section
from relance_core.store.tables import metadata, setting

MOMENT = datetime(2026, 11, 20, 10, 0)


def test_the_migrations_make_exactly_the_tables_that_the_program_uses(url: str) -> None:
    with open_database(url).connect() as conn:
        assert compare_metadata(MigrationContext.configure(conn), metadata) == []


def test_a_database_from_a_newer_version_is_refused_and_left_untouched(
    url: str, file: Path
) -> None:
    engine = open_database(url)
    with engine.begin() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    before = file.read_bytes()
    with pytest.raises(Refused, match="version plus récente"):
        open_database(url)
    assert file.read_bytes() == before


@pytest.mark.parametrize("url", ["nonsense", "postgresql+nodriver://anne:s3cret@host/relance"])
def test_an_address_that_cannot_be_used_is_refused_without_repeating_its_password(
    url: str,
) -> None:
    with pytest.raises(Refused, match="RELANCE_DATABASE_URL") as refusal:
        open_database(url)
    assert "s3cret" not in refusal.value.message


def test_a_client_is_found_again_however_long_his_code_is(url: str) -> None:
    engine = open_database(url)
    code = "ﷺ" * 100  # one letter that NFKC writes as eighteen
    found = []
    for _ in range(2):
        with engine.begin() as conn:
            found.append(ClientBook(conn, at=MOMENT).resolve(code, None))
    assert found[0] == found[1]


def test_a_copy_is_made_before_a_change_of_version(
    url: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr(migrations, "CURRENT", "0001")
        engine = open_database(url)
    with engine.begin() as conn:
        write_section(conn, "firm", {"name": "Scierie"}, by="Anne", at=MOMENT)
    engine.dispose()
    with open_database(url).connect() as conn:
        assert compare_metadata(MigrationContext.configure(conn), metadata) == []
        assert read_settings(conn).firm.name == "Scierie"
    [copy] = (file.parent / migrations.BACKUP_FOLDER).iterdir()
    with reading(engine_for(f"sqlite:///{copy}")) as conn:
        assert read_settings(conn).firm.name == "Scierie"


def test_eight_writers_at_once_lose_no_update(url: str) -> None:
    engine = open_database(url)
    with engine.begin() as conn:
        write_section(conn, "rules", {"count": 0}, by="x", at=MOMENT)

    def add() -> None:
        for _ in range(20):
            with engine.begin() as conn:
                hold_settings(conn)
                content = conn.scalar(select(setting.c.content))
                conn.execute(update(setting).values(content={"count": content["count"] + 1}))

    threads = [threading.Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(engine) as conn:
        assert conn.scalar(select(setting.c.content)) == {"count": 160}
