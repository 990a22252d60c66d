"""A file being read behind the page: how far it is, and the way to give it up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st

from relance_core.errors import RelanceError
from relance_core.french import number, plural
from relance_core.intake import Workbook, read_workbook
from relance_core.ui.failures import unforeseen_sentence
from relance_core.ui.frame import plain
from relance_core.workflows.understanding import Understanding

#: Seconds that the page waits before it shows the progress: most files are read by then.
PATIENCE = 2.0
BETWEEN_LOOKS = 0.4
OPENING, UNDERSTANDING = "opening", "understanding"
_JOB = "import_reading"


@dataclass
class Job:
    """One file on its way; written by its thread, read by the page."""

    filename: str
    size: int
    started: float
    stop: threading.Event = field(default_factory=threading.Event)
    finished: threading.Event = field(default_factory=threading.Event)
    stage: str = OPENING
    rows: int = 0
    shown: bool = False  # the page has waited for it once already
    understood: Understanding | None = None
    refusal: str = ""


def start(
    content: bytes, filename: str, understand: Callable[[Workbook], Understanding], folder: Path
) -> None:
    """Begin to read a file in a thread of its own; what is on the page stays until it is read.

    ``understand`` is called with the cells, in that thread: it knows nothing of the page.
    """
    cancel()  # of two files dropped in a row, the second is meant
    job = Job(filename, len(content), time.monotonic())
    st.session_state[_JOB] = job

    def work() -> None:
        try:
            book = read_workbook(content, filename, cancelled=job.stop.is_set)
            job.rows = sum(sheet.cells.height for sheet in book.sheets)
            job.stage = UNDERSTANDING
            job.understood = understand(book)
        except RelanceError as error:
            job.refusal = error.message
        except Exception as error:
            job.refusal = unforeseen_sentence(error, folder)
        finally:
            job.finished.set()

    threading.Thread(target=work, name="import-reading", daemon=True).start()


def running() -> Job | None:
    """The file being read in this browser."""
    return st.session_state.get(_JOB)


def wait() -> Job | None:
    """The job just finished, taken off the page; None while there is none or it goes on."""
    job = running()
    if job is None:
        return None
    patience, job.shown = (0 if job.shown else PATIENCE), True
    if not job.finished.wait(patience):
        return None
    st.session_state.pop(_JOB, None)
    return job


def cancel() -> None:
    """Give the reading up: its child is ended, and nothing of the page has changed."""
    job = running()
    if job is not None:
        job.stop.set()
        st.session_state.pop(_JOB, None)


@st.fragment(run_every=BETWEEN_LOOKS)
def show_progress() -> None:
    """How far the reading is, with the button that stops it."""
    job = running()
    if job is None or job.finished.is_set():
        st.rerun()
    seconds = int(time.monotonic() - job.started)
    if job.stage == OPENING:
        megabytes = max(1, round(job.size / 1_000_000))
        words = f"Lecture de {job.filename} ({number(megabytes)} Mo)"
        part = 0.1 + min(seconds, 30) / 75
    else:
        words = f"{plural(job.rows, 'ligne lue', 'lignes lues')} : recherche de ce qu'elles disent"
        part = 0.6 + min(seconds, 60) / 200
    with st.container(border=True):
        st.progress(part, text=plain(f"{words}, {plural(seconds, 'seconde')}."))
        st.button(
            "Arrêter la lecture",
            key="import-cancel",
            icon=":material/stop_circle:",
            on_click=cancel,
            help="Rien n'a été importé ; ce qui était là avant est gardé.",
        )
