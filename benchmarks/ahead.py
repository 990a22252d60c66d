"""The sixty days to come, and what a change of one client does to them, in CPU seconds.

`python -m benchmarks.ahead [open invoices …]`.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import replace

import polars as pl

from benchmarks.ledgers import TODAY, situation
from relance_core.reminders.ahead import Ahead, look_ahead, only_client
from relance_core.reminders.plan import Situation
from relance_core.reminders.scenario import SCENARIOS
from relance_core.reminders.what_if import compare
from relance_core.settings import Rules


def best(work: Callable[[], Ahead], times: int) -> float:
    """CPU seconds of the quickest of several runs."""
    spent = []
    for _ in range(times):
        began = time.process_time()
        work()
        spent.append(time.process_time() - began)
    return min(spent)


def seen(now: Situation) -> Ahead:
    """The sixty days to come."""
    return look_ahead(now, SCENARIOS, Rules(), today=TODAY)


def main(sizes: list[int]) -> None:
    """Print both for each size."""
    for size in sizes:
        now = situation(size, size // 5)
        ahead = seen(now)
        spent = best(lambda now=now: seen(now), 2)
        print(f"{size:>10,} invoices: {spent:.2f} s CPU, {ahead.messages.height:,} messages")
        mine = only_client(now, 1)
        softer = replace(mine, clients=mine.clients.with_columns(pl.lit("softer").alias("tone")))
        before = seen(mine)
        spent = best(lambda softer=softer: seen(softer), 5)
        changes = compare(before, seen(softer)).height
        print(f"{'':>20} one client's line: {spent * 1000:.0f} ms CPU, {changes} changes")


if __name__ == "__main__":
    main([int(one) for one in sys.argv[1:]] or [1_000, 10_000])
