"""Phone numbers: kept as written, told when they are none, and made fit for a link to call."""

from __future__ import annotations

import re

import polars as pl

from relance_core.intake.issues import IssueList
from relance_core.vocabulary import Severity

_EXTENSION = re.compile(r"(?i)\s*(?:poste|ext\.?|x)\s*\d{1,6}\s*$")
_BETWEEN = re.compile(r"(?i)\s*(?:/|;|,|\n|\bou\b|\bet\b|\s[-–]\s)\s*")
#: "Tél. :" before a number, "(bureau)" or "Mme Durand" behind it.
_LABEL = re.compile(
    r"(?i)^\W*(?:t[ée]l\w*|mobile|portable|fixe|bureau|standard)\b\.?\s*:?\s*(?=[\d+(])"
)
_WORDS = re.compile(r"\s*\(?[^\W\d_][^\d]*$")
#: What a number holds besides its digits.
_OTHER = re.compile(r"[^\d\s.()\-+/\u00a0\u202f\u2011]")


def tel_link(written: str | None) -> str | None:
    """``tel:+33612345678`` for "06 12 34 56 78"; None for what cannot be called.

    The first number of several. A French one, or one with its country in front ("+", "00").
    """
    if not written:
        return None
    text = re.sub(r"^(\d{9,11})\.0$", r"\1", written.strip())  # a number of a spreadsheet
    # "06 - 12 - 34 - 56 - 78" is one number, "01 23 45 67 89 - 06 12 34 56 78" are two.
    return _link(text) or _link(_BETWEEN.split(text)[0])


def _link(text: str) -> str | None:
    alone = _WORDS.sub("", _EXTENSION.sub("", _LABEL.sub("", text)))
    if _OTHER.search(alone):
        return None
    abroad = alone.lstrip(" (").startswith(("+", "00"))
    digits = re.sub(r"\D", "", alone.replace("(0)", ""))
    if abroad:
        digits = digits.removeprefix("00") if not alone.lstrip(" (").startswith("+") else digits
    # Also without the "+" of its country, or the zero that a spreadsheet took off.
    found = re.fullmatch(r"(?:0|330?)?([1-9]\d{8})", digits)
    if found and (not abroad or digits.startswith("33")):
        return f"tel:+33{found[1]}"
    if abroad:
        return f"tel:+{digits}" if 8 <= len(digits) <= 15 and digits[:2] != "33" else None
    # Special numbers: 3631, 118 712.
    return f"tel:{digits}" if re.fullmatch(r"3\d{3}|118\d{3}", digits) else None


def tell_bad_phones(frame: pl.DataFrame, heading: str | None, issues: IssueList) -> None:
    """A remark on each phone that cannot be called; it stays as written."""
    if heading is None:
        return
    cells = frame["phone"].drop_nulls().unique()
    usual = cells.str.replace_all(r"[\s.\-]", "").str.contains(r"^(0|\+33|0033)[1-9]\d{8}$")
    bad = [cell for cell in cells.filter(~usual).to_list() if tel_link(cell) is None]
    if bad:
        issues.add_each(
            frame.filter(pl.col("phone").is_in(bad)).select("row", "phone").rows(),
            "bad_phone",
            Severity.WARNING,
            "« {value} » n'est pas un numéro de téléphone complet ; gardé tel quel.",
            heading,
        )
