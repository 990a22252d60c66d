"""A newcomer brings five ugly files to a right import, in the browser and without help."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from relance_core.workflows.space import open_space
from relance_core.workflows.today_plan import Day, plan_of
from tests.e2e.browser import by_key, drop, go, import_file, press, settled
from tests.e2e.conftest import TODAY, OpenPage, StartApp
from tests.e2e.ugly import FIVE, Ugly
from tests.workflows.office import invoice, workbook

#: A busy machine takes its time to draw pages.
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]


def answer(page: Page, code: str, words: str) -> None:
    question = by_key(page, f"import-question-{code}")
    question.get_by_text(re.compile(f"^{re.escape(words)}")).first.click()
    settled(page)


def day_of(folder: Path) -> Day:
    return plan_of(open_space({"RELANCE_DATA_DIR": str(folder)}), today=TODAY)


def due(day: Day) -> dict[str, Decimal]:
    """Number -> what is due, credits and payments negative."""
    rows = day.situation.ledger.select("number", "kind", "open_amount").iter_rows()
    return {number: amount if kind == "invoice" else -amount for number, kind, amount in rows}


def bring(page: Page, ugly: Ugly) -> None:
    go(page, "Importer")
    if ugly.contacts:
        drop(page, "import-contacts", "clients.xlsx", ugly.contacts)
        expect(page.get_by_text("clients.xlsx lu")).to_be_visible()
    drop(page, "import-invoices", ugly.name, ugly.content)
    expect(page.get_by_role("heading", name="2. Vérifier")).to_be_visible()
    # What was understood is told, and with it what is asked.
    expect(page.get_by_role("heading", level=4).first).to_be_visible()
    settled(page)
    for code, words in ugly.answers.items():
        if by_key(page, f"import-question-{code}").count():
            answer(page, code, words)


@pytest.mark.parametrize("made", FIVE, ids=lambda made: made.__name__)
def test_a_newcomer_brings_an_ugly_file_to_a_right_import(
    made: Callable[[], Ugly], start_app: StartApp, open_page: OpenPage, data_folder: Path
) -> None:
    ugly = made()
    page = open_page(start_app())
    bring(page, ugly)
    heading = page.get_by_role("heading", level=4).filter(has_text="restant dus")
    expect(heading).to_be_visible()
    # The reading with the answers may still be on its way.
    expect(heading).to_have_text(re.compile(f"^{re.escape(ugly.sentence)}".replace(r"\ ", r"\s")))
    press(page, "import-write")
    expect(page.get_by_role("heading", name="3. Enregistré")).to_be_visible()
    day = day_of(data_folder)
    assert due(day) == {number: Decimal(amount) for number, amount in ugly.due.items()}
    known = dict(day.situation.clients.select("name", "emails").iter_rows())
    assert {name: known[name] for name in ugly.emails} == {
        name: [address] for name, address in ugly.emails.items()
    }


def test_what_was_paid_since_is_pasted_noted_and_taken_back(
    start_app: StartApp, open_page: OpenPage, data_folder: Path
) -> None:
    page = open_page(start_app())
    rows = [invoice("F-1", client="C1", total=1200), invoice("F-2", client="C2", total=300)]
    import_file(page, workbook(rows))
    expect(page.get_by_role("heading", name="3. Enregistré")).to_be_visible()
    page.get_by_text("Payé depuis le dernier export").click()
    pasted = by_key(page, "import-paid-text-*").locator("textarea")
    pasted.fill("F-1 400,00 12/11/2026\n14/11/2026 ; Client C2 ; 300,00")
    pasted.press("Control+Enter")
    settled(page)
    press(page, "import-paid-search")
    expect(by_key(page, "import-paid-note")).to_contain_text("Noter 2 règlements")
    press(page, "import-paid-note")
    expect(page.get_by_text("2 règlements notés sur 2 factures")).to_be_visible()
    assert due(day_of(data_folder)) == {"F-1": Decimal("800")}
    press(page, "importer-paid-undo")
    expect(page.get_by_text("Annulé : tout est comme avant.")).to_be_visible()
    assert due(day_of(data_folder)) == {"F-1": Decimal("1200"), "F-2": Decimal("300")}
