"""A reminder of nobody, to read a text before it is used for somebody."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from relance_core.calendar import next_open
from relance_core.reminders.reminder import Addressee, Earlier, Reminder, ReminderLine
from relance_core.reminders.scenario import RANK, STANDARD, ScenarioStep
from relance_core.vocabulary import FORMAL_STEPS, PRE_DUE_STEPS, Channel, DebtorType, Step, Tone

_DAY = timedelta(days=1)
_INVOICES = (("F-2026-0147", Decimal("1250.00")), ("F-2026-0163", Decimal("384.60")))


def example_reminder(step: Step, tone: Tone, language: str, today: date) -> Reminder:
    """Two invoices of a fictitious client, as late as ``step`` usually finds them on ``today``."""
    usual = {one.step: one for one in STANDARD.steps}
    planned = usual.get(step)
    late = _lateness(planned)
    due = today - late * _DAY
    lines = tuple(
        ReminderLine(
            invoice_id=number,
            number=name,
            issue_date=due - 30 * _DAY,
            due_date=due + number * _DAY if late > 1 else due,
            currency="EUR",
            amount=amount,
            amount_due=amount,
            step=step,
        )
        for number, (name, amount) in enumerate(_INVOICES)
    )
    deadline = next_open(today + 15 * _DAY) if step in FORMAL_STEPS else None
    return Reminder(
        addressee=Addressee(
            client_id=0,
            code="C-0042",
            name="Menuiserie Lambert",
            debtor_type=DebtorType.BUSINESS,
            language=language,
            contact_name="Mme Claire Lambert",
            to=("compta@lambert.example",),
            copies=(),
            phone=None,
            siren=None,
            address="12 rue des Tilleuls",
            postcode="69003",
            city="Lyon",
            country=None,
        ),
        step=step,
        tone=tone,
        channel=planned.channel if planned else Channel.EMAIL,
        for_date=today,
        deadline=deadline,
        leader_id=0,
        lines=lines,
        credits=(),
        reason="Exemple.",
        earlier=_earlier(step, due, today),
    )


def _lateness(planned: ScenarioStep | None) -> int:
    """Days after the due date on which the step comes; the last ones follow the formal notice."""
    if planned is None:
        return 0
    return STANDARD.days().get(planned.step, 45)


def _earlier(step: Step, due: date, today: date) -> tuple[Earlier, ...]:
    """The late steps before this one, on their usual days."""
    return tuple(
        Earlier(planned, min(due + days * _DAY, today - _DAY), None)
        for planned, days in STANDARD.days().items()
        if planned not in PRE_DUE_STEPS and RANK[planned] < RANK[step]
    )
