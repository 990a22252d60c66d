"""Late interest on one invoice, line by line: by semester, on the balance as it stood each day.

Interest runs from the day after the due date (C. com. L441-10 II) to the day of calculation, both
counted, on 365 days in every year. On the day of a payment the balance before it still counts. A
line is one balance under one rate; each is rounded half-up, and the total is the sum of lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from relance_core.legal_rates import LegalRates, Semester
from relance_core.money import rounded
from relance_core.vocabulary import DebtorType

YEAR = Decimal(365)
DAY = timedelta(days=1)
#: Fixed fee per late invoice (C. com. D441-5; CCP D2192-35), in euros whatever the currency.
RECOVERY_FEE = Decimal("40.00")
#: Who owes interest and the fee without any reminder.
OWES_FEE = frozenset({DebtorType.BUSINESS, DebtorType.PUBLIC})


class Basis(StrEnum):
    """What a line's rate rests on."""

    BUSINESS = "business"  # C. com. L441-10 II
    CONTRACT = "contract"  # the rate agreed
    FLOOR = "floor"  # three times the legal rate, above the rate agreed
    PUBLIC = "public"  # CCP R2192-31
    LEGAL = "legal"  # C. civ. 1231-6


BASIS_ARTICLES = {
    Basis.BUSINESS: "C. com. art. L. 441-10 II, BCE + 10 points",
    Basis.CONTRACT: "C. com. art. L. 441-10 II, taux convenu",
    Basis.FLOOR: "C. com. art. L. 441-10 II, plancher : 3 × taux légal",
    Basis.PUBLIC: "CCP art. R. 2192-31, BCE + 8 points, taux du début",
    Basis.LEGAL: "C. civ. art. 1231-6, taux légal",
}


@dataclass(frozen=True)
class Payment:
    """What came in for an invoice on a day; positive."""

    day: date
    amount: Decimal


@dataclass(frozen=True)
class Claim:
    """An invoice as far as interest depends on it.

    ``principal`` is what is owed with tax, credit notes already taken off: what was never owed
    bears no interest. ``agreed_rate`` is the yearly rate of the contract, in percent.
    """

    principal: Decimal
    currency: str
    due_date: date
    debtor_type: DebtorType
    payments: tuple[Payment, ...] = ()
    agreed_rate: Decimal | None = None
    notice_received: date | None = None  # of a formal notice: consumers owe nothing before it
    insolvency: date | None = None  # opening judgment: interest stops (C. com. L622-28)


@dataclass(frozen=True)
class InterestLine:
    """One balance under one rate; ``first`` and ``last`` are both counted in ``days``."""

    first: date
    last: date
    balance: Decimal
    rate: Decimal  # percent a year
    basis: Basis
    amount: Decimal

    @property
    def days(self) -> int:
        """How many days bear interest."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class InterestStatement:
    """What lateness adds to an invoice on a day, and what is left of its principal.

    ``principal_left`` is the accounting balance, or what the law leaves of it when payments go to
    interest first; ``interest_paid`` is then what they paid of it.
    """

    lines: tuple[InterestLine, ...]
    principal_left: Decimal
    interest_paid: Decimal
    fee: Decimal  # in euros

    @property
    def interest(self) -> Decimal:
        """All interest that ran, paid or not."""
        return sum((line.amount for line in self.lines), Decimal(0))

    @property
    def interest_left(self) -> Decimal:
        """The interest that no payment has covered."""
        return self.interest - self.interest_paid


def interest_statement(
    claim: Claim, *, on: date, rates: LegalRates, interest_first: bool = False
) -> InterestStatement:
    """The interest that ran on an invoice up to ``on``, and the fee of 40 euros where it is owed.

    With ``interest_first``, a payment covers the interest run so far, then the principal
    (C. civ. 1343-1); without, the principal alone, as most books do. Debtors of other and unknown
    types owe none (decisions.md). Raises ``MissingRate`` when a semester's rate is not known, and
    ``ValueError`` for a negative principal or payment.
    """
    if claim.principal < 0 or any(payment.amount < 0 for payment in claim.payments):
        raise ValueError("a principal and its payments are positive")
    first, last = _period(claim, on)
    counted = (one for one in claim.payments if one.day <= on and one.amount > 0)
    payments = sorted(counted, key=lambda one: one.day)
    lines: list[InterestLine] = []
    balance, interest_paid = claim.principal, Decimal(0)
    day = first
    for payment in (*payments, None):
        until = last if payment is None or last is None else min(payment.day, last)
        if day is not None and until is not None and balance > 0 and until >= day:
            lines += _lines(claim, balance, day, until, rates)
            day = until + DAY
        if payment is None:
            break
        amount = payment.amount
        if interest_first:
            owed = sum((line.amount for line in lines), Decimal(0)) - interest_paid
            covered = min(owed, amount)
            interest_paid += covered
            amount -= covered
        balance = max(balance - amount, Decimal(0))
    return InterestStatement(tuple(lines), balance, interest_paid, _fee(claim, lines))


def _period(claim: Claim, on: date) -> tuple[date | None, date | None]:
    """The first and the last day that may bear interest; none when nothing ever does."""
    first: date | None = claim.due_date + DAY
    if claim.debtor_type is DebtorType.CONSUMER:
        notice = claim.notice_received
        first = max(claim.due_date, notice) + DAY if notice else None
    elif claim.debtor_type not in OWES_FEE:
        first = None
    last = on if claim.insolvency is None else min(on, claim.insolvency - DAY)
    return first, last


def _fee(claim: Claim, lines: Sequence[InterestLine]) -> Decimal:
    """40 euros once for an invoice that was late, unless it fell due in insolvency proceedings."""
    return RECOVERY_FEE if lines and claim.debtor_type in OWES_FEE else Decimal("0.00")


def _lines(
    claim: Claim, balance: Decimal, first: date, last: date, rates: LegalRates
) -> Iterator[InterestLine]:
    """A line per semester of the period; a public buyer keeps the rate of its first day."""
    while first <= last:
        semester = Semester.of(first)
        until = min(last, semester.last_day)
        rate, basis = _rate(claim, semester, rates)
        days = (until - first).days + 1
        amount = rounded(balance * rate / 100 * days / YEAR, claim.currency)
        yield InterestLine(first, until, balance, rate, basis, amount)
        first = until + DAY


def _rate(claim: Claim, semester: Semester, rates: LegalRates) -> tuple[Decimal, Basis]:
    if claim.debtor_type is DebtorType.PUBLIC:
        # CCP R2192-31: the rate of the semester in which interest began, for the whole delay.
        return rates.of(Semester.of(claim.due_date + DAY)).public, Basis.PUBLIC
    known = rates.of(semester)
    if claim.debtor_type is DebtorType.CONSUMER:
        return known.legal_professional, Basis.LEGAL
    if claim.agreed_rate is None:
        return known.business, Basis.BUSINESS
    if claim.agreed_rate < known.floor:
        return known.floor, Basis.FLOOR
    return claim.agreed_rate, Basis.CONTRACT
