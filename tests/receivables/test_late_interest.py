"""Late interest, each with its arithmetic written out, and against a reference day by day."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relance_core.legal_rates import Evidence, LegalRate, LegalRates, MissingRate, Semester
from relance_core.legal_rates import shipped_rates as rates
from relance_core.receivables.late_interest import (
    Basis,
    Claim,
    InterestStatement,
    Payment,
    interest_statement,
)
from relance_core.vocabulary import DebtorType

BUSINESS, PUBLIC, CONSUMER = DebtorType.BUSINESS, DebtorType.PUBLIC, DebtorType.CONSUMER


def claim(
    principal: str = "12000.00",
    *,
    due: date = date(2026, 5, 31),
    debtor: DebtorType = BUSINESS,
    payments: tuple[tuple[date, str], ...] = (),
    agreed: str | None = None,
    notice: date | None = None,
    insolvency: date | None = None,
) -> Claim:
    return Claim(
        Decimal(principal),
        "EUR",
        due,
        debtor,
        tuple(Payment(day, Decimal(amount)) for day, amount in payments),
        Decimal(agreed) if agreed else None,
        notice,
        insolvency,
    )


def lines(statement: InterestStatement) -> list[tuple[int, str, str, str]]:
    """Days, balance, rate and amount of each line."""
    return [
        (line.days, f"{line.balance}", f"{line.rate}", f"{line.amount}") for line in statement.lines
    ]


def test_the_two_semesters_of_2026_on_twelve_thousand_euros() -> None:
    # 1 to 30 June: 12 000 x 12,15 % x 30 / 365 = 119,835... -> 119,84
    # 1 July to 21 November: 31 + 31 + 30 + 31 + 21 = 144 days
    # 12 000 x 12,40 % x 144 / 365 = 587,046... -> 587,05
    statement = interest_statement(claim(), on=date(2026, 11, 21), rates=rates())

    assert lines(statement) == [
        (30, "12000.00", "12.15", "119.84"),
        (144, "12000.00", "12.40", "587.05"),
    ]
    assert statement.interest == Decimal("706.89")
    assert statement.fee == Decimal("40.00")
    assert statement.principal_left == Decimal("12000.00")


def test_nothing_runs_on_the_due_date_and_one_day_runs_the_day_after() -> None:
    on_time = interest_statement(claim(), on=date(2026, 5, 31), rates=rates())
    # 12 000 x 12,15 % / 365 = 3,994... -> 3,99
    late = interest_statement(claim(), on=date(2026, 6, 1), rates=rates())

    assert (on_time.lines, on_time.fee) == ((), Decimal("0.00"))
    assert lines(late) == [(1, "12000.00", "12.15", "3.99")]


#: 36 500 euros bear, in a semester of d days at r %, exactly 1 x r x d euros: d x r x 100 / 100.
EVERY_SEMESTER = [
    ("2019-S1", "10.00", 181),
    ("2019-S2", "10.00", 184),
    ("2020-S1", "10.00", 182),  # 2020 is a leap year
    ("2020-S2", "10.00", 184),
    ("2021-S1", "10.00", 181),
    ("2021-S2", "10.00", 184),
    ("2022-S1", "10.00", 181),
    ("2022-S2", "10.00", 184),
    ("2023-S1", "12.50", 181),
    ("2023-S2", "14.00", 184),
    ("2024-S1", "14.50", 182),  # and so is 2024
    ("2024-S2", "14.25", 184),
    ("2025-S1", "13.15", 181),
    ("2025-S2", "12.15", 184),
    ("2026-S1", "12.15", 181),
    ("2026-S2", "12.40", 184),
]


def test_every_semester_since_2019_has_its_own_line_and_rate() -> None:
    # On 36 500 euros one percent is one euro a day: 36 500 x r / 100 / 365 = r.
    statement = interest_statement(
        claim("36500.00", due=date(2018, 12, 31)), on=date(2026, 12, 31), rates=rates()
    )

    found = [
        (Semester.of(line.first).code, f"{line.rate}", line.days, line.amount)
        for line in statement.lines
    ]
    assert found == [
        (code, rate, days, (Decimal(rate) * days).quantize(Decimal("0.01")))
        for code, rate, days in EVERY_SEMESTER
    ]
    # The leap years count 366 days, each of them a 365th of the yearly rate.
    assert sum(line.days for line in statement.lines) == 8 * 365 + 2


def test_the_29th_of_february_bears_interest_like_any_other_day() -> None:
    # 28 and 29 February, 1 March 2024: 36 500 x 14,50 % x 3 / 365 = 43,50
    statement = interest_statement(
        claim("36500.00", due=date(2024, 2, 27)), on=date(2024, 3, 1), rates=rates()
    )

    assert lines(statement) == [(3, "36500.00", "14.50", "43.50")]


def test_a_part_payment_counts_from_the_day_after_it_came_in() -> None:
    # to 15 September on 12 000: 30 d at 12,15 % = 119,84; 77 d at 12,40 % = 313,907... -> 313,91
    # 16 September to 21 November on 7 000: 67 d at 12,40 % = 159,331... -> 159,33
    statement = interest_statement(
        claim(payments=((date(2026, 9, 15), "5000.00"),)), on=date(2026, 11, 21), rates=rates()
    )

    assert lines(statement) == [
        (30, "12000.00", "12.15", "119.84"),
        (77, "12000.00", "12.40", "313.91"),
        (67, "7000.00", "12.40", "159.33"),
    ]
    assert statement.principal_left == Decimal("7000.00")


def test_the_law_puts_a_payment_on_the_interest_first() -> None:
    # 433,75 of interest on the day of the payment: 5 000,00 - 433,75 = 4 566,25 of principal,
    # 12 000,00 - 4 566,25 = 7 433,75 left; 67 d at 12,40 % = 169,204... -> 169,20
    statement = interest_statement(
        claim(payments=((date(2026, 9, 15), "5000.00"),)),
        on=date(2026, 11, 21),
        rates=rates(),
        interest_first=True,
    )

    assert lines(statement)[-1] == (67, "7433.75", "12.40", "169.20")
    assert statement.interest_paid == Decimal("433.75")
    assert statement.interest_left == Decimal("169.20")
    assert statement.principal_left == Decimal("7433.75")


def test_an_invoice_paid_late_keeps_the_interest_of_its_delay_and_the_fee() -> None:
    # paid on 30 June: 30 d at 12,15 % = 119,84, and nothing more afterwards
    statement = interest_statement(
        claim(payments=((date(2026, 6, 30), "12000.00"),)), on=date(2026, 11, 21), rates=rates()
    )

    assert lines(statement) == [(30, "12000.00", "12.15", "119.84")]
    assert (statement.principal_left, statement.fee) == (Decimal("0.00"), Decimal("40.00"))


def test_an_invoice_paid_in_time_owes_nothing() -> None:
    statement = interest_statement(
        claim(payments=((date(2026, 5, 31), "12000.00"),)), on=date(2026, 11, 21), rates=rates()
    )

    assert (statement.lines, statement.fee) == ((), Decimal("0.00"))


def test_a_payment_still_to_come_changes_nothing_yet() -> None:
    paid_later = claim(payments=((date(2026, 11, 22), "12000.00"),))

    assert interest_statement(
        paid_later, on=date(2026, 11, 21), rates=rates()
    ) == interest_statement(claim(), on=date(2026, 11, 21), rates=rates())


def test_a_public_buyer_keeps_the_rate_of_the_semester_in_which_the_delay_began() -> None:
    # due 31 May 2026: 2,15 + 8 = 10,15 % for the whole delay
    # 12 000 x 10,15 % x 30 / 365 = 100,109... -> 100,11; x 144 / 365 = 480,526... -> 480,53
    statement = interest_statement(claim(debtor=PUBLIC), on=date(2026, 11, 21), rates=rates())

    assert [(line.days, f"{line.rate}", f"{line.amount}") for line in statement.lines] == [
        (30, "10.15", "100.11"),
        (144, "10.15", "480.53"),
    ]
    assert statement.fee == Decimal("40.00")


def test_a_public_buyer_late_from_the_first_of_july_has_the_rate_of_the_second_semester() -> None:
    statement = interest_statement(
        claim(debtor=PUBLIC, due=date(2026, 6, 30)), on=date(2026, 7, 1), rates=rates()
    )

    assert [line.rate for line in statement.lines] == [Decimal("10.40")]


def test_a_consumer_owes_the_legal_rate_and_only_from_the_formal_notice() -> None:
    # notice received on 1 September: 2 September to 21 November, 81 days
    # 12 000 x 2,75 % x 81 / 365 = 73,232... -> 73,23
    before = interest_statement(claim(debtor=CONSUMER), on=date(2026, 11, 21), rates=rates())
    after = interest_statement(
        claim(debtor=CONSUMER, notice=date(2026, 9, 1)), on=date(2026, 11, 21), rates=rates()
    )

    assert (before.lines, before.fee) == ((), Decimal("0.00"))
    assert lines(after) == [(81, "12000.00", "2.75", "73.23")]
    assert after.fee == Decimal("0.00")


@pytest.mark.parametrize("debtor", [DebtorType.UNKNOWN, DebtorType.OTHER])
def test_whoever_is_not_known_to_be_a_business_owes_neither_interest_nor_fee(
    debtor: DebtorType,
) -> None:
    statement = interest_statement(claim(debtor=debtor), on=date(2026, 11, 21), rates=rates())

    assert (statement.lines, statement.fee) == ((), Decimal("0.00"))


def test_a_rate_agreed_under_three_times_the_legal_one_gives_way_to_it() -> None:
    # first semester of 2024: 3 x 5,07 = 15,21 % is above the 12 % agreed
    # second semester of 2025: 3 x 2,76 = 8,28 % is below it
    old = interest_statement(
        claim("36500.00", due=date(2024, 3, 31), agreed="12.00"),
        on=date(2024, 4, 1),
        rates=rates(),
    )
    new = interest_statement(
        claim("36500.00", due=date(2025, 9, 30), agreed="12.00"),
        on=date(2025, 10, 1),
        rates=rates(),
    )

    assert [(line.rate, line.basis, line.amount) for line in old.lines] == [
        (Decimal("15.21"), Basis.FLOOR, Decimal("15.21"))
    ]
    assert [(line.rate, line.basis, line.amount) for line in new.lines] == [
        (Decimal("12.00"), Basis.CONTRACT, Decimal("12.00"))
    ]


def test_the_rate_of_the_law_is_applied_as_it_is_even_below_that_floor() -> None:
    # the floor tests a rate that was agreed: 2024 bears 14,50 and 14,25 %, not 15,21 and 14,76 %
    statement = interest_statement(
        claim("36500.00", due=date(2024, 6, 29)), on=date(2024, 7, 1), rates=rates()
    )

    assert [line.rate for line in statement.lines] == [Decimal("14.50"), Decimal("14.25")]


def test_interest_stops_the_day_before_insolvency_proceedings_open() -> None:
    # 1 June to 9 June: 9 days, 12 000 x 12,15 % x 9 / 365 = 35,950... -> 35,95
    statement = interest_statement(
        claim(insolvency=date(2026, 6, 10)), on=date(2026, 11, 21), rates=rates()
    )

    assert lines(statement) == [(9, "12000.00", "12.15", "35.95")]


def test_an_invoice_that_falls_due_in_the_proceedings_owes_no_fee() -> None:
    statement = interest_statement(
        claim(insolvency=date(2026, 5, 31)), on=date(2026, 11, 21), rates=rates()
    )

    assert (statement.lines, statement.fee) == ((), Decimal("0.00"))


def test_a_semester_without_a_rate_is_an_error_and_no_guess() -> None:
    with pytest.raises(MissingRate, match="1er semestre 2027"):
        interest_statement(claim(), on=date(2027, 1, 1), rates=rates())


def test_a_currency_without_decimals_is_rounded_to_its_unit() -> None:
    # 1 000 000 yen, 30 days at 12,15 %: 9 986,30 -> 9 986
    yen = Claim(Decimal(1_000_000), "JPY", date(2026, 5, 31), BUSINESS)
    statement = interest_statement(yen, on=date(2026, 6, 30), rates=rates())

    assert [line.amount for line in statement.lines] == [Decimal(9986)]


def test_negative_amounts_are_refused() -> None:
    with pytest.raises(ValueError, match="positive"):
        interest_statement(claim("-1.00"), on=date(2026, 6, 2), rates=rates())


# --- against a reference that goes day by day ---------------------------------------------------

DAYS = st.dates(date(2019, 1, 1), date(2026, 12, 31))
CENTS = st.integers(1, 5_000_000).map(lambda cents: Decimal(cents).scaleb(-2))


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    debtor = draw(st.sampled_from([BUSINESS, BUSINESS, PUBLIC, CONSUMER]))
    return Claim(
        draw(CENTS),
        "EUR",
        draw(DAYS),
        debtor,
        tuple(Payment(*one) for one in draw(st.lists(st.tuples(DAYS, CENTS), max_size=4))),
        draw(st.none() | st.integers(1, 2000).map(lambda hundredths: Decimal(hundredths) / 100)),
        draw(st.none() | DAYS),
        draw(st.none() | DAYS),
    )


def daily_rate(one: Claim, day: date, known: LegalRates) -> Decimal:
    rate = known.known[Semester(day.year, 2 if day >= date(day.year, 7, 1) else 1)]
    if one.debtor_type is PUBLIC:
        began = one.due_date + timedelta(days=1)
        half = 2 if began.month > 6 else 1
        return known.known[Semester(began.year, half)].ecb_refinancing + 8
    if one.debtor_type is CONSUMER:
        return rate.legal_professional
    if one.agreed_rate is None:
        return rate.ecb_refinancing + 10
    return max(one.agreed_rate, rate.legal_professional * 3)


def bears(one: Claim, day: date, on: date) -> bool:
    if day <= one.due_date or day > on or (one.insolvency and day >= one.insolvency):
        return False
    if one.debtor_type is CONSUMER:
        return one.notice_received is not None and day > one.notice_received
    return True


def cents(running: Decimal) -> Decimal:
    """A sum of balances times percents of a year, as money."""
    return (running / 36500).quantize(Decimal("0.01"), ROUND_HALF_UP)


def reference(one: Claim, on: date, *, interest_first: bool) -> tuple[Decimal, Decimal]:
    """Interest in all and principal left, walking from day to day with no formula for periods."""
    total, paid, running, balance = Decimal(0), Decimal(0), Decimal(0), one.principal
    group: tuple[Decimal, int, bool] | None = None
    day = min([one.due_date, *(payment.day for payment in one.payments)])
    while day <= on:
        if bears(one, day, on) and balance > 0:
            here = (balance, day.year, day.month > 6)
            if group != here:
                total, running, group = total + cents(running), Decimal(0), here
            running += balance * daily_rate(one, day, rates())
        for payment in one.payments:
            if payment.day == day:
                total, running, group = total + cents(running), Decimal(0), None
                covered = min(total - paid, payment.amount) if interest_first else Decimal(0)
                paid += covered
                balance = max(balance - (payment.amount - covered), Decimal(0))
        day += timedelta(days=1)
    return total + cents(running), balance


@settings(deadline=None, max_examples=60)
@given(claims(), DAYS, st.booleans())
def test_the_lines_sum_to_what_a_walk_from_day_to_day_finds(
    one: Claim, on: date, interest_first: bool
) -> None:
    statement = interest_statement(one, on=on, rates=rates(), interest_first=interest_first)
    interest, left = reference(one, on, interest_first=interest_first)

    assert statement.interest == interest
    assert statement.principal_left == left
    assert statement.interest == sum((line.amount for line in statement.lines), Decimal(0))


@settings(deadline=None, max_examples=60)
@given(claims(), DAYS)
def test_lines_follow_each_other_and_stay_within_one_semester_and_the_delay(
    one: Claim, on: date
) -> None:
    statement = interest_statement(one, on=on, rates=rates())

    for line in statement.lines:
        assert one.due_date < line.first <= line.last <= on
        assert Semester.of(line.first) == Semester.of(line.last)
    for before, after in pairwise(statement.lines):
        assert before.last < after.first
        assert after.balance <= before.balance
    assert statement.fee == (
        Decimal("40.00") if statement.lines and one.debtor_type is not CONSUMER else 0
    )


def test_a_rate_written_by_hand_carries_interest_into_its_semester() -> None:
    # 1 January 2027: 36 500 x (2,65 + 10) % x 1 / 365 = 12,65
    new = LegalRate(Semester(2027, 1), Decimal("2.65"), Decimal("3.00"), "saisi", Evidence.BY_HAND)
    statement = interest_statement(
        claim("36500.00", due=date(2026, 12, 31)),
        on=date(2027, 1, 1),
        rates=rates().with_rate(new),
    )

    assert statement.interest == Decimal("12.65")
