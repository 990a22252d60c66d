"""How long each page takes on 10,000 invoices, on the server and in the browser, and its bytes.

``python -m benchmarks.pages [invoices]``: one run, one table.

*Server*: a rerun with nothing changed through ``AppTest`` (the script and its messages, without
network), CPU of the process and wall time. *Sent*: what the websocket brings to Chromium for such a
rerun. *Seen*: from the key that asks for it (« r ») until nothing on the screen is stale; an empty
Streamlit page stands beside.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from playwright.sync_api import Browser, Page
from streamlit.testing.v1 import AppTest

from benchmarks.ledgers import TODAY, workbook
from relance_core.workflows.import_file import import_understood
from relance_core.workflows.space import Act, open_space
from relance_core.workflows.understanding import Dropped, understand_file
from tests.e2e.browser import chromium, new_page, opened_browser, settled
from tests.e2e.running_app import ROOT, running

RUNS = 9
ADDRESSES = {
    "tableau_de_bord": "",
    "plan": "plan",
    "revue_envoi": "revue_envoi",
    "importer": "importer",
    "clients": "clients",
    "clients, une fiche": "clients?client=1",
    "litiges_promesses": "litiges_promesses",
    "journal": "journal",
    "reglages": "reglages",
}
EMPTY = "import streamlit as st\nst.title('Vide')\n"
#: Resolves to the milliseconds between the next key and a screen without anything stale.
_RERUN = """() => { window.rerun = new Promise(done => {
  const app = document.querySelector('[data-testid=stApp]');
  let began = null, ran = false;
  document.addEventListener('keydown', () => { began = performance.now() },
                            {capture: true, once: true});
  const look = () => {
    if (document.querySelector('[data-stale=true]')) return requestAnimationFrame(look);
    done(performance.now() - began);
  };
  new MutationObserver((_, observer) => {
    const idle = app.dataset.testScriptState === 'notRunning';
    if (!idle) ran = true;
    if (idle && ran) { observer.disconnect(); look(); }
  }).observe(app, {attributes: true, attributeFilter: ['data-test-script-state']});
}); }"""


@dataclass(frozen=True)
class Served:
    """A rerun on the server, in milliseconds."""

    cpu: float
    wall: float


@dataclass(frozen=True)
class Seen:
    """A rerun in the browser: bytes received, milliseconds; the first load beside it."""

    first: int
    again: int
    wall: float


def fill(environ: dict[str, str], invoices: int) -> str:
    """Import a workbook of ``invoices`` lines as the terminal would; says what it holds."""
    file = workbook(Path(tempfile.gettempdir()) / f"relance-{invoices}.xlsx", invoices)
    space = open_space(environ)
    understood = understand_file(
        Dropped(file.read_bytes(), file.name), engine=space.engine, today=TODAY
    )
    import_understood(space, understood, Act("Anne", datetime(2026, 11, 20, 9, 0)))
    totals = understood.totals()
    return f"{totals['invoices']} invoices of {totals['clients']} clients"


def served(name: str) -> Served:
    """Reruns of one page without browser, once it is warm."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run()
    if name != "tableau_de_bord":
        if name.startswith("clients,"):
            app.query_params["client"] = "1"
        app.switch_page(f"pages/{name.partition(',')[0]}.py").run()
    app.run()
    cpu, wall = [], []
    for _ in range(RUNS):
        began, started = time.process_time(), time.perf_counter()
        app.run()
        cpu.append(time.process_time() - began)
        wall.append(time.perf_counter() - started)
    if app.exception:
        raise RuntimeError(f"{name}: {app.exception[0].message}")
    return Served(1000 * statistics.median(cpu), 1000 * statistics.median(wall))


def seen(browser: Browser, address: str) -> Seen:
    """Reruns of one page in the browser, once it is warm."""
    page = new_page(browser)
    received = _count(page)
    page.goto(address)
    settled(page)
    _rerun(page)
    first, again, wall = received(), [], []
    for _ in range(RUNS):
        wall.append(_rerun(page))
        again.append(received())
    page.context.close()
    return Seen(first, round(statistics.median(again)), statistics.median(wall))


def _count(page: Page) -> Callable[[], int]:
    """Gives, at each call, the bytes received by websocket since the last one."""
    sizes: list[int] = []
    page.on(
        "websocket",
        lambda socket: socket.on("framereceived", lambda payload: sizes.append(len(payload))),
    )

    def received() -> int:
        page.wait_for_timeout(100)  # the last frames are told after the page has drawn them
        total = sum(sizes)
        sizes.clear()
        return total

    return received


def _rerun(page: Page) -> float:
    page.evaluate(_RERUN)
    page.keyboard.press("r")
    return float(page.evaluate("window.rerun"))


def main(invoices: int) -> None:
    """Print the table."""
    executable = chromium()
    if executable is None:
        raise SystemExit("no Chromium on this machine")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        environ = {
            "RELANCE_DATA_DIR": str(folder / "donnees"),
            "RELANCE_TODAY": TODAY.isoformat(),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        }
        os.environ.update(environ)
        print(fill(environ, invoices))
        empty = folder / "vide.py"
        empty.write_text(EMPTY, "utf-8")
        servers = {name: served(name) for name in ADDRESSES}
        app = stack.enter_context(running(ROOT / "app.py", environ, log=folder / "app.log"))
        beside = stack.enter_context(running(empty, environ, log=folder / "vide.log"))
        browser = stack.enter_context(opened_browser(executable))
        nothing = seen(browser, beside)
        print(f"{'':20} {'server ms':>16} {'sent kB':>16} {'seen ms':>10} {'over the':>9}")
        print(f"{'page':20} {'CPU':>8}{'wall':>8} {'first':>8}{'again':>8} {'':>10} {'empty':>9}")
        print(f"{'(empty page)':20} {'':>16} {_kilobytes(nothing)} {nothing.wall:10.0f} {'':>9}")
        for name, path in ADDRESSES.items():
            server, screen = servers[name], seen(browser, f"{app}/{path}")
            print(
                f"{name:20} {server.cpu:8.0f}{server.wall:8.0f} {_kilobytes(screen)} "
                f"{screen.wall:10.0f} {screen.wall - nothing.wall:9.0f}"
            )


def _kilobytes(screen: Seen) -> str:
    return f"{screen.first / 1000:8.0f}{screen.again / 1000:8.1f}"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
