"""From the command to a page that can be used, beside an empty Streamlit app: seconds and ratio.

``python -m benchmarks.start_up [times]``. The environment is ready and Chromium is open; each start
is a new server process with the launcher's flags, the two apps in turn. « Serves » is when the
server answers, « usable » when the script has run and nothing on the screen is stale.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser

from benchmarks.pages import EMPTY
from tests.e2e.browser import chromium, new_page, opened_browser, settled
from tests.e2e.running_app import ROOT, running


def start(browser: Browser, script: Path, folder: Path) -> tuple[float, float]:
    """Seconds until the server of ``script`` answers, and until its page is usable."""
    environ = {"RELANCE_DATA_DIR": str(folder / "donnees")}
    page = new_page(browser)
    began = time.perf_counter()
    with running(script, environ, log=folder / "server.log") as url:
        serves = time.perf_counter() - began
        page.goto(url)
        page.get_by_role("heading", level=1).wait_for()
        settled(page)
        usable = time.perf_counter() - began
        page.context.close()
    return serves, usable


def main(times: int) -> None:
    """Print the medians, and the ratio of the two."""
    executable = chromium()
    if executable is None:
        raise SystemExit("no Chromium on this machine")
    with tempfile.TemporaryDirectory() as name, opened_browser(executable) as browser:
        folder = Path(name)
        empty = folder / "vide.py"
        empty.write_text(EMPTY, "utf-8")
        found: dict[str, list[tuple[float, float]]] = {"empty": [], "Relance": []}
        for turn in range(times + 1):
            for label, script in (("empty", empty), ("Relance", ROOT / "app.py")):
                taken = start(browser, script, folder)
                if turn:  # the first turn fills the disk's cache and Python's
                    found[label].append(taken)
    middle = {
        label: tuple(statistics.median(one) for one in zip(*taken, strict=True))
        for label, taken in found.items()
    }
    for label, (serves, usable) in middle.items():
        print(f"{label:8} serves after {serves:.1f} s, usable after {usable:.1f} s")
    print(f"usable, Relance / empty = {middle['Relance'][1] / middle['empty'][1]:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
