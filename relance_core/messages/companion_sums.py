"""The sums that a message beside the sequence tells: due, agreed, contested, and what is left."""

from __future__ import annotations

from decimal import Decimal

from relance_core.commitments import DisputeOutcome
from relance_core.messages.companion import CompanionFacts
from relance_core.money import totals_by_currency
from relance_core.vocabulary import Companion

Totals = dict[str, Decimal]


def total_of(facts: CompanionFacts) -> Totals:
    """What the invoices are asked for, per currency; what they owe when that is contested."""
    whole = facts.kind is Companion.DISPUTE_ACKNOWLEDGEMENT
    return totals_by_currency(
        [(line.currency, line.ledger_amount if whole else line.open_amount) for line in facts.lines]
    )


def agreed_of(facts: CompanionFacts) -> Totals:
    """The sum promised, or that of the instalments; all that is due when none was named."""
    if facts.instalments:
        return {facts.currency: sum((part for _, part in facts.instalments), Decimal(0))}
    return total_of(facts) if facts.amount is None else {facts.currency: facts.amount}


def disputed_of(facts: CompanionFacts) -> Totals:
    """The sum contested; all that is due when none was named."""
    return total_of(facts) if facts.amount is None else {facts.currency: facts.amount}


def rest_of(facts: CompanionFacts) -> Totals:
    """What a part promised, planned or contested leaves aside; nothing in most cases."""
    total, part = total_of(facts), agreed_of(facts)
    if len(total) != 1 or part.keys() != total.keys():
        return {}
    return {code: sum_ - part[code] for code, sum_ in total.items() if sum_ > part[code]}


def left_of(facts: CompanionFacts) -> Totals:
    """What is still to be paid when this message leaves, as far as it is about a payment to come.

    Nothing where it asks for none: a dispute acknowledged, a payment that came in or is looked for.
    """
    if facts.kind in (Companion.PROMISE_CONFIRMATION, Companion.PAYMENT_PLAN):
        return agreed_of(facts)
    if facts.kind is Companion.DUPLICATE_INVOICE:
        return _positive(total_of(facts))
    if facts.kind is Companion.DISPUTE_CLOSING and facts.outcome is not DisputeOutcome.SETTLED:
        covered = facts.outcome is DisputeOutcome.CREDIT_NOTE and not rest_of(facts)
        return {} if covered and facts.amount is not None else _positive(total_of(facts))
    return {}


def _positive(totals: Totals) -> Totals:
    return {code: sum_ for code, sum_ in totals.items() if sum_ > 0}
