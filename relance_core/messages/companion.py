"""A message that accompanies the sequence: the facts it is written from, and its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from urllib.parse import quote

from relance_core.commitments import DisputeOutcome
from relance_core.messages.library import Place
from relance_core.messages.writing import LANGUAGES
from relance_core.reminders.reminder import Addressee
from relance_core.vocabulary import Companion


class PlanPenalties(StrEnum):
    """What a payment plan makes of the penalties that the law adds."""

    RESERVED = "reserved"  # not part of the plan, and not given up
    WAIVED = "waived"  # given up if each instalment is paid on its day
    RUNNING = "running"  # only on an instalment that is late


@dataclass(frozen=True)
class CompanionLine:
    """An invoice that the message is about."""

    invoice_id: int
    number: str
    issue_date: date | None
    due_date: date
    currency: str
    amount: Decimal  # gross, as invoiced
    open_amount: Decimal  # still asked for; 0 once settled
    ledger_amount: Decimal  # still due as the files tell, by which it is seen whether it changed


@dataclass(frozen=True)
class CompanionFacts:
    """Everything that a message of a kind may say; what the kind has no use for stays empty."""

    kind: Companion
    addressee: Addressee
    on: date  # the day of the exchange, or of the message
    lines: tuple[CompanionLine, ...] = ()
    spoke_to: str = ""  # at the client
    by_phone: bool = False
    promised_on: date | None = None  # the day promised, or set by the answer to a dispute
    amount: Decimal | None = None  # promised, contested or received; None: all of it, or not said
    means: str = ""  # of a payment
    said: str = ""  # what is contested, or what was decided about it
    owner: str = ""  # who answers for the dispute in the firm
    answer_by: date | None = None  # when the firm has promised to answer
    outcome: DisputeOutcome | None = None
    instalments: tuple[tuple[date, Decimal], ...] = ()
    received_on: date | None = None  # of a payment that came in
    reference: str = ""  # of that payment
    documents: str = ""  # asked for, to look into a dispute
    penalties: PlanPenalties = PlanPenalties.RESERVED
    #: Subject and body of the user's own texts and blocks, by their place in the library.
    own_texts: Mapping[Place, tuple[str, str]] = field(default_factory=dict, compare=False)

    @property
    def currency(self) -> str:
        """Of what is told: the first invoice's, else the euro."""
        return self.lines[0].currency if self.lines else "EUR"


@dataclass(frozen=True)
class CompanionText:
    """A message of a kind in words, as proposed or as somebody left it."""

    facts: CompanionFacts
    subject: str
    body: str  # plain text, paragraphs between empty lines

    @property
    def kind(self) -> Companion:
        """Which kind of message it is."""
        return self.facts.kind

    @property
    def language(self) -> str:
        """The language it was proposed in: the client's, French where there is none of ours."""
        language = self.facts.addressee.language
        return language if language in LANGUAGES else "fr"

    @property
    def to(self) -> tuple[str, ...]:
        """Whom it goes to."""
        return self.facts.addressee.to

    @property
    def mailto(self) -> str:
        """The link that opens it in the user's own mail program."""
        people = ",".join(quote(address, safe="@") for address in self.to)
        return f"mailto:{people}?subject={quote(self.subject)}&body={quote(self.body)}"
