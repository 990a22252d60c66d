"""Instalments side by side on the row of their invoice are each followed at their date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from relance_core.intake import Reading, read_file
from relance_core.intake.instalment_headings import heads_instalments
from tests.intake.spreadsheets import TODAY, asked, codes, euros, text

WHOLE = ("Client", "N° facture", "Date facture", "Montant TTC")
F1 = ("Alpha", "F-1", "13/01/2026", "1200,00")
TWO = ("Échéance 1", "Montant 1", "Échéance 2", "Montant 2")
PAIR = ("13/02/2026", "700,00", "13/03/2026", "500,00")
NONE_PAID = {"instalments_paid": "none"}


def read(headings: Sequence[str], *rows: Sequence[str], **given: Any) -> Reading:
    """The reading of a text with these headings."""
    return read_file(text([headings, *rows]), "f.csv", today=TODAY, **given)


def parts(reading: Reading) -> list[tuple[str, date, Decimal, Decimal]]:
    """Number, due date, amount and rest of each instalment."""
    return reading.invoices.select("number", "due_date", "amount", "open_amount").rows()


FIRST, SECOND = date(2026, 2, 13), date(2026, 3, 13)


@pytest.mark.parametrize(
    "headings",
    [
        TWO,
        ("Date éch. 1", "Mt éch. 1", "Date éch. 2", "Mt éch. 2"),
        ("1re échéance", "Montant 1re échéance", "2e échéance", "Montant 2e échéance"),
        ("Date 1ère échéance", "1ère échéance", "Date 2ème échéance", "2ème échéance"),
        ("Échéance n°1", "Montant n°1", "Échéance n°2", "Montant n°2"),
        ("Due date 1", "Amount 1", "Due date 2", "Amount 2"),
        ("Échéance 1", "Montant", "Échéance 2", "Montant"),
        ("Échéance", "Montant", "Échéance", "Montant"),
        ("Échéance acompte", "Acompte à la commande", "Échéance solde", "Solde"),
    ],
)
def test_each_pair_of_a_date_and_an_amount_is_an_instalment(headings: Sequence[str]) -> None:
    reading = read((*WHOLE, *headings), (*F1, *PAIR), answers=NONE_PAID)
    assert parts(reading) == [
        ("F-1", FIRST, euros("700"), euros("700")),
        ("F-1", SECOND, euros("500"), euros("500")),
    ]
    assert reading.shape.shape == "instalments"
    assert not asked(reading)
    assert codes(reading) == []


def test_what_is_paid_is_asked_once_where_nothing_says_it() -> None:
    rows = [(*F1, *PAIR), ("Bêta", "F-2", "13/01/2026", "1200,00", *PAIR)]
    assert asked(read((*WHOLE, *TWO), *rows)) == ["instalments_paid"]
    held = read((*WHOLE, *TWO), *rows, answers={"instalments_paid": "rows"})
    assert held.invoices["decision"].null_count() == 0


def test_an_invoice_due_at_once_uses_the_first_pair_alone() -> None:
    alone = ("Bêta", "F-2", "13/01/2026", "300,00", "13/02/2026", "300,00", "", "")
    short = ("Bêta", "F-3", "13/01/2026", "400,00", "13/02/2026", "", "", "")
    reading = read((*WHOLE, *TWO), alone, short)
    assert [amount for *_, amount in parts(reading)] == [euros("300"), euros("400")]
    assert reading.invoices["instalment"].to_list() == [None, None]


@pytest.mark.parametrize(
    ("heading", "first", "second"),
    [
        ("Payé {}", "700,00", ""),
        ("Échéance {} payée", "oui", "non"),
        ("Payé le {}", "20/02/2026", ""),
        ("Reste {}", "0,00", "500,00"),
    ],
)
def test_a_column_beside_each_pair_says_what_is_paid(heading: str, first: str, second: str) -> None:
    headings = (*WHOLE, *TWO[:2], heading.format(1), *TWO[2:], heading.format(2))
    reading = read(headings, (*F1, *PAIR[:2], first, *PAIR[2:], second))
    assert reading.invoices["open_amount"].to_list() == [euros("0"), euros("500")]
    assert reading.invoices["amount"].to_list() == [euros("700"), euros("500")]
    assert not asked(reading)


@pytest.mark.parametrize(
    ("heading", "said", "due", "held"),
    [
        ("Solde", "1200,00", ("700", "500"), False),
        ("Solde", "500,00", ("0", "500"), False),
        ("Solde", "0,00", ("0", "0"), False),
        ("Réglé", "700,00", ("0", "500"), False),
        ("Réglé", "300,00", ("400", "500"), True),
        ("Solde", "1300,00", ("700", "500"), True),
    ],
)
def test_what_the_invoice_still_owes_is_counted_on_its_last_instalments(
    heading: str, said: str, due: Sequence[str], held: bool
) -> None:
    reading = read((*WHOLE, heading, *TWO), (*F1, said, *PAIR))
    assert reading.invoices["open_amount"].to_list() == [euros(one) for one in due]
    assert (reading.invoices["decision"].null_count() == 0) is held
    assert not asked(reading)


def test_instalments_that_do_not_make_the_invoice_are_to_be_decided() -> None:
    row = (*F1[:3], "1250,00", *PAIR)
    reading = read((*WHOLE, *TWO), row, answers=NONE_PAID)
    assert codes(reading, "decision") == ["instalments_contradict"]
    assert reading.invoices["decision"].null_count() == 0


def test_an_instalment_that_cannot_be_read_leaves_its_whole_invoice_out_and_is_named() -> None:
    bad = (*F1, *PAIR[:3], "cinq cents")
    reading = read((*WHOLE, *TWO), bad, ("Bêta", "F-2", *F1[2:], *PAIR), answers=NONE_PAID)
    assert set(reading.invoices["number"]) == {"F-2"}
    assert reading.issues.select("row", "column", "code").rows() == [
        (2, "Montant 2", "unreadable_amount")
    ]


def test_a_list_without_the_amount_of_the_invoice_has_that_of_its_instalments() -> None:
    total = ("TOTAL", "", "", "", "700,00", "", "500,00")
    reading = read((*WHOLE[:3], *TWO), (*F1[:3], *PAIR), total, answers=NONE_PAID)
    assert reading.invoices["amount"].to_list() == [euros("700"), euros("500")]
    assert reading.stated_total is None


def test_the_total_of_the_file_is_still_that_of_its_own_column() -> None:
    total = ("TOTAL", "", "", "1200,00", "", "700,00", "", "500,00")
    reading = read((*WHOLE, *TWO), (*F1, *PAIR), total, answers=NONE_PAID)
    assert (reading.stated_total, reading.column_totals[0].read) == (euros("1200"), euros("1200"))


def test_pairs_named_on_two_lines_are_understood() -> None:
    above = (*WHOLE, "Échéance 1", "", "Échéance 2", "")
    below = ("", "", "", "", "Date", "Montant", "Date", "Montant")
    reading = read(above, below, (*F1, *PAIR), answers=NONE_PAID)
    assert [due for _, due, *_ in parts(reading)] == [FIRST, SECOND]


@pytest.mark.parametrize("day", ["13/02/2026", "à réception"])
def test_two_instalments_of_one_day_are_two(day: str) -> None:
    row = (*F1, day, "600,00", day, "600,00")
    other = ("Bêta", "F-2", *F1[2:], *PAIR)
    reading = read((*WHOLE, *TWO), row, other, answers=NONE_PAID)
    first = reading.invoices.filter(number="F-1")
    assert first["open_amount"].to_list() == [euros("600"), euros("600")]
    assert first["instalment"].n_unique() == 2


def test_a_due_date_chosen_by_hand_is_that_of_the_whole_invoice() -> None:
    reading = read((*WHOLE, *TWO), (*F1, *PAIR), mapping={"due_date": "Échéance 2"})
    assert parts(reading) == [("F-1", SECOND, euros("1200"), euros("1200"))]


def test_a_remembered_reading_does_not_fold_the_instalments_again() -> None:
    mapping = {"due_date": "Échéance 1", "amount": "Montant TTC", "client_name": "Client"}
    reading = read((*WHOLE, *TWO), (*F1, *PAIR), mapping=mapping, answers=NONE_PAID)
    assert reading.invoices.height == 2


def test_payments_numbered_side_by_side_are_no_instalments() -> None:
    assert not heads_instalments(("Date règlement 1", "Règlement 1", "Date règlement 2"))
    assert not heads_instalments(("Échéance", "Montant TTC", "Règlement 1", "Règlement 2"))
    headings = (*WHOLE, "Échéance", "Règlement 1", "Règlement 2")
    reading = read(headings, (*F1, "13/02/2026", "700,00", "500,00"))
    assert reading.shape.shape == "invoices"


DATED = ("Date 1", "Montant 1", "Date 2", "Montant 2")


@pytest.mark.parametrize("beside", [(), ("Échéance",)])
def test_numbered_dates_that_say_no_more_are_asked_about(beside: Sequence[str]) -> None:
    headings = (*WHOLE, *beside, *DATED)
    row = (*F1, *["13/04/2026"][: len(beside)], "13/02/2026", "700,00", "13/03/2026", "400,00")
    assert "numbered_pairs" in asked(read(headings, row))
    answers = {"numbered_pairs": "payments", "missing_due_date": "30"}
    paid = read(headings, row, answers=answers)
    assert (paid.invoices["open_amount"].to_list(), asked(paid)) == ([euros("100")], [])
    answers = {"numbered_pairs": "neither", "missing_due_date": "30"}
    assert read(headings, row, answers=answers).invoices["open_amount"].to_list() == [euros("1200")]
    due = read(headings, row, answers={"numbered_pairs": "instalments", **NONE_PAID})
    assert due.invoices["open_amount"].to_list() == [euros("700"), euros("400")]
    assert codes(due, "decision") == ["instalments_contradict"]


@pytest.mark.parametrize("nil", ["-", "0,00", "0"])
def test_a_nil_instalment_is_none(nil: str) -> None:
    row = (*F1, "13/02/2026", nil, "13/03/2026", "1200,00")
    other = ("Bêta", "F-2", *F1[2:], *PAIR)
    reading = read((*WHOLE, *TWO), row, other, answers=NONE_PAID)
    first = reading.invoices.filter(number="F-1")
    assert first.select("due_date", "open_amount").rows() == [(SECOND, euros("1200"))]
