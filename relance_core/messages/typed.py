"""Finds the amounts, the bank accounts and the deadlines that somebody typed into a text."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from decimal import Decimal

from babel.dates import get_month_names
from stdnum import iban as iban_number

from relance_core import french

_SPACE = "[ \u00a0\u2009\u202f]"
_WHOLE = r"\d{1,3}(?:[ .\u00a0\u2009\u202f']\d{3})+|\d+"
_CURRENCY = (
    r"(?:€|[kM]€|EUR\b|euros?\b|\$US?|US\$|£|¥|(?:CHF|USD|GBP|JPY|CNY|CAD|AUD|TND|DT|MAD|DH|XOF|XAF|"
    r"F\s?CFA|SEK|NOK|DKK|PLN|CZK|HUF|RON|dollars?|livres sterling|francs?|yens?|dinars?|"
    r"dirhams?)\b)"
)
_AMOUNT = re.compile(
    rf"(?<![\w.,-])(?P<before>{_WHOLE})(?:[,.](?P<cents>\d{{1,3}}))?{_SPACE}*{_CURRENCY}"
    rf"|(?:€|EUR|£|\$|¥|CHF|USD|GBP){_SPACE}*"
    rf"(?P<after>\d{{1,3}}(?:,\d{{3}})+|{_WHOLE})(?:[,.](?P<pence>\d{{1,2}}))?(?!\d|,\d{{3}})",
    re.IGNORECASE,
)
#: A sum without its currency: cents after three figures or more, and no unit of anything else.
_BARE = re.compile(
    r"(?<![\w.,/-])(?:\d{1,3}(?:[ .\u00a0\u2009\u202f']\d{3})+|\d{3,})[,.]\d{2}(?![\w%.,/-]*\d)"
    rf"(?!{_SPACE}*(?:{_CURRENCY}|%|(?:m[²³23]?|[km]?g|t|[chm]?l|h|[kcm]m|kWh|jours?|heures?)\b))",
    re.IGNORECASE,
)
_IN_WORDS = re.compile(
    r"\b(?:mille|cents?|vingts?|dix|onze|douze|treize|quatorze|quinze|seize|trente|quarante|"
    r"cinquante|soixante|deux|trois|quatre|cinq|six|sept|huit|neuf)(?:[ -]d['e])?\s+euros\b",
    re.IGNORECASE,
)
_SIGN = r"[ \u00a0\u2009\u202f.\-]?"
_IBAN_HEAD = re.compile(rf"(?<!\w)[A-Z]{{2}}{_SIGN}\d{{2}}(?={_SIGN}\w)", re.IGNORECASE)
#: What looks like one without being valid: figures enough, or groups of four.
_IBAN_LIKE = re.compile(
    rf"[A-Z]{{2}}{_SIGN}\d{{2}}(?:(?:{_SIGN}\d){{11,30}}"
    rf"|(?-i:(?:{_SIGN}[A-Z0-9]{{4}}){{3,7}}(?:{_SIGN}[A-Z0-9]{{1,4}})?\b))",
    re.IGNORECASE,
)
_SHORTEST, _LONGEST = 15, 34

_MONTHS = {
    french.plain_key(name): number
    for locale in (french.LOCALE, "en")
    for number, name in get_month_names(locale=locale).items()
}
_DAY = r"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) )?"
#: Said of what was done until a day: no deadline.
_DONE = re.compile(
    r"(?:réalis|livr|factur|effectu|exécut|command|pass|envoy|dat)ée?s?|émise?s?|reçue?s?", re.I
)
_DEADLINE = re.compile(
    r"(?:\b(?P<before>\w{1,15}) )?\b(?:avant|d['’]ici|jusqu['’]au|au plus tard|by|before|until"
    r"|no later than|(?:régl|pay|vir)\w*[^.\n]{0,30} pour)(?: au| le| the)?"
    rf"{_SPACE}{_DAY}"
    r"(?P<day>\d{1,2})(?:er|st|nd|rd|th)?"
    r"(?:[/.-](?P<number>\d{1,2})(?:[/.-](?P<year>\d{4}|\d{2})\b)?(?![\d/-])"
    r"| (?:of )?(?P<month>[^\W\d]{3,9})(?:,? (?P<named>\d{4}))?\b)",
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


def unclear_amounts(text: str, known: Collection[Decimal]) -> list[str]:
    """What is perhaps another amount than ``known``: without its currency, or in words."""
    found = []
    for match in _BARE.finditer(_AMOUNT.sub("", text)):
        figures = re.sub(r"\D", "", match[0])
        if Decimal(f"{figures[:-2]}.{figures[-2:]}") not in known:
            found.append(match[0])
    return found + [match[0] for match in _IN_WORDS.finditer(text)]


def ibans(text: str) -> list[str]:
    """What is an IBAN or looks like one, however it is spaced, compact."""
    return [found for head in _IBAN_HEAD.finditer(text) if (found := _iban_at(text, head.start()))]


def _iban_at(text: str, start: int) -> str:
    compact = ""
    for at in range(start, min(len(text), start + 3 * _LONGEST)):
        if text[at].isalnum() and text[at].isascii():
            compact += text[at].upper()
        elif text[at] not in " \u00a0\u2009\u202f.-":
            break
        ends = at + 1 == len(text) or not text[at + 1].isalnum()
        if len(compact) >= _SHORTEST and ends and iban_number.is_valid(compact):
            return compact
        if len(compact) == _LONGEST:
            break
    like = _IBAN_LIKE.match(text, start)
    return re.sub(r"\W", "", like[0]).upper() if like else ""


def deadlines(text: str, today: date) -> list[date]:
    """The dates that follow « avant le », « d'ici au », « au plus tard le », "by" and the like.

    A date without its year is the nearest one to ``today``.
    """
    found = []
    for match in _DEADLINE.finditer(text):
        if _DONE.fullmatch(match["before"] or ""):
            continue
        named = french.plain_key(match["month"] or "")
        month = int(match["number"]) if match["number"] else _MONTHS.get(named, 0)
        year = match["year"] or match["named"]
        years = (
            [int(year) + (2000 if len(year) == 2 else 0)]
            if year
            else [today.year - 1, today.year, today.year + 1]
        )
        days = [day for one in years if (day := _date(one, month, int(match["day"])))]
        if days:  # 31 février: not a date, and nothing to compare
            found.append(min(days, key=lambda day: abs(day - today)))
    return found


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
