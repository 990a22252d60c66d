"""Codes, states and numbers that may say "credit note", "draft" or "paid", and are not guessed."""

from __future__ import annotations

from typing import Any

import pytest

from relance_core.intake import Reading
from relance_core.intake.headings import candidates
from relance_core.intake.issues import IssueList
from relance_core.intake.statuses import status_of
from relance_core.vocabulary import Severity
from tests.intake.spreadsheets import HEADINGS, asked, codes, read_text

DATES = ("13/01/2026", "13/02/2026")


def read(heading: str, *cells: str, amounts: tuple[str, ...] = (), **given: Any) -> Reading:
    """One row per cell of one more column, of 100 euros unless ``amounts`` says more."""
    rows = [
        (f"10{at}", f"Client {at}", *DATES, (amounts or ("100,00",) * 9)[at], cell)
        for at, cell in enumerate(cells)
    ]
    return read_text(*rows, headings=(*HEADINGS, heading), **given)


@pytest.mark.parametrize(("one", "other"), [("F", "A"), ("I", "C"), ("1", "2"), ("FC", "AC")])
@pytest.mark.parametrize("heading", ["Type", "Nature"])
def test_codes_of_documents_are_asked_about_once_each(heading: str, one: str, other: str) -> None:
    expected = [f"type:{one.lower()}", f"type:{other.lower()}"]
    assert asked(read(heading, one, one, other)) == expected
    told = dict(zip(expected, ("invoice", "credit_note"), strict=True))
    reading = read(heading, one, one, other, answers=told)
    assert not reading.questions
    assert reading.invoices["kind"].to_list() == ["invoice", "invoice", "credit_note"]


def test_codes_that_are_no_documents_are_left_aside_with_one_answer() -> None:
    reading = read("Type", "N", "S", "N", answers={"type:n": "ignored"})
    assert not reading.questions
    assert codes(reading) == []
    assert reading.invoices["kind"].to_list() == ["invoice"] * 3


def test_codes_left_to_be_decided_leave_no_row_undecided() -> None:
    reading = read("Type", "F", "A", answers={"type:f": "rows", "type:a": "rows"})
    assert codes(reading) == ["unknown_type", "unknown_type"]


def test_codes_that_the_signs_of_the_amounts_tell_apart_raise_no_question() -> None:
    reading = read("Type", "0", "2", "0", amounts=("100,00", "-40,00", "50,00"))
    assert asked(reading) == []
    assert reading.invoices["kind"].to_list() == ["invoice", "credit_note", "invoice"]


@pytest.mark.parametrize(("one", "other"), [("DR", "DG"), ("SI", "SC")])
def test_codes_of_well_known_programs_are_read(one: str, other: str) -> None:
    reading = read("Type", one, one, other)
    assert reading.invoices["kind"].to_list() == ["invoice", "invoice", "credit_note"]


@pytest.mark.parametrize("cell", ["Réglé ?", "Payée?", "annulée ?", "Avoir émis", "Avoir total"])
def test_a_state_that_is_itself_a_question_is_asked_about(cell: str) -> None:
    assert status_of(cell, "Statut") == "unknown"
    assert len(asked(read("Statut", cell, "À régler"))) == 1


def test_a_provisional_number_is_that_of_a_draft() -> None:
    rows = [("(PROV88)", "A", *DATES, "18,00"), ("F1", "B", *DATES, "20,00")]
    reading = read_text(*rows)
    assert codes(reading) == ["draft"]
    assert reading.invoices["number"].to_list() == ["F1"]


def test_a_heading_is_not_misspelt_into_one_of_another_meaning() -> None:
    assert candidates("Ligne description") == ()
    assert candidates("Date d'echeanse")[0][0] == "due_date"


STATES = (*HEADINGS, "Facture payée", "Statut facture")
CODED = [
    ("FA1", "A", *DATES, "100,00", "0", "1"),
    ("FA2", "B", *DATES, "200,00", "0", "0"),
    ("FA3", "C", *DATES, "300,00", "0", "3"),
    ("FA4", "D", *DATES, "400,00", "1", "2"),
]


def test_codes_of_a_second_column_of_states_are_asked_about_where_something_is_due() -> None:
    asked_of = {"status:statut facture 1", "status:statut facture 0", "status:statut facture 3"}
    assert set(asked(read_text(*CODED, headings=STATES))) == asked_of
    meant = dict(zip(sorted(asked_of), ("draft", "open", "cancelled"), strict=True))
    reading = read_text(*CODED, headings=STATES, answers=meant)
    assert not reading.questions
    assert reading.invoices.filter(reading.invoices["open_amount"] > 0)["number"].to_list() == [
        "FA1"
    ]
    assert reading.issues.select("column", "value").rows() == [
        ("Statut facture", "0"),
        ("Statut facture", "3"),
    ]


def test_a_day_of_a_spreadsheet_is_told_as_it_is_read() -> None:
    issues = IssueList("Feuille")
    issues.add_each([(2, "2026-12-14 00:00:00")], "x", Severity.WARNING, "« {value} »", None)
    assert issues.frame()["message"].to_list() == ["« 14/12/2026 »"]


def test_a_reminder_counted_in_the_status_is_no_question() -> None:
    assert status_of("Relancée 2 fois", "Statut") == "open"
    assert status_of("Payée en 2 fois", "Statut") == "unknown"


