"""A merge undone after an import: what came meanwhile is found again, once, with its history."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from relance_core.store import tables as t
from relance_core.store.database import reading
from relance_core.vocabulary import Withheld
from relance_core.workflows.decide import hold_invoice
from relance_core.workflows.merge_clients import merge_clients, undo_merge
from relance_core.workflows.undo_import import undo_import
from tests.workflows.office import Office, office
from tests.workflows.test_merge_clients import ids_by_name, named


@pytest.fixture
def at_work(tmp_path: Path) -> Office:
    """An espace of its own."""
    return office(tmp_path)


def owed(ours: Office) -> list[tuple[str, str]]:
    """Client and number of each invoice on which something is due."""
    with reading(ours.space.engine) as conn:
        query = (
            select(t.client.c.name, t.invoice.c.number)
            .join(t.client, t.client.c.id == t.invoice.c.client_id)
            .where(t.invoice.c.open_amount > 0)
        )
        return sorted((row.name, row.number) for row in conn.execute(query))


def merged(ours: Office, kept: str = "Alpha", gone: str = "Alpha SARL") -> int:
    known = ids_by_name(ours)
    return merge_clients(ours.space, ours.act, known[kept], known[gone]).merge_id


FIRST: list[dict[str, Any]] = [named("F1", "Alpha"), named("F2", "Alpha SARL")]
THEN: list[dict[str, Any]] = [*FIRST, named("F3", "Alpha SARL"), named("F4", "Alpha")]
APART = [("Alpha", "F1"), ("Alpha", "F4"), ("Alpha SARL", "F2"), ("Alpha SARL", "F3")]


def test_an_invoice_imported_during_a_merge_comes_once_when_it_is_undone(at_work: Office) -> None:
    at_work.drop(FIRST)
    merge_id = merged(at_work)
    at_work.day = date(2026, 11, 21)
    at_work.drop(THEN)
    held = at_work.ids()["F3"]
    hold_invoice(at_work.space, at_work.act, held, Withheld.DISPUTE, text="qualité")
    at_work.day = date(2026, 11, 22)
    undo_merge(at_work.space, at_work.act, merge_id)
    assert " 2 factures importées entre-temps restent chez « Alpha »" in at_work.journal()[0]
    at_work.day = date(2026, 11, 23)
    done = at_work.drop([*THEN, named("F5", "Gamma")])
    assert len(done.changes.new) == 1
    assert done.changes.missing == []
    assert owed(at_work) == [*APART, ("Gamma", "F5")]
    assert at_work.ids()["F3"] == held
    assert at_work.withheld()["F3"] == "dispute"


def test_the_same_file_dropped_again_after_the_undoing_gives_each_client_his_own(
    at_work: Office,
) -> None:
    at_work.drop(FIRST)
    merge_id = merged(at_work)
    at_work.day = date(2026, 11, 21)
    at_work.drop(THEN)
    at_work.day = date(2026, 11, 22)
    undo_merge(at_work.space, at_work.act, merge_id)
    at_work.day = date(2026, 11, 23)
    again = at_work.drop(THEN)
    assert not again.same_bytes
    assert again.changes.new == []
    assert owed(at_work) == APART
    assert at_work.drop(THEN).same_bytes


def test_a_code_that_came_for_the_merged_name_loses_none_of_its_older_invoices(
    at_work: Office,
) -> None:
    at_work.drop(FIRST)
    merge_id = merged(at_work)
    at_work.day = date(2026, 11, 21)
    coded = [named("F1", "Alpha"), named("F2", "Alpha SARL", code="C9")]
    at_work.drop([*coded, named("F3", "Alpha SARL", code="C9")])
    at_work.day = date(2026, 11, 22)
    undo_merge(at_work.space, at_work.act, merge_id)
    done = at_work.drop([*coded, named("F3", "Alpha SARL", code="C9"), named("F5", "Gamma")])
    assert len(done.changes.new) == 1
    assert done.changes.missing == []
    assert sorted(number for _, number in owed(at_work)) == ["F1", "F2", "F3", "F5"]


def test_two_clients_made_two_keep_each_an_invoice_of_one_number(at_work: Office) -> None:
    at_work.drop(FIRST)
    merge_id = merged(at_work)
    at_work.day = date(2026, 11, 21)
    at_work.drop(THEN)
    at_work.day = date(2026, 11, 22)
    undo_merge(at_work.space, at_work.act, merge_id)
    done = at_work.drop([*THEN, named("F4", "Alpha SARL", total=55)])
    assert len(done.changes.new) == 1
    assert owed(at_work) == [*APART[:3], ("Alpha SARL", "F3"), ("Alpha SARL", "F4")]


def test_undoing_the_import_that_gave_them_back_leaves_them_where_they_were(
    at_work: Office,
) -> None:
    at_work.drop(FIRST)
    merge_id = merged(at_work)
    at_work.day = date(2026, 11, 21)
    at_work.drop(THEN)
    at_work.day = date(2026, 11, 22)
    undo_merge(at_work.space, at_work.act, merge_id)
    before = owed(at_work)
    at_work.day = date(2026, 11, 23)
    done = at_work.drop([*THEN, named("F5", "Gamma")])
    undo_import(at_work.space, at_work.act, done.import_id)
    assert owed(at_work) == before
