"""Ledgers and workbooks of any size, the same on every machine, for the benchmarks."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import polars as pl

from relance_core.money import MONEY
from relance_core.reminders.plan import Situation
from relance_core.schemas import CLIENTS, HISTORY, HOLDS, LEDGER

TODAY = date(2026, 11, 20)
_HEADINGS = """\
Code client|Client|N° facture|Date facture|Date d'échéance|Montant HT|TVA|Montant TTC|Réglé
Reste à payer|Devise|Statut|Mode de règlement|Réf. commande|E-mail""".replace("\n", "|").split("|")


def situation(invoices: int, clients: int) -> Situation:
    """``invoices`` open lines of ``clients`` clients, half of them with a step already done.

    One invoice in fifty is disputed or promised, one client in a hundred rests for a while.
    """
    chance = random.Random(1)
    owner = [chance.randrange(clients) for _ in range(invoices)]
    due = [TODAY - timedelta(days=chance.randint(-30, 170)) for _ in range(invoices)]
    amounts = [chance.randint(1_000, 900_000) for _ in range(invoices)]
    kinds = ["credit_note" if chance.random() < 0.03 else "invoice" for _ in range(invoices)]
    ledger = pl.DataFrame(
        {
            "invoice_id": range(invoices),
            "client_id": owner,
            "payer_id": owner,
            "number": [f"F{one:07d}" for one in range(invoices)],
            "kind": kinds,
            "currency": ["EUR"] * invoices,
            "delivery_date": [None] * invoices,
            "scenario": [None] * invoices,
            "issue_date": [day - timedelta(days=30) for day in due],
            "due_date": due,
            "due_calculated": [False] * invoices,
            "amount": amounts,
            "open_amount": amounts,
            "disputed_amount": [0] * invoices,
            "entry_step": [None] * invoices,
        },
        schema_overrides={"entry_step": pl.String},
    )
    money = ("amount", "open_amount", "disputed_amount")
    cents = (pl.col(money).cast(MONEY) / 100).cast(MONEY)
    ledger = ledger.select(list(LEDGER)).with_columns(cents).cast(dict(LEDGER))
    rows = []
    for one in range(invoices):
        if chance.random() < 0.5:
            step = chance.choice(["reminder_1", "reminder_2", "reminder_3"])
            day = TODAY - timedelta(days=chance.randint(1, 30))
            rows.append((one, owner[one], one, step, step, "courteous", "sent", day, None))
    people = pl.DataFrame({"client_id": range(clients)}).with_columns(
        *(pl.lit(None, dtype=kind).alias(name) for name, kind in CLIENTS.items()
          if name != "client_id"),
    )  # fmt: skip
    people = people.with_columns(
        pl.lit("standard").alias("scenario"),
        pl.lit(False).alias("scenario_by_hand"),
        pl.lit("as_step").alias("tone"),
        pl.lit(0, dtype=pl.Int64).alias("shift_days"),
        pl.lit(False).alias("manual_only"),
        pl.lit("business").alias("debtor_type"),
        pl.Series("emails", [["compta@client.example"]] * clients),
        pl.Series("bad_emails", [[]] * clients, dtype=pl.List(pl.String)),
        *(pl.lit("x").alias(name) for name in ("address", "postcode", "city")),
    )
    return Situation(
        ledger=ledger,
        clients=people.select(list(CLIENTS)),
        holds=_holds(invoices, clients),
        history=pl.DataFrame(rows, schema=HISTORY, orient="row"),
        data_date=TODAY,
    )


def _holds(invoices: int, clients: int) -> pl.DataFrame:
    """Holds noted by hand on invoices and on whole clients, with an end or without."""
    chance = random.Random(3)
    rows: list[tuple[int | None, int | None, str, date, date | None, str]] = []
    for one in chance.sample(range(invoices), invoices // 50):
        until = TODAY + timedelta(days=chance.randint(-5, 30))
        kind = chance.choice(["dispute", "promise"])
        rows.append((one, None, kind, TODAY, until if kind == "promise" else None, "Noté."))
    for one in chance.sample(range(clients), clients // 100):
        until = TODAY + timedelta(days=chance.randint(1, 30))
        rows.append((None, one, "payment_plan", TODAY, until, "Échéancier."))
    return pl.DataFrame(rows, schema=HOLDS, orient="row")


def _lines(rows: int) -> Iterator[list[str | date | float]]:
    """``rows`` invoices under the 15 headings, always the same ones."""
    chance = random.Random(2)
    for one in range(rows):
        client = chance.randrange(max(1, rows // 5))
        issued = TODAY - timedelta(days=chance.randint(1, 400))
        net = chance.randint(1_000, 900_000) / 100
        tax = round(net * 0.2, 2)
        total = round(net + tax, 2)
        paid = total if chance.random() < 0.5 else 0
        yield [
            f"C{client:05d}",
            f"Établissements n° {client}",
            f"FA{one:07d}",
            issued,
            issued + timedelta(days=30),
            net,
            tax,
            total,
            paid,
            round(total - paid, 2),
            "EUR",
            "Payée" if paid else "En attente",
            "Virement",
            f"BC-{chance.randrange(10**6)}",
            f"compta@client{client}.example",
        ]


def workbook(path: Path, rows: int) -> Path:
    """A workbook of ``rows`` invoices in 15 columns, written once and kept."""
    if path.exists():
        return path
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Factures")
    sheet.append(_HEADINGS)
    for line in _lines(rows):
        sheet.append(line)
    book.save(path)
    return path


def text(path: Path, rows: int) -> Path:
    """The same invoices as a text of French accounting: semicolons, commas, day before month."""
    if path.exists():
        return path

    def written(cell: str | date | float) -> str:
        if isinstance(cell, date):
            return f"{cell:%d/%m/%Y}"
        return cell if isinstance(cell, str) else f"{cell:.2f}".replace(".", ",")

    with path.open("w", encoding="utf-8", newline="") as lines:
        lines.write(";".join(_HEADINGS) + "\r\n")
        for line in _lines(rows):
            lines.write(";".join(map(written, line)) + "\r\n")
    return path
