"""Whatever the spelling, a file gives its amounts and dates exactly, or says that it cannot."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from babel.dates import format_date
from hypothesis import given, settings
from hypothesis import strategies as st

from relance_core.intake import Reading
from tests.intake.spreadsheets import read_text

#: Each reads a whole file.
EXAMPLES = 40

Spell = Callable[[Decimal], str]
Write = Callable[[date], str]

cents = st.integers(1, 10**9).map(lambda value: Decimal(value) / 100)


def french(value: Decimal, space: str = "\u202f") -> str:
    return f"{value:,.2f}".replace(",", space).replace(".", ",")


def german(value: Decimal) -> str:
    return f"{value:,.2f}".translate(str.maketrans(",.", ".,"))


def whole(value: Decimal, separator: str) -> str:
    """Without decimals where there are none: what reads two ways."""
    text = f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"
    return text.translate(str.maketrans(",.", f"{separator}{'.' if separator == ',' else ','}"))


WITH_COMMA: tuple[Spell, ...] = (
    french,
    lambda value: french(value, " "),
    lambda value: french(value, "\u00a0") + " €",
    german,
    lambda value: f"{german(value)} EUR",
    lambda value: whole(value, "."),
    lambda value: f"{value:.2f}".replace(".", ","),
    lambda value: f"{value:016.2f}".replace(".", ","),
    lambda value: f" {value:018.2f}".replace(".", ","),
    lambda value: f"€ {french(value)}",
    lambda value: f"{french(value)} DR",
    lambda value: f"{int(value)}€{int(value * 100) % 100:02d}",
)
WITH_POINT: tuple[Spell, ...] = (
    lambda value: f"{value:.2f}",
    lambda value: f"{value:,.2f}",
    lambda value: f"EUR {value:,.2f}",
    lambda value: whole(value, ","),
    lambda value: f"{value:,.2f}".replace(",", "'"),
    lambda value: f"{value:,.2f}".replace(",", "’"),
    lambda value: f"{value:.4f}",
)
NEGATIVE: tuple[Callable[[str], str], ...] = (
    lambda text: f"-{text}",
    lambda text: f"−{text}",
    lambda text: f"({text})",
    lambda text: f"{text}-",
    lambda text: f"{text} CR",
)
DAY_FIRST: tuple[Write, ...] = (
    lambda day: f"{day:%d/%m/%Y}",
    lambda day: f"{day.day}/{day.month}/{day:%y}",
    lambda day: f"{day:%d-%m-%Y}",
    lambda day: f"{day:%d/%m/%Y} 10:30",
    lambda day: f"'{day:%d/%m/%Y}",
    lambda day: f"{day:%d%m%Y}",
    # Nobody who writes these puts the month first elsewhere.
    lambda day: f"{day:%d.%m.%Y}",
    lambda day: format_date(day, "long", locale="fr_FR"),
    lambda day: format_date(day, "full", locale="fr_FR"),
    lambda day: format_date(day, "d MMM yyyy", locale="fr_FR"),
    lambda day: format_date(day, "dd-MMM-yy", locale="fr_FR"),
)
MONTH_FIRST: tuple[Write, ...] = (
    lambda day: f"{day:%m/%d/%Y}",
    lambda day: f"{day.month}/{day.day}/{day:%y}",
    lambda day: f"{day:%m-%d-%Y}",
)
ONE_WAY: tuple[Write, ...] = (
    lambda day: f"{day:%Y-%m-%d}",
    lambda day: f"{day:%Y-%m-%d} 00:00:00",
    lambda day: f"{day:%Y-%m-%d}T00:00:00.000000000",
    lambda day: f"{day:%Y-%m-%d}T00:00:00+02:00",
    lambda day: f"{day:%Y/%m/%d}",
    lambda day: f"{day:%Y%m%d}",
    lambda day: str((day - date(1899, 12, 30)).days),
    lambda day: format_date(day, "long", locale="en_US"),
    lambda day: format_date(day, "dd-MMM-yy", locale="en_GB"),
    lambda day: format_date(day, "MMM d yyyy", locale="en_US"),
)


def told_rows(reading: Reading) -> set[int]:
    """The rows of the file that an issue leaves out."""
    return set(reading.issues.filter(severity="left_out")["row"].to_list())


def check(reading: Reading, field: str, truth: list[object]) -> None:
    """Each row holds the truth, or is told; or nothing is imported before an answer."""
    if reading.questions:
        return
    read = dict(reading.invoices.select("number", field).iter_rows())
    left_out = told_rows(reading)
    for at, wanted in enumerate(truth):
        number = f"F-{at}"
        if number in read:
            assert read[number] == wanted, (number, read[number], wanted)
        else:
            assert at + 2 in left_out, number


# --- amounts -----------------------------------------------------------------------------------


def amounts_of(cells: list[str]) -> Reading:
    rows = [(f"F-{at}", "A", "13/01/2026", "28/02/2026", cell) for at, cell in enumerate(cells)]
    return read_text(*rows)


@settings(max_examples=EXAMPLES)
@given(
    st.sampled_from([WITH_COMMA, WITH_POINT]).flatmap(
        lambda spells: st.lists(
            st.tuples(cents, st.sampled_from(spells), st.none() | st.sampled_from(NEGATIVE)),
            min_size=1,
            max_size=8,
        )
    )
)
def test_the_amounts_of_one_country_come_back_exactly_or_are_told(
    column: list[tuple[Decimal, Spell, Callable[[str], str] | None]],
) -> None:
    texts = [spell(value) for value, spell, _ in column]
    cells = [
        negative(text) if negative and not text.endswith("DR") else text
        for text, (_, _, negative) in zip(texts, column, strict=True)
    ]
    check(amounts_of(cells), "amount", [value for value, _, _ in column])


@settings(max_examples=EXAMPLES)
@given(
    st.lists(st.tuples(cents, st.sampled_from((*WITH_COMMA, *WITH_POINT))), min_size=1, max_size=8)
)
def test_amounts_of_two_countries_in_one_column_come_back_exactly_or_are_told(
    column: list[tuple[Decimal, Spell]],
) -> None:
    check(
        amounts_of([spell(value) for value, spell in column]),
        "amount",
        [value for value, _ in column],
    )


# --- dates -------------------------------------------------------------------------------------

days = st.dates(date(2024, 1, 1), date(2027, 12, 31))


def dates_of(days: list[date], write: list[Write]) -> Reading:
    rows = [
        (f"F-{at}", "A", f"{day - timedelta(days=30):%Y-%m-%d}", spell(day), "10")
        for at, (day, spell) in enumerate(zip(days, write, strict=True))
    ]
    return read_text(*rows)


@settings(max_examples=EXAMPLES)
@given(
    st.sampled_from([DAY_FIRST, MONTH_FIRST]).flatmap(
        lambda spells: st.lists(
            st.tuples(days, st.sampled_from((*spells, *ONE_WAY))), min_size=1, max_size=8
        )
    )
)
def test_the_dates_of_one_country_come_back_exactly_or_are_told(
    column: list[tuple[date, Write]],
) -> None:
    truth = [day for day, _ in column]
    check(dates_of(truth, [spell for _, spell in column]), "due_date", list(truth))


@settings(max_examples=EXAMPLES)
@given(st.lists(days, min_size=1, max_size=8), st.sampled_from(["%d%m%y", "%y%m%d"]))
def test_dates_of_six_digits_come_back_exactly_or_are_told(
    column: list[date], pattern: str
) -> None:
    read = dates_of(column, [lambda day: day.strftime(pattern)] * len(column))
    check(read, "due_date", list(column))
