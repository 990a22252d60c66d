"""Two clients that are one: proposed with reasons, merged by a click, and made two again."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from relance_core.errors import Refused
from relance_core.store import tables as t
from relance_core.store.clients import client_ids
from relance_core.store.database import reading
from relance_core.vocabulary import Step, Withheld
from relance_core.workflows.approve import approve_plan
from relance_core.workflows.decide import hold_invoice, set_entry_step
from relance_core.workflows.edit_client import edit_client
from relance_core.workflows.merge_clients import (
    decline_merge,
    merge_clients,
    proposals,
    propose_again,
    undo_merge,
)
from relance_core.workflows.undo_import import undo_import
from tests.workflows.office import Office, invoice, office

#: Clocks of who changed what, and the tables that tell of the merge itself.
APART = {"changed_at", "changed_by"}
TELLING = {"journal", "client_merge", "attempt"}


def named(number: str, name: str, *, code: str | None = None, **changes: Any) -> dict[str, Any]:
    """An invoice of a client named so; without a code unless one is given."""
    row = invoice(number, client=code or "X", **changes)
    return row | {"Client": name, "Code client": code, "E-mail": None}


@pytest.fixture
def at_work(tmp_path: Path) -> Office:
    """An espace of its own."""
    return office(tmp_path)


def everything(ours: Office) -> dict[str, list[dict[str, Any]]]:
    """Every row of the espace, but for what only tells who did what and when."""
    with reading(ours.space.engine) as conn:
        return {
            name: sorted(
                (
                    {key: value for key, value in row._mapping.items() if key not in APART}
                    for row in conn.execute(select(table))
                ),
                key=str,
            )
            for name, table in t.metadata.tables.items()
            if name not in TELLING
        }


def codes(ours: Office) -> list[str]:
    """Why the invoices that no message carries are withheld."""
    return ours.plan().plan.withheld["code"].to_list()


def ids_by_name(ours: Office) -> dict[str, int]:
    with reading(ours.space.engine) as conn:
        return {row.name: row.id for row in conn.execute(select(t.client))}


def test_spellings_of_one_name_are_proposed_with_what_says_so_and_nothing_is_merged(
    at_work: Office,
) -> None:
    at_work.drop(
        [
            named("F1", "SARL Alpha", code="C1"),
            named("F2", "Alpha S.A.R.L."),
            named("F3", "Bêta & Fils"),
            named("F4", "Beta et Fils"),
            named("F5", "Gamma"),
        ]
    )
    found = [(one.kept.name, one.gone.name, one.likeness.why) for one in proposals(at_work.space)]
    assert found == [
        ("SARL Alpha", "Alpha S.A.R.L.", "même nom, à la présentation près"),
        ("Bêta & Fils", "Beta et Fils", "même nom, à la présentation près"),
    ]
    assert len(ids_by_name(at_work)) == 5


def test_a_pair_that_somebody_declined_is_not_proposed_again_until_it_is_asked_for(
    at_work: Office,
) -> None:
    at_work.drop([named("F1", "Alpha"), named("F2", "Alpha SARL")])
    [proposal] = proposals(at_work.space)
    decline_merge(at_work.space, at_work.act, *proposal.pair)
    assert proposals(at_work.space) == []
    assert at_work.journal()[0] == "« Alpha » et « Alpha SARL » sont deux clients différents."
    at_work.drop([named("F1", "Alpha"), named("F2", "Alpha SARL"), named("F3", "Autre")])
    assert proposals(at_work.space) == []
    propose_again(at_work.space, at_work.act, *proposal.pair)
    assert [one.pair for one in proposals(at_work.space)] == [proposal.pair]


def test_a_merge_changes_no_invoices_id_where_there_is_no_twin(at_work: Office) -> None:
    at_work.drop([named("F1", "Alpha"), named("F2", "Alpha SARL")])
    before = at_work.ids()
    known = ids_by_name(at_work)
    done = merge_clients(at_work.space, at_work.act, known["Alpha"], known["Alpha SARL"], "vu")
    assert (at_work.ids(), done.twins) == (before, 0)
    ledger = at_work.plan().situation.ledger
    assert set(ledger["client_id"]) == set(ledger["payer_id"]) == {known["Alpha"]}
    assert at_work.plan().situation.clients["name"].to_list() == ["Alpha"]
    assert at_work.journal()[0] == "Client « Alpha SARL » fusionné avec « Alpha » (vu)."


def test_merged_clients_get_one_message(at_work: Office) -> None:
    rows = [named("F1", "Alpha"), named("F2", "Alpha SARL")]
    at_work.drop([row | {"E-mail": "c@alpha.example"} for row in rows])
    assert len(at_work.plan().reminders()) == 2
    known = ids_by_name(at_work)
    merge_clients(at_work.space, at_work.act, known["Alpha"], known["Alpha SARL"])
    [reminder] = at_work.plan().reminders()
    assert [line.number for line in reminder.lines] == ["F1", "F2"]


def test_the_next_import_leads_both_names_to_the_same_client_and_a_twin_is_one(
    at_work: Office,
) -> None:
    rows = [named("F1", "Alpha"), named("F1", "Alpha SARL"), named("F2", "Alpha SARL", due=3)]
    at_work.drop(rows)
    assert codes(at_work).count("needs_decision") == 2
    known = ids_by_name(at_work)
    done = merge_clients(at_work.space, at_work.act, known["Alpha"], known["Alpha SARL"])
    assert done.twins == 1
    assert "needs_decision" not in codes(at_work)
    ids = at_work.ids()
    again = at_work.drop([*rows, named("F3", "Beta")])
    assert (len(again.changes.new), again.changes.missing) == (1, [])
    assert {number: one for number, one in at_work.ids().items() if number != "F3"} == ids
    assert "needs_decision" not in codes(at_work)


def test_twins_that_disagree_are_to_be_decided(at_work: Office) -> None:
    at_work.drop([named("F1", "Alpha"), named("F1", "Alpha SARL", total=90)])
    known = ids_by_name(at_work)
    merge_clients(at_work.space, at_work.act, known["Alpha"], known["Alpha SARL"])
    assert at_work.withheld() == {"F1": "needs_decision"}


def approve(ours: Office) -> None:
    plan = ours.plan().plan
    approve_plan(ours.space, ours.act, plan_id=plan.plan_id, clients=None)


def lines_of(ours: Office) -> list[tuple[int, str | None]]:
    with reading(ours.space.engine) as conn:
        query = select(t.message_line.c.invoice_id, t.message_line.c.own_step)
        return [tuple(row) for row in conn.execute(query.order_by(t.message_line.c.id))]


def test_twins_keep_the_union_of_what_was_sent_and_the_highest_step(at_work: Office) -> None:
    rows = [named("F1", "Alpha"), named("F1", "Alpha SARL", total=90)]
    at_work.drop([row | {"E-mail": "c@alpha.example"} for row in rows])
    known, ours = ids_by_name(at_work), at_work.space
    approve(at_work)
    with ours.engine.begin() as conn:
        first, second = conn.scalars(select(t.message.c.id).order_by(t.message.c.id))
        sent = update(t.message).values(state="sent")
        conn.execute(sent.where(t.message.c.id == first).values(for_date=date(2026, 11, 13)))
        conn.execute(
            sent.where(t.message.c.id == second).values(
                for_date=date(2026, 11, 17), step=Step.REMINDER_2.value
            )
        )
        conn.execute(
            update(t.message_line)
            .where(t.message_line.c.message_id == second)
            .values(own_step=Step.REMINDER_2.value)
        )
    merge_clients(ours, at_work.act, known["Alpha"], known["Alpha SARL"])
    [stays] = at_work.ids().values()
    assert lines_of(at_work) == [(stays, "reminder_1"), (stays, "reminder_2")]
    history = at_work.plan().situation.history
    assert history["step"].to_list() == ["reminder_1", "reminder_2"]
    assert set(history["addressee_id"]) == {known["Alpha"]}


def test_a_step_done_under_both_names_counts_once_on_its_later_day(at_work: Office) -> None:
    rows = [named("F1", "Alpha"), named("F1", "Alpha SARL", total=90)]
    at_work.drop([row | {"E-mail": "c@alpha.example"} for row in rows])
    known = ids_by_name(at_work)
    approve(at_work)
    with at_work.space.engine.begin() as conn:
        first, second = conn.scalars(select(t.message.c.id).order_by(t.message.c.id))
        for one, day in ((first, date(2026, 11, 18)), (second, date(2026, 11, 16))):
            conn.execute(
                update(t.message).where(t.message.c.id == one).values(state="sent", for_date=day)
            )
    before = everything(at_work)
    done = merge_clients(at_work.space, at_work.act, known["Alpha"], known["Alpha SARL"])
    assert sorted(step or "" for _, step in lines_of(at_work)) == ["", "reminder_1"]
    kept = at_work.plan().situation.history.filter(step="reminder_1")
    assert kept["day"].to_list() == [date(2026, 11, 18)]
    undo_merge(at_work.space, at_work.act, done.merge_id)
    assert everything(at_work) == before


def test_messages_waiting_for_either_client_are_held(at_work: Office) -> None:
    rows = [named("F1", "Alpha"), named("F2", "Alpha SARL"), named("F3", "Beta")]
    at_work.drop([row | {"E-mail": "c@alpha.example"} for row in rows])
    approve(at_work)
    known = ids_by_name(at_work)
    done = merge_clients(at_work.space, at_work.act, known["Alpha"], known["Alpha SARL"])
    assert len(done.stopped.held) == 2
    assert at_work.journal()[0].endswith(" 2 messages retenus.")
    assert "in_flight" in at_work.withheld().values()  # F3's message still waits


def test_nothing_is_merged_while_a_message_to_one_of_them_is_leaving(at_work: Office) -> None:
    rows = [named("F1", "Alpha"), named("F2", "Alpha SARL")]
    at_work.drop([row | {"E-mail": "c@alpha.example"} for row in rows])
    approve(at_work)
    with at_work.space.engine.begin() as conn:
        conn.execute(update(t.message).values(state="sending", phase="data"))
    before, known = everything(at_work), ids_by_name(at_work)
    with pytest.raises(Refused, match="part en ce moment"):
        merge_clients(at_work.space, at_work.act, known["Alpha"], known["Alpha SARL"])
    assert everything(at_work) == before


def test_a_merge_is_undone_to_the_last_row(at_work: Office) -> None:
    rows = [
        named("F1", "Alpha"),
        named("F2", "Alpha", due=40),
        named("F1", "Alpha SARL", total=90),
        named("F9", "Alpha SARL", code="C9"),
        named("F3", "Gamma") | {"Payeur": "Alpha SARL"},
    ]
    at_work.drop(rows)
    known, space = ids_by_name(at_work), at_work.space
    twin = next(row["id"] for row in everything(at_work)["invoice"] if row["amount"] == 90_000)
    hold_invoice(space, at_work.act, twin, Withheld.DISPUTE, text="qualité")
    set_entry_step(space, at_work.act, [twin], Step.REMINDER_2)
    edit_client(space, at_work.act, known["Alpha SARL"], {"emails": "x@alpha.example"})
    before = everything(at_work)
    done = merge_clients(space, at_work.act, known["Alpha"], known["Alpha SARL"])
    merged = everything(at_work)
    assert (done.twins, len(merged["invoice"])) == (1, len(before["invoice"]) - 1)
    assert at_work.withheld()["F1"] == "dispute"
    undo_merge(space, at_work.act, done.merge_id)
    after = everything(at_work)
    # The kept client had no settings of its own: a blank row of them stays.
    blank = [row for row in after["client_setting"] if row["client_id"] == known["Alpha"]]
    assert all(value is None for row in blank for key, value in row.items() if key != "client_id")
    after["client_setting"] = [row for row in after["client_setting"] if row not in blank]
    assert after == before
    with pytest.raises(Refused, match="déjà annulée"):
        undo_merge(space, at_work.act, done.merge_id)


def test_what_an_import_said_since_holds_for_both_when_a_merge_is_undone(at_work: Office) -> None:
    at_work.drop([named("F1", "Alpha"), named("F1", "Alpha SARL")])
    known = ids_by_name(at_work)
    done = merge_clients(at_work.space, at_work.act, known["Alpha"], known["Alpha SARL"])
    at_work.drop([named("F1", "Alpha", left=0), named("F2", "Alpha")])
    undo_merge(at_work.space, at_work.act, done.merge_id)
    assert at_work.ids().keys() == {"F2"}  # neither twin is chased for what was paid


def test_clients_merged_in_a_chain_are_undone_from_its_end(at_work: Office) -> None:
    at_work.drop([named("F1", "Alpha"), named("F2", "Alpha SARL"), named("F3", "Alpha SAS")])
    one, two, three = ids_by_name(at_work).values()
    first = merge_clients(at_work.space, at_work.act, one, two)
    second = merge_clients(at_work.space, at_work.act, three, two)  # two is one by now
    assert second.kept_id == three
    with reading(at_work.space.engine) as conn:
        assert client_ids(conn, [str(two)]) == [three]
    with pytest.raises(Refused, match="déjà un seul client"):
        merge_clients(at_work.space, at_work.act, two, one)
    with pytest.raises(Refused, match="fusionné de nouveau"):
        undo_merge(at_work.space, at_work.act, first.merge_id)
    undo_merge(at_work.space, at_work.act, second.merge_id)
    undo_merge(at_work.space, at_work.act, first.merge_id)
    assert at_work.plan().situation.clients.height == 3


def test_an_import_is_not_undone_under_a_merge(at_work: Office) -> None:
    done = at_work.drop([named("F1", "Alpha"), named("F2", "Alpha SARL")])
    known = ids_by_name(at_work)
    merged = merge_clients(at_work.space, at_work.act, known["Alpha"], known["Alpha SARL"])
    with pytest.raises(Refused, match="fusionnés ou séparés depuis cet import"):
        undo_import(at_work.space, at_work.act, done.import_id)
    undo_merge(at_work.space, at_work.act, merged.merge_id)
    undo_import(at_work.space, at_work.act, done.import_id)
    assert at_work.ids() == {}


def test_an_import_made_on_merged_clients_is_not_undone_once_they_are_two_again(
    at_work: Office,
) -> None:
    at_work.drop([named("F1", "Alpha"), named("F1", "Alpha SARL")])
    known = ids_by_name(at_work)
    merged = merge_clients(at_work.space, at_work.act, known["Alpha"], known["Alpha SARL"])
    at_work.day = date(2026, 11, 23)
    paid = at_work.drop([named("F1", "Alpha", left=0), named("F2", "Alpha")])
    at_work.day = date(2026, 11, 24)
    undo_merge(at_work.space, at_work.act, merged.merge_id)
    # Its undoing would open one of the twins again, and leave the other paid.
    with pytest.raises(Refused, match="fusionnés ou séparés depuis cet import"):
        undo_import(at_work.space, at_work.act, paid.import_id)
