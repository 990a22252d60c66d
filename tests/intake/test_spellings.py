"""A column written in one spelling comes back exactly, or as issues, or is asked about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from relance_core.intake import Reading, read_file
from relance_core.vocabulary import Severity
from tests.intake.layouts import amount_cells, date_cells
from tests.intake.layouts.writers import Money, delimited
from tests.intake.spreadsheets import TODAY


def whole_bare(money: Money) -> Money:
    """The spelling that leaves out the cents when there are none."""
    return lambda amount: money(amount).removesuffix(",00").removesuffix(".00")


#: Name -> the spelling, and what marks its decimals.
AMOUNTS: Mapping[str, tuple[Money, str]] = {
    name: (money, "point" if name in ("english", "swiss", "point_alone") else "comma")
    for name, _, money in amount_cells.SPELLINGS
}
BARE = {f"{name}_bare": (whole_bare(money), mark) for name, (money, mark) in AMOUNTS.items()}
ALL_AMOUNTS = {**AMOUNTS, **BARE}
#: Spellings of which a day above 12 alone tells the order, with the order.
ORDERS = {
    "day_first": "day_first",
    "month_first": "month_first",
    "two_digit_year": "day_first",
    "with_dots": "day_first",
    "with_dashes": "day_first",
    "with_midnight": "day_first",
}
DATES = {name: spelled for name, _, spelled in date_cells.SPELLINGS}


def left_out(reading: Reading) -> set[int]:
    """The rows that an issue says are not imported."""
    return set(reading.issues.filter(severity=Severity.LEFT_OUT.value)["row"].drop_nulls())


@settings(max_examples=60)
@given(
    st.sampled_from(sorted(ALL_AMOUNTS)),
    st.lists(st.integers(-(10**9), 10**9).filter(bool), min_size=1, max_size=12),
)
def test_a_column_of_amounts_comes_back_exactly(name: str, cents: list[int]) -> None:
    money, mark = ALL_AMOUNTS[name]
    lines = [["N° facture", "Client", "Date facture", "Échéance", "Montant TTC"]]
    for at, amount in enumerate(cents):
        lines.append([f"F-{at}", "Alpha", "2026-01-13", "2026-02-23", money(Decimal(amount) / 100)])
    content = delimited(lines)
    reading = read_file(content, "f.csv", today=TODAY)
    if reading.questions:
        assert [question.code for question in reading.questions] == ["decimal_sign"]
        reading = read_file(content, "f.csv", today=TODAY, answers={"decimal_sign": mark})
    out = left_out(reading)
    read = {
        row: -amount if kind == "credit_note" else amount
        for row, kind, amount in reading.invoices.select("row", "kind", "amount").iter_rows()
    }
    assert set(read) | out == set(range(2, len(cents) + 2))
    for row, amount in read.items():
        assert amount == Decimal(cents[row - 2]) / 100, lines[row - 1]


@settings(max_examples=60)
@given(
    st.sampled_from(sorted(DATES)),
    st.lists(st.dates(date(2024, 1, 1), date(2027, 12, 31)), min_size=1, max_size=12),
)
def test_a_column_of_dates_comes_back_exactly(name: str, days: list[date]) -> None:
    spelled = DATES[name]
    lines = [["Invoice no", "Client", "Due date", "Amount"]]
    lines += [[f"F-{at}", "Alpha", str(spelled(day)), "100"] for at, day in enumerate(days)]
    content = delimited(lines, ",")
    reading = read_file(content, "f.csv", today=TODAY)
    if reading.questions:
        assert [question.code for question in reading.questions] == ["date_order"]
        assert name in ORDERS
        answers = {"date_order": ORDERS[name]}
        reading = read_file(content, "f.csv", today=TODAY, answers=answers)
    read = dict(reading.invoices.select("row", "due_date").iter_rows())
    assert set(read) | left_out(reading) == set(range(2, len(days) + 2))
    for row, day in read.items():
        assert day == days[row - 2], lines[row - 1]
