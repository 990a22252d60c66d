"""Says what the cells of a column look like, so that a heading is never believed alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

SAMPLE = 200

DATE = re.compile(
    r"""^'?(\d{4}-\d{1,2}-\d{1,2}([T\s].*)?            # ISO, and real dates of a spreadsheet
      | \d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{2,4}(\s.*)?
      | \d{4}/\d{1,2}/\d{1,2}(\s.*)?
      | ([^\W\d]{2,10}[.,]?\s+){0,2}\d{1,2}(er|st|nd|rd|th)?[\s\-]+[^\W\d]{3,9}\.?,?[\s\-]+\d{2,4}
      | [^\W\d]{3,9}\.?\s+\d{1,2}(st|nd|rd|th)?,?\s+\d{4})$""",
    re.VERBOSE,
)
NUMBER = re.compile(
    r"^\(?[-+−]?\s*(€|(?:US|CAN?|AU|NZ|HK|[CAS])?\$|£|(?!CHQ|VIR|VRT|LCR|ESP)[A-Z]{3})?\s*"
    r"[-+−]?\d[\d\s.,'’  ]*(€\d\d)?\)?\s*"
    r"(€|\$(?:\s?(?:USD?|CAN?|CAD|AUD?))?|[A-Z]{1,2}\$|£|[A-Za-z]{3}|euros?|F\s?CFA)?\s*"
    r"(TTC|HT)?\s*(-|CR|DR|C|D)?\)?$",
    re.IGNORECASE,
)
INTEGER = re.compile(r"^\d{1,3}(\.0+)?$")
COMPACT_DATE = re.compile(
    r"^((19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])"
    r"|(0?[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])20\d{2})(\.0+)?$"
)
#: JJMMAA and AAMMJJ, the zero that a number loses included: dates when the whole column is so.
SHORT_DATE = re.compile(
    r"^((0?[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])[0-4]\d|[0-4]\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01]))"
    r"(\.0+)?$"
)
SERIAL = re.compile(r"^[1-7]\d{4}(\.\d+)?$")  # 1927 to 2118
#: "Soldé" where a figure is expected: nothing is left to pay.
SETTLED = re.compile(
    r"(?i)^(?:sold[ée]e?|pay[ée]e?|r[ée]gl[ée]e?|acquitt[ée]e?|encaiss[ée]e?|paid|settled)\.?$"
)
LETTER = re.compile(r"[^\W\d_]")
SPACE = re.compile(r"\S\s+\S")
CAPITALS = re.compile(r"^[^a-zà-ÿ]+$")
CODE = re.compile(r"^(?=.*\d)[\w.\-/]{1,20}$")  # C001, 411DUPONT, CUST-00012
#: Rates of VAT, as a share or in percent: those of France, then of its neighbours.
RATES = frozenset(
    Decimal(tenths) / scale
    for tenths in (0, 21, 55, 60, 70, 77, 81, 85, 100, 120, 130, 170, 190, 196, 200, 210, 220)
    for scale in (10, 1000)
)
RATE = re.compile(r"^(\d{1,2}(?:[.,]\d{1,3})?0*)\s*%?$")


@dataclass(frozen=True)
class Content:
    """Shares, from 0 to 1, of the filled cells of a sample; ``filled`` counts them."""

    filled: int
    dates: float
    compact_dates: float  # yyyymmdd, ddmmyy, serial numbers: dates if the heading says so
    numbers: float
    small_integers: float
    emails: float
    words: float  # holds a letter
    flags: float  # yes, no, true, 0, 1
    spaced: float  # several words
    capitals: float  # no small letter
    codes: float  # one word with a digit in it
    rates: float  # a rate of VAT, in percent or not
    samples: tuple[str, ...]
    settled: float = 0.0  # a word that says paid, where a balance of nothing may stand


def describe(column: pl.Series, flags: frozenset[str]) -> Content:
    """What the first filled cells of a column look like; ``flags`` are the yes and no words."""
    filled = column.drop_nulls().head(SAMPLE * 2).str.strip_chars()
    # An error such as "#N/A" tells nothing of what the column holds.
    told = (filled != "") & ~filled.str.contains(r"^#(?:$|[^\s\d])")
    values: list[str] = filled.filter(told).head(SAMPLE).to_list()
    count = max(len(values), 1)
    times = Counter(values)  # each different cell is looked at once

    def share_of(holds: Callable[[str], object]) -> float:
        return sum(known for value, known in times.items() if holds(value)) / count

    def share(pattern: re.Pattern[str]) -> float:
        return share_of(pattern.search)

    short = share(SHORT_DATE)
    return Content(
        filled=len(values),
        dates=share(DATE),
        compact_dates=max(share(COMPACT_DATE) + share(SERIAL), short if short > 0.9 else 0),
        numbers=share(NUMBER),
        small_integers=share(INTEGER),
        emails=share_of(lambda value: "@" in value),
        words=share(LETTER),
        flags=share_of(lambda value: value.casefold() in flags),
        spaced=share(SPACE),
        capitals=share(CAPITALS),
        codes=share(CODE),
        rates=share_of(_is_rate),
        samples=tuple(dict.fromkeys(value[:80] for value in values))[:3],
        settled=share(SETTLED),
    )


def _is_rate(value: str) -> bool:
    found = RATE.match(value)
    return found is not None and Decimal(found.group(1).replace(",", ".")) in RATES
