"""An aged balance drawn as an outline: a client and its sums on one row, its invoices below."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from relance_core.intake import Reading, read_file
from tests.intake.spreadsheets import TODAY, workbook

AGES = ("Au : 31/01/2026", "1 - 30", "31 - 60", "Plus ancien", "Total")
HEAD = (None, "Date de facture", "Date d'échéance", *AGES)


def sums(name: str, *ages: float) -> tuple[Any, ...]:
    return name, None, None, *ages, sum(ages)


def line(number: str, *ages: float | None) -> tuple[Any, ...]:
    return f"     {number}", "13/11/2025", "13/12/2025", *ages


ALPHA = [
    sums("Azure Interior", 500, 1200, 0, 0),
    line("INV/2025/00045", None, 1200),
    line("INV/2025/00061", 500),
]
DECO = [
    sums("Deco Addict", 0, 0, -90, 240),
    line("INV/2025/00009", None, None, None, 240),
    line("RINV/2025/00002", None, None, -90),
]
END = sums("Balance âgée client", 500, 1200, -90, 240)
RIGHT = [
    ("INV/2025/00045", "Azure Interior", Decimal(1200)),
    ("INV/2025/00061", "Azure Interior", Decimal(500)),
    ("INV/2025/00009", "Deco Addict", Decimal(240)),
    ("RINV/2025/00002", "Deco Addict", Decimal(90)),
]


def read(*rows: tuple[Any, ...], head: tuple[Any, ...] = HEAD) -> Reading:
    return read_file(workbook([("Balance âgée client",), head, *rows]), "x.xlsx", today=TODAY)


def invoices(reading: Reading) -> list[tuple[Any, ...]]:
    return reading.invoices.select("number", "client_name", "open_amount").rows()
