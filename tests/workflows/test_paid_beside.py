"""Payments in another sheet of the export: proposed after the import, noted by a person, once."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from relance_core.intake import Reading
from relance_core.workflows.import_file import import_understood
from relance_core.workflows.paid_imported import propose_imported
from relance_core.workflows.paid_match import Found
from relance_core.workflows.paid_proposals import RENEWED, Proposal, propose_beside
from relance_core.workflows.paid_since import note_payments, undo_payments
from relance_core.workflows.understanding import Dropped, understand_file
from tests.intake.spreadsheets import workbook_of
from tests.workflows.office import Office, invoice, office

NEVER_DEDUCTED = [key for key in invoice("F1") if key != "Reste à payer"]


@pytest.fixture
def at_work(tmp_path: Path) -> Office:
    """An espace of its own."""
    return office(tmp_path)


def drop(at_work: Office, numbers: list[str], payments: list[tuple[str, int]]) -> Reading:
    """Import invoices of 100 each, with a sheet of payments; nothing of them is deducted."""
    rows: list[dict[str, Any]] = [invoice(number) for number in numbers]
    head = ("Date", "N° facture", "Montant")
    sheets = {
        "Factures": [NEVER_DEDUCTED, *([row[key] for key in NEVER_DEDUCTED] for row in rows)],
        "Encaissements": [head, *((date(2026, 11, 12), *payment) for payment in payments)],
    }
    dropped = Dropped(workbook_of(sheets), "suivi.xlsx")
    understood = understand_file(dropped, engine=at_work.space.engine, today=at_work.day)
    import_understood(at_work.space, understood, at_work.act)
    return understood.reading


def proposed(at_work: Office, reading: Reading) -> Proposal:
    [proposal] = propose_beside(at_work.space, reading, "suivi.xlsx")
    return proposal


def test_an_import_notes_nothing_and_chases_nothing_that_may_be_paid(at_work: Office) -> None:
    drop(at_work, ["F1", "F2"], [("F1", 100)])
    assert at_work.withheld() == {"F1": "needs_decision"}
    assert at_work.reminded() == {"F2": "reminder_1"}


def test_what_is_noted_is_due_no_more_and_the_rest_of_a_part_is_chased(at_work: Office) -> None:
    reading = drop(at_work, ["F1", "F2"], [("F1", 100), ("F2", 30), ("F9", 5)])
    proposal = proposed(at_work, reading)
    assert proposal.source == "suivi.xlsx, feuille « Encaissements »"
    exact = proposal.of(Found.EXACT)
    assert [match.line.number for match in exact] == ["F1", "F2"]
    assert [match.line.number for match in proposal.of(Found.UNMATCHED)] == ["F9"]
    noted = note_payments(at_work.space, at_work.act, proposal.source, exact)
    assert at_work.withheld() == {}
    assert at_work.reminded() == {"F2": "reminder_1"}
    [due] = at_work.plan().situation.ledger["open_amount"]
    assert due == 70
    undo_payments(at_work.space, at_work.act, noted.list_id)
    assert at_work.withheld() == {"F1": "needs_decision", "F2": "needs_decision"}


def test_the_part_that_a_status_does_not_tell_is_settled_by_the_sheet_that_does(
    at_work: Office,
) -> None:
    rows = [invoice("F1") | {"Statut": "Partiel"}, invoice("F2") | {"Statut": "Envoyée"}]
    kept = [*NEVER_DEDUCTED, "Statut"]
    sheets = {
        "Factures": [kept, *([row[key] for key in kept] for row in rows)],
        "Encaissements": [("N° facture", "Payé le", "Montant"), ("F1", at_work.day, 40)],
    }
    understood = understand_file(
        Dropped(workbook_of(sheets), "x.xlsx"), engine=at_work.space.engine, today=at_work.day
    )
    import_understood(at_work.space, understood, at_work.act)
    assert at_work.withheld() == {"F1": "needs_decision"}
    proposal = proposed(at_work, understood.reading)
    note_payments(at_work.space, at_work.act, proposal.source, proposal.of(Found.EXACT))
    assert at_work.withheld() == {}


def test_the_next_export_renews_what_it_shows_again_and_counts_it_once(at_work: Office) -> None:
    first = proposed(at_work, drop(at_work, ["F1", "F2", "F3"], [("F1", 100), ("F2", 30)]))
    note_payments(at_work.space, at_work.act, first.source, first.of(Found.EXACT))
    at_work.day += timedelta(days=5)
    payments = [("F1", 100), ("F2", 30), ("F3", 60)]
    again = proposed(at_work, drop(at_work, ["F1", "F2", "F3"], payments))
    assert {match.found for match in again.matches} == {Found.EXACT}
    assert [match.reason == RENEWED for match in again.matches] == [True, True, False]
    note_payments(at_work.space, at_work.act, again.source, again.of(Found.EXACT))
    ledger = at_work.plan().situation.ledger
    assert dict(ledger.select("number", "open_amount").iter_rows()) == {"F2": 70, "F3": 40}
    assert at_work.withheld() == {}


def test_a_list_noted_twice_the_same_day_is_no_second_payment(at_work: Office) -> None:
    reading = drop(at_work, ["F1", "F2"], [("F2", 30)])
    first = proposed(at_work, reading)
    note_payments(at_work.space, at_work.act, first.source, first.of(Found.EXACT))
    assert not proposed(at_work, reading).of(Found.EXACT)


def test_what_the_last_import_told_can_be_taken_up_later(at_work: Office) -> None:
    drop(at_work, ["F1", "F2"], [("F1", 100)])
    [proposal] = propose_imported(at_work.space, today=at_work.day)
    assert [match.line.number for match in proposal.of(Found.EXACT)] == ["F1"]
