"""Payment terms as they are written ("45 jours fin de mois"), and the due date that follows."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from relance_core.french import plain_key
from relance_core.intake.month_words import MonthDay, month_day

MAX_DAYS = 365
#: Spellings made one before anything is looked for.
_SPELLINGS = (
    (r"^(\d+) 0+$", r"\1"),  # "30.0"
    # "30 JFDM", "45 J FM", "30FDM", as accountants write them
    (r"\b(\d+) ?(?:j|jrs?|jours?)? ?(?:f ?d ?m|f ?m)\b", r"\1 jours EOM"),
    (r"^f ?d? ?m (?=\d)", "EOM "),
    (r"\bfin d(?:u|e|e ce) mois\b|\b(?:fdm|eom|month end|end of (?:the )?month|fin mois)\b", "EOM"),
    (r"\b(?:end of (?:the )?(?:next|following) month)\b", "EOM suivant"),
    (r"(\d) ?(?:j|jrs?|jours?|d|days?)\b", r"\1 jours"),
)
_AT_ONCE = r"\b(reception|comptant|receipt|immediate?s?|cash|a la commande|prepaid|upfront)\b"
#: What the number counts then is no days, or it is a date.
_OTHER_UNITS = (
    r"\b(semaines?|weeks?|mois|months?|ouvr\w*|decades?|quinzaines?|trimestres?|ans?|"
    r"janv\w*|fev\w*|mars|avr\w*|mai|juin|juil\w*|aout|sept\w*|oct\w*|nov\w*|dec\w*)\b"
)


@dataclass(frozen=True)
class Terms:
    """Days after the invoice, then to the end of that month, then to a day of the next one.

    ``month_end_first`` reads "fin de mois 45 jours": the end of the month comes before the days.
    """

    days: int
    month_end: bool = False
    month_end_first: bool = False
    day_after: int = 0  # "fin de mois le 10": this many days after the month's end
    day: int = 0  # "30 jours le 10": the next such day of a month, that day included
    next_month: bool = False  # "fin du mois suivant"
    named: MonthDay | None = None  # "fin juin": the month's own day, whatever the days

    def due(self, issued: date) -> date:
        """The due date of an invoice issued on that day (C. com. L441-10)."""
        if self.named is not None:
            return self.named.after(issued)
        if self.month_end_first:
            return _month_end(issued) + timedelta(days=self.days)
        due = issued + timedelta(days=self.days)
        if self.next_month:
            due = _month_end(due) + timedelta(days=1)
        if self.month_end:
            return _month_end(due) + timedelta(days=self.day_after)
        if self.day > due.day:
            return due.replace(day=min(self.day, _month_end(due).day))
        if self.day and self.day < due.day:
            return _month_end(due) + timedelta(days=self.day)
        return due


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def read_terms(text: str) -> Terms | None:
    """The terms behind a cell or an answer: "30", "45_eom", "60 jours net"; None when unclear."""
    if named := month_day(text):
        return Terms(0, named=named)
    if re.match(r"\s*[-–−]\s*\d", text):
        return None  # days counted below nought are no terms
    plain = plain_key(text)
    for pattern, spelling in _SPELLINGS:
        plain = re.sub(pattern, spelling, plain)
    if re.search(_AT_ONCE, plain):
        return None if re.search(r"\d", plain) else Terms(0)
    if found := re.fullmatch(r"\d+ \d+ net (\d+)(?: jours)?", plain):  # "2/10 net 30"
        return _within(Terms(int(found[1])))
    # "le 10", "le 10 du mois suivant"
    day, following = 0, False
    if found := re.search(r"\ble (\d{1,2})(?: (?:du|de chaque) mois(?: (suivant))?)?$", plain):
        day, following = int(found[1]), bool(found[2])
        plain = plain[: found.start()].strip()
        if not 1 <= day <= 31:
            return None
    month_end = "EOM" in plain
    next_month = bool(re.search(r"EOM suivant", plain))
    if re.search(_OTHER_UNITS, plain.replace("EOM suivant", "EOM")):
        return None
    numbers = [int(number) for number in re.findall(r"\d+", plain)]
    if len(numbers) > 1:
        return None  # "30/60": two instalments, not one date
    days = numbers[0] if numbers else 0
    if not numbers and not (month_end or day):
        return None
    if month_end and re.search(
        r"EOM (?:plus )?\d|\d jours (?:apres|suivant|from|after|a compter)\b", plain
    ):
        return None if day or next_month else _within(Terms(days, month_end_first=True))
    if next_month:
        return None if day or days else Terms(0, month_end=True, next_month=True)
    if month_end or following:
        return _within(Terms(days, month_end=True, day_after=day))
    return _within(Terms(days, day=day))


def _within(terms: Terms) -> Terms | None:
    return terms if terms.days <= MAX_DAYS else None
