"""What a last reminder or a formal notice tells of lateness, and what the notice carries beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from sqlalchemy import Connection, select

from relance_core.legal_rates import LegalRates, MissingRate
from relance_core.messages.demand import demand_of
from relance_core.receivables.late_charges import Entry, LateCharges
from relance_core.receivables.late_interest import OWES_FEE, interest_statement
from relance_core.reminders.reminder import Reminder, ReminderLine
from relance_core.settings import Rules
from relance_core.store.claims import InvoiceClaim, claims_of, read_rates, with_agreed_rate
from relance_core.store.database import in_parts
from relance_core.store.tables import invoice
from relance_core.vocabulary import LETTER_CHANNELS, Step


def with_charges(conn: Connection, reminders: Sequence[Reminder], rules: Rules) -> list[Reminder]:
    """``reminders``, the last ones and the formal notices by letter with what lateness adds.

    A last reminder tells it only when nothing of it is in doubt: no dispute, no credit to place, no
    date that was calculated.
    Nobody but those who owe interest without a reminder: a consumer owes none before the notice
    (C. civ. 1344-1), and others are of a type that nobody has settled.
    """
    concerned = [one for one in reminders if _carries(one)]
    if not concerned:
        return list(reminders)
    rates = read_rates(conn)
    orders = _orders(conn, [line.invoice_id for one in concerned for line in one.lines])
    changed = {id(one): _charged(conn, one, rates, rules, orders) for one in concerned}
    return [changed.get(id(one), one) for one in reminders]


def _carries(reminder: Reminder) -> bool:
    if reminder.step is Step.REMINDER_3:
        return reminder.addressee.debtor_type in OWES_FEE and not reminder.credits
    return reminder.step is Step.FORMAL_NOTICE and reminder.channel in LETTER_CHANNELS


def _charged(
    conn: Connection,
    reminder: Reminder,
    rates: LegalRates,
    rules: Rules,
    orders: Mapping[int, str],
) -> Reminder:
    lines = tuple(
        replace(line, order_ref=line.order_ref or orders.get(line.invoice_id))
        for line in reminder.lines
    )
    reminder = replace(reminder, lines=lines)
    if reminder.addressee.debtor_type not in OWES_FEE:
        return reminder
    asked = demand_of(reminder).asked
    claims = claims_of(conn, reminder.addressee.client_id, today=reminder.for_date)
    known = {claim.invoice_id: claim for claim in claims}
    entries: list[Entry] = []
    missing: dict[str, None] = {}
    for line in asked:
        found = known.get(line.invoice_id)
        if found is None:
            continue
        if _in_doubt(found, line, reminder.step):
            missing[f"Facture {found.number} : {_DOUBT}"] = None
            continue
        try:
            found = with_agreed_rate(found, rules.agreed_rate)
            entry = _entry(found, line.amount_due, reminder, rates, rules)
        except MissingRate as error:
            missing[error.message] = None
            continue
        if entry.statement.lines:
            entries.append(entry)
    if reminder.step is Step.REMINDER_3 and len(entries) != len(asked):
        return reminder
    charges = LateCharges(reminder.for_date, tuple(entries), rules.interest_first, tuple(missing))
    return replace(reminder, charges=charges)


_DOUBT = "une part contestée, un avoir ou une échéance calculée empêche d'en compter les intérêts."


def _in_doubt(found: InvoiceClaim, line: ReminderLine, step: Step) -> bool:
    """Whether interest would be reckoned on more than is known to be owed, or from a day unsure.

    A formal notice leaves what is contested out of its statement, and says so.
    """
    if step is Step.FORMAL_NOTICE:
        return found.due_calculated or _left(found) < line.amount_due
    return found.due_calculated or _left(found) != line.amount_due


def _left(found: InvoiceClaim) -> Decimal:
    return found.claim.principal - sum((one.amount for one in found.claim.payments), Decimal(0))


def _entry(
    found: InvoiceClaim, asked: Decimal, reminder: Reminder, rates: LegalRates, rules: Rules
) -> Entry:
    """The interest on what the letter demands: what is contested of an invoice bears none here."""
    contested = max(_left(found) - asked, Decimal(0))
    claim = replace(found.claim, principal=found.claim.principal - contested)
    statement = interest_statement(
        claim, on=reminder.for_date, rates=rates, interest_first=rules.interest_first
    )
    return Entry(found.number, claim, statement, found.estimated, contested)


def _orders(conn: Connection, ids: Sequence[int]) -> dict[int, str]:
    """Invoice -> the client's order that it rests on, as far as the file told it."""
    return {
        row.id: row.order_ref
        for some in in_parts(ids)
        for row in conn.execute(
            select(invoice.c.id, invoice.c.order_ref).where(
                invoice.c.id.in_(some), invoice.c.order_ref.is_not(None)
            )
        )
    }
