"""The rates of late payment: what is shipped, and what happens where nothing is known."""

from datetime import date
from decimal import Decimal

import pytest

from relance_core.legal_rates import Evidence, LegalRate, MissingRate, Semester, shipped_rates


def test_a_semester_begins_on_the_first_of_january_or_july_and_ends_the_day_before_the_next() -> (
    None
):
    first, second = Semester.of(date(2026, 6, 30)), Semester.of(date(2026, 7, 1))

    assert (first.code, first.first_day, first.last_day) == (
        "2026-S1",
        date(2026, 1, 1),
        date(2026, 6, 30),
    )
    assert (second.code, second.last_day, second.next.code) == (
        "2026-S2",
        date(2026, 12, 31),
        "2027-S1",
    )
    assert second.label == "2e semestre 2026"
    assert Semester.parse(second.code) == second


@pytest.mark.parametrize("code", ["2026", "2026-S3", "26-S1", "S1-2026", ""])
def test_any_other_code_is_no_semester(code: str) -> None:
    with pytest.raises(ValueError, match="no semester"):
        Semester.parse(code)


def test_every_semester_from_2019_to_the_second_of_2026_has_its_rates() -> None:
    semester, count = Semester(2019, 1), 0
    while semester <= Semester(2026, 2):
        assert shipped_rates().of(semester).semester == semester
        semester, count = semester.next, count + 1

    assert count == 16


def test_the_law_adds_ten_points_for_businesses_and_eight_for_public_buyers() -> None:
    rate = shipped_rates().of(Semester(2026, 2))

    assert (rate.business, rate.public, rate.floor) == (
        Decimal("12.40"),
        Decimal("10.40"),
        Decimal("8.25"),
    )


def test_an_unknown_semester_says_what_to_look_up_and_where_to_write_it() -> None:
    with pytest.raises(MissingRate) as refused:
        shipped_rates().of(Semester(2027, 1))

    for words in ("1er semestre 2027", "1er janvier 2027", "Banque de France", "Réglages"):
        assert words in refused.value.message


def test_a_rate_written_by_hand_is_known_and_the_others_stay() -> None:
    new = LegalRate(
        Semester(2027, 1), Decimal("2.65"), Decimal("3.10"), "JO du 30/12/2026", Evidence.BY_HAND
    )
    rates = shipped_rates().with_rate(new)

    assert rates.of(Semester(2027, 1)) == new
    assert rates.of(Semester(2026, 2)) == shipped_rates().of(Semester(2026, 2))
    assert Semester(2027, 1) not in shipped_rates().known
