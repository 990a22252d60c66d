"""Reads due dates that name a month rather than a day: "fin juin", "mi-juillet", "courant août"."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from relance_core.french import plain_key
from relance_core.intake.date_words import CENTURY_PIVOT, MONTHS

#: How a month is written, and what may stand before a day that is a deadline.
_MONTHS = (
    r"(?:janv|f[ée]vr?|mars|avr|mai|juin|juil|ao[ûu]t?|sept|oct|nov|d[ée]c|jan|feb|mar|apr|may|jun|"
    r"jul|aug|sep|dec|m[äa]rz|mai|okt|dez)[^\W\d_]*"
)
_YEAR = r"(?:\W+(?:(?:19|20)?\d{2}))?\W*$"
_BY = r"(?:(?:au plus tard|pour|avant|d['’]ici|[àa]|by|before|bis)\W+(?:l[ae]\s+)?)?"
#: "31/10": the day stands first where it is no month, and nothing is known where it may be one.
_DAY_FIRST = r"(?:1[3-9]|2\d|3[01])/(?:0?[1-9]|1[0-2])"
#: A cell that names one day of a month: its last one, its fifteenth, or a day without the year.
ONE_DAY = (
    rf"(?i)^\W*{_BY}(?:fin|mi|milieu|premier|end|mid|ende|mitte)\W*(?:d['’]\s*|de\s+|du\s+|of\s+)?"
    rf"(?:mois\s+d(?:e\s+|['’]\s*))?{_MONTHS}{_YEAR}|"
    rf"^\W*{_BY}(?:le\s+|au\s+)?\d{{1,2}}(?:er|st|nd|rd|th)?[\s\-]+{_MONTHS}\.?\W*$|"
    rf"^\W*{_BY}(?:le\s+|au\s+)?{_DAY_FIRST}\W*$"
)
#: A cell that names a month, and no day of it.
VAGUE = (
    r"(?i)^\W*(?:(?:dans\s+)?(?:le\s+)?courant|d[ée]but|vers(?:\s+l[ae])?(?:\s+(?:fin|mi))?|en|"
    r"environ|during|early|late|around|in|anfang)?\W*(?:d['’]\s*|de\s+|du\s+|of\s+)?"
    rf"(?:mois\s+d(?:e\s+|['’]\s*))?{_MONTHS}{_YEAR}"
)
_DAYS = {
    **dict.fromkeys(("fin", "end", "ende"), 31),
    **dict.fromkeys(("mi", "milieu", "mid", "mitte"), 15),
    "premier": 1,
}


@dataclass(frozen=True)
class MonthDay:
    """A day of a month, 31 for its last one; the year is that of the next such day."""

    day: int
    month: int
    year: int | None = None

    def after(self, issued: date) -> date:
        """The day meant on an invoice of ``issued``: the first such day from then on."""
        if self.year is not None:
            return self._of(self.year)
        found = self._of(issued.year)
        return found if found >= issued else self._of(issued.year + 1)

    def _of(self, year: int) -> date:
        last = calendar.monthrange(year, self.month)[1]
        return date(year, self.month, min(self.day, last))


def month_day(text: str) -> MonthDay | None:
    """The day that a cell names so; None when it names none, or only a month."""
    if not re.search(ONE_DAY, text):
        return None
    if found := re.search(rf"({_DAY_FIRST})\W*$", text):
        day, month = (int(part) for part in found[1].split("/"))
        return MonthDay(day, month)
    words = plain_key(text).split()
    months = [MONTHS[word] for word in words if word in MONTHS]
    numbers = [int(found[1]) for word in words if (found := re.match(r"(\d+)", word))]
    days = [_DAYS[word] for word in words if word in _DAYS]
    if len(months) != 1 or len(numbers) > 1:
        return None
    if not days:
        return MonthDay(numbers[0], months[0]) if numbers and 1 <= numbers[0] <= 31 else None
    year = numbers[0] if numbers else None
    if year is not None and year < 100:
        year += 2000 if year < CENTURY_PIVOT else 1900
    return MonthDay(days[0], months[0], year)
