"""Tables: French whatever the browser, and a sentence when there is nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl
from streamlit.testing.v1 import AppTest

from relance_core.money import MONEY
from relance_core.ui.tables import WRITTEN_ROWS, Table, column_config, written

HEADINGS = {"client": "Client", "due": "Échéance", "owed": "Restant dû", "share": "Part"}


def table(rows: int = 2) -> Table:
    frame = pl.DataFrame(
        {
            "client_id": range(rows),
            "client": ["Dupont"] * rows,
            "due": [date(2026, 11, 20)] * rows,
            "owed": [Decimal("1234.5")] * rows,
            "share": [0.126] * rows,
            "currency": ["EUR", "JPY"] * (rows // 2),
        },
        schema_overrides={"owed": MONEY},
    )
    return Table(frame, HEADINGS, "Débiteurs", shares=frozenset({"share"}))


def test_amounts_are_written_in_french_in_the_currency_of_their_row() -> None:
    page = written(table()).to_string(delimiter="|")
    assert "1\u202f234,50\u00a0€" in page
    assert "1\u202f235\u00a0JPY" in page
    assert "13\u202f%" in page


def test_a_long_table_is_left_to_the_browser() -> None:
    long = table(WRITTEN_ROWS + 2)
    assert isinstance(written(long), pl.DataFrame)
    formats = {
        column: config["type_config"].get("format")
        for column, config in column_config(long).items()
    }
    assert formats == {
        "client": None,
        "due": "DD/MM/YYYY",
        "owed": "localized",
        "share": "percent",
    }


def test_ids_stay_inside() -> None:
    assert table().columns == ["client", "due", "owed", "share"]
    assert "client_id" not in written(table(WRITTEN_ROWS + 2)).columns


def _page(rows: int) -> None:
    from datetime import date

    from relance_core.ui.tables import show_table
    from tests.ui.test_tables import table

    show_table(table(rows), key="t", today=date(2026, 11, 20), file_name="t.xlsx", selectable=True)


def test_an_empty_table_says_so_and_offers_no_file() -> None:
    page = AppTest.from_function(_page, args=(0,), default_timeout=30).run()
    assert not page.exception
    assert [info.value for info in page.info] == ["Rien à montrer ici."]
    assert not page.get("download_button")


def test_a_table_comes_with_its_excel_button() -> None:
    page = AppTest.from_function(_page, args=(2,), default_timeout=30).run()
    assert not page.exception
    assert [button.proto.label for button in page.get("download_button")] == ["Télécharger (Excel)"]
