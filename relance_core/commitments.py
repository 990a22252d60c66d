"""The closed lists of what clients answer: calls, disputes, promises, and their French words."""

from __future__ import annotations

from enum import StrEnum


class Motive(StrEnum):
    """What a dispute is about: the reasons of the e-invoicing statuses, gathered (law.md 2.11)."""

    PRICE = "price"
    QUANTITY = "quantity"
    QUALITY = "quality"
    DELIVERY = "delivery"
    ORDER = "order"
    TAX = "tax"
    DUPLICATE = "duplicate"
    RECIPIENT = "recipient"
    BANK_DETAILS = "bank_details"
    MISSING_DOCUMENT = "missing_document"
    OTHER = "other"


MOTIVE_LABELS = {
    Motive.PRICE: "Prix ou remise",
    Motive.QUANTITY: "Quantité",
    Motive.QUALITY: "Qualité",
    Motive.DELIVERY: "Livraison",
    Motive.ORDER: "Commande ou référence",
    Motive.TAX: "TVA ou calcul",
    Motive.DUPLICATE: "Facture en double",
    Motive.RECIPIENT: "Mauvais destinataire",
    Motive.BANK_DETAILS: "Coordonnées bancaires",
    Motive.MISSING_DOCUMENT: "Pièce manquante",
    Motive.OTHER: "Autre motif",
}


class DisputeOutcome(StrEnum):
    """How a dispute ended."""

    CREDIT_NOTE = "credit_note"
    JUSTIFIED = "justified"
    ABANDONED = "abandoned"


DISPUTE_OUTCOME_LABELS = {
    DisputeOutcome.CREDIT_NOTE: "Avoir émis ou à émettre",
    DisputeOutcome.JUSTIFIED: "Facture confirmée",
    DisputeOutcome.ABANDONED: "Contestation retirée",
}


class PromiseOutcome(StrEnum):
    """What became of a promise, as far as the data tells."""

    RUNNING = "running"
    UNKNOWN = "unknown"
    KEPT = "kept"
    PART_KEPT = "part_kept"
    BROKEN = "broken"
    LIFTED = "lifted"


PROMISE_OUTCOME_LABELS = {
    PromiseOutcome.RUNNING: "En cours",
    PromiseOutcome.UNKNOWN: "À vérifier : données trop anciennes",
    PromiseOutcome.KEPT: "Tenue",
    PromiseOutcome.PART_KEPT: "Tenue en partie",
    PromiseOutcome.BROKEN: "Non tenue",
    PromiseOutcome.LIFTED: "Levée",
}


class CallResult(StrEnum):
    """What came of a call."""

    ANSWERED = "answered"
    NO_ANSWER = "no_answer"
    PROMISE = "promise"
    DISPUTE = "dispute"
    DUPLICATE = "duplicate"
    ALREADY_PAID = "already_paid"
    WRONG_CONTACT = "wrong_contact"
    REFUSES = "refuses"


CALL_RESULT_LABELS = {
    CallResult.PROMISE: "Promet de payer",
    CallResult.NO_ANSWER: "Pas de réponse",
    CallResult.DISPUTE: "Conteste",
    CallResult.DUPLICATE: "Demande un duplicata",
    CallResult.ALREADY_PAID: "Dit avoir payé",
    CallResult.WRONG_CONTACT: "Mauvais contact",
    CallResult.REFUSES: "Refuse de payer",
    CallResult.ANSWERED: "Autre réponse",
}
