"""Words and signs that people write around an amount: "TTC", "1 200,-", "néant", "(soldée)"."""

from __future__ import annotations

import polars as pl

from relance_core.intake.content import SETTLED

WITH_TAX = r"(?i)\s*\(?\b(?:T\.?T\.?C\b\.?|toutes taxes(?: comprises)?|incl\.? (?:vat|tax))\)?$"
WITHOUT_TAX = r"(?i)\s*\(?\b(?:H\.?T\b\.?|hors taxes?|excl\.? (?:vat|tax))\)?$"
EITHER_SIDE = f"{WITH_TAX}|{WITHOUT_TAX}"
#: "1 200,-" and "1'200.-": the sign of the decimals, then none.
NO_CENTS = r"(\d)([.,]) ?-{1,2}( ?(?:€|[A-Za-z]{3,5})?)$"
NOTHING = r"(?i)^(?:n[ée]ant|nul|rien|z[ée]ro|offerte?s?|gratuite?s?|sans frais)\.?$"
#: A nil amount is nil whatever is said of it behind.
NIL_WITH_WORDS = r"^(-?0+(?:[.,]0+)? ?€?) ?[(,:-] ?\pL[\pL .]*\)?$"


def without_words(text: pl.Expr, *, untaxed: bool | None) -> pl.Expr:
    """Amounts as text, on one line, without the words that say no more than their column.

    ``untaxed``: the column is of amounts without tax, or with it; with None, either word goes. What
    says the contrary of its column stays, and cannot be read.
    """
    if untaxed is not True:
        text = text.str.replace(WITH_TAX, "")
    if untaxed is not False:
        text = text.str.replace(WITHOUT_TAX, "")
    return (
        text.str.replace(NO_CENTS, "$1${2}00$3")
        .str.replace(NOTHING, "0")
        .str.replace(NIL_WITH_WORDS, "$1")
    )


def says_other_side(cells: pl.Series, *, untaxed: bool) -> pl.Series:
    """Which cells say "HT" where amounts are with tax, or "TTC" where they are without it."""
    return (
        cells.str.strip_chars().str.contains(WITH_TAX if untaxed else WITHOUT_TAX).fill_null(False)
    )


def settled_as_nil(cells: pl.Series) -> pl.Series:
    """Cells of a balance in which "soldé" or "payé" is what it says: nothing."""
    # Figures and signs come before the letters.
    if cells.is_between("!", ":").fill_null(True).all():
        return cells
    settled = cells.str.strip_chars().str.contains(SETTLED.pattern).fill_null(False)
    if not settled.any():
        return cells
    return pl.Series(["0"]).new_from_index(0, cells.len()).zip_with(settled, cells)
