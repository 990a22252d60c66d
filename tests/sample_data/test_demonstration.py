"""The demonstration shows what the program is for: most steps, and most reasons to wait."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from relance_core.workflows.demo import open_demonstration
from relance_core.workflows.space import Act
from relance_core.workflows.today_plan import plan_json, plan_of
from relance_core.workflows.understanding import Dropped, understand_file
from sample_data import ledger
from sample_data.generate import build_contacts, build_invoices

DAYS = (date(2026, 11, 20), date(2027, 3, 9), date(2028, 2, 29))


@pytest.fixture(scope="module", params=DAYS, ids=str)
def plan(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The plan of the demonstration opened on that day, as the terminal prints it."""
    environ = {"RELANCE_DATA_DIR": str(tmp_path_factory.mktemp("demonstration"))}
    day: date = request.param
    space = open_demonstration(environ, Act(by="Anne", at=datetime.combine(day, time(9))))
    return plan_json(plan_of(space, today=day))


def test_the_sample_workbooks_are_read_without_a_question_or_a_doubtful_row() -> None:
    today = DAYS[0]
    understood = understand_file(
        Dropped(build_invoices(today), "factures.xlsx"),
        contacts=Dropped(build_contacts(today), "contacts.xlsx"),
        today=today,
    )
    reading = understood.reading
    assert reading.questions == ()
    assert len(reading.invoices) == len(ledger.lines(today))
    assert set(reading.issues["severity"]) <= {"warning"}


def test_what_is_read_adds_up_to_what_the_ledger_says() -> None:
    today = DAYS[0]
    told = understand_file(Dropped(build_invoices(today), "factures.xlsx"), today=today).to_json()
    expected: dict[str, Decimal] = {}
    for line in ledger.lines(today):
        currency = ledger.currency_of(line.client)
        expected[currency] = expected.get(currency, Decimal(0)) + line.gross - line.paid
    assert {
        currency: Decimal(amount) for currency, amount in told["open_amount"].items()
    } == expected


def test_the_plan_has_messages_of_most_steps(plan: Any) -> None:
    steps = {reminder["step"] for reminder in plan["reminders"]}
    assert {"courtesy", "reminder_1", "reminder_2", "reminder_3", "formal_notice"} <= steps


def test_two_or_three_formal_notices_are_due(plan: Any) -> None:
    due = [one for one in plan["reminders"] if one["step"] == "formal_notice"]
    assert len(due) in (2, 3)


def test_the_plan_holds_back_for_many_different_reasons(plan: Any) -> None:
    codes = {one["code"] for one in plan["withheld"]}
    assert {
        "below_threshold",
        "direct_debit",
        "dispute",
        "needs_decision",
        "net_credit",
        "no_address",
        "not_due",
        "other_message_leaving",
    } <= codes


def test_nobody_of_the_demonstration_could_receive_a_message(plan: Any) -> None:
    addresses = [address for one in plan["reminders"] for address in one["to"]]
    assert addresses
    assert [address for address in addresses if not address.endswith(".example")] == []
