"""The tone of a message, the reason that is told, and the identity of a plan."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from relance_core.reminders.outlook import next_messages
from relance_core.reminders.scenario import SCENARIOS
from relance_core.vocabulary import Step, Tone
from tests.reminders.ledgers import TODAY, Books, only


@pytest.fixture
def books() -> Books:
    """An empty ledger, imported today."""
    return Books()


def days(count: int) -> date:
    """The day ``count`` days before today: a due date that many days late."""
    return TODAY - timedelta(days=count)


@pytest.mark.parametrize(
    ("setting", "tone"),
    [
        ("as_step", "courteous"),
        ("softer", "friendly"),
        ("firmer", "firm"),
        ("always_friendly", "friendly"),
        ("always_firm", "firm"),
    ],
)
def test_a_client_s_setting_shifts_the_tone_of_the_step(
    books: Books, setting: str, tone: str
) -> None:
    books.client(1, tone=setting)
    books.invoice(1, days(3))
    assert only(books.plan())["tone"] == tone


def test_the_tone_is_never_softer_than_the_last_message(books: Books) -> None:
    books.client(1, tone="always_friendly")
    books.invoice(1, days(30))
    books.sent(1, Step.REMINDER_1, days(10), tone=Tone.FIRM)
    assert only(books.plan())["tone"] == "firm"


def test_two_plans_of_the_same_day_have_the_same_id(books: Books) -> None:
    books.invoice(1, days(3))
    first = books.plan().plan_id
    assert books.plan().plan_id == first
    books.invoice(2, days(3), client=2)
    assert books.plan().plan_id != first


def test_the_reason_tells_the_invoice_its_lateness_and_what_came_before(books: Books) -> None:
    books.invoice(1, days(20))
    books.sent(1, Step.REMINDER_1, days(16))
    books.invoice(2, days(4))
    assert only(books.plan())["reason"] == (
        "2e relance : facture F1 échue depuis 20 jours ; 1re relance le 04/11/2026. "
        "Concerne aussi 1 autre facture."
    )


def test_the_message_to_come_is_told_with_the_tone_it_will_have(books: Books) -> None:
    books.invoice(1, days(10))
    books.sent(1, Step.REMINDER_1, days(2), tone=Tone.FIRM)
    books.client(1, tone="always_friendly")
    [row] = next_messages(books.plan(), books.situation, SCENARIOS).rows(named=True)
    assert (row["day"], row["step"], row["tone"]) == (date(2026, 11, 23), "reminder_2", "firm")


@pytest.mark.parametrize("tones", [(Tone.COURTEOUS, Tone.FIRM), (Tone.FIRM, Tone.COURTEOUS)])
def test_of_two_messages_known_from_the_file_on_one_day_the_firmer_sets_the_tone(
    books: Books, tones: tuple[Tone, Tone]
) -> None:
    books.client(1, tone="always_friendly")
    for number, tone in enumerate(tones, start=1):
        books.invoice(number, days(30))
        books.sent(number, Step.REMINDER_1, days(10), tone=tone)
        books.history[-1]["message_id"] = None
    assert only(books.plan())["tone"] == "firm"
