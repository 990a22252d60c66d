"""Letters made in a second of one core: `python -m benchmarks.letters`, facts to final PDF.

A formal notice of two pages with its table, payment code and identity, tagged, PDF/A-2a; then the
same with its statement of interest annexed. The compiler is warm: what is read and prepared once
(fonts, templates, imports) is done before. Each letter has its own client, numbers and amounts.
"""

from __future__ import annotations

import os
import resource
import time
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from relance_core.legal_rates import shipped_rates
from relance_core.messages.binding import bound, page_count
from relance_core.messages.letter import letter_pdf
from relance_core.messages.render import compose
from relance_core.receivables.late_charges import Entry, LateCharges
from relance_core.receivables.late_interest import Claim, interest_statement
from relance_core.reminders.reminder import Addressee, Earlier, Reminder, ReminderLine
from relance_core.settings import Firm
from relance_core.vocabulary import Channel, DebtorType, Step, Tone

_TODAY = date(2026, 11, 20)
_FIRM = Firm(
    name="Ateliers Bellecour", legal_form="SAS", capital="50 000 €", siren="552 100 554",
    rcs_city="Lyon", address="12 rue des Archers", postcode="69002", city="Lyon",
    phone="04 72 00 00 00", email="compta@bellecour.example", signatory="Claire Martin",
    signatory_title="Directrice administrative et financière",
    contact_line="Claire Martin, 04 72 00 00 01", iban="FR7630006000011234567890189",
    bic="AGRIFRPP",
)  # fmt: skip
_RATES = shipped_rates()


def main(count: int = 150, invoices: int = 6) -> None:
    """Print the letters made in a second of CPU, without and with the annexed statement."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    plain = [_reminder(number, invoices) for number in range(count)]
    short = [_charged(_reminder(number, 2)) for number in range(count)]
    cases = (
        (f"{invoices} invoices", plain),
        ("2 invoices and the annex", short),
        (f"{invoices} invoices and the annex", [_charged(one) for one in plain]),
    )
    for label, reminders in cases:
        for one in reminders[:5]:
            _made(one)
        began, started = time.process_time(), time.perf_counter()
        letters = [_made(one) for one in reminders]
        cpu, wall = time.process_time() - began, time.perf_counter() - started
        pages = {page_count(letter) for letter in letters}
        octets = sum(len(letter) for letter in letters) / count / 1000
        print(
            f"{label}: {count / cpu:.0f} letters in a second of CPU ({cpu / count * 1000:.1f} ms "
            f"each, {wall / count * 1000:.1f} ms of wall time), {pages} pages, {octets:.0f} kB"
        )
    began = time.process_time()
    whole = bound(letters)
    spent = time.process_time() - began
    print(f"{count} letters bound for the printer: {spent:.2f} s CPU, {len(whole) / 1e6:.1f} MB")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"memory at its highest: {peak} MB")


def _made(reminder: Reminder) -> bytes:
    return letter_pdf(compose(reminder, _FIRM), reminder, _FIRM, dated=_TODAY)


def _reminder(number: int, invoices: int) -> Reminder:
    lines = tuple(_line(number, at) for at in range(invoices))
    return Reminder(
        addressee=Addressee(
            client_id=number, code=f"C{number:04}", name=f"Établissements Durand {number} SARL",
            debtor_type=DebtorType.BUSINESS, language="fr", contact_name=None, to=(), copies=(),
            phone=None, siren="732 829 320", address=f"Bâtiment B\n{number} avenue de la Gare",
            postcode="38000", city="Grenoble", country=None,
        ),
        step=Step.FORMAL_NOTICE, tone=Tone.FORMAL, channel=Channel.REGISTERED_LETTER,
        for_date=_TODAY, deadline=date(2026, 12, 7), leader_id=lines[0].invoice_id, lines=lines,
        credits=(), reason="",
        earlier=(
            Earlier(Step.REMINDER_1, date(2026, 10, 6), 1),
            Earlier(Step.REMINDER_2, date(2026, 10, 13), 2),
        ),
    )  # fmt: skip


def _line(number: int, at: int) -> ReminderLine:
    due = date(2026, 5, 31) + timedelta(days=20 * at)
    amount = Decimal(1000 + 13 * number + at)
    return ReminderLine(
        invoice_id=number * 100 + at, number=f"F-2026-{number:04}-{at:02}",
        issue_date=due - timedelta(days=30), due_date=due, currency="EUR", amount=amount,
        amount_due=amount, step=Step.FORMAL_NOTICE,
    )  # fmt: skip


def _charged(reminder: Reminder) -> Reminder:
    entries = []
    for line in reminder.lines:
        claim = Claim(line.amount, line.currency, line.due_date, DebtorType.BUSINESS)
        statement = interest_statement(claim, on=_TODAY, rates=_RATES)
        entries.append(Entry(line.number, claim, statement))
    return replace(reminder, charges=LateCharges(_TODAY, tuple(entries)))


if __name__ == "__main__":
    main()
