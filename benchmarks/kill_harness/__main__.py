"""``python -m benchmarks.kill_harness --kills 100 --messages 2000 --seed 1``: one line of figures.

A mail server in another process (STARTTLS, AUTH) writes down what it accepted; the sender is killed
with SIGKILL at random instants and started again until nothing is left to send. With ``--json``
the figures are one JSON object.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.kill_harness import sender, sink
from benchmarks.kill_harness.seed import seed_batch
from benchmarks.kill_harness.tally import Figures, accepted_so_far, tally


def run(*, kills: int, messages: int, seed: int, folder: Path) -> Figures:
    """Send ``messages`` from a new database in ``folder`` under ``kills`` kills."""
    began = time.monotonic()
    url = f"sqlite:///{folder / 'relance.db'}"
    seed_batch(url, messages)
    server = sink.Certified(folder)
    accepted = folder / "accepted.txt"
    accepted.touch()
    context = _processes()
    ours, theirs = context.Pipe()
    post_office = context.Process(
        target=sink.serve, args=(str(server.pem), str(accepted), theirs), daemon=True
    )
    post_office.start()
    theirs.close()  # so that recv() ends if the server never comes up
    try:
        mail = (url, ours.recv(), str(server.ca_file))
        done = _kill_and_restart(context, mail, accepted, kills, messages, Random(seed))
    finally:
        post_office.kill()
        post_office.join()
    return tally(url, accepted, messages, done, time.monotonic() - began)


def _kill_and_restart(
    context: Any,
    mail: tuple[str, int, str],
    accepted: Path,
    kills: int,
    messages: int,
    random: Random,
) -> int:
    """Start a sender and kill it, ``kills`` times, then let one end; returns the kills that hit."""
    done = 0
    while True:
        sending = context.Process(target=sender.send, args=mail, daemon=True)
        sending.start()
        if done >= kills:
            sending.join()
            if sending.exitcode != 0:
                raise RuntimeError(f"the sender ended with {sending.exitcode}")
            return done
        # So many messages later than now, so that the kills spread over the whole batch.
        so_far = accepted_so_far(accepted)
        left = messages - so_far
        target = so_far + random.randint(0, max(0, 2 * left // (kills - done + 1)))
        while sending.is_alive() and accepted_so_far(accepted) < min(target, messages):
            time.sleep(0.001)
        time.sleep(random.uniform(0, 0.03))
        if sending.is_alive():
            sending.kill()
            done += 1
        sending.join()
        if sending.exitcode == 0:
            return done  # everything had left before the last kills


def _processes() -> Any:
    """Ways of starting processes: from one that has already imported everything, if possible."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([sender.__name__, sink.__name__])
    return context


def main() -> int:
    """Run from the command line; 1 when a message was sent twice, lost or left over."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--messages", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = run(
            kills=options.kills, messages=options.messages, seed=options.seed, folder=Path(folder)
        )
    told = asdict(figures)
    print(
        json.dumps(told) if options.json else ", ".join(f"{key} {told[key]}" for key in told),
    )
    return 1 if figures.duplicates or figures.lost or figures.stuck else 0


if __name__ == "__main__":
    sys.exit(main())
