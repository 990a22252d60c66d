"""Money without floats: exponents per currency, explicit half-up rounding, database thousandths."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

import polars as pl
from babel.core import get_global

#: Type of every amount in a frame: three decimals hold every currency in use (TND has three).
MONEY = pl.Decimal(38, 3)
#: Binary noise of spreadsheets below this is snapped to the currency's exponent in silence.
NOISE = Decimal("0.000001")
THOUSANDTH = Decimal("0.001")


def exponent(currency: str) -> int:
    """Decimals of a currency (EUR 2, JPY 0, TND 3; ISO 4217 through babel's CLDR data)."""
    fractions = get_global("currency_fractions")
    digits: int = fractions.get(currency, fractions["DEFAULT"])[0]
    return digits


def is_currency(code: str) -> bool:
    """Whether ``code`` is a currency that ISO 4217 knows (XXX, no currency, is none)."""
    return code in get_global("all_currencies") and code != "XXX"


def quantum(currency: str) -> Decimal:
    """The smallest amount of a currency: 0.01 for EUR, 1 for JPY."""
    return Decimal(1).scaleb(-exponent(currency))


def rounded(amount: Decimal, currency: str) -> Decimal:
    """``amount`` at the currency's own exponent, half-up; never a negative zero."""
    result = amount.quantize(quantum(currency), rounding=ROUND_HALF_UP)
    return abs(result) if result == 0 else result


def in_equal_parts(total: Decimal, count: int, currency: str) -> list[Decimal]:
    """``total`` in ``count`` equal parts, rounded down to the currency; the last takes the rest."""
    part = (total / count).quantize(quantum(currency), rounding=ROUND_DOWN)
    return [part] * (count - 1) + [total - part * (count - 1)]


def to_thousandths(amount: Decimal) -> int:
    """The database's integer for an amount; refuses what three decimals cannot hold.

    Raises ``ValueError`` when the amount has more than three decimals.
    """
    scaled = amount.scaleb(3)
    whole = int(scaled)
    if whole != scaled:
        raise ValueError(f"{amount} has more than three decimals")
    return whole


def from_thousandths(thousandths: int) -> Decimal:
    """The amount behind the database's integer, with three decimals."""
    return Decimal(thousandths).scaleb(-3)


def plain(amount: Decimal, currency: str) -> str:
    """The terminal's spelling: ``1234.56`` at the currency's exponent, no separators."""
    return f"{rounded(amount, currency):f}"


def totals_by_currency(pairs: list[tuple[str, Decimal]]) -> dict[str, Decimal]:
    """Sum of amounts per currency, in the order of the currency codes; never across currencies."""
    totals: dict[str, Decimal] = {}
    for currency, amount in pairs:
        totals[currency] = totals.get(currency, Decimal(0)) + amount
    return {currency: rounded(totals[currency], currency) for currency in sorted(totals)}


def thousandths_expr(column: str) -> pl.Expr:
    """Frame column of database thousandths (Int64) as ``MONEY``, exactly."""
    return (pl.col(column).cast(pl.Decimal(38, 3)) * pl.lit(THOUSANDTH, dtype=MONEY)).cast(MONEY)
