"""A plan as the stories show it: a line for each message and each invoice, and the engine's reason.

Everything is in French words, with plain spaces and short lines, to be read in Markdown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from textwrap import wrap
from typing import Any

from relance_core import french
from relance_core.reminders.assemble import reminders_of
from relance_core.reminders.plan import Plan, Situation
from relance_core.reminders.reminder import Reminder, ReminderLine
from relance_core.vocabulary import (
    CHANNEL_LABELS,
    ROLE_LABELS,
    STEP_LABELS,
    TONE_LABELS,
    Channel,
    ContactRole,
    Step,
    Withheld,
)

_WIDTH = 94
#: Reasons that name the next step themselves.
_TELLING = (Withheld.NO_STEP_DUE, Withheld.NOT_DUE)


def leaving(plan: Plan, situation: Situation) -> Iterator[str]:
    """The messages of ``plan``, each with its sentence under it."""
    by_client = {row["addressee_id"]: row for row in plan.reminders.iter_rows(named=True)}
    several = situation.clients.height > 1
    for reminder in reminders_of(plan, situation):
        who = f"{reminder.addressee.name} : " if several else ""
        copies = by_client[reminder.addressee.client_id]["copy_roles"]
        # A fact is never cut at the end of a line.
        facts = [fact.replace(" ", "\u00a0") for fact in _facts(reminder, copies)]
        yield from _wrapped("→ ", who + "\u00a0· ".join(facts))
        yield from _wrapped("  ", reminder.reason)


def staying(plan: Plan, situation: Situation) -> Iterator[str]:
    """The invoices that ``plan`` leaves out, each with its sentence, its end and what follows."""
    numbers = dict(situation.ledger.select("invoice_id", "number").iter_rows())
    for row in plan.withheld.sort("invoice_id").iter_rows(named=True):
        yield from _wrapped("– ", f"{numbers[row['invoice_id']]} : {_why(row)}")


def _wrapped(mark: str, text: str) -> list[str]:
    lines = wrap(text, _WIDTH, initial_indent=mark, subsequent_indent="  ")
    return [line.replace("\u202f", " ").replace("\u00a0", " ") for line in lines]


def _facts(reminder: Reminder, copies: list[str]) -> Iterator[str]:
    """Step, tone, channel, invoices, net, deadline, copies, and whether it is approved alone."""
    yield STEP_LABELS[reminder.step]
    yield f"ton {TONE_LABELS[reminder.tone].lower()}"
    if reminder.channel is not Channel.NONE:
        yield CHANNEL_LABELS[reminder.channel].lower()
    yield french.listed([_invoice(line, reminder.step) for line in reminder.lines])
    for credit in reminder.credits:
        yield f"moins {credit.number} ({french.amount(credit.amount, credit.currency)})"
    yield french.amounts(reminder.totals)
    if reminder.deadline:
        yield f"délai au {french.short_date(reminder.deadline)}"
    for role in copies:
        yield f"copie : {ROLE_LABELS[ContactRole(role)].lower()}"
    if reminder.by_hand:
        yield "à approuver à part"


def _invoice(line: ReminderLine, level: Step) -> str:
    """The number; beside it, the invoice's own step when it is not the message's."""
    if line.step is level:
        return line.number
    return f"{line.number} ({STEP_LABELS[line.step].lower() if line.step else 'rappelée'})"


def _why(row: Mapping[str, Any]) -> str:
    """The engine's sentence, until when it holds, and the step that follows."""
    told = row["reason"]
    if row["code"] in _TELLING:
        return str(told)
    if row["until"] and french.short_date(row["until"]) not in told:
        told += f" Jusqu'au {french.short_date(row['until'])}."
    if row["next_date"]:
        step = STEP_LABELS[Step(row["next_step"])].lower()
        told += f" Ensuite : {step} le {french.short_date(row['next_date'])}."
    return str(told)
