"""The phrases that agree with one or several invoices, so that no text needs brackets."""

from __future__ import annotations

from decimal import Decimal

from relance_core.messages import writing
from relance_core.messages.clean import one_line, shortened
from relance_core.messages.demand import Demand, gross
from relance_core.reminders.reminder import Reminder, ReminderLine
from relance_core.vocabulary import FORMAL_STEPS, PRE_DUE_STEPS, InvoiceKind, Step

#: A number longer than this is cut where it is only quoted; the table shows it whole.
_NUMBER_LIMIT = 40


def agree(
    count: int, language: str, one: str, many: str, one_english: str, many_english: str
) -> str:
    if language == "en":
        return one_english if count < 2 else many_english
    return one if count < 2 else many


def quoted_number(line: ReminderLine) -> str:
    return shortened(one_line(line.number), _NUMBER_LIMIT)


def _subject_lines(asked: Demand, step: Step) -> tuple[ReminderLine, ...]:
    """The invoices a message is about: before the due date, those that are not late yet."""
    if step in PRE_DUE_STEPS and asked.upcoming:
        return asked.upcoming
    return asked.asked


def falls_due(asked: Demand, reminder: Reminder, language: str, *, soon: bool) -> str:
    """``arrivera à échéance le 28/11/2026``; ``arrivent à échéance aujourd'hui``."""
    forms = (
        ("arrivera à échéance", "arriveront à échéance", "will fall due", "will fall due")
        if soon
        else ("arrive à échéance", "arrivent à échéance", "falls due", "fall due")
    )
    verb = agree(len(_subject_lines(asked, reminder.step)), language, *forms)
    return _on_its_days(verb, asked, reminder, language)


def _on_its_days(verb: str, asked: Demand, reminder: Reminder, language: str) -> str:
    """``verb`` with the day, or the first and the last day, on which the invoices are due."""
    days = sorted({line.due_date for line in _subject_lines(asked, reminder.step)})
    if not days:
        return ""
    first, last = (writing.short_day(day, language) for day in (days[0], days[-1]))
    if language == "en":
        if days == [reminder.for_date]:
            return f"{verb} today"
        return f"{verb} on {first}" if len(days) == 1 else f"{verb} from {first} to {last}"
    if days == [reminder.for_date]:
        return f"{verb} aujourd'hui"
    return f"{verb} le {first}" if len(days) == 1 else f"{verb} entre le {first} et le {last}"


def upcoming_totals(asked: Demand) -> dict[str, Decimal]:
    """Credits lower it only when nothing late could claim them first."""
    return gross(asked.upcoming) if asked.late else asked.owed


def subject_phrase(asked: Demand, step: Step, language: str) -> str:
    lines = _subject_lines(asked, step)
    if len(lines) == 1:
        number = quoted_number(lines[0])
        return f"Invoice {number}" if language == "en" else f"Facture n°\u00a0{number}"
    return f"{len(lines)} invoices" if language == "en" else f"{len(lines)} factures"


def body_phrase(asked: Demand, step: Step, language: str) -> str:
    lines = _subject_lines(asked, step)
    if len(lines) == 1:
        return _invoice(lines[0], language)
    if language == "en":
        return f"the {len(lines)} invoices listed below"
    return f"les {len(lines)} factures ci-dessous"


def of_phrase(asked: Demand, step: Step, language: str) -> str:
    """``de la facture n° F-12 du 03/10/2026``, ``des 3 factures ci-dessous``."""
    phrase = body_phrase(asked, step, language)
    if language == "en":
        return f"of {phrase}"
    return "des " + phrase.removeprefix("les ") if phrase.startswith("les ") else f"de {phrase}"


def agreeing(asked: Demand, step: Step, language: str) -> dict[str, str]:
    """The short words that agree with the number of invoices, by placeholder."""
    one = len(_subject_lines(asked, step)) < 2
    if language == "en":
        return {
            "cette_facture": "this invoice" if one else "these invoices",
            "bien_recue": "did the invoice reach you" if one else "did the invoices reach you",
            "la_regler": "pay it" if one else "pay them",
            "reste_due": "is still" if one else "are still",
        }
    return {
        "cette_facture": "cette facture" if one else "ces factures",
        "bien_recue": "l'avez-vous bien reçue" if one else "les avez-vous bien reçues",
        "la_regler": "la régler" if one else "les régler",
        "reste_due": "reste due" if one else "restent dues",
    }


def deduction(asked: Demand, step: Step, language: str) -> str:
    """``après déduction de votre avoir``: why the sum is less than the invoices; may be empty."""
    if not asked.credits or (step in PRE_DUE_STEPS and asked.late):
        return ""
    kinds = {InvoiceKind(credit.kind) for credit in asked.credits}
    many = len(asked.credits) > 1
    if language == "en":
        note = "your credit notes" if many else "your credit note"
        paid = "the payments received" if many else "the payment received"
        both = "your credit notes and payments"
    else:
        note = "vos avoirs" if many else "votre avoir"
        paid = "vos versements" if many else "votre versement"
        both = "vos avoirs et versements"
    what = both if len(kinds) > 1 else note if InvoiceKind.CREDIT_NOTE in kinds else paid
    return f"after deduction of {what}" if language == "en" else f"après déduction de {what}"


