"""How amounts, dates and counts are written for French eyes."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal

import polars as pl
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, get_currency_symbol

from relance_core.money import rounded

#: The locale of the screen and of French messages.
LOCALE = "fr_FR"
#: Where the locale's own symbol is not the one that French business writes: « £GB ».
_SYMBOLS = {"GBP": "£"}


def amount(value: Decimal, currency: str = "EUR", *, cents: bool = True) -> str:
    """``1 234,56 €`` with narrow and no-break spaces; ``cents=False`` rounds half-up to units."""
    if cents:
        written = format_currency(rounded(value, currency), currency, locale=LOCALE)
    else:
        digits = "#,##0\u00a0¤"
        whole = value.quantize(Decimal(1), rounding="ROUND_HALF_UP")
        written = format_currency(
            whole, currency, format=digits, locale=LOCALE, currency_digits=False
        )
    if currency not in _SYMBOLS:
        return written
    return written.replace(get_currency_symbol(currency, locale=LOCALE), _SYMBOLS[currency])


def amounts(totals: dict[str, Decimal], *, cents: bool = True) -> str:
    """Totals of several currencies side by side, never summed: ``1 200,00 € et 300,00 $US``."""
    written = [amount(totals[currency], currency, cents=cents) for currency in sorted(totals)]
    return listed(written) if written else amount(Decimal(0), "EUR", cents=cents)


def currency_symbol(currency: str) -> str:
    """``€``, ``$US``, ``£``, or the code itself where the locale has no symbol: ``CHF``."""
    return _SYMBOLS.get(currency) or get_currency_symbol(currency, locale=LOCALE)


def number(value: int | Decimal) -> str:
    """``12 345`` or ``12,5`` with the French separators."""
    return format_decimal(value, locale=LOCALE)


def size(octets: int) -> str:
    """``12 ko`` or ``3 Mo``, for a file."""
    if octets < 1_000_000:
        return f"{number(max(1, octets // 1000))} ko"
    return f"{number(round(octets / 1_000_000))} Mo"


def short_date(day: date) -> str:
    """``20/11/2026``, for tables."""
    return f"{day:%d/%m/%Y}"


def short_date_of(column: str) -> pl.Expr:
    """A date column written as ``short_date`` does."""
    return pl.col(column).dt.strftime("%d/%m/%Y")


def day_month(day: date) -> str:
    """``20/11``, where the year is plain."""
    return f"{day:%d/%m}"


def long_date(day: date) -> str:
    """``vendredi 20 novembre 2026``; the first of a month is ``1er``."""
    return format_date(day, "EEEE ", locale=LOCALE) + day_in_words(day)


def day_in_words(day: date) -> str:
    """``20 novembre 2026``; the first of a month is ``1er``."""
    first = "1er" if day.day == 1 else str(day.day)
    return f"{first} {format_date(day, 'MMMM yyyy', locale=LOCALE)}"


def plural(count: int, singular: str, many: str | None = None) -> str:
    """``1 facture``, ``12 factures``; zero takes the singular, as French does."""
    word = singular if abs(count) < 2 else (many or singular + "s")
    return f"{number(count)} {word}"


def listed(words: list[str]) -> str:
    """``A, B et C``."""
    if len(words) < 2:
        return "".join(words)
    return ", ".join(words[:-1]) + " et " + words[-1]


_ACCENTS = re.compile("[\u0300-\u034e\u0350-\u036f]+")
#: Whatever is no letter and no digit, as ``str.isalnum`` understands them.
_PUNCTUATION = re.compile(r"[\W_]+")


def siren_in_groups(siren: str) -> str:
    """``732 829 320``: a SIREN as one reads it, whatever its spaces; anything else as it is."""
    digits = "".join(siren.split())
    if len(digits) != 9 or not digits.isdigit():
        return siren
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}"


def plain_key(text: str) -> str:
    """A name as it is compared: without accents, case or punctuation, single spaces."""
    if not text.isascii():
        text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
        if not text.isascii():  # letters beyond those of western Europe
            text = "".join(c for c in text if not unicodedata.combining(c))
    return _PUNCTUATION.sub(" ", text.casefold()).strip()
