"""Approves exactly what was shown: freezes the bytes and opens a batch, or refuses."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from relance_core.errors import Refused
from relance_core.french import amounts, plural
from relance_core.money import plain
from relance_core.reminders.reminder import Reminder
from relance_core.settings import Settings
from relance_core.store.holds import add_hold
from relance_core.store.journal import note
from relance_core.store.messages import (
    NewLine,
    add_batch,
    add_message,
    drop_batch,
    next_message_number,
)
from relance_core.vocabulary import (
    FORMAL_STEPS,
    STEP_LABELS,
    Channel,
    MessageState,
    Step,
    Withheld,
)
from relance_core.workflows.drafts import Prepared, bytes_of, prepare
from relance_core.workflows.space import Act, Space
from relance_core.workflows.today_plan import Day, read_day, review_key


@dataclass(frozen=True)
class NotApproved:
    """A message of the selection that was not approved, and why."""

    client_id: int
    client_name: str
    reason: str


@dataclass(frozen=True)
class Approved:
    """What an approval froze."""

    batch_id: int | None  # None when nothing was approved
    message_ids: tuple[int, ...]
    not_approved: tuple[NotApproved, ...]

    def to_json(self) -> dict[str, Any]:
        """What `approve` prints."""
        return {
            "batch_id": self.batch_id,
            "approved": len(self.message_ids),
            "messages": list(self.message_ids),
            "not_approved": [
                {"client": one.client_id, "client_name": one.client_name, "reason": one.reason}
                for one in self.not_approved
            ],
        }


def approve_plan(
    space: Space,
    act: Act,
    *,
    plan_id: str,
    clients: Collection[int] | None,
    include_formal: bool = False,
    accept_stale: bool = False,
) -> Approved:
    """Approve the plan ``plan_id``, whole (``clients`` None) or for some addressees.

    Refuses a plan that is no longer the day's: what was shown is what is approved. Formal notices
    and later steps stay out unless ``include_formal``.
    """
    with space.engine.begin() as conn:
        day = read_day(space, conn, today=act.today)
        if day.plan.plan_id != plan_id:
            raise Refused(
                "Le plan a changé depuis qu'il a été affiché : rien n'a été approuvé. "
                "Relisez le plan du jour, puis approuvez-le.",
                code="plan_changed",
            )
        chosen = prepare(conn, day, addressees=clients)
        _known_clients(clients, chosen)
        return _approve(conn, day, chosen, act, include_formal, accept_stale)


def approve_shown(
    space: Space,
    act: Act,
    *,
    shown: Mapping[str, str],
    include_formal: bool = True,
    accept_stale: bool = False,
) -> Approved:
    """Approve the messages whose review key is in ``shown``, each with the fingerprint displayed.

    A message that has changed since it was displayed is not approved, and said.
    """
    with space.engine.begin() as conn:
        day = read_day(space, conn, today=act.today)
        chosen = [one.addressee.client_id for one in day.reminders() if review_key(one) in shown]
        prepared = {one.key: one for one in prepare(conn, day, addressees=chosen)}
        unchanged = [
            prepared[key]
            for key, mark in shown.items()
            if key in prepared and prepared[key].fingerprint == mark
        ]
        changed = tuple(
            NotApproved(
                prepared[key].reminder.addressee.client_id if key in prepared else 0,
                prepared[key].reminder.addressee.name if key in prepared else "",
                "Le message a changé depuis qu'il a été affiché : à relire.",
            )
            for key, mark in shown.items()
            if key not in prepared or prepared[key].fingerprint != mark
        )
        done = _approve(conn, day, unchanged, act, include_formal, accept_stale)
    return Approved(done.batch_id, done.message_ids, changed + done.not_approved)


def _known_clients(clients: Collection[int] | None, chosen: list[Prepared]) -> None:
    if clients is None:
        return
    missing = set(clients) - {one.reminder.addressee.client_id for one in chosen}
    if missing:
        listed = ", ".join(str(one) for one in sorted(missing))
        raise Refused(
            f"Aucun message ne part aujourd'hui pour le client {listed} : rien n'a été approuvé.",
            code="not_in_plan",
        )


def stale_data(day: Day, today: date) -> bool:
    """Whether the data is old enough that approving asks for a confirmation (decisions.md)."""
    data_date = day.plan.data_date
    return data_date is not None and today - data_date > timedelta(
        days=day.settings.rules.stale_days
    )


def _approve(
    conn: Connection,
    day: Day,
    chosen: list[Prepared],
    act: Act,
    include_formal: bool,
    accept_stale: bool,
) -> Approved:
    if stale_data(day, act.today) and not accept_stale:
        raise Refused(
            f"Les données datent du {day.plan.data_date:%d/%m/%Y} : rien n'a été approuvé. "
            "Importez un export récent, ou confirmez que vous acceptez ces données.",
            code="stale_data",
        )
    ready: list[Prepared] = []
    refused: list[NotApproved] = []
    for prepared in chosen:
        reason = _why_not(prepared, include_formal)
        if reason is None:
            ready.append(prepared)
        else:
            addressee = prepared.reminder.addressee
            refused.append(NotApproved(addressee.client_id, addressee.name, reason))
    if not ready:
        return Approved(None, (), tuple(refused))
    batch_id = add_batch(
        conn,
        by=act.by,
        at=act.at,
        for_date=day.plan.for_date,
        plan_id=day.plan.plan_id,
        mode="redirect" if day.settings.sending.redirect_to else "live",
    )
    ids: list[int] = []
    for prepared in ready:
        try:
            with conn.begin_nested():
                ids.append(_freeze(conn, prepared, batch_id, day.settings, act))
        except IntegrityError:
            addressee = prepared.reminder.addressee
            refused.append(
                NotApproved(
                    addressee.client_id,
                    addressee.name,
                    "Déjà approuvé pour cette étape : un seul message par facture et par étape.",
                )
            )
    if not ids:
        drop_batch(conn, batch_id)
        return Approved(None, (), tuple(refused))
    return Approved(batch_id, tuple(ids), tuple(refused))


def _why_not(prepared: Prepared, include_formal: bool) -> str | None:
    """Why a message cannot be approved as it stands; None when it can."""
    reminder = prepared.reminder
    if prepared.excluded:
        return "Écarté lors de la revue."
    if reminder.step in FORMAL_STEPS and not include_formal:
        return f"{STEP_LABELS[reminder.step]} : à approuver expressément."
    if reminder.channel is Channel.CALL:
        return "Un appel se passe, il ne s'approuve pas."
    if prepared.blocked:
        return " ".join(one.message for one in prepared.problems if one.severity == "block")
    return None


def _freeze(
    conn: Connection, prepared: Prepared, batch_id: int, settings: Settings, act: Act
) -> int:
    """Write one approved message with its bytes; the hand-over is done by being decided."""
    reminder, draft = prepared.reminder, prepared.draft
    number = next_message_number(conn)
    raw: bytes | None = None
    header: str | None = None
    if draft is not None:
        raw, header = bytes_of(prepared, settings, at=act.at, number=number)
    handed_over = reminder.step is Step.HAND_OVER
    message_id = add_message(
        conn,
        {
            "batch_id": batch_id,
            "addressee_id": reminder.addressee.client_id,
            "step": reminder.step.value,
            "tone": reminder.tone.value,
            "channel": reminder.channel.value,
            "language": draft.language if draft else "fr",
            "for_date": reminder.for_date,
            "deadline": reminder.deadline,
            "subject": draft.subject if draft else STEP_LABELS[reminder.step],
            "recipients": {
                "to": list(reminder.addressee.to),
                "cc": list(reminder.addressee.copies),
            },
            "text": draft.text if draft else reminder.reason,
            "raw": raw,
            "sha256": hashlib.sha256(raw or b"").hexdigest(),
            "message_id": header,
            "totals": {key: plain(net, key) for key, net in reminder.totals.items()},
            "reason": reminder.reason,
            "edited": bool(draft and draft.edited),
            "approved_by": act.by,
            "approved_at": act.at,
            "state": (MessageState.SENT if handed_over else MessageState.APPROVED).value,
            "sent_at": act.at if handed_over else None,
        },
        [
            NewLine(
                line.invoice_id,
                line.step.value if line.step else None,
                line.amount_due,
                line.currency,
            )
            for line in reminder.lines
        ],
        live=not settings.sending.redirect_to,
    )
    if handed_over:
        _hand_over(conn, reminder, act)
    note(
        conn,
        "approval",
        f"{STEP_LABELS[reminder.step]} approuvée pour {reminder.addressee.name} : "
        f"{plural(len(reminder.lines), 'facture')}, {amounts(reminder.totals)}.",
        by=act.by,
        at=act.at,
        client_id=reminder.addressee.client_id,
        message_id=message_id,
    )
    return message_id


def _hand_over(conn: Connection, reminder: Reminder, act: Act) -> None:
    """The file leaves our hands: our own reminders of these invoices stop."""
    for line in reminder.lines:
        add_hold(
            conn,
            Withheld.HANDED_OVER.value,
            since=act.today,
            by=act.by,
            at=act.at,
            invoice_id=line.invoice_id,
            note="dossier transmis à un tiers",
        )
