"""What the tests of the outbox share: an office, and a certificate authority of their own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from relance_core.store.database import open_database
from tests.databases import POSTGRES, empty_database
from tests.outbox.office import Office, new_office


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database made once, to be copied: making the tables takes longer than most tests."""
    office = new_office(tmp_path_factory.mktemp("template"))
    office.engine.dispose()
    return Path(str(office.engine.url.database))


@pytest.fixture
def office(tmp_path: Path, made_once: Path) -> Iterator[Office]:
    """An office on SQLite, or on the PostgreSQL whose URL is in RELANCE_TEST_POSTGRES."""
    url = empty_database(tmp_path)
    if POSTGRES:
        open_database(url).dispose()
    else:
        shutil.copy(made_once, tmp_path / "relance.db")
    office = Office(url)
    yield office
    office.engine.dispose()


@pytest.fixture
def in_a_file() -> None:
    """What looks into the file of the database, or stands beside it, says nothing of a server."""
    if POSTGRES:
        pytest.skip("concerns a database in a file")


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
