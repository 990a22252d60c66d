"""A report drawn as an outline: whose name stands above which invoices."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from relance_core.intake import read_file, read_workbook
from relance_core.intake.places import places_of
from tests.intake.outline_reports import ALPHA, DECO, END, HEAD, RIGHT, invoices, line, read, sums
from tests.intake.spreadsheets import TODAY, asked, codes, text, workbook


def test_the_column_of_names_and_numbers_is_told_as_that_of_the_numbers() -> None:
    content = workbook([("Balance âgée client",), HEAD, *ALPHA, *DECO])
    reading = read_file(content, "x.xlsx", today=TODAY)
    heading = next(one.heading for one in reading.columns if one.field == "number")
    places = places_of(read_workbook(content, "x.xlsx"), reading)
    assert places.cell(reading.sheet, heading, 4) == "A4"


@pytest.mark.parametrize("first", [None, "Numéro", "Partenaire"])
@pytest.mark.parametrize("closed", [True, False])
def test_a_name_with_its_sums_is_the_client_of_the_numbers_below_it(
    first: str | None, closed: bool
) -> None:
    ends = ([sums("Total Azure Interior", 500, 1200, 0, 0)], [sums("Total Deco Addict", 0)])
    after = ends if closed else ([], [])
    reading = read(*ALPHA, *after[0], *DECO, *after[1], END, head=(first, *HEAD[1:]))
    assert invoices(reading) == RIGHT
    assert (codes(reading), asked(reading)) == ([], [])
    assert reading.stated_total == Decimal(1850)


def test_the_sums_alone_prove_the_names_of_a_text_in_french() -> None:
    rows = [
        ["Pièce", "Date", "Échéance", "Non échu", "1-30 jours", "Solde"],
        ["ALPHA SARL", "", "", "1.000,50", "200,00", "1.200,50"],
        ["FA-101", "13/11/2025", "13/12/2025", "", "200,00", "200,00"],
        ["FA-102", "13/12/2025", "13/02/2026", "1.000,50", "", "1.000,50"],
        ["BETA SAS", "", "", "", "80,00", "80,00"],
        ["FA-103", "13/11/2025", "13/12/2025", "", "80,00", "80,00"],
    ]
    reading = read_file(text(rows), "x.csv", today=TODAY)
    assert invoices(reading) == [
        ("FA-101", "ALPHA SARL", Decimal(200)),
        ("FA-102", "ALPHA SARL", Decimal("1000.50")),
        ("FA-103", "BETA SAS", Decimal(80)),
    ]
    assert "Les lignes de 2 groupes font la somme" in " ".join(reading.notes)


def test_names_in_a_column_of_their_own_hold_their_sums_as_well() -> None:
    head = ("Client", "Pièce", "Date", "Échéance", "Montant", "Reste dû")
    rows = [
        ("Alpha", None, None, None, 300, 200),
        (None, "F1", "13/11/2025", "13/12/2025", 100, 50),
        (None, "F2", "13/11/2025", "13/12/2025", 200, 150),
        ("Bêta", None, None, None, 40, 40),
        (None, "F3", "13/11/2025", "13/12/2025", 40, 40),
    ]
    assert invoices(read(*rows, head=head)) == [
        ("F1", "Alpha", Decimal(50)),
        ("F2", "Alpha", Decimal(150)),
        ("F3", "Bêta", Decimal(40)),
    ]


def test_codes_before_names_that_begin_with_a_figure_are_codes() -> None:
    rows = [sums("C001 Azure", 0, 50, 0, 0), line("F1", None, 50)]
    rows += [sums("C002 3M FRANCE", 0, 70, 0, 0), line("F2", None, 70)]
    assert read(*rows).invoices.select("client_code", "client_name").rows() == [
        ("C001", "Azure"),
        ("C002", "3M FRANCE"),
    ]


def test_a_region_above_its_clients_names_nobody() -> None:
    reading = read(sums("Région Ouest", 500, 1200, -90, 240), *ALPHA, *DECO)
    assert invoices(reading) == RIGHT
    assert codes(reading) == []


def test_a_state_told_within_the_lines_of_a_client_still_tells_theirs() -> None:
    rows = [
        ("Alpha", None, None, 300),
        ("F1", "13/11/2025", "13/12/2025", 100),
        ("FACTURES EN LITIGE",),
        ("F2", "14/11/2025", "14/12/2025", 200),
        ("Total Alpha", None, None, 300),
        ("Bêta", None, None, 40),
        ("F3", "15/11/2025", "15/12/2025", 40),
        ("Total Bêta", None, None, 40),
    ]
    reading = read(*rows, head=("Pièce", "Date", "Échéance", "Montant"))
    assert reading.invoices.select("number", "client_name").rows()[:2] == [
        ("F1", "Alpha"),
        ("F2", "Alpha"),
    ]
    assert reading.invoices["disputed_amount"].to_list()[:2] == [Decimal(0), Decimal(200)]


def test_the_name_of_a_group_may_close_it_as_well() -> None:
    for end in ("Azure Interior Total", "Azure Interior"):
        reading = read(*ALPHA, sums(end, 500, 1200, 0, 0), *DECO)
        assert invoices(reading) == RIGHT
        assert codes(reading) == []


def test_an_invoice_without_dates_is_no_client() -> None:
    lost = ("INV/2025/00077", None, None, None, 30, None, None, 30)
    reading = read(*ALPHA, lost, *DECO)
    assert {name for _, name, _ in invoices(reading)} == {"Azure Interior", "Deco Addict"}
    assert "missing_due_date" in codes(reading, "left_out")


def test_the_sums_of_ages_above_lines_that_name_their_client_are_no_invoices() -> None:
    head = ("Date", "Pièce", "Client", "Échéance", "Montant", "Reste dû")
    rows = [
        ("> 45 jours", None, None, None, 300, 200),
        ("13/11/2025", "F1", "Alpha", "13/12/2025", 100, 50),
        ("13/11/2025", "F2", "Bêta", "13/12/2025", 200, 150),
        ("1 - 15 jours", None, None, None, 40, 40),
        ("14/11/2025", "F3", "Alpha", "14/12/2025", 40, 40),
    ]
    reading = read(*rows, head=head)
    assert [number for number, _, _ in invoices(reading)] == ["F1", "F2", "F3"]
    assert (codes(reading), asked(reading)) == ([], [])


def test_the_sums_of_a_client_above_lines_that_bear_its_name_are_no_invoices() -> None:
    head = ("Client", "Pièce", "Date", "Échéance", "Montant")
    rows = [
        ("Alpha", None, None, None, 300),
        ("Alpha", "F1", "13/11/2025", "13/12/2025", 100),
        ("Alpha", "F2", "13/11/2025", "13/12/2025", 200),
        ("Bêta", None, None, None, 40),
        ("Bêta", "F3", "14/11/2025", "14/12/2025", 40),
    ]
    reading = read(*rows, head=head)
    assert [number for number, _, _ in invoices(reading)] == ["F1", "F2", "F3"]
    assert (codes(reading), asked(reading)) == ([], [])


@pytest.mark.parametrize("shown", [True, False])
def test_a_client_whose_name_is_also_a_state_is_a_client(shown: bool) -> None:
    def head(name: str, due: float) -> tuple[Any, ...]:
        return sums(name, 0, due, 0, 0) if shown else (name,)

    rows = [head("Alpha", 50), line("F1", None, 50, None, None, 50)]
    rows += [head("CLIENT LUE", 70), line("F2", None, 70, None, None, 70)]
    rows += [head("Zeta", 30), line("F3", None, 30, None, None, 30)]
    names = [name for _, name, _ in invoices(read(*rows, head=("Numéro", *HEAD[1:])))]
    assert names[0] == "Alpha"
    assert "LUE" in names[1]
    assert names[2] == "Zeta"


def test_a_state_under_the_name_of_each_client_names_nobody() -> None:
    rows = [("Alpha",), ("En cours",), line("F1", None, 50, None, None, 50)]
    rows += [("Zeta",), ("En cours",), line("F2", None, 70, None, None, 70)]
    reading = read(*rows, head=("Numéro", *HEAD[1:]))
    assert [name for _, name, _ in invoices(reading)] == ["Alpha", "Zeta"]


@pytest.mark.parametrize("shown", [True, False])
def test_a_client_whose_name_begins_with_total_is_a_client(shown: bool) -> None:
    def head(name: str, due: float) -> tuple[Any, ...]:
        return sums(name, 0, due, 0, 0) if shown else (name,)

    rows = [head("Alpha", 50), line("F1", None, 50, None, None, 50)]
    rows += [sums("Total Alpha", 0, 50, 0, 0)]
    rows += [head("TOTAL ENERGIES", 70), line("F2", None, 70, None, None, 70)]
    rows += [sums("Total TOTAL ENERGIES", 0, 70, 0, 0)]
    rows += [head("Zeta", 30), line("F3", None, 30, None, None, 30)]
    rows += [sums("Total Zeta", 0, 30, 0, 0), sums("Total général", 0, 150, 0, 0)]
    reading = read(*rows, head=("Numéro", *HEAD[1:]))
    assert [name for _, name, _ in invoices(reading)] == ["Alpha", "TOTAL ENERGIES", "Zeta"]
    assert codes(reading) == []
