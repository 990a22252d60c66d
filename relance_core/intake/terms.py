"""Payment terms as they are written ("45 jours fin de mois"), and the due date that follows."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from relance_core.french import plain_key

MAX_DAYS = 365


@dataclass(frozen=True)
class Terms:
    """Days after the invoice, then to the end of that month, then to a day of the next one.

    ``month_end_first`` reads "fin de mois 45 jours": the end of the month comes before the days.
    """

    days: int
    month_end: bool = False
    month_end_first: bool = False
    day_after: int = 0  # "le 10": this many days after the month's end

    def due(self, issued: date) -> date:
        """The due date of an invoice issued on that day (C. com. L441-10)."""
        if self.month_end_first:
            return _month_end(issued) + timedelta(days=self.days)
        due = issued + timedelta(days=self.days)
        if self.month_end:
            due = _month_end(due) + timedelta(days=self.day_after)
        return due


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def read_terms(text: str) -> Terms | None:
    """The terms behind a cell or an answer: "30", "45_eom", "60 jours net"; None when unclear."""
    plain = plain_key(text)
    plain = re.sub(r"^(\d+) 0+$", r"\1", plain)  # "30.0"
    plain = re.sub(r"\b(fdm|eom|month end|end of month|fin mois)\b", "fin de mois", plain)
    plain = re.sub(r"(\d)(j|jrs?|jours?|d|days?)\b", r"\1 jours", plain)
    if re.search(r"\b(reception|comptant|receipt|immediat|cash|a la commande)\b", plain):
        return None if re.search(r"\d", plain) else Terms(0)
    month_end = "fin de mois" in plain
    numbers = [int(number) for number in re.findall(r"\d+", plain)]
    if not numbers:
        return Terms(0, month_end=True) if month_end else None
    if re.search(r"\d+ \d+", plain) or max(numbers) > MAX_DAYS:
        return None  # "30/60": two instalments, not one date
    if month_end and re.search(r"fin de mois (jours )?\d+ jours", plain):
        return Terms(numbers[0], month_end_first=True)
    if len(numbers) == 2 and month_end and re.search(r"\ble \d{1,2}$", plain):
        return Terms(numbers[0], month_end=True, day_after=numbers[1])
    if len(numbers) == 1:
        return Terms(numbers[0], month_end=month_end)
    return None
