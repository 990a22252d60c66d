"""The imaginary ledger of the demonstration: how each client pays, and what is open today.

Each client of ``clients.csv`` has a way of paying, which its settled invoices follow, and a story:
what is open, how late, what was already sent, what is contested. The client's code seeds chance.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from random import Random

FOLDER = Path(__file__).resolve().parent
CENT = Decimal("0.01")

#: Days between due date and payment, by way of paying.
BEHAVIOURS = {
    "prompt": (-4, 3),
    "slow": (7, 19),
    "late": (24, 48),
    "erratic": (-5, 60),
    "public": (9, 27),
}


@dataclass(frozen=True)
class Open:
    """What is left open of one invoice: lateness today, part paid, what was already sent."""

    late: int  # days after the due date; negative: not yet due
    paid_percent: int = 0
    level: int = 0
    reminded: int = 0  # days ago
    dispute: str = ""
    left: Decimal | None = None  # exact remainder instead of a part paid
    credit: bool = False  # a credit note


STORIES: dict[str, tuple[Open, ...]] = {
    "upcoming": (Open(-12),),
    "courtesy": (Open(-7),),
    "due_today": (Open(0), Open(-22)),
    "new_late": (Open(5),),
    "just_reminded": (Open(6, level=1, reminded=1), Open(4)),
    "level1": (Open(11, level=1, reminded=6), Open(4)),
    "level2": (Open(21, level=2, reminded=9), Open(9, level=1, reminded=9)),
    "level3": (Open(41, level=3, reminded=18), Open(26, level=2, reminded=18), Open(3)),
    "level3_recent": (Open(36, level=3, reminded=8),),
    "very_late": (Open(124, level=2, reminded=24), Open(97, level=1, reminded=24), Open(63)),
    "old_silent": (Open(231), Open(196)),
    "part_paid": (Open(17, paid_percent=40), Open(-15)),
    "small_rest": (Open(33, left=Decimal("4.20")), Open(-10)),
    "credit_note": (Open(12), Open(10, credit=True)),
    "net_credit": (Open(8, left=Decimal("36.00")), Open(6, credit=True)),
    "direct_debit": (Open(2), Open(-13)),
    "no_email": (Open(14),),
    "bad_email": (Open(19),),
    "dispute_works": (Open(74, dispute="Travaux inachevés au deuxième étage"), Open(38)),
    "dispute_quantity": (Open(52, dispute="Quantité livrée inférieure à la commande"), Open(22)),
    "dispute_price": (Open(29, dispute="Prix facturé différent du devis"),),
    "dispute_delivery": (Open(103, dispute="Livraison contestée, bon non signé"),),
    "dispute_damaged": (Open(46, dispute="Deux panneaux abîmés à la réception"), Open(16)),
}


@dataclass(frozen=True)
class Line:
    """One row of the invoices' workbook, before its headings and its look."""

    client: dict[str, str]
    issued: date
    due: date
    net: Decimal
    vat: Decimal
    paid: Decimal
    state: Open
    paid_on: date | None = None
    order: str = ""
    number: str = ""

    @property
    def gross(self) -> Decimal:
        """What the client owed on the day of issue; negative for a credit note."""
        return self.net + self.vat


def clients() -> list[dict[str, str]]:
    """The rows of ``clients.csv``."""
    with (FOLDER / "clients.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def weekday_before(day: date) -> date:
    """``day`` itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def line_of(client: dict[str, str], due: date, state: Open, rng: Random) -> Line:
    """An invoice (or credit note) of this client, due on that day."""
    terms = int(client["terms"])
    percent = rng.randint(35, 170)
    net = Decimal(client["size"]) * percent / 100 + Decimal(rng.choice((0, 25, 50, 80, 90))) / 100
    if state.credit:
        net = -(net / 4)
    net = net.quantize(CENT, rounding=ROUND_HALF_UP)
    foreign = currency_of(client) != "EUR"
    rate = Decimal("0") if foreign else Decimal("0.20")
    vat = (net * rate).quantize(CENT, rounding=ROUND_HALF_UP)
    paid = Decimal("0.00")
    if state.left is not None:
        paid = net + vat - state.left
    elif state.paid_percent:
        paid = ((net + vat) * state.paid_percent / 1000).quantize(Decimal(1)) * 10
    public = client["kind"] == "Administration"
    order = f"ENG-{rng.randint(10000, 99999)}" if public else f"BC{rng.randint(1000, 9999)}"
    return Line(
        client=client,
        issued=weekday_before(due - timedelta(days=terms)),
        due=due,
        net=net,
        vat=vat,
        paid=paid,
        state=state,
        order=order if public or rng.random() < 0.6 else "",
    )


def lines(today: date) -> list[Line]:
    """Every invoice of the last fourteen months, numbered in the order of issue."""
    found: list[Line] = []
    for client in clients():
        rng = Random(client["code"])
        soonest, latest = BEHAVIOURS[client["behaviour"]]
        for _ in range(int(client["history"])):
            delay = rng.randint(soonest, latest)
            due = today - timedelta(days=rng.randint(latest + 4, 420 - int(client["terms"])))
            line = line_of(client, due, Open(0), rng)
            paid_on = weekday_before(due + timedelta(days=delay))
            found.append(replace(line, paid=line.gross, paid_on=paid_on))
        # Whoever buys often also has an ordinary invoice that is not yet due.
        ordinary = (Open(-rng.randint(9, 26)),) if int(client["history"]) > 2 else ()
        # A story's step stays due for some days: no two clients are late by the same number.
        spread = rng.randint(0, 3)
        for told in STORIES[client["story"]] + ordinary:
            state = replace(told, late=told.late + spread) if told.late > 0 else told
            line = line_of(client, today - timedelta(days=state.late), state, rng)
            if line.paid > 0:
                ago = max(2, state.late // 2)
                line = replace(line, paid_on=weekday_before(today - timedelta(days=ago)))
            found.append(line)
    found.sort(key=lambda line: (line.issued, line.client["code"], line.due, line.gross))
    counters: dict[tuple[str, int], int] = {}
    numbered = []
    for line in found:
        series = ("AV" if line.gross < 0 else "FA", line.issued.year)
        # The first year of the extract begins in mid-course, as it does in real life.
        first = 0 if series[0] == "AV" or line.issued.year == today.year else 280
        counters[series] = counters.get(series, first) + 1
        number = f"{series[0]}{series[1]}-{counters[series]:04d}"
        numbered.append(replace(line, number=number))
    return numbered


def currency_of(client: dict[str, str]) -> str:
    """Euros, but for the one client abroad."""
    return "GBP" if client["city"] == "Leeds" else "EUR"


def status_of(line: Line, today: date) -> str:
    """The word that an invoicing program would write."""
    if line.gross < 0:
        return "Avoir"
    if line.paid == line.gross:
        return "Payée"
    if line.paid:
        return "Paiement partiel"
    return "En retard" if line.due < today else "À régler"
