"""CPU and memory of the plan: `python -m benchmarks.plan [invoices …]`, five invoices a client."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

from benchmarks.ledgers import TODAY, situation
from relance_core.reminders.plan import Situation, plan_for
from relance_core.reminders.scenario import SCENARIOS
from relance_core.settings import Rules

_FRAMES = ("ledger", "clients", "holds", "history")


def main(sizes: list[int]) -> None:
    """Print, for each size, the best CPU and wall time of three plans, and the memory they take."""
    for size in sizes:
        # A process of its own: what building the frames took would hide what the plan takes.
        with tempfile.TemporaryDirectory() as folder:
            _write(situation(size, size // 5), Path(folder))
            told = subprocess.run(
                [sys.executable, "-m", "benchmarks.plan", "--in", folder],
                check=True, capture_output=True, text=True,
            )  # fmt: skip
        print(f"{size:>9,} invoices: {told.stdout.strip()}", flush=True)


def measure(folder: Path) -> None:
    """Plan four times what ``folder`` holds, and print what it took."""
    now = _read(folder)
    given = sum(int(getattr(now, name).estimated_size()) for name in _FRAMES)
    before = _peak()
    cpu, wall = [], []
    for _ in range(4):
        began, started = time.process_time(), time.perf_counter()
        plan = plan_for(now, SCENARIOS, Rules(), today=TODAY)
        cpu.append(time.process_time() - began)
        wall.append(time.perf_counter() - started)
    print(
        f"first {cpu[0]:.2f} s CPU, then {min(cpu[1:]):.2f} s CPU ({min(wall[1:]):.2f} s wall); "
        f"{plan.reminders.height:,} reminders, {plan.withheld.height:,} withheld; "
        f"peak {(_peak() - before) / given:.1f} times the {given / 1e6:.0f} MB given"
    )


def _write(now: Situation, folder: Path) -> None:
    for name in _FRAMES:
        getattr(now, name).write_ipc(folder / name)


def _read(folder: Path) -> Situation:
    frames = {name: pl.read_ipc(folder / name) for name in _FRAMES}
    return Situation(**frames, data_date=TODAY)


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    if sys.argv[1:2] == ["--in"]:
        measure(Path(sys.argv[2]))
    else:
        main([int(one) for one in sys.argv[1:]] or [10_000, 100_000, 1_000_000])
