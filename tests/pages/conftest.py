"""What the tests of the pages share: the app on a folder and a day of its own, in three states."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from relance_core.ui import import_reading, workspace
from relance_core.workflows.demo import open_demonstration
from relance_core.workflows.space import DEMONSTRATION, open_space
from tests.pages.ledger import ACT, TODAY, fill

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A data folder of its own, a fixed day, and nothing remembered from another test."""
    monkeypatch.setenv("RELANCE_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("RELANCE_TODAY", TODAY.isoformat())
    monkeypatch.delenv("RELANCE_DATABASE_URL", raising=False)
    monkeypatch.chdir(ROOT)
    st.cache_resource.clear()
    # However busy the machine, the page waits for a file: no browser looks again by itself here.
    monkeypatch.setattr(import_reading, "PATIENCE", 60)


@pytest.fixture
def app_empty() -> AppTest:
    """The app before anything was imported."""
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=30).run()


@pytest.fixture
def app_ledger() -> AppTest:
    """The app on the small ledger of ``tests.pages.ledger``."""
    fill(open_space(workspace.environ()).engine)
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=30).run()


@pytest.fixture
def app_demo() -> AppTest:
    """The app in the demonstration."""
    open_demonstration(workspace.environ(), ACT)
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    app.session_state["workspace_space"] = DEMONSTRATION
    return app.run()


@pytest.fixture
def opened(app_ledger: AppTest) -> Callable[[str], AppTest]:
    """Opens a page of the app on the small ledger."""

    def open_page(page: str) -> AppTest:
        return app_ledger.switch_page(f"pages/{page}.py").run()

    return open_page
