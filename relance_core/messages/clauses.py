"""The sentences that the law or the debtor's nature decides, so that no text can get them wrong."""

from __future__ import annotations

from relance_core.messages import writing
from relance_core.receivables.late_charges import LateCharges
from relance_core.receivables.late_interest import OWES_FEE, RECOVERY_FEE
from relance_core.vocabulary import DebtorType, Step

_SHORT = {
    ("fr", DebtorType.BUSINESS): (
        "Pour mémoire, un paiement tardif ouvre droit à des pénalités de retard."
    ),
    ("fr", DebtorType.PUBLIC): (
        "Pour mémoire, un paiement tardif ouvre droit à des intérêts moratoires."
    ),
    (
        "en",
        DebtorType.BUSINESS,
    ): "Please note that late payment gives rise to late payment interest.",
    ("en", DebtorType.PUBLIC): "Please note that late payment gives rise to late payment interest.",
}


def penalties_reminder(debtor: DebtorType, language: str) -> str:
    """One sentence that only recalls the right to penalties; empty where there is none."""
    return _SHORT.get((language, debtor), "")


def penalties(
    debtor: DebtorType,
    step: Step,
    late_invoices: int,
    language: str,
    charges: LateCharges | None = None,
) -> str:
    """What the delay gives right to, in words, with what it comes to where that is reckoned.

    Businesses: C. com. L441-10 II and D441-5, owed without reminder from the day after the due
    date. Public buyers: Code de la commande publique L2192-13 and following. Consumers: legal
    interest, and only from a formal notice (C. civ. 1231-6 and 1344-1). Other and unknown: nothing.
    """
    if debtor is DebtorType.CONSUMER and step is Step.FORMAL_NOTICE:
        return (
            "Les sommes dues portent intérêt au taux légal à compter de la mise en demeure "
            "(articles 1231-6 et 1344-1 du Code civil)."
        )
    if debtor not in OWES_FEE or late_invoices == 0:
        return ""
    # A letter annexes the statement, which names the sums itself.
    known = charges if charges is not None and not charges.missing else None
    told = _interest_told(known, language) if step is not Step.FORMAL_NOTICE else ""
    each = _fees(known, late_invoices, language)
    if language == "en":
        law = (
            "articles L.\u00a0441-10 and D.\u00a0441-5 of the French Commercial Code"
            if debtor is DebtorType.BUSINESS
            else "articles L.\u00a02192-13 et seq. of the French Public Procurement Code"
        )
        return (
            "Under French law, late payment gives rise, without further notice, to late payment "
            f"interest{told} and to a fixed recovery fee of {each} ({law}). These sums come on top "
            "of the amount requested."
        )
    rates = _rates_told(known) if step is Step.FORMAL_NOTICE else ""
    if debtor is DebtorType.PUBLIC:
        stop = "," if rates or told else ""
        return (
            "Le dépassement du délai de paiement fait courir de plein droit des intérêts "
            f"moratoires{rates}{told}{stop} et ouvre droit à une indemnité forfaitaire pour frais "
            f"de recouvrement de {each} (Code de la commande publique, articles L.\u00a02192-13 "
            "et suivants). Ces sommes viennent en sus du montant demandé."
        )
    return (
        "Le retard fait courir de plein droit, sans rappel, des pénalités dès le lendemain de "
        f"l'échéance{rates}{told} ; s'y ajoute une indemnité forfaitaire pour frais de "
        f"recouvrement de {each} (articles L.\u00a0441-10 et D.\u00a0441-5 du Code de commerce). "
        "Ces sommes viennent en sus du montant demandé."
    )


def _interest_told(charges: LateCharges | None, language: str) -> str:
    """``, soit 7,13 € au 20 novembre 2026``; empty where nothing is reckoned, or it comes to 0."""
    if charges is None or not any(charges.interest.values()):
        return ""
    sums = writing.amounts(charges.interest, language)
    day = writing.day_in_words(charges.on, language)
    return f" ({sums} at {day})" if language == "en" else f", soit {sums} au {day}"


