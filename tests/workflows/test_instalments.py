"""The instalments of an invoice keep their identity from one import to the next."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workflows.office import Office, invoice, office


@pytest.fixture
def at_work(tmp_path: Path) -> Office:
    """An espace of its own."""
    return office(tmp_path)


def by_due(at_work: Office) -> dict[str, int]:
    """The open lines of the ledger by due date."""
    ledger = at_work.plan().situation.ledger
    return {str(due): one for due, one in ledger.select("due_date", "invoice_id").iter_rows()}


def parts(*days: int, left: dict[int, float] | None = None) -> list[dict[str, object]]:
    """F1 in instalments due so many days ago, and F2 whole."""
    sums = {40: 60.0, 10: 40.0, -20: 25.0}
    told = [
        invoice("F1", due=day, total=sums[day], left=(left or {}).get(day, sums[day]))
        | {"Date facture": invoice("F1", due=40)["Date facture"]}
        for day in days
    ]
    return [*told, invoice("F2", client="C2")]


def test_each_instalment_is_a_line_with_its_own_step(at_work: Office) -> None:
    at_work.drop(parts(40, 10, -20), shape="instalments")
    ledger = at_work.plan().situation.ledger.filter(number="F1")
    assert ledger["due_date"].n_unique() == 3
    plan = at_work.plan().plan
    [message] = plan.reminders.filter(addressee_id=at_work.client_ids()["C1"]).rows(named=True)
    carried = plan.lines.filter(addressee_id=message["addressee_id"])
    assert carried["amount_due"].sum() == 100  # the third is not due yet


def test_an_instalment_paid_leaves_the_others_as_they_were(at_work: Office) -> None:
    at_work.drop(parts(40, 10), shape="instalments")
    before = by_due(at_work)
    changed = at_work.drop(parts(40, 10, left={40: 0}), shape="instalments")
    after = by_due(at_work)
    assert len(changed.changes.settled) == 1
    assert set(after.items()) < set(before.items())


def test_the_last_instalment_that_a_file_lists_is_recognised_without_a_mark(
    at_work: Office,
) -> None:
    at_work.drop(parts(40, 10), shape="instalments")
    before = by_due(at_work)
    at_work.drop(parts(10), missing="settled")
    after = by_due(at_work)
    assert all(before[due] == one for due, one in after.items())


def test_an_invoice_that_was_whole_becomes_the_first_of_its_instalments(at_work: Office) -> None:
    at_work.drop([invoice("F1", due=40), invoice("F2", client="C2")])
    whole = at_work.ids()["F1"]
    at_work.drop(parts(40, 10), shape="instalments")
    assert min(by_due(at_work).items())[1] == whole
    assert at_work.plan().situation.ledger.filter(number="F1").height == 2
