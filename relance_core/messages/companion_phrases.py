"""The sentences of a message beside the sequence that depend on what is known of its matter."""

from __future__ import annotations

from collections.abc import Mapping

from relance_core.calendar import add_open_days
from relance_core.commitments import PROMISE_GRACE, DisputeOutcome
from relance_core.messages import writing
from relance_core.messages.clean import one_line
from relance_core.messages.companion import CompanionFacts, PlanPenalties
from relance_core.messages.companion_invoices import named
from relance_core.messages.companion_sums import left_of, rest_of, total_of
from relance_core.receivables.late_interest import OWES_FEE
from relance_core.vocabulary import Companion


def thanks(facts: CompanionFacts, language: str) -> str:
    day = writing.day_in_words(facts.on, language)
    if language == "en":
        return (
            f"Thank you for our call of {day}." if facts.by_phone else "Thank you for your reply."
        )
    if facts.by_phone:
        return f"Merci pour notre échange téléphonique du {day}."
    return "Merci pour votre retour."


def by_means(facts: CompanionFacts, language: str) -> str:
    means = one_line(facts.means)
    if language == "en":
        return f"by {_ENGLISH_MEANS.get(means.casefold(), means)}" if means else ""
    return f"par {means}" if means else ""


_ENGLISH_MEANS: Mapping[str, str] = {
    "virement": "bank transfer",
    "chèque": "cheque",
    "carte": "card",
    "prélèvement": "direct debit",
}


def for_the_day(facts: CompanionFacts, language: str) -> str:
    if facts.promised_on is None:
        return ""
    day = writing.day_in_words(facts.promised_on, language)
    return f"by {day}" if language == "en" else f"pour le {day}"


def suspended(facts: CompanionFacts, language: str) -> str:
    days = [facts.promised_on] if facts.promised_on else [day for day, _ in facts.instalments]
    if not days:
        return ""
    day = writing.day_in_words(add_open_days(max(days), PROMISE_GRACE), language)
    if facts.instalments:
        if language == "en":
            return "We suspend our reminders as long as each instalment is paid on its day."
        return "Nous suspendons nos rappels tant que chaque échéance est payée à sa date."
    if language == "en":
        return f"We suspend our reminders of this sum until {day}."
    return f"Nous suspendons nos rappels sur cette somme jusqu'au {day}."


def quoted(facts: CompanionFacts, language: str) -> str:
    """``, pour le motif suivant : « … »``, in the words that were noted."""
    said = one_line(facts.said)
    if not said:
        return ""
    if language == "en":
        return f", for this reason: “{said}”"
    return f", pour le motif suivant : « {said}\u00a0»"


def undisputed(facts: CompanionFacts, language: str) -> str:
    """What stays payable on its day; empty when all is contested."""
    rest = rest_of(facts)
    if not rest:
        return ""
    sum_ = writing.amounts(rest, language)
    days = sorted({line.due_date for line in facts.lines})
    day = writing.short_day(days[0], language) if len(days) == 1 else ""
    if language == "en":
        when = f"it stays due on {day}" if day else "its due dates do not change"
        return f"The part that you do not dispute, {sum_}, is not concerned: {when}."
    when = f"son échéance reste le {day}" if day else "ses échéances ne changent pas"
    return f"La part que vous ne contestez pas, soit {sum_}, n'est pas concernée : {when}."


def owner(facts: CompanionFacts, language: str) -> str:
    """Who answers for it in the firm."""
    who = one_line(facts.owner)
    if not who:
        return ""
    return f"{who} is in charge of it." if language == "en" else f"{who} suit votre dossier."


def documents(facts: CompanionFacts, language: str) -> str:
    """The papers that are needed; without any named, an open invitation."""
    asked = one_line(facts.documents)
    if language == "en":
        if asked:
            return f"To move forward, could you send us the following: {asked}?"
        return "Any document or detail that may help can be sent in reply to this message."
    if asked:
        return f"Pour avancer, pouvez-vous nous envoyer ceci : {asked} ?"
    return "Toute pièce ou précision utile peut nous être envoyée en réponse à ce message."


