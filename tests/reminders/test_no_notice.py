"""Why no formal notice comes about a late invoice: one reason, or none when one does come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from relance_core.reminders.ahead import look_ahead
from relance_core.reminders.no_notice import without_notice
from relance_core.reminders.plan import plan_for
from relance_core.reminders.scenario import SCENARIOS, Scenario
from relance_core.vocabulary import FORMAL_STEPS, Step
from tests.reminders.ledgers import TODAY, Books

LATE = TODAY - timedelta(days=20)


def reasons(books: Books, scenarios: Mapping[str, Scenario] = SCENARIOS) -> dict[int, str]:
    """Invoice -> why it gets no formal notice in the next sixty days."""
    told = (books.situation, scenarios, books.rules)
    ahead = look_ahead(*told, today=TODAY)
    found = without_notice(plan_for(*told, today=TODAY), *told, ahead)
    return dict(found.select("invoice_id", "reason").iter_rows())


def test_a_client_whose_notice_comes_needs_no_reason() -> None:
    books = Books()
    books.invoice(1, LATE)
    assert reasons(books) == {}


def test_a_client_without_a_postal_address_gets_e_mails_and_no_notice_and_it_is_said() -> None:
    books = Books()
    books.client(1, address=None, postcode=None, city=None)
    books.invoice(1, LATE)
    assert reasons(books)[1].startswith("Adresse postale manquante")


def test_a_dispute_keeps_the_notice_away_and_is_named() -> None:
    books = Books()
    books.invoice(1, LATE)
    books.hold("dispute", invoice=1, reason="Litige ouvert le 12/11/2026.")
    assert reasons(books) == {1: "Litige ouvert le 12/11/2026."}


def test_a_calculated_due_date_is_to_be_confirmed_first() -> None:
    books = Books()
    books.invoice(1, LATE, due_calculated=True)
    assert reasons(books)[1].startswith("Échéance calculée")


def test_a_scenario_without_formal_notice_is_named() -> None:
    books = Books()
    books.invoice(1, LATE)
    gentle = SCENARIOS["standard"]
    steps = tuple(one for one in gentle.steps if one.step not in FORMAL_STEPS)
    scenarios = dict(SCENARIOS) | {"standard": replace(gentle, name="Sans fin", steps=steps)}
    assert "« Sans fin » n'a pas de mise en demeure" in reasons(books, scenarios)[1]


def test_an_invoice_that_has_had_its_notice_is_not_told_again() -> None:
    books = Books()
    books.client(1, address=None)
    books.invoice(1, TODAY - timedelta(days=60))
    books.sent(1, Step.FORMAL_NOTICE, TODAY - timedelta(days=10), deadline=TODAY)
    assert reasons(books) == {}
