"""What all tests share: repeatable examples, and browser tests that are not skipped in silence."""

from __future__ import annotations

import os
from collections.abc import Generator

import hypothesis
import pytest

# The same examples on every run and machine; how long one takes says nothing about the code.
hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile("repeatable")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With ``RELANCE_REQUIRE_BROWSER=1`` a skipped browser test is a failure."""
    report = yield
    if report.skipped and item.get_closest_marker("e2e") and browser_required():
        report.outcome = "failed"
        report.longrepr = f"skipped although a browser is required: {report.longrepr}"
    return report


def browser_required() -> bool:
    """Whether this run must not do without a browser."""
    return os.environ.get("RELANCE_REQUIRE_BROWSER") == "1"
