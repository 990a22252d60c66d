"""An amount without tax and its tax, or its rate, make the amount that is due, once agreed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from relance_core.intake import Reading, read_file
from relance_core.intake.reckoned_tax import tax_rate
from tests.intake.spreadsheets import TODAY, asked, codes, euros, text

HEAD = ("Client", "N° facture", "Date facture", "Échéance", "Montant HT")
F1 = ("Alpha", "F-1", "13/01/2026", "13/02/2026", "1000,00")
F2 = ("Bêta", "F-2", "13/01/2026", "13/02/2026", "33,33")
RECKON = {"reckoned_tax": "reckon"}


def read(headings: Sequence[str], *rows: Sequence[str], **given: Any) -> Reading:
    """The reading of a text with these columns behind the usual ones."""
    return read_file(text([(*HEAD, *headings), *rows]), "f.csv", today=TODAY, **given)


@pytest.mark.parametrize(
    ("heading", "rates"),
    [
        ("Taux TVA", ("20 %", "5,5 %")),
        ("TVA", ("20", "5,5")),
        ("Taux de TVA", ("20,00", "5,50")),
        ("VAT rate", ("0.2", "0.055")),
    ],
)
def test_a_rate_makes_the_amount_with_tax_to_the_cent(heading: str, rates: Sequence[str]) -> None:
    rows = ((*F1, rates[0]), (*F2, rates[1]))
    assert asked(read((heading,), *rows)) == ["reckoned_tax"]
    reading = read((heading,), *rows, answers=RECKON)
    assert reading.invoices["amount"].to_list() == [euros("1200"), euros("35.16")]
    assert any("calculé sur 2 lignes" in note for note in reading.notes)
    refused = read((heading,), *rows, answers={"reckoned_tax": "leave_out"})
    assert (refused.invoices.height, codes(refused, "left_out")) == (0, ["missing_amount"] * 2)


@pytest.mark.parametrize(
    ("heading", "taxes"), [("Montant TVA", ("200,00", "6,67")), ("Taux TVA", ("20 %", "20 %"))]
)
def test_an_amount_left_blank_on_some_rows_is_asked_about_once(
    heading: str, taxes: Sequence[str]
) -> None:
    headings = ("Montant TTC", heading)
    rows = ((*F1, "1200,00", taxes[0]), (*F2, "", taxes[1]))
    open_ = read(headings, *rows)
    assert asked(open_) == ["reckoned_tax"]
    assert "« Montant TTC » est vide sur 1 ligne" in open_.questions[0].message.replace("\xa0", " ")
    reading = read(headings, *rows, answers=RECKON)
    assert reading.invoices["open_amount"].to_list() == [euros("1200"), euros("40")]


def test_an_amount_without_tax_alone_is_left_out_for_its_true_reason() -> None:
    reading = read(("Montant TTC",), (*F1, "1200,00"), (*F2, ""))
    told = reading.issues.row(0, named=True)
    assert (told["code"], told["row"]) == ("missing_amount", 3)
    assert "hors taxes" in told["message"]


def test_a_row_with_a_balance_needs_no_amount() -> None:
    headings = ("Montant TTC", "Reste dû", "Montant TVA")
    reading = read(headings, (*F1, "1200,00", "1200,00", "200,00"), (*F2, "", "40,00", "6,67"))
    assert reading.invoices["open_amount"].to_list() == [euros("1200"), euros("40")]
    assert not asked(reading)


@pytest.mark.parametrize(
    ("cell", "rate"),
    [
        ("20 %", "0.2"),
        ("0.2", "0.2"),
        ("5,5", "0.055"),
        ("2.1%", "0.021"),
        ("0", "0"),
        ("17,3", None),
        ("x", None),
    ],
)
def test_a_rate_of_tax_is_read_with_its_sign_or_without(cell: str, rate: str | None) -> None:
    assert tax_rate(cell) == (None if rate is None else Decimal(rate))


def test_a_rate_makes_up_for_a_tax_that_is_not_written() -> None:
    headings = ("Montant TTC", "Montant TVA", "Taux TVA")
    rows = ((*F1, "1200,00", "200,00", "20 %"), (*F2, "", "", "20 %"))
    reading = read(headings, *rows, answers=RECKON)
    assert reading.invoices["amount"].to_list() == [euros("1200"), euros("40")]
