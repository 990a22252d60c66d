"""Whole processes side by side: `check`, bare fastexcel, pandas with openpyxl, on one workbook.

`python -m benchmarks.check [rows …]` (add `--no-pandas` to spare its minute).
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.ledgers import TODAY, workbook

BARE = (
    "import sys, fastexcel;"
    "fastexcel.read_excel(sys.argv[1]).load_sheet(0, header_row=None, dtypes='string').to_arrow()"
)
PANDAS = "import sys, pandas; pandas.read_excel(sys.argv[1], dtype=str, engine='openpyxl')"


def measured(command: list[str]) -> tuple[float, float]:
    """Wall and CPU seconds of a whole process, its children included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu


def best(command: list[str], times: int) -> tuple[float, float]:
    """The quickest of several runs."""
    return min(measured(command) for _ in range(times))


def main(sizes: list[int], *, with_pandas: bool) -> None:
    """Print wall and CPU of each, and the ratios."""
    for rows in sizes:
        file = str(workbook(Path(tempfile.gettempdir()) / f"relance-{rows}.xlsx", rows))
        python = sys.executable
        bare = best([python, "-c", BARE, file], 3)
        ours = best(
            [python, "-m", "relance_core", "check", file, "--json", "--today", str(TODAY)], 3
        )
        print(f"{rows:>8,} rows: bare fastexcel {bare[0]:.2f} s wall, {bare[1]:.2f} s CPU")
        print(f"{'':>14} check          {ours[0]:.2f} s wall, {ours[1]:.2f} s CPU")
        print(f"{'':>14} check / bare = {ours[0] / bare[0]:.2f} wall, {ours[1] / bare[1]:.2f} CPU")
        if with_pandas:
            slow = best([python, "-c", PANDAS, file], 1)
            print(f"{'':>14} pandas+openpyxl {slow[0]:.1f} s wall, {slow[1]:.1f} s CPU")
            print(f"{'':>14} pandas / check = {slow[0] / ours[0]:.1f} wall")


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:] if one.isdigit()]
    main(given or [300, 100_000], with_pandas="--no-pandas" not in sys.argv)
