"""Calls made and calls received: what came of one, what it changes, and how it is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection

from relance_core.calendar import add_open_days
from relance_core.commitments import CallResult
from relance_core.errors import Refused
from relance_core.french import short_date
from relance_core.messages.companion import CompanionText
from relance_core.reminders.assemble import addressee_of
from relance_core.reminders.reminder import Addressee
from relance_core.store.journal import note
from relance_core.store.late_reasons import add_reasons, withdraw_reasons
from relance_core.store.messages import add_batch
from relance_core.store.outbox.decisions import HeldMessages
from relance_core.vocabulary import Channel, Withheld
from relance_core.workflows.call_report import (
    CONFIRMED_BY,
    TELLS,
    TO_CALL_AGAIN,
    TO_DO,
    CallOutcome,
    CallReport,
    next_action,
)
from relance_core.workflows.call_topics import Topic, oldest_first, topics_of
from relance_core.workflows.companions import facts_of, propose
from relance_core.workflows.decide import hold_in
from relance_core.workflows.drafts import Prepared, prepare
from relance_core.workflows.follow_up import followed
from relance_core.workflows.freeze import freeze
from relance_core.workflows.payment_plans import agree_plan_in, end_plan_in
from relance_core.workflows.space import Act, Space
from relance_core.workflows.strike import strike_message
from relance_core.workflows.today_plan import Day, read_day
from relance_core.workflows.undo_decision import undo_hold_in


def record_call(space: Space, act: Act, client_id: int, said: str) -> int:
    """Write down the call of today's plan to a client, with what was ``said``; its message's id.

    The call has been made: its invoices have done their step. Raises ``Refused`` when no call is
    planned today for this client, or when he is to be called on a later day.
    """
    with space.engine.begin() as conn:
        day = read_day(space, conn, today=act.today)
        planned = _planned(conn, day, client_id)
        if planned is None:
            raise Refused(
                "Aucun appel n'est prévu aujourd'hui pour ce client : rien n'a été noté.",
                code="not_in_plan",
            )
        return _made(conn, day, planned, act, said.strip())


def record_result(space: Space, act: Act, client_id: int, report: CallReport) -> CallOutcome:
    """Write down what came of a call to or from a client, with all that follows, or nothing.

    A call planned today is done by it, unless nobody answered, it is of an earlier day, or the
    report says otherwise (``replaces``). A promise holds back the
    invoices talked about, the oldest first when it is of a part; a dispute, the one contested.
    Raises ``Refused`` for a day to come, a promise without a day, a sum larger than what is due,
    and for what needs an open invoice where there is none.
    """
    if report.on is not None and report.on > act.today:
        raise Refused("Le jour de l'appel est dans l'avenir : rien n'a été noté. Corrigez-le.")
    with space.engine.begin() as conn:
        day = read_day(space, conn, today=act.today)
        addressee = addressee_of(day.situation, client_id)
        if addressee is None:
            raise Refused("Ce client n'existe plus dans cet espace : rien n'a été noté.")
        due = _planned(conn, day, client_id)
        of_today = report.on in (None, act.today)
        replaces = of_today if report.replaces is None else report.replaces
        planned = due if replaces else None
        topics = topics_of(day, client_id, report.invoice_ids, planned)
        plan_id, holds, stopped = _holds(conn, topics, act, report)
        message_id = None
        if planned is None or report.result in TO_CALL_AGAIN:
            _note(conn, act, addressee, report)
        else:
            when = "" if of_today or report.on is None else f"Le {short_date(report.on)} : "
            message_id = _made(conn, day, planned, act, f"{when}{report.words()}")
            addressee = planned.reminder.addressee
        reasons = _reasons(conn, topics, act, report)
        text = _confirmation(conn, day, act, addressee, topics, report)
    return CallOutcome(
        client_id,
        message_id,
        holds,
        stopped,
        next_action(report.result, planned=due is not None, replaces=replaces),
        text,
        reasons,
        plan_id,
    )


def take_back(space: Space, act: Act, outcome: CallOutcome) -> None:
    """Undo a call noted by mistake: its step is to be done again, and what it replaced holds again.

    What would have confirmed it does not leave. Raises ``Refused`` when something of it was lifted
    or replaced since; nothing changes then.
    """
    with space.engine.begin() as conn:
        if outcome.plan_id is not None:
            end_plan_in(conn, act, outcome.plan_id)
        for hold_id in outcome.holds:
            undo_hold_in(conn, act, hold_id)
        withdraw_reasons(conn, outcome.reasons, at=act.at)
        if outcome.message_id is None:
            sentence = "Appel noté par erreur : retiré."
            note(conn, "call", sentence, by=act.by, at=act.at, client_id=outcome.client_id)
    if outcome.message_id is not None:
        strike_message(space, act, outcome.message_id, "Appel noté par erreur")


def _planned(conn: Connection, day: Day, client_id: int) -> Prepared | None:
    """The call of the day's plan to a client."""
    calls = (
        one
        for one in prepare(conn, day, addressees=[client_id])
        if one.reminder.channel is Channel.CALL
    )
    return next(calls, None)


