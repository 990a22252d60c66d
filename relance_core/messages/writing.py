"""How amounts, dates and lists are written in the language of a message."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_currency

from relance_core import french
from relance_core.money import rounded

#: Languages that messages are written in; another one falls back to French.
LANGUAGES = ("fr", "en")
_BEFORE_SIGN = re.compile(r" (?=[:;?!»])")


def typeset(text: str, language: str) -> str:
    """``text`` with the spaces at which French forbids to break a line made unbreakable."""
    if language != "fr":
        return text
    return _BEFORE_SIGN.sub("\u00a0", text).replace("« ", "«\u00a0")


@lru_cache(maxsize=4096)
def amount(value: Decimal, currency: str, language: str) -> str:
    """``1 234,56 €`` in French, ``€1,234.56`` in English, at the currency's own exponent."""
    if language == "en":
        return format_currency(rounded(value, currency), currency, locale="en_GB")
    return french.amount(value, currency)


def amounts(totals: dict[str, Decimal], language: str) -> str:
    """Totals of several currencies side by side, never summed; empty when there is none."""
    return listed([amount(totals[code], code, language) for code in sorted(totals)], language)


def whole_euros(value: int, language: str) -> str:
    """``40 €`` or ``€40``: a sum that the law states without cents."""
    if language == "en":
        return f"€{value:,}"
    return french.amount(Decimal(value), cents=False)


@lru_cache(maxsize=1024)
def day_in_words(day: date, language: str) -> str:
    """``20 novembre 2026`` or ``20 November 2026``."""
    if language == "en":
        return format_date(day, "d MMMM yyyy", locale="en_GB")
    return french.day_in_words(day)


@lru_cache(maxsize=1024)
def short_day(day: date, language: str) -> str:
    """``20/11/2026``; in English ``20 Nov 2026``, which no reader takes for another day."""
    if language == "en":
        return format_date(day, "d MMM yyyy", locale="en")
    return french.short_date(day)


def listed(words: list[str], language: str) -> str:
    """``A, B et C`` or ``A, B and C``."""
    if language == "en" and len(words) > 1:
        return ", ".join(words[:-1]) + " and " + words[-1]
    return french.listed(words)


def days(count: int, language: str) -> str:
    """``1 jour``, ``12 jours``; ``1 day``, ``12 days``."""
    if language == "en":
        return f"{count} day" if count == 1 else f"{count} days"
    return french.plural(count, "jour")
