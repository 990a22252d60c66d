"""The sentences say what is true, in words that a French manager cannot misread."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from relance_core.vocabulary import Step, Tone
from tests.reminders.ledgers import TODAY, Books, only


@pytest.fixture
def books() -> Books:
    """An empty ledger, imported today."""
    return Books()


def days(count: int) -> date:
    """The day ``count`` days before today."""
    return TODAY - timedelta(days=count)


def waiting(books: Books, today: date = TODAY) -> str:
    """The sentence of the one invoice withheld."""
    return str(books.plan(today).withheld["reason"].item())


def test_a_step_that_falls_on_a_sunday_is_told_for_the_monday(books: Books) -> None:
    books.invoice(1, days(5))
    books.sent(1, Step.REMINDER_1, days(2))  # four days later is Sunday 22 November
    row = books.plan().withheld.row(0, named=True)
    assert row["reason"] == (
        "Aucune étape aujourd'hui ; prochaine étape : 2e relance le 23/11/2026."
    )
    assert row["next_date"] == date(2026, 11, 23)


def test_the_message_of_the_due_day_is_not_told_as_a_due_date(books: Books) -> None:
    books.invoice(1, date(2026, 12, 25))
    books.sent(1, Step.COURTESY, date(2026, 12, 18))
    assert waiting(books, date(2026, 12, 21)) == (
        "Échéance le 25/12/2026 ; prochaine étape : message d'échéance le 24/12/2026."
    )
    books.sent(1, Step.DUE_DAY, date(2026, 12, 24))
    assert only(books.plan(date(2026, 12, 28)))["reason"] == (
        "1re relance : facture F1 échue depuis 3 jours ; message d'échéance le 24/12/2026."
    )


def test_other_invoices_of_the_message_are_not_told_with_the_reminder_before(books: Books) -> None:
    books.invoice(1, days(20))
    books.sent(1, Step.REMINDER_1, days(16))
    for number in (2, 3):
        books.invoice(number, days(4))
    assert only(books.plan())["reason"].endswith(
        "1re relance le 04/11/2026. Concerne aussi 2 autres factures."
    )


def test_an_invoice_taken_over_says_so(books: Books) -> None:
    books.invoice(1, days(200), entry_step="reminder_3")
    assert only(books.plan())["reason"] == (
        "Dernière relance : facture F1 échue depuis 200 jours ; reprise choisie à cette étape."
    )


def test_a_tone_that_was_set_is_not_told_as_kept_from_the_last_message(books: Books) -> None:
    books.client(1, tone="softer")
    books.invoice(1, days(3))
    books.sent(1, Step.DUE_DAY, days(3), tone=Tone.FRIENDLY)
    reminder = only(books.plan())
    assert reminder["tone"] == "friendly"
    assert reminder["reason"].endswith(" Ton adouci d'un cran pour ce client.")


def test_a_setting_that_the_last_message_overrules_is_told(books: Books) -> None:
    books.client(1, tone="always_friendly")
    books.invoice(1, days(7))
    books.sent(1, Step.REMINDER_1, days(4), tone=Tone.FIRM)
    reminder = only(books.plan())
    assert reminder["tone"] == "firm"
    assert reminder["reason"].endswith(" Ton maintenu : jamais plus doux que le dernier message.")


def test_a_letter_printed_is_told_by_its_date(books: Books) -> None:
    books.invoice(1, days(40))
    books.sent(1, Step.FORMAL_NOTICE, days(1), state="printed", tone=Tone.FORMAL)
    assert waiting(books) == "Courrier imprimé, daté du 19/11/2026 : à poster."
