"""CPU and memory of the plan: `python -m benchmarks.plan [invoices …]`, five invoices a client."""

from __future__ import annotations

import resource
import sys
import time

from benchmarks.ledgers import TODAY, situation
from relance_core.reminders.plan import Situation, plan_for
from relance_core.reminders.scenario import SCENARIOS
from relance_core.settings import Rules


def main(sizes: list[int]) -> None:
    """Print, for each size, the best CPU and wall time of three plans, and the memory they take.

    The memory is what the peak of the process rises by, beside the size of the frames given; it
    means something for the largest size only, and for one size at a time.
    """
    for size in sizes:
        now = situation(size, size // 5)
        before = _peak()
        cpu, wall = [], []
        for _ in range(4):
            began, started = time.process_time(), time.perf_counter()
            plan = plan_for(now, SCENARIOS, Rules(), today=TODAY)
            cpu.append(time.process_time() - began)
            wall.append(time.perf_counter() - started)
        print(
            f"{size:>9,} invoices: first {cpu[0]:.2f} s CPU, then {min(cpu[1:]):.2f} s CPU "
            f"({min(wall[1:]):.2f} s wall); {plan.reminders.height:,} reminders, "
            f"{plan.withheld.height:,} withheld; "
            f"peak {(_peak() - before) / _size(now):.1f} times the {_size(now) / 1e6:.0f} MB given"
        )


def _size(now: Situation) -> int:
    frames = (now.ledger, now.clients, now.holds, now.history)
    return sum(int(frame.estimated_size()) for frame in frames)


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    main([int(one) for one in sys.argv[1:]] or [10_000, 100_000])