def answer(facts: CompanionFacts, language: str) -> str:
    """``au plus tard le 27 novembre 2026``, or as soon as may be."""
    if facts.answer_by is None:
        return "as soon as possible" if language == "en" else "dès que possible"
    day = writing.day_in_words(facts.answer_by, language)
    return f"by {day}" if language == "en" else f"au plus tard le {day}"


def decision(facts: CompanionFacts, language: str) -> str:
    """What was decided of a dispute, the reason in the words noted, and what is left to pay."""
    told = _OUTCOMES[language].get(facts.outcome, "") if facts.outcome else ""
    if facts.outcome is DisputeOutcome.CREDIT_NOTE and facts.amount is not None:
        sum_ = writing.amount(facts.amount, facts.currency, language)
        told = (
            f"A credit note of {sum_} is issued: it comes off what you owe."
            if language == "en"
            else f"Un avoir de {sum_} est établi : il vient en déduction de ce que vous devez."
        )
    said = one_line(facts.said)
    if said and said[-1] not in ".?…":
        said += "."
    rest = _left_to_pay(facts, language)
    return " ".join(part for part in (told, said, rest) if part)


def _left_to_pay(facts: CompanionFacts, language: str) -> str:
    """What is to be paid and when. After a credit note no sum: the files may count it or not."""
    left, day = left_of(facts), for_the_day(facts, language)
    if not left:
        return ""
    if facts.outcome is DisputeOutcome.CREDIT_NOTE:
        if language == "en":
            return f"What is left after this credit note is to be paid {day}".strip() + "."
        return f"Ce qui reste dû après cet avoir est à régler {day}".strip() + "."
    sum_ = writing.amounts(left, language)
    if language == "en":
        return f"The amount left to pay is {sum_}, {day}".rstrip(" ,") + "."
    return f"Il reste {sum_} à régler {day}".strip() + "."


_OUTCOMES: Mapping[str, Mapping[DisputeOutcome, str]] = {
    "fr": {
        DisputeOutcome.CREDIT_NOTE: "Un avoir est établi : il vient en déduction de ce que vous "
        "devez.",
        DisputeOutcome.JUSTIFIED: "Nous maintenons notre demande.",
        DisputeOutcome.ABANDONED: "Comme convenu, la contestation est levée.",
        DisputeOutcome.SETTLED: "Il ne vous reste rien à régler à ce titre.",
    },
    "en": {
        DisputeOutcome.CREDIT_NOTE: "A credit note is issued: it comes off what you owe.",
        DisputeOutcome.JUSTIFIED: "We maintain our request.",
        DisputeOutcome.ABANDONED: "As agreed, the matter is closed.",
        DisputeOutcome.SETTLED: "Nothing is left to be paid on this account.",
    },
}


def instalments(facts: CompanionFacts, language: str) -> str:
    """The instalments, one a line, numbered, then their total."""
    told = [
        f"– {writing.day_in_words(day, language)}{_colon(language)}"
        f"{writing.amount(part, facts.currency, language)}"
        for day, part in facts.instalments
    ]
    if len(told) > 1:
        total = sum(part for _, part in facts.instalments)
        sum_ = writing.amount(total, facts.currency, language)
        told.append(f"Total{_colon(language)}{sum_}")
    return "\n".join(told)


def _colon(language: str) -> str:
    return ": " if language == "en" else " : "


def penalties(facts: CompanionFacts, language: str) -> str:
    """What becomes of penalties in a payment plan; who owes none reads that none is asked."""
    if facts.addressee.debtor_type not in OWES_FEE:
        if language == "en":
            return "This sum includes no interest and no fee."
        return "Cette somme ne comprend ni intérêt ni frais."
    return _PENALTIES[language][facts.penalties]


