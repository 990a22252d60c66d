"""Portfolios in few words, for tests: each line says only what matters to its case."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl

from relance_core.schemas import PORTFOLIO

TODAY = date(2026, 11, 20)


def day(offset: int) -> date:
    """The day ``offset`` days after today (before, when negative)."""
    return TODAY + timedelta(days=offset)


def line(**known: Any) -> dict[str, Any]:
    """An open invoice of 100 euros issued 40 days ago and due 10 days ago, but for ``known``."""
    amount = Decimal(str(known.get("amount", "100")))
    values: dict[str, Any] = {
        "client_id": 1,
        "debtor_type": "business",
        "kind": "invoice",
        "currency": "EUR",
        "issue_date": day(-40),
        "due_date": day(-10),
        "open_amount": amount,
        "disputed_amount": Decimal(0),
        **known,
        "amount": amount,
    }
    values.setdefault("client_name", f"Client {values['client_id']}")
    return values


def paid(on: date, **known: Any) -> dict[str, Any]:
    """An invoice paid in full on ``on``."""
    return line(open_amount=Decimal(0), paid_date=on, settled_on=on, **known)


def portfolio(*lines: dict[str, Any]) -> pl.DataFrame:
    """``PORTFOLIO`` of ``lines``, numbered from 1."""
    rows = [
        {"invoice_id": number, "number": f"F-{number}", **values}
        for number, values in enumerate(lines, start=1)
    ]
    return pl.DataFrame(rows, schema=PORTFOLIO)
