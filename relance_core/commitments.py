"""The closed lists of what clients answer: calls, disputes, promises, reasons, in French too."""

from __future__ import annotations

from enum import StrEnum

#: Open days that a promise is given before it counts as broken (decisions.md, Freshness).
PROMISE_GRACE = 2
#: Open days that a dispute is given when nobody says otherwise.
DISPUTE_DELAY = 10


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


class DisputeMotive(StrEnum):
    """Why an invoice is contested (the motives of electronic invoicing, XP Z12-012)."""

    PRICE = "price"
    QUANTITY = "quantity"
    QUALITY = "quality"
    DELIVERY = "delivery"
    ORDER = "order"
    TAX = "tax"
    DUPLICATE = "duplicate"
    RECIPIENT = "recipient"
    BANK_DETAILS = "bank_details"
    DOCUMENT = "document"
    OTHER = "other"


DISPUTE_MOTIVE_LABELS = {
    DisputeMotive.PRICE: "Prix ou remise",
    DisputeMotive.QUANTITY: "Quantité",
    DisputeMotive.QUALITY: "Qualité",
    DisputeMotive.DELIVERY: "Livraison",
    DisputeMotive.ORDER: "Commande ou référence",
    DisputeMotive.TAX: "TVA ou calcul",
    DisputeMotive.DUPLICATE: "Facture en double",
    DisputeMotive.RECIPIENT: "Mauvais destinataire",
    DisputeMotive.BANK_DETAILS: "Coordonnées bancaires",
    DisputeMotive.DOCUMENT: "Pièce manquante",
    DisputeMotive.OTHER: "Autre",
}


class DisputeTurn(StrEnum):
    """Who is to do the next thing about a dispute."""

    OURS = "ours"
    THEIRS = "theirs"
    CREDIT_NOTE = "credit_note"


DISPUTE_TURN_LABELS = {
    DisputeTurn.OURS: "À nous de répondre",
    DisputeTurn.THEIRS: "Au client de répondre",
    DisputeTurn.CREDIT_NOTE: "Avoir accordé, attendu",
}


class DisputeOutcome(StrEnum):
    """How a dispute ended."""

    CREDIT_NOTE = "credit_note"
    JUSTIFIED = "justified"
    ABANDONED = "abandoned"
    SETTLED = "settled"


DISPUTE_OUTCOME_LABELS = {
    DisputeOutcome.CREDIT_NOTE: "Avoir établi",
    DisputeOutcome.JUSTIFIED: "Facture justifiée, à payer",
    DisputeOutcome.ABANDONED: "Le client ne conteste plus",
    DisputeOutcome.SETTLED: "Facture soldée",
}


class LateReason(StrEnum):
    """Why an invoice is late, as far as its client said."""

    NOT_RECEIVED = "not_received"
    APPROVAL = "approval"
    CASH = "cash"
    OVERSIGHT = "oversight"
    DISPUTE = "dispute"
    SAID_PAID = "said_paid"
    REFUSAL = "refusal"
    CONTACT = "contact"
    OTHER = "other"


LATE_REASON_LABELS = {
    LateReason.NOT_RECEIVED: "Facture non reçue",
    LateReason.APPROVAL: "Validation en attente chez le client",
    LateReason.CASH: "Trésorerie",
    LateReason.OVERSIGHT: "Oubli",
    LateReason.DISPUTE: "Contestation",
    LateReason.SAID_PAID: "Dit avoir payé",
    LateReason.REFUSAL: "Refus de payer",
    LateReason.CONTACT: "Personne de jointe, ou mauvais contact",
    LateReason.OTHER: "Autre raison",
}


class CallResult(StrEnum):
    """What came of a call."""

    ANSWERED = "answered"
    NO_ANSWER = "no_answer"
    PROMISE = "promise"
    PLAN = "payment_plan"
    DISPUTE = "dispute"
    DUPLICATE = "duplicate"
    ALREADY_PAID = "already_paid"
    WRONG_CONTACT = "wrong_contact"
    REFUSES = "refuses"


CALL_RESULT_LABELS = {
    CallResult.PROMISE: "Promet de payer",
    CallResult.PLAN: "Convient d'un échéancier",
    CallResult.NO_ANSWER: "Pas de réponse",
    CallResult.DISPUTE: "Conteste",
    CallResult.DUPLICATE: "Demande un duplicata",
    CallResult.ALREADY_PAID: "Dit avoir payé",
    CallResult.WRONG_CONTACT: "Mauvais contact",
    CallResult.REFUSES: "Refuse de payer",
    CallResult.ANSWERED: "Autre réponse",
}