_PENALTIES: Mapping[str, Mapping[PlanPenalties, str]] = {
    "fr": {
        PlanPenalties.RESERVED: "Les pénalités de retard et l'indemnité forfaitaire que prévoit la "
        "loi ne sont pas comprises dans cette somme ; le créancier n'y renonce pas par cet accord.",
        PlanPenalties.WAIVED: "Si chaque échéance est payée à sa date, le créancier renonce aux "
        "pénalités de retard et à l'indemnité forfaitaire que prévoit la loi.",
        PlanPenalties.RUNNING: "Les pénalités de retard que prévoit la loi ne courent plus que sur "
        "une échéance qui ne serait pas payée à sa date.",
    },
    "en": {
        PlanPenalties.RESERVED: "The late payment interest and fixed fee provided for by law are "
        "not included in this sum; the creditor does not waive them by this agreement.",
        PlanPenalties.WAIVED: "If each instalment is paid on its day, the creditor waives the late "
        "payment interest and fixed fee provided for by law.",
        PlanPenalties.RUNNING: "The late payment interest provided for by law runs from now on "
        "only on an instalment that is not paid on its day.",
    },
}


def received(facts: CompanionFacts, language: str) -> str:
    """`` de 1 200,00 € le 18 novembre 2026 (référence VIR-12)``, as far as it is known."""
    sum_ = writing.amount(facts.amount, facts.currency, language) if facts.amount else ""
    day = writing.day_in_words(facts.received_on, language) if facts.received_on else ""
    reference = one_line(facts.reference)
    if language == "en":
        parts = (sum_ and f"of {sum_}", day and f"on {day}", reference and f"({reference})")
    else:
        parts = (
            sum_ and f"de {sum_}",
            day and f"le {day}",
            reference and f"(référence {reference})",
        )
    return " ".join(part for part in parts if part)


def payment_told(facts: CompanionFacts, language: str) -> str:
    """What is known of a payment to be placed: it came in, or the client says that it left."""
    if facts.received_on is not None:
        about = received(facts, language)
        if language == "en":
            return f"We have received your payment {about}; thank you."
        return f"Nous avons bien reçu votre règlement {about} et vous en remercions."
    about = named(facts.lines, language, "votre facture", "vos factures", "your invoice")
    sums = writing.amounts(total_of(facts), language)
    if language == "en":
        what = f" {about}, for {sums}" if about else ""
        return f"You told us that you have already paid{what}."
    what = f" {about}, pour {sums}" if about else ""
    return f"Vous nous avez dit avoir déjà réglé{what}."


def payment_asked(facts: CompanionFacts, language: str) -> str:
    """The one thing that is needed to place the payment."""
    if facts.received_on is not None:
        if language == "en":
            return (
                "Could you tell us which invoices it pays, and how much of each, so that we record "
                "it without a mistake?"
            )
        return (
            "Pouvez-vous nous indiquer les factures qu'il règle, et pour quel montant chacune, "
            "afin que nous l'enregistrions sans erreur ?"
        )
    if language == "en":
        return (
            "We do not find this payment yet: could you give us its date, its means and its "
            "reference?"
        )
    return (
        "Nous ne retrouvons pas encore ce règlement : pouvez-vous nous en donner la date, le moyen "
        "et la référence ?"
    )


def rest_told(facts: CompanionFacts, language: str) -> str:
    """What is left beside what was promised or planned, or after a payment that came in."""
    english = language == "en"
    if facts.kind is Companion.PAYMENT_THANKS:
        # A payment that no file tells of yet may or may not be counted: only nothing is certain.
        if not facts.lines or any(total_of(facts).values()):
            return ""
        if len(facts.lines) > 1:
            return "These invoices are paid in full." if english else "Ces factures sont soldées."
        return "This invoice is paid in full." if english else "Cette facture est soldée."
    rest = rest_of(facts)
    if not rest:
        return ""
    sum_ = writing.amounts(rest, language)
    if english:
        return f"The rest, {sum_}, is no part of this agreement and stays due."
    return f"Le reste, soit {sum_}, n'est pas compris dans cet accord et demeure dû."
