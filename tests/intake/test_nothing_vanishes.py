"""Every row ends imported, joined to another, or left out with its reason; amounts add up."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from relance_core.intake import Reading, read_file
from tests.intake.spreadsheets import HEADINGS, TODAY, asked, codes, euros, one, read_text, text

DATES = ("13/01/2026", "13/02/2026")


def plain(number: str, amount: str = "100,00", client: str = "Dupont") -> tuple[str, ...]:
    """A row of an invoice in good order."""
    return (number, client, *DATES, amount)


def rows_told(reading: Reading) -> set[int]:
    """The rows that were imported, or that an issue names."""
    imported = {row for rows in reading.invoices["rows"].to_list() for row in rows}
    return imported | set(reading.issues["row"].drop_nulls())


@pytest.mark.parametrize(
    "nothing",
    [
        "",
        "-",
        "--",
        "0001-01-01",
        "00/00/0000",
        "0000-00-00",
        "01/01/1900",
        "31/12/9999",
        "N/A",
        "__/__/____",
        "  /  /    ",
        "néant",
        "null",
        "0",
    ],
)
def test_a_lone_due_date_written_as_nothing_is_told_and_its_row_left_out(nothing: str) -> None:
    reading = read_text(plain("F1"), plain("F2"), ("F3", "Dupont", DATES[0], nothing, "70,00"))
    assert codes(reading) == ["missing_due_date"]
    assert rows_told(reading) == {2, 3, 4}
    assert reading.left_out == {("Dupont", "F3")}
    assert reading.column_totals[0].left_out == euros("70")


@pytest.mark.parametrize("nothing", ["0001-01-01", "-", "00/00/0000", ""])
def test_several_due_dates_written_as_nothing_are_asked_once(nothing: str) -> None:
    bare = [(f"F{at}", "Dupont", DATES[0], nothing, "70,00") for at in range(3)]
    reading = read_text(plain("F9"), *bare)
    assert asked(reading) == ["missing_due_date"]
    answered = read_text(plain("F9"), *bare, answers={"missing_due_date": "30"})
    assert dict(answered.invoices.select("number", "due_calculated").iter_rows()) == {
        "F9": False,
        **{f"F{at}": True for at in range(3)},
    }
    aside = read_text(plain("F9"), *bare, answers={"missing_due_date": "leave_out"})
    assert codes(aside) == ["missing_due_date"] * 3
    assert not aside.questions


@pytest.mark.parametrize("due", ["-", "0001-01-01", "plus tard", ""])
@pytest.mark.parametrize("issued", ["13/01/2026", "", "-"])
def test_a_credit_note_does_without_its_dates(due: str, issued: str) -> None:
    reading = read_text(plain("F1"), ("A1", "Dupont", issued, due, "-40,00"))
    credit = reading.invoices.filter(kind="credit_note").row(0, named=True)
    assert credit["open_amount"] == euros("40")
    assert codes(reading, "left_out") == []
    assert credit["due_calculated"] is True


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        ("-", "missing_amount"),
        ("", "missing_amount"),
        ("—", "missing_amount"),
        (" -   € ", "missing_amount"),
        ("N/A", "unreadable_amount"),
    ],
)
def test_an_amount_written_as_nothing_is_told(amount: str, code: str) -> None:
    reading = read_text(plain("F1"), plain("F2", amount))
    assert codes(reading) == [code]
    assert rows_told(reading) == {2, 3}


def test_a_dash_in_the_balance_is_zero_as_accountants_write_it() -> None:
    headings = (*HEADINGS, "Reste dû")
    reading = read_text(
        (*plain("F1"), " -   € "), (*plain("F2"), "60,00"), (*plain("F3"), ""), headings=headings
    )
    assert reading.invoices["open_amount"].to_list() == [euros("0"), euros("60"), euros("100")]
    assert codes(reading) == ["blank_balance"]


def test_empty_cells_of_the_balance_are_asked_about_once() -> None:
    headings = (*HEADINGS, "Reste dû")
    rows = [(*plain("F1"), "60,00"), (*plain("F2"), ""), (*plain("F3"), "")]

    def due(answer: str) -> list[Decimal]:
        reading = read_text(*rows, headings=headings, answers={"blank_balance": answer})
        assert not reading.questions
        return reading.invoices["open_amount"].to_list()

    assert asked(read_text(*rows, headings=headings)) == ["blank_balance"]
    assert due("due") == [euros("60"), euros("100"), euros("100")]
    assert due("settled") == [euros("60"), euros("0"), euros("0")]
    assert due("rows") == [euros("60"), euros("100"), euros("100")]


@pytest.mark.parametrize(
    ("heading", "cell", "due"),
    [
        ("Réglé", "40,00", "60"),
        ("Statut", "Envoyée", "100"),
        ("Statut", "Payée", "0"),
        ("Date de paiement", "01/03/2026", "0"),
    ],
)
def test_an_empty_balance_is_no_question_where_another_cell_tells(
    heading: str, cell: str, due: str
) -> None:
    headings = (*HEADINGS, "Reste dû", heading)
    other = {"Réglé": "40,00", "Statut": "Envoyée"}.get(heading, "")
    rows = [(*plain("F1"), "60,00", other), *((*plain(f"F{at}"), "", cell) for at in (2, 3))]
    reading = read_text(*rows, headings=headings)
    assert not reading.questions
    assert reading.invoices["open_amount"].to_list() == [euros("60"), euros(due), euros(due)]


@pytest.mark.parametrize(
    "lost",
    [
        ("A1", "Dupont", *DATES, "-4x,00"),
        ("A1", "Dupont", *DATES, "(quarante)"),
        ("A1", "Dupont", *DATES, "40,00 x-"),
    ],
)
def test_a_credit_that_could_not_be_read_holds_back_the_clients_other_invoices(
    lost: tuple[str, ...],
) -> None:
    reading = read_text(plain("F1"), plain("F2", client="Durand"), lost)
    held = dict(reading.invoices.select("number", "decision").iter_rows())
    assert "ligne 4" in (held["F1"] or "")
    assert held["F2"] is None


def test_a_draft_credit_note_holds_nothing_back() -> None:
    headings = (*HEADINGS, "Statut")
    reading = read_text(
        (*plain("F1"), "Envoyée"), (*plain("A1", "-40,00"), "Brouillon"), headings=headings
    )
    assert one(reading)["decision"] is None


def test_what_was_imported_and_left_out_adds_up_to_the_file() -> None:
    reading = read_text(
        plain("F1", "100,00"),
        plain("F2", "50,00"),
        plain("F2", "50,00"),
        plain("", "30,00"),
        plain("A1", "-20,00"),
        ("", "TOTAL", "", "", "210,00"),
    )
    (total,) = reading.column_totals
    assert (total.read, total.left_out) == (euros("130"), euros("80"))
    assert (total.total, total.stated) == (euros("210"), Decimal(210))
    assert reading.stated_total == Decimal(210)


def test_the_total_of_each_currency_is_its_own_and_a_stated_one_then_says_nothing() -> None:
    headings = (*HEADINGS, "Devise")
    reading = read_text(
        (*plain("F1", "100,00"), "EUR"),
        (*plain("F2", "30,00"), "USD"),
        ("", "TOTAL", "", "", "130,00", ""),
        headings=headings,
    )
    assert {one.currency: one.read for one in reading.column_totals} == {
        "EUR": euros("100"),
        "USD": euros("30"),
    }
    assert reading.stated_total is None


@pytest.mark.parametrize(
    ("line", "stated"),
    [
        ("Total général", "150"),
        ("TOTAL TTC", "150"),
        ("Total des factures au 15/09/2026", "150"),
        ("Total Dupont", None),
    ],
)
def test_the_total_of_a_client_is_not_that_of_the_list(line: str, stated: str | None) -> None:
    reading = read_text(plain("F1"), plain("F2", "50,00"), ("", line, "", "", "150,00"))
    assert reading.stated_total == (Decimal(stated) if stated else None)


def test_the_total_below_the_last_group_is_that_of_the_list() -> None:
    rows = [
        ["Pièce", "Date", "Échéance", "Montant"],
        ["Alpha SARL", "", "", ""],
        ["F-1", "13/01/2026", "13/02/2026", "100,00"],
        ["F-2", "14/01/2026", "14/02/2026", "50,00"],
        ["Total Alpha SARL", "", "", "150,00"],
        ["Bêta", "", "", ""],
        ["F-3", "15/01/2026", "15/02/2026", "70,00"],
        ["Total Bêta", "", "", "70,00"],
        ["TOTAL", "", "", "220,00"],
    ]
    reading = read_file(text(rows), "echeancier.csv", today=TODAY)
    assert (reading.invoices.height, reading.stated_total) == (3, Decimal(220))


KINDS: dict[str, dict[str, Any]] = {
    "spaces": {"number": "   "},
    "no client": {"client": "-"},
    "no number": {"number": ""},
    "amount in words": {"amount": "cent euros"},
    "no such day": {"due": "31/02/2026"},
    "no date": {"due": "-", "issued": ""},
}


@pytest.mark.parametrize("kind", KINDS)
def test_no_row_goes_unsaid(kind: str) -> None:
    row = {"number": "X", "client": "Dupont", "issued": DATES[0], "due": DATES[1], "amount": "9,00"}
    row |= KINDS[kind]
    odd = tuple(row[name] for name in ("number", "client", "issued", "due", "amount"))
    reading = read_text(plain("F1"), odd, plain("F2"))
    assert rows_told(reading) == {2, 3, 4}
