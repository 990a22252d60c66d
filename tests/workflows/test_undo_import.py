"""An import is undone: the ledger is as it would be without it, what was set by hand stays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sqlalchemy import select

from relance_core.commitments import LateReason
from relance_core.errors import Refused
from relance_core.store import tables as t
from relance_core.store.database import reading
from relance_core.store.holds import PAID
from relance_core.store.late_reasons import add_reasons
from relance_core.vocabulary import Step
from relance_core.workflows.approve import approve_plan
from relance_core.workflows.decide import hold_invoice, set_entry_step
from relance_core.workflows.edit_client import edit_client
from relance_core.workflows.undo_import import undo_import, why_it_stays
from tests.workflows.office import Office, invoice, office

FIRST = [invoice("F1"), invoice("F2", client="C2"), invoice("F3", client="C3", due=-5)]
#: F1 paid, F2 changed with its client's address, F3 absent, F4 of a new client.
SECOND = [
    invoice("F1", left=0),
    invoice("F2", client="C2", left=40) | {"E-mail": "neuf@c2.example"},
    invoice("F4", client="C4"),
]
KEPT = ("invoice", "client", "client_alias", "layout", "client_setting")


@pytest.fixture
def at_work(tmp_path: Path) -> Office:
    """One import in force."""
    ours = office(tmp_path)
    ours.drop(FIRST)
    return ours


def ledger(ours: Office) -> dict[str, Any]:
    """Every row that an import writes, but for who wrote the layout and when."""
    with reading(ours.space.engine) as conn:
        return {
            name: [
                {key: value for key, value in row._mapping.items() if "changed_" not in key}
                for row in conn.execute(select(table).order_by(*table.primary_key))
            ]
            for name, table in ((name, t.metadata.tables[name]) for name in KEPT)
        }


def test_what_the_last_import_changed_is_as_it_was_before_it(at_work: Office) -> None:
    before = ledger(at_work)
    second = at_work.drop(SECOND, missing="settled")
    assert ledger(at_work) != before
    undo_import(at_work.space, at_work.act, second.import_id)
    assert ledger(at_work) == before
    assert at_work.journal()[0].startswith("Import de export.xlsx annulé : 1 facture retirée")
    undo_import(at_work.space, at_work.act, 1)
    assert {name: len(rows) for name, rows in ledger(at_work).items()} == dict.fromkeys(KEPT, 0)


def test_an_import_that_was_undone_can_be_made_again(at_work: Office) -> None:
    second = at_work.drop(SECOND)
    undo_import(at_work.space, at_work.act, second.import_id)
    again = at_work.drop(SECOND)
    assert not again.same_bytes
    assert (len(again.changes.new), len(again.changes.settled)) == (1, 1)


def test_what_was_set_by_hand_since_stays(at_work: Office) -> None:
    second = at_work.drop(SECOND)
    number = at_work.ids()["F2"]
    edit_client(at_work.space, at_work.act, at_work.client_ids()["C2"], {"tone": "softer"})
    set_entry_step(at_work.space, at_work.act, [number], Step.REMINDER_2)
    undo_import(at_work.space, at_work.act, second.import_id)
    assert (
        at_work.plan().situation.clients.filter(pl.col("code") == "C2")["tone"].item() == "softer"
    )
    assert at_work.reminded()["F2"] == "reminder_2"


def test_a_message_about_what_changes_is_held(at_work: Office) -> None:
    second = at_work.drop([*SECOND[:2], invoice("F3", client="C3", due=-5)])
    approve_plan(at_work.space, at_work.act, plan_id=at_work.plan().plan.plan_id, clients=None)
    assert undo_import(at_work.space, at_work.act, second.import_id).held == (1,)


def test_an_import_is_not_undone_once_somebody_relies_on_what_it_brought(
    at_work: Office,
) -> None:
    with pytest.raises(Refused, match="n'existe pas"):
        undo_import(at_work.space, at_work.act, 7)
    second = at_work.drop(SECOND)
    with pytest.raises(Refused, match="annulez-le d'abord"):
        undo_import(at_work.space, at_work.act, 1)
    hold_invoice(at_work.space, at_work.act, at_work.ids()["F4"], PAID)
    with pytest.raises(Refused, match="F4, et quelqu'un a noté"):
        undo_import(at_work.space, at_work.act, second.import_id)


def test_an_import_is_not_undone_once_somebody_said_why_what_it_brought_is_late(
    at_work: Office,
) -> None:
    second = at_work.drop(SECOND)
    day, at = at_work.day, at_work.act.at
    with at_work.space.engine.begin() as conn:
        add_reasons(conn, [at_work.ids()["F4"]], LateReason.CASH, day=day, by="Anne", at=at)
    with pytest.raises(Refused, match="F4, et quelqu'un a noté"):
        undo_import(at_work.space, at_work.act, second.import_id)


def test_an_import_is_not_undone_once_a_message_carries_what_it_brought(at_work: Office) -> None:
    second = at_work.drop(SECOND)
    approve_plan(at_work.space, at_work.act, plan_id=at_work.plan().plan.plan_id, clients=None)
    before = ledger(at_work)
    with pytest.raises(Refused, match="F4, et un message la porte"):
        undo_import(at_work.space, at_work.act, second.import_id)
    assert ledger(at_work) == before


def test_an_earlier_import_is_undone_when_no_later_one_has_read_its_invoices(
    at_work: Office,
) -> None:
    agency = [invoice("A1", client="A"), invoice("A2", client="B")]
    at_work.drop(agency)
    alone = office(at_work.space.folder / "alone", "alone")
    alone.drop(agency)
    undo_import(at_work.space, at_work.act, 1)
    assert at_work.ids().keys() == alone.ids().keys()
    assert set(at_work.client_ids()) == {"A", "B"}
    undo_import(at_work.space, at_work.act, 2)
    left = ledger(at_work)
    assert [left["invoice"], left["client"], left["client_alias"]] == [[], [], []]


def test_a_client_of_both_imports_keeps_its_names_when_the_first_is_undone(
    at_work: Office,
) -> None:
    at_work.drop([invoice("N1", client="C1")])
    undo_import(at_work.space, at_work.act, 1)
    again = at_work.drop([invoice("N1", client="C1"), invoice("N2", client="C1")])
    assert len(again.changes.new) == 1
    assert list(at_work.client_ids()) == ["C1"]


def test_an_import_that_a_later_one_relies_on_says_which(at_work: Office) -> None:
    at_work.drop(SECOND)
    assert "annulez-le d'abord" in why_it_stays(at_work.space, 1)
    assert why_it_stays(at_work.space, 2) == ""
