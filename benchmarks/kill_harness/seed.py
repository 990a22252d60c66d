"""The batch that leaves: messages approved now, each about an invoice of a client of its own."""

from __future__ import annotations

import time
from datetime import date
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from typing import Any

from sqlalchemy import insert

from relance_core.store import tables as t
from relance_core.store.database import open_database
from relance_core.store.outbox import Moment

ZONE = "Europe/Paris"
SENDER = "nous@us.example"


def seed_batch(url: str, messages: int) -> None:
    """Write a batch of ``messages`` into a new database ``url``."""
    engine = open_database(url)
    at = Moment.of(time.time(), ZONE).at
    ids = range(1, messages + 1)
    day = date(2026, 3, 17)
    with engine.begin() as connection:
        connection.execute(
            insert(t.import_run).values(
                id=1,
                at=at,
                by="Anna",
                filename="export.xlsx",
                sha256="0" * 64,
                data_date=day,
                reading={},
                layout_key="k",
                totals={},
            )
        )
        connection.execute(
            insert(t.batch).values(
                id=1,
                created_at=at,
                by="Anna",
                mode="live",
                for_date=day,
                plan_id="p",
                state="waiting",
            )
        )
        connection.execute(
            insert(t.client), [{"id": n, "name": f"Client {n}", "created_at": at} for n in ids]
        )
        connection.execute(insert(t.invoice), [_invoice(n, day) for n in ids])
        connection.execute(insert(t.message), [_message(n, day, at) for n in ids])
        connection.execute(
            insert(t.message_line),
            [
                {
                    "message_id": n,
                    "invoice_id": n,
                    "own_step": "reminder_1",
                    "amount": 1_000_000,
                    "currency": "EUR",
                    "live": True,
                }
                for n in ids
            ],
        )
    engine.dispose()


def _invoice(n: int, day: date) -> dict[str, Any]:
    return {
        "id": n,
        "client_id": n,
        "payer_id": n,
        "number": f"F-{n}",
        "kind": "invoice",
        "currency": "EUR",
        "due_date": day,
        "due_calculated": False,
        "amount": 1_000_000,
        "open_amount": 1_000_000,
        "first_import_id": 1,
        "last_import_id": 1,
        "first_seen": day,
    }


def identity(n: int) -> str:
    """The Message-ID of the ``n``-th message, as long as any other."""
    return f"<dun.{sha256(str(n).encode()).hexdigest()[:32]}@x>"


def _message(n: int, day: date, at: Any) -> dict[str, Any]:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = SENDER
    mail["To"] = f"client{n}@client{n}.example"
    mail["Subject"] = f"Facture F-{n} échue"
    mail["Message-ID"] = identity(n)
    mail.set_content("Bonjour,\r\n" * 200, cte="quoted-printable")
    raw = mail.as_bytes()
    return {
        "id": n,
        "batch_id": 1,
        "addressee_id": n,
        "step": "reminder_1",
        "tone": "courteous",
        "channel": "email",
        "for_date": day,
        "subject": f"Facture F-{n} échue",
        "recipients": {"to": [f"client{n}@client{n}.example"], "cc": [], "bcc": []},
        "text": "Bonjour,",
        "raw": raw,
        "sha256": sha256(raw).hexdigest(),
        "message_id": identity(n),
        "totals": {"EUR": "1000.00"},
        "approved_by": "Anna",
        "approved_at": at,
        "state": "approved",
    }
