"""A newcomer makes the standard scenario her own: judged while typed, told before it is saved."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Position, expect

from tests.e2e.browser import by_key, cell, expect_planned, go, import_file, press, settled, until
from tests.e2e.conftest import OpenPage, StartApp
from tests.workflows.office import invoice, workbook

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]
GRID = "settings_scenario_standard_grid_*"
#: The day of the first reminder: third line, beside the name of the step.
_FIRST_REMINDER: Position = {"x": 60, "y": 122}


def type_the_day_of_the_first_reminder(page: Page, day: int) -> None:
    settled(page)
    by_key(page, GRID).get_by_test_id("stDataFrame").click(position=_FIRST_REMINDER)
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    # Typing opens the cell and takes the place of what was in it.
    page.keyboard.type(str(day), delay=200)
    page.keyboard.press("Enter")


def edit_until_seen(page: Page, day: int) -> None:
    shown = cell(page, GRID, 2, "Décalage")
    until(
        lambda: type_the_day_of_the_first_reminder(page, day),
        lambda: expect(shown).to_have_text(str(day), timeout=15_000),
    )
    settled(page)


def test_the_first_reminder_is_put_off_and_the_plan_follows(
    start_app: StartApp, open_page: OpenPage
) -> None:
    page = open_page(start_app())
    rows = [invoice("F-1", client="C1", due=4), invoice("F-2", client="C2", due=10)]
    import_file(page, workbook(rows))
    expect_planned(page, 2)
    go(page, "Réglages")
    page.get_by_text("Scénarios", exact=True).click()
    page.get_by_text("Modifier", exact=True).click()
    expect(page.get_by_text("Rien à enregistrer.")).to_be_visible()

    edit_until_seen(page, 40)
    expect(page.get_by_text("l'ordre des jours est inversé")).to_be_visible()
    save = by_key(page, "settings_scenario_save").get_by_role("button")
    expect(save).to_be_disabled()

    edit_until_seen(page, 5)
    expect(page.get_by_text("Effet sur les 60 prochains jours")).to_be_visible()
    go(page, "Plan du jour")
    go(page, "Réglages")
    expect(page.get_by_text("1 étape modifiée")).to_be_visible()
    press(page, "settings_scenario_save")
    expect(page.get_by_text("enregistré : le plan le suit")).to_be_visible()
    expect_planned(page, 1)
