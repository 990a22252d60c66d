"""What the browser tests share: the app in its own process, Chromium, a mail server, a ledger."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.browser import chromium, new_page, opened_browser, settled
from tests.e2e.mailbox import Mailbox, mail_server
from tests.e2e.running_app import ROOT, running

TODAY = date(2026, 11, 20)

StartApp = Callable[..., str]
OpenPage = Callable[[str], Page]
StartMail = Callable[..., tuple[Mailbox, dict[str, str]]]


@pytest.fixture(autouse=True)
def _one_browser_at_a_time(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Two browsers and two servers on two cores swallow keys: workers side by side take turns."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        yield
        return
    turn = tmp_path_factory.getbasetemp().parent / "browser.turn"
    while True:
        try:
            os.close(os.open(turn, os.O_CREAT | os.O_EXCL))
            break
        except FileExistsError:
            time.sleep(0.2)
    try:
        yield
    finally:
        turn.unlink()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; for one file of tests at a time, since its loop would be in the way of others."""
    executable = chromium()
    if executable is None:
        pytest.skip("no Chromium on this machine")
    with opened_browser(executable) as browser:
        yield browser


@pytest.fixture
def data_folder(tmp_path: Path) -> Path:
    """Where the app of a test keeps its data."""
    return tmp_path / "donnees"


@pytest.fixture
def start_app(data_folder: Path, tmp_path: Path) -> Iterator[StartApp]:
    """Starts the app on the data of the test, with ``environ`` besides; gives its address."""
    with ExitStack() as stack:

        def start(**environ: str) -> str:
            own = {"RELANCE_DATA_DIR": str(data_folder), "RELANCE_TODAY": TODAY.isoformat()}
            app = running(ROOT / "app.py", own | environ, log=tmp_path / "server.log")
            return stack.enter_context(app)

        yield start


@pytest.fixture
def start_mail(tmp_path: Path) -> Iterator[StartMail]:
    """Starts a mail server; gives its mailbox and the environment that names it."""
    with ExitStack() as stack:

        def start(delay: float = 0) -> tuple[Mailbox, dict[str, str]]:
            return stack.enter_context(mail_server(tmp_path, delay=delay))

        yield start


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Opens an address in a browser of its own, as another person would."""
    with ExitStack() as stack:

        def open_at(url: str) -> Page:
            page = new_page(browser)
            stack.callback(page.context.close)
            page.goto(url)
            return settled(page)

        yield open_at
