"""The plan's frames as ``Reminder`` objects, with everything that a message is written from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import polars as pl

from relance_core.reminders.plan import Plan, Situation
from relance_core.reminders.reminder import Addressee, CreditLine, Earlier, Reminder, ReminderLine
from relance_core.vocabulary import (
    FORMAL_STEPS,
    Channel,
    ContactRole,
    DebtorType,
    MessageState,
    Step,
    Tone,
)


def reminders_of(
    plan: Plan, situation: Situation, *, addressees: Collection[int] | None = None
) -> list[Reminder]:
    """The plan's reminders, in the order of the addressees' names; only those of ``addressees``."""
    chosen = plan.reminders
    if addressees is not None:
        chosen = chosen.filter(pl.col("addressee_id").is_in(list(addressees)))
    invoices = _by_id(
        situation.ledger.join(plan.lines.select("invoice_id"), on="invoice_id", how="semi"),
        "invoice_id",
    )
    credit_rows = _by_id(
        situation.ledger.join(plan.credits.select("invoice_id"), on="invoice_id", how="semi"),
        "invoice_id",
    )
    clients = _by_id(
        situation.clients.join(chosen, left_on="client_id", right_on="addressee_id", how="semi"),
        "client_id",
    )
    roles = _roles(situation.contacts)
    lines = _grouped(plan.lines)
    credits = _grouped(plan.credits)
    earlier = _earlier(plan, situation)
    reminders = [
        Reminder(
            addressee=_addressee(
                clients[row["addressee_id"]],
                roles[row["addressee_id"]],
                ContactRole(row["role"]),
                [ContactRole(role) for role in row["copy_roles"]],
            ),
            step=Step(row["step"]),
            tone=Tone(row["tone"]),
            channel=Channel(row["channel"]),
            for_date=plan.for_date,
            deadline=row["deadline"],
            leader_id=row["leader_id"],
            lines=tuple(
                _line(line, invoices[line["invoice_id"]]) for line in lines[row["addressee_id"]]
            ),
            credits=tuple(
                _credit(credit, credit_rows[credit["invoice_id"]])
                for credit in credits[row["addressee_id"]]
            ),
            reason=row["reason"],
            earlier=tuple(earlier[row["addressee_id"]]),
            by_hand=row["by_hand"] or row["step"] in FORMAL_STEPS,
        )
        for row in chosen.iter_rows(named=True)
    ]
    return sorted(
        reminders, key=lambda one: (one.addressee.name.casefold(), one.addressee.client_id)
    )


def addressee_of(situation: Situation, client_id: int) -> Addressee | None:
    """A client as the addressee of a message of no step, through the usual contact."""
    found = situation.clients.filter(pl.col("client_id") == client_id)
    if found.is_empty():
        return None
    return _addressee(found.row(0, named=True), {}, ContactRole.USUAL, [])


def _by_id(frame: pl.DataFrame, column: str) -> dict[int, dict[str, Any]]:
    return {row[column]: row for row in frame.iter_rows(named=True)}


def _grouped(frame: pl.DataFrame) -> dict[int, list[dict[str, Any]]]:
    rows: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in frame.iter_rows(named=True):
        rows[row["addressee_id"]].append(row)
    return rows


def _line(line: dict[str, Any], invoice: dict[str, Any]) -> ReminderLine:
    return ReminderLine(
        invoice_id=line["invoice_id"],
        number=invoice["number"],
        issue_date=invoice["issue_date"],
        due_date=line["due_date"],
        currency=line["currency"],
        amount=invoice["amount"],
        amount_due=line["amount_due"],
        step=Step(line["step"]) if line["step"] else None,
    )


def _credit(credit: dict[str, Any], row: dict[str, Any]) -> CreditLine:
    return CreditLine(
        invoice_id=credit["invoice_id"],
        number=row["number"],
        currency=credit["currency"],
        amount=credit["amount"],
        kind=row["kind"],
    )


def _roles(contacts: pl.DataFrame) -> dict[int, dict[ContactRole, dict[str, Any]]]:
    """Per client, those who have a role and an address."""
    found: dict[int, dict[ContactRole, dict[str, Any]]] = defaultdict(dict)
    for row in contacts.iter_rows(named=True):
        if row["emails"]:
            found[row["client_id"]][ContactRole(row["role"])] = row
    return found


def _addressee(
    row: dict[str, Any],
    roles: Mapping[ContactRole, dict[str, Any]],
    role: ContactRole,
    copies: Sequence[ContactRole],
) -> Addressee:
    """The client, written to through whoever has ``role``, else through the usual contact."""
    usual = {"name": row["contact_name"], "emails": row["emails"] or []}
    known = {ContactRole.USUAL: usual, **roles}
    to = known.get(role, usual)
    copied = [
        *(row["copies"] or []),
        *(address for one in copies for address in known.get(one, {"emails": []})["emails"]),
    ]
    return Addressee(
        client_id=row["client_id"],
        code=row["code"],
        name=row["name"],
        debtor_type=DebtorType(row["debtor_type"]),
        language=row["language"],
        contact_name=to["name"],
        to=tuple(to["emails"]),
        copies=tuple(one for one in dict.fromkeys(copied) if one not in to["emails"]),
        phone=row["phone"],
        siren=row["siren"],
        address=row["address"],
        postcode=row["postcode"],
        city=row["city"],
        country=row["country"],
    )


def _earlier(plan: Plan, situation: Situation) -> dict[int, list[Earlier]]:
    """Messages that left to each addressee about the invoices of today's message, oldest first."""
    mine = (
        situation.history.filter(pl.col("state") == MessageState.SENT.value)
        .join(plan.lines.select("addressee_id", "invoice_id"), on=["addressee_id", "invoice_id"])
        .select("addressee_id", "message_step", "day", "message_id")
        .unique(maintain_order=True)
        .sort("addressee_id", "day")
    )
    found: dict[int, list[Earlier]] = defaultdict(list)
    for row in mine.iter_rows(named=True):
        if row["message_step"]:
            found[row["addressee_id"]].append(
                Earlier(Step(row["message_step"]), row["day"], row["message_id"])
            )
    return found
