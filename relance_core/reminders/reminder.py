"""One reminder of the plan as an object: what the messages are written from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from relance_core.money import totals_by_currency
from relance_core.receivables.late_charges import LateCharges
from relance_core.vocabulary import Channel, DebtorType, Step, Tone


@dataclass(frozen=True)
class ReminderLine:
    """An invoice carried by a reminder."""

    invoice_id: int
    number: str
    issue_date: date | None
    due_date: date
    currency: str
    amount: Decimal  # gross, as invoiced
    amount_due: Decimal  # still due today, without the disputed part
    step: Step | None  # own step done by this message; None when it rides along
    order_ref: str | None = None

    def days_late(self, on: date) -> int:
        """Days after the due date; 0 or negative when not yet late."""
        return (on - self.due_date).days


@dataclass(frozen=True)
class CreditLine:
    """A credit note or an unallocated payment deducted in sight."""

    invoice_id: int
    number: str
    currency: str
    amount: Decimal  # positive: to deduct
    kind: str  # vocabulary.InvoiceKind


@dataclass(frozen=True)
class Addressee:
    """Whom the message goes to."""

    client_id: int
    code: str | None
    name: str
    debtor_type: DebtorType
    language: str  # "fr" | "en"
    contact_name: str | None
    to: tuple[str, ...]
    copies: tuple[str, ...]
    phone: str | None
    siren: str | None
    address: str | None
    postcode: str | None
    city: str | None
    country: str | None


@dataclass(frozen=True)
class Earlier:
    """A message that the addressee already got about one of these invoices."""

    step: Step
    day: date
    message_id: int | None  # our id of the message; None when known from a file


@dataclass(frozen=True)
class Reminder:
    """One message of the plan: one addressee, one level, its invoices oldest first."""

    addressee: Addressee
    step: Step
    tone: Tone
    channel: Channel
    for_date: date
    deadline: date | None
    leader_id: int
    lines: tuple[ReminderLine, ...]
    credits: tuple[CreditLine, ...]
    reason: str
    earlier: tuple[Earlier, ...] = ()
    by_hand: bool = False  # approved one by one, never with the others
    charges: LateCharges | None = None  # annexed to the letter, once reckoned

    @property
    def totals(self) -> dict[str, Decimal]:
        """Net still due per currency: the lines less the credits, at the currency's exponent."""
        return totals_by_currency(
            [(line.currency, line.amount_due) for line in self.lines]
            + [(credit.currency, -credit.amount) for credit in self.credits]
        )

    @property
    def leader(self) -> ReminderLine:
        """The line that sets the level."""
        return next(line for line in self.lines if line.invoice_id == self.leader_id)
