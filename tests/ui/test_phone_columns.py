"""On a phone a list shows two or three columns: the amount is one of them."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from relance_core.ui.client_story import OWED_HEADINGS
from relance_core.ui.disputes import DECISIONS, groups
from relance_core.ui.plan_calendar import HEADINGS as CALENDAR
from relance_core.ui.plan_tables import CARRIED_HEADINGS, LINE_HEADINGS, MESSAGE_HEADINGS


@pytest.mark.parametrize(
    ("headings", "amount"),
    [
        (MESSAGE_HEADINGS, "amount"),
        (LINE_HEADINGS, "open_amount"),
        (CARRIED_HEADINGS, "amount_due"),
        (OWED_HEADINGS, "open_amount"),
    ],
    ids=["à relancer", "non relancées", "factures du message", "fiche du client"],
)
def test_the_amount_stands_second_in_a_list(headings: dict[str, str], amount: str) -> None:
    assert list(headings)[1] == amount


def test_the_calendar_tells_the_amount_before_the_step() -> None:
    shown = [column for column in CALENDAR if column != "client_name"]  # as on a client's sheet
    assert shown[:2] == ["day", "amount_due"]


def test_what_is_disputed_or_promised_tells_its_amount_second() -> None:
    nothing = pl.DataFrame(schema=DECISIONS)
    for group in groups(nothing, today=date(2026, 11, 20)):
        assert group.columns[:2] == ("client_name", "amount")
