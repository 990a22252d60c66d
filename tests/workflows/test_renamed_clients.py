"""An invoice that comes back under another client, or another spelling of its number."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from relance_core.workflows.merge_clients import merge_clients
from tests.workflows.office import Office, invoice, office


@pytest.fixture
def at_work(tmp_path: Path) -> Office:
    """An espace of its own."""
    return office(tmp_path)


def named(number: str, name: str, **changes: Any) -> dict[str, Any]:
    """An invoice of a client known by his name alone."""
    mail = f"compta{len(name)}@client.example"
    row = invoice(number, client="X", **changes) | {"Client": name, "E-mail": mail}
    del row["Code client"]
    return row


OTHERS = [named(f"G{at}", "Gamma", total=10 + at) for at in range(8)]


def decisions(at_work: Office) -> list[str]:
    """The reasons given for what is withheld."""
    return at_work.plan().plan.withheld["reason"].to_list()


def test_an_invoice_under_another_client_asks_at_both_and_reminds_neither(at_work: Office) -> None:
    at_work.drop([named("F3", "Beta"), *OTHERS])
    again = at_work.drop([named("F3", "Zêta Conseil"), *OTHERS])
    assert len(again.changes.new) == 1
    held = [reason for reason in decisions(at_work) if "« Beta », puis « Zêta Conseil »" in reason]
    assert len(held) == 2
    assert "F3" not in at_work.reminded()


def test_it_still_asks_at_the_import_after(at_work: Office) -> None:
    at_work.drop([named("F3", "Beta"), *OTHERS])
    at_work.drop([named("F3", "Zêta Conseil"), *OTHERS])
    at_work.drop([named("F3", "Zêta Conseil"), *OTHERS, named("F9", "Eve")])
    assert "F3" not in at_work.reminded()
    assert sum("a changé de client" in reason for reason in decisions(at_work)) == 2


def test_a_list_of_open_invoices_does_not_settle_what_changed_its_client(at_work: Office) -> None:
    at_work.drop([named("F3", "Beta"), *OTHERS])
    at_work.drop([named("F3", "Zêta Conseil"), *OTHERS], missing="settled")
    assert sum("a changé de client" in reason for reason in decisions(at_work)) == 2


def test_merging_the_two_clients_settles_it(at_work: Office) -> None:
    at_work.drop([named("F3", "Beta"), *OTHERS])
    at_work.drop([named("F3", "Zêta Conseil"), *OTHERS])
    ids = dict(at_work.plan().situation.clients.select("name", "client_id").iter_rows())
    merge_clients(at_work.space, at_work.act, ids["Zêta Conseil"], ids["Beta"])
    assert at_work.reminded()["F3"] == "reminder_1"


def test_another_amount_or_another_day_is_another_invoice(at_work: Office) -> None:
    at_work.drop([named("F3", "Beta"), *OTHERS])
    at_work.drop([named("F3", "Zêta", total=90), *OTHERS])
    assert at_work.reminded()["F3"] == "reminder_1"


def test_a_number_spelt_otherwise_is_asked_about_too(at_work: Office) -> None:
    at_work.drop([named("FA-2026-002", "Beta"), *OTHERS])
    at_work.drop([named("FA 2026 002", "Beta"), *OTHERS])
    assert sum("est sans doute « FA 2026 002 »" in told for told in decisions(at_work)) == 2