def _rates_told(charges: LateCharges | None) -> str:
    """``, au taux annuel de 12,40 %``, or one after the other where the semester changes it."""
    if charges is None:
        return ""
    lines = [line for entry in charges.entries for line in entry.statement.lines]
    lines.sort(key=lambda line: line.first)
    rates = [
        f"{rate:.2f}\u00a0%".replace(".", ",") for rate in dict.fromkeys(x.rate for x in lines)
    ]
    if not rates:
        return ""
    return f", au taux annuel de {' puis '.join(rates)}"


def _fees(charges: LateCharges | None, late_invoices: int, language: str) -> str:
    """``40 €``, ``40 € par facture, soit 120 €``."""
    fee = int(RECOVERY_FEE)
    count = int(charges.fees) // fee if charges is not None and charges.fees else late_invoices
    if count == 1:
        return writing.whole_euros(fee, language)
    one, total = (writing.whole_euros(sum_, language) for sum_ in (fee, fee * count))
    if language == "en":
        return f"{one} per invoice ({total} in all)"
    return f"{one} par facture, soit {total}"


def mediation(debtor: DebtorType, mediator: str, language: str) -> str:
    """Whom a private person may turn to without paying (C. conso. L616-1, R616-2); may be empty."""
    if debtor is not DebtorType.CONSUMER or not mediator:
        return ""
    if language == "en":
        return f"If we still disagree, you may turn free of charge to our ombudsman: {mediator}."
    return (
        "En cas de désaccord persistant, vous pouvez saisir gratuitement le médiateur de la "
        f"consommation dont nous relevons : {mediator}."
    )


def what_follows(
    debtor: DebtorType, step: Step, announced: str, handed_to: str, language: str
) -> str:
    """What comes next without payment; ``announced`` is the date in words, or empty.

    ``handed_to``: « à notre avocat ». Always in the conditional before the last notice; never an
    agency for a public body.
    """
    if step is Step.REMINDER_3:
        return _after_reminders(debtor, language)
    if step is Step.FORMAL_NOTICE:
        return _after_notice(debtor, handed_to)
    if step is Step.LAST_NOTICE:
        when = f" le {announced}" if announced else ""
        if debtor is DebtorType.PUBLIC:
            return (
                f"Sans paiement ni réponse de votre part, nous adresserons cette demande{when} "
                f"{handed_to}."
            )
        paid = "paiement" if debtor is DebtorType.CONSUMER else "règlement"
        return (
            f"Sans {paid} ni accord de votre part, nous transmettrons le dossier{when} {handed_to}."
        )
    return ""


def _after_reminders(debtor: DebtorType, language: str) -> str:
    if language == "en":
        return "Without payment or a reply from you, the next step would be a formal notice."
    paid = "règlement" if debtor not in (DebtorType.CONSUMER, DebtorType.PUBLIC) else "paiement"
    notice = "une mise en demeure"
    if debtor is DebtorType.CONSUMER:
        notice = "une mise en demeure, c'est-à-dire une demande formelle de payer"
    return f"Sans {paid} ni réponse de votre part, l'étape suivante serait {notice}."


def _after_notice(debtor: DebtorType, handed_to: str) -> str:
    """Only what may really be done, and without a word on how it would end."""
    if debtor is DebtorType.PUBLIC:
        return (
            f"À défaut de paiement dans ce délai, nous pourrions porter cette demande {handed_to}, "
            "puis devant la juridiction compétente."
        )
    if debtor is DebtorType.CONSUMER:
        return (
            "Sans paiement ni accord dans ce délai, nous pourrions transmettre ce dossier "
            f"{handed_to}, ou demander au juge compétent de se prononcer."
        )
    return (
        "À défaut de règlement ou d'accord dans ce délai, nous pourrions transmettre ce dossier "
        f"{handed_to}, ou saisir la juridiction compétente."
    )
