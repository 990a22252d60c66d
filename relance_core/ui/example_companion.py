"""Facts of nobody, or of a real client, to read a message that accompanies the sequence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from relance_core.calendar import next_open
from relance_core.commitments import DisputeOutcome
from relance_core.messages.companion import CompanionFacts, CompanionLine
from relance_core.messages.library import Place
from relance_core.reminders.reminder import Addressee, Reminder
from relance_core.ui.example_reminder import example_reminder
from relance_core.vocabulary import Companion, Step, Tone

_DAY = timedelta(days=1)


def example_facts(
    kind: Companion,
    language: str,
    today: date,
    *,
    like: Reminder | None = None,
    own_texts: Mapping[Place, tuple[str, str]] | None = None,
) -> CompanionFacts:
    """What a message of ``kind`` could be about, said yesterday on the phone.

    ``like``: the client and the invoices of a real reminder; two of a fictitious client without it.
    """
    source = like or example_reminder(Step.REMINDER_2, Tone.COURTEOUS, language, today)
    lines = tuple(
        CompanionLine(
            invoice_id=line.invoice_id,
            number=line.number,
            issue_date=line.issue_date,
            due_date=line.due_date,
            currency=line.currency,
            amount=line.amount,
            open_amount=line.amount_due,
            ledger_amount=line.amount_due,
        )
        for line in source.lines
    )
    addressee: Addressee = replace(source.addressee, language=language)
    facts = CompanionFacts(kind, addressee, today, lines, own_texts=own_texts or {})
    soon = next_open(today + 7 * _DAY)
    total = sum((line.open_amount for line in lines), Decimal(0))
    spoken = replace(facts, by_phone=True, spoke_to=addressee.contact_name or "Mme Claire Lambert")
    match kind:
        case Companion.PROMISE_CONFIRMATION:
            return replace(spoken, promised_on=soon, means="virement")
        case Companion.PAYMENT_PLAN:
            days = (soon, next_open(today + 37 * _DAY))
            parts = (lines[0].open_amount, total - lines[0].open_amount)
            agreed = zip(days, parts, strict=True)
            return replace(spoken, instalments=tuple(one for one in agreed if one[1] > 0))
        case Companion.DISPUTE_ACKNOWLEDGEMENT:
            return replace(
                spoken,
                said="livraison incomplète",
                owner="Paul Renaud",
                answer_by=soon,
                documents="le bon de livraison signé",
            )
        case Companion.DISPUTE_CLOSING:
            return replace(
                facts,
                outcome=DisputeOutcome.JUSTIFIED,
                said="le bon de livraison porte la signature de votre équipe",
                promised_on=soon,
            )
        case _:
            return replace(
                facts,
                received_on=today - _DAY,
                amount=total,
                means="virement",
                reference="VIR 2026-118",
            )
