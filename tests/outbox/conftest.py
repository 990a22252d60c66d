"""What the tests of the outbox share: an office, and a certificate authority of their own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from relance_core.store.database import engine_for, open_database
from relance_core.store.tables import metadata
from tests.outbox.office import Office, new_office


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database made once, to be copied: making the tables takes longer than most tests."""
    office = new_office(tmp_path_factory.mktemp("template"))
    office.engine.dispose()
    return Path(str(office.engine.url.database))


@pytest.fixture
def office(tmp_path: Path, empty_database: Path) -> Iterator[Office]:
    """An office on SQLite, or on the PostgreSQL whose URL is in RELANCE_TEST_POSTGRES."""
    url = os.environ.get("RELANCE_TEST_POSTGRES")
    if url:
        metadata.drop_all(engine_for(url))
        open_database(url).dispose()
    else:
        shutil.copy(empty_database, tmp_path / "relance.db")
    office = Office(url or f"sqlite:///{tmp_path / 'relance.db'}")
    yield office
    office.engine.dispose()


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="session")
def certificate(authority: trustme.CA) -> trustme.LeafCert:
    return authority.issue_cert("localhost", "127.0.0.1")


@pytest.fixture(scope="session")
def ca_file(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return str(path)
