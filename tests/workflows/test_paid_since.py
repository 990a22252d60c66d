"""« Payé depuis » : a list of payments lowers what is due, in one go, and is taken back in one."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from relance_core.errors import Refused, UnreadableFile
from relance_core.store.database import reading
from relance_core.store.portfolio import read_portfolio
from relance_core.vocabulary import MessageState
from relance_core.workflows.approve import approve_plan
from relance_core.workflows.paid_match import Found
from relance_core.workflows.paid_proposals import Proposal, propose
from relance_core.workflows.paid_since import note_payments, undo_payments
from tests.workflows.office import TODAY, Office, invoice, office, workbook

ROWS = [
    invoice("F-1", client="C1", total=1200),
    invoice("F-2", client="C1", total=300, due=20),
    invoice("F-3", client="C2", total=500),
    invoice("F-4", client="C3", total=80),
    invoice("F-5", client="C3", total=80, due=15),
]


@pytest.fixture
def at_work(tmp_path: Path) -> Office:
    """Five open invoices of three clients."""
    ours = office(tmp_path)
    ours.drop(ROWS)
    return ours


def found(proposal: Proposal) -> list[tuple[str, dict[str, str]]]:
    """For each line: how sure, and the amount that each invoice gets."""
    return [
        (
            match.found.value,
            {share.item.number: f"{share.amount:.2f}" for share in match.shares},
        )
        for match in proposal.matches
    ]


def noted(ours: Office, text: str) -> int:
    proposal = propose(ours.space, text)
    done = note_payments(ours.space, ours.act, proposal.source, proposal.of(Found.EXACT))
    return done.list_id


def due(ours: Office) -> dict[str, Decimal]:
    ledger = ours.plan().situation.ledger
    return dict(ledger.select("number", "open_amount").iter_rows())


@pytest.mark.parametrize(
    "line",
    [
        "F-3 500,00 € 12/11/2026",
        "12/11/2026;500;F-3",
        "500,00\t12/11/2026\tF-3",
        "facture F-3 payée 500 € le 12 novembre 2026",
        "F-3,500.00,2026-11-12",
        "VIR CLIENT C2 F-3 500,00 EUR 12.11.26",
        "C2 | 500,00 | 12/11/2026",
        "Client C2; 12/11/2026; 500,00",
    ],
)
def test_a_payment_is_found_in_any_order_and_with_any_separator(at_work: Office, line: str) -> None:
    proposal = propose(at_work.space, line)
    assert found(proposal) == [("exact", {"F-3": "500.00"})]
    assert proposal.matches[0].line.paid_on == date(2026, 11, 12)


def test_lines_that_are_each_written_their_own_way_are_all_read(at_work: Office) -> None:
    text = "F-1 400,00 € 12/11/2026\nClient C2 ; 500,00 ; 14/11/2026\nF-4\t80,00\n80,00 F-5"
    assert found(propose(at_work.space, text)) == [
        ("exact", {"F-1": "400.00"}),
        ("exact", {"F-3": "500.00"}),
        ("exact", {"F-4": "80.00"}),
        ("exact", {"F-5": "80.00"}),
    ]


def test_a_name_made_of_small_words_is_still_a_name(tmp_path: Path) -> None:
    ours = office(tmp_path)
    ours.drop([invoice("G-1", total=80) | {"Client": "Garage de la Gare"}])
    for line in ("Garage de la Gare 80,00", "réglé par Garage de la Gare 80,00 le 12/11/2026"):
        assert found(propose(ours.space, line)) == [("exact", {"G-1": "80.00"})]


def test_a_payment_settles_an_invoice_or_lowers_what_is_due(at_work: Office) -> None:
    noted(at_work, "F-3 500,00\nF-1 400,00")
    assert due(at_work) == {
        "F-1": Decimal("800"),
        "F-2": Decimal("300"),
        "F-4": Decimal("80"),
        "F-5": Decimal("80"),
    }
    with reading(at_work.space.engine) as conn:
        figures = read_portfolio(conn)
    assert dict(figures.select("number", "open_amount").iter_rows())["F-3"] == 0


def test_several_payments_of_one_invoice_add_up(at_work: Office) -> None:
    noted(at_work, "F-1 400,00 02/11/2026\nF-1 400,00 09/11/2026")
    assert due(at_work)["F-1"] == Decimal("400")
    noted(at_work, "F-1 400,00 16/11/2026")
    assert "F-1" not in due(at_work)


def test_the_same_list_pasted_again_notes_nothing_by_itself(at_work: Office) -> None:
    noted(at_work, "F-1 400,00 02/11/2026\nF-3 500,00 02/11/2026")
    again = propose(at_work.space, "F-1 400,00 02/11/2026\nF-3 500,00 02/11/2026")
    assert [match.found.value for match in again.matches] == ["proposed", "unmatched"]
    assert "déjà noté" in again.matches[0].reason
    assert "déjà réglée" in again.matches[1].reason


def test_what_leaves_a_doubt_is_proposed_and_what_matches_nothing_is_told(
    at_work: Office,
) -> None:
    proposal = propose(
        at_work.space,
        "F3 500,00\n"  # nearly a number
        "Client C3 80,00\n"  # two invoices of this amount
        "Client C1 1500,00\n"  # all that he owes
        "F-2 350,00\n"  # too much
        "F-99 10,00\n"
        "Inconnu SA 33,00\n",
    )
    assert found(proposal) == [
        ("proposed", {"F-3": "500.00"}),
        ("proposed", {"F-5": "80.00"}),
        ("proposed", {"F-2": "300.00", "F-1": "1200.00"}),
        ("unmatched", {}),
        ("unmatched", {}),
        ("unmatched", {}),
    ]
    assert due(at_work)["F-3"] == Decimal("500")


def test_what_a_payment_has_too_much_is_told_as_not_allocated(at_work: Office) -> None:
    [match] = propose(at_work.space, "F-2 350,00").matches
    assert (match.found, match.left) == (Found.PROPOSED, Decimal("50"))
    assert "dépasse ce qui est dû de 50,00" in match.reason


def test_two_numbers_in_one_cell_are_paid_when_the_sum_is_theirs(at_work: Office) -> None:
    assert found(propose(at_work.space, "F-1, F-2\t1500,00")) == [
        ("exact", {"F-2": "300.00", "F-1": "1200.00"})
    ]
    assert found(propose(at_work.space, "F-1, F-2\t1000,00"))[0][0] == "proposed"


def test_a_number_under_another_clients_name_is_not_believed(at_work: Office) -> None:
    assert found(propose(at_work.space, "F-3;Client C1;500,00"))[0][0] == "proposed"


def test_a_payment_in_another_currency_pays_nothing(at_work: Office) -> None:
    assert found(propose(at_work.space, "F-3 500,00 USD")) == [("unmatched", {})]


def test_lines_that_cannot_be_read_are_shown_with_the_reason(at_work: Office) -> None:
    read = propose(
        at_work.space,
        "Facture;Montant;Date\nF-1;bientôt;12/11/2026\nF-2;-300,00;\nF-3;500,00;\nTotal;200,00;\n",
    ).read
    assert [line.number for line in read.lines] == ["F-3"]
    assert [(one.row, one.message.split(" ")[0]) for one in read.unread] == [
        (2, "«"),
        (3, "Montant"),
        (5, "Ligne"),
    ]
    with pytest.raises(UnreadableFile):
        propose(at_work.space, "   \n")


def test_an_amount_that_reads_two_ways_is_not_guessed(at_work: Office) -> None:
    read = propose(at_work.space, "F-1;1.200\nF-2;1.300").read
    assert not read.lines
    assert "de deux façons" in read.unread[0].message


def test_an_export_of_invoices_dropped_as_payments_settles_nothing(at_work: Office) -> None:
    at_work.drop([invoice("F1"), invoice("F2")])
    with pytest.raises(UnreadableFile, match="liste de factures"):
        propose(at_work.space, workbook([invoice("F1"), invoice("F2")]), "export.xlsx")


def test_a_dropped_statement_is_read_by_its_headings(at_work: Office) -> None:
    rows = [
        {"Date": date(2026, 11, 12), "Libellé": "VIR CLIENT C2 F-3", "Débit": None, "Crédit": 500},
        {"Date": date(2026, 11, 13), "Libellé": "LOYER", "Débit": 900, "Crédit": None},
    ]
    proposal = propose(at_work.space, workbook(rows), "releve.xlsx")
    assert found(proposal) == [("exact", {"F-3": "500.00"})]
    assert proposal.matches[0].line.paid_on == date(2026, 11, 12)
    assert "Débit" in proposal.read.unread[0].message


def test_the_messages_of_the_invoices_touched_are_held_in_the_same_commit(
    at_work: Office,
) -> None:
    approve_plan(at_work.space, at_work.act, plan_id=at_work.plan().plan.plan_id, clients=None)
    proposal = propose(at_work.space, "F-3 100,00")
    done = note_payments(at_work.space, at_work.act, "liste", proposal.of(Found.EXACT))
    assert len(done.stopped.held) == 1
    history = at_work.plan().situation.history
    approved = history.filter(history["state"] == MessageState.APPROVED.value)["invoice_id"]
    assert at_work.ids()["F-1"] in approved
    assert at_work.ids()["F-3"] not in approved


def test_a_list_is_journaled_and_undone_as_a_whole(at_work: Office) -> None:
    before = due(at_work)
    list_id = noted(at_work, "F-1 400,00 02/11/2026\nF-3 500,00")
    told = at_work.journal()
    assert told[0].replace("\u202f", " ").replace("\xa0", " ") == (
        "Payé depuis (liste collée) : 2 règlements, 900,00 €."
    )
    assert any("F-1 : règlement du 02/11/2026" in line for line in told)
    undo_payments(at_work.space, at_work.act, list_id)
    assert due(at_work) == before
    with pytest.raises(Refused, match="déjà annulés"):
        undo_payments(at_work.space, at_work.act, list_id)


def test_a_list_shown_before_somebody_else_noted_it_is_refused(at_work: Office) -> None:
    shown = propose(at_work.space, "F-3 500,00\nF-1 400,00")
    noted(at_work, "F-3 500,00")
    with pytest.raises(Refused, match="ne doit plus ce montant"):
        note_payments(at_work.space, at_work.act, "liste", shown.of(Found.EXACT))
    assert due(at_work)["F-1"] == Decimal("1200")


def test_a_list_shown_twice_is_noted_once(at_work: Office) -> None:
    shown = propose(at_work.space, "F-1 400,00 12/11/2026")
    note_payments(at_work.space, at_work.act, "liste", shown.of(Found.EXACT))
    with pytest.raises(Refused, match="par ailleurs"):
        note_payments(at_work.space, at_work.act, "liste", shown.of(Found.EXACT))
    assert due(at_work)["F-1"] == Decimal("800")


def test_a_payment_that_names_no_invoice_is_not_put_on_another_one_the_second_time(
    at_work: Office,
) -> None:
    line = "Client C3 ; 80,00 ; 12/11/2026"  # two invoices of 80: proposed, and accepted
    first = propose(at_work.space, line)
    note_payments(at_work.space, at_work.act, "liste", first.matches)
    again = propose(at_work.space, line)
    assert [match.found for match in again.matches] == [Found.PROPOSED]
    assert "déjà noté" in again.matches[0].reason


def test_a_part_that_the_next_export_deducts_too_is_not_deducted_twice(at_work: Office) -> None:
    noted(at_work, "F-1 400,00")
    at_work.drop([invoice("F-1", client="C1", total=1200, left=800), *ROWS[1:]])
    assert due(at_work)["F-1"] == Decimal("800")
    assert at_work.withheld().get("F-1") != "needs_decision"


def test_a_part_that_a_newer_export_does_not_show_is_asked_about(at_work: Office) -> None:
    noted(at_work, "F-1 400,00")
    at_work.day = TODAY + timedelta(days=4)
    at_work.drop([*ROWS, invoice("F-6", client="C6")])
    assert due(at_work)["F-1"] == Decimal("1200")
    assert at_work.withheld()["F-1"] == "needs_decision"
    assert at_work.withheld().get("F-2") != "needs_decision"


def test_a_part_that_the_export_shows_in_part_only_is_asked_about(at_work: Office) -> None:
    noted(at_work, "F-1 400,00\nF-1 300,00")
    at_work.drop([invoice("F-1", client="C1", total=1200, left=800), *ROWS[1:]])
    assert at_work.withheld()["F-1"] == "needs_decision"
