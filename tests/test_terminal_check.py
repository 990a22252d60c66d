"""`check --space` reads a file as an import there would, and begins nothing."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from relance_core.workflows.space import open_space
from tests.terminal import Terminal, terminal_of

ROWS = [
    ["N° facture", "Client", "E-mail", "Date facture", "Échéance", "Montant TTC"],
    ["F1", "Alpha", "a@alpha.example", "02/10/2026", "31/10/2026", "100,00"],
    ["F2", "Alpha SARL", "vente@nous.example", "02/10/2026", "31/10/2026", "200,00"],
]


@pytest.fixture
def file(tmp_path: Path) -> str:
    """A workbook with one's own address in a cell; no espace yet."""
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    book.save(tmp_path / "export.xlsx")
    return str(tmp_path / "export.xlsx")


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    """Runs a command on the data folder of the test."""
    return terminal_of(capsys)


def test_check_with_an_espace_knows_its_own_mail_and_its_merged_names(
    file: str, tmp_path: Path, terminal: Terminal
) -> None:
    open_space({"RELANCE_DATA_DIR": str(tmp_path / "donnees")}).engine.dispose()
    terminal("settings", "set", "email=compta@nous.example", "--by", "Anne")
    terminal("import", file, "--by", "Anne")
    terminal("clients", "--merge", "1", "2", "--by", "Anne")
    before = terminal("clients")
    alone, known = terminal("check", file), terminal("check", file, "--space", "entreprise")
    assert (alone[0], known[0]) == (0, 0)
    assert (alone[1]["clients"], known[1]["clients"]) == (2, 1)
    codes = [one["code"] for one in known[1]["issues"]]
    assert "own_email" in codes
    assert terminal("clients") == before


def test_check_begins_no_espace(file: str, tmp_path: Path, terminal: Terminal) -> None:
    assert terminal("check", file)[0] == 0
    assert terminal("check", file, "--space", "entreprise")[0] == 0
    assert not (tmp_path / "donnees" / "espaces").exists()
    assert terminal("check", file, "--space", "inconnu")[0] == 1
