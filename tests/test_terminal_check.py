"""`check --space` reads a file as an import there would, and begins nothing."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from relance_core.cli import run
from relance_core.workflows.space import open_space

ROWS = [
    ["N° facture", "Client", "E-mail", "Date facture", "Échéance", "Montant TTC"],
    ["F1", "Alpha", "a@alpha.example", "02/10/2026", "31/10/2026", "100,00"],
    ["F2", "Alpha SARL", "vente@nous.example", "02/10/2026", "31/10/2026", "200,00"],
]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A workbook with one's own address in a cell; no espace yet."""
    monkeypatch.setenv("RELANCE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("RELANCE_DATABASE_URL", raising=False)
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    book.save(tmp_path / "export.xlsx")
    return str(tmp_path / "export.xlsx")


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, object]]:
    capsys.readouterr()
    code = run([*arguments, "--json", "--today", "2026-11-20"])
    out = capsys.readouterr().out
    return code, json.loads(out) if out else {}


def test_check_with_an_espace_knows_its_own_mail_and_its_merged_names(
    file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    open_space({"RELANCE_DATA_DIR": str(tmp_path / "data")}).engine.dispose()
    said(capsys, "settings", "set", "email=compta@nous.example", "--by", "Anne")
    said(capsys, "import", file, "--by", "Anne")
    said(capsys, "clients", "--merge", "1", "2", "--by", "Anne")
    before = said(capsys, "clients")
    alone, known = said(capsys, "check", file), said(capsys, "check", file, "--space", "entreprise")
    assert (alone[0], known[0]) == (0, 0)
    assert (alone[1]["clients"], known[1]["clients"]) == (2, 1)
    codes = [one["code"] for one in known[1]["issues"]]  # type: ignore[attr-defined]
    assert "own_email" in codes
    assert said(capsys, "clients") == before


def test_check_begins_no_espace(
    file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(capsys, "check", file)[0] == 0
    assert said(capsys, "check", file, "--space", "entreprise")[0] == 0
    assert not (tmp_path / "data" / "espaces").exists()
    assert said(capsys, "check", file, "--space", "inconnu")[0] == 1
