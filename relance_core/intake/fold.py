"""Makes one row of each invoice that stands on several, by what its rows are."""

from __future__ import annotations

import polars as pl

from relance_core.intake.issues import IssueList
from relance_core.intake.kinds import CENT
from relance_core.intake.layout import Layout
from relance_core.intake.reading import Shape
from relance_core.intake.repeated import KEY, money
from relance_core.money import MONEY
from relance_core.vocabulary import Severity

_TYPED = ("v_amount", "v_amount_excl_tax", "v_tax", "v_balance", "v_paid_amount")
_OFF = "v_deducted"  # what ``deductions`` took off


def folded(frame: pl.DataFrame, shape: Shape, layout: Layout, issues: IssueList) -> pl.DataFrame:
    """``frame`` (keyed) with a row per invoice, or per instalment of it.

    Adds ``rows``, the rows of the file behind each (List[Int64]), and ``instalment``: what tells
    the instalments of an invoice apart, null when it has none. The first row stands for the others.
    """
    frame = frame.with_columns(
        pl.concat_list("row").alias("rows"), pl.lit(None, dtype=pl.String).alias("instalment")
    )
    if shape is Shape.INVOICES:
        return frame
    repeated = pl.col("number").is_not_null() & pl.struct(KEY).is_duplicated()
    if shape is Shape.INSTALMENTS:
        return _instalments(frame, repeated, side_by_side=bool(layout.parts))
    several = frame.filter(repeated)
    if several.is_empty():
        return frame
    if shape is not Shape.LINES_WITH_TOTAL:
        _tell_twins(several, shape, layout, issues)
    merged = several.group_by(KEY, maintain_order=True).agg(
        pl.col("row").first(),
        pl.col("row").alias("rows"),
        *_figures(shape, layout),
        *(
            pl.col(name).drop_nulls().first()
            for name in frame.columns
            if name not in {*KEY, *_TYPED, _OFF, "row", "rows", "v_paid_date"}
        ),
        pl.col("v_paid_date").max(),
    )
    return pl.concat([frame.filter(~repeated), merged.select(frame.columns)]).sort("row")


def _figures(shape: Shape, layout: Layout) -> list[pl.Expr]:
    """The amounts of an invoice from those of its rows."""
    if shape is Shape.LINES:
        return [_whole_or_sum(name, layout) for name in (*_TYPED, _OFF)]
    first = [pl.col(name).drop_nulls().first() for name in (*_TYPED[:3], _OFF)]
    balance, paid = pl.col("v_balance"), pl.col("v_paid_amount")
    if shape is Shape.LINES_WITH_TOTAL:
        return [*first, balance.drop_nulls().first(), paid.drop_nulls().first()]
    # What remains after each payment is no balance of the invoice, unless all rows agree.
    agreed = pl.when(balance.drop_nulls().n_unique() == 1).then(balance.drop_nulls().first())
    return [*first, agreed.alias("v_balance"), paid.sum().cast(MONEY)]


def _whole_or_sum(name: str, layout: Layout) -> pl.Expr:
    """The sum of the lines, or the one figure of the invoice that each line repeats.

    A figure that is the same on all lines is the invoice's, unless it is each line's own amount.
    """
    figure = pl.col(name)
    summed = figure.sum().cast(MONEY)
    if name in _TYPED[:3]:
        return pl.when(figure.is_null().all()).then(None).otherwise(summed).alias(name)
    own = (figure == money(layout)).all()
    repeated = (figure.drop_nulls().n_unique() == 1) & ~own
    return (
        pl.when(figure.is_null().all())
        .then(None)
        .when(repeated)
        .then(figure.drop_nulls().first())
        .otherwise(summed)
        .alias(name)
    )


def _instalments(frame: pl.DataFrame, repeated: pl.Expr, *, side_by_side: bool) -> pl.DataFrame:
    """Each row stays, known by its due date; a whole amount beside parts still due gives way."""
    part = pl.col("v_balance")
    whole = (
        repeated
        & pl.lit(not side_by_side)
        & part.is_not_null()
        & (pl.col("v_amount").n_unique().over(KEY) == 1)
        # Each part may have been rounded.
        & (part.sum().over(KEY) <= pl.col("v_amount") + CENT * pl.len().over(KEY))
    )
    frame = frame.with_columns(
        pl.when(repeated).then(pl.col("v_due_date").cast(pl.String)).alias("instalment"),
        pl.when(whole).then(part).otherwise("v_amount").alias("v_amount"),
        pl.when(whole).then(None).otherwise("v_paid_amount").cast(MONEY).alias("v_paid_amount"),
    )
    return _told_apart(frame, repeated) if side_by_side else frame


def _told_apart(frame: pl.DataFrame, repeated: pl.Expr) -> pl.DataFrame:
    """Two instalments of one row are two, due on the same day or on a day to be reckoned."""
    day = pl.coalesce("instalment", pl.when(repeated).then(pl.lit("terme")))
    frame = frame.with_columns(day.alias("instalment"))
    rank = pl.int_range(1, pl.len() + 1).over(*KEY, "instalment")
    again = pl.col("instalment").is_not_null() & (rank > 1)
    told = pl.when(again).then(pl.format("{} ({})", "instalment", rank)).otherwise("instalment")
    return frame.with_columns(told.alias("instalment"))


def _tell_twins(rows: pl.DataFrame, shape: Shape, layout: Layout, issues: IssueList) -> None:
    """Rows of an invoice that are the same cell for cell: counted, and to be decided."""
    cells = pl.struct(pl.exclude("row")).hash()
    raw = layout.table.frame.select("row", cells.alias("cells"))
    twins = (
        rows.select("row", *KEY)
        .join(raw, on="row", how="left", maintain_order="left")
        .filter(pl.struct(*KEY, "cells").is_duplicated())
        .group_by(KEY, maintain_order=True)
        .agg(pl.col("row"))
    )
    first = rows.group_by(KEY).agg(pl.col("row").first().alias("first_row"))
    what = "règlements" if shape is Shape.PAYMENTS else "articles"
    for row in twins.join(first, on=KEY).iter_rows(named=True):
        shown = ", ".join(str(one) for one in row["row"][:6])
        issues.add(
            "twin_rows",
            Severity.DECISION,
            f"La facture « {row['number'][:60]} » a des lignes identiques ({shown}) : deux "
            f"{what}, ou le même écrit deux fois ? Ils sont comptés tous les deux.",
            row=row["first_row"],
            column=layout.heading("number"),
            value=row["number"],
        )
