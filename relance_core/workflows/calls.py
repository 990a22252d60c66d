"""The calls of the day: what came of one, what it changes, and the e-mail that confirms it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection

from relance_core.calendar import add_open_days
from relance_core.commitments import CALL_RESULT_LABELS, CallResult, DisputeMotive, LateReason
from relance_core.errors import Refused
from relance_core.french import short_date
from relance_core.messages.commitment import Commitment, Spoken, commitment
from relance_core.store.journal import note
from relance_core.store.late_reasons import add_reasons, withdraw_reasons
from relance_core.store.messages import add_batch
from relance_core.store.outbox.decisions import HeldMessages
from relance_core.vocabulary import Channel, Withheld
from relance_core.workflows.decide import hold_in
from relance_core.workflows.drafts import Prepared, prepare
from relance_core.workflows.freeze import freeze
from relance_core.workflows.space import Act, Space
from relance_core.workflows.strike import strike_message
from relance_core.workflows.today_plan import Day, read_day
from relance_core.workflows.undo_decision import undo_hold_in

#: Open days during which reminders wait for what somebody has to do first.
_TO_DO: Mapping[CallResult, tuple[int, str]] = {
    CallResult.DUPLICATE: (3, "Duplicata demandé, à envoyer"),
    CallResult.ALREADY_PAID: (5, "Dit avoir payé, à vérifier au prochain export"),
}
#: Calls that are still to be made, after which nothing has been said by whom it concerns.
_TO_CALL_AGAIN = frozenset({CallResult.NO_ANSWER, CallResult.WRONG_CONTACT})
#: The reason of lateness that a result tells by itself.
_TELLS: Mapping[CallResult, LateReason] = {
    CallResult.DISPUTE: LateReason.DISPUTE,
    CallResult.DUPLICATE: LateReason.NOT_RECEIVED,
    CallResult.ALREADY_PAID: LateReason.SAID_PAID,
    CallResult.REFUSES: LateReason.REFUSAL,
    CallResult.NO_ANSWER: LateReason.CONTACT,
    CallResult.WRONG_CONTACT: LateReason.CONTACT,
}
NEXT_ACTIONS: Mapping[CallResult, str] = {
    CallResult.PROMISE: "La relance attend la date promise et deux jours ouvrés.",
    CallResult.DISPUTE: "La somme contestée n'est plus réclamée : à suivre dans Litiges.",
    CallResult.DUPLICATE: "Envoyez le duplicata : la relance attend 3 jours ouvrés.",
    CallResult.ALREADY_PAID: "À vérifier sur votre compte : la relance attend 5 jours ouvrés.",
    CallResult.WRONG_CONTACT: "Corrigez le contact dans la fiche : l'appel reste à faire.",
    CallResult.NO_ANSWER: "Rappelez plus tard : l'appel reste à faire.",
    CallResult.REFUSES: "L'étape est faite : la suivante viendra à sa date.",
    CallResult.ANSWERED: "L'étape est faite.",
}


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

    def words(self) -> str:
        """Everything in one line, for the journal and the message kept."""
        parts = [CALL_RESULT_LABELS[self.result]]
        if self.until is not None:
            parts.append(f"pour le {short_date(self.until)}")
        if self.means.strip():
            parts.append(f"par {self.means.strip()}")
        who = ", ".join(one for one in (self.spoke_to.strip(), self.direct_line.strip()) if one)
        if who:
            parts.append(f"(interlocuteur : {who})")
        told = " ".join(parts)
        return f"{told}. {self.said.strip()}".strip() if self.said.strip() else f"{told}."


@dataclass(frozen=True)
class CallOutcome:
    """What a call changed, enough to take it back, and the confirmation to send."""

    message_id: int | None  # None: the call is still to be made
    holds: tuple[int, ...]
    stopped: tuple[HeldMessages, ...]
    next_action: str
    confirmation: Commitment | None
    reasons: tuple[int, ...] = ()  # of lateness, that were written down


def record_call(space: Space, act: Act, client_id: int, said: str) -> int:
    """Write down the call of today's plan to a client, with what was ``said``; its message's id.

    The call has been made: its invoices have done their step. Raises ``Refused`` when no call is
    planned today for this client, or when he is to be called on a later day.
    """
    with space.engine.begin() as conn:
        day = read_day(space, conn, today=act.today)
        return _made(conn, day, _planned(conn, day, client_id), act, said.strip())


def record_result(space: Space, act: Act, client_id: int, report: CallReport) -> CallOutcome:
    """Write down what came of today's call to a client, with all that follows, or nothing.

    A call without an answer stays to be made. A promise holds the invoices of the call back, the
    oldest first when it is of a part; a dispute, the one contested. Raises ``Refused`` as
    ``record_call`` does, for a promise without a day, and for a sum larger than what is due.
    """
    with space.engine.begin() as conn:
        day = read_day(space, conn, today=act.today)
        call = _planned(conn, day, client_id)
        holds, stopped = _holds(conn, call, act, report)
        message_id = None
        if report.result in _TO_CALL_AGAIN:
            name = call.reminder.addressee.name
            sentence = f"Appel à {name} : {report.words()}"
            note(conn, "call", sentence, by=act.by, at=act.at, client_id=client_id)
        else:
            message_id = _made(conn, day, call, act, report.words())
        reasons = _reasons(conn, call, act, report)
    lines = [
        (line.number, line.amount_due, line.currency)
        for line in call.reminder.lines
        if report.invoice_id in (None, line.invoice_id)
    ]
    spoken = Spoken(
        report.result,
        act.today,
        lines,
        report.spoke_to,
        report.until,
        report.amount,
        report.means,
        report.said,
    )
    return CallOutcome(
        message_id,
        holds,
        stopped,
        NEXT_ACTIONS[report.result],
        commitment(day.settings.firm, call.reminder.addressee.to, spoken),
        reasons,
    )


def take_back(space: Space, act: Act, outcome: CallOutcome) -> None:
    """Undo a call noted by mistake: its step is to be done again, and what it replaced holds again.

    Raises ``Refused`` when something of it was lifted or replaced since; nothing changes then.
    """
    with space.engine.begin() as conn:
        for hold_id in outcome.holds:
            undo_hold_in(conn, act, hold_id)
        withdraw_reasons(conn, outcome.reasons, at=act.at)
        if outcome.message_id is None:
            note(conn, "call", "Appel noté par erreur : retiré.", by=act.by, at=act.at)
    if outcome.message_id is not None:
        strike_message(space, act, outcome.message_id, "Appel noté par erreur")


def _planned(conn: Connection, day: Day, client_id: int) -> Prepared:
    calls = [
        one
        for one in prepare(conn, day, addressees=[client_id])
        if one.reminder.channel is Channel.CALL
    ]
    if not calls:
        raise Refused(
            "Aucun appel n'est prévu aujourd'hui pour ce client : rien n'a été noté.",
            code="not_in_plan",
        )
    return calls[0]


def _made(conn: Connection, day: Day, call: Prepared, act: Act, said: str) -> int:
    batch_id = add_batch(
        conn,
        by=act.by,
        at=act.at,
        for_date=day.plan.for_date,
        plan_id=day.plan.plan_id,
        mode="live",
    )
    return freeze(conn, call, batch_id, day.settings, act, said=said)


def _holds(
    conn: Connection, call: Prepared, act: Act, report: CallReport
) -> tuple[tuple[int, ...], tuple[HeldMessages, ...]]:
    """What the report holds back, invoice by invoice."""
    code, until, parts = _what_waits(call, act, report)
    done = [
        hold_in(
            conn,
            act,
            invoice_id,
            code,
            amount=part,
            until=until,
            text=_why(report),
            about={
                "means": report.means.strip()[:30] or None,
                "contact": report.spoke_to.strip()[:255] or None,
                "motive": report.motive.value if report.motive else None,
            },
        )
        for invoice_id, part in parts
    ]
    return tuple(one for one, _ in done), tuple(held for _, held in done)


def _reasons(conn: Connection, call: Prepared, act: Act, report: CallReport) -> tuple[int, ...]:
    """Why the invoices of the call are late, as was said, or as the result itself tells."""
    reason = report.reason or _TELLS.get(report.result)
    late = [
        line.invoice_id
        for line in call.reminder.lines
        if line.due_date < act.today and report.invoice_id in (None, line.invoice_id)
    ]
    if reason is None:
        return ()
    return add_reasons(conn, late, reason, day=act.today, by=act.by, at=act.at)


def _why(report: CallReport) -> str:
    """What the hold says beside its own words, without a full stop."""
    told = report.said.strip().rstrip(".")
    doing = _TO_DO.get(report.result)
    if doing is not None:
        return f"{doing[1]} : {told}" if told else doing[1]
    if report.result is not CallResult.PROMISE or report.until is None:
        return told
    parts = [f"promis pour le {short_date(report.until)}", report.means, report.spoke_to, told]
    return ", ".join(part.strip() for part in parts if part.strip())


def _what_waits(
    call: Prepared, act: Act, report: CallReport
) -> tuple[str, date | None, list[tuple[int, Decimal | None]]]:
    """The code, the last day and the invoices (with the part of each; None: all) that wait."""
    lines = sorted(call.reminder.lines, key=lambda line: (line.due_date, line.invoice_id))
    whole = [(line.invoice_id, None) for line in lines]
    if report.result is CallResult.PROMISE:
        if report.amount is None:
            return Withheld.PROMISE.value, report.until, [*whole]
        return Withheld.PROMISE.value, report.until, _oldest_first(call, report.amount)
    if report.result is CallResult.DISPUTE:
        if report.invoice_id is None:
            if report.amount is not None and len(lines) > 1:
                raise Refused(
                    "Indiquez la facture contestée pour ce montant : rien n'a été noté.",
                    code="which_invoice",
                )
            return Withheld.DISPUTE.value, None, [(one, report.amount) for one, _ in whole]
        return Withheld.DISPUTE.value, None, [(report.invoice_id, report.amount)]
    doing = _TO_DO.get(report.result)
    if doing is None:
        return "", None, []
    return Withheld.REPLY_PENDING.value, add_open_days(act.today, doing[0]), [*whole]


def _oldest_first(call: Prepared, promised: Decimal) -> list[tuple[int, Decimal | None]]:
    """Which invoices a promised sum covers, the oldest first, and how much of the last."""
    found: list[tuple[int, Decimal | None]] = []
    if len({line.currency for line in call.reminder.lines}) > 1:
        raise Refused(
            "Cet appel porte sur plusieurs devises : notez la promesse facture par facture, dans "
            "Litiges et promesses. Rien n'a été noté.",
            code="several_currencies",
        )
    left = promised
    for line in sorted(call.reminder.lines, key=lambda line: (line.due_date, line.invoice_id)):
        if left <= 0:
            break
        found.append((line.invoice_id, None if left >= line.amount_due else left))
        left -= line.amount_due
    if left > 0 or promised <= 0:
        raise Refused(
            "La somme promise doit être entre 0 et ce qui est dû : rien n'a été noté.",
            code="bad_amount",
        )
    return found
