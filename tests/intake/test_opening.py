"""`check` loads only what it needs, and loads it while the child reads the file."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from relance_core.errors import UnreadableFile
from relance_core.intake import opening
from relance_core.intake.opening import open_file
from relance_core.intake.workbook import workbook_of
from tests.intake.spreadsheets import workbook

TABLE = [
    ["Client", "N° facture", "Date facture", "Date d'échéance", "Montant TTC", "E-mail"],
    ["Anne", "F1", "01/03/2026", "31/03/2026", 120.5, "anne@client.example"],
]


def loaded_by(code: str, *arguments: str) -> set[str]:
    """The modules that a fresh interpreter has loaded once it has run ``code``."""
    told = code + "\nimport sys; print('LOADED', *sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", told, *arguments], capture_output=True, text=True, check=True
    )
    return set(done.stdout.rpartition("LOADED")[2].split())


def test_a_file_starts_to_be_read_before_any_library_is_loaded() -> None:
    loaded = loaded_by("import relance_core.intake.opening")
    assert loaded.isdisjoint({"polars", "fastexcel", "pyarrow", "numpy", "babel"})


def test_checking_a_small_workbook_loads_neither_database_nor_numpy(tmp_path: Path) -> None:
    file = tmp_path / "factures.xlsx"
    file.write_bytes(workbook(TABLE))
    loaded = loaded_by(
        "import sys; from relance_core.cli import run; assert run(sys.argv[1:]) == 0",
        "check",
        str(file),
        "--json",
    )
    unneeded = {"sqlalchemy", "alembic", "altair", "streamlit", "stdnum", "numpy", "pyarrow"}
    assert loaded.isdisjoint(unneeded | {"email_validator", "rapidfuzz", "openpyxl"})


def test_a_workbook_is_taken_up_after_other_work() -> None:
    opened = open_file(workbook(TABLE), "factures.xlsx")
    [sheet] = workbook_of(opened).sheets
    assert sheet.cells.row(1)[0] == "Anne"


def test_what_the_child_says_against_a_file_comes_when_it_is_taken_up() -> None:
    content = workbook(TABLE).replace(b"xl/worksheets/sheet1.xml", b"xl/worksheets/sheet9.xml")
    opened = open_file(content, "factures.xlsx")
    with pytest.raises(UnreadableFile):
        workbook_of(opened)


def test_a_reading_that_is_given_up_ends_its_child_and_says_so() -> None:
    opened = open_file(workbook(TABLE), "factures.xlsx", cancelled=lambda: True)
    try:
        workbook_of(opened)
    except UnreadableFile as refusal:  # unless the child was quicker than the first look
        assert refusal.code == "cancelled"


def test_a_child_that_never_ends_is_ended_as_soon_as_the_reading_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hanging = tmp_path / "hanging.py"
    hanging.write_text("import time; time.sleep(600)")
    monkeypatch.setattr(opening, "CHILD", hanging)
    asked = iter([False, False, True])
    begun = time.monotonic()
    with pytest.raises(UnreadableFile) as caught:
        workbook_of(open_file(workbook(TABLE), "x.xlsx", cancelled=lambda: next(asked)))
    assert caught.value.code == "cancelled"
    assert time.monotonic() - begun < 10
