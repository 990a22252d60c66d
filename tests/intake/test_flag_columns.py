"""Columns whose heading is a state, with a cross, a yes or a date on the rows that are in it."""

from __future__ import annotations

from typing import Any

import pytest

from relance_core.intake import Reading
from tests.intake.spreadsheets import HEADINGS, asked, codes, read_text

DATES = ("13/01/2026", "13/02/2026")


def read(heading: str, *cells: str, **given: Any) -> Reading:
    """One invoice of 100 euros per cell of one more column."""
    rows = [(f"F{at}", f"Client {at}", *DATES, "100,00", cell) for at, cell in enumerate(cells, 1)]
    return read_text(*rows, headings=(*HEADINGS, heading), **given)


def due(reading: Reading) -> list[str]:
    """The invoices that are still due."""
    return reading.invoices.filter(reading.invoices["open_amount"] > 0)["number"].to_list()


@pytest.mark.parametrize("mark", ["X", "x", "oui", "O", "1", "VRAI", "✓", "12/02/2026", "Annulée"])
@pytest.mark.parametrize("heading", ["Annulée", "Annulé ?", "Facture annulée (O/N)", "Cancelled"])
def test_a_mark_under_cancelled_leaves_the_invoice_out(heading: str, mark: str) -> None:
    reading = read(heading, mark, "", mark, "")
    assert codes(reading) == ["cancelled", "cancelled"]
    assert due(reading) == ["F2", "F4"]


@pytest.mark.parametrize("mark", ["non", "N", "0", "FAUX", "-", ""])
def test_no_mark_under_cancelled_changes_nothing(mark: str) -> None:
    reading = read("Annulée", "X", mark, mark)
    assert due(reading) == ["F2", "F3"]


def test_a_mark_that_says_neither_is_to_be_decided() -> None:
    assert codes(read("Annulée", "voir Paul", "X", "")) == ["unclear_mark", "cancelled"]


@pytest.mark.parametrize("heading", ["Brouillon", "Draft", "Proforma"])
def test_a_mark_under_draft_leaves_the_invoice_out(heading: str) -> None:
    assert codes(read(heading, "X", "", "")) == ["draft"]


@pytest.mark.parametrize("heading", ["Contentieux", "Huissier", "Procédure collective"])
@pytest.mark.parametrize("mark", ["X", "oui", "12/02/2026", "Me Durand"])
def test_a_file_in_other_hands_is_to_be_decided(heading: str, mark: str) -> None:
    reading = read(heading, mark, "", "non")
    assert codes(reading) == ["legal_status"]
    assert reading.invoices["decision"].is_not_null().to_list() == [True, False, False]


@pytest.mark.parametrize(
    "heading",
    [
        "Ne pas relancer",
        "Stop relance",
        "Exclure des relances",
        "Suspendue",
        "Promesse",
        "Plan de paiement",
        "Doublon",
        "Archivée",
    ],
)
@pytest.mark.parametrize("mark", ["X", "oui", "avant le 20/09", "accord de M. Paul"])
def test_what_is_not_to_be_reminded_is_held_back(heading: str, mark: str) -> None:
    reading = read(heading, mark, "", "non")
    assert codes(reading) == ["held_back"]
    assert heading in (reading.invoices["decision"][0] or "")


@pytest.mark.parametrize("heading", ["À relancer", "Relancer ?"])
def test_a_no_under_to_be_reminded_holds_back_too(heading: str) -> None:
    assert codes(read(heading, "oui", "non", "oui")) == ["held_back"]
    assert codes(read(heading, "X", "", "-")) == []


@pytest.mark.parametrize("heading", ["Pointé", "Pointage", "Rapproché", "Lettré"])
@pytest.mark.parametrize("mark", ["X", "oui", "1"])
def test_reconciled_invoices_are_asked_about_once(heading: str, mark: str) -> None:
    code = "lettered" if heading == "Lettré" else "reconciled"
    reading = read(heading, mark, mark, "non", "")
    assert asked(reading) == [code]
    assert heading in reading.questions[0].message
    assert due(read(heading, mark, mark, "non", "", answers={code: "settled"})) == ["F3", "F4"]
    kept = read(heading, mark, mark, "non", "", answers={code: "open"})
    assert due(kept) == ["F1", "F2", "F3", "F4"]


def test_a_balance_that_proves_it_needs_no_question() -> None:
    rows = [("F1", "A", *DATES, "100,00", "0,00", "X"), ("F2", "B", *DATES, "100,00", "9,00", "X")]
    reading = read_text(*rows, headings=(*HEADINGS, "Reste dû", "Pointé"))
    assert asked(reading) == []
    assert due(reading) == ["F2"]


