"""The closed lists of what clients answer: calls, disputes, promises, and their French words."""

from __future__ import annotations

from enum import StrEnum


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
