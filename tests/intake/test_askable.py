"""A table whose headings say too little is asked about, as long as invoices may stand in it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from relance_core.errors import UnreadableFile
from relance_core.intake import Reading, read_file
from tests.intake.spreadsheets import TODAY, asked, codes, text, workbook, workbook_of

HAND = ("n°", "qui", "combien", "faite le", "payé ?")
OCTOBER: list[tuple[Any, ...]] = [
    ("FACTURES OCTOBRE",),
    HAND,
    (101, "Le Bihan", 450, "13/10/2025", "oui"),
    (102, "Mme Tanguy", 1200.5, "14/10/2025", "non"),
    (None, "TOTAL", 1650.5),
]
NOVEMBER: list[tuple[Any, ...]] = [
    ("FACTURES NOVEMBRE",),
    HAND,
    (103, "Le Bihan", 90, "15/11/2025", None),
    (None, "TOTAL", 90),
]
SAID = {
    "choose_client_name": "qui",
    "choose_amount": "combien",
    "choose_due_date": "issue_date=faite le",
    "missing_due_date": "30",
}


def read(content: bytes, name: str = "x.xlsx", **answers: str) -> Reading:
    return read_file(content, name, today=TODAY, answers=answers)


def due(reading: Reading) -> list[tuple[Any, ...]]:
    return reading.invoices.select("number", "client_name", "open_amount").rows()


def test_a_workbook_kept_by_hand_is_asked_about_column_by_column() -> None:
    reading = read(workbook(OCTOBER))
    assert {"choose_client_name", "choose_amount", "choose_due_date"} <= set(asked(reading))
    client = next(one for one in reading.questions if one.code == "choose_client_name")
    assert [choice.value for choice in client.choices] == ["qui"]
    answered = read(workbook(OCTOBER), **SAID)
    assert due(answered) == [
        ("101", "Le Bihan", Decimal(0)),
        ("102", "Mme Tanguy", Decimal("1200.50")),
    ]
    assert (asked(answered), codes(answered, "left_out")) == ([], [])


def test_its_sheets_of_months_are_read_one_after_the_other() -> None:
    content = workbook_of({"Octobre": OCTOBER, "Novembre": NOVEMBER})
    assert "choose_sheet" in asked(read(content))
    reading = read(content, choose_sheet="every", **SAID)
    assert [number for number, _, _ in due(reading)] == ["101", "102", "103"]
    assert asked(reading) == []


def test_known_headings_beside_an_unknown_client_are_asked_about() -> None:
    rows = [
        ["N° facture", "Date", "Échéance", "Mandataire", "Montant TTC"],
        ["F1", "13/10/2025", "13/11/2025", "Étude Morel", "100,00"],
        ["F2", "14/10/2025", "14/11/2025", "Étude Ravel", "50,00"],
    ]
    reading = read(text(rows), "x.csv")
    assert asked(reading) == ["choose_client_name"]
    answered = read(text(rows), "x.csv", choose_client_name="Mandataire")
    assert due(answered)[0] == ("F1", "Étude Morel", Decimal(100))


@pytest.mark.parametrize(
    ("column", "lacks"),
    [(2, "de dates"), (3, "de noms de clients"), (4, "de montants")],
)
def test_a_table_without_such_a_column_is_refused_for_that(column: int, lacks: str) -> None:
    rows = [
        ["N° pièce", "Repère", "Jour", "Mandataire", "Versé"],
        ["F1", "1", "13/10/2025", "Étude Morel", "100,00"],
        ["F2", "2", "14/10/2025", "Étude Ravel", "50,00"],
        ["F3", "3", "15/10/2025", "Étude Satie", "20,00"],
    ]
    rows[0][1], rows[0][2] = "Code postal", "Date"
    kept = [[cell for at, cell in enumerate(row) if at != column] for row in rows]
    with pytest.raises(UnreadableFile) as refused:
        read(text(kept), "x.csv")
    assert refused.value.code == "no_table"
    assert lacks in str(refused.value)


def test_a_list_of_sap_in_french_is_read_whole() -> None:
    rows = [
        "27.11.2025\t\t\tAffichage dynamique de la liste",
        "",
        "\tSt\tCompte\tNom 1\tAffectation\tN° pièce\tType\tDate pièce\tÉch. nette"
        "\tMontant DI\tDev.int.",
        "\t@5B@\t100234\tCARREFOUR SA\t0090001234\t1800000123\tRV\t13.10.2025\t02.11.2025"
        "\t 12.345,60 \tEUR",
        "\t@5B@\t100234\tCARREFOUR SA\t0090001234\t1400000011\tDZ\t14.11.2025\t14.11.2025"
        "\t 345,60-\tEUR",
        "\t@5C@\t100300\tDARTY\t0090001260\t1800000009\tRV\t14.11.2025\t14.12.2025\t 200,00 \tEUR",
        "\t\t\t\t\t\t\t\t*\t 12.200,00 \tEUR",
    ]
    reading = read("\r\n".join(rows).encode("utf-16"), "fbl5n.xls")
    assert due(reading) == [
        ("1800000123", "CARREFOUR SA", Decimal("12345.60")),
        ("1400000011", "CARREFOUR SA", Decimal("345.60")),
        ("1800000009", "DARTY", Decimal(200)),
    ]
    assert (asked(reading), codes(reading)) == ([], [])


def test_the_orders_of_a_shop_are_numbered_by_their_name() -> None:
    rows = [
        ["Name", "Email", "Total", "Created at", "Billing Company", "Next Payment Due At"],
        ["#1050", "a@x.example", "100.90", "2025-10-13", "Koper SAS", "2025-11-13"],
        ["#1051", "b@y.example", "20.00", "2025-10-14", "Li SARL", "2025-11-14"],
    ]
    reading = read(text(rows, ","), "x.csv")
    assert due(reading) == [
        ("#1050", "Koper SAS", Decimal("100.90")),
        ("#1051", "Li SARL", Decimal(20)),
    ]
