"""CPU of the plan: `python -m benchmarks.plan [invoices …]`, five invoices a client."""

from __future__ import annotations

import sys
import time

from benchmarks.ledgers import TODAY, situation
from relance_core.reminders.plan import plan_for
from relance_core.reminders.scenario import SCENARIOS
from relance_core.settings import Rules


def main(sizes: list[int]) -> None:
    """Print, for each size, the best CPU and wall time of three plans."""
    for size in sizes:
        now = situation(size, size // 5)
        cpu, wall = [], []
        for _ in range(4):
            began, started = time.process_time(), time.perf_counter()
            plan = plan_for(now, SCENARIOS, Rules(), today=TODAY)
            cpu.append(time.process_time() - began)
            wall.append(time.perf_counter() - started)
        print(
            f"{size:>9,} invoices: first {cpu[0]:.2f} s CPU, then {min(cpu[1:]):.2f} s CPU "
            f"({min(wall[1:]):.2f} s wall); {plan.reminders.height:,} reminders, "
            f"{plan.withheld.height:,} withheld"
        )


if __name__ == "__main__":
    main([int(one) for one in sys.argv[1:]] or [10_000, 100_000])
