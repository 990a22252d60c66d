"""A state that one export tells and the next has no column for: kept, said, and ended in time."""

from __future__ import annotations

from pathlib import Path

import pytest

from relance_core.store.holds import CHASE
from relance_core.workflows.decide import hold_invoice
from tests.workflows.office import Office, invoice, office

#: Heading of a column of its own, or word of a status, and what it tells.
STATES = [
    ("Prélèvement", "direct_debit"),
    ("Cédée", "factored"),
    ("Litige", "dispute"),
    ("Ne pas relancer", "needs_decision"),
]
#: As the result of an import names what is kept.
KEPT = {"dispute": "disputed_amount", "needs_decision": "asked"}
WORDS = [
    ("LCR à l'encaissement", "direct_debit"),
    ("Cédée au factor", "factored"),
    ("En litige", "dispute"),
    ("Ne pas relancer", "needs_decision"),
]


@pytest.fixture
def at_work(tmp_path: Path) -> Office:
    """An espace of its own."""
    return office(tmp_path)


@pytest.mark.parametrize(("heading", "code"), STATES)
def test_a_state_is_kept_by_an_export_without_its_column_and_the_result_says_so(
    at_work: Office, heading: str, code: str
) -> None:
    at_work.drop([invoice("F1") | {heading: "X"}])
    assert at_work.withheld() == {"F1": code}
    for left in (90, 80):
        imported = at_work.drop([invoice("F1", left=left) | {"Statut": "Échue"}])
        assert at_work.withheld() == {"F1": code}
        assert imported.to_json()["kept"] == {KEPT.get(code, code): 1}


@pytest.mark.parametrize(("heading", "code"), STATES)
def test_a_state_ends_with_an_export_whose_column_no_longer_tells_it(
    at_work: Office, heading: str, code: str
) -> None:
    at_work.drop([invoice("F1") | {heading: "X"}])
    imported = at_work.drop([invoice("F1", left=90) | {heading: "Non"}])
    assert at_work.reminded() == {"F1": "reminder_1"}
    assert imported.to_json()["kept"] == {}


@pytest.mark.parametrize(("word", "code"), WORDS)
def test_a_state_told_by_a_status_ends_with_the_next_status_and_not_without_one(
    at_work: Office, word: str, code: str
) -> None:
    at_work.drop([invoice("F1") | {"Statut": word}])
    at_work.drop([invoice("F1", left=90)])
    assert at_work.withheld() == {"F1": code}
    at_work.drop([invoice("F1", left=80) | {"Statut": "Échue"}])
    assert at_work.reminded() == {"F1": "reminder_1"}


@pytest.mark.parametrize(("heading", "code"), STATES)
def test_a_state_of_the_file_is_lifted_by_hand_like_any_of_its_doubts(
    at_work: Office, heading: str, code: str
) -> None:
    at_work.drop([invoice("F1") | {heading: "X"}])
    hold_invoice(at_work.space, at_work.act, at_work.ids()["F1"], CHASE)
    assert at_work.reminded() == {"F1": "reminder_1"}


def test_a_remark_that_asks_for_a_decision_is_not_forgotten_by_an_export_without_remarks(
    at_work: Office,
) -> None:
    at_work.drop([invoice("F1") | {"Observations": "liquidation judiciaire"}, invoice("F2")])
    at_work.drop([invoice("F1", left=90), invoice("F2")])
    assert at_work.withheld() == {"F1": "needs_decision"}
    [reason] = at_work.plan().plan.withheld["reason"]
    assert "liquidation judiciaire" in reason
    at_work.drop([invoice("F1", left=80) | {"Observations": ""}, invoice("F2")])
    assert at_work.withheld() == {}


def test_a_doubt_about_a_cell_is_over_once_the_cell_is_right(at_work: Office) -> None:
    at_work.drop([invoice("F1") | {"Statut": "Échue"}, invoice("F2", total=50, left=80)])
    assert at_work.withheld() == {"F2": "needs_decision"}
    at_work.drop([invoice("F1"), invoice("F2", total=50, left=50)])
    assert at_work.withheld() == {}
