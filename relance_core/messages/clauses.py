"""The sentences that the law or the debtor's nature decides, so that no text can get them wrong."""

from __future__ import annotations

from relance_core.messages.writing import whole_euros
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


def penalties(debtor: DebtorType, step: Step, late_invoices: int, language: str) -> str:
    """What the delay gives right to, in words and without computed interest; may be empty.

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
    fee = whole_euros(int(RECOVERY_FEE), language)
    each = fee
    if late_invoices > 1:
        total = whole_euros(int(RECOVERY_FEE) * late_invoices, language)
        each = (
            f"{fee} per invoice ({total} in all)"
            if language == "en"
            else f"{fee} par facture, soit {total}"
        )
    if language == "en":
        law = (
            "articles L. 441-10 and D. 441-5 of the French Commercial Code"
            if debtor is DebtorType.BUSINESS
            else "articles L. 2192-13 et seq. of the French Public Procurement Code"
        )
        return (
            "Under French law, late payment gives rise, without further notice, to late payment "
            f"interest and to a fixed recovery fee of {each} ({law}), on top of the amount above."
        )
    if debtor is DebtorType.PUBLIC:
        return (
            "Le dépassement du délai de paiement fait courir de plein droit des intérêts "
            "moratoires et ouvre droit à une indemnité forfaitaire pour frais de recouvrement de "
            f"{each}, en sus du montant indiqué (Code de la commande publique, articles L. 2192-13 "
            "et suivants)."
        )
    return (
        "Le retard de paiement fait courir de plein droit, sans qu'un rappel soit nécessaire, des "
        "pénalités de retard dès le lendemain de l'échéance, et ouvre droit à une indemnité "
        f"forfaitaire pour frais de recouvrement de {each} (articles L. 441-10 et D. 441-5 du Code "
        "de commerce), en sus du montant indiqué."
    )


def what_follows(debtor: DebtorType, step: Step, announced: str, language: str) -> str:
    """What comes next without payment; ``announced`` is the date in words, or empty.

    Always in the conditional before the last notice; never an agency for a public body.
    """
    if step is Step.REMINDER_3:
        if language == "en":
            return "Without payment or a reply from you, the next step would be a formal notice."
        return (
            "Sans règlement ni réponse de votre part, l'étape suivante serait une mise en demeure."
        )
    if step is Step.FORMAL_NOTICE:
        if debtor is DebtorType.PUBLIC:
            return (
                "À défaut de règlement dans ce délai, nous pourrions porter cette demande auprès "
                "de votre comptable assignataire, puis devant la juridiction compétente."
            )
        if debtor is DebtorType.CONSUMER:
            return (
                "À défaut de règlement ou d'accord dans ce délai, nous pourrions demander au juge "
                "compétent d'en ordonner le paiement."
            )
        return (
            "À défaut de règlement ou d'accord dans ce délai, nous pourrions confier ce dossier "
            "à un tiers chargé de son recouvrement ou en saisir la juridiction compétente."
        )
    if step is Step.LAST_NOTICE:
        when = f" le {announced}" if announced else ""
        if debtor is DebtorType.PUBLIC:
            return (
                f"Sans règlement ni réponse de votre part, nous porterons cette demande{when} "
                "auprès de votre comptable assignataire."
            )
        return (
            "Sans règlement ni accord de votre part, le dossier sera transmis pour "
            f"recouvrement{when}."
        )
    return ""
