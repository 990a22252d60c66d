"""A sending process killed at random instants: nothing twice, nothing lost, every doubt listed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(os.name == "nt", reason="processes start too slowly to be killed so often")
def test_twenty_kills_during_a_batch_send_nothing_twice_and_lose_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What a page's test leaves behind: processes started from here would try to run it again.
    left = ModuleType("__main__")
    left.__file__ = str(tmp_path / "gone.py")
    monkeypatch.setitem(sys.modules, "__main__", left)
    options = ("--kills", "20", "--messages", "200", "--seed", "7", "--json")
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.kill_harness", *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.stdout, done.stderr
    figures = json.loads(done.stdout)
    assert (figures["duplicates"], figures["lost"], figures["stuck"]) == (0, 0, 0)
    assert figures["uncertain"] <= figures["kills"]
    assert figures["kills"] >= 15  # the others came after the last message
    assert done.returncode == 0
