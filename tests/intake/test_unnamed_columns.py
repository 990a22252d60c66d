"""What somebody wrote beside the table, or instead of a figure, is not dropped in silence."""

from __future__ import annotations

import pytest

from relance_core.intake import Reading, read_file
from tests.intake.spreadsheets import HEADINGS, TODAY, asked, codes, read_text, workbook

DATES = ("13/01/2026", "13/02/2026")


def read(heading: str, *cells: str, **given: dict[str, str]) -> Reading:
    rows = [(f"F{at}", f"Client {at}", *DATES, "100,00", cell) for at, cell in enumerate(cells)]
    return read_text(*rows, headings=(*HEADINGS, heading), **given)


def due(reading: Reading) -> list[int]:
    return [int(amount) for amount in reading.invoices["open_amount"]]


def test_states_in_a_column_without_a_heading_are_read() -> None:
    assert due(read("", "réglé", "", "payée le 12/02")) == [0, 100, 0]


def test_remarks_in_a_column_without_a_heading_are_read() -> None:
    reading = read("", "promis pour vendredi", "", "voir avec Jean")
    assert codes(reading) == ["telling_remark"]


def test_states_under_a_heading_that_says_nothing_are_asked_about() -> None:
    cells = ("réglé", "", "en retard")
    assert asked(read("Zorglub", *cells)) == ["unread_words"]
    told = read("Zorglub", *cells, answers={"unread_words": "status=Zorglub"})
    assert (asked(told), due(told)) == ([], [0, 100, 100])
    other = read("Zorglub", *cells, answers={"unread_words": "neither"})
    assert (asked(other), due(other)) == ([], [100, 100, 100])


def test_crosses_under_such_a_heading_are_asked_about_where_nothing_tells_what_was_paid() -> None:
    assert asked(read("R", "x", "", "x")) == ["unread_words"]
    assert asked(read("R", "x", "", "x", answers={"unread_words": "status=R"})) == ["status:x"]
    answers = {"unread_words": "status=R", "status:x": "paid"}
    assert due(read("R", "x", "", "x", answers=answers)) == [0, 100, 0]


@pytest.mark.parametrize("heading", ["Chantier", "Vendeur"])
def test_words_of_another_kind_are_left_alone(heading: str) -> None:
    assert asked(read(heading, "Réfection", "Toiture", "")) == []


def test_a_word_of_payment_in_the_balance_says_that_nothing_is_left() -> None:
    reading = read("Reste dû", "soldé", "100,00", "Payé")
    assert (due(reading), codes(reading)) == ([0, 100, 0], [])


@pytest.mark.parametrize("heading", ["N° avoir", "Avoir lié"])
def test_a_credit_note_named_beside_an_invoice_awaits_a_decision(heading: str) -> None:
    assert codes(read(heading, "AV-12", "", "")) == ["credit_reference"]


@pytest.mark.parametrize(
    ("title", "currency"),
    [
        ("Tenue de compte : CHF", "CHF"),
        ("Open invoices - all amounts in USD", "USD"),
        ("Montants exprimés en dirhams", "MAD"),
        ("Clients en Suisse et en Belgique", "EUR"),
        ("Devise : EUR", "EUR"),
    ],
)
def test_the_lines_over_the_table_may_say_the_currency(title: str, currency: str) -> None:
    invoices = (["F1", "Dupont", *DATES, 100], ["F2", "Durand", *DATES, 50])
    content = workbook([[title], [], list(HEADINGS), *invoices])
    reading = read_file(content, "suivi.xlsx", today=TODAY)
    assert reading.invoices["currency"].unique().to_list() == [currency]


@pytest.mark.parametrize("cell", ["12/10 CB", "reçu", "chèque Crédit Agricole"])
def test_words_where_the_day_of_payment_should_stand_await_a_decision(cell: str) -> None:
    assert codes(read("Date de règlement", "12/02/2026", "", cell), "decision") == [
        "unread_payment"
    ]


@pytest.mark.parametrize("cell", ["non", "en attente", "-", "0000-00-00"])
def test_words_that_say_unpaid_there_raise_no_doubt(cell: str) -> None:
    assert codes(read("Date de règlement", "12/02/2026", "", cell), "decision") == []


def test_a_figure_on_one_row_that_is_the_whole_amount_is_asked_about() -> None:
    assert asked(read("Compensation", "", "100,00", "")) == ["unread_amount"]
    assert asked(read("Trop perçu", "", "20,00", "")) == []


@pytest.mark.parametrize(
    ("heading", "cell", "code"),
    [
        ("Remplacée par", "F9", "unclear_mark"),
        ("Avocat", "Me Dupuis", "legal_status"),
        ("Virement annoncé le", "30/04/2026", "held_back"),
    ],
)
def test_what_a_heading_says_of_a_few_invoices_is_to_be_decided(
    heading: str, cell: str, code: str
) -> None:
    assert codes(read(heading, "", cell, ""), "decision") == [code]


def test_the_day_of_a_dispute_is_a_dispute() -> None:
    reading = read("Date du litige", "", "14/02/2026", "")
    assert [int(amount) for amount in reading.invoices["disputed_amount"]] == [0, 100, 0]


@pytest.mark.parametrize("heading", ["Impayé", "Impayée ?", "Non réglé"])
def test_rows_without_the_mark_of_the_unpaid_are_asked_about_once(heading: str) -> None:
    cells = ("x", "", "x", "")
    assert asked(read(heading, *cells)) == ["unmarked"]
    assert due(read(heading, *cells, answers={"unmarked": "settled"})) == [100, 0, 100, 0]
    assert due(read(heading, *cells, answers={"unmarked": "open"})) == [100] * 4
    each = read(heading, *cells, answers={"unmarked": "rows"})
    assert codes(each, "decision") == ["unmarked"] * 2


def test_amounts_under_such_a_heading_are_what_is_left() -> None:
    assert due(read("Impayé", "100,00", "0,00", "20,00")) == [100, 0, 20]


@pytest.mark.parametrize(
    ("heading", "dues"),
    [
        ("isPaid", [0, 100]),
        ("Non payée", [100, 0]),
        ("Payée", [0, 100]),
        ("isOpen", [100, 0]),
    ],
)
def test_yes_and_no_mean_what_their_heading_says(heading: str, dues: list[int]) -> None:
    assert due(read(heading, "true", "false")) == dues
