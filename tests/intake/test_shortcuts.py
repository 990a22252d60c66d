"""What spares a look at each cell says what looking at each would have said."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_core.intake.amount_words import settled_as_nil
from relance_core.intake.amounts import CENTS, WIDE
from relance_core.intake.content import SETTLED
from relance_core.intake.duplicates import all_different
from relance_core.intake.fields import is_filled
from relance_core.intake.issues import IssueList, tell
from relance_core.intake.parties import different, each_cell, each_word
from relance_core.intake.row_kinds import say_headings
from relance_core.intake.scales import at_exponent
from relance_core.vocabulary import Severity

#: Every space of Unicode, and letters and signs that stand beside them in its order.
SPACES = " \t\n\x0b\x0c\r\x85\xa0\u1680\u2000\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
CELL = st.text(alphabet=SPACES + "!aZé~€Œ9-(", max_size=3)
CELLS = st.lists(st.none() | CELL, max_size=12)
WORDS = st.lists(st.none() | st.sampled_from(["Payée", "Due", "", "Litige"]), max_size=40)


def texts(cells: list[str | None]) -> pl.Series:
    return pl.Series("cells", cells, dtype=pl.String)


@given(WORDS | CELLS)
def test_a_column_read_by_its_words_is_read_as_cell_by_cell(cells: list[str | None]) -> None:
    column = texts(cells)
    for read in (pl.Series.is_null, lambda words: words.str.contains("[eé]")):
        assert each_word(column, read).equals(read(column), null_equal=True)
    lengths = [None if cell is None else len(cell) for cell in cells]
    assert each_cell(column, len, pl.Int64).to_list() == lengths


def test_a_column_of_a_dozen_words_is_read_as_cell_by_cell() -> None:
    cells: list[str | None] = [*(f"Étape {at}" for at in range(12)), None]
    column = texts(cells * 10).alias("cell")
    read = column.str.slice(6).cast(pl.Int64)
    assert each_word(column, lambda words: words.str.slice(6).cast(pl.Int64)).equals(read)


@given(WORDS | CELLS)
def test_the_different_cells_come_once_in_their_order(cells: list[str | None]) -> None:
    expected = list(dict.fromkeys(cell for cell in cells if cell is not None))
    assert different(texts(cells)).to_list() == expected


def test_a_word_that_first_comes_late_is_one_of_the_different_cells() -> None:
    assert different(texts(["a"] * 5_000 + ["b"])).to_list() == ["a", "b"]


@given(CELLS)
def test_a_column_is_filled_where_no_cell_is_blank_for_sure(cells: list[str | None]) -> None:
    column = texts(cells)
    if is_filled(column):
        assert not column.null_count()
        assert not (column.str.strip_chars() == "").any()


@given(st.lists(st.none() | st.sampled_from(["soldé", " Payée ", "12,50", "-3", "", "Due"])))
def test_a_balance_said_settled_is_nil_wherever_it_stands(cells: list[str | None]) -> None:
    nil = ["0" if cell and SETTLED.match(cell.strip()) else cell for cell in cells]
    assert settled_as_nil(texts(cells)).to_list() == nil


@pytest.mark.parametrize("currency", ["EUR", "JPY", "TND", None])
def test_amounts_of_two_decimals_are_rounded_as_those_of_more(currency: str | None) -> None:
    amounts = pl.Series(["12.34", "-0.50", "7.00", None]).cast(CENTS)
    currencies = pl.Series([currency] * 4, dtype=pl.String)
    short, long = (
        at_exponent(one, currencies, [currency]) for one in (amounts, amounts.cast(WIDE))
    )
    assert short[0].equals(long[0], null_equal=True)
    assert short[1].equals(long[1], null_equal=True)


@given(st.lists(st.none() | st.sampled_from(["FA1", "FA2", "FA3", "FA10"]), max_size=6))
def test_numbers_are_all_different_in_any_order(numbers: list[str | None]) -> None:
    known = [number for number in numbers if number is not None]
    assert all_different(texts(numbers)) == (len(set(known)) == len(known))


@given(st.lists(st.tuples(st.none() | st.integers(0, 3), st.none() | st.integers(0, 3))))
def test_conditions_in_turn_tell_the_rows_where_all_of_them_hold(
    pairs: list[tuple[int | None, int | None]],
) -> None:
    frame = pl.DataFrame(pairs, schema={"one": pl.Int64, "two": pl.Int64}, orient="row")
    frame = frame.with_row_index("row")
    first, second = pl.col("one") > 1, pl.col("two") < 2
    told = []
    for where in ((first, second), first & second):
        issues = IssueList("Feuille")
        tell(frame, where, "code", Severity.WARNING, "{value}", issues)
        told.append(issues.frame())
    assert told[0].equals(told[1])
    assert told[0].height == sum((a or 0) > 1 and b is not None and b < 2 for a, b in pairs)


def test_the_cells_told_are_those_of_the_rows_that_are_left() -> None:
    frame = pl.DataFrame({"row": [1, 2, 3], "amount": [Decimal(1), None, Decimal(3)]})
    frame = frame.with_columns(pl.Series("number", ["A", "B", "C"]))
    issues = IssueList("Feuille")
    where = (pl.col("amount").is_not_null(), pl.col("amount") > 1)
    tell(frame, where, "code", Severity.DECISION, "« {value} »", issues, "N°", "number")
    assert issues.frame()["message"].to_list() == ["« C »"]


def test_headings_are_written_again_where_two_cells_of_a_row_are_theirs() -> None:
    frame = pl.DataFrame(
        {
            "c0": [" Client ", "Client", "Clientèle du Port", None],
            "c1": ["Échéance", "01/12/2026", " Échéance", "Échéance"],
            "c2": ["", " ", "12", "Total"],
        }
    )
    headings = {"c0": "Client", "c1": "Échéance", "c2": ""}
    assert say_headings(frame, headings).to_list() == [True, False, False, False]
    assert not say_headings(frame.slice(1, 1), headings).any()
