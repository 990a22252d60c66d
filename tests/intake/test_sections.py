"""Titles and names of sheets that tell the state of the rows they head."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from relance_core.intake import Reading, read_file
from relance_core.intake.sections import state_of
from tests.intake.spreadsheets import HEADINGS, TODAY, asked, codes, workbook, workbook_of

DATES = ("13/01/2026", "13/02/2026")


def bill(at: int, *more: Any) -> tuple[Any, ...]:
    """An invoice of 100 euros."""
    return (f"F{at}", f"Client {at}", *DATES, 100, *more)


def read(*rows: tuple[Any, ...], headings: tuple[str, ...] = HEADINGS, **given: Any) -> Reading:
    """The reading of a sheet with these rows."""
    return read_file(workbook([headings, *rows]), "f.xlsx", today=TODAY, **given)


def open_amounts(reading: Reading) -> dict[str, Decimal]:
    """What is due of each invoice."""
    return dict(reading.invoices.select("number", "open_amount").iter_rows())


@pytest.mark.parametrize(
    ("title", "state"),
    [
        ("FACTURES RÉGLÉES", "paid"),
        ("PAYÉES", "paid"),
        ("Factures soldées au 31/08/2026", "paid"),
        ("Encaissées", "paid"),
        ("Soldées 2026", "paid"),
        ("Factures payées (12)", "paid"),
        ("Statut : Payée", "paid"),
        ("FACTURES SOLDEES", "paid"),
        ("Payées par virement", "paid"),
        ("Paid invoices", "paid"),
        ("Annulées", "cancelled"),
        ("Brouillons", "draft"),
        ("Devis", "draft"),
        ("Litiges", "disputed"),
        ("Factures en litige", "disputed"),
        ("Contentieux", "legal"),
        ("Avoirs", "credit_note"),
        ("À échoir", "open"),
        ("Échues", "open"),
        ("À régler", "open"),
        ("Factures non réglées", "open"),
        ("Impayés", "open"),
        ("En cours", "open"),
        ("Factures PAYES", "unknown"),
        ("Payées et vérifiées par Anne", None),
        ("Règlements soldés à vérifier", "unknown"),
        ("Factures payées et impayées", None),
        ("Solde", None),
        ("Soldes clients", None),
        ("Sauvegarde", None),
        ("Factures", None),
        ("2026", None),
        ("Suivi clients 2026", None),
        ("Dupont SARL", None),
        ("Règles de relance", None),
        ("Reçus", None),
        ("Liste des factures et avoirs", None),
    ],
)
def test_a_title_tells_a_state_when_it_says_nothing_else(title: str, state: str | None) -> None:
    assert state_of(title) == state


def test_rows_below_a_title_of_settled_invoices_are_settled_and_it_is_told() -> None:
    reading = read(bill(1), ("FACTURES RÉGLÉES",), bill(2), bill(3))
    assert open_amounts(reading) == {"F1": 100, "F2": 0, "F3": 0}
    assert any("FACTURES RÉGLÉES" in note and "2 lignes" in note for note in reading.notes)


def test_a_title_of_open_invoices_ends_what_the_last_one_said() -> None:
    reading = read(("PAYÉES",), bill(1), ("À RÉGLER",), bill(2))
    assert open_amounts(reading) == {"F1": 0, "F2": 100}


def test_an_unknown_title_after_settled_ones_is_asked_about_once() -> None:
    rows = [("PAYÉES",), bill(1), ("Export Dupond",), bill(2), bill(3)]
    reading = read(*rows)
    assert asked(reading) == ["status:export dupond"]
    assert "Titre « Export Dupond » (2 lignes" in reading.questions[0].message
    answered = read(*rows, answers={"status:export dupond": "open"})
    assert open_amounts(answered) == {"F1": 0, "F2": 100, "F3": 100}


def test_months_and_clients_below_a_title_of_state_change_nothing_to_it() -> None:
    reading = read(("PAYÉES",), ("Janvier 2026",), bill(1), ("Client 2",), bill(2))
    assert open_amounts(reading) == {"F1": 0, "F2": 0}


def test_the_sums_beside_titles_of_state_are_no_invoices() -> None:
    reading = read(("FACTURES PAYÉES", None, None, None, 100), bill(1), ("EN COURS",), bill(2))
    assert open_amounts(reading) == {"F1": 0, "F2": 100}
    assert codes(reading) == []


def test_a_status_of_its_own_wins_over_the_title_and_is_asked_about() -> None:
    headings = (*HEADINGS, "Statut")
    reading = read(("PAYÉES",), bill(1, "Envoyée"), bill(2, "Payée"), bill(3), headings=headings)
    assert open_amounts(reading) == {"F1": 100, "F2": 0, "F3": 0}
    assert codes(reading) == ["title_contradicts"]


def test_a_balance_under_a_title_of_settled_invoices_is_to_be_decided() -> None:
    reading = read(("PAYÉES",), bill(1, 40), bill(2, 0), headings=(*HEADINGS, "Reste dû"))
    assert open_amounts(reading) == {"F1": 40, "F2": 0}
    assert codes(reading) == ["paid_but_open"]


def test_titles_of_state_and_of_clients_are_told_apart() -> None:
    headings = ("N° facture", "Date facture", "Échéance", "Montant TTC")
    rows = [("F1", *DATES, 100), ("F2", *DATES, 50), ("F3", *DATES, 70)]
    reading = read(
        ("FACTURES RÉGLÉES",),
        ("Alpha SARL",),
        rows[0],
        ("Bêta",),
        rows[1],
        ("FACTURES NON RÉGLÉES",),
        ("Alpha SARL",),
        rows[2],
        headings=headings,
    )
    assert open_amounts(reading) == {"F1": 0, "F2": 0, "F3": 70}
    assert reading.invoices["client_name"].to_list() == ["Alpha SARL", "Bêta", "Alpha SARL"]


def test_each_sheet_gives_its_state_to_its_own_rows() -> None:
    sheets = {
        "En cours": [HEADINGS, bill(1)],
        "Payées": [HEADINGS, bill(2)],
        "Litiges": [HEADINGS, bill(3)],
        "Annulées": [HEADINGS, bill(4)],
        "Devis": [HEADINGS, bill(5)],
    }
    answers = {"choose_sheet": "every"}
    reading = read_file(workbook_of(sheets), "f.xlsx", today=TODAY, answers=answers)
    assert open_amounts(reading) == {"F1": 100, "F2": 0, "F3": 100}
    assert reading.invoices.filter(number="F3")["disputed_amount"].item() == 100
    assert sorted(codes(reading)) == ["cancelled", "draft"]


def test_a_sheet_taken_alone_gives_its_state_too() -> None:
    reading = read_file(workbook([HEADINGS, bill(1)], sheet="Réglées"), "f.xlsx", today=TODAY)
    assert open_amounts(reading) == {"F1": 0}
    assert any("Feuille « Réglées »" in note for note in reading.notes)


def test_a_column_that_the_first_of_several_sheets_lacks_is_read_in_all_the_others() -> None:
    headings = (*HEADINGS, "Statut")
    sheets = {
        "Janvier": [HEADINGS, bill(1)],
        "Février": [headings, bill(2, "Payée")],
        "Mars": [headings, bill(3, "Payée")],
    }
    answers = {"choose_sheet": "every"}
    reading = read_file(workbook_of(sheets), "f.xlsx", today=TODAY, answers=answers)
    assert open_amounts(reading) == {"F1": 100, "F2": 0, "F3": 0}


def test_a_count_after_a_title_is_no_part_of_it() -> None:
    assert state_of("Factures en attente : 3") == "open"
    assert state_of("Payées - 12 factures") == "paid"


def test_a_sheet_of_archives_is_asked_about() -> None:
    sheets = {"2026": [HEADINGS, bill(1)], "Archives 2025": [HEADINGS, bill(2)]}
    answers = {"choose_sheet": "every"}
    reading = read_file(workbook_of(sheets), "f.xlsx", today=TODAY, answers=answers)
    assert asked(reading) == ["status:archives 2025"]


def test_an_invoice_on_the_sheets_of_both_states_is_to_be_decided() -> None:
    sheets = {
        "En cours": [HEADINGS, bill(1), bill(2)],
        "Payées": [HEADINGS, bill(2), bill(3)],
    }
    answers = {"choose_sheet": "every"}
    reading = read_file(workbook_of(sheets), "f.xlsx", today=TODAY, answers=answers)
    assert asked(reading) == []
    (issue,) = reading.issues.to_dicts()
    assert issue["code"] == "conflicting_duplicate"
    assert "lignes 3, 2 de « Payées »" in issue["message"]


def test_questions_about_stacked_sheets_name_rows_as_the_user_sees_them() -> None:
    line = ("F1", "Client 1", *DATES, 40)
    sheets = {"Janvier": [HEADINGS, bill(1), bill(2)], "Février": [HEADINGS, line, bill(3)]}
    answers = {"choose_sheet": "every"}
    reading = read_file(workbook_of(sheets), "f.xlsx", today=TODAY, answers=answers)
    (question,) = reading.questions
    assert question.code == "shape"
    assert "2 et 2 de « Février »" in question.message


def test_a_first_table_with_fewer_headings_than_the_second_is_not_lost() -> None:
    second = ("Facture", "Nom du client", "Émise le", "Échéance", "TTC", "Commentaire")
    rows = [
        ("En cours",),
        HEADINGS,
        bill(1),
        bill(2),
        (),
        ("Réglées",),
        second,
        bill(3, "x"),
        bill(4, "y"),
    ]
    content = workbook(rows)
    assert asked(read_file(content, "f.xlsx", today=TODAY)) == ["choose_sheet"]
    answers = {"choose_sheet": "every"}
    reading = read_file(content, "f.xlsx", today=TODAY, answers=answers)
    assert open_amounts(reading) == {"F1": 100, "F2": 100, "F3": 0, "F4": 0}


def test_titles_side_by_side_are_those_of_the_tables_below_them() -> None:
    rows = [
        ("Factures en cours", *[None] * 5, "Factures réglées"),
        (*HEADINGS, None, *HEADINGS),
        (*bill(1), None, *bill(2)),
        (*bill(3), None, *bill(4)),
    ]
    answers = {"choose_sheet": "every"}
    reading = read_file(workbook(rows), "f.xlsx", today=TODAY, answers=answers)
    assert open_amounts(reading) == {"F1": 100, "F2": 0, "F3": 100, "F4": 0}
