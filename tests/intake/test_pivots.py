"""A pivot table pasted as values: read where its sums prove each row, else refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from relance_core.errors import UnreadableFile
from relance_core.intake import Reading, read_file
from tests.intake.spreadsheets import TODAY, workbook, workbook_of

DAY = date(2026, 1, 31)
HEADINGS = ("Étiquettes de lignes", "Somme de Reste dû", "Min de Échéance")


def read(*rows: Sequence[Any], headings: Sequence[str] = HEADINGS) -> Reading:
    return read_file(workbook([headings, *rows], sheet="TCD"), "tcd.xlsx", today=TODAY)


CLIENTS = (
    ("Alpha", 300, DAY),
    ("F10", 100, DAY),
    ("F11", 200, DAY),
    ("Beta", 50, DAY),
    ("F12", 50, DAY),
)


@pytest.mark.parametrize("label", ["Étiquettes de lignes", "Row Labels"])
def test_clients_and_numbers_of_one_column_are_told_apart_by_their_sums(label: str) -> None:
    reading = read(*CLIENTS, ("Total général", 350, DAY), headings=(label, *HEADINGS[1:]))
    assert not reading.questions
    owed = reading.invoices.select("client_name", "number", "open_amount").rows()
    assert owed == [("Alpha", "F10", 100), ("Alpha", "F11", 200), ("Beta", "F12", 50)]
    assert reading.stated_total == 350


def test_a_blank_label_with_nothing_in_it_is_no_row() -> None:
    assert read(*CLIENTS, ("(vide)", None, None)).invoices.height == 3


@pytest.mark.parametrize(
    "rows",
    [
        [("Alpha", 310, DAY), *CLIENTS[1:]],
        [("F9", 10, DAY), *CLIENTS],
        [*CLIENTS, ("Gamma", 10, DAY)],
        [*CLIENTS, ("(vide)", 10, DAY)],
    ],
    ids=["sum", "first", "alone", "blank"],
)
def test_rows_that_no_sum_proves_are_refused_for_what_they_are(rows: list[Any]) -> None:
    with pytest.raises(UnreadableFile, match="croisé dynamique"):
        read(*rows)


def test_a_pivot_beside_the_list_it_sums_up_is_left_aside() -> None:
    headings = ("N° facture", "Client", "Échéance", "Montant TTC")
    rows = [headings, ("F1", "Alpha", DAY, 100), ("F2", "Beta", DAY, 200)]
    content = workbook_of({"TCD": [HEADINGS, *CLIENTS], "Données": rows})
    reading = read_file(content, "x.xlsx", today=TODAY, answers={"choose_sheet": "Données"})
    assert reading.invoices["number"].to_list() == ["F1", "F2"]
