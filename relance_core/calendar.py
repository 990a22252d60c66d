"""Open days in France: weekdays but for public holidays, local ones and quiet weeks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

DAY = timedelta(days=1)
#: Month and day of the holidays that never move (C. trav. L3133-1).
_FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
#: Days after Easter Sunday: Easter Monday, Ascension, Whit Monday.
_MOVABLE = (1, 39, 50)


def month_later(day: date, months: int) -> date:
    """The same day ``months`` later, or the last of that month (C. pr. civ. art. 641)."""
    later: date = day + relativedelta(months=months)
    return later


@lru_cache(maxsize=128)
def public_holidays(year: int, *, alsace_moselle: bool = False) -> frozenset[date]:
    """The legal holidays of metropolitan France in ``year`` (C. trav. L3133-1).

    With ``alsace_moselle``, Good Friday and 26 December too (C. trav. L3134-13).
    """
    sunday = easter(year)
    days = {date(year, month, day) for month, day in _FIXED}
    days |= {sunday + timedelta(days=after) for after in _MOVABLE}
    if alsace_moselle:
        days |= {sunday - timedelta(days=2), date(year, 12, 26)}
    return frozenset(days)


@dataclass(frozen=True)
class WorkCalendar:
    """Which days are open for a firm; ``quiet`` are ranges of closed days, both ends included."""

    alsace_moselle: bool = False
    quiet: tuple[tuple[date, date], ...] = ()

    def is_open(self, day: date) -> bool:
        """Whether ``day`` is a weekday, not a holiday, and in no quiet week."""
        return (
            day.weekday() < 5
            and day not in public_holidays(day.year, alsace_moselle=self.alsace_moselle)
            and not any(first <= day <= last for first, last in self.quiet)
        )

    def next_open(self, day: date) -> date:
        """``day`` itself when open, else the first open day after it."""
        while not self.is_open(day):
            day += DAY
        return day

    def add_open_days(self, day: date, count: int) -> date:
        """The open day ``count`` open days after ``day`` (0 gives the next open day)."""
        day = self.next_open(day)
        for _ in range(count):
            day = self.next_open(day + DAY)
        return day

    def open_days_between(self, start: date, end: date) -> int:
        """Open days after ``start`` up to and including ``end``; 0 when ``end`` is not later."""
        count, day = 0, start
        while day < end:
            day += DAY
            count += self.is_open(day)
        return count

    def closed_days(self, years: Iterable[int]) -> list[date]:
        """Closed weekdays of ``years``, sorted, for polars' business-day functions."""
        found = {
            day
            for year in years
            for day in public_holidays(year, alsace_moselle=self.alsace_moselle)
        }
        for first, last in self.quiet:
            found |= {first + timedelta(days=count) for count in range((last - first).days + 1)}
        return sorted(found)


#: Metropolitan France with no quiet week: the calendar of everything that is no firm's own.
FRANCE = WorkCalendar()
is_open = FRANCE.is_open
next_open = FRANCE.next_open
add_open_days = FRANCE.add_open_days
open_days_between = FRANCE.open_days_between
closed_days = FRANCE.closed_days
