"""A made-up ledger of random size: what the layouts write and what an import must find again."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

#: Days between issue and due date, so that the truth is the same where the file has no due date.
TERMS = 30
CLIENTS = (
    ("C001", "Alpha SARL"),
    ("C002", "Bêta & Fils"),
    ("C003", "Gamma Développement SAS"),
    ("C004", "L'Atelier d'Épinal"),
    ("C005", "Müller GmbH"),
    ("C006", "Société Générale d'Énergie"),
    ("C007", "Zénith Conseil"),
    ("C008", "Dupont-Durand"),
)
FIRST_DAY = date(2025, 10, 1)
LAST_DAY = date(2026, 1, 31)


@dataclass(frozen=True)
class Bill:
    """One invoice, in euros and wholly due."""

    number: str
    code: str
    client: str
    issue: date
    due: date
    amount: Decimal  # two decimals
    excl_tax: Decimal  # at a rate of 20 %

    @property
    def tax(self) -> Decimal:
        """The part of the amount that is tax."""
        return self.amount - self.excl_tax

    def parts(self, *shares: int) -> list[Decimal]:
        """The amount cut in that many hundredths, exactly: the last part takes what remains."""
        cut = [(self.amount * share / 100).quantize(Decimal("0.01")) for share in shares[:-1]]
        return [*cut, self.amount - sum(cut)]


@dataclass(frozen=True)
class Ledger:
    """Invoices in the order of their numbers; every client of a group has at least one."""

    bills: tuple[Bill, ...]

    @property
    def total(self) -> Decimal:
        """All that is due."""
        return sum((bill.amount for bill in self.bills), Decimal(0))

    @cached_property
    def clients(self) -> tuple[tuple[str, str], ...]:
        """Code and name of each client, in the order of their first invoice."""
        return tuple(dict.fromkeys((bill.code, bill.client) for bill in self.bills))

    def of(self, code: str) -> list[Bill]:
        """The invoices of one client."""
        return [bill for bill in self.bills if bill.code == code]

    def due_of(self, code: str) -> Decimal:
        """All that one client owes."""
        return sum((bill.amount for bill in self.of(code)), Decimal(0))


def ledger(seed: int) -> Ledger:
    """Between five and twenty-five invoices of two to eight clients; the same for the same seed.

    Days above 12 stand in both dates, so that the order of day and month is always proven; the
    first client has two invoices or more; no two invoices have the same amount.
    """
    dice = random.Random(seed)
    clients = CLIENTS[: dice.randint(3, len(CLIENTS))]
    size = dice.randint(6, 25)
    amounts = dice.sample(range(1_000, 9_999_999), size)
    bills = []
    for at in range(size):
        code, client = clients[0] if at in (0, 3) else clients[at % len(clients)]
        issue = FIRST_DAY + timedelta(days=dice.randint(0, (LAST_DAY - FIRST_DAY).days))
        if at == 0:
            issue = date(2025, 12, 20)  # due on 19 January: both days are above 12
        amount = Decimal(amounts[at]) / 100
        bills.append(
            Bill(
                number=f"F-{1001 + at}",
                code=code,
                client=client,
                issue=issue,
                due=issue + timedelta(days=TERMS),
                amount=amount,
                excl_tax=(amount / Decimal("1.2")).quantize(Decimal("0.01")),
            )
        )
    return Ledger(tuple(bills))
