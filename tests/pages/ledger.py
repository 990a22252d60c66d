"""A small ledger made directly in the tables: one client for each thing that a page must show."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine, insert

from relance_core.store import tables as t
from relance_core.store.journal import note
from relance_core.workflows.space import Act

#: A Friday.
TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 9, 0)
ACT = Act(by="Anne", at=NOW)

DUPONT, LENOIR, BREVAL, STOCK, NORD, PORT = range(1, 7)
CLIENTS = {
    DUPONT: {"code": "C1", "name": "Dupont SA", "email": "compta@dupont.example"},
    LENOIR: {"code": "C2", "name": "Garage Lenoir", "email": "sans arobase"},
    BREVAL: {
        "code": "C3",
        "name": "Mairie de Bréval",
        "email": "mairie@breval.example",
        "debtor_type": "public",
    },
    STOCK: {"code": "C4", "name": "Vieux Stock SARL", "email": "a@stock.example"},
    NORD: {"code": "C5", "name": "Nord Export Ltd", "email": "ap@nord.example"},
    PORT: {"code": "C6", "name": "Café du Port", "email": "bar@port.example"},
}
#: number: client, due date, thousandths, and what differs from a plain invoice in euros.
INVOICES: dict[str, tuple[int, date, int, dict[str, Any]]] = {
    "F-1": (DUPONT, date(2026, 11, 13), 1_200_000, {}),
    "F-2": (LENOIR, date(2026, 11, 10), 500_000, {}),
    "F-3": (BREVAL, date(2026, 12, 5), 2_000_000, {}),
    "F-4": (STOCK, date(2026, 3, 1), 800_000, {}),
    "F-5": (STOCK, date(2026, 2, 15), 400_000, {}),
    "F-6": (NORD, date(2026, 11, 10), 300_000, {"currency": "USD"}),
    "F-7": (PORT, date(2026, 11, 10), 100_000, {"disputed_amount": 100_000}),
}
#: The id of each invoice, in the order they are written.
IDS = {number: position for position, number in enumerate(INVOICES, start=1)}


def fill(engine: Engine) -> None:
    """Write the ledger, as an import of today would."""
    with engine.begin() as conn:
        conn.execute(
            insert(t.import_run).values(
                id=1,
                at=NOW,
                by="Anne",
                filename="export.xlsx",
                sha256="0" * 64,
                data_date=TODAY,
                reading={},
                layout_key="k",
                totals={},
            )
        )
        for client_id, values in CLIENTS.items():
            conn.execute(insert(t.client).values(id=client_id, created_at=NOW, **values))
        for number, (client_id, due, amount, more) in INVOICES.items():
            conn.execute(
                insert(t.invoice).values(
                    {
                        "id": IDS[number],
                        "client_id": client_id,
                        "payer_id": client_id,
                        "number": number,
                        "kind": "invoice",
                        "currency": "EUR",
                        "due_date": due,
                        "due_calculated": False,
                        "amount": amount,
                        "open_amount": amount,
                        "first_import_id": 1,
                        "last_import_id": 1,
                        "first_seen": TODAY,
                    }
                    | more
                )
            )
        note(conn, "import", "Export importé.", by="Anne", at=NOW)
