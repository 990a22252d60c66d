"""The terminal notes what was paid, takes it back, and gives a file back with its doubts shown."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from relance_core.cli import run
from tests.workflows.office import invoice, workbook

DAY = ("--today", "2026-11-20")


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs a command in JSON; gives its exit code and what it told."""

    def command(*arguments: str) -> tuple[int, dict[str, Any]]:
        code = run([*arguments, "--json", *DAY])
        out = capsys.readouterr().out
        return code, json.loads(out) if out else {}

    return command


@pytest.fixture
def recorded(tmp_path: Path, told: Any) -> None:
    """Two open invoices."""
    file = tmp_path / "factures.xlsx"
    rows = [invoice("F-1", client="C1", total=1200), invoice("F-2", client="C2", total=300)]
    file.write_bytes(workbook(rows))
    assert told("import", str(file), "--by", "Anne")[0] == 0


@pytest.mark.usefixtures("recorded")
def test_a_list_of_payments_is_noted_and_taken_back(tmp_path: Path, told: Any) -> None:
    file = tmp_path / "recus.csv"
    file.write_text("Facture;Montant;Date\nF-1;400,00;12/11/2026\nF2;300,00;\nF-9;5,00;\n", "utf-8")
    code, shown = told("paid", str(file), "--dry-run")
    assert (code, shown["noted"]) == (0, 0)
    assert [one["found"] for one in shown["payments"]] == ["exact", "proposed", "unmatched"]
    code, done = told("paid", str(file), "--accept", "3", "--by", "Anne")
    assert (code, done["noted"], done["total"]) == (0, 2, {"EUR": "700.00"})
    assert {one["number"]: one["amount"] for one in due(told)} == {"F-1": "800.00"}
    assert told("paid", "--undo", str(done["list_id"]), "--by", "Anne")[0] == 0
    assert {one["number"] for one in due(told)} == {"F-1", "F-2"}


def due(told: Any) -> list[dict[str, Any]]:
    """Every invoice of the plan, reminded or not."""
    plan = told("plan")[1]
    return [*(line for one in plan["reminders"] for line in one["invoices"]), *plan["withheld"]]


@pytest.mark.usefixtures("recorded")
def test_a_pasted_list_comes_by_the_standard_input(
    told: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("F-1 1 200,00 € 12/11/2026\n"))
    code, done = told("paid", "-", "--by", "Anne")
    assert (code, done["total"]) == (0, {"EUR": "1200.00"})


@pytest.mark.usefixtures("recorded")
def test_a_line_without_a_proposal_cannot_be_accepted(tmp_path: Path, told: Any) -> None:
    file = tmp_path / "recus.csv"
    file.write_text("Facture;Montant\nF-1;400,00\n", "utf-8")
    assert told("paid", str(file), "--accept", "2", "--by", "Anne")[0] == 1
    assert told("paid")[0] == 64


def test_a_workbook_is_written_back_with_its_doubts_shown(tmp_path: Path, told: Any) -> None:
    file = tmp_path / "factures.xlsx"
    rows = [invoice("F-1") | {"Échéance": "bientôt"}, invoice("F-2")]
    file.write_bytes(workbook(rows))
    code, done = told("annotate", str(file), "--out", str(tmp_path / "annotés"))
    assert (code, done["own"], done["issues"]) == (0, True, 1)
    sheet = openpyxl.load_workbook(done["file"]).worksheets[0]
    assert [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment] == ["F2"]
    assert told("annotate", str(file), "--out", str(tmp_path / "annotés"))[0] == 1


def test_payments_of_another_sheet_are_told_by_the_import_and_noted_when_asked(
    tmp_path: Path, told: Any
) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Factures"
    rows = [invoice("F-1"), invoice("F-2", client="C2")]
    kept = [key for key in rows[0] if key != "Reste à payer"]
    for row in (kept, *([row[key] for key in kept] for row in rows)):
        book.active.append(row)
    payments = book.create_sheet("Règlements")
    for line in (("Date", "Facture", "Montant"), (None, "F-1", 100), (None, "F-9", 5)):
        payments.append(line)
    file = tmp_path / "suivi.xlsx"
    book.save(file)
    code, done = told("import", str(file), "--by", "Anne")
    [beside] = done["payments_beside"]
    assert (code, beside["source"]) == (0, "suivi.xlsx, feuille « Règlements »")
    assert [one["found"] for one in beside["payments"]] == ["exact", "unmatched"]
    assert {one["number"] for one in due(told)} == {"F-1", "F-2"}
    code, noted = told("paid", "--imported", "--by", "Anne")
    assert (code, noted["noted"]) == (0, 1)
    assert {one["number"] for one in due(told)} == {"F-2"}


def test_what_an_earlier_export_alone_tells_is_said_by_the_import(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, rows in (
        ("un", [invoice("F-1") | {"Cédée": "X"}, invoice("F-2", client="C2")]),
        ("deux", [invoice("F-1"), invoice("F-2", client="C2")]),
    ):
        file = tmp_path / f"{name}.xlsx"
        file.write_bytes(workbook(rows))
        assert run(["import", str(file), "--by", "Anne", *DAY]) == 0
    said = capsys.readouterr().err
    assert said.count("1 facture reste notée affacturée d'après un export précédent") == 1
    assert "Pour la relancer malgré tout" in said
