"""Dates that are not three numbers in a row: month names, 20260204, a spreadsheet's serial."""

from __future__ import annotations

import re
from datetime import date, timedelta

import polars as pl

from relance_core.french import plain_key

#: Day zero of a spreadsheet's serial numbers, and that of workbooks set to 1904.
SERIAL_ORIGIN, ORIGIN_1904 = date(1899, 12, 30), date(1904, 1, 1)
CENTURY_PIVOT = 70  # "69" is 2069, "70" is 1970

MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "janvier janv jan january januar",
            "fevrier fevr fev february feb februar",
            "mars mar march marz",
            "avril avr april apr",
            "mai may",
            "juin jun june juni",
            "juillet juil july jul juli",
            "aout aou august aug",
            "septembre sept sep september",
            "octobre oct october okt oktober",
            "novembre nov november",
            "decembre dec december dez dezember",
        ),
        start=1,
    )
    for name in names.split()
}
FRENCH_ONLY = frozenset(
    [
        "janvier",
        "janv",
        "fevrier",
        "fevr",
        "fev",
        "avril",
        "avr",
        "mai",
        "juin",
        "juillet",
        "juil",
        "aout",
        "aou",
        "septembre",
        "octobre",
        "novembre",
        "decembre",
    ]
)


#: Weekdays and small words, which change nothing to the day they stand before.
SILENT = frozenset(
    word
    for words in (
        "lundi mardi mercredi jeudi vendredi samedi dimanche lun mer jeu ven sam dim",
        "monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun",
        "montag dienstag mittwoch donnerstag freitag samstag sonntag le the of den",
    )
    for word in words.split()
)


def has_french_month(text: pl.Series) -> bool:
    """Whether a cell holds a month that only French spells so."""
    lettered = text.filter(text.str.contains(r"\pL{3}")).unique().head(500).to_list()
    return any(FRENCH_ONLY & set(plain_key(cell).split()) for cell in lettered)


def read_one_date(cell: str, *, epoch_1904: bool = False) -> date | None:
    """A date written any other way: month names, 20260204, 2026/02/04, a spreadsheet's serial."""
    try:
        if re.fullmatch(r"\d{8}", cell):
            return date(int(cell[:4]), int(cell[4:6]), int(cell[6:]))
        if re.fullmatch(r"\d{5}(\.\d+)?", cell):
            origin = ORIGIN_1904 if epoch_1904 else SERIAL_ORIGIN
            return origin + timedelta(days=int(cell[:5]))
        if found := re.match(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]|$)", cell):
            year, month, day = (int(part) for part in found.groups())
            return date(year, month, day)
        return _with_month_name(plain_key(cell).split())
    except ValueError:
        return None


def _with_month_name(words: list[str]) -> date | None:
    words = [word for word in words if word not in SILENT]
    months = [MONTHS[word] for word in words if word in MONTHS]
    numbers = [
        int(found.group(1))
        for word in words
        if (found := re.fullmatch(r"(\d{1,4})(er|st|nd|rd|th)?", word))
    ]
    others = [word for word in words if word not in MONTHS and not word[0].isdigit()]
    if len(months) != 1 or len(numbers) != 2 or len(others) > 1:
        return None
    day, year = numbers
    if year < 100:
        year += 2000 if year < CENTURY_PIVOT else 1900
    return date(year, months[0], day)
