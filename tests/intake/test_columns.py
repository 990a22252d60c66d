"""A column means what its heading and its cells say together; else it is asked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from relance_core.intake import Reading, read_file
from tests.intake.spreadsheets import TODAY, asked, workbook

ISSUED, DUE = date(2026, 1, 13), date(2026, 2, 13)


def table(headings: tuple[str, ...], *rows: tuple[Any, ...], **given: Any) -> Reading:
    """The reading of a workbook whose first columns are a number and both dates."""
    numbered = [(f"F{at}", ISSUED, DUE, *row) for at, row in enumerate(rows, start=1)]
    content = workbook([("N° facture", "Date facture", "Échéance", *headings), *numbered])
    return read_file(content, "x.xlsx", today=TODAY, **given)


def meaning(reading: Reading) -> dict[str, str | None]:
    return {column.heading: column.field for column in reading.columns[3:]}


# --- code and name of the client ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("Client", "Raison sociale"),
        ("Customer", "Customer Name"),
        ("Compte", "Intitulé"),
        ("Client", "Nom"),
        ("Tiers", "Intitulé"),
    ],
)
@pytest.mark.parametrize("cells", [("C001", "C002"), ("411ALPHA", "411BETA"), ("ALPHA", "BETA")])
def test_a_column_of_codes_is_no_name_beside_a_column_of_names(
    code: str, name: str, cells: tuple[str, str]
) -> None:
    reading = table((code, name, "TTC"), (cells[0], "Alpha SARL", 1), (cells[1], "Bêta et fils", 2))
    assert reading.invoices["client_name"].to_list() == ["Alpha SARL", "Bêta et fils"]
    assert reading.invoices["client_code"].to_list() == list(cells)
    assert asked(reading) == []


def test_a_code_that_has_its_own_column_stays_the_code() -> None:
    reading = table(
        ("Code client", "Client", "Raison sociale", "TTC"),
        ("C1", "0042", "Alpha SARL", 1),
        ("C2", "0043", "Bêta et fils", 2),
    )
    assert reading.invoices["client_code"].to_list() == ["C1", "C2"]
    assert reading.invoices["client_name"].to_list() == ["Alpha SARL", "Bêta et fils"]


def test_two_columns_of_names_are_asked_with_samples() -> None:
    rows = (("Alpha SARL", "Holding Alpha", 1), ("Bêta et fils", "Gamma SAS", 2))
    reading = table(("Client", "Débiteur", "TTC"), *rows)
    (question,) = reading.questions
    assert question.code == "choose_client_name"
    assert question.choices[0].label == "Client (Alpha SARL, Bêta et fils)"
    chosen = table(("Client", "Débiteur", "TTC"), *rows, answers={"choose_client_name": "Débiteur"})
    assert chosen.invoices["client_name"].to_list() == ["Holding Alpha", "Gamma SAS"]


def test_the_column_that_says_name_is_the_name() -> None:
    rows = (("Alpha", "Alpha SARL", 1), ("Bêta et fils", "Bêta & Fils SARL", 2))
    reading = table(("Customer", "Customer Name", "TTC"), *rows)
    assert meaning(reading)["Customer Name"] == "client_name"
    assert asked(reading) == []


def test_a_person_and_a_company_are_asked() -> None:
    rows = (("Dupont Marie", "Alpha SARL", 1), ("Martin Paul", "Bêta et fils", 2))
    assert asked(table(("Nom", "Société", "TTC"), *rows)) == ["choose_client_name"]


def test_the_same_general_account_on_each_row_is_nobodys_code() -> None:
    rows = (("411000", "Alpha SARL", 1), ("411000", "Bêta et fils", 2))
    reading = table(("Compte", "Client", "TTC"), *rows)
    assert reading.invoices["client_code"].to_list() == [None, None]


# --- tax ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("rate", [20, 0.2, 5.5, "20%", "20 %", "5,5"])
def test_a_rate_of_tax_is_never_added_to_the_amount(rate: object) -> None:
    reading = table(("Client", "Montant HT", "TVA"), ("Alpha SARL", 100, rate), ("B", 250.5, rate))
    assert asked(reading) == ["reckoned_tax"]
    assert reading.invoices.is_empty()


def test_an_amount_of_tax_is_added_to_the_amount_without_it() -> None:
    reading = table(("Client", "Montant HT", "TVA"), ("Alpha SARL", 100, 20), ("B", 250.5, 50.1))
    assert reading.invoices["amount"].to_list() == [Decimal(120), Decimal("300.6")]


def test_one_column_of_tax_for_each_rate_is_asked_rather_than_taken_for_the_whole() -> None:
    headings = ("Client", "Montant HT", "Montant TVA 20%", "Montant TVA 10%")
    reading = table(headings, ("Alpha SARL", 100, 12, 4), ("B", 250.5, 50.1, 0))
    assert asked(reading) == ["choose_amount"]


@pytest.mark.parametrize(
    ("rows", "amounts"),
    [
        (((100, 20), (55.5, 11.1), (10, 0.55)), ("120", "66.6", "10.55")),
        (((120, 20), (66.6, 11.1), (10.55, 0.55)), ("120", "66.6", "10.55")),
    ],
)
def test_the_rates_say_whether_a_lone_amount_holds_its_tax(
    rows: tuple[tuple[float, float], ...], amounts: tuple[str, ...]
) -> None:
    reading = table(("Client", "Montant", "TVA"), *(("Alpha", *row) for row in rows))
    assert asked(reading) == []
    assert reading.invoices["amount"].to_list() == [Decimal(amount) for amount in amounts]


def test_a_lone_amount_beside_a_tax_of_no_rate_is_asked() -> None:
    headings, rows = ("Client", "Montant", "TVA"), (("Alpha", 100, 13.37), ("Bêta", 50, 4.4))
    (question,) = table(headings, *rows).questions
    assert question.code == "amount_tax"
    assert question.choices[0].label == "TTC : le client doit 100,00\u00a0€"
    without = table(headings, *rows, answers={"amount_tax": "without_tax"})
    assert without.invoices["amount"].to_list() == [Decimal("113.37"), Decimal("54.4")]
    included = table(headings, *rows, answers={"amount_tax": "with_tax"})
    assert included.invoices["amount"].to_list() == [Decimal(100), Decimal(50)]


def test_the_amount_is_chosen_before_its_tax_is_asked() -> None:
    reading = table(("Client", "Montant", "TVA", "Total"), ("Alpha", 100, 13, 113), ("B", 5, 1, 6))
    assert asked(reading) == ["choose_amount"]


# --- payments ----------------------------------------------------------------------------------


def test_payments_in_columns_of_their_own_are_added_up() -> None:
    headings = ("Client", "TTC", "Règlement 1", "Règlement 2", "3e règlement")
    reading = table(headings, ("Alpha", 100, 10, "20,50", None), ("Bêta", 50, None, None, None))
    assert reading.invoices["open_amount"].to_list() == [Decimal("69.5"), Decimal(50)]
    assert asked(reading) == []


def test_a_deposit_beside_a_payment_may_be_a_part_of_it_or_not() -> None:
    headings = ("Client", "TTC", "Acompte", "Règlement")
    rows = (("Alpha", 100, 10, "20,50"), ("Bêta", 50, 30, None))
    reading = table(headings, *rows)
    (question,) = reading.questions
    assert (question.code, question.choices[-1].value) == ("choose_paid_amount", "+")
    both = table(headings, *rows, answers={"choose_paid_amount": "+"})
    assert both.invoices["open_amount"].to_list() == [Decimal("69.5"), Decimal(20)]
    one = table(headings, *rows, answers={"choose_paid_amount": "Règlement"})
    assert one.invoices["open_amount"].to_list() == [Decimal("79.5"), Decimal(50)]


def test_a_payment_that_cannot_be_read_leaves_its_row_out() -> None:
    reading = table(("Client", "TTC", "Acompte 1", "Acompte 2"), ("Alpha", 100, 10, "abc"))
    assert reading.invoices.height == 0
    assert reading.issues["column"].to_list() == ["Acompte 2"]


@pytest.mark.parametrize(
    ("labels", "name"),
    [
        (("Alpha SARL", "Bêta et fils", "Alpha SARL"), "Alpha SARL"),
        (("Facture janvier", "Facture janvier", "Solde"), None),
        (("Alpha SARL", "Bêta et fils", "Gamma"), None),
    ],
)
def test_a_label_is_the_name_of_the_client_only_when_it_follows_the_code(
    labels: tuple[str, str, str], name: str | None
) -> None:
    rows = [(code, label, 1) for code, label in zip(("C1", "C2", "C1"), labels, strict=True)]
    reading = table(("Compte", "Libellé", "TTC"), *rows)
    assert meaning(reading)["Libellé"] == ("client_name" if name else "description")


def test_beside_the_company_of_the_client_its_name_is_that_of_a_person() -> None:
    rows = (("Rachid Samar", "TechCorp SAS", 45000), ("Paule Kerzo", "Digital Nord", 128500))
    reading = table(("client_name", "client_company", "TTC"), *rows)
    assert meaning(reading)["client_company"] == "client_name"
    assert meaning(reading)["client_name"] == "contact_name"
    own = table(
        ("Client", "Société", "TTC"), ("Alpha", "Notre SARL", 10), ("Bêta", "Notre SARL", 20)
    )
    assert meaning(own)["Client"] == "client_name"