def to_pay(asked: Demand, reminder: Reminder, language: str) -> str:
    """``est à régler le 28/11/2026``, in words for who is no firm; agrees."""
    verb = agree(
        len(_subject_lines(asked, reminder.step)),
        language,
        *("est à régler", "sont à régler", "is to be paid", "are to be paid"),
    )
    return _on_its_days(verb, asked, reminder, language)


def was_to_pay(asked: Demand, language: str) -> str:
    """``devait être réglée le 03/11/2026``; agrees with what the message asks."""
    lines = asked.asked
    days = sorted({line.due_date for line in lines})
    verb = agree(
        len(lines),
        language,
        *("devait être réglée", "devaient être réglées", "was to be paid", "were to be paid"),
    )
    if not days:
        return verb
    first, last = (writing.short_day(day, language) for day in (days[0], days[-1]))
    if language == "en":
        return f"{verb} by {first}" if len(days) == 1 else f"{verb} from {first} to {last}"
    return f"{verb} le {first}" if len(days) == 1 else f"{verb} entre le {first} et le {last}"


def _invoice(line: ReminderLine, language: str) -> str:
    issued = line.issue_date
    if language == "en":
        of = f" of {writing.short_day(issued, language)}" if issued else ""
        return f"invoice {quoted_number(line)}{of}"
    of = f" du {writing.short_day(issued, language)}" if issued else ""
    return f"la facture n°\u00a0{quoted_number(line)}{of}"


def due_phrase(asked: Demand, step: Step, language: str) -> str:
    lines = _subject_lines(asked, step)
    days = sorted({line.due_date for line in lines})
    if not days:
        return ""
    first = writing.short_day(days[0], language)
    if len(days) == 1:
        return f"due {first}" if language == "en" else f"échéance du {first}"
    if step in PRE_DUE_STEPS and asked.upcoming:
        last = writing.short_day(days[-1], language)
        if language == "en":
            return f"due from {first} to {last}"
        return f"échéances du {first} au {last}"
    return f"oldest due {first}" if language == "en" else f"la plus ancienne échue le {first}"


def late_phrase(asked: Demand, late_days: int, language: str) -> str:
    if not asked.late:
        return ""
    days = writing.days(late_days, language)
    if len({line.due_date for line in asked.late}) > 1:
        if language == "en":
            return f"the oldest {days} overdue"
        return f"dont la plus ancienne est échue depuis {days}"
    if language == "en":
        return f"{days} overdue"
    return f"échue depuis {days}" if len(asked.late) == 1 else f"échues depuis {days}"


def by_when(deadline: str, language: str) -> str:
    if language == "en":
        return f"by {deadline}" if deadline else "without delay"
    return f"au plus tard le {deadline}" if deadline else "sans attendre"


def overdue_sentence(reminder: Reminder, asked: Demand, language: str) -> str:
    """Before a due date: the invoices already late are mentioned apart, in one sentence."""
    if reminder.step not in PRE_DUE_STEPS or not asked.late or not asked.upcoming:
        return ""
    total = writing.amounts(gross(asked.late), language)
    since = writing.short_day(asked.late[0].due_date, language)
    if len(asked.late) == 1:
        line = _invoice(asked.late[0], language)
        if language == "en":
            return (
                f"Separately, {line} ({total}, due {since}) is still open in our books; "
                "if its payment is on the way, thank you."
            )
        return (
            f"Par ailleurs, {line} ({total}, échue le {since}) n'est pas encore réglée dans nos "
            "comptes ; si le règlement est en cours, merci."
        )
    count = len(asked.late)
    if language == "en":
        return (
            f"Separately, {count} invoices already due ({total}) are still open in our books; "
            "if their payment is on the way, thank you."
        )
    return (
        f"Par ailleurs, {count} factures déjà échues ({total}) ne sont pas encore réglées dans nos "
        "comptes ; si le règlement est en cours, merci."
    )


def others_sentence(reminder: Reminder, asked: Demand, language: str) -> str:
    if not asked.others:
        return ""
    many = len(asked.others) > 1
    if reminder.step in FORMAL_STEPS:
        if many:
            return (
                f"Le tableau cite aussi, pour information, {len(asked.others)} autres factures que "
                "la présente demande ne comprend pas."
            )
        return (
            "Le tableau cite aussi, pour information, une autre facture que la présente demande ne "
            "comprend pas."
        )
    if language == "en":
        what = f"{len(asked.others)} invoices that are" if many else "one invoice that is"
        return f"For information, the table also shows {what} not due yet."
    if many:
        return (
            f"Pour information, le tableau cite aussi {len(asked.others)} factures qui ne sont pas "
            "encore échues."
        )
    return "Pour information, le tableau cite aussi une facture qui n'est pas encore échue."
