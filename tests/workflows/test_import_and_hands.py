"""What a file says, what a hand says, and which one holds."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from relance_core.errors import QuestionsPending, Refused
from relance_core.receivables.lines import paid_invoices
from relance_core.store.database import reading
from relance_core.store.holds import CHASE, PAID
from relance_core.store.portfolio import read_portfolio
from relance_core.vocabulary import Step, Withheld
from relance_core.workflows.decide import (
    hold_invoice,
    release,
    set_entry_step,
    suspend_all,
)
from relance_core.workflows.edit_client import edit_client
from tests.workflows.office import TODAY, Office, invoice, office


@pytest.fixture
def at_work(tmp_path: Path) -> Office:
    """An espace of its own."""
    return office(tmp_path)


def test_an_invoice_keeps_its_identity_from_one_import_to_the_next(at_work: Office) -> None:
    at_work.drop([invoice("F1"), invoice("F2", client="C2")])
    before = at_work.ids()
    changed = at_work.drop([invoice("F2", client="C2"), invoice("F1", left=40)])
    assert at_work.ids() == before
    assert (len(changed.changes.changed), changed.changes.unchanged) == (1, 1)


def test_the_same_number_at_two_clients_is_two_invoices(at_work: Office) -> None:
    at_work.drop([invoice("1", client="C1"), invoice("1", client="C2")])
    assert at_work.plan().situation.ledger.height == 2


def test_a_settled_invoice_is_silent(at_work: Office) -> None:
    at_work.drop([invoice("F1"), invoice("F2", left=0)])
    assert at_work.reminded() == {"F1": "reminder_1"}
    at_work.drop([invoice("F1", left=0), invoice("F2", left=0)])
    assert (at_work.reminded(), at_work.withheld()) == ({}, {})


def test_the_same_bytes_again_move_only_the_date_of_the_data(at_work: Office) -> None:
    rows = [invoice("F1")]
    first = at_work.drop(rows)
    at_work.day = TODAY + timedelta(days=3)
    again = at_work.drop(rows)
    assert (again.same_bytes, again.import_id) == (True, first.import_id)
    assert at_work.plan().plan.data_date == at_work.day


def test_a_payment_noted_by_hand_wins_until_newer_data_contradicts_it(at_work: Office) -> None:
    at_work.drop([invoice("F1")])
    hold_invoice(at_work.space, at_work.act, at_work.ids()["F1"], PAID)
    assert (at_work.reminded(), at_work.withheld()) == ({}, {})
    at_work.day = TODAY + timedelta(days=4)
    at_work.drop([invoice("F1"), invoice("F9", client="C9")])
    assert at_work.withheld()["F1"] == "needs_decision"


def test_a_column_that_is_absent_changes_nothing(at_work: Office) -> None:
    disputed = invoice("F1") | {"Litige": "Oui", "Motif du litige": "Quantité"}
    at_work.drop([disputed])
    assert at_work.withheld() == {"F1": "dispute"}
    at_work.drop([invoice("F1"), invoice("F2", client="C2")])
    assert at_work.withheld() == {"F1": "dispute"}


def test_a_dispute_over_a_part_lets_the_rest_run(at_work: Office) -> None:
    at_work.drop([invoice("F1")])
    number = at_work.ids()["F1"]
    hold_invoice(at_work.space, at_work.act, number, "dispute", amount=Decimal(30))
    [reminder] = at_work.plan().reminders()
    assert reminder.totals == {"EUR": Decimal("70.00")}
    hold_invoice(at_work.space, at_work.act, number, "dispute", text="tout est cassé")
    row = at_work.plan().plan.withheld.row(0, named=True)
    assert row["reason"] == "Litige ouvert le 20/11/2026 : tout est cassé."


def test_a_promise_holds_two_open_days_beyond_its_date(at_work: Office) -> None:
    at_work.drop([invoice("F1")])
    friday = date(2026, 11, 27)
    hold_invoice(at_work.space, at_work.act, at_work.ids()["F1"], "promise", until=friday)
    row = at_work.plan().plan.withheld.row(0, named=True)
    assert (row["code"], row["until"]) == ("promise", date(2026, 12, 1))


def test_a_hold_that_is_released_gives_the_invoice_back_to_its_scenario(at_work: Office) -> None:
    at_work.drop([invoice("F1")])
    hold_invoice(at_work.space, at_work.act, at_work.ids()["F1"], Withheld.EXCLUDED)
    assert at_work.withheld() == {"F1": "excluded"}
    release(at_work.space, at_work.act, 1)
    assert at_work.reminded() == {"F1": "reminder_1"}
    with pytest.raises(Refused, match="déjà levée"):
        release(at_work.space, at_work.act, 1)


def test_a_missing_invoice_asks_and_chasing_it_all_the_same_is_a_decision(at_work: Office) -> None:
    at_work.drop([invoice("F1"), *(invoice(f"G{i}", client="C2") for i in range(5))])
    at_work.drop([invoice(f"G{i}", client="C2", left=99) for i in range(5)])
    assert at_work.withheld()["F1"] == "needs_decision"
    hold_invoice(at_work.space, at_work.act, at_work.ids()["F1"], CHASE)
    assert at_work.reminded()["F1"] == "reminder_1"


def test_too_many_vanish_at_once_to_be_believed_settled(at_work: Office) -> None:
    at_work.drop([invoice(f"F{i}") for i in range(10)])
    done = at_work.drop([invoice(f"F{i}") for i in range(6)], missing="settled")
    assert (len(done.changes.settled), len(done.changes.missing)) == (0, 4)


def test_an_amount_that_is_no_part_of_what_is_due_is_refused_and_nothing_noted(
    at_work: Office,
) -> None:
    at_work.drop([invoice("F1")])
    number = at_work.ids()["F1"]
    with pytest.raises(Refused, match="rien n'a été noté"):
        hold_invoice(at_work.space, at_work.act, number, "dispute", amount=Decimal(101))
    assert at_work.reminded() == {"F1": "reminder_1"}


def test_tout_suspendre_stops_everything_and_resumes_as_it_was(at_work: Office) -> None:
    at_work.drop([invoice("F1"), invoice("F2", due=-40)])
    suspend_all(at_work.space, at_work.act, True)
    assert set(at_work.withheld().values()) == {"all_suspended"}
    told = [line for line in at_work.journal() if "églages" in line or "suspendues" in line]
    assert told == ["Toutes les relances sont suspendues."]
    suspend_all(at_work.space, at_work.act, False)
    assert at_work.reminded() == {"F1": "reminder_1"}


def test_the_entry_step_of_an_old_invoice_is_chosen_once(at_work: Office) -> None:
    at_work.drop([invoice("F1", due=200)])
    assert at_work.withheld() == {"F1": "needs_decision"}
    set_entry_step(at_work.space, at_work.act, at_work.ids().values(), Step.REMINDER_2)
    assert at_work.reminded() == {"F1": "reminder_2"}


def test_a_client_s_tone_is_saved_told_and_given_back(at_work: Office) -> None:
    at_work.drop([invoice("F1")])
    client = at_work.client_ids()["C1"]
    assert edit_client(at_work.space, at_work.act, client, {"tone": "softer"})
    assert at_work.plan().plan.reminders["tone"].item() == "friendly"
    assert "Client C1 : ton" in at_work.journal()[0]
    assert edit_client(at_work.space, at_work.act, client, {"tone": None})
    assert at_work.plan().plan.reminders["tone"].item() == "courteous"
    assert not edit_client(at_work.space, at_work.act, client, {"tone": None})


@pytest.mark.parametrize(
    "values",
    [{"shift_days": 31}, {"tone": "angry"}, {"scenario": "x"}, {"emails": "pas une adresse"}],
)
def test_a_setting_that_cannot_be_is_refused(at_work: Office, values: dict[str, object]) -> None:
    at_work.drop([invoice("F1")])
    before = at_work.plan().plan.plan_id
    with pytest.raises(Refused):
        edit_client(at_work.space, at_work.act, at_work.client_ids()["C1"], values)
    assert at_work.plan().plan.plan_id == before


def test_an_address_by_hand_wins_over_the_file_s(at_work: Office) -> None:
    at_work.drop([invoice("F1") | {"E-mail": ""}])
    assert at_work.withheld() == {"F1": "no_address"}
    client = at_work.client_ids()["C1"]
    edit_client(at_work.space, at_work.act, client, {"emails": "dir@c1.example"})
    at_work.drop([invoice("F1", left=90)])
    [reminder] = at_work.plan().reminders()
    assert reminder.addressee.to == ("dir@c1.example",)


def test_an_open_question_about_the_file_imports_nothing(at_work: Office) -> None:
    ambiguous = [
        invoice(f"F{day}") | {"Date facture": f"0{day}/02/2026", "Échéance": f"0{day}/04/2026"}
        for day in range(1, 5)
    ]
    with pytest.raises(QuestionsPending):
        at_work.drop(ambiguous)
    assert at_work.plan().situation.ledger.is_empty()


def test_what_the_file_says_was_already_sent_is_taken_up(at_work: Office) -> None:
    known = invoice("F1", due=20) | {
        "Niveau de relance": 1,
        "Date dernière relance": TODAY - timedelta(days=9),
    }
    at_work.drop([known])
    assert at_work.reminded() == {"F1": "reminder_2"}


def test_an_invoice_that_the_file_says_is_cancelled_is_chased_no_more(at_work: Office) -> None:
    at_work.drop([invoice("F1") | {"Statut": "Envoyée"}, invoice("F2") | {"Statut": "Envoyée"}])
    done = at_work.drop(
        [invoice("F1") | {"Statut": "Annulée"}, invoice("F2") | {"Statut": "Envoyée"}]
    )
    assert (len(done.changes.settled), len(done.changes.missing)) == (1, 0)
    assert at_work.reminded() == {"F2": "reminder_1"}


def test_a_part_disputed_by_hand_wins_over_a_whole_dispute_of_the_file(at_work: Office) -> None:
    at_work.drop([invoice("F1") | {"Litige": "Oui", "Motif du litige": "Quantité"}])
    hold_invoice(at_work.space, at_work.act, at_work.ids()["F1"], "dispute", amount=Decimal(30))
    [reminder] = at_work.plan().reminders()
    assert reminder.totals == {"EUR": Decimal("70.00")}


def test_an_address_chosen_by_hand_settles_the_doubt_about_it_and_no_other(
    at_work: Office,
) -> None:
    rows = [
        invoice("F1"),
        invoice("F2") | {"E-mail": "autre@c1.example"},
        invoice("F3") | {"Statut": "à l'étude chez Paul"},
    ]
    at_work.drop(
        [row if "Statut" in row else row | {"Statut": "Envoyée"} for row in rows],
        **{"status:a l etude chez paul": "rows"},
    )
    assert at_work.withheld() == dict.fromkeys(("F1", "F2", "F3"), "needs_decision")
    client = at_work.client_ids()["C1"]
    edit_client(at_work.space, at_work.act, client, {"emails": "dir@c1.example"})
    assert at_work.reminded() == dict.fromkeys(("F1", "F2"), "reminder_1")
    [row] = at_work.plan().plan.withheld.iter_rows(named=True)
    assert row["code"] == "needs_decision"
    assert "adresses" not in row["reason"]
    assert "statut" in row["reason"]
    edit_client(at_work.space, at_work.act, client, {"emails": None})
    assert at_work.withheld() == dict.fromkeys(("F1", "F2", "F3"), "needs_decision")


def test_a_row_without_the_code_of_its_client_is_no_invoice_lost(at_work: Office) -> None:
    coded = invoice("F1", total=100)
    codeless = invoice("F1", total=900) | {"Code client": None}
    at_work.drop([coded, codeless, invoice("F2", client="C2")], shape="invoices")
    assert at_work.withheld()["F1"] == "needs_decision"


def test_an_invoice_that_the_file_says_is_sold_to_a_factor_is_withheld_as_such(
    at_work: Office,
) -> None:
    at_work.drop([invoice("F1") | {"Cédée": "Oui"}, invoice("F2", client="C2") | {"Cédée": "Non"}])
    assert at_work.withheld() == {"F1": "factored"}
    assert at_work.reminded() == {"F2": "reminder_1"}


def test_what_the_first_file_shows_settled_was_paid_nobody_knows_when(at_work: Office) -> None:
    at_work.drop([invoice("F1"), invoice("F2", left=0)])
    at_work.day = TODAY + timedelta(days=7)
    at_work.drop([invoice("F1", left=0), invoice("F2", left=0), invoice("F3", left=0)])
    with reading(at_work.space.engine) as conn:
        known = paid_invoices(read_portfolio(conn), today=at_work.day)
    assert known["number"].to_list() == ["F1", "F3"]
