"""Sales and purchases, invoices and credits told apart by a column: what is owed to us remains."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from relance_core.intake import Reading, read_file
from tests.intake.spreadsheets import HEADINGS, TODAY, asked, codes, read_text, text


@pytest.mark.parametrize(
    ("sold", "bought"),
    [("Vente", "Achat"), ("Client", "Fournisseur"), ("ACCREC", "ACCPAY"), ("Émise", "Reçue")],
)
def test_what_the_firm_bought_is_left_out_for_that_reason(sold: str, bought: str) -> None:
    rows = [
        ["N° facture", "Tiers", "Date", "Échéance", "Montant TTC", "Sens"],
        ["F1", "Alpha", "13/10/2025", "13/11/2025", "100,00", sold],
        ["F2", "EDF", "14/10/2025", "14/11/2025", "200,00", bought],
        ["F3", "Cap", "15/10/2025", "15/11/2025", "50,00", sold],
    ]
    reading = read_file(text(rows), "x.csv", today=TODAY)
    assert reading.invoices["number"].to_list() == ["F1", "F3"]
    assert codes(reading) == ["payable"]
    assert "que vous devez" in reading.issues["message"][0]


@pytest.mark.parametrize("nothing", ["", "0.00"])
def test_a_credit_in_a_column_of_its_own_is_deducted(nothing: str) -> None:
    rows = [
        ["Client", "Invoice No", "Invoice Date", "Due Date", "Invoice Amount", "Credit Amount"],
        ["Alpha", "F1", "2025-10-13", "2025-11-13", "1000.00", ""],
        ["Alpha", "C1", "2025-10-20", "2025-10-20", nothing, "300.00"],
        ["Cap", "F3", "2025-10-15", "2025-11-15", "90.00", ""],
    ]
    reading = read_file(text(rows, ","), "x.csv", today=TODAY)
    assert reading.invoices.select("number", "kind", "open_amount").rows() == [
        ("F1", "invoice", Decimal(1000)),
        ("C1", "credit_note", Decimal(300)),
        ("F3", "invoice", Decimal(90)),
    ]
    assert (asked(reading), codes(reading)) == ([], [])


DATES = ("13/01/2026", "13/02/2026")


def sided(*cells: str, **given: Any) -> Reading:
    rows = [(f"F{at}", "Alpha", *DATES, "100,00", cell) for at, cell in enumerate(cells, 1)]
    return read_text(*rows, headings=(*HEADINGS, "Sens"), **given)


def test_the_letter_of_sales_alone_is_no_doubt() -> None:
    reading = sided("V", "V")
    assert not reading.questions
    assert codes(reading) == []


def test_the_other_letter_is_asked_about_once() -> None:
    assert asked(sided("V", "A", "A")) == ["side_letter"]
    bought = sided("V", "A", answers={"side_letter": "purchases"})
    assert bought.invoices["number"].to_list() == ["F1"]
    credited = sided("V", "A", answers={"side_letter": "credit_notes"})
    assert credited.invoices["kind"].to_list() == ["invoice", "credit_note"]
