"""A reason to hold an invoice back, as expressions over the invoice's own row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from relance_core.vocabulary import Withheld

_NO_DAY = pl.lit(None, dtype=pl.Date)


@dataclass(frozen=True)
class HoldRule:
    """A reason to hold an invoice back: whether, in which words, until when.

    ``until`` is shown; ``free_from`` is the first day on which it no longer holds. Both null: the
    end is not known. Expressions over a scheduled case (``ground.CASE``, ``schedule.SCHEDULED``)
    beside its addressee (``ground.PEOPLE``).
    """

    code: Withheld
    holds: pl.Expr
    words: pl.Expr
    until: pl.Expr = _NO_DAY
    free_from: pl.Expr | None = None

    def told(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """``invoice_id, code, reason, until`` of the invoices of ``frame`` that it holds."""
        return frame.filter(self.holds).select(
            "invoice_id",
            pl.lit(self.code.value).alias("code"),
            self.words.alias("reason"),
            self.until.alias("until"),
        )


def any_holds(rules: Iterable[HoldRule], *others: pl.Expr) -> pl.Expr:
    """Whether one of the rules, or of the other conditions, holds the invoice."""
    return pl.any_horizontal(*others, *(rule.holds for rule in rules)).fill_null(False)


def hold_rule(
    code: Withheld,
    holds: pl.Expr,
    words: pl.Expr | str,
    until: pl.Expr = _NO_DAY,
    free_from: pl.Expr | None = None,
) -> HoldRule:
    """A ``HoldRule`` whose ``words`` may be the same sentence for every invoice."""
    told = pl.lit(words) if isinstance(words, str) else words
    return HoldRule(code, holds, told, until, free_from)
