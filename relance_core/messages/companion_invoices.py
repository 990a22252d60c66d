"""How a message beside the sequence names its invoices: in a sentence, a subject or a list."""

from __future__ import annotations

from collections.abc import Sequence

from relance_core.messages import writing
from relance_core.messages.clean import one_line, shortened
from relance_core.messages.companion import CompanionLine
from relance_core.messages.demand import Demand
from relance_core.money import totals_by_currency
from relance_core.reminders.reminder import ReminderLine

#: Beyond this many, the numbers are told once in a list, not in a sentence.
_MOST_NUMBERS = 4
_NUMBER_LIMIT = 40


def quoted_number(line: CompanionLine) -> str:
    return shortened(one_line(line.number), _NUMBER_LIMIT)


def demand_for(lines: Sequence[CompanionLine]) -> Demand:
    asked = tuple(
        ReminderLine(
            line.invoice_id,
            line.number,
            line.issue_date,
            line.due_date,
            line.currency,
            line.amount,
            line.open_amount,
            None,
        )
        for line in lines
    )
    return Demand(asked, (), (), ())


def subject_phrase(lines: Sequence[CompanionLine], language: str) -> str:
    if not lines:
        return "Your account" if language == "en" else "Votre compte"
    if len(lines) == 1:
        number = quoted_number(lines[0])
        return f"Invoice {number}" if language == "en" else f"Facture n°\u00a0{number}"
    return f"{len(lines)} invoices" if language == "en" else f"{len(lines)} factures"


def named(lines: Sequence[CompanionLine], language: str, one: str, many: str, english: str) -> str:
    """``votre facture n° F-12``, ``vos factures n° F-12 et F-13``, ``vos 7 factures``."""
    if not lines:
        return ""
    numbers = [quoted_number(line) for line in lines]
    told = writing.listed(numbers, language)
    if language == "en":
        if len(lines) == 1:
            return f"{english} {told}"
        what = english.replace("invoice", "invoices")
        if len(lines) > _MOST_NUMBERS:
            return what.replace("invoices", f"{len(lines)} invoices")
        return f"{what} {told}"
    if len(lines) == 1:
        return f"{one} n°\u00a0{told}"
    if len(lines) > _MOST_NUMBERS:
        return many.replace("factures", f"{len(lines)} factures")
    return f"{many} n°\u00a0{told}"


def for_what(lines: Sequence[CompanionLine], language: str) -> str:
    invoices = named(lines, language, "votre facture", "vos factures", "your invoice")
    if not invoices:
        return ""
    return f"for {invoices}" if language == "en" else f"au titre de {invoices}"


def these(lines: Sequence[CompanionLine], language: str) -> str:
    if language == "en":
        return "this invoice" if len(lines) < 2 else "these invoices"
    return "cette facture" if len(lines) < 2 else "ces factures"


def listed_lines(lines: Sequence[CompanionLine], language: str) -> str:
    """An invoice a line, with its day, its due day and what it still owes; then the total."""
    told = []
    for line in lines:
        due = writing.short_day(line.due_date, language)
        sum_ = writing.amount(line.open_amount, line.currency, language)
        issued = writing.short_day(line.issue_date, language) if line.issue_date else ""
        if language == "en":
            of = f" of {issued}" if issued else ""
            told.append(f"Invoice {one_line(line.number)}{of}, due {due}: {sum_}")
        else:
            of = f" du {issued}" if issued else ""
            told.append(f"Facture n°\u00a0{one_line(line.number)}{of}, échéance du {due} : {sum_}")
    if len(lines) > 1:
        totals = totals_by_currency([(line.currency, line.open_amount) for line in lines])
        total = writing.amounts(totals, language)
        told.append(f"Total: {total}" if language == "en" else f"Total : {total}")
    return "\n".join(told)
