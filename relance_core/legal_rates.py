"""Rates of late payment by semester, as dated data with their source; a missing one is an error."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from relance_core.errors import Refused

#: Points that the law adds to the European Central Bank's rate (C. com. L441-10 II; CCP R2192-31).
BUSINESS_POINTS, PUBLIC_POINTS = Decimal(10), Decimal(8)
#: A contract may not go below this many times the legal rate (C. com. L441-10 II).
FLOOR_TIMES = 3
SHIPPED = Path(__file__).with_name("legal_rates.csv")


@dataclass(frozen=True, order=True)
class Semester:
    """Half a calendar year: rates hold from its first day to its last."""

    year: int
    half: int  # 1 or 2

    @classmethod
    def of(cls, day: date) -> Semester:
        """The semester in which a day lies."""
        return cls(day.year, 1 if day.month <= 6 else 2)

    @classmethod
    def parse(cls, code: str) -> Semester:
        """The semester of a code like "2026-S2"; raises ``ValueError`` for anything else."""
        year, separator, half = code.partition("-S")
        if not separator or half not in ("1", "2") or len(year) != 4:
            raise ValueError(f"{code!r} is no semester")
        return cls(int(year), int(half))

    @property
    def first_day(self) -> date:
        """1 January or 1 July."""
        return date(self.year, 1 if self.half == 1 else 7, 1)

    @property
    def last_day(self) -> date:
        """30 June or 31 December."""
        return self.next.first_day - timedelta(days=1)

    @property
    def next(self) -> Semester:
        """The semester after this one."""
        return Semester(self.year, 2) if self.half == 1 else Semester(self.year + 1, 1)

    @property
    def code(self) -> str:
        """ "2026-S2", as files and settings write it."""
        return f"{self.year}-S{self.half}"

    @property
    def label(self) -> str:
        """In French: « 2e semestre 2026 »."""
        return f"{'1er' if self.half == 1 else '2e'} semestre {self.year}"


class Evidence(StrEnum):
    """How far a shipped rate was verified."""

    TEXT_READ = "text_read"
    SECONDARY = "secondary"
    TO_CHECK = "to_check"
    BY_HAND = "by_hand"


EVIDENCE_LABELS = {
    Evidence.TEXT_READ: "texte officiel lu",
    Evidence.SECONDARY: "source secondaire",
    Evidence.TO_CHECK: "à vérifier",
    Evidence.BY_HAND: "saisi à la main",
}


class MissingRate(Refused):
    """A rate is asked for a semester of which nothing is known."""

    code = "missing_rate"


@dataclass(frozen=True)
class LegalRate:
    """The two published rates of a semester, in percent, and where they come from."""

    semester: Semester
    ecb_refinancing: Decimal  # main refinancing rate in force on the semester's first day
    legal_professional: Decimal  # legal rate when the creditor is a business ("autres cas")
    reference: str
    evidence: Evidence

    @property
    def business(self) -> Decimal:
        """What a late business owes when no other rate was agreed (C. com. L441-10 II)."""
        return self.ecb_refinancing + BUSINESS_POINTS

    @property
    def public(self) -> Decimal:
        """What a late public buyer owes (CCP R2192-31)."""
        return self.ecb_refinancing + PUBLIC_POINTS

    @property
    def floor(self) -> Decimal:
        """The least that a contract between businesses may provide (C. com. L441-10 II)."""
        return FLOOR_TIMES * self.legal_professional


@dataclass(frozen=True)
class LegalRates:
    """What is known of the rates, by semester; never continued beyond it."""

    known: Mapping[Semester, LegalRate]

    def of(self, semester: Semester) -> LegalRate:
        """The rates of a semester; raises ``MissingRate``, which says where to look for them."""
        if semester not in self.known:
            raise MissingRate(
                f"Les taux du {semester.label} ne sont pas connus : aucun intérêt n'est calculé "
                "sur cette période. Relevez le taux de refinancement de la Banque centrale "
                f"européenne en vigueur le {'1er janvier' if semester.half == 1 else '1er juillet'}"
                f" {semester.year} (site de la Banque de France, taux directeurs) et le taux de "
                "l'intérêt légal paru au Journal officiel, puis saisissez-les dans Réglages, "
                "section Taux légaux."
            )
        return self.known[semester]

    def with_rate(self, rate: LegalRate) -> LegalRates:
        """These rates, and one more, or one corrected."""
        return LegalRates({**self.known, rate.semester: rate})


@lru_cache(maxsize=1)
def shipped_rates() -> LegalRates:
    """The rates that come with the program (``legal_rates.csv``)."""
    with SHIPPED.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    rates = (
        LegalRate(
            Semester.parse(row["semester"]),
            Decimal(row["ecb_refinancing"]),
            Decimal(row["legal_professional"]),
            row["reference"],
            Evidence(row["evidence"]),
        )
        for row in rows
    )
    return LegalRates({rate.semester: rate for rate in rates})
