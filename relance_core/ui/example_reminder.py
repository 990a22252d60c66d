"""A reminder of nobody, to read a text before it is used for somebody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from relance_core.calendar import next_open
from relance_core.reminders.reminder import Addressee, Earlier, Reminder, ReminderLine
from relance_core.reminders.scenario import RANK, STANDARD, ScenarioStep
from relance_core.vocabulary import FORMAL_STEPS, PRE_DUE_STEPS, Channel, DebtorType, Step, Tone

_DAY = timedelta(days=1)
_INVOICES = (("F-2026-0147", Decimal("1250.00")), ("F-2026-0163", Decimal("384.60")))


#: The fictitious client by what it is: the first for everybody else.
_NAMES = {
    DebtorType.BUSINESS: "Menuiserie Lambert",
    DebtorType.PUBLIC: "Commune de Saint-Lambert",
    DebtorType.CONSUMER: "Mme Claire Lambert",
}


def example_reminder(
    step: Step,
    tone: Tone,
    language: str,
    today: date,
    debtor: DebtorType = DebtorType.BUSINESS,
) -> Reminder:
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
            name=_NAMES[debtor],
            debtor_type=debtor,
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
        channel=channel_of(step),
        for_date=today,
        deadline=deadline,
        leader_id=0,
        lines=lines,
        credits=(),
        reason="Exemple.",
        earlier=_earlier(step, due, today),
    )


def as_if_at(reminder: Reminder, step: Step, tone: Tone, today: date) -> Reminder:
    """A real client's reminder were it at ``step``: its own invoices, the step's usual setting."""
    example = example_reminder(step, tone, reminder.addressee.language, today)
    return replace(
        reminder,
        step=step,
        tone=tone,
        channel=example.channel,
        deadline=example.deadline,
        lines=tuple(replace(line, step=step) for line in reminder.lines),
        earlier=tuple(one for one in reminder.earlier if RANK[one.step] < RANK[step]),
    )


def channel_of(step: Step) -> Channel:
    """How the step is usually written; by e-mail where it says nothing."""
    channel = next((one.channel for one in STANDARD.steps if one.step is step), Channel.EMAIL)
    return Channel.EMAIL if channel in (Channel.NONE, Channel.CALL) else channel


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
