"""Workbooks that a program wrote with formulas and without their results."""

from __future__ import annotations

import pytest

from relance_core.errors import UnreadableFile
from relance_core.intake import read_file
from relance_core.intake.formulas import cells_without_result
from tests.intake.spreadsheets import HEADINGS, TODAY, workbook, workbook_of

DATES = ("13/01/2026", "13/02/2026")


def test_amounts_never_calculated_are_refused_for_their_true_reason() -> None:
    rows = [HEADINGS, ("F1", "Dupont", *DATES, "=100*1.2"), ("F2", "Martin", *DATES, "=200*1.2")]
    with pytest.raises(UnreadableFile, match=r"« Montant TTC ».*jamais calculées \(E2, E3\)"):
        read_file(workbook(rows), "factures.xlsx", today=TODAY)


def test_a_line_of_total_that_was_never_calculated_does_no_harm() -> None:
    rows = [HEADINGS, ("F1", "Dupont", *DATES, 120), ("Total", None, None, None, "=SUM(E2:E2)")]
    reading = read_file(workbook(rows), "factures.xlsx", today=TODAY)
    assert reading.invoices["number"].to_list() == ["F1"]


def test_a_column_that_says_nothing_of_the_invoice_does_no_harm_either() -> None:
    rows = [(*HEADINGS, "Retard"), ("F1", "Dupont", *DATES, 120, "=TODAY()-D2")]
    reading = read_file(workbook(rows), "factures.xlsx", today=TODAY)
    assert reading.invoices["number"].to_list() == ["F1"]


def test_one_cell_that_begins_with_an_equals_sign_only_loses_its_row() -> None:
    rows = [HEADINGS, ("=F1", "Dupont", *DATES, 120), ("F2", "Martin", *DATES, 240)]
    reading = read_file(workbook(rows), "factures.xlsx", today=TODAY)
    assert reading.invoices["number"].to_list() == ["F2"]
    assert "missing_number" in reading.issues["code"].to_list()


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (b'<c r="F2"><f>E2*1.2</f><v></v></c>', ["F2"]),
        (b'<c r="F2" s="3"><f>E2*1.2</f></c>', ["F2"]),
        (b'<x:c r="F2"><x:f t="shared" si="0"/><x:v/></x:c>', ["F2"]),
        (b'<c r="F2"><f>E2*1.2</f><v>120</v></c>', []),
        (b'<c r="F2" t="str"><f>IF(A1,"x","")</f><v></v></c>', []),  # an empty text
        (b'<c r="F2"><v>120</v></c>', []),
    ],
)
def test_a_cell_lacks_its_result_when_it_has_a_formula_and_no_value(
    cell: bytes, found: list[str]
) -> None:
    assert cells_without_result(cell) == found


def test_several_sheets_read_as_one_are_refused_too() -> None:
    rows = [HEADINGS, ("F1", "Dupont", *DATES, "=100*1.2"), ("F2", "Martin", *DATES, "=200*1.2")]
    others = [HEADINGS, ("F3", "Petit", *DATES, 120), ("F4", "Roux", *DATES, 240)]
    content = workbook_of({"Janvier": others, "Février": rows})
    with pytest.raises(UnreadableFile, match=r"\(E2 de « Février », E3 de « Février »\)"):
        read_file(content, "x.xlsx", today=TODAY, answers={"choose_sheet": "every"})


def test_columns_that_stand_elsewhere_in_another_sheet_are_looked_for_where_they_stand() -> None:
    first = [HEADINGS, ("F3", "Petit", *DATES, 120), ("F4", "Roux", *DATES, 240)]
    moved = [
        ("Client", "N° facture", "Date facture", "Retard", "Échéance", "Montant TTC"),
        ("Dupont", "F1", DATES[0], "=1+1", DATES[1], 120),
        ("Martin", "F2", DATES[0], "=1+1", DATES[1], 240),
    ]
    content = workbook_of({"Janvier": first, "Février": moved})
    reading = read_file(content, "x.xlsx", today=TODAY, answers={"choose_sheet": "every"})
    assert reading.invoices.height == 4


def test_a_lone_formula_under_what_was_paid_awaits_a_decision() -> None:
    rows = [
        (*HEADINGS, "Réglé"),
        ("F1", "Dupont", *DATES, 120, "=100"),
        ("F2", "Martin", *DATES, 240, 40),
    ]
    reading = read_file(workbook(rows), "factures.xlsx", today=TODAY)
    assert reading.issues["code"].to_list() == ["formula_without_result"]
    assert reading.invoices["decision"].is_not_null().to_list() == [True, False]
