"""What a person does in the browser, whatever the page: open, wait, choose, drop a file."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Locator, Page, Position, expect, sync_playwright

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
#: Below the headings of a grid, in its second column: a click on a name opens its sheet.
_SECOND_CELL: Position = {"x": 260, "y": 52}
#: Milliseconds for a page to answer on a busy machine.
PATIENCE = 60_000


def chromium() -> str | None:
    """Where this machine's Chromium is."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((found for name in names if (found := shutil.which(name))), None)


@contextmanager
def opened_browser(executable: str) -> Iterator[Browser]:
    """Chromium without anything that reaches the network by itself."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        yield browser
        browser.close()


def new_page(browser: Browser) -> Page:
    """A page of a person of her own: a French browser, a laptop's window."""
    context = browser.new_context(locale="fr-FR", viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    return page


def settled(page: Page) -> Page:
    """Wait until the script has run and nothing old is left on the screen."""
    page.wait_for_selector(
        "[data-testid=stApp][data-test-script-state=notRunning]", state="attached"
    )
    page.wait_for_function("!document.querySelector('[data-stale=true]')")
    return page


def _let_it_answer(page: Page) -> None:
    """Give the page the time to hear what was done, then wait until it has answered."""
    page.wait_for_timeout(400)
    settled(page)


def until(act: Callable[[], None], seen: Callable[[], None]) -> None:
    """Do something, again if need be, until it is seen: a busy machine can swallow a key."""
    for _ in range(3):
        act()
        try:
            seen()
            return
        except AssertionError:
            continue
    seen()


def by_key(page: Page, key: str) -> Locator:
    """The element with this widget key, or whose key begins with ``key`` when it ends in ``*``."""
    if key.endswith("*"):
        return page.locator(f"[class*='st-key-{key[:-1]}']")
    return page.locator(f".st-key-{key}")


def press(page: Page, key: str) -> None:
    """Click the button with this key."""
    by_key(page, key).get_by_role("button").click()


def go(page: Page, title: str) -> None:
    """Open a page by its link in the sidebar."""
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    settled(page)


def drop(page: Page, place: str, name: str, content: bytes) -> None:
    """Give a file to the uploader whose key begins with ``place``."""
    settled(page)  # after another file was taken, the uploader that had it leaves a moment later
    by_key(page, f"{place}*").locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )


def import_file(page: Page, content: bytes) -> None:
    """Record a file of invoices that leaves no question."""
    go(page, "Importer")
    drop(page, "import-invoices", "factures.xlsx", content)
    press(page, "import-write")


def expect_planned(page: Page, count: int) -> None:
    """How many messages the plan of today has, as the sidebar counts them."""
    plan = page.get_by_test_id("stSidebarNav").get_by_role("link", name="Plan du jour")
    expect(plan).to_contain_text(f"· {count}")


def search(page: Page, key: str, words: str) -> None:
    """Type in the search field with this key, and leave it by Enter."""
    field = by_key(page, key).locator("input")
    field.fill(words)
    field.press("Enter")
    _let_it_answer(page)


def cell(page: Page, grid: str, row: int, column: str) -> Locator:
    """A cell of a grid, as a screen reader finds it: grids are drawn on a canvas."""
    head = f"ancestor::table[1]//th[normalize-space()={column!r}]"
    path = f"xpath=.//tbody/tr[{row + 1}]/td[@aria-colindex={head}/@aria-colindex]"
    return by_key(page, grid).locator("table[role=grid]").locator(path)


def _heads(page: Page, grid: str) -> Locator:
    # Inside a canvas nothing is visible: roles would find nothing either.
    return by_key(page, grid).locator("table[role=grid] th")


def choose_in_grid(page: Page, grid: str, column: str, words: str) -> None:
    """Open the cell of the first row in ``column`` by keyboard and choose what ``words`` name."""
    # A grid whose lines have changed is a new one: the old one leaves a moment later.
    _let_it_answer(page)
    expect(by_key(page, grid).get_by_test_id("stDataFrame")).to_have_count(1)
    steps = _heads(page, grid).all_inner_texts().index(column)
    option = page.get_by_role("option", name=words)

    def open_cell() -> None:
        by_key(page, grid).get_by_test_id("stDataFrame").click(position=_SECOND_CELL)
        for _ in range(steps - 1):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")

    until(open_cell, lambda: expect(option).to_be_visible(timeout=10_000))
    option.click()


def said(words: str) -> str:
    """``words`` as they look: with plain spaces, without signs that have no width."""
    return re.sub(r"\s+", " ", words.replace("\u2060", "")).strip()