def _note(conn: Connection, act: Act, addressee: Addressee, report: CallReport) -> None:
    """A call that does no step stands in the journal alone."""
    which = "Appel reçu," if report.incoming else "Appel à"
    when = f" le {short_date(report.on)}" if report.on not in (None, act.today) else ""
    note(
        conn,
        "call",
        f"{which} {addressee.name}{when} : {report.words()}",
        by=act.by,
        at=act.at,
        client_id=addressee.client_id,
        data={
            "result": report.result.value,
            "on": (report.on or act.today).isoformat(),
            "spoke_to": report.spoke_to.strip(),
            "direct_line": report.direct_line.strip(),
            "said": report.said.strip(),
        },
    )


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
    conn: Connection, topics: Sequence[Topic], act: Act, report: CallReport
) -> tuple[int | None, tuple[int, ...], tuple[HeldMessages, ...]]:
    """The plan agreed, and what the report holds back, invoice by invoice."""
    if report.result is CallResult.PLAN:
        agreed = agree_plan_in(
            conn,
            act,
            [one.invoice_id for one in topics],
            report.instalments,
            contact=report.spoke_to,
            text=report.why(),
        )
        return agreed.plan_id, (), agreed.stopped
    code, until, parts = _what_waits(topics, act, report)
    done = [
        hold_in(
            conn,
            act,
            invoice_id,
            code,
            amount=part,
            until=until,
            text=report.why(),
            about={
                "means": report.means.strip()[:30] or None,
                "contact": report.spoke_to.strip()[:255] or None,
                "motive": report.motive.value if report.motive else None,
            },
        )
        for invoice_id, part in parts
    ]
    return None, tuple(one for one, _ in done), tuple(held for _, held in done)


def _reasons(
    conn: Connection, topics: Sequence[Topic], act: Act, report: CallReport
) -> tuple[int, ...]:
    """Why the invoices of the call are late, as was said, or as the result itself tells."""
    reason = report.reason or TELLS.get(report.result)
    late = [
        one.invoice_id
        for one in topics
        if one.due_date < act.today and report.invoice_id in (None, one.invoice_id)
    ]
    if reason is None:
        return ()
    return add_reasons(conn, late, reason, day=report.on or act.today, by=act.by, at=act.at)


def _what_waits(
    topics: Sequence[Topic], act: Act, report: CallReport
) -> tuple[str, date | None, list[tuple[int, Decimal | None]]]:
    """The code, the last day and the invoices (with the part of each; None: all) that wait."""
    whole: list[tuple[int, Decimal | None]] = [(one.invoice_id, None) for one in topics]
    doing = TO_DO.get(report.result)
    promises = report.result is CallResult.PROMISE
    if not topics and (promises or doing or report.result is CallResult.DISPUTE):
        raise Refused(
            "Ce client n'a aucune facture ouverte à laquelle le rattacher : rien n'a été noté. "
            "Choisissez « Autre réponse » pour garder l'appel."
        )
    if promises and report.amount is not None:
        return Withheld.PROMISE.value, report.until, oldest_first(topics, report.amount)
    if promises:
        return Withheld.PROMISE.value, report.until, whole
    if report.result is CallResult.DISPUTE:
        if report.invoice_id is not None:
            return Withheld.DISPUTE.value, None, [(report.invoice_id, report.amount)]
        if report.amount is not None and len(topics) > 1:
            raise Refused(
                "Indiquez la facture contestée pour ce montant : rien n'a été noté.",
                code="which_invoice",
            )
        return Withheld.DISPUTE.value, None, [(one, report.amount) for one, _ in whole]
    if doing is None:
        return "", None, []
    return Withheld.REPLY_PENDING.value, add_open_days(act.today, doing[0]), whole


def _confirmation(
    conn: Connection,
    day: Day,
    act: Act,
    addressee: Addressee,
    topics: Sequence[Topic],
    report: CallReport,
) -> CompanionText | None:
    """What confirms the call in writing; None when there is nothing to confirm."""
    kind = CONFIRMED_BY.get(report.result)
    if kind is None:
        return None
    about = [one for one in topics if report.invoice_id in (None, one.invoice_id)]
    contested = report.result is CallResult.DISPUTE
    usual = followed({}, None, act) if contested else {}
    facts = facts_of(
        conn,
        day,
        kind,
        addressee.client_id,
        [one.invoice_id for one in about],
        on=report.on or act.today,
        by_phone=True,
        spoke_to=report.spoke_to,
        promised_on=report.until,
        amount=report.amount,
        means=report.means,
        said=report.said,
        instalments=report.instalments,
        owner=usual.get("owner") or "",
        answer_by=usual.get("deadline"),
    )
    due = {one.invoice_id: one.amount_due for one in about}
    lines = tuple(replace(one, open_amount=due[one.invoice_id]) for one in facts.lines)
    return propose(day, replace(facts, addressee=addressee, lines=lines))
