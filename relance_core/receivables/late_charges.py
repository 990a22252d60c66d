"""What lateness adds to several invoices together, as a letter names it and its annex details."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from relance_core.money import totals_by_currency
from relance_core.receivables.late_interest import Claim, InterestStatement


@dataclass(frozen=True)
class Entry:
    """An invoice of a statement of interest."""

    number: str
    claim: Claim
    statement: InterestStatement
    estimated: bool = False  # the day of a payment was not known
    contested: Decimal = Decimal(0)  # left out of the claim's principal


@dataclass(frozen=True)
class LateCharges:
    """The interest and fees of the invoices that a formal notice demands, up to ``on``.

    ``missing``: why they could not be reckoned for some of them, a French sentence each.
    """

    on: date
    entries: tuple[Entry, ...] = ()
    interest_first: bool = False  # payments go to interest before the principal
    missing: tuple[str, ...] = ()

    @property
    def interest(self) -> dict[str, Decimal]:
        """Interest that no payment has covered, per currency."""
        return totals_by_currency(
            [(entry.claim.currency, entry.statement.interest_left) for entry in self.entries]
        )

    @property
    def fees(self) -> Decimal:
        """The fixed fees, in euros whatever the currency."""
        return sum((entry.statement.fee for entry in self.entries), Decimal(0))
