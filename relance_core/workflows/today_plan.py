"""The plan of the day, read from the database: what the pages and the terminal show and approve."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from sqlalchemy import Connection

from relance_core.money import plain
from relance_core.reminders.assemble import reminders_of
from relance_core.reminders.plan import Plan, Situation, plan_for
from relance_core.reminders.reminder import Reminder
from relance_core.reminders.scenario import Scenario
from relance_core.settings import Settings
from relance_core.store.database import reading
from relance_core.store.scenarios import read_scenarios
from relance_core.store.situation import read_situation
from relance_core.workflows.space import Space


@dataclass(frozen=True)
class Day:
    """Everything decided about one day, with what decided it, read in one go."""

    settings: Settings
    scenarios: Mapping[str, Scenario]
    situation: Situation
    plan: Plan

    def reminders(self, addressees: Collection[int] | None = None) -> list[Reminder]:
        """The plan's reminders as objects, by client name."""
        return reminders_of(self.plan, self.situation, addressees=addressees)


def read_day(space: Space, conn: Connection, *, today: date) -> Day:
    """The plan of ``today`` from what the database knows now."""
    settings = space.settings_in(conn)
    scenarios = read_scenarios(conn)
    situation = read_situation(conn, settings.rules, scenarios.keys(), today=today)
    plan = plan_for(situation, scenarios, settings.rules, today=today)
    return Day(settings, scenarios, situation, plan)


def plan_of(space: Space, *, today: date) -> Day:
    """The plan of ``today`` for an espace; changes nothing."""
    with reading(space.engine) as conn:
        return read_day(space, conn, today=today)


def review_key(reminder: Reminder) -> str:
    """What the reviewer's edits of a message are kept under: the day, the addressee, the step."""
    return review_key_of(reminder.for_date, reminder.addressee.client_id, reminder.step.value)


def review_key_of(for_date: date, addressee_id: int, step: str) -> str:
    """The same, from a row of the plan."""
    parts = (for_date.isoformat(), str(addressee_id), step)
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]


def fingerprint(reminder: Reminder) -> str:
    """A hash of everything the message depends on: what was shown is what is approved."""
    told = json.dumps(reminder, default=_plainly, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def _plainly(value: Any) -> Any:
    return vars(value) if hasattr(value, "__dict__") else str(value)


def plan_json(day: Day) -> dict[str, Any]:
    """The terminal's JSON of `plan` (decisions.md, Terminal)."""
    plan, ledger = day.plan, day.situation.ledger
    invoices = {
        row["invoice_id"]: row
        for row in ledger.select(
            "invoice_id", "client_id", "open_amount", "disputed_amount"
        ).iter_rows(named=True)
    }
    return {
        "plan_id": plan.plan_id,
        "for_date": plan.for_date.isoformat(),
        "data_date": plan.data_date.isoformat() if plan.data_date else None,
        "reminders": [_reminder_json(reminder, invoices) for reminder in day.reminders()],
        "withheld": _withheld_json(day),
    }


def _reminder_json(reminder: Reminder, invoices: dict[int, dict[str, Any]]) -> dict[str, Any]:
    addressee = reminder.addressee
    return {
        "client": addressee.client_id,
        "client_code": addressee.code,
        "client_name": addressee.name,
        "step": reminder.step.value,
        "tone": reminder.tone.value,
        "channel": reminder.channel.value,
        "to": list(addressee.to),
        "deadline": reminder.deadline.isoformat() if reminder.deadline else None,
        "invoices": [
            {
                "id": line.invoice_id,
                "client": invoices[line.invoice_id]["client_id"],
                "number": line.number,
                "amount": plain(invoices[line.invoice_id]["open_amount"], line.currency),
                "disputed": plain(invoices[line.invoice_id]["disputed_amount"], line.currency),
                "currency": line.currency,
                "due_date": line.due_date.isoformat(),
                "step": line.step.value if line.step else None,
            }
            for line in reminder.lines
        ],
        "total": {currency: plain(net, currency) for currency, net in reminder.totals.items()},
        "credits": [
            {
                "id": credit.invoice_id,
                "number": credit.number,
                "amount": plain(credit.amount, credit.currency),
                "currency": credit.currency,
            }
            for credit in reminder.credits
        ],
        "reason": reminder.reason,
    }


def withheld_rows(day: Day) -> pl.DataFrame:
    """``WITHHELD`` joined with what a reader needs: client, number, amounts, due date."""
    return day.plan.withheld.join(
        day.situation.ledger.select(
            "invoice_id", "payer_id", "number", "currency", "open_amount", "due_date", "issue_date"
        ),
        on="invoice_id",
    ).join(
        day.situation.clients.select(
            "client_id", pl.col("name").alias("client_name"), pl.col("code").alias("client_code")
        ),
        on="client_id",
    )


def _withheld_json(day: Day) -> list[dict[str, Any]]:
    return [
        {
            "id": row["invoice_id"],
            "client": row["client_id"],
            "client_code": row["client_code"],
            "client_name": row["client_name"],
            "number": row["number"],
            "amount": plain(row["open_amount"], row["currency"]),
            "currency": row["currency"],
            "due_date": row["due_date"].isoformat(),
            "step": row["next_step"],
            "code": row["code"],
            "codes": row["codes"],
            "reason": row["reason"],
            "until": row["until"].isoformat() if row["until"] else None,
        }
        for row in withheld_rows(day)
        .sort("client_name", "due_date", "invoice_id")
        .iter_rows(named=True)
    ]
