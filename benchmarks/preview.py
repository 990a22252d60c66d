"""The preview of a message, on the server: `python -m benchmarks.preview`; goal 150 ms.

*Made*: from the plan to what the browser is given, nothing kept from before: the message composed
and checked, its bytes written and read back, its page framed for both screens with an edit marked;
of a letter, the PDF set and its pages drawn. *Page*: the whole page of the review drawn again
through ``AppTest`` after the message has changed, the plan of the day included.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from streamlit.testing.v1 import AppTest

from benchmarks.ledgers import TODAY
from relance_core.messages.as_sent import open_again
from relance_core.messages.marked import marked
from relance_core.messages.pdf_pages import own_pages
from relance_core.messages.preview import Look, as_received, preview_html
from relance_core.messages.render import unedited
from relance_core.reminders.scenario import STANDARD
from relance_core.ui.preview_frame import Framed, Screen, page_of
from relance_core.vocabulary import Channel, Step
from relance_core.workflows.drafts import bytes_of, prepared_of
from relance_core.workflows.edit_scenarios import save_scenario
from relance_core.workflows.import_file import import_understood
from relance_core.workflows.review import edit_message
from relance_core.workflows.space import Act, Space, open_space
from relance_core.workflows.today_plan import plan_of
from relance_core.workflows.understanding import Dropped, understand_file
from tests.e2e.running_app import ROOT
from tests.workflows.office import workbook

RUNS = 9
SIZES = (1, 60)
ACT = Act("Banc", datetime(TODAY.year, TODAY.month, TODAY.day, 10))
Figures = list[tuple[float, float]]


def main() -> None:
    """Print CPU and wall time, the median of nine, for an e-mail and a letter of each size."""
    print(f"{'message':<24}{'made: CPU / wall':>20}{'page: CPU / wall':>20}")
    for channel in (Channel.EMAIL, Channel.LETTER):
        for size in SIZES:
            with tempfile.TemporaryDirectory() as folder:
                os.environ |= {"RELANCE_DATA_DIR": folder, "RELANCE_TODAY": TODAY.isoformat()}
                space = _space(channel, size)
                made, page = _made(space), _page(space)
            print(f"{f'{channel}, {size} invoices':<24}{_told(made):>20}{_told(page):>20}")


def _space(channel: Channel, size: int) -> Space:
    """An espace with one first reminder of ``size`` invoices, edited by its reviewer."""
    space = open_space(os.environ)
    rows = [
        {
            "N° facture": f"F-2026-{number:04}",
            "Code client": "C1",
            "Client": "Menuiserie Lefèvre",
            "E-mail": "compta@lefevre.example",
            "Adresse": "3 place du Marché",
            "Code postal": "38000",
            "Ville": "Grenoble",
            "Date facture": TODAY - timedelta(days=40 + number),
            "Échéance": TODAY - timedelta(days=10 + number),
            "Montant TTC": 100.50 + number,
            "Reste à payer": 100.50 + number,
        }
        for number in range(size)
    ]
    dropped = Dropped(workbook(rows), "export.xlsx")
    import_understood(space, understand_file(dropped, engine=space.engine, today=TODAY), ACT)
    steps = tuple(
        replace(one, channel=channel) if one.step is Step.REMINDER_1 else one
        for one in STANDARD.steps
    )
    save_scenario(space, ACT, replace(STANDARD, steps=steps))
    _edit(space, 0)
    return space


def _edit(space: Space, number: int) -> None:
    [prepared] = prepared_of(space, plan_of(space, today=TODAY))
    assert prepared.draft is not None
    body = prepared.draft.source.body.split("\n\nP.-S.")[0] + f"\n\nP.-S. Essai {number}."
    edit_message(space, ACT, prepared, subject=None, body=body)


def _made(space: Space) -> Figures:
    day = plan_of(space, today=TODAY)

    def make() -> None:
        [prepared] = prepared_of(space, day)
        raw, _ = bytes_of(prepared, day.settings)
        if prepared.is_letter:
            assert own_pages(raw)[0]
            return
        assert prepared.draft is not None
        html = open_again(raw).html
        base = unedited(prepared.draft, prepared.reminder, day.settings.firm)
        page = as_received(marked(preview_html(base), html), Look())
        both = [Framed(page, Screen.COMPUTER, "a"), Framed(page, Screen.PHONE, "b")]
        assert "<ins>" in page and page_of(both, ground="#ffffff")

    make()  # what is imported and prepared once
    return [_timed(make) for _ in range(RUNS)]


def _page(space: Space) -> Figures:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    app = app.switch_page("pages/revue_envoi.py").run()
    figures = []
    for number in range(1, RUNS + 1):
        _edit(space, number)
        figures.append(_timed(lambda: app.run()))
        assert not app.exception and not app.error
    return figures


def _timed(act: Callable[[], object]) -> tuple[float, float]:
    cpu, wall = time.process_time(), time.perf_counter()
    act()
    return time.process_time() - cpu, time.perf_counter() - wall


def _told(figures: Figures) -> str:
    cpu, wall = (statistics.median(one) * 1000 for one in zip(*figures, strict=True))
    return f"{cpu:.0f} / {wall:.0f} ms"


if __name__ == "__main__":
    main()
