"""A sending process killed at random instants: nothing twice, nothing lost, every doubt listed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from benchmarks.kill_harness import run


@pytest.mark.skipif(os.name == "nt", reason="processes start too slowly to be killed so often")
def test_twenty_kills_during_a_batch_send_nothing_twice_and_lose_nothing(tmp_path: Path) -> None:
    figures = run(kills=20, messages=200, seed=7, folder=tmp_path)
    assert (figures.duplicates, figures.lost, figures.stuck) == (0, 0, 0)
    assert figures.uncertain <= figures.kills
    assert figures.kills >= 15  # the others came after the last message
