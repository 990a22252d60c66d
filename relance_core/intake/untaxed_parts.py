"""What is left, or paid, told without its tax: set against the amount, never taken for the rest.

800 of "Reste HT" on an invoice of 1 200 with its tax are 960 to pay, or the whole of it, or nothing
that its own tax does not tell.
"""

from __future__ import annotations

import polars as pl

from relance_core.intake.issues import IssueList, tell
from relance_core.intake.kinds import ZERO
from relance_core.intake.layout import Layout
from relance_core.money import MONEY
from relance_core.vocabulary import Severity

LEFT, PAID = "balance_excl_tax", "paid_excl_tax"
FIELDS = (LEFT, PAID)
#: Field -> the one that says the same with its tax, and makes it useless.
_TAXED = {LEFT: ("balance",), PAID: ("balance", "paid_amount", LEFT)}
#: One and the rates of VAT of France, where the invoice does not tell its own.
_RATES = ("1", "1.021", "1.055", "1.1", "1.2", "1.085")
_WIDE = pl.Decimal(38, 10)
_ROUNDING = pl.lit("0.020").cast(MONEY)
_SAID = {LEFT: "restent dus hors taxes", PAID: "ont été réglés hors taxes"}


def with_untaxed_parts(
    frame: pl.DataFrame, layout: Layout, issues: IssueList
) -> tuple[pl.DataFrame, list[str]]:
    """``v_balance`` where only a column without tax tells what is left or paid of an invoice.

    Nothing, and the whole, are what they say; of a part the tax is reckoned in proportion, which is
    to be decided on. Columns beside one with tax say nothing more.
    """
    notes: list[str] = []
    for field in FIELDS:
        if not layout.has(field):
            continue
        heading = layout.heading(field)
        if other := next((one for one in _TAXED[field] if layout.has(one)), None):
            notes.append(f"« {heading} » est hors taxes : « {layout.heading(other)} » est retenu.")
            continue
        frame = _with_rest(frame, field)
        said, reckoned = _SAID[field], pl.col("rest").is_not_null()
        for where, end in (
            (reckoned, f"{said} : le reste TTC est calculé en proportion. Est-il juste ?"),
            (~reckoned, f"{said}, sans dire combien TTC. Combien reste-t-il à payer ?"),
        ):
            tell(
                frame,
                pl.col("part") & where,
                "untaxed_part",
                Severity.DECISION,
                f"« {{value}} » {end}",
                issues,
                heading,
                field,
            )
        frame = frame.with_columns(
            pl.coalesce("v_balance", "rest").cast(MONEY).alias("v_balance")
        ).drop("rest", "part")
    return frame, notes


def _with_rest(frame: pl.DataFrame, field: str) -> pl.DataFrame:
    """``rest``, what is left of the amount with tax, and ``part``: it is neither nought nor all."""
    whole, told = pl.col("v_amount").abs(), pl.col(f"v_{field}").abs()
    base = pl.coalesce("v_amount_excl_tax", pl.col("v_amount") - pl.col("v_tax")).abs()
    taxed = pl.any_horizontal((_times(told, rate) - whole).abs() <= _ROUNDING for rate in _RATES)
    every = pl.coalesce((told - base).abs() <= _ROUNDING, taxed).fill_null(False)
    share = (whole.cast(_WIDE) * told.cast(_WIDE) / base.cast(_WIDE)).cast(_WIDE)
    share = pl.when((base > ZERO) & (told < base)).then(
        share.round(2, mode="half_away_from_zero").cast(MONEY)
    )
    nothing = told == ZERO
    left = (
        pl.when(nothing).then(ZERO).when(every).then(whole).otherwise(share)
        if field == LEFT
        else pl.when(nothing).then(whole).when(every).then(ZERO).otherwise(whole - share)
    )
    unread = told.is_null() & pl.col(field).str.contains(r"[\pL\d]").fill_null(False)
    owed = whole.is_not_null() & told.is_not_null()
    part = owed & ~nothing & ~every
    return frame.with_columns(
        pl.when(owed).then(left).cast(MONEY).alias("rest"),
        (part | (unread & whole.is_not_null())).fill_null(False).alias("part"),
    )


def _times(amount: pl.Expr, rate: str) -> pl.Expr:
    exact = amount.cast(pl.Decimal(38, 6)) * pl.lit(rate).cast(pl.Decimal(10, 3))
    return exact.cast(_WIDE).round(2, mode="half_away_from_zero").cast(MONEY)
