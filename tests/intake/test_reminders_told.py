"""A reminder that is planned, refused or dated in days to come is not one that was sent."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from relance_core.intake.days_told import days_told
from tests.intake.spreadsheets import HEADINGS, TODAY, codes, one, read_text

ROW = ("F1", "Dupont", "13/01/2026", "13/02/2026", "100,00")


@pytest.mark.parametrize(
    "cell",
    [
        "-",
        "à faire",
        "prévue 20/03",
        "prévue le 01/03",
        "non",
        "0",
        "",
        "pas encore envoyée",
        "20/03/2026",
        "20/03",
        "à envoyer le 10/03/2026",
        "L. Martin",
    ],
)
@pytest.mark.parametrize("heading", ["Relance 1", "Relance 2"])
def test_a_reminder_not_yet_sent_proves_no_level(heading: str, cell: str) -> None:
    reading = read_text((*ROW, cell), headings=(*HEADINGS, heading))
    assert one(reading)["reminder_level"] is None
    assert one(reading)["last_reminder_date"] is None


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("faite", None),
        ("OK", None),
        ("x", None),
        ("oui", None),
        ("envoyée", None),
        ("28/02/2026", date(2026, 2, 28)),
        ("envoyée le 28/02", date(2026, 2, 28)),
        ("fait 28/02 par mail", date(2026, 2, 28)),
        ("mail du 28 février", date(2026, 2, 28)),
        ("faite le 28/12", date(2025, 12, 28)),
    ],
)
def test_a_reminder_said_to_be_sent_is_done_on_its_day(cell: str, day: date | None) -> None:
    reading = read_text((*ROW, cell), headings=(*HEADINGS, "Relance 2"))
    assert one(reading)["reminder_level"] == 2
    assert one(reading)["last_reminder_date"] == day


@pytest.mark.parametrize(
    ("cell", "level"),
    [
        ("à faire", None),
        ("prévue 20/03", None),
        ("relance 2 à faire", None),
        ("faite", 1),
        ("R2 le 01/03", 2),
        ("2ème", 2),
        ("mise en demeure", 4),
    ],
)
def test_a_column_of_levels_is_read_without_its_dates(cell: str, level: int | None) -> None:
    reading = read_text((*ROW, cell), headings=(*HEADINGS, "Relance"))
    assert one(reading)["reminder_level"] == level


@pytest.mark.parametrize("heading", ["À relancer le", "Prochaine relance", "Relance prévue le"])
def test_the_day_of_the_next_reminder_is_none_that_was_sent(heading: str) -> None:
    reading = read_text((*ROW, "01/03/2026"), headings=(*HEADINGS, heading))
    assert one(reading)["reminder_level"] is None
    assert one(reading)["last_reminder_date"] is None


def test_the_date_of_the_last_reminder_is_never_one_to_come() -> None:
    reading = read_text((*ROW, "30/03/2026"), headings=(*HEADINGS, "Date relance"))
    assert one(reading)["last_reminder_date"] is None
    assert codes(reading) == ["reminder_to_come"]


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("VIR 15/07/2026", date(2026, 7, 15)),
        ("CHQ 123 du 03/02", date(2026, 2, 3)),
        ("CHQ 12 - 3/2/26", date(2026, 2, 3)),
        ("2026-02-03 00:00:00", date(2026, 2, 3)),
        ("payé le 1er février 2026", date(2026, 2, 1)),
        ("acompte 20.10 €", None),
        ("acompte 1 500 €", None),
        ("31/02/2026", None),
        ("", None),
    ],
)
def test_a_few_words_name_their_day(words: str, day: date | None) -> None:
    assert days_told(pl.Series([words]), TODAY).to_list() == [day]
