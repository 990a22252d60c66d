"""A moment as the outbox writes it: seconds for leases and pace, wall time for people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Moment:
    """When something happens; always given by the caller, never read here."""

    epoch: float  # seconds since the epoch
    at: datetime  # naive wall time in the sender's zone, as stored and shown

    @classmethod
    def of(cls, epoch: float, timezone: str) -> Moment:
        """The moment ``epoch`` as a sender in ``timezone`` (IANA name) reads it."""
        return cls(epoch, datetime.fromtimestamp(epoch, ZoneInfo(timezone)).replace(tzinfo=None))

    @classmethod
    def at_wall_time(cls, at: datetime, timezone: str) -> Moment:
        """The moment when clocks in ``timezone`` show ``at`` (naive)."""
        return cls(at.replace(tzinfo=ZoneInfo(timezone)).timestamp(), at)