@pytest.mark.parametrize(
    "written", ["Relancée 2x", "relancé x2", "2 relances", "2x relancée", "Relancée 2 x le 12/10"]
)
def test_however_the_reminders_are_counted_they_are_known(written: str) -> None:
    rows = [("F1", "A", *DATES, "100,00", written)]
    reading = read_text(*rows, headings=(*HEADINGS, "Statut"))
    assert reading.questions == ()
    assert reading.invoices["reminder_level"].to_list() == [2]
    assert status_of("Payé 2x", "Statut") == "unknown"


def test_a_draft_is_told_by_the_cell_that_says_so() -> None:
    rows = [("F1", "A", *DATES, "100,00", "Non payées", "Brouillon")]
    reading = read_text(*rows, headings=(*HEADINGS, "Statut du paiement", "Statut"))
    assert reading.issues["value"].to_list() == ["Brouillon"]


@pytest.mark.parametrize("heading", ["Compensé", "Manque", "Montant en retard"])
def test_figures_that_run_from_nothing_to_the_amount_are_asked_about(heading: str) -> None:
    cells = ("0,00", "100,00", "20,00", "0,00")
    reading = read(heading, *cells)
    assert asked(reading) == ["unread_amount"]
    assert heading in reading.questions[0].message

    def due(answer: str) -> list[int]:
        told = read(heading, *cells, answers={"unread_amount": answer})
        assert not told.questions
        return [int(amount) for amount in told.invoices["open_amount"]]

    assert due(f"paid_amount={heading}") == [100, 0, 80, 100]
    assert due(f"balance={heading}") == [0, 100, 20, 0]
    assert due("neither") == [100, 100, 100, 100]


@pytest.mark.parametrize("heading", ["Retard", "Échu", "À relancer", "Lettré"])
def test_figures_under_a_word_of_another_meaning_are_asked_about(heading: str) -> None:
    cells = ("0,00", "100,00", "20,00", "0,00")
    assert "unread_amount" in asked(read(heading, *cells))
    told = read(heading, *cells, answers={"unread_amount": f"balance={heading}"})
    assert [int(due) for due in told.invoices["open_amount"]] == [0, 100, 20, 0]
    assert not told.questions


def test_several_such_columns_are_asked_about_together() -> None:
    rows = [
        ("FA1", "A", *DATES, "100,00", "0,00", "100,00"),
        ("FA2", "B", *DATES, "100,00", "100,00", "0,00"),
        ("FA3", "C", *DATES, "100,00", "20,00", "80,00"),
    ]
    headings = (*HEADINGS, "Colonne X", "Colonne Y")
    (question,) = read_text(*rows, headings=headings).questions
    assert [choice.value for choice in question.choices] == [
        "balance=Colonne X",
        "paid_amount=Colonne X",
        "balance=Colonne Y",
        "paid_amount=Colonne Y",
        "neither",
    ]
    told = read_text(*rows, headings=headings, answers={"unread_amount": "paid_amount=Colonne X"})
    assert [int(due) for due in told.invoices["open_amount"]] == [100, 0, 80]
    assert not told.questions


def test_figures_that_never_reach_the_amount_are_something_else() -> None:
    assert asked(read("Marge", "0,00", "30,00", "20,00", "45,00")) == []


def test_a_means_of_payment_on_some_rows_only_is_asked_about_once() -> None:
    cells = ("CB", "", "CHQ", "")
    assert asked(read("Règlement", *cells)) == ["means_told"]
    assert asked(read("Mode de règlement", *cells)) == []
    assert asked(read("Règlement", "CB", "VIR", "CHQ", "CB")) == []

    def due(answer: str) -> list[int]:
        told = read("Règlement", *cells, answers={"means_told": answer})
        return [int(amount) for amount in told.invoices["open_amount"]]

    assert due("settled") == [0, 100, 0, 100]
    assert due("open") == [100, 100, 100, 100]
    assert codes(read("Règlement", *cells, answers={"means_told": "rows"})) == ["means_told"] * 2


def test_the_number_of_a_cheque_raises_one_doubt() -> None:
    reading = read("Règlement", "CHQ 123456", "")
    assert codes(reading) == ["means_told"]
    assert reading.invoices["decision"].drop_nulls().len() == 1


@pytest.mark.parametrize("cell", ["viré", "Viré le 12/02", "payé par chèque", "CB le 12/02/2026"])
def test_words_of_a_payment_made_under_payment_settle_the_invoice(cell: str) -> None:
    assert [int(due) for due in read("Règlement", cell, "").invoices["open_amount"]] == [0, 100]


def test_amounts_without_tax_that_are_chosen_for_want_of_others_are_told() -> None:
    headings = (*HEADINGS[:4], "Montant HT")
    row = ("F1", "Dupont", *DATES, "100,00")
    reading = read_text(row, headings=headings, answers={"choose_amount": "Montant HT"})
    assert "« Montant HT » est hors taxes : la TVA n'est pas dans ce qui sera réclamé." in (
        reading.notes
    )


def test_a_column_that_tells_clients_from_suppliers_is_no_type_of_debtor() -> None:
    assert codes(read("Type tiers", "Client", "Client")) == []
    assert codes(read("Type tiers", "Client", "Zorglub")) == ["unknown_debtor_type"]


def test_a_yes_or_no_beside_the_status_is_no_code() -> None:
    rows = [
        ("FA1", "A", *DATES, "100,00", "Validée", "0"),
        ("FA2", "B", *DATES, "200,00", "Payée", "1"),
    ]
    assert asked(read_text(*rows, headings=(*HEADINGS, "Statut facture", "Facture payée"))) == []
