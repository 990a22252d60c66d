"""Small ledgers written as one would say them, for the tests of the plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from relance_core.money import MONEY
from relance_core.reminders.plan import Plan, Situation, plan_for
from relance_core.reminders.scenario import SCENARIOS
from relance_core.schemas import CLIENTS, HISTORY, HOLDS, LEDGER
from relance_core.settings import Rules
from relance_core.vocabulary import Step, Tone

#: A Friday, open, with open days around it.
TODAY = date(2026, 11, 20)

_CLIENT: dict[str, Any] = {
    "debtor_type": "business",
    "scenario": "standard",
    "scenario_by_hand": True,
    "tone": "as_step",
    "shift_days": 0,
    "manual_only": False,
    "language": "fr",
    "address": "1 rue du Port",
    "postcode": "44000",
    "city": "Nantes",
}


@dataclass
class Books:
    """A ledger being written, line by line; ``plan`` reads it."""

    data_date: date | None = TODAY
    rules: Rules = field(default_factory=Rules)
    clients: dict[int, dict[str, Any]] = field(default_factory=dict)
    lines: list[dict[str, Any]] = field(default_factory=list)
    holds: list[dict[str, Any]] = field(default_factory=list)
    history: list[dict[str, Any]] = field(default_factory=list)

    def client(self, client_id: int, **settings: Any) -> None:
        row = dict.fromkeys(CLIENTS) | _CLIENT | {"client_id": client_id}
        row |= {"name": f"Client {client_id}", "code": f"C{client_id}"}
        row |= {"emails": [f"compta@client{client_id}.example"], "bad_emails": [], "copies": []}
        self.clients[client_id] = row | settings

    def invoice(
        self,
        invoice_id: int,
        due: date,
        *,
        client: int = 1,
        amount: str = "100",
        kind: str = "invoice",
        **changes: Any,
    ) -> int:
        if client not in self.clients:
            self.client(client)
        row = {
            "invoice_id": invoice_id,
            "client_id": client,
            "payer_id": client,
            "number": f"F{invoice_id}",
            "kind": kind,
            "currency": "EUR",
            "issue_date": None,
            "delivery_date": None,
            "due_date": due,
            "due_calculated": False,
            "amount": Decimal(amount),
            "open_amount": Decimal(amount),
            "disputed_amount": Decimal(0),
            "entry_step": None,
            "scenario": None,
        }
        self.lines.append(row | changes)
        return invoice_id

    def credit(
        self, invoice_id: int, *, client: int = 1, amount: str = "100", **changes: Any
    ) -> int:
        return self.invoice(
            invoice_id, TODAY, client=client, amount=amount, kind="credit_note", **changes
        )

    def sent(
        self,
        invoice_id: int,
        step: Step | None,
        day: date,
        *,
        state: str = "sent",
        message: int | None = None,
        tone: Tone = Tone.COURTEOUS,
        level: Step | None = None,
        deadline: date | None = None,
        addressee: int | None = None,
    ) -> None:
        owner = next(row for row in self.lines if row["invoice_id"] == invoice_id)
        self.history.append(
            {
                "invoice_id": invoice_id,
                "addressee_id": addressee or owner["payer_id"],
                "message_id": message or len(self.history) + 1,
                "step": step,
                "message_step": level or step,
                "tone": tone,
                "state": state,
                "day": day,
                "deadline": deadline,
            }
        )

    def put_off(self, invoice_id: int, step: Step, day: date) -> None:
        """An approval made on ``day`` left the formal ``step`` out."""
        self.sent(invoice_id, step, day, state="cancelled", tone=Tone.FORMAL)
        self.history[-1]["message_id"] = None

    def hold(
        self,
        code: str,
        *,
        invoice: int | None = None,
        client: int | None = None,
        until: date | None = None,
        reason: str = "Parce que.",
    ) -> None:
        self.holds.append(
            {
                "invoice_id": invoice,
                "client_id": client,
                "code": code,
                "since": TODAY,
                "until": until,
                "reason": reason,
            }
        )

    @property
    def situation(self) -> Situation:
        def frame(rows: list[dict[str, Any]], schema: pl.Schema) -> pl.DataFrame:
            columns = {
                name: pl.Series(name, [row[name] for row in rows], dtype=dtype, strict=False)
                for name, dtype in schema.items()
            }
            return pl.DataFrame(columns, schema=schema)

        ledger = frame(self.lines, LEDGER).with_columns(
            pl.col("amount", "open_amount", "disputed_amount").cast(MONEY)
        )
        return Situation(
            ledger=ledger,
            clients=frame(list(self.clients.values()), CLIENTS),
            holds=frame(self.holds, HOLDS),
            history=frame(self.history, HISTORY),
            data_date=self.data_date,
        )

    def plan(self, today: date = TODAY) -> Plan:
        return plan_for(self.situation, SCENARIOS, self.rules, today=today)


def steps(plan: Plan) -> dict[int, str | None]:
    """Own step of each invoice carried (None: it rides along)."""
    return dict(plan.lines.select("invoice_id", "step").iter_rows())


def codes(plan: Plan) -> dict[int, str]:
    """Code of each invoice withheld."""
    return dict(plan.withheld.select("invoice_id", "code").iter_rows())


def only(plan: Plan) -> dict[str, Any]:
    """The one reminder of a plan."""
    assert plan.reminders.height == 1, plan.reminders
    return plan.reminders.row(0, named=True)
