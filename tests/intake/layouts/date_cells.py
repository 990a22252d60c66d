"""Due dates in every spelling that exports use (exports.md 0 and 1.3), a column at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.intake.layouts.case import Case, layout, row, rows
from tests.intake.layouts.kinds import plain
from tests.intake.layouts.ledger import Ledger
from tests.intake.layouts.writers import delimited, formatted, written
from tests.intake.spreadsheets import HEADINGS, workbook

MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
SHORT = "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc."
DAYS = "lundi mardi mercredi jeudi vendredi samedi dimanche"
EXCEL_DAY_0 = date(1899, 12, 30)


def in_words(day: date) -> str:
    """1er avril 2026"""
    first = "1er" if day.day == 1 else str(day.day)
    return f"{first} {MONTHS.split()[day.month - 1]} {day.year}"


def weekday_in_words(day: date) -> str:
    """lundi 13 avril 2026"""
    return f"{DAYS.split()[day.weekday()]} {in_words(day)}"


def short_in_french(day: date) -> str:
    """26-avr.-26"""
    return f"{day:%d}-{SHORT.split()[day.month - 1]}-{day:%y}"


def days_since_1900(day: date) -> int:
    """46125"""
    return (day - EXCEL_DAY_0).days


def pattern(spelling: str) -> Callable[[date], str]:
    """A spelling of strftime."""
    return lambda day: day.strftime(spelling)


#: Name, source, and how a due date is spelled; all read without a question.
SPELLINGS: Sequence[tuple[str, str, Callable[[date], Any]]] = (
    ("day_first", "F", pattern("%d/%m/%Y")),
    ("month_first", "F", pattern("%m/%d/%Y")),
    ("two_digit_year", "F", pattern("%d/%m/%y")),
    ("with_dots", "C", pattern("%d.%m.%Y")),
    ("with_dashes", "F", pattern("%d-%m-%Y")),
    ("iso", "F", pattern("%Y-%m-%d")),
    ("iso_with_slashes", "M", pattern("%Y/%m/%d")),
    ("iso_with_time_zone", "F", pattern("%Y-%m-%dT00:00:00Z")),
    ("iso_with_nanoseconds", "F", pattern("%Y-%m-%dT00:00:00.000000000")),
    ("with_midnight", "F", pattern("%d/%m/%Y 00:00")),
    ("compact_text", "F", pattern("%Y%m%d")),
    ("compact_number", "F", lambda day: int(day.strftime("%Y%m%d"))),
    ("english_month", "F", pattern("%b %d %Y")),
    ("english_month_short", "F", pattern("%d-%b-%y")),
    ("french_month_short", "M", short_in_french),
    ("french_words", "M", in_words),
    ("french_words_with_weekday", "M", weekday_in_words),
    ("serial_number", "F", days_since_1900),
    ("jjmmaa", "C", pattern("%d%m%y")),
    ("jjmmaaaa", "M", pattern("%d%m%Y")),
)


def _with_due(book: Ledger, spelled: Callable[[date], Any]) -> list[list[Any]]:
    lines = plain(book)
    return [lines[0], *([*line[:3], spelled(line[3]), line[4]] for line in lines[1:])]


def _registered(name: str, source: str, spelled: Callable[[date], Any]) -> None:
    def due_date(book: Ledger) -> Case:
        cells = written(_with_due(book, spelled), "%Y-%m-%d")
        return Case(delimited(cells), "f.csv", rows(book.bills))

    due_date.__name__ = f"due_date_{name}"
    due_date.__doc__ = f"Due dates as text in one spelling [{source}]."
    layout(due_date)


for _name, _source, _spelled in SPELLINGS:
    _registered(_name, _source, _spelled)


@layout
def due_date_in_a_1904_workbook(book: Ledger) -> Case:
    """A workbook of the 1904 calendar [F]: 1,462 days off when ignored."""
    return Case(formatted({"F": plain(book)}, from_1904=True), "f.xlsx", rows(book.bills))


@layout
def due_date_as_serials_of_1904(book: Ledger) -> Case:
    """Bare numbers in a 1904 workbook [F]."""
    cells = _with_due(book, lambda day: (day - date(1904, 1, 1)).days)
    return Case(formatted({"F": cells}, from_1904=True), "f.xlsx", rows(book.bills))


@layout
def due_date_all_below_thirteen(book: Ledger) -> Case:
    """Nothing proves the order of day and month [F]: asked once."""
    days = [date(2026, 1 + at % 2, 3 + at % 9) for at in range(len(book.bills))]
    lines: list[list[Any]] = [list(HEADINGS)]
    for bill, day in zip(book.bills, days, strict=True):
        lines.append([bill.number, bill.client, None, day, bill.amount])
    truth = [row(b, "issue_date", due_date=day) for b, day in zip(book.bills, days, strict=True)]
    return Case(
        workbook([lines[0], *written(lines[1:])]),
        "f.xlsx",
        truth,
        asks=["date_order"],
        answers={"date_order": "day_first"},
    )


@layout
def due_date_order_proven_by_the_issue_date(book: Ledger) -> Case:
    """Due dates prove nothing, issue dates do [F]."""
    lines: list[list[Any]] = [list(HEADINGS)]
    truth = []
    for at, bill in enumerate(book.bills):
        due = date(2026, 2, 1 + at % 9)
        issue = date(2026, 1, 13 + at % 9)
        lines.append([bill.number, bill.client, issue, due, bill.amount])
        truth.append(row(bill, issue_date=issue, due_date=due))
    return Case(delimited(written(lines), ","), "f.csv", truth)


def half_converted(bill_due: date) -> date | str:
    """What an Excel of the other order makes of m/d/yyyy: swapped, or left as text."""
    if bill_due.day <= 12:
        return bill_due.replace(day=bill_due.month, month=bill_due.day)
    return f"{bill_due.month}/{bill_due.day}/{bill_due.year}"


@layout
def due_date_half_converted(book: Ledger) -> Case:
    """Dates swapped where the day is at most 12, text elsewhere [F]: ibm_late_payment."""
    return _half(book, [])


@layout
def due_date_half_converted_and_one_typed_by_hand(book: Ledger) -> Case:
    """The same, and one true date with a day above 12 [F]: it proves nothing of the others."""
    first = book.bills[0]
    by_hand = [["H-1", first.client, first.issue, date(2026, 2, 20), Decimal("10.00")]]
    case = _half(book, by_hand)
    typed = {"number": "H-1", "due_date": date(2026, 2, 20), "amount": Decimal("10.00")}
    return Case(case.content, "f.xlsx", [*case.rows, typed], case.answers, case.asks)


def _half(book: Ledger, more: list[list[Any]]) -> Case:
    lines: list[list[Any]] = [list(HEADINGS)]
    truth = []
    start = date(2026, 1, 1)
    for at in range(40):  # as many as it takes for nine in ten of the dates to be swapped
        bill = book.bills[at % len(book.bills)]
        due = start + timedelta(days=9 * at % 365)
        number, issue = f"H-{at + 100}", date(2025, 12, 1)
        lines.append([number, bill.client, issue, half_converted(due), bill.amount])
        truth.append(row(bill, number=number, issue_date=issue, due_date=due))
    return Case(
        workbook([*lines, *more]),
        "f.xlsx",
        truth,
        {"swapped_dates": "swap"},
        ["swapped_dates"],
    )


@layout
def issue_date_swapped_throughout(book: Ledger) -> Case:
    """Real dates, every issue date swapped [F]: due before issue on many rows, so asked."""
    lines: list[list[Any]] = [list(HEADINGS)]
    truth = []
    for at in range(30):
        bill = book.bills[at % len(book.bills)]
        issue = date(2026, at % 6 + 1, at % 12 + 1)
        due = date(2026, issue.month + 1, issue.day)
        swapped = issue.replace(day=issue.month, month=issue.day)
        lines.append([f"S-{at}", bill.client, swapped, due, bill.amount])
        truth.append(row(bill, number=f"S-{at}", issue_date=issue, due_date=due))
    return Case(
        workbook(lines),
        "f.xlsx",
        truth,
        {"swapped_dates": "swap_issue_date"},
        ["swapped_dates"],
    )


@layout
def due_date_that_is_none(book: Ledger) -> Case:
    """0001-01-01, 00/00/0000 and a dash mean no date [C]: asked once, never lost."""
    nothing = ("0001-01-01", "00/00/0000", "-")
    lines: list[list[Any]] = [list(HEADINGS)]
    truth = []
    for at, bill in enumerate(book.bills):
        none = at % 2 == 1
        due = nothing[at % 3] if none else bill.due.strftime("%d/%m/%Y")
        lines.append([bill.number, bill.client, bill.issue, due, bill.amount])
        truth.append(row(bill, due_calculated=none))
    answers = {"missing_due_date": "30"}
    content = delimited(written(lines))
    return Case(content, "f.csv", truth, answers, asks=["missing_due_date"])


@layout
def due_date_or_terms_in_one_column(book: Ledger) -> Case:
    """Échéance holds dates, and "30 jours" on some rows [M]."""
    lines: list[list[Any]] = [list(HEADINGS)]
    for at, bill in enumerate(book.bills):
        due = "30 jours" if at % 3 == 1 else bill.due
        lines.append([bill.number, bill.client, bill.issue, due, bill.amount])
    return Case(workbook(lines), "f.xlsx", rows(book.bills))


@layout
def due_date_on_receipt(book: Ledger) -> Case:
    """À réception [C]: due on the day of the invoice."""
    lines: list[list[Any]] = [list(HEADINGS)]
    lines += [[b.number, b.client, b.issue, "À réception", b.amount] for b in book.bills]
    return Case(workbook(lines), "f.xlsx", [row(bill, due_date=bill.issue) for bill in book.bills])


@layout
def due_date_as_days(book: Ledger) -> Case:
    """écheance as a number of days [C]."""
    lines: list[list[Any]] = [list(HEADINGS)]
    lines += [[b.number, b.client, b.issue, 30, b.amount] for b in book.bills]
    return Case(workbook(lines), "f.xlsx", rows(book.bills))
