"""What is written down of a call, what follows from each result, and what is to be done next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from relance_core.commitments import CALL_RESULT_LABELS, CallResult, DisputeMotive, LateReason
from relance_core.french import plural, short_date
from relance_core.messages.companion import CompanionText
from relance_core.store.outbox.decisions import HeldMessages
from relance_core.vocabulary import Companion

#: Open days during which reminders wait for what somebody has to do first.
TO_DO: Mapping[CallResult, tuple[int, str]] = {
    CallResult.DUPLICATE: (3, "Duplicata demandé, à envoyer"),
    CallResult.ALREADY_PAID: (5, "Dit avoir payé, à vérifier au prochain export"),
}
#: Calls after which nothing has been said by whom it concerns: a planned one is still to be made.
TO_CALL_AGAIN = frozenset({CallResult.NO_ANSWER, CallResult.WRONG_CONTACT})
#: The reason of lateness that a result tells by itself.
TELLS: Mapping[CallResult, LateReason] = {
    CallResult.DISPUTE: LateReason.DISPUTE,
    CallResult.DUPLICATE: LateReason.NOT_RECEIVED,
    CallResult.ALREADY_PAID: LateReason.SAID_PAID,
    CallResult.REFUSES: LateReason.REFUSAL,
    CallResult.NO_ANSWER: LateReason.CONTACT,
    CallResult.WRONG_CONTACT: LateReason.CONTACT,
}
#: What is written to whoever called, after which result.
CONFIRMED_BY: Mapping[CallResult, Companion] = {
    CallResult.PROMISE: Companion.PROMISE_CONFIRMATION,
    CallResult.PLAN: Companion.PAYMENT_PLAN,
    CallResult.DISPUTE: Companion.DISPUTE_ACKNOWLEDGEMENT,
    CallResult.DUPLICATE: Companion.DUPLICATE_INVOICE,
    CallResult.ALREADY_PAID: Companion.REMITTANCE_DETAIL,
}
_NEXT_ACTIONS: Mapping[CallResult, str] = {
    CallResult.PROMISE: "La relance attend la date promise et deux jours ouvrés.",
    CallResult.PLAN: "Aucune relance tant que chaque échéance est payée, à deux jours ouvrés près.",
    CallResult.DISPUTE: "La somme contestée n'est plus réclamée : à suivre dans Litiges.",
    CallResult.DUPLICATE: "Envoyez le duplicata : la relance attend 3 jours ouvrés.",
    CallResult.ALREADY_PAID: "À vérifier sur votre compte : la relance attend 5 jours ouvrés.",
    CallResult.WRONG_CONTACT: "Corrigez le contact dans la fiche : l'appel reste à faire.",
    CallResult.NO_ANSWER: "Rappelez plus tard : l'appel reste à faire.",
    CallResult.REFUSES: "L'étape est faite : la suivante viendra à sa date.",
    CallResult.ANSWERED: "L'étape est faite.",
}
#: The same where no call was planned: no step is done by it, and none is left to do.
_NEXT_ACTIONS_UNPLANNED: Mapping[CallResult, str] = {
    CallResult.WRONG_CONTACT: "Corrigez le contact dans la fiche.",
    CallResult.NO_ANSWER: "Rappelez plus tard.",
    CallResult.REFUSES: "La relance suit son cours.",
    CallResult.ANSWERED: "La relance suit son cours.",
}


#: Results that hold reminders back.
HOLDS = frozenset(CallResult) - frozenset(_NEXT_ACTIONS_UNPLANNED)
#: What is added where a call is planned today that the one noted does not stand for.
_STILL_TO_CALL = "L'appel prévu aujourd'hui reste à passer."


def next_action(result: CallResult, *, planned: bool, replaces: bool = True) -> str:
    """What follows from a call, in one sentence or two.

    ``planned``: a call is planned today; ``replaces``: the one noted stands for it.
    """
    if result in HOLDS or (planned and (replaces or result in TO_CALL_AGAIN)):
        return _NEXT_ACTIONS[result]
    told = _NEXT_ACTIONS_UNPLANNED[result]
    return f"{told} {_STILL_TO_CALL}" if planned else told


@dataclass(frozen=True)
class CallReport:
    """What is written down of a call."""

    result: CallResult = CallResult.ANSWERED
    said: str = ""
    spoke_to: str = ""
    direct_line: str = ""
    until: date | None = None  # promised day
    amount: Decimal | None = None  # promised or contested; None: all of it
    means: str = ""  # of the promised payment
    invoice_id: int | None = None  # the one contested; None: all those of the call
    motive: DisputeMotive | None = None  # of what is contested
    reason: LateReason | None = None  # why it is late, when the result does not tell
    invoice_ids: tuple[int, ...] = ()  # what was talked about; empty: what the call was about
    on: date | None = None  # the day of the call; None: today
    replaces: bool | None = None  # the call planned today; None: when it is of today
    incoming: bool = False  # the client called
    instalments: tuple[tuple[date, Decimal], ...] = ()  # of a payment plan

    def words(self) -> str:
        """Everything in one line, for the journal and the message kept."""
        parts = [CALL_RESULT_LABELS[self.result]]
        if self.until is not None:
            parts.append(f"pour le {short_date(self.until)}")
        if self.instalments:
            count = plural(len(self.instalments), "échéance")
            parts.append(f"en {count}, jusqu'au {short_date(self.instalments[-1][0])}")
        if self.means.strip():
            parts.append(f"par {self.means.strip()}")
        who = ", ".join(one for one in (self.spoke_to.strip(), self.direct_line.strip()) if one)
        if who:
            parts.append(f"(interlocuteur : {who})")
        told = " ".join(parts)
        return f"{told}. {self.said.strip()}".strip() if self.said.strip() else f"{told}."

    def why(self) -> str:
        """What a hold says beside its own words, without a full stop."""
        told = self.said.strip().rstrip(".")
        doing = TO_DO.get(self.result)
        if doing is not None:
            return f"{doing[1]} : {told}" if told else doing[1]
        if self.result is not CallResult.PROMISE or self.until is None:
            return told
        parts = [f"promis pour le {short_date(self.until)}", self.means, self.spoke_to, told]
        return ", ".join(part.strip() for part in parts if part.strip())


@dataclass(frozen=True)
class CallOutcome:
    """What a call changed, enough to take it back, and the confirmation to send."""

    client_id: int
    message_id: int | None  # None: no planned call was done by it
    holds: tuple[int, ...]
    stopped: tuple[HeldMessages, ...]
    next_action: str
    confirmation: CompanionText | None
    reasons: tuple[int, ...] = ()  # of lateness, that were written down
    plan_id: int | None = None  # the payment plan that was agreed
