"""Whole processes side by side: `check`, bare fastexcel, pandas with openpyxl, on one workbook.

`python -m benchmarks.check [rows …]` (add `--no-pandas` to spare its minute), then `check` of a
text beside polars' own reading of it; with `--text` that alone. Each process is run several times,
in turn with the others, and its quickest run counts; Python keeps what it compiles, as it does for
its users. The memory of each process is that of a run of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

TODAY = "2026-11-20"
TEMPORARY = Path(tempfile.gettempdir())
PYTHON = sys.executable
BARE = (
    "import sys, fastexcel;"
    "fastexcel.read_excel(sys.argv[1]).load_sheet(0, header_row=None, dtypes='string').to_arrow()"
)
FLOOR = "import polars, fastexcel"
PANDAS = "import sys, pandas; pandas.read_excel(sys.argv[1], dtype=str, engine='openpyxl')"
WRITE = (
    "import sys, pathlib, benchmarks.ledgers;"
    "benchmarks.ledgers.workbook(pathlib.Path(sys.argv[1]), int(sys.argv[2]))"
)
POLARS = "import sys, polars; polars.read_csv(sys.argv[1], separator=';', infer_schema=False)"
WRITE_TEXT = WRITE.replace("ledgers.workbook", "ledgers.text")
TEXT_ROWS = 1_000_000
#: Seconds between two looks at the memory of the running processes.
LOOK = 0.01


@dataclass(frozen=True, order=True)
class Cost:
    """Seconds of a whole process, its children included."""

    wall: float
    cpu: float

    def __str__(self) -> str:
        return f"{self.wall:5.2f} s wall, {self.cpu:5.2f} s CPU"

    def over(self, other: Cost) -> str:
        """How many times the other."""
        return f"{self.wall / other.wall:.2f} wall, {self.cpu / other.cpu:.2f} CPU"


def environment() -> dict[str, str]:
    """That of the measured processes: compiled modules are kept, outside the project."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(TEMPORARY / "relance-compiled")}


def started(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """The process of a command, silent."""
    nowhere = subprocess.DEVNULL
    return subprocess.Popen(command, env=environment(), stdout=nowhere, stderr=nowhere)


def cost_of(command: Sequence[str]) -> Cost:
    """Wall and CPU seconds of a command. Raises ``CalledProcessError`` when it fails."""
    begun = time.perf_counter()
    process = started(command)
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, list(command))
    return Cost(wall, used.ru_utime + used.ru_stime)


def costs_of(commands: Mapping[str, Sequence[str]], times: int) -> dict[str, Cost]:
    """The quickest of several runs of each command, taken in turn; a first run is not counted."""
    for command in commands.values():
        cost_of(command)
    rounds = [{name: cost_of(command) for name, command in commands.items()} for _ in range(times)]
    return {
        name: Cost(min(one[name].wall for one in rounds), min(one[name].cpu for one in rounds))
        for name in commands
    }


def memory_of(command: Sequence[str]) -> list[int]:
    """Peak memory of each process of a command, in MB, largest first (Linux)."""
    process = started(command)
    peaks: dict[int, int] = {}
    while process.poll() is None:
        for pid in (process.pid, *children_of(process.pid)):
            peaks[pid] = max(peaks.get(pid, 0), peak_of(pid))
        time.sleep(LOOK)
    return sorted(peaks.values(), reverse=True)


def children_of(pid: int) -> list[int]:
    """The running children of a process, of whichever thread."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += map(int, task.read_text().split())
        except OSError:
            continue  # the thread has ended
    return found


def peak_of(pid: int) -> int:
    """The most memory that a running process has held, in MB; 0 once it has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    line = next((line for line in status.splitlines() if line.startswith("VmHWM:")), "VmHWM: 0")
    return int(line.split()[1]) // 1024


def commands_for(rows: int) -> dict[str, list[str]]:
    """What is run on a workbook of this many rows, written once and kept."""
    file = str(TEMPORARY / f"relance-{rows}.xlsx")
    subprocess.run([PYTHON, "-c", WRITE, file, str(rows)], check=True)
    return {
        "bare": [PYTHON, "-c", BARE, file],
        "floor": [PYTHON, "-c", FLOOR],
        "check": [PYTHON, "-m", "relance_core", "check", file, "--json", "--today", TODAY],
        "pandas": [PYTHON, "-c", PANDAS, file],
    }


def told(rows: int, *, with_pandas: bool) -> Cost:
    """Print what reading a workbook of this many rows costs; the cost of `check`."""
    commands = commands_for(rows)
    slow = commands.pop("pandas")
    cost = costs_of(commands, 5)
    print(f"{rows:,} rows")
    for name in commands:
        print(f"  {name:7} {cost[name]}")
    print(f"  check / bare   {cost['check'].over(cost['bare'])}")
    print(f"  check / floor  {cost['check'].over(cost['floor'])}")
    if with_pandas:
        pandas = cost_of(slow)
        print(f"  pandas  {pandas}: {pandas.over(cost['check'])} of check")
    bare, ours = memory_of(commands["bare"]), memory_of(commands["check"])
    print(
        f"  memory  bare {bare[0]} MB; check {ours[0]} MB in its largest process, {sum(ours)} MB "
        f"in all: {ours[0] / bare[0]:.2f} and {sum(ours) / bare[0]:.2f} times"
    )
    return cost["check"]


def text_told(rows: int) -> None:
    """Print what reading a text of this many rows costs, beside polars' own reading of it."""
    file = str(TEMPORARY / f"relance-{rows}.csv")
    subprocess.run([PYTHON, "-c", WRITE_TEXT, file, str(rows)], check=True)
    commands = {
        "polars": [PYTHON, "-c", POLARS, file],
        "check": [PYTHON, "-m", "relance_core", "check", file, "--json", "--today", TODAY],
    }
    cost = costs_of(commands, 3)
    print(f"{rows:,} rows of text")
    for name in commands:
        print(f"  {name:7} {cost[name]}")
    print(f"  check / polars {cost['check'].over(cost['polars'])}")
    own, ours = memory_of(commands["polars"]), memory_of(commands["check"])
    print(f"  memory  polars {own[0]} MB; check {ours[0]} MB: {ours[0] / own[0]:.2f} times")


def main(sizes: Sequence[int], *, with_pandas: bool) -> None:
    """Print the costs of each size, and how `check` grows from the next to last to the last."""
    costs = [told(rows, with_pandas=with_pandas and rows <= 100_000) for rows in sizes]
    if len(sizes) > 1:
        print(f"{sizes[-1] / sizes[-2]:.1f} times the rows: {costs[-1].over(costs[-2])} of check")


if __name__ == "__main__":
    given = sorted(int(one) for one in sys.argv[1:] if one.isdigit())
    if "--text" not in sys.argv:
        main(given or [300, 100_000, 500_000], with_pandas="--no-pandas" not in sys.argv)
    if "--text" in sys.argv or not given:
        text_told(max(given, default=TEXT_ROWS))
