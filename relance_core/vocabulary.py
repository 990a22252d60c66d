"""The closed lists of codes that programs read, each with the French words that people read."""

from __future__ import annotations

from enum import StrEnum


class Step(StrEnum):
    """The steps of a scenario, in the order of time."""

    SATISFACTION_CALL = "satisfaction_call"
    CONFIRMATION_CALL = "confirmation_call"
    COURTESY = "courtesy"
    DUE_DAY = "due_day"
    REMINDER_1 = "reminder_1"
    REMINDER_2 = "reminder_2"
    REMINDER_3 = "reminder_3"
    FORMAL_NOTICE = "formal_notice"
    LAST_NOTICE = "last_notice"
    HAND_OVER = "hand_over"


STEP_LABELS = {
    Step.SATISFACTION_CALL: "Appel de satisfaction",
    Step.CONFIRMATION_CALL: "Appel de confirmation",
    Step.COURTESY: "Courtoisie",
    Step.DUE_DAY: "Jour d'échéance",
    Step.REMINDER_1: "1re relance",
    Step.REMINDER_2: "2e relance",
    Step.REMINDER_3: "Dernière relance",
    Step.FORMAL_NOTICE: "Mise en demeure",
    Step.LAST_NOTICE: "Dernier avis",
    Step.HAND_OVER: "Transmission",
}

#: Steps on or before the due date: they lapse once the due date is past.
PRE_DUE_STEPS = (
    Step.SATISFACTION_CALL,
    Step.CONFIRMATION_CALL,
    Step.COURTESY,
    Step.DUE_DAY,
)
#: Steps that go to the invoiced debtor alone, and demand only the invoices whose own step it is.
FORMAL_STEPS = (Step.FORMAL_NOTICE, Step.LAST_NOTICE, Step.HAND_OVER)


class Tone(StrEnum):
    """From the softest to the firmest; the order of the members is the order of firmness."""

    FRIENDLY = "friendly"
    COURTEOUS = "courteous"
    FIRM = "firm"
    FORMAL = "formal"


TONE_LABELS = {
    Tone.FRIENDLY: "Amical",
    Tone.COURTEOUS: "Courtois",
    Tone.FIRM: "Ferme",
    Tone.FORMAL: "Formel",
}


class ToneSetting(StrEnum):
    """How a client's tone departs from the step's usual one."""

    AS_STEP = "as_step"
    SOFTER = "softer"
    FIRMER = "firmer"
    ALWAYS_FRIENDLY = "always_friendly"
    ALWAYS_COURTEOUS = "always_courteous"
    ALWAYS_FIRM = "always_firm"


TONE_SETTING_LABELS = {
    ToneSetting.AS_STEP: "Selon l'étape",
    ToneSetting.SOFTER: "Un cran plus doux",
    ToneSetting.FIRMER: "Un cran plus ferme",
    ToneSetting.ALWAYS_FRIENDLY: "Toujours amical",
    ToneSetting.ALWAYS_COURTEOUS: "Toujours courtois",
    ToneSetting.ALWAYS_FIRM: "Toujours ferme",
}


class Channel(StrEnum):
    """How a step reaches the client."""

    EMAIL = "email"
    CALL = "call"
    LETTER = "letter"
    REGISTERED_LETTER = "registered_letter"
    ELECTRONIC_REGISTERED = "electronic_registered"
    NONE = "none"


CHANNEL_LABELS = {
    Channel.EMAIL: "E-mail",
    Channel.CALL: "Appel",
    Channel.LETTER: "Courrier",
    Channel.REGISTERED_LETTER: "Lettre recommandée",
    Channel.ELECTRONIC_REGISTERED: "Recommandé électronique",
    Channel.NONE: "Aucun envoi",
}
#: Channels whose message is a letter to print (PDF) rather than an e-mail.
LETTER_CHANNELS = (Channel.LETTER, Channel.REGISTERED_LETTER, Channel.ELECTRONIC_REGISTERED)


class Anchor(StrEnum):
    """What the offset of a step is counted from."""

    DUE_DATE = "due_date"
    DELIVERY = "delivery"
    PREVIOUS_STEP = "previous_step"
    DEADLINE = "deadline"


ANCHOR_LABELS = {
    Anchor.DUE_DATE: "l'échéance",
    Anchor.DELIVERY: "la livraison",
    Anchor.PREVIOUS_STEP: "l'étape précédente",
    Anchor.DEADLINE: "le délai annoncé",
}


class ContactRole(StrEnum):
    """To whom at the client a step is addressed."""

    USUAL = "usual"
    ACCOUNTING = "accounting"
    MANAGEMENT = "management"


ROLE_LABELS = {
    ContactRole.USUAL: "Contact habituel",
    ContactRole.ACCOUNTING: "Comptabilité",
    ContactRole.MANAGEMENT: "Direction",
}


class DebtorType(StrEnum):
    """Who owes, as far as the law distinguishes (law.md 2.1, 2.5)."""

    BUSINESS = "business"
    PUBLIC = "public"
    CONSUMER = "consumer"
    OTHER = "other"
    UNKNOWN = "unknown"


DEBTOR_LABELS = {
    DebtorType.BUSINESS: "Entreprise",
    DebtorType.PUBLIC: "Administration",
    DebtorType.CONSUMER: "Particulier",
    DebtorType.OTHER: "Autre (association, copropriété)",
    DebtorType.UNKNOWN: "À préciser",
}


