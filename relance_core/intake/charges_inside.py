"""Takes out of a balance the interest and the fees that other columns show it to hold."""

from __future__ import annotations

import polars as pl

from relance_core.french import listed
from relance_core.intake.headings import tokens
from relance_core.intake.kinds import CENT, ZERO
from relance_core.intake.layout import Layout
from relance_core.intake.rough_amounts import own_figures
from relance_core.money import MONEY

_CHARGES = frozenset(
    (
        *("interet", "interets", "penalite", "penalites", "indemnite", "indemnites", "frais"),
        *("majoration", "majorations", "agios", "ifr", "interest", "fee", "fees", "charges"),
        *("penalty", "penalties", "recouvrement"),
    )
)
_PROOF = 0.9


def with_charges_apart(frame: pl.DataFrame, layout: Layout) -> tuple[pl.DataFrame, list[str]]:
    """``v_balance`` without the charges that it holds over the amount, row by row; the note.

    Late interest and the fee of 40 euros are reckoned by themselves, on what is due: kept in the
    balance, they would bear interest and be asked for twice. Only what the columns prove is taken.
    """
    amount, balance = pl.col("v_amount"), pl.col("v_balance")
    if not layout.has("amount") or not layout.has("balance"):
        return frame, []
    columns = [
        column
        for column in layout.columns
        if column.field is None and tokens(column.heading) & _CHARGES
    ]
    over = (balance > amount + CENT).fill_null(False)
    if not columns or not frame.select(over.any()).item():
        return frame, []
    table = layout.table.frame
    read = [_figures(table[f"c{column.position}"]).alias(column.heading) for column in columns]
    charges = pl.DataFrame([table["row"], *read]).select(
        "row", pl.sum_horizontal(pl.exclude("row").fill_null(0)).cast(MONEY).alias("charges")
    )
    rows = frame.join(charges, on="row", how="left", maintain_order="left")
    paid = pl.col("v_paid_amount").abs().fill_null(ZERO)
    held = (amount - paid + pl.col("charges") - balance).abs() <= CENT
    share = rows.filter(over).select(held.fill_null(False).mean()).item()
    if (share or 0) < _PROOF:
        return frame, []
    less = over & held & (pl.col("charges") > ZERO)
    rows = rows.with_columns(
        pl.when(less.fill_null(False))
        .then(balance - pl.col("charges"))
        .otherwise(balance)
        .cast(MONEY)
        .alias("v_balance")
    )
    named = listed([f"« {column.heading} »" for column in columns])
    note = f"« {layout.heading('balance')} » comprend {named} : c'est ôté, et calculé à part."
    return rows.select(frame.columns), [note]


def _figures(cells: pl.Series) -> pl.Series:
    return own_figures(cells).cast(MONEY, strict=False)
