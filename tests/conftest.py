"""What all tests share: nothing of the user's machine, repeatable examples, no browser skipped."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from pathlib import Path

import hypothesis
import pytest

# The same examples on every run and machine; how long one takes says nothing about the code.
hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile("repeatable")

#: Read before the variables of this machine are put out of reach.
BROWSER_REQUIRED = os.environ.get("RELANCE_REQUIRE_BROWSER") == "1"


@pytest.fixture(autouse=True, scope="session")
def _away_from_this_machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test sees the settings, the keyring or the data of whoever runs it."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(("RELANCE_", "STREAMLIT_"))]:
            patch.delenv(name)
        patch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
        patch.setenv("RELANCE_DATA_DIR", str(tmp_path_factory.mktemp("donnees")))
        yield


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has a data folder of its own."""
    monkeypatch.setenv("RELANCE_DATA_DIR", str(tmp_path / "donnees"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With ``RELANCE_REQUIRE_BROWSER=1`` a skipped browser test is a failure."""
    report = yield
    if report.skipped and item.get_closest_marker("e2e") and BROWSER_REQUIRED:
        report.outcome = "failed"
        report.longrepr = f"skipped although a browser is required: {report.longrepr}"
    return report
