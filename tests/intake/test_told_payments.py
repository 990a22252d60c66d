"""Payments that a column of means tells: a day, a deposit, or a word that says paid."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from relance_core.intake import Reading
from tests.intake.spreadsheets import HEADINGS, asked, codes, one, read_text

ROW = ("F1", "Dupont", "13/01/2026", "13/02/2026", "100,00")


def read(heading: str, cell: str, **given: Any) -> Reading:
    """One invoice with this cell under this heading."""
    return read_text((*ROW, cell), headings=(*HEADINGS, heading), **given)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("VIR 15/02/2026", date(2026, 2, 15)),
        ("CHQ 123 du 15/02", date(2026, 2, 15)),
        ("payé le 15/02/2026", date(2026, 2, 15)),
        ("Virement reçu le 15 février 2026", date(2026, 2, 15)),
        ("CB 15.02.2026", date(2026, 2, 15)),
    ],
)
@pytest.mark.parametrize("heading", ["Paiement", "Règlement", "Mode de règlement", "Réglé"])
def test_a_means_with_a_day_past_says_paid_on_that_day(heading: str, cell: str, day: date) -> None:
    found = one(read(heading, cell))
    assert (found["open_amount"], found["paid_date"]) == (0, day)


@pytest.mark.parametrize(
    "cell",
    [
        "Virement",
        "VIR 30 jours",
        "VIR 30/04/2026",
        "LCR 15/02/2026",
        "Prélèvement 15/02/2026",
        "Chèque",
        "VIR fin de mois",
    ],
)
def test_a_means_alone_or_a_day_to_come_pays_nothing(cell: str) -> None:
    found = one(read("Paiement", cell))
    assert (found["open_amount"], found["paid_date"]) == (100, None)


@pytest.mark.parametrize(
    "cell", ["virement prévu le 15/02", "chèque annoncé", "CHQ reçu", "CHQ 123"]
)
def test_a_payment_announced_is_to_be_decided(cell: str) -> None:
    found = one(read("Paiement", cell))
    assert found["open_amount"] == 100
    assert found["decision"] is not None


@pytest.mark.parametrize(
    ("cell", "rest"),
    [
        ("acompte 30 €", "70"),
        ("acompte de 30,50 € le 15/02/2026", "69.50"),
        ("Acompte 30", "70"),
        ("versement 1 000 €", "0"),
    ],
)
def test_a_deposit_told_with_its_amount_is_deducted(cell: str, rest: str) -> None:
    assert one(read("Paiement", cell))["open_amount"] == Decimal(rest)


def test_a_deposit_without_its_amount_is_to_be_decided() -> None:
    assert "unknown_remainder" in codes(read("Paiement", "acompte reçu"))


def test_payments_told_beside_whole_balances_are_asked_about_once() -> None:
    headings = (*HEADINGS, "Reste dû", "Paiement")
    rows = [
        (f"F{at}", "Dupont", "13/01/2026", "13/02/2026", "100,00", "100,00", "VIR 15/02/2026")
        for at in range(2)
    ]
    rows.append(("F3", "Dupont", "13/01/2026", "13/02/2026", "100,00", "60,00", "VIR 15/02/2026"))
    reading = read_text(*rows, headings=headings)
    assert asked(reading) == ["told_paid"]
    settled = read_text(*rows, headings=headings, answers={"told_paid": "settled"})
    assert settled.invoices["open_amount"].to_list() == [0, 0, 60]
    kept = read_text(*rows, headings=headings, answers={"told_paid": "open"})
    assert kept.invoices["open_amount"].to_list() == [100, 100, 60]
    assert codes(kept) == []


def test_a_payment_before_its_invoice_is_to_be_decided() -> None:
    assert codes(read("Paiement", "VIR 15/12/2025")) == ["paid_before_issue"]


def test_the_day_on_which_each_falls_due_is_no_payment() -> None:
    rows = [
        (f"F{at}", "Dupont", "13/01/2026", f"1{at}/02/2026", "100,00", f"VIR 1{at}/02/2026")
        for at in range(4)
    ]
    reading = read_text(*rows, headings=(*HEADINGS, "Règlement"))
    assert reading.invoices["open_amount"].to_list() == [100] * 4


@pytest.mark.parametrize("heading", ["Paiement", "Règlement", "Payé", "Réglée"])
def test_plain_dates_under_a_word_for_paid_are_days_of_payment(heading: str) -> None:
    found = one(read(heading, "15/02/2026"))
    assert (found["open_amount"], found["paid_date"]) == (0, date(2026, 2, 15))
