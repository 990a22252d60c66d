"""Finds the amounts, the bank accounts and the deadlines that somebody typed into a text."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from babel.dates import get_month_names

from relance_core import french

_SPACE = "[ \u00a0\u202f]"
_WHOLE = r"\d{1,3}(?:[ .\u00a0\u202f']\d{3})+|\d+"
_AMOUNT = re.compile(
    rf"(?<![\w.,-])(?P<before>{_WHOLE})(?:[,.](?P<cents>\d{{2}}))?"
    rf"{_SPACE}*(?:€|EUR\b|euros?\b|\$US?|£|CHF\b|USD\b|GBP\b)"
    rf"|(?:€|EUR|£|\$){_SPACE}*"
    rf"(?P<after>\d{{1,3}}(?:,\d{{3}})+|{_WHOLE})(?:[,.](?P<pence>\d{{2}}))?(?!\d|,\d{{3}})",
    re.IGNORECASE,
)
_IBAN = re.compile(
    rf"\b[A-Z]{{2}}\d{{2}}(?:{_SPACE}?[A-Z0-9]{{4}}){{3,7}}(?:{_SPACE}?[A-Z0-9]{{1,4}})?\b"
)
_MONTHS = {
    french.plain_key(name): number for number, name in get_month_names(locale=french.LOCALE).items()
}
_DEADLINE = re.compile(
    rf"(?:avant|d['’]ici|jusqu['’]au|au plus tard)(?: au| le)?{_SPACE}"
    r"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) )?"
    r"(\d{1,2})(?:er)?(?:[/.](\d{1,2})[/.]| (\w+) )(\d{4})",
    re.IGNORECASE,
)


def amounts(text: str) -> list[tuple[str, Decimal]]:
    """Each amount with a currency, as written and as a number, in order."""
    found = []
    for match in _AMOUNT.finditer(text):
        whole = re.sub(r"\D", "", match["before"] or match["after"])
        cents = match["cents"] or match["pence"] or "00"
        found.append((match[0].strip(), Decimal(f"{whole}.{cents}")))
    return found


def ibans(text: str) -> list[str]:
    """What looks like an IBAN, compact."""
    return [re.sub(r"\W", "", match[0]).upper() for match in _IBAN.finditer(text)]


def deadlines(text: str) -> list[date]:
    """The dates that follow « avant le », « d'ici au », « jusqu'au » or « au plus tard le »."""
    found = []
    for match in _DEADLINE.finditer(text):
        month = int(match[2]) if match[2] else _MONTHS.get(french.plain_key(match[3]), 0)
        try:
            found.append(date(int(match[4]), month, int(match[1])))
        except ValueError:
            continue  # 31 février: not a date, and nothing to compare
    return found
