"""E-mails made in a second of one core: `python -m benchmarks.emails`, wording to final bytes."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from relance_core.messages.checks import check
from relance_core.messages.mime import email_bytes, make_message_id
from relance_core.messages.render import compose
from relance_core.reminders.reminder import Addressee, Reminder, ReminderLine
from relance_core.settings import Firm
from relance_core.vocabulary import Channel, DebtorType, Step, Tone

_TODAY = date(2026, 11, 20)
_FIRM = Firm(
    name="Ateliers Bellecour", legal_form="SAS", capital="50 000 €", siren="552 100 554",
    rcs_city="Lyon", address="12 rue des Archers", postcode="69002", city="Lyon",
    phone="04 72 00 00 00", email="compta@bellecour.example", signatory="Claire Martin",
    contact_line="Claire Martin, 04 72 00 00 01", iban="FR7630006000011234567890189",
    bic="AGRIFRPP",
)  # fmt: skip
_STEPS = (
    (Step.COURTESY, Tone.FRIENDLY),
    (Step.REMINDER_1, Tone.COURTEOUS),
    (Step.REMINDER_2, Tone.FIRM),
    (Step.REMINDER_3, Tone.FIRM),
)


def main(invoices: Sequence[int] = (1, 5, 60), count: int = 400) -> None:
    """Print the e-mails made in a second of CPU, for each number of invoices in one."""
    for size in invoices:
        reminders = [_reminder(number, size) for number in range(count)]
        _made(reminders[0])  # what is imported and prepared once
        began, started = time.process_time(), time.perf_counter()
        octets = sum(len(_made(reminder)) for reminder in reminders)
        cpu, wall = time.process_time() - began, time.perf_counter() - started
        print(
            f"{size:>3} invoices each: {count / cpu:.0f} e-mails in a second of CPU "
            f"({wall / count * 1000:.1f} ms each), {octets / count / 1000:.0f} kB"
        )


def _made(reminder: Reminder) -> bytes:
    """The final bytes, checked before as an approval does."""
    draft = compose(reminder, _FIRM)
    check(draft, reminder, _FIRM, today=_TODAY)
    return email_bytes(
        draft,
        reminder,
        sender="compta@bellecour.example",
        sender_name=_FIRM.name,
        reply_to=_FIRM.email,
        to=reminder.addressee.to,
        cc=(),
        message_id=make_message_id(str(reminder.leader_id), domain="bellecour.example"),
        date=datetime(2026, 11, 20, 9, tzinfo=UTC),
        references=("<dun.1@bellecour.example>",),
        key=f"r-{reminder.leader_id}",
    )


def _reminder(number: int, size: int) -> Reminder:
    step, tone = _STEPS[number % len(_STEPS)]
    early = step is Step.COURTESY
    lines = tuple(
        ReminderLine(
            invoice_id=number * 100 + rank,
            number=f"F-2026-{number:05}-{rank:02}",
            issue_date=_TODAY - timedelta(days=50 + rank),
            due_date=_TODAY + timedelta(days=6) if early else _TODAY - timedelta(days=20 + rank),
            currency="EUR",
            amount=Decimal(1000 + number) / 7 // Decimal("0.01") * Decimal("0.01"),
            amount_due=Decimal(1000 + number) / 7 // Decimal("0.01") * Decimal("0.01"),
            step=step,
        )
        for rank in range(size)
    )
    client = replace(_CLIENT, client_id=number, name=f"Menuiserie Lefèvre n° {number}")
    return Reminder(
        addressee=client,
        step=step,
        tone=tone,
        channel=Channel.EMAIL,
        for_date=_TODAY,
        deadline=date(2026, 12, 7) if step is Step.REMINDER_3 else None,
        leader_id=lines[0].invoice_id,
        lines=lines,
        credits=(),
        reason="Échéance dépassée",
    )


_CLIENT = Addressee(
    client_id=1, code="C1", name="", debtor_type=DebtorType.BUSINESS, language="fr",
    contact_name="Mme Durand", to=("compta@lefevre.example",), copies=(), phone=None, siren=None,
    address=None, postcode=None, city=None, country=None,
)  # fmt: skip


if __name__ == "__main__":
    main()
