"""Names that try to be pages, pictures or scripts are read as names, and nothing is fetched."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import by_key, go, import_file, press, said, search, settled, until
from tests.e2e.conftest import OpenPage, StartApp
from tests.workflows.office import invoice, workbook

#: A busy machine takes its time to draw pages.
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]
CASES = Path(__file__).resolve().parents[3] / "shared" / "badfiles" / "names_cases.json"


class Canary:
    """A web server on loopback that should never be asked for anything."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        canary = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                canary.asked.append(self.path)
                self.send_error(404)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def canary() -> Iterator[Canary]:
    canary = Canary()
    thread = threading.Thread(target=canary.server.serve_forever)
    thread.start()
    yield canary
    canary.server.shutdown()
    thread.join()
    canary.server.server_close()


def own_names(address: str) -> list[str]:
    return [
        f"<img src={address}/image.png>",
        f"![photo]({address}/markdown.png)",
        f"[payer ici]({address}/link)",
        f"<script>fetch('{address}/script')</script>",
        f"<link rel=stylesheet href={address}/style.css>",
        ":red[Rouge] :material/home: **gras** $x^2$ ~~barré~~",
        "# Titre & <b>fils</b>",
    ]


def other_names() -> list[str]:
    """The cases that lie beside the project, when they are there."""
    found = json.loads(CASES.read_text("utf-8")) if CASES.exists() else []
    return [name for name in found if name and name.strip()]


def code(position: int) -> str:
    """The code of the client at this position; none contains another."""
    return f"K{position:03d}"


def disputed(position: int) -> bool:
    """Whether the invoice of this client is contested: no message then."""
    return position % 4 == 3


def hostile_export(names: list[str]) -> bytes:
    """An invoice for each name; numbers, orders and disputes are no better than the names."""
    rows = []
    for position, name in enumerate(names):
        rows.append(
            invoice(f"F{position} {name[:60]}", client=code(position))
            | {
                "Client": name,
                "Réf. commande": name,
                "Litige": "Oui" if disputed(position) else "Non",
                "Motif du litige": name if disputed(position) else None,
            }
        )
    return workbook(rows)


class Watched:
    """A page with what it asked for elsewhere and the dialogs it opened."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.elsewhere: list[str] = []
        self.dialogs: list[str] = []
        home = urlsplit(page.url).netloc
        page.on(
            "request",
            lambda request: (
                self.elsewhere.append(request.url)
                if urlsplit(request.url).scheme in ("http", "https", "ws")
                and urlsplit(request.url).netloc != home
                else None
            ),
        )
        page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))


def import_in_the_browser(page: Page, export: bytes) -> None:
    import_file(page, export)
    expect(page.get_by_role("heading", name="3. Enregistré")).to_be_visible()
    settled(page)


def read_each_message(page: Page, codes: dict[str, str]) -> None:
    """The title of the review shows each name as it is written, above its message."""
    go(page, "Revue et envoi")
    for code, name in codes.items():
        search(page, "review_search", code)
        expect(page.get_by_text("1 sur 1", exact=True)).to_be_visible()
        expect(page.get_by_role("strong").first).to_contain_text(name[:8])
        assert said(page.get_by_role("strong").first.inner_text()) == name
        number = (
            page.frame_locator("iframe")
            .frame_locator("iframe")
            .get_by_role("cell")
            .filter(has_text=name[:40])
        )
        expect(number.first).to_be_visible()
    everything = page.get_by_text(re.compile("^1 sur ([2-9]|[1-9][0-9])$"))
    until(
        lambda: search(page, "review_search", ""),
        lambda: expect(everything).to_be_visible(timeout=20_000),
    )


def open_each_sheet(page: Page, names: Iterable[str]) -> None:
    go(page, "Clients")
    for name in names:
        by_key(page, "clients-sheet").get_by_role("combobox").fill(name)
        page.get_by_role("option", name=name, exact=True).click()
        heading = page.get_by_role("heading", level=3)
        expect(heading).to_contain_text(name[:8])
        assert said(heading.inner_text()) == name


def open_each_batch(page: Page) -> None:
    """The lines that the journal tells as one are shown one by one."""
    batches = page.locator("summary", has_text=re.compile(r"messages (approuvés|déposés)"))
    for position in range(batches.count()):
        batches.nth(position).click()
        settled(page)


def test_hostile_names_are_shown_literally_on_every_page_and_fetch_nothing(
    start_app: StartApp, open_page: OpenPage, canary: Canary
) -> None:
    own = own_names(canary.address)
    watched = Watched(open_page(start_app()))
    page = watched.page
    import_in_the_browser(page, hostile_export([*own, *other_names()]))
    go(page, "Tableau de bord")
    for place in ("À relancer", "Non relancées", "Calendrier"):
        go(page, "Plan du jour")
        page.get_by_role("radio", name=place).click()
        settled(page)
    chased = {code(position): name for position, name in enumerate(own) if not disputed(position)}
    read_each_message(page, chased)
    press(page, "review_approve_shown")
    press(page, "sending_start")
    expect(page.get_by_role("heading", name="Déposés")).to_be_visible()
    open_each_sheet(page, own)
    go(page, "Litiges et promesses")
    go(page, "Journal")
    open_each_batch(page)
    journal = said(page.get_by_test_id("stMain").inner_text())
    assert [name for name in chased.values() if name not in journal] == []
    go(page, "Réglages")
    assert (canary.asked, watched.elsewhere, watched.dialogs) == ([], [], [])
