"""An espace with a few invoices, and the gestures of whoever works in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl

from relance_core.store.database import reading
from relance_core.store.journal import lines
from relance_core.workflows.import_file import Imported, import_understood
from relance_core.workflows.space import Act, Space, open_space
from relance_core.workflows.today_plan import Day, plan_of
from relance_core.workflows.understanding import Choices, Dropped, understand_file
from tests.databases import POSTGRES, empty_database

TODAY = date(2026, 11, 20)


_BUILT: dict[str, bytes] = {}


def workbook(rows: list[dict[str, Any]]) -> bytes:
    """A workbook with a heading for each key of the first row; the same rows are the same bytes."""
    written = repr(rows)
    if written not in _BUILT:  # openpyxl stamps the second of the writing into the file
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.append(list(rows[0]))
        for row in rows:
            sheet.append(list(row.values()))
        content = BytesIO()
        book.save(content)
        _BUILT[written] = content.getvalue()
    return _BUILT[written]


def invoice(
    number: str, *, client: str = "C1", due: int = 10, total: float = 100, left: float | None = None
) -> dict[str, Any]:
    """A row: ``due`` days late, ``left`` still to pay (all of it by default)."""
    return {
        "N° facture": number,
        "Code client": client,
        "Client": f"Client {client}",
        "E-mail": f"compta@{client.lower()}.example",
        "Date facture": TODAY - timedelta(days=due + 30),
        "Échéance": TODAY - timedelta(days=due),
        "Montant TTC": total,
        "Reste à payer": total if left is None else left,
    }


@dataclass
class Office:
    """The espace at work."""

    space: Space
    day: date = TODAY

    @property
    def act(self) -> Act:
        return Act("Anne", datetime(self.day.year, self.day.month, self.day.day, 10, 0))

    def drop(self, rows: list[dict[str, Any]], **answers: str) -> Imported:
        understood = understand_file(
            Dropped(workbook(rows), "export.xlsx"),
            choices=Choices(answers=answers),
            engine=self.space.engine,
            today=self.day,
        )
        return import_understood(self.space, understood, self.act)

    def plan(self) -> Day:
        return plan_of(self.space, today=self.day)

    def ids(self) -> dict[str, int]:
        ledger = self.plan().situation.ledger
        return dict(ledger.select("number", "invoice_id").iter_rows())

    def client_ids(self) -> dict[str, int]:
        return dict(self.plan().situation.clients.select("code", "client_id").iter_rows())

    def reminded(self) -> dict[str, str | None]:
        """Number and own step of each invoice that a message carries."""
        return self._by_number(self.plan().plan.lines.select("invoice_id", "step"))

    def withheld(self) -> dict[str, str]:
        """Number and code of each invoice that no message carries."""
        return self._by_number(self.plan().plan.withheld.select("invoice_id", "code"))

    def _by_number(self, frame: pl.DataFrame) -> dict[str, Any]:
        numbers = {invoice_id: number for number, invoice_id in self.ids().items()}
        return {numbers[invoice_id]: told for invoice_id, told in frame.iter_rows()}

    def journal(self) -> list[str]:
        with reading(self.space.engine) as conn:
            return [line.text for line in lines(conn)]


def office(folder: Path, name: str = "relance") -> Office:
    """A new espace in ``folder``; ``name`` tells two of one test apart."""
    environ = {"RELANCE_DATA_DIR": str(folder)}
    if POSTGRES:
        environ["RELANCE_DATABASE_URL"] = empty_database(folder, name)
    return Office(open_space(environ))
