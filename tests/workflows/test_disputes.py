"""A dispute from its first word to its outcome, and what an export says of it on the way."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from relance_core.commitments import DisputeOutcome, DisputeTurn
from relance_core.errors import Refused
from relance_core.store.database import reading
from relance_core.store.disputes import closed_disputes, dispute_log, signs_of_an_end
from relance_core.store.holds import running_holds
from relance_core.store.invoices import update_invoices
from relance_core.workflows.decide import hold_invoice, release
from relance_core.workflows.disputes import (
    Closed,
    close_dispute,
    edit_dispute,
    reopen_dispute,
    write_of_dispute,
)
from relance_core.workflows.undo_decision import put_back, undo_hold
from relance_core.workflows.undo_import import undo_import
from tests.workflows.office import TODAY, Office, invoice, office

NEXT_DAY, LATER = TODAY + timedelta(days=1), TODAY + timedelta(days=17)


@pytest.fixture
def at_work(tmp_path: Path) -> Office:
    """An invoice of 1 000 €, of which 200 € are contested since today."""
    ours = office(tmp_path)
    ours.drop([invoice("F1", due=4, total=1000)])
    contest(ours, amount=Decimal(200), text="deux palettes abîmées")
    return ours


def contest(desk: Office, **told: Any) -> None:
    about = {"motive": "quality"}
    hold_invoice(desk.space, desk.act, desk.ids()["F1"], "dispute", about=about, **told)


def running(desk: Office) -> Any:
    with reading(desk.space.engine) as conn:
        [one] = [row for row in running_holds(conn) if row.code == "dispute"]
    return one


def grant(desk: Office) -> None:
    turn = {"turn": DisputeTurn.CREDIT_NOTE.value}
    edit_dispute(desk.space, desk.act, running(desk).id, turn)


def outcomes(desk: Office) -> list[str]:
    with reading(desk.space.engine) as conn:
        return closed_disputes(conn)["outcome"].to_list()


def signs(desk: Office) -> list[tuple[bool, str]]:
    with reading(desk.space.engine) as conn:
        told = [(one.sure, one.words) for one in signs_of_an_end(conn)]
    return [(sure, words.replace("\u202f", " ").replace("\u00a0", " ")) for sure, words in told]


def asked(desk: Office) -> dict[str, Decimal]:
    told = desk.plan()
    numbers = {one: number for number, one in desk.ids().items()}
    return {
        numbers[one]: due for one, due in told.plan.lines.select("invoice_id", "amount_due").rows()
    }


def credit_note(number: str, total: float) -> dict[str, Any]:
    return invoice(number, due=-1) | {"Montant TTC": -total, "Reste à payer": -total}


def test_a_dispute_begins_with_whoever_noted_it_and_ten_open_days(at_work: Office) -> None:
    one = running(at_work)

    assert (one.owner, one.deadline, one.turn) == ("Anne", date(2026, 12, 4), "ours")
    assert (one.motive, one.amount) == ("quality", 200_000)
    assert asked(at_work) == {"F1": Decimal(800)}


def test_what_is_changed_of_a_dispute_is_kept_with_what_it_was(at_work: Office) -> None:
    one = running(at_work)
    before = edit_dispute(
        at_work.space, at_work.act, one.id, {"owner": "Paul", "deadline": LATER, "turn": "theirs"}
    )

    assert before == {"owner": "Anne", "deadline": date(2026, 12, 4), "turn": "ours"}
    with reading(at_work.space.engine) as conn:
        told = dispute_log(conn, one.invoice_id)["text"][0]
    assert "responsable « Anne » → « Paul »" in told
    assert "échéance 04/12/2026 → 07/12/2026" in told
    edit_dispute(at_work.space, at_work.act, one.id, before)
    assert running(at_work).owner == "Anne"


def test_a_change_that_changes_nothing_leaves_no_trace(at_work: Office) -> None:
    before = at_work.journal()

    assert edit_dispute(at_work.space, at_work.act, running(at_work).id, {"owner": "Anne"}) == {}
    assert at_work.journal() == before


def test_more_than_is_due_cannot_be_contested(at_work: Office) -> None:
    with pytest.raises(Refused, match="rien n'a été noté"):
        edit_dispute(
            at_work.space, at_work.act, running(at_work).id, {"amount": Decimal("1000.01")}
        )


def test_what_was_done_about_a_dispute_is_read_the_latest_first(at_work: Office) -> None:
    one = running(at_work)
    write_of_dispute(at_work.space, at_work.act, one.id, "photos demandées")
    write_of_dispute(at_work.space, at_work.act, one.id, "photos reçues")

    with reading(at_work.space.engine) as conn:
        texts = dispute_log(conn, one.invoice_id)["text"].to_list()
    assert [text.rpartition(" : ")[2] for text in texts[:2]] == [
        "photos reçues",
        "photos demandées",
    ]
    assert len(texts) == 3


def test_the_same_dispute_told_again_keeps_who_follows_it_and_since_when(at_work: Office) -> None:
    edit_dispute(at_work.space, at_work.act, running(at_work).id, {"owner": "Paul"})
    at_work.day = NEXT_DAY
    hold_invoice(at_work.space, at_work.act, at_work.ids()["F1"], "dispute", text="tout")

    one = running(at_work)
    assert (one.owner, one.motive, one.since, one.amount) == ("Paul", "quality", TODAY, None)


def test_a_justified_invoice_is_asked_for_whole_again(at_work: Office) -> None:
    close_dispute(
        at_work.space, at_work.act, running(at_work).id, DisputeOutcome.JUSTIFIED, said="BL signé"
    )

    assert asked(at_work) == {"F1": Decimal(1000)}
    assert outcomes(at_work) == ["justified"]
    assert at_work.journal()[0].endswith("facture justifiée, à payer. BL signé")


def test_reminders_resume_on_the_day_given_and_not_before(at_work: Office) -> None:
    monday = date(2026, 11, 30)
    outcome = DisputeOutcome.JUSTIFIED
    close_dispute(at_work.space, at_work.act, running(at_work).id, outcome, resume_on=monday)

    assert at_work.withheld() == {"F1": "reply_pending"}
    at_work.day = monday
    assert "reply_pending" not in at_work.withheld().values()


def test_a_dispute_closed_by_mistake_runs_again_as_it_was(at_work: Office) -> None:
    before = running(at_work)
    closed = close_dispute(
        at_work.space, at_work.act, before.id, DisputeOutcome.ABANDONED, resume_on=LATER
    )
    reopen_dispute(at_work.space, at_work.act, closed)

    assert running(at_work) == before
    assert asked(at_work) == {"F1": Decimal(800)}


def test_a_dispute_stays_closed_when_another_runs_since(at_work: Office) -> None:
    closed = close_dispute(
        at_work.space, at_work.act, running(at_work).id, DisputeOutcome.ABANDONED
    )
    contest(at_work)

    with pytest.raises(Refused, match="Un autre litige"):
        reopen_dispute(at_work.space, at_work.act, closed)
    with pytest.raises(Refused, match="n'est pas clos"):
        reopen_dispute(at_work.space, at_work.act, Closed(running(at_work).id, None))


def test_a_credit_that_was_granted_ends_its_dispute_when_the_export_shows_it(
    at_work: Office,
) -> None:
    grant(at_work)
    at_work.day = NEXT_DAY
    imported = at_work.drop([invoice("F1", due=4, total=1000, left=800)])

    [sentence] = imported.disputes_closed
    assert sentence.startswith("Litige de la facture F1 clos : le restant dû a baissé de 200")
    assert asked(at_work) == {"F1": Decimal(800)}
    assert outcomes(at_work) == ["credit_note"]


def test_the_same_fall_without_a_credit_granted_is_only_proposed(at_work: Office) -> None:
    at_work.day = NEXT_DAY
    imported = at_work.drop([invoice("F1", due=4, total=1000, left=800)])

    assert imported.disputes_closed == ()
    assert signs(at_work) == [(False, "le restant dû a baissé de 200,00 €, la somme contestée")]
    assert asked(at_work) == {"F1": Decimal(600)}


def test_a_credit_note_of_that_sum_ends_a_dispute_whose_credit_was_granted(
    at_work: Office,
) -> None:
    grant(at_work)
    at_work.day = NEXT_DAY
    rows = [invoice("F1", due=4, total=1000), credit_note("AV1", 200)]
    imported = at_work.drop(rows)

    assert "l'avoir AV1 de 200" in imported.disputes_closed[0]
    assert asked(at_work) == {"F1": Decimal(1000)}
    totals = at_work.plan().plan.credits["amount"].to_list()
    assert totals == [Decimal(200)]


def test_one_credit_note_never_ends_two_disputes_of_its_sum(tmp_path: Path) -> None:
    desk = office(tmp_path)
    rows = [invoice("F1", due=4, total=1000), invoice("F2", due=4, total=500)]
    desk.drop(rows)
    for number in ("F1", "F2"):
        about = {"turn": DisputeTurn.CREDIT_NOTE.value}
        ids, sum_ = desk.ids(), Decimal(200)
        hold_invoice(desk.space, desk.act, ids[number], "dispute", amount=sum_, about=about)
    desk.day = NEXT_DAY
    imported = desk.drop([*rows, credit_note("AV1", 200)])

    assert imported.disputes_closed == ()
    assert [sure for sure, _ in signs(desk)] == [False, False]


def test_a_credit_note_that_ended_a_dispute_ends_no_later_one(at_work: Office) -> None:
    grant(at_work)
    at_work.day = NEXT_DAY
    rows = [invoice("F1", due=4, total=1000), credit_note("AV1", 200)]
    assert at_work.drop(rows).disputes_closed
    contest(at_work, amount=Decimal(200))
    grant(at_work)
    at_work.day = LATER
    again = at_work.drop([*rows, invoice("F9", due=-20)])

    assert again.disputes_closed == ()


def test_the_rest_paid_ends_no_dispute(at_work: Office) -> None:
    grant(at_work)
    at_work.day = NEXT_DAY
    imported = at_work.drop([invoice("F1", due=4, total=1000, left=200)])

    assert imported.disputes_closed == ()
    assert at_work.withheld() == {"F1": "dispute"}


def test_an_invoice_settled_ends_its_dispute(at_work: Office) -> None:
    at_work.day = NEXT_DAY
    at_work.drop([invoice("F1", due=4, total=1000, left=0)])

    assert outcomes(at_work) == ["settled"]


def test_an_import_undone_opens_again_the_disputes_that_it_had_closed(at_work: Office) -> None:
    before = running(at_work)
    at_work.day = NEXT_DAY
    imported = at_work.drop([invoice("F1", due=4, total=1000, left=0)])
    undo_import(at_work.space, at_work.act, imported.import_id)

    assert running(at_work) == before


def test_a_dispute_of_the_file_that_somebody_closed_is_over(tmp_path: Path) -> None:
    desk = office(tmp_path)
    desk.drop([invoice("F1", due=20, total=1000) | {"Statut": "Litige"}])
    assert desk.withheld() == {"F1": "dispute"}
    contest(desk)
    closed = close_dispute(desk.space, desk.act, running(desk).id, DisputeOutcome.JUSTIFIED)
    assert (desk.withheld(), list(desk.reminded())) == ({}, ["F1"])
    reopen_dispute(desk.space, desk.act, closed)
    assert desk.withheld() == {"F1": "dispute"}


def test_a_dispute_of_the_file_closed_here_stays_over_until_the_file_forgets_it(
    tmp_path: Path,
) -> None:
    desk = office(tmp_path)
    contested = invoice("F1", due=20, total=1000) | {"Statut": "Litige"}
    desk.drop([contested])
    contest(desk)
    close_dispute(desk.space, desk.act, running(desk).id, DisputeOutcome.JUSTIFIED)
    desk.day = NEXT_DAY
    desk.drop([contested, invoice("F9", due=-20) | {"Statut": ""}])
    assert "F1" not in desk.withheld()

    desk.day = LATER
    desk.drop([contested | {"Statut": ""}, invoice("F9", due=-20) | {"Statut": ""}])
    with reading(desk.space.engine) as conn:
        assert running_holds(conn) == []
    desk.day = LATER + timedelta(days=3)
    desk.drop([contested, invoice("F9", due=-20) | {"Statut": ""}])
    assert desk.withheld()["F1"] == "dispute"


def test_a_dispute_closed_here_overrules_no_other_doubt_of_the_file(tmp_path: Path) -> None:
    desk = office(tmp_path)
    desk.drop([invoice("F1", due=20, total=1000) | {"Statut": "Litige"}])
    contest(desk)
    close_dispute(desk.space, desk.act, running(desk).id, DisputeOutcome.JUSTIFIED)
    with desk.space.engine.begin() as conn:
        update_invoices(conn, [desk.ids()["F1"]], decision="Montant douteux.")

    assert desk.withheld() == {"F1": "needs_decision"}


def test_a_dispute_taken_back_by_mistake_is_put_back_as_it_was(at_work: Office) -> None:
    before = running(at_work)
    undo_hold(at_work.space, at_work.act, before.id)
    assert at_work.reminded() == {"F1": "reminder_1"}
    put_back(at_work.space, at_work.act, before.id)

    assert running(at_work) == before
    with pytest.raises(Refused, match="court déjà"):
        put_back(at_work.space, at_work.act, before.id)


def test_what_was_replaced_gives_way_again_when_its_successor_is_put_back(at_work: Office) -> None:
    first = running(at_work)
    contest(at_work, amount=Decimal(300))
    second = running(at_work)
    undo_hold(at_work.space, at_work.act, second.id)
    assert running(at_work).id == first.id
    put_back(at_work.space, at_work.act, second.id)
    assert running(at_work).id == second.id
    undo_hold(at_work.space, at_work.act, second.id)
    assert running(at_work).id == first.id


def test_a_decision_is_not_put_back_over_a_newer_one(at_work: Office) -> None:
    first = running(at_work)
    release(at_work.space, at_work.act, first.id)
    contest(at_work)
    with pytest.raises(Refused, match="notée depuis"):
        put_back(at_work.space, at_work.act, first.id)
