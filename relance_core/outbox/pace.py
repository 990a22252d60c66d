"""How fast and when mail may leave: per minute, per day, on open days and at the hours set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from relance_core.calendar import is_open
from relance_core.errors import Refused
from relance_core.settings import Sending

MOST_PER_MINUTE = 600
MOST_PER_DAY = 100_000
#: No machine of ours lives before or after: a clock that says so is wrong.
_FIRST_YEAR, _LAST_YEAR = 2024, 2089


@dataclass(frozen=True)
class Pace:
    """Limits of one account; ``None`` for a limit that does not apply."""

    per_minute: int | None = None
    daily_cap: int | None = None
    hours: tuple[time, time] | None = None  # from, to; may cross midnight
    open_days_only: bool = False

    @classmethod
    def of(cls, sending: Sending, *, demonstration: bool = False) -> Pace:
        """The pace that the settings ask for. Folder and demonstration have none.

        Raises ``Refused`` for a pace or a cap that no mail account could mean.
        """
        if demonstration or sending.transport != "smtp":
            return cls()
        if not 1 <= sending.per_minute <= MOST_PER_MINUTE:
            raise Refused(
                f"Une cadence de {sending.per_minute} messages par minute n'est pas possible : "
                f"choisissez entre 1 et {MOST_PER_MINUTE}. Aucun message n'a été envoyé.",
                code="bad_pace",
            )
        if not 1 <= sending.daily_cap <= MOST_PER_DAY:
            raise Refused(
                f"Un plafond de {sending.daily_cap} messages par jour n'est pas possible : "
                f"choisissez entre 1 et {MOST_PER_DAY}. Aucun message n'a été envoyé.",
                code="bad_pace",
            )
        return cls(
            sending.per_minute, sending.daily_cap, (sending.hours_from, sending.hours_to), True
        )

    def wait_after(self, latest: float | None, now: float) -> float:
        """Seconds to wait at ``now`` when the last message was given over at ``latest``."""
        if self.per_minute is None or latest is None:
            return 0.0
        # A clock set back must not make the line wait for the old hour to come again.
        return min(max(0.0, latest + 60 / self.per_minute - now), 60 / self.per_minute)

    def cap_reached(self, today: int) -> bool:
        """Whether ``today`` messages given over since midnight are all that may be."""
        return self.daily_cap is not None and today >= self.daily_cap

    def opens_at(self, at: datetime) -> datetime:
        """``at`` itself when mail may leave then, else the next moment when it may.

        Both naive, in the sender's zone. An open day's evening hours that run past midnight
        belong to that day.
        """
        moment = at
        while not self._is_within(moment):
            moment = self._next_change(moment)
        return moment

    def _is_within(self, at: datetime) -> bool:
        day, clock = at.date(), at.time()
        if self.hours is not None and self.hours[0] != self.hours[1]:
            start, end = self.hours
            if start < end:
                if not start <= clock < end:
                    return False
            elif clock < end:
                day -= timedelta(days=1)
            elif clock < start:
                return False
        return not self.open_days_only or is_open(day)

    def _next_change(self, at: datetime) -> datetime:
        """The next moment at which the answer may change: an hour set, or midnight."""
        times = {time()} | (set(self.hours) if self.hours else set())
        today = [datetime.combine(at.date(), t) for t in sorted(times)]
        tomorrow = datetime.combine(at.date() + timedelta(days=1), time())
        return next((moment for moment in today if moment > at), tomorrow)


def check_clock(at: datetime) -> None:
    """Raise ``Refused`` when the machine's clock cannot be right."""
    if not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        raise Refused(
            f"L'horloge de cet ordinateur indique le {at:%d/%m/%Y} : rien n'a été envoyé. "
            "Réglez la date et l'heure, puis recommencez.",
            code="bad_clock",
        )
