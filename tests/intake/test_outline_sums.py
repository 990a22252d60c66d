"""The sums of a report drawn as an outline: what they prove, and what is due below them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.intake.outline_reports import (
    AGES,
    ALPHA,
    DECO,
    END,
    HEAD,
    RIGHT,
    invoices,
    line,
    read,
    sums,
)
from tests.intake.spreadsheets import asked, codes


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
