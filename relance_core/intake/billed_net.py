"""What was to be paid when an invoice was made, which stays written once it is paid.

"Net à payer" is the amount less a deposit, on every row: beside "Payée : Oui" nothing of it is
left, where "Reste dû" would contradict.
"""

from __future__ import annotations

import re

import polars as pl

from relance_core.french import plain_key, plural
from relance_core.intake.headings import tokens
from relance_core.intake.kinds import CENT, INVOICE, ZERO
from relance_core.intake.layout import Layout
from relance_core.intake.meaning import LEFT
from relance_core.money import MONEY

#: Headings of what is to be paid, rather than of what is left of it.
_TO_PAY = re.compile(r"\b(?:net|a payer|a regler|total du|montant du|amount due|total due)\b")


def with_billed_net(frame: pl.DataFrame, layout: Layout) -> tuple[pl.DataFrame, list[str]]:
    """``v_balance`` of nothing on rows said to be paid, where the balance never changes; the note.

    Only where it is written whole on each of these rows: one that is nil shows a true balance.
    """
    heading = layout.heading("balance")
    if heading is None or tokens(heading) & LEFT or not _TO_PAY.search(plain_key(heading)):
        return frame, []
    frame = _without_whole_of_parts(frame)
    amount, balance = pl.col("v_amount").abs(), pl.col("v_balance")
    before = pl.col("v_paid_amount").abs().fill_null(ZERO) + pl.col("v_deducted")
    settled = ((pl.col("kind") == INVOICE) & (pl.col("meaning") == "paid")).fill_null(False)
    whole = ((amount - before - balance).abs() <= CENT) | ((amount - balance).abs() <= CENT)
    told = frame.filter(settled)
    if told.is_empty() or not told.select((whole & (balance > ZERO)).fill_null(False).all()).item():
        return frame, []
    note = (
        f"« {heading} » est ce qui était à payer : {plural(told.height, 'facture', 'factures')} "
        "que le fichier dit réglée"
        f"{'s' if told.height > 1 else ''} ne {'doivent' if told.height > 1 else 'doit'} plus rien."
    )
    return frame.with_columns(
        pl.when(settled).then(ZERO).otherwise(balance).cast(MONEY).alias("v_balance"),
        pl.when(settled)
        .then(amount - pl.col("v_deducted"))
        .otherwise("v_paid_amount")
        .cast(MONEY)
        .alias("v_paid_amount"),
    ), [note]


def _without_whole_of_parts(frame: pl.DataFrame) -> pl.DataFrame:
    """No balance where a part was paid by the word, and by the figures nothing: it is not known.

    An instalment may be due as a whole of an invoice that was paid in part.
    """
    part = (pl.col("meaning") == "partial").fill_null(False) & (pl.col("kind") == INVOICE)
    if not frame.select(part.any()).item():
        return frame
    unpaid = pl.col("v_paid_amount").fill_null(ZERO) == ZERO
    whole = (pl.col("v_amount").abs() - pl.col("v_balance")).abs() <= CENT
    alone = ~pl.struct("party", "number").is_duplicated()
    unknown = (part & unpaid & whole & alone).fill_null(False)
    return frame.with_columns(
        pl.when(~unknown).then("v_balance").alias("v_balance"),
        pl.when(~unknown).then("v_paid_amount").alias("v_paid_amount"),
    )
