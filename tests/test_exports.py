"""Workbooks and CSV that leave the program: real dates, real amounts, and no formula ever."""

from __future__ import annotations

import zipfile
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import polars as pl
import pytest
from openpyxl import load_workbook

from relance_core.exports import HEADER_ROW, money_format, to_workbook
from relance_core.money import MONEY

HEADINGS = {"client": "Client", "due": "Échéance", "amount": "Montant"}
FORMULAS = ["=1+1", "+1", "-1", "@SUM(1)", "\t=1+1", "\r=1+1", '=HYPERLINK("http://x")', "#N/A"]


def frame(**columns: list[Any]) -> pl.DataFrame:
    values: dict[str, list[Any]] = {
        "client": ["Dupont"],
        "due": [date(2026, 11, 20)],
        "amount": [Decimal("1234.56")],
        **columns,
    }
    return pl.DataFrame(values, schema_overrides={"amount": MONEY})


def written(*frames: pl.DataFrame, **options: Any) -> Any:
    content = to_workbook(
        {f"Feuille {number}": each for number, each in enumerate(frames, start=1)},
        title="Factures",
        generated_on=date(2026, 11, 20),
        headings=HEADINGS,
        **options,
    )
    return load_workbook(BytesIO(content))


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_never_becomes_a_formula(text: str) -> None:
    content = to_workbook(
        {text: frame(client=[text])},
        title=text,
        generated_on=date(2026, 11, 20),
        headings={**HEADINGS, "client": text},
    )
    sheet = load_workbook(BytesIO(content)).active
    for row in (1, HEADER_ROW, HEADER_ROW + 1):
        cell = sheet.cell(row, 1)
        assert (cell.data_type, cell.value.strip()) == ("s", text.strip())
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_amounts_and_dates_are_values_with_a_format() -> None:
    sheet = written(frame()).active
    _, due, amount = sheet[HEADER_ROW + 1]
    assert (due.is_date, due.value.date(), due.number_format) == (
        True,
        date(2026, 11, 20),
        "DD/MM/YYYY",
    )
    assert (amount.value, amount.number_format) == (1234.56, '#,##0.00 "€"')


def test_each_row_has_the_format_of_its_currency_and_each_currency_its_total() -> None:
    rows = frame(
        client=["A", "B", "C"],
        due=[None] * 3,
        amount=[Decimal("1.10"), Decimal("2.20"), Decimal(300)],
    ).with_columns(currency=pl.Series(["EUR", "EUR", "JPY"]))
    sheet = written(rows).active
    formats = [sheet.cell(HEADER_ROW + row, 3).number_format for row in (1, 2, 3)]
    assert formats == [money_format("EUR"), money_format("EUR"), money_format("JPY")]
    totals = [(row[0].value, row[2].value) for row in sheet.iter_rows(min_row=HEADER_ROW + 5)]
    assert totals == [("Total EUR", 3.3), ("Total JPY", 300)]


@pytest.mark.parametrize(
    ("currency", "expected"),
    [("EUR", "#,##0.00"), ("JPY", "#,##0"), ("TND", "#,##0.000")],
)
def test_an_amount_shows_the_decimals_of_its_currency(currency: str, expected: str) -> None:
    assert money_format(currency).split(' "')[0] == expected


def test_a_column_without_heading_stays_inside() -> None:
    sheet = written(frame().with_columns(client_id=pl.lit(12))).active
    assert [cell.value for cell in sheet[HEADER_ROW]] == ["Client", "Échéance", "Montant"]


def test_the_head_stays_in_sight_and_filters_the_rows_alone() -> None:
    sheet = written(frame()).active
    assert sheet.freeze_panes == f"A{HEADER_ROW + 1}"
    assert sheet.auto_filter.ref == f"A{HEADER_ROW}:C{HEADER_ROW + 1}"


def test_an_empty_frame_gives_its_headings() -> None:
    sheet = written(frame().clear()).active
    assert [cell.value for cell in sheet[HEADER_ROW]] == ["Client", "Échéance", "Montant"]
    assert sheet.max_row == HEADER_ROW


def test_characters_that_a_workbook_cannot_hold_are_replaced() -> None:
    sheet = written(frame(client=["a\x00b" + "x" * 40_000])).active
    value = sheet.cell(HEADER_ROW + 1, 1).value
    assert value.startswith("a\ufffdb")
    assert len(value) == 32_767


def test_sheet_names_are_made_fit_and_kept_apart() -> None:
    frames = {"Non échu / 1:2?": frame(), "x" * 40: frame(), "X" * 40: frame(), "'": frame()}
    content = to_workbook(frames, title="t", generated_on=date(2026, 11, 20), headings=HEADINGS)
    assert load_workbook(BytesIO(content)).sheetnames == [
        "Non échu   1 2",
        "x" * 31,
        "X" * 27 + " (2)",
        "Feuille",
    ]
