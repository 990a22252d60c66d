"""An espace of the version before knows its clients as before, and their terms as written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import select, text

from relance_core.store import migrations
from relance_core.store.clients import ClientBook
from relance_core.store.database import open_database, reading
from relance_core.store.tables import client, client_alias
from tests.store.test_database import MOMENT

ALIASES = ((1, "l\u2019atelier"), (2, "beta\u200b"), (3, "beta"), (1, "saint\u2011jean"))


@contextmanager
def version(number: str) -> Iterator[None]:
    """The program as it was at that version of the tables."""
    patch = pytest.MonkeyPatch()
    patch.setattr(migrations, "CURRENT", number)
    yield
    patch.undo()


def test_names_are_found_under_the_new_key_and_two_clients_stay_two(url: str) -> None:
    with version("0003"):
        old = open_database(url)
        with old.begin() as conn:
            for at, name in enumerate(("L\u2019Atelier", "Beta\u200b", "Beta"), start=1):
                conn.execute(
                    text(
                        "INSERT INTO client (id, name, terms_days, created_at) "
                        "VALUES (:at, :name, :days, :moment)"
                    ),
                    {"at": at, "name": name, "days": 45 if at == 1 else None, "moment": MOMENT},
                )
            for who, value in ALIASES:
                conn.execute(
                    text(
                        "INSERT INTO client_alias (client_id, kind, value) "
                        "VALUES (:who, 'name', :value)"
                    ),
                    {"who": who, "value": value},
                )
        old.dispose()
    engine = open_database(url)
    with reading(engine) as conn:
        terms = {row.id: row.terms for row in conn.execute(select(client))}
        aliases = {row.value: row.client_id for row in conn.execute(select(client_alias))}
        book = ClientBook(conn, at=MOMENT)
        assert book.find(None, "L'ATELIER") == 1
        assert book.find(None, "Saint-Jean") == 1
        assert book.find(None, "BETA") == 3
    assert terms == {1: "45", 2: None, 3: None}
    assert aliases == {"l'atelier": 1, "saint-jean": 1, "beta": 3, "beta\u200b": 2}
