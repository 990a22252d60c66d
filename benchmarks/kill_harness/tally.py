"""What came of a run, by what the mail server wrote down and what the database says."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from benchmarks.kill_harness.seed import identity
from relance_core.store import tables as t
from relance_core.store.database import engine_for


@dataclass(frozen=True)
class Figures:
    """What came of a run; the first three are to be zero."""

    duplicates: int  # copies beyond the first that the server accepted
    lost: int  # marked sent, never accepted
    stuck: int  # neither sent nor listed as uncertain at the end
    uncertain: int
    uncertain_that_left: int
    messages: int
    kills: int
    seconds: float


def accepted_so_far(path: Path) -> int:
    """Messages that the server has written down, each on a line as long as any other."""
    return path.stat().st_size // (len(identity(0)) + 1)


def tally(url: str, accepted: Path, messages: int, kills: int, seconds: float) -> Figures:
    """The figures of a run that is over."""
    copies = Counter(line.strip() for line in accepted.read_text().splitlines())
    engine = engine_for(url)
    with engine.connect() as connection:
        rows = connection.execute(select(t.message.c.message_id, t.message.c.state)).all()
    engine.dispose()
    uncertain = [row for row in rows if row.state == "uncertain"]
    return Figures(
        duplicates=sum(number - 1 for number in copies.values()),
        lost=sum(row.state == "sent" and not copies[row.message_id] for row in rows),
        stuck=sum(row.state not in ("sent", "uncertain") for row in rows),
        uncertain=len(uncertain),
        uncertain_that_left=sum(copies[row.message_id] > 0 for row in uncertain),
        messages=messages,
        kills=kills,
        seconds=round(seconds, 1),
    )
