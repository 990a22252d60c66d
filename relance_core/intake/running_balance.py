"""Tells a balance that runs from row to row, as a ledger prints it, from what each invoice owes."""

from __future__ import annotations

import polars as pl

from relance_core.intake.kinds import CENT, ZERO
from relance_core.intake.layout import Layout
from relance_core.money import MONEY


def without_running_balance(
    frame: pl.DataFrame, layout: Layout, *, sided: bool
) -> tuple[pl.DataFrame, list[str]]:
    """No ``v_balance`` where each is the one above plus the row: a running total, not a debt.

    ``sided``: the amounts stand in a column of debits and a column of credits. Also a note.
    """
    heading = layout.heading("balance")
    if heading is None or frame.height < 3 or not layout.has("amount"):
        return frame, []
    moved = pl.col("v_amount").fill_null(ZERO)
    if sided:
        moved = moved - pl.col("v_paid_amount").fill_null(ZERO)
    balance = pl.col("v_balance")
    said = frame.filter(balance.is_not_null()).with_columns(moved.alias("moved"))
    own = said.select(((balance - pl.col("moved")).abs() <= CENT).sum()).item()
    if own * 2 > said.height:  # the balance of most rows is their own
        return frame, []
    client = pl.coalesce("client_code", "client_name")
    steps = said.select(
        (balance - balance.shift(1)).alias("all"),
        (balance - balance.shift(1).over(client)).alias("each"),
        "moved",
    )
    counted = steps.select(
        *(
            ((pl.col(name) - pl.col("moved")).abs() <= CENT).sum().alias(f"{name}_steps")
            for name in ("all", "each")
        ),
        *(pl.col(name).count().alias(f"{name}_rows") for name in ("all", "each")),
    ).row(0, named=True)
    running = any(
        counted[f"{name}_rows"] >= 2
        and counted[f"{name}_steps"] * 10 >= counted[f"{name}_rows"] * 9
        for name in ("all", "each")
    )
    if not running:
        return frame, []
    note = f"« {heading} » est un solde progressif, cumulé de ligne en ligne : non utilisé."
    return frame.with_columns(pl.lit(None, dtype=MONEY).alias("v_balance")), [note]