class Withheld(StrEnum):
    """Why an open invoice is not reminded, by precedence: the first that applies is told."""

    EXCLUDED = "excluded"
    HANDED_OVER = "handed_over"
    INSOLVENCY = "insolvency"
    DISPUTE = "dispute"
    EINVOICE_STATUS = "einvoice_status"
    FACTORED = "factored"
    RETENTION = "retention"
    PAYMENT_PLAN = "payment_plan"
    PROMISE = "promise"
    REPLY_PENDING = "reply_pending"
    DIRECT_DEBIT = "direct_debit"
    NEEDS_DECISION = "needs_decision"
    ALL_SUSPENDED = "all_suspended"
    PAUSED = "paused"
    MANUAL_ONLY = "manual_only"
    NET_CREDIT = "net_credit"
    BELOW_THRESHOLD = "below_threshold"
    UNCERTAIN = "uncertain"
    IN_FLIGHT = "in_flight"
    TOO_SOON = "too_soon"
    OTHER_MESSAGE_LEAVING = "other_message_leaving"
    NO_ADDRESS = "no_address"
    NO_STEP_DUE = "no_step_due"
    NOT_DUE = "not_due"


WITHHELD_LABELS = {
    Withheld.EXCLUDED: "Exclue à la main",
    Withheld.HANDED_OVER: "Dossier transmis",
    Withheld.INSOLVENCY: "Procédure collective",
    Withheld.DISPUTE: "En litige",
    Withheld.EINVOICE_STATUS: "Statut de la facture électronique",
    Withheld.FACTORED: "Affacturée",
    Withheld.RETENTION: "Retenue de garantie",
    Withheld.PAYMENT_PLAN: "Échéancier accordé",
    Withheld.PROMISE: "Promesse de paiement",
    Withheld.REPLY_PENDING: "Réponse à traiter",
    Withheld.DIRECT_DEBIT: "Prélèvement",
    Withheld.NEEDS_DECISION: "Décision à prendre",
    Withheld.ALL_SUSPENDED: "Tout est suspendu",
    Withheld.PAUSED: "Client en pause",
    Withheld.MANUAL_ONLY: "Suivi à la main",
    Withheld.NET_CREDIT: "Solde créditeur ou nul",
    Withheld.BELOW_THRESHOLD: "Sous le seuil",
    Withheld.UNCERTAIN: "Issue inconnue",
    Withheld.IN_FLIGHT: "Message en cours",
    Withheld.TOO_SOON: "Relancé récemment",
    Withheld.OTHER_MESSAGE_LEAVING: "Un autre message part",
    Withheld.NO_ADDRESS: "Adresse manquante",
    Withheld.NO_STEP_DUE: "Prochaine étape plus tard",
    Withheld.NOT_DUE: "Pas encore échue",
}


class MessageState(StrEnum):
    """Where a message stands (sending.md 2.1); ``phase`` refines ``sending``."""

    APPROVED = "approved"
    SENDING = "sending"
    DEPOSITED = "deposited"
    SENT = "sent"
    PRINTED = "printed"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    HELD = "held"
    CANCELLED = "cancelled"


STATE_LABELS = {
    MessageState.APPROVED: "Approuvé",
    MessageState.SENDING: "En cours d'envoi",
    MessageState.DEPOSITED: "Déposé",
    MessageState.SENT: "Envoyé",
    MessageState.PRINTED: "Imprimé",
    MessageState.REFUSED: "Refusé",
    MessageState.UNCERTAIN: "Issue inconnue",
    MessageState.HELD: "Retenu",
    MessageState.CANCELLED: "Annulé",
}

#: A message in one of these states forbids another one for the same (invoice, own step).
LIVE_STATES = (
    MessageState.APPROVED,
    MessageState.SENDING,
    MessageState.DEPOSITED,
    MessageState.SENT,
    MessageState.PRINTED,
    MessageState.UNCERTAIN,
)


class Companion(StrEnum):
    """The messages that accompany the sequence without being a step of it."""

    PROMISE_CONFIRMATION = "promise_confirmation"
    DISPUTE_ACKNOWLEDGEMENT = "dispute_acknowledgement"
    DISPUTE_CLOSING = "dispute_closing"
    PAYMENT_PLAN = "payment_plan"
    PAYMENT_THANKS = "payment_thanks"
    REMITTANCE_DETAIL = "remittance_detail"
    UNKNOWN_TRANSFER = "unknown_transfer"
    DUPLICATE_INVOICE = "duplicate_invoice"


COMPANION_LABELS = {
    Companion.PROMISE_CONFIRMATION: "Confirmation d'une promesse",
    Companion.DISPUTE_ACKNOWLEDGEMENT: "Accusé d'une contestation",
    Companion.DISPUTE_CLOSING: "Réponse à une contestation",
    Companion.PAYMENT_PLAN: "Échéancier convenu",
    Companion.PAYMENT_THANKS: "Remerciement pour un règlement",
    Companion.REMITTANCE_DETAIL: "Détail d'un règlement à demander",
    Companion.UNKNOWN_TRANSFER: "Virement non identifié",
    Companion.DUPLICATE_INVOICE: "Duplicata d'une facture",
}
#: What a message is called, by its step or by its kind.
MESSAGE_LABELS: dict[str, str] = {str(code): label for code, label in STEP_LABELS.items()} | {
    str(kind): label for kind, label in COMPANION_LABELS.items()
}


class InvoiceKind(StrEnum):
    """What a line of the ledger is."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    PAYMENT = "payment"


class Severity(StrEnum):
    """What an issue of the import does to its row."""

    WARNING = "warning"  # the row is kept, the user is told
    LEFT_OUT = "left_out"  # the row is not imported
    DECISION = "decision"  # imported, never chased until somebody has decided
