"""The words of invoicing programs, in French and English, and what each calls open or settled."""

from __future__ import annotations

import pytest

from relance_core.intake.statuses import status_of

#: Program -> what a group is called there, separated by "|". [C] for words of public help pages or
#: code, [M] for words from memory: none of these came from a file of theirs.
WORDS: dict[str, dict[str, str]] = {
    "Pennylane [C]": {
        "draft": "draft|Brouillon|proforma|estimate_pending",
        "open": "upcoming|À venir|Finalisée|Finalisé|finalized|À payer",
        "overdue": "late|En retard",
        "partial": "partially_paid|Partiellement payée",
        "paid": "paid|Payée",
        "cancelled": "cancelled|Annulée",
        "credit_note": "credit_note|Avoir",
    },
    "Sellsy [C]": {
        "draft": "Brouillon",
        "open": "À régler|Due|Envoyée",
        "partial": "Paiement partiel|Partiellement réglée|paid_partially",
        "overdue": "Retard|En retard|Late",
        "paid": "Payée|Réglée",
        "cancelled": "Annulée|Cancelled",
    },
    "Dolibarr [C]": {
        "draft": "Brouillon|Brouillon (à valider)",
        "open": "Validée (à payer)|Validée|Impayée",
        "partial": "Règlement commencé|Commencée",
        "paid": "Payée|Classée payée|Payée (partiellement)|Remboursé ou converti en réduction",
        "cancelled": "Abandonnée|Fermée (impayée)",
    },
    "Odoo [C]": {
        "draft": "Brouillon|Draft",
        "open": "Comptabilisé|Posted|Non payé|Not Paid|not_paid",
        "partial": "Partiellement payé|Partially Paid",
        "in_payment": "En cours de paiement|In Payment|in_payment",
        "paid": "Payé|Paid|Extourné|Reversed",
        "cancelled": "Annulé|Cancelled",
    },
    "QuickBooks [M]": {
        "open": "Open|Sent|Viewed|Not due|Due|Not yet due",
        "overdue": "Overdue|Past due",
        "partial": "Partially paid|Partial|Partially paid, overdue",
        "paid": "Paid|Deposited|Closed",
        "cancelled": "Voided|Void",
    },
    "Stripe [C]": {
        "draft": "draft",
        "open": "open|Unpaid|payment_failed",
        "overdue": "past_due",
        "paid": "paid|refunded",
        "cancelled": "void|uncollectible",
        "disputed": "disputed",
    },
    "Zoho [C]": {
        "draft": "Draft|Pending Approval",
        "open": "Sent|Viewed|Approved|Unpaid",
        "overdue": "Overdue",
        "partial": "PartiallyPaid|Partially Paid",
        "paid": "Paid|Closed",
        "cancelled": "Void|Written Off|Write-off|Bad debt",
    },
    "Xero [C]": {
        "draft": "DRAFT|SUBMITTED",
        "open": "AUTHORISED|Awaiting Payment",
        "paid": "PAID",
        "cancelled": "VOIDED|DELETED",
    },
    "Axonaut [M]": {
        "open": "En attente de paiement|Envoyée|Attente de règlement",
        "overdue": "En retard|Retard de paiement",
        "partial": "Partiellement payée",
        "paid": "Payée",
        "cancelled": "Annulée",
    },
    "Henrri, Freebe, Tiime, Abby, Indy [M]": {
        "draft": "Brouillon|Provisoire|En brouillon|Non finalisée",
        "open": "Finalisée|Définitive|Émise|Envoyée|Envoyée par email|En attente|À encaisser|"
        "Validée|Vue par le client|Non payée|Finalisée non payée",
        "overdue": "En retard|Échéance dépassée|Échue",
        "partial": "Encaissement partiel|Acompte versé|Réglée partiellement",
        "paid": "Payée|Encaissée|Acquittée|Payées|Terminée",
        "cancelled": "Annulée|Annulée par avoir",
    },
    "Banks and means of collection [M]": {
        "open": "Prélèvement rejeté|Rejet de prélèvement|Chèque impayé|Échec de paiement",
        "in_payment": "Prélèvement en cours|En cours de prélèvement|Règlement en cours",
        "paid": "Virement reçu|Chèque reçu|Règlement reçu|Payée en retard|Payée par virement",
        "legal": "Contentieux|Dossier contentieux|Douteux|Huissier de justice",
        "disputed": "Litige|Sous litige|Litige en cours|Contestée",
    },
}
CASES = [
    (program, word, group)
    for program, groups in WORDS.items()
    for group, words in groups.items()
    for word in words.split("|")
]


@pytest.mark.parametrize(("program", "word", "group"), CASES)
def test_a_plain_word_of_a_program_is_known_without_a_question(
    program: str, word: str, group: str
) -> None:
    assert status_of(word, "Statut") == group


@pytest.mark.parametrize(
    "word",
    [
        "Facturée",  # issued, or quoted and billed: unclear in Tiime-like files
        "Fermée",
        "Rejetée",
        "Refusée",
        "Suspendue",
        "Incomplète",
        "Archivée",
        "À envoyer",
        "Non envoyée",
        "Avoir partiel",
        "Remboursement partiel",
        "Partially refunded",
        "En cours de vérification",
        "Doublon",
        "OK",
    ],
)
def test_a_word_that_is_not_plain_is_asked_about(word: str) -> None:
    assert status_of(word, "Statut") == "unknown"


def test_the_plural_of_a_known_word_is_known() -> None:
    assert [status_of(word, "") for word in ("Payées", "Annulées", "Impayées", "Réglés")] == [
        "paid",
        "cancelled",
        "open",
        "paid",
    ]
