"""Open days: holidays beside an independent library, Alsace-Moselle, quiet weeks."""

from __future__ import annotations

from datetime import date, timedelta

import holidays
import pytest

from relance_core.calendar import FRANCE, WorkCalendar, public_holidays


@pytest.mark.parametrize("year", range(2015, 2040))
def test_the_holidays_are_those_of_the_labour_code(year: int) -> None:
    assert public_holidays(year) == set(holidays.country_holidays("FR", years=year))


@pytest.mark.parametrize("year", range(2015, 2040))
def test_alsace_moselle_has_two_more(year: int) -> None:
    theirs = set(holidays.country_holidays("FR", subdiv="57", years=year))
    assert public_holidays(year, alsace_moselle=True) == theirs


def test_good_friday_is_open_elsewhere() -> None:
    assert FRANCE.is_open(date(2026, 4, 3))
    assert not WorkCalendar(alsace_moselle=True).is_open(date(2026, 4, 3))


def test_a_quiet_week_is_closed_with_both_its_ends() -> None:
    quiet = WorkCalendar(quiet=((date(2026, 8, 10), date(2026, 8, 21)),))
    assert quiet.next_open(date(2026, 8, 10)) == date(2026, 8, 24)
    assert quiet.is_open(date(2026, 8, 7))
    assert quiet.open_days_between(date(2026, 8, 7), date(2026, 8, 25)) == 2
    assert date(2026, 8, 21) in quiet.closed_days([2026])


def test_open_days_are_counted_from_the_next_one() -> None:
    friday = date(2026, 11, 20)
    assert FRANCE.add_open_days(friday, 0) == friday
    assert FRANCE.add_open_days(friday + timedelta(days=1), 1) == date(2026, 11, 24)
