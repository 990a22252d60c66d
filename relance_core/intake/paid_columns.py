"""Which columns of payments add up to what is left of each invoice: proven by the sums, else asked.

Amount - deposit - payment = balance on each row leaves nothing to ask.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from relance_core.intake.columns import MORE_PAID, MORE_PAID_OF, Clash, added_up
from relance_core.intake.headings import ColumnReading
from relance_core.intake.rough_amounts import CENT, own_figures
from relance_core.intake.tables import Table

#: Share of the rows that must agree.
_PROOF = 0.95
#: What the balance may be net of besides.
_TAKEN_OFF = ("credited_amount", "retention", "discount")


def proven_payments(
    table: Table, columns: Sequence[ColumnReading], clashes: Sequence[Clash]
) -> dict[str, str]:
    """Field to heading of the columns that the balance proves to be what was paid; else empty."""
    headings = [one for clash in clashes if clash.field == MORE_PAID_OF for one in clash.headings]
    at = {column.field: column.position for column in columns if column.field}
    if not 2 <= len(headings) <= 1 + len(MORE_PAID) or not {"amount", "balance"} <= at.keys():
        return {}
    figures = {one: _figures(table, table.headings.index(one)) for one in headings}
    whole, left = _figures(table, at["amount"]), _figures(table, at["balance"])
    off = [_figures(table, at[field]).fill_null(0) for field in _TAKEN_OFF if field in at]
    if _agree(whole, left, [*figures.values()], off):
        return added_up(clashes)
    alone = [one for one, found in figures.items() if _agree(whole, left, [found], off)]
    return {MORE_PAID_OF: alone[0]} if len(alone) == 1 else {}


def proven_balance(
    table: Table, columns: Sequence[ColumnReading], clashes: Sequence[Clash]
) -> dict[str, str]:
    """Amount and balance among two columns that both say what is due; empty without a proof.

    "Montant dû" less "Déjà payé" is "Reste dû".
    """
    both = [one for clash in clashes if clash.field == "balance" for one in clash.headings]
    at = {column.field: column.position for column in columns if column.field}
    if len(both) != 2 or "amount" in at or "paid_amount" not in at:
        return {}
    paid = _figures(table, at["paid_amount"])
    first, second = (_figures(table, table.headings.index(one)) for one in both)
    for whole, left, names in ((first, second, both), (second, first, both[::-1])):
        if _agree(whole, left, [paid], []):
            return {"amount": names[0], "balance": names[1]}
    return {}


def _figures(table: Table, position: int) -> pl.Series:
    return own_figures(table.frame[f"c{position}"])


def _agree(
    whole: pl.Series, left: pl.Series, paid: Sequence[pl.Series], off: Sequence[pl.Series]
) -> bool:
    """Whether the amount less these payments is what is left, on the rows where some was paid."""
    sums = pl.DataFrame({"whole": whole, "left": left}).with_columns(
        pl.sum_horizontal(one.fill_null(0).abs() for one in paid).alias("paid"),
        (pl.sum_horizontal(one.abs() for one in off) if off else pl.lit(0)).alias("off"),
    )
    told = sums.filter(pl.col("whole").is_not_null() & pl.col("left").is_not_null())
    told = told.filter(pl.col("paid") > 0)
    if told.is_empty():
        return False
    apart = pl.col("whole").abs() - pl.col("paid") - pl.col("left").abs()
    held = (apart.abs() <= CENT) | ((apart - pl.col("off")).abs() <= CENT)
    share: float = told.select(held.mean()).item()
    return share >= _PROOF
