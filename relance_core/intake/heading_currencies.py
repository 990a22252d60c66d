"""The currency that the heading of an amount names: a code, a sign, or its name in words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from relance_core.money import is_currency

#: Any other code of ISO 4217 stands in brackets: "ALL" and "TOP" are words too.
_BRACKETED = re.compile(r"[(\[]\s*(?:en\s+)?([A-Z]{3})\s*[)\]]")
ISO_IN_HEADING = re.compile(r"\b(EUR|USD|GBP|CHF|CAD|JPY|TND|MAD|XOF|XAF)\b")
#: Currencies that a heading names otherwise; a "$" of no country stays one (see ``dollars``).
NAMED_CURRENCIES = tuple(
    (re.compile(words), code)
    for words, code in (
        (r"\(\s*(?:en\s+)?(?:DH|Dhs?)\s*\)|(?i:\bdirhams?\b(?!\s+[ée]mir))", "MAD"),
        (r"\bF\s?CFA\b", "XOF"),
        (r"\(\s*(?:en\s+)?DT\s*\)|(?i:\bdinars? tunisiens?\b)", "TND"),
        (r"(?i:\bfrancs? suisses?\b)", "CHF"),
        (r"(?i)\bUSD?\s?\$|\$\s?USD?\b|\bdollars? (?:US|am[ée]ricain)", "USD"),
        (r"(?i)\b(?:CAN?|C|CAD)\s?\$|\$\s?(?:CAN?|CAD)\b|\bdollars? canadien", "CAD"),
        (r"\$|(?i:\bdollars?\b)", "$"),
        (r"(?i)zł|\bzlotys?\b", "PLN"),
        (r"(?i)\bkč\b", "CZK"),
        (r"(?i)\bлв\b", "BGN"),
        (r"₺", "TRY"),
        (r"₹|(?i:\broupies? indiennes?\b)", "INR"),
        (r"₽|(?i:\bруб\b)", "RUB"),
        (r"₪", "ILS"),
        (r"₴", "UAH"),
        (r"₩", "KRW"),
        (r"₦", "NGN"),
    )
)


def currency_of_heading(heading: str) -> str | None:
    """The currency that a heading names: "Montant TTC (€)" is in euros."""
    signs = {"€": "EUR", "£": "GBP", "euro": "EUR"}
    for sign, code in signs.items():
        if sign in heading.casefold():
            return code
    found = ISO_IN_HEADING.search(heading)
    if found:
        return found.group(1)
    bracketed = _BRACKETED.search(heading)
    if bracketed and is_currency(bracketed.group(1)):
        return bracketed.group(1)
    return next((code for words, code in NAMED_CURRENCIES if words.search(heading)), None)


#: How the lines over a table say the currency of all its amounts.
_SAID_OF_ALL = re.compile(
    r"(?i)\b(?:devise|monnaie|montants?|exprim[ée]e?s?|tenue|chiffres|sommes|valeurs|currency|"
    r"amounts?|figures|values)\b.{0,30}?(?:\b(?:en|in)\b|:|=)\s*(?P<told>.{1,25})"
)


def currency_of_titles(lines: Iterable[str]) -> str | None:
    """The currency that the lines over a table say its amounts are in; None if none, or several."""
    told = {
        code
        for line in lines
        for said in _SAID_OF_ALL.finditer(line)
        if (code := currency_of_heading(said["told"]))
    }
    return next(iter(told)) if len(told) == 1 else None
