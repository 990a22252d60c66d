"""A report drawn as an outline: the client's name and sums on one row, its invoices below it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from relance_core.intake import Reading, read_file, read_workbook
from relance_core.intake.places import places_of
from tests.intake.spreadsheets import TODAY, asked, codes, text, workbook

AGES = ("Au : 31/01/2026", "1 - 30", "31 - 60", "Plus ancien", "Total")
HEAD = (None, "Date de facture", "Date d'échéance", *AGES)


def sums(name: str, *ages: float) -> tuple[Any, ...]:
    return name, None, None, *ages, sum(ages)


def line(number: str, *ages: float | None) -> tuple[Any, ...]:
    return f"     {number}", "13/11/2025", "13/12/2025", *ages


ALPHA = [
    sums("Azure Interior", 500, 1200, 0, 0),
    line("INV/2025/00045", None, 1200),
    line("INV/2025/00061", 500),
]
DECO = [
    sums("Deco Addict", 0, 0, -90, 240),
    line("INV/2025/00009", None, None, None, 240),
    line("RINV/2025/00002", None, None, -90),
]
END = sums("Balance âgée client", 500, 1200, -90, 240)
RIGHT = [
    ("INV/2025/00045", "Azure Interior", Decimal(1200)),
    ("INV/2025/00061", "Azure Interior", Decimal(500)),
    ("INV/2025/00009", "Deco Addict", Decimal(240)),
    ("RINV/2025/00002", "Deco Addict", Decimal(90)),
]


def read(*rows: tuple[Any, ...], head: tuple[Any, ...] = HEAD) -> Reading:
    return read_file(workbook([("Balance âgée client",), head, *rows]), "x.xlsx", today=TODAY)


def invoices(reading: Reading) -> list[tuple[Any, ...]]:
    return reading.invoices.select("number", "client_name", "open_amount").rows()


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


def test_a_sum_that_is_not_that_of_its_lines_is_told() -> None:
    short = [sums("Deco Addict", 0, 0, 0, 999), *DECO[1:2], sums("Total Deco Addict", 0, 0, 0, 999)]
    reading = read(*ALPHA, *short)
    assert codes(reading) == ["group_sum"]
    assert "759,00" in reading.issues["message"][0]
    assert reading.invoices.height == 3


def test_a_client_whose_lines_are_folded_away_is_left_out_in_words() -> None:
    reading = read(*ALPHA, sums("Folded SAS", 0, 70, 0, 0), *DECO)
    assert invoices(reading) == RIGHT
    assert codes(reading) == ["group_without_lines"]
    assert "Dépliez ses lignes" in reading.issues["message"][0]


def test_sums_carried_from_page_to_page_are_those_of_nobody() -> None:
    page = [
        sums("À reporter", 0, 1200, 0, 0),
        ("Page 1/2",),
        ("Balance âgée client",),
        ("Numéro", *HEAD[1:]),
        sums("Report", 0, 1200, 0, 0),
    ]
    reading = read(*ALPHA[:2], *page, *ALPHA[2:], *DECO, END, head=("Numéro", *HEAD[1:]))
    assert invoices(reading) == RIGHT
    assert codes(reading) == []


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


def test_a_sum_that_is_not_that_of_its_lines_and_is_not_closed_makes_its_lines_doubtful() -> None:
    reading = read(*ALPHA, *DECO, sums("Zorg", 0, 0, 0, 999), line("INV/2025/00088", None, 5))
    assert reading.invoices.filter(number="INV/2025/00088")["decision"].is_not_null().all()
    assert reading.invoices["decision"].null_count() == 4


def test_a_payment_without_a_date_is_a_line_of_its_client() -> None:
    paid = ("Paiement client", None, None, None, -200)
    alpha = [sums("Azure Interior", 500, 1000, 0, 0), ALPHA[1], paid, ALPHA[2]]
    reading = read(*alpha, *DECO)
    assert {name for _, name, _ in invoices(reading)} == {"Azure Interior", "Deco Addict"}
    whose = {number: name for number, name, _ in invoices(reading)}
    assert whose["INV/2025/00061"] == "Azure Interior"


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


FOREIGN = (None, "Date de facture", "Montant en devise", "Devise", "Échéance", *AGES)


def in_currency(number: str, amount: float, code: str, due: float) -> tuple[Any, ...]:
    return number, "13/11/2025", amount, code, "13/12/2025", None, due


def group(name: str, due: float) -> tuple[Any, ...]:
    return name, None, None, None, None, 0, due, 0, 0, due


def test_an_invoice_in_another_currency_owes_what_that_currency_says() -> None:
    rows = [
        group("Azure", 2050),
        in_currency("F1", 1200, "EUR", 1200),
        in_currency("F2", 1000, "USD", 850),
        group("Deco", 50),
        in_currency("F3", 50, "EUR", 50),
    ]
    reading = read(*rows, head=FOREIGN)
    assert reading.invoices.select("number", "currency", "open_amount").rows() == [
        ("F1", "EUR", Decimal(1200)),
        ("F2", "USD", Decimal(1000)),
        ("F3", "EUR", Decimal(50)),
    ]
    assert (codes(reading), asked(reading)) == ([], [])


def test_amounts_that_agree_in_no_currency_are_asked_about() -> None:
    rows = [
        group("Azure", 1870),
        in_currency("F1", 1200, "GBP", 1020),
        in_currency("F2", 1000, "USD", 850),
    ]
    assert asked(read(*rows, head=FOREIGN)) == ["local_currency"]


def test_an_invoice_above_its_instalments_is_no_client() -> None:
    head = ("N° facture", "Client", "Échéance", "Montant")
    rows = [
        ("FA-101", "Alpha", None, 1200),
        ("échéance 1", None, "13/12/2025", 600),
        ("échéance 2", None, "13/01/2026", 600),
        ("FA-102", "Bêta", None, 400),
        ("échéance 1", None, "14/12/2025", 150),
        ("échéance 2", None, "14/01/2026", 250),
    ]
    reading = read(*rows, head=head)
    assert "FA-101" not in reading.invoices["client_code"].to_list()
    assert not any("titre du groupe" in column.heading for column in reading.columns)


def test_ages_that_hold_less_than_the_amount_are_what_is_left_of_it() -> None:
    head = ("Client", "N° facture", "Date", "Échéance", "Montant TTC", "Non échu", "1 - 30")
    rows = [
        ("Alpha", "F1", "13/11/2025", "13/12/2025", 1200, None, 700),
        ("Alpha", "F2", "14/11/2025", "14/12/2025", 100, 100, None),
        ("Bêta", "F3", "15/11/2025", "15/12/2025", 300, 100, 50),
    ]
    reading = read(*rows, head=head)
    assert reading.invoices.select("number", "amount", "open_amount").rows() == [
        ("F1", Decimal(1200), Decimal(700)),
        ("F2", Decimal(100), Decimal(100)),
        ("F3", Decimal(300), Decimal(150)),
    ]


def test_an_amount_without_an_age_is_not_settled_for_that() -> None:
    head = ("Client", "N° facture", "Date", "Échéance", "Montant TTC", "1 - 30", "31 - 60")
    rows = [
        ("Alpha", "F1", "13/11/2025", "13/12/2025", 1200, 1200, 0),
        ("Bêta", "F2", "14/11/2025", "14/03/2026", 100, 0, 0),
    ]
    reading = read(*rows, head=head)
    assert reading.invoices.select("number", "open_amount").rows() == [
        ("F1", Decimal(1200)),
        ("F2", Decimal(100)),
    ]


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
