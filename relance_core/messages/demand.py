"""What a message asks to be paid, and what it only tells of, from one reminder."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from relance_core.money import totals_by_currency
from relance_core.reminders.reminder import CreditLine, Reminder, ReminderLine
from relance_core.vocabulary import FORMAL_STEPS, PRE_DUE_STEPS


@dataclass(frozen=True)
class Demand:
    """The lines of a reminder, sorted oldest first, by what the message does with them."""

    late: tuple[ReminderLine, ...]  # asked, past their due date
    upcoming: tuple[ReminderLine, ...]  # asked, not yet late: pre-due messages only
    others: tuple[ReminderLine, ...]  # told of, not asked
    credits: tuple[CreditLine, ...]

    @property
    def asked(self) -> tuple[ReminderLine, ...]:
        """Every line that the message asks to be paid."""
        return self.late + self.upcoming

    @property
    def totals(self) -> dict[str, Decimal]:
        """Net asked per currency: the asked lines less every credit."""
        return totals_by_currency(
            [(line.currency, line.amount_due) for line in self.asked]
            + [(credit.currency, -credit.amount) for credit in self.credits]
        )

    @property
    def owed(self) -> dict[str, Decimal]:
        """Those of ``totals`` that are owed: a currency whose credits go beyond asks nothing.

        All of them when none is: such a message is refused, and shows why.
        """
        totals = self.totals
        return {code: total for code, total in totals.items() if total > 0} or totals


def gross(lines: tuple[ReminderLine, ...]) -> dict[str, Decimal]:
    """Sum still due of some lines per currency, no credit deducted."""
    return totals_by_currency([(line.currency, line.amount_due) for line in lines])


def demand_of(reminder: Reminder) -> Demand:
    """Sorts the lines of a reminder by what its step allows it to ask.

    A pre-due message asks for everything it carries. A reminder asks for what is late and only
    mentions what is not. A formal notice and what follows demand the invoices whose own step they
    are; the others are listed apart (decisions.md, "Identity and keys").
    """
    lines = sorted(
        reminder.lines,
        key=lambda line: (line.due_date, line.issue_date or line.due_date, line.number),
    )

    def is_late(line: ReminderLine) -> bool:
        return line.days_late(reminder.for_date) > 0

    if reminder.step in FORMAL_STEPS:
        asked = [line for line in lines if line.step in FORMAL_STEPS and is_late(line)]
    elif reminder.step in PRE_DUE_STEPS:
        asked = lines
    else:
        asked = [line for line in lines if is_late(line)]
    chosen = {line.invoice_id for line in asked}
    return Demand(
        late=tuple(line for line in asked if is_late(line)),
        upcoming=tuple(line for line in asked if not is_late(line)),
        others=tuple(line for line in lines if line.invoice_id not in chosen),
        credits=reminder.credits,
    )
