"""What holds an invoice back on its own account: its client, its file, the age of the data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from dateutil.relativedelta import relativedelta

from relance_core.calendar import WorkCalendar
from relance_core.reminders.scenario import RANK
from relance_core.settings import Rules
from relance_core.vocabulary import FORMAL_STEPS, LETTER_CHANNELS, Channel, Step
from tests.reminders.reference_steps import CALL_DAYS, Invoice, Row

#: Limitation in years, but for five.
YEARS = {"consumer": 2}


def concerns(hold: Row, one: Invoice) -> bool:
    if hold["invoice_id"] is not None:
        return bool(hold["invoice_id"] == one.id)
    return bool(hold["client_id"] == one.row["client_id"])


def own_codes(one: Invoice, holds: list[Row], data_date: date | None, rules: Rules) -> set[str]:
    """The codes above ``net_credit``, and ``uncertain`` and ``in_flight``."""
    found = set()
    for hold in holds:
        if not concerns(hold, one):
            continue
        if hold["until"] is None or one.on <= hold["until"]:
            found.add(hold["code"])
        elif hold["code"] == "promise" and (data_date is None or data_date <= hold["until"]):
            found.add("needs_decision")
    if one.done_rank == RANK[Step.HAND_OVER]:
        found.add("handed_over")
    if one.amount_due <= 0:
        found.add("dispute")
    if needs_decision(one, data_date, rules):
        found.add("needs_decision")
    if rules.all_suspended:
        found.add("all_suspended")
    pause = one.client["pause_until"]
    if pause is not None and one.on <= pause:
        found.add("paused")
    if one.client["manual_only"]:
        found.add("manual_only")
    for told in one.history:
        if told["state"] == "uncertain":
            found.add("uncertain")
        if told["state"] in ("approved", "sending", "printed", "deposited"):
            found.add("in_flight")
    return found


def needs_decision(one: Invoice, data_date: date | None, rules: Rules) -> bool:
    if one.late and not one.sent_own and one.row["entry_step"] is None:
        if (one.on - one.row["due_date"]).days > rules.old_invoice_days:
            return True
        start = one.row["issue_date"] or one.row["due_date"]
        years = YEARS.get(one.client["debtor_type"], 5)
        if one.on >= start + relativedelta(months=12 * years - 6):
            return True
    if one.step in FORMAL_STEPS and one.row["due_calculated"]:
        return True
    return one.due and not fresh_enough(one.step, one.on, data_date, rules)


def fresh_enough(step: str | None, on: date, data_date: date | None, rules: Rules) -> bool:
    """Whether the data is young enough for ``step``."""
    if step == Step.REMINDER_3:
        return data_date is not None and (on - data_date).days <= rules.stale_days
    if step in FORMAL_STEPS:
        if data_date is None:
            return False
        return rules.calendar.open_days_between(data_date, on) <= rules.stale_open_days
    return True


def settle_channel(one: Invoice, clients: Mapping[int, Row], calendar: WorkCalendar) -> None:
    """Fill ``addressee`` and ``channel`` of an invoice; ``no_address`` when it cannot leave."""
    formal = one.due and one.step in FORMAL_STEPS
    one.addressee = one.row["client_id"] if formal else one.row["payer_id"]
    if one.planned is None:
        return
    one.channel = one.planned.channel.value
    if not one.due:
        return
    assert one.lead_date is not None
    address = clients[one.addressee]
    if one.late and one.channel == Channel.CALL:
        missed = calendar.add_open_days(one.lead_date, CALL_DAYS) < one.on
        if missed or (not reachable(address, "call") and reachable(address, "email")):
            one.channel = Channel.EMAIL.value
    if one.late and one.channel == Channel.EMAIL and not reachable(address, "email"):
        other = one.scenario.without_email
        if other is not None and reachable(address, other):
            one.channel = other.value
    if not reachable(address, one.channel):
        one.codes.add("no_address")


def reachable(address: Row, channel: str) -> bool:
    if channel in LETTER_CHANNELS:
        return bool(address["address"] and address["postcode"] and address["city"])
    if channel == Channel.CALL:
        return bool(address["phone"])
    if channel == Channel.EMAIL:
        return bool(address["emails"])
    return True
