"""Open days in France: weekdays but for public holidays (C. trav. L3133-1)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

import holidays

DAY = timedelta(days=1)


@lru_cache(maxsize=64)
def public_holidays(year: int) -> frozenset[date]:
    """The legal holidays of metropolitan France in ``year``, movable feasts included."""
    return frozenset(holidays.country_holidays("FR", years=year))


def is_open(day: date) -> bool:
    """Whether ``day`` is a weekday that is not a public holiday."""
    return day.weekday() < 5 and day not in public_holidays(day.year)


def next_open(day: date) -> date:
    """``day`` itself when open, else the first open day after it."""
    while not is_open(day):
        day += DAY
    return day


def add_open_days(day: date, count: int) -> date:
    """The open day ``count`` open days after ``day`` (0 gives the next open day)."""
    day = next_open(day)
    for _ in range(count):
        day = next_open(day + DAY)
    return day


def open_days_between(start: date, end: date) -> int:
    """Open days after ``start`` up to and including ``end``; 0 when ``end`` is not later."""
    count, day = 0, start
    while day < end:
        day += DAY
        count += is_open(day)
    return count


def closed_days(years: Iterable[int]) -> list[date]:
    """Public holidays of several years, sorted, for polars' business-day functions."""
    return sorted(day for year in years for day in public_holidays(year))