@pytest.mark.parametrize("heading", ["Payée O/N", "Réglée (oui/non)", "Soldée ?", "Payé O / N"])
def test_a_heading_that_asks_for_a_yes_is_read_without_it(heading: str) -> None:
    assert due(read(heading, "O", "N", "", "O")) == ["F2", "F3"]


def test_two_marks_on_one_row_tell_it_once() -> None:
    rows = [("F1", "A", *DATES, "100,00", "X", "X"), ("F2", "B", *DATES, "100,00", "", "")]
    reading = read_text(*rows, headings=(*HEADINGS, "Annulée", "Brouillon"))
    assert codes(reading) == ["cancelled"]


@pytest.mark.parametrize("heading", ["Envoyée", "Validée", "Facturée ?", "Envoyé O/N"])
def test_an_invoice_said_not_to_be_sent_is_to_be_decided(heading: str) -> None:
    assert codes(read(heading, "oui", "non", "oui")) == ["not_issued"]
    assert codes(read(heading, "X", "", "X")) == []


@pytest.mark.parametrize("heading", ["Irrécouvrable", "Abandonnée", "Passée en perte"])
def test_what_is_given_up_is_left_out(heading: str) -> None:
    assert codes(read(heading, "X", "", "non")) == ["cancelled"]


@pytest.mark.parametrize("heading", ["Encaissée", "Remboursée", "Encaissé O/N"])
def test_more_words_for_paid_head_a_yes_or_a_no(heading: str) -> None:
    assert due(read(heading, "X", "", "non")) == ["F2", "F3"]


def test_a_promise_and_a_cross_not_to_remind_are_both_heard() -> None:
    rows = [("F1", "A", *DATES, "100,00", "X", ""), ("F2", "B", *DATES, "100,00", "", "20/03")]
    reading = read_text(*rows, headings=(*HEADINGS, "Ne pas relancer", "Promesse"))
    assert codes(reading) == ["held_back", "held_back"]


def test_a_day_beside_a_yes_under_paid_is_that_of_the_payment() -> None:
    assert due(read("Payée", "28/02/2026", "oui", "non", "")) == ["F3", "F4"]


@pytest.mark.parametrize(
    ("heading", "mark"),
    [
        ("Cédée", "X"),
        ("Affacturage", "Oui"),
        ("Cédée factor", "12/02/2026"),
        ("Factor", "BPI"),
        ("Mobilisée", "Financé"),
    ],
)
def test_an_invoice_sold_to_a_factor_is_held_back(heading: str, mark: str) -> None:
    reading = read(heading, mark, "", "Non financé")
    assert codes(reading) == ["factored"]
    assert reading.invoices["factored"].to_list() == [True, False, False]
    assert reading.invoices["factored_by"].to_list() == ["factored_flag", None, None]
    assert reading.invoices["decision"].null_count() == 3, "known: there is nothing to decide"


@pytest.mark.parametrize(
    ("heading", "mark"),
    [("Prélèvement", "X"), ("Prélèvement (SEPA)", "Oui"), ("LCR", "x"), ("Effet", "12/02/2026")],
)
def test_a_mark_under_direct_debit_collects_by_itself(heading: str, mark: str) -> None:
    reading = read(heading, mark, "non", "")
    assert reading.invoices["direct_debit"].to_list() == [True, False, False]


@pytest.mark.parametrize(
    "heading", ["Date promise", "Report échéance", "Échéance négociée", "Nouvelle échéance"]
)
def test_a_day_given_for_a_later_payment_holds_the_invoice_back(heading: str) -> None:
    assert codes(read(heading, "05/12/2026", "", "")) == ["held_back"]


@pytest.mark.parametrize("heading", ["St.", "OK", "P/NP"])
def test_short_marks_under_a_short_heading_are_asked_about(heading: str) -> None:
    assert asked(read(heading, "P", "NP", "P")) == ["status:p", "status:np"]


@pytest.mark.parametrize("heading", ["En attente", "On hold", "Mise en attente", "Blocage"])
@pytest.mark.parametrize("mark", ["LIT", "Litige", "LIT prix"])
def test_a_code_of_dispute_under_a_hold_is_a_dispute(heading: str, mark: str) -> None:
    reading = read(heading, mark, "ATT", "")
    assert codes(reading) == ["held_back"]
    assert reading.invoices["disputed_amount"].to_list() == [100, 0, 0]
    assert reading.invoices["decision"].is_not_null().to_list() == [False, True, False]


def test_amounts_under_on_hold_are_no_hold() -> None:
    reading = read("En attente", "100,00", "0,00", "100,00", "0,00")
    assert asked(reading) == ["unread_amount"]
