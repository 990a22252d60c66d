"""Approves exactly what was shown: freezes the bytes and opens a batch, or refuses."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from relance_core.errors import Refused
from relance_core.french import short_date
from relance_core.store.history import note_put_off
from relance_core.store.messages import (
    add_batch,
    drop_batch,
)
from relance_core.vocabulary import (
    FORMAL_STEPS,
    STEP_LABELS,
    Channel,
    Step,
)
from relance_core.workflows.drafts import Prepared, files_of, prepare
from relance_core.workflows.freeze import freeze
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


@dataclass(frozen=True)
class _Asked:
    """Which of the steps that are approved one by one were asked for."""

    formal: bool
    by_hand: bool


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
    and later steps stay out unless ``include_formal``; other steps that their scenario has approved
    one by one, unless their client is named.
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
        return _approve(
            conn,
            day,
            chosen,
            act,
            asked=_Asked(formal=include_formal, by_hand=include_formal or clients is not None),
            accept_stale=accept_stale,
        )


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
        asked = _Asked(formal=include_formal, by_hand=include_formal)
        done = _approve(conn, day, unchanged, act, asked=asked, accept_stale=accept_stale)
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
    *,
    asked: _Asked,
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
        reason = _too_early(prepared, act.today) or _why_not(prepared, asked)
        if reason is None:
            ready.append(prepared)
        else:
            addressee = prepared.reminder.addressee
            refused.append(NotApproved(addressee.client_id, addressee.name, reason))
    early = [one for one in chosen if _too_early(one, act.today)]
    _note_left_out(conn, day, {one.reminder.addressee.client_id for one in (*ready, *early)})
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
                files = files_of(conn, day, prepared)
                ids.append(freeze(conn, prepared, batch_id, day.settings, act, attachments=files))
        except (IntegrityError, Refused) as error:
            addressee = prepared.reminder.addressee
            reason = (
                error.message
                if isinstance(error, Refused)
                else "Déjà approuvé pour cette étape : un seul message par facture et par étape."
            )
            refused.append(NotApproved(addressee.client_id, addressee.name, reason))
    if not ids:
        drop_batch(conn, batch_id)
        return Approved(None, (), tuple(refused))
    return Approved(batch_id, tuple(ids), tuple(refused))


def _note_left_out(conn: Connection, day: Day, approved: Collection[int]) -> None:
    """Formal steps of the day that this approval leaves out give way to reminders from now on."""
    formal = [step.value for step in FORMAL_STEPS]
    left_out = day.plan.lines.filter(
        pl.col("step").is_in(formal), ~pl.col("addressee_id").is_in(list(approved))
    )
    note_put_off(conn, left_out.select("invoice_id", "step").iter_rows(), day.plan.for_date)


def _too_early(prepared: Prepared, today: date) -> str | None:
    """A hand-over is done by being approved: on a closed day, not before its own day comes."""
    reminder = prepared.reminder
    if reminder.step is not Step.HAND_OVER or reminder.for_date <= today:
        return None
    return (
        f"La transmission est prévue le {short_date(reminder.for_date)} : à approuver ce jour-là."
    )


def _why_not(prepared: Prepared, asked: _Asked) -> str | None:
    """Why a message cannot be approved as it stands; None when it can."""
    reminder = prepared.reminder
    if prepared.excluded:
        return "Écarté lors de la revue."
    expressly = asked.formal if reminder.step in FORMAL_STEPS else asked.by_hand
    if reminder.by_hand and not expressly:
        return f"{STEP_LABELS[reminder.step]} : à approuver expressément."
    if reminder.channel is Channel.CALL:
        return "Un appel se passe, il ne s'approuve pas."
    if prepared.blocked:
        return " ".join(one.message for one in prepared.problems if one.severity == "block")
    return None
