"""What the tests of the store share: a database without any table."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.databases import POSTGRES, empty_database


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database that has no table yet."""
    return empty_database(tmp_path)


@pytest.fixture
def file(url: str, tmp_path: Path) -> Path:
    """The file of that database; what concerns files alone is skipped on a server."""
    if POSTGRES:
        pytest.skip("concerns a database in a file")
    return tmp_path / "relance.db"
