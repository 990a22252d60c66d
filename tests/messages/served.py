"""The reminders that each shipped text serves, and what the tests of the texts read of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from relance_core.legal_rates import shipped_rates
from relance_core.messages.library import Wording, texts
from relance_core.messages.render import Draft
from relance_core.receivables.late_charges import Entry, LateCharges
from relance_core.receivables.late_interest import OWES_FEE, Claim, interest_statement
from relance_core.reminders.reminder import Earlier, Reminder
from relance_core.vocabulary import FORMAL_STEPS, PRE_DUE_STEPS, DebtorType, Step
from tests.messages.samples import TODAY, client, line, reminder, three_invoices

ALL = [text for text in texts().values() if isinstance(text.step, Step)]
NAMES = [".".join((text.language, text.code, text.tone)) for text in ALL]


def readers(text: Wording) -> list[DebtorType]:
    """Those whom a text may be written to."""
    if text.audience is not None:
        return [text.audience]
    own = {
        other.audience
        for other in ALL
        if (other.step, other.language) == (text.step, text.language)
    }
    return [debtor for debtor in DebtorType if debtor not in own]


def for_text(
    text: Wording, *, several: bool = False, debtor: DebtorType | None = None, **changes: Any
) -> Reminder:
    """A reminder that this text serves: one invoice, or several and a contact that is not known."""
    step = Step(text.step)
    debtor = debtor or readers(text)[0]
    addressee = client(language=text.language, debtor_type=debtor)
    if debtor is DebtorType.CONSUMER:
        addressee = replace(addressee, name="Jeanne Roussel", contact_name=None)
    if not several:
        return reminder(
            step, text.tone, **({"addressee": addressee} | more(step, debtor) | changes)
        )
    lines = three_invoices(step)
    if step in PRE_DUE_STEPS:
        lines = (
            line("F-2026-0501", date(2026, 11, 26), "1234.56", step),
            line("F-2026-0502", date(2026, 11, 27), "800.00", step),
            line("F-2026-0400", date(2026, 11, 2), "55.50", None),
        )
    elif step in FORMAL_STEPS:
        lines = (*lines[:2], replace(lines[2], step=None))
    unknown = replace(addressee, contact_name=None)
    return reminder(step, text.tone, lines, **({"addressee": unknown} | changes))


def more(step: Step, debtor: DebtorType) -> dict[str, Any]:
    """What came before, and the interest reckoned of the one invoice."""
    found: dict[str, Any] = {}
    if step in (Step.REMINDER_3, Step.FORMAL_NOTICE) and debtor in OWES_FEE:
        one = reminder(step).lines[0]
        claim = Claim(one.amount_due, one.currency, one.due_date, debtor)
        statement = interest_statement(claim, on=TODAY, rates=shipped_rates())
        found["charges"] = LateCharges(TODAY, (Entry(one.number, claim, statement),))
    if step is Step.REMINDER_2:
        found["earlier"] = (Earlier(Step.REMINDER_1, date(2026, 11, 6), 11),)
    if step in (Step.LAST_NOTICE, Step.HAND_OVER):
        found["earlier"] = (Earlier(Step.FORMAL_NOTICE, date(2026, 11, 4), 12),)
    return found


def plain(text: str) -> str:
    """``text`` with ordinary spaces."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def before_the_table(draft: Draft) -> str:
    """What is read before the first invoice."""
    return draft.text.split("Facture  " if draft.language == "fr" else "Invoice  ")[0]
