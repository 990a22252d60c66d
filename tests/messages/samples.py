"""The firm, the clients and the reminders that the tests of the messages are written about."""

from __future__ import annotations

import zlib
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from relance_core.reminders.reminder import Addressee, CreditLine, Earlier, Reminder, ReminderLine
from relance_core.settings import Firm
from relance_core.vocabulary import FORMAL_STEPS, PRE_DUE_STEPS, Channel, DebtorType, Step, Tone

TODAY = date(2026, 11, 20)
FIRM = Firm(
    name="Ateliers Bellecour",
    legal_form="SAS",
    capital="50 000 €",
    siren="552 100 554",
    rcs_city="Lyon",
    vat_number="FR12552100554",
    address="12 rue des Archers",
    postcode="69002",
    city="Lyon",
    phone="04 72 00 00 00",
    email="compta@bellecour.example",
    signatory="Claire Martin",
    signatory_title="Directrice administrative et financière",
    contact_line="Claire Martin, 04 72 00 00 01",
    hand_over_to="notre avocat, Maître Roy",
    iban="FR7630006000011234567890189",
    bic="AGRIFRPP",
)
CLIENT = Addressee(
    client_id=1,
    code="C001",
    name="Boulangerie Dupont SARL",
    debtor_type=DebtorType.BUSINESS,
    language="fr",
    contact_name="Mme Durand",
    to=("compta@dupont.example",),
    copies=(),
    phone=None,
    siren=None,
    address="3 place du Marché",
    postcode="38000",
    city="Grenoble",
    country=None,
)


def client(**changes: Any) -> Addressee:
    """The usual client with some fields changed."""
    return replace(CLIENT, **changes)


def line(
    number: str, due: date, amount: str, step: Step | None = None, **more: Any
) -> ReminderLine:
    """An invoice of a reminder, issued a month before it is due."""
    values: dict[str, Any] = {
        "invoice_id": zlib.crc32(number.encode("utf-8", "surrogatepass")),
        "issue_date": due - timedelta(days=30),
        "currency": "EUR",
        "amount": Decimal(amount),
        "amount_due": Decimal(amount),
    }
    return ReminderLine(number=number, due_date=due, step=step, **(values | more))


def credit(
    number: str, amount: str, kind: str = "credit_note", currency: str = "EUR"
) -> CreditLine:
    """A credit to deduct."""
    return CreditLine(999, number, currency, Decimal(amount), kind)


def reminder(
    step: Step = Step.REMINDER_1,
    tone: Tone | None = None,
    lines: tuple[ReminderLine, ...] | None = None,
    **changes: Any,
) -> Reminder:
    """A reminder leaving on TODAY; one invoice, 17 days late, or 6 days early before its date."""
    if tone is None:
        tone = Tone.FORMAL if step in FORMAL_STEPS else Tone.COURTEOUS
    if lines is None:
        due = date(2026, 11, 26) if step in PRE_DUE_STEPS else date(2026, 11, 3)
        lines = (line("F-2026-0412", due, "1234.56", step),)
    values: dict[str, Any] = {
        "addressee": CLIENT,
        "channel": Channel.EMAIL,
        "deadline": None,
        "credits": (),
        "reason": "Échéance dépassée",
        "earlier": (),
    }
    if step in (Step.REMINDER_3, Step.FORMAL_NOTICE, Step.LAST_NOTICE):
        values["deadline"] = date(2026, 12, 7)
        values["earlier"] = (
            Earlier(Step.REMINDER_1, date(2026, 11, 6), "<dun.1@bellecour.example>"),
            Earlier(Step.REMINDER_2, date(2026, 11, 10), "<dun.2@bellecour.example>"),
        )
    if step is Step.FORMAL_NOTICE:
        values["channel"] = Channel.REGISTERED_LETTER
    return Reminder(
        step=step,
        tone=tone,
        for_date=TODAY,
        leader_id=lines[0].invoice_id,
        lines=lines,
        **(values | changes),
    )


def three_invoices(step: Step) -> tuple[ReminderLine, ...]:
    """Three late invoices, the second one partly paid."""
    return (
        line("F-2026-0401", date(2026, 11, 3), "1234.56", step),
        line("F-2026-0402", date(2026, 11, 5), "800.00", step, amount_due=Decimal("300.00")),
        line("F-2026-0403", date(2026, 11, 12), "99.90", None),
    )
