"""Amounts come out exactly as they were meant, or as an issue: never as another amount."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_core.intake import read_file
from relance_core.intake.amounts import WIDE, Decimals, decimal_evidence, read_amounts
from relance_core.intake.rough_amounts import own_figures
from relance_core.intake.scales import at_exponent
from tests.intake.spreadsheets import HEADINGS, TODAY, asked, codes, euros, one, read_text, workbook

cents = st.integers(-(10**11), 10**11).map(lambda value: Decimal(value) / 100)


def read(
    cell: str, decimals: Decimals | None = None, *, spreadsheet: bool = False
) -> Decimal | None:
    column = pl.Series([cell])
    value = read_amounts(column, decimals, spreadsheet=spreadsheet).values[0]
    return None if value is None else Decimal(value)


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("1 234,56 €", "1234.56"),
        ("1\u202f234,56\u00a0€", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1.234.567", "1234567"),
        ("1'234.50", "1234.50"),
        ("0000000074,70", "74.70"),
        (" 000000000001437,12", "1437.12"),
        ("(12,00)", "-12"),
        ("12,00-", "-12"),
        ("−5", "-5"),
        ("$-142.85", "-142.85"),
        ("-$142.85", "-142.85"),
        ("100.00 CR", "-100"),
        ("100,00 DR", "100"),
        ("12€50", "12.50"),
        ("EUR 12", "12"),
        ("CHF 1'000.00", "1000"),
        ("+7", "7"),
        ("2.8421709430404007e-14", "0"),
    ],
)
def test_every_usual_spelling_is_read(cell: str, amount: str) -> None:
    assert read(cell) == Decimal(amount)


@pytest.mark.parametrize(
    "cell",
    [
        "12€5",
        "12€345",
        "12 EUR 345",
        "12$50",
        "true",
        "#N/A",
        "12,5 %",
        "1 2 3",
        "12,",
        "12 k€",
        "abc",
        "1-2",
        "--5",
        "(5)-",
        "1,23,456",
    ],
)
def test_what_is_no_amount_is_unreadable(cell: str) -> None:
    column = read_amounts(pl.Series([cell]), None, spreadsheet=False)
    assert column.values[0] is None
    assert column.unreadable[0]


@pytest.mark.parametrize("cell", ["", " ", "-", "-   €", None])
def test_a_blank_is_neither_zero_nor_an_error(cell: str | None) -> None:
    column = read_amounts(pl.Series([cell], dtype=pl.String), None, spreadsheet=True)
    assert (column.values[0], column.unreadable[0]) == (None, False)


def french(value: Decimal) -> str:
    return f"{value:,.2f}".replace(",", "\u202f").replace(".", ",")


SPELLINGS = (
    french,
    lambda value: french(value) + " €",
    lambda value: f"{value:.2f}",
    lambda value: f"{value:,.2f}",
    lambda value: f"{value:,.2f}".translate(str.maketrans(",.", ".,")),
    lambda value: f"({abs(value):.2f})" if value < 0 else f"{value:.2f}",
    lambda value: f"{abs(value):.2f}-" if value < 0 else f"{value:.2f}",
    lambda value: f"€ {value:,.2f}",
)


@given(cents, st.sampled_from(SPELLINGS))
def test_an_amount_written_any_way_comes_back_exactly(value: Decimal, spell: object) -> None:
    assert read(spell(value)) == value  # type: ignore[operator]


@given(st.text(alphabet="0123456789.,-() €$'", max_size=14))
def test_no_text_is_read_as_two_amounts(cell: str) -> None:
    """What both conventions read is the same number; else the cell alone gives none."""
    comma, point = read(cell, Decimals.COMMA), read(cell, Decimals.POINT)
    alone = read(cell)
    if alone is not None:
        assert alone == comma == point


@given(st.decimals(-(10**9), 10**9, places=6), st.sampled_from(["EUR", "JPY", "TND"]))
def test_rounding_is_half_up_at_the_currencys_exponent(value: Decimal, currency: str) -> None:
    digits = {"EUR": "0.01", "JPY": "1", "TND": "0.001"}[currency]
    column = pl.Series([str(value)]).cast(WIDE)
    rounded, changed = at_exponent(column, pl.Series([currency]), [currency])
    expected = value.quantize(Decimal(digits), rounding=ROUND_HALF_UP)
    assert rounded[0] == expected
    assert changed[0] == (abs(value - expected) > Decimal("0.000001"))


def test_a_column_says_which_sign_marks_its_decimals() -> None:
    assert decimal_evidence(pl.Series(["1.234", "12,50"])) == {Decimals.COMMA}
    assert decimal_evidence(pl.Series(["1,234", "1,234.50"])) == {Decimals.POINT}
    assert decimal_evidence(pl.Series(["1,234", "1.234"])) == set()


def test_thousands_follow_the_sign_that_the_column_proves() -> None:
    rows = [
        ("F1", "A", "13/01/2026", "13/02/2026", "1.234"),
        ("F2", "A", "13/01/2026", "13/02/2026", "12,50"),
    ]
    reading = read_text(*rows)
    assert reading.invoices["amount"].to_list() == [euros("1234"), euros("12.50")]


@pytest.mark.parametrize("other", [1200.5, "1 234,56 €"])
def test_a_number_of_a_workbook_is_never_read_as_a_thousand_times_itself(other: object) -> None:
    day = date(2026, 2, 13)
    rows = [
        ("F1", "A", day, day, other),
        ("F2", "A", day, day, 12.345),
        ("F3", "A", day, day, "1,5"),
    ]
    reading = read_file(workbook([HEADINGS, *rows]), "factures.xlsx", today=TODAY)
    assert reading.invoices["number"].to_list() == ["F1", "F3"]
    assert codes(reading) == ["unreadable_amount"]


def test_an_amount_that_reads_two_ways_is_asked_once_and_the_answer_is_kept() -> None:
    row = ("F1", "A", "13/01/2026", "13/02/2026", "1.234")
    assert asked(read_text(row)) == ["decimal_sign"]
    assert one(read_text(row, answers={"decimal_sign": "comma"}))["amount"] == euros("1234")


def test_noise_of_a_spreadsheet_is_snapped_and_real_decimals_are_told() -> None:
    rows = [
        ("F1", "A", "13/01/2026", "13/02/2026", 0.1 + 0.2),
        ("F2", "A", "13/01/2026", "13/02/2026", 1.005),
    ]
    reading = read_file(workbook([HEADINGS, *rows]), "x.xlsx", today=TODAY)
    assert reading.invoices["amount"].to_list() == [euros("0.30"), euros("1.01")]
    assert codes(reading) == ["rounding_difference", "rounded_amount"]


def test_an_unreadable_amount_leaves_its_row_out_with_the_cell_named() -> None:
    reading = read_text(("F1", "A", "13/01/2026", "13/02/2026", "abc"))
    issue = reading.issues.row(0, named=True)
    assert (issue["row"], issue["column"], issue["value"]) == (2, "Montant TTC", "abc")
    assert reading.invoices.height == 0
    assert reading.left_out == {("A", "F1")}


@pytest.mark.parametrize(
    ("cells", "amounts"),
    [(("1,234", "12.50"), ("1234", "12.50")), (("1.234", "12,50"), ("1234", "12.50"))],
)
def test_decimals_before_two_digits_prove_the_thousands_of_their_column(
    cells: tuple[str, str], amounts: tuple[str, str]
) -> None:
    rows = [(f"F{at}", "A", "13/01/2026", "13/02/2026", cell) for at, cell in enumerate(cells)]
    expected = [euros(amount) for amount in amounts]
    assert read_text(*rows).invoices["amount"].to_list() == expected
    book = workbook([HEADINGS, *rows])  # text in a workbook proves as much
    assert read_file(book, "x.xlsx", today=TODAY).invoices["amount"].to_list() == expected


@pytest.mark.parametrize("cells", [("1,234", "12,50"), ("1.234", "12.50")])
def test_three_decimals_beside_two_are_left_out_rather_than_divided_by_a_thousand(
    cells: tuple[str, str],
) -> None:
    rows = [(f"F{at}", "A", "13/01/2026", "13/02/2026", cell) for at, cell in enumerate(cells)]
    reading = read_text(*rows)
    assert reading.invoices["amount"].to_list() == [euros("12.50")]
    assert codes(reading) == ["unreadable_amount"]


def test_three_decimals_are_read_where_another_cell_has_as_many() -> None:
    cells = ("1,234", "0,500", "12,50")
    rows = [(f"F{at}", "A", "13/01/2026", "13/02/2026", cell) for at, cell in enumerate(cells)]
    reading = read_text(*rows)
    assert reading.invoices["amount"].to_list() == [euros("1.23"), euros("0.50"), euros("12.50")]


def test_the_question_about_decimals_shows_what_several_cells_would_be_worth() -> None:
    rows = [
        ("F1", "A", "13/01/2026", "13/02/2026", "1.234"),
        ("F2", "A", "13/01/2026", "", "5.600"),
    ]
    (question,) = read_text(*rows).questions
    assert question.choices[0].label.startswith("La virgule marque les décimales : « 1.234 » vaut")
    assert "« 5.600 » vaut 5,6" in question.choices[1].label


def test_a_number_of_a_workbook_does_not_say_how_its_text_is_written() -> None:
    assert decimal_evidence(pl.Series(["12.5", "1,234"])) == set()
    assert decimal_evidence(pl.Series(["12.5", "1,234"]), spreadsheet=False) == {Decimals.POINT}


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("1 200€00", "1200"),
        ("12 345€60", "12345.60"),
        ("(0€01)", "-0.01"),
        ("-12€50", "-12.50"),
        ("12€50 CR", "-12.50"),
    ],
)
def test_euros_between_units_and_cents_take_thousands(cell: str, amount: str) -> None:
    assert read(cell) == Decimal(amount)


def test_the_noise_of_a_large_number_is_no_rounding() -> None:
    rows = [("F1", "A", "13/01/2026", "13/02/2026", 99999999999.99)]
    reading = read_file(workbook([HEADINGS, *rows]), "x.xlsx", today=TODAY)
    assert one(reading)["amount"] == euros("99999999999.99")
    assert "rounded_amount" not in codes(reading)


@pytest.mark.parametrize(
    ("cell", "amount"), [("(0€01)", "-0.01"), ("-12€50", "-12.50"), ("12€50 CR", "-12.50")]
)
def test_euros_between_units_and_cents_take_a_sign(cell: str, amount: str) -> None:
    assert read(cell) == Decimal(amount)


@pytest.mark.parametrize("cell", ["12€5", "12€345", "12 EUR 345", "12$50", "(12€345)"])
def test_digits_on_both_sides_of_a_currency_are_never_joined(cell: str) -> None:
    assert read(cell) is None


def test_figures_nobody_is_asked_about_follow_the_one_sign_they_show_and_else_a_comma() -> None:
    assert own_figures(pl.Series(["1,234.50", "2.500"])).to_list() == [
        euros("1234.5"),
        euros("2.5"),
    ]
    both = pl.Series(["1.234,50", "1,234.50", "2.500"])
    assert own_figures(both)[2] == Decimal(2500)
