"""A file that the terminal cannot write is refused in French, whatever the system says of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from relance_core.cli_files import write_new
from relance_core.errors import Refused


def test_a_copy_below_a_file_is_refused_in_the_words_of_the_user(tmp_path: Path) -> None:
    (tmp_path / "annotes").write_bytes(b"")
    with pytest.raises(Refused, match="un fichier porte déjà le nom de son dossier"):
        write_new(tmp_path / "annotes" / "factures.xlsx", b"...")


def test_a_file_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    there = tmp_path / "factures.xlsx"
    there.write_bytes(b"mine")
    with pytest.raises(Refused, match="existe déjà"):
        write_new(there, b"other")
    assert there.read_bytes() == b"mine"
