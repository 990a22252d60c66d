"""What is still due of instalments that stand side by side: added up, and set against the invoice.

A payment that nobody gave to an instalment pays the oldest first (C. civ. 1342-10); where it does
not end with one of them, that is to be decided.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from relance_core.intake.asked_words import EACH, weight
from relance_core.intake.issues import IssueList, tell
from relance_core.intake.kinds import CENT, ZERO
from relance_core.intake.layout import Layout
from relance_core.intake.reading import Choice, Question
from relance_core.intake.wide_instalments import PART_AMOUNT
from relance_core.money import MONEY
from relance_core.vocabulary import Severity

QUESTION = "instalments_paid"
NONE_PAID = "none"
ANSWERS = (NONE_PAID, EACH)
_PARTS = pl.len().over("row")


def with_instalments_due(
    frame: pl.DataFrame, layout: Layout, answers: Mapping[str, str], issues: IssueList
) -> tuple[pl.DataFrame, list[Question]]:
    """``v_amount`` and ``v_paid_amount`` of each instalment, from what its row says of the invoice.

    Adds nothing where no instalments stand side by side.
    """
    if not layout.parts:
        return frame, []
    whole = pl.col("v_amount").first().over("row") if layout.has(PART_AMOUNT) else pl.lit(None)
    alone = (_PARTS == 1) & pl.col(f"v_{PART_AMOUNT}").is_null()
    part = pl.when(pl.col("part").is_null() | alone).then("v_amount").otherwise(f"v_{PART_AMOUNT}")
    frame = frame.with_columns(
        whole.cast(MONEY).alias("whole"),
        (part if layout.has(PART_AMOUNT) else pl.col("v_amount")).cast(MONEY).alias("v_amount"),
        pl.coalesce(PART_AMOUNT, "amount").alias("amount"),
    ).with_columns(
        pl.col("v_amount").sum().over("row").cast(MONEY).alias("together"),
        *_said_of_each(layout),
    )
    _tell_sums(frame, layout, issues)
    frame = _with_payments(frame, layout, issues)
    questions = _untold(frame, layout, answers, issues)
    return frame.drop("whole", "together", "own", "left"), questions


def _said_of_each(layout: Layout) -> list[pl.Expr]:
    """``own``: the parts say themselves what is paid; ``left``: what the invoice still owes."""
    each = [name for name in ("paid_amount", "paid_date", "balance") if name in layout.extra]
    own = pl.any_horizontal(pl.lit(False), *(pl.col(f"v_{name}").is_not_null() for name in each))
    together = pl.col("v_amount").sum().over("row").cast(MONEY)
    paid = pl.col("v_paid_amount").first().over("row").abs()
    balance = pl.col("v_balance").first().over("row")
    nobody = pl.lit(None, dtype=MONEY)
    left = pl.coalesce(
        nobody if "balance" in layout.extra else balance,
        nobody if "paid_amount" in layout.extra else together - paid,
    )
    return [own.any().over("row").alias("own"), left.cast(MONEY).alias("left")]


def _tell_sums(frame: pl.DataFrame, layout: Layout, issues: IssueList) -> None:
    apart = (pl.col("together") - pl.col("whole")).abs() > CENT * _PARTS
    read = pl.col("v_amount").is_not_null().all().over("row")  # what is not has its own issue
    tell(
        frame.filter(pl.col("part").is_not_null() & apart & read).unique(
            "row", maintain_order=True
        ),
        pl.lit(True),
        "instalments_contradict",
        Severity.DECISION,
        "La somme des échéances de cette facture n'est pas son montant : lequel est juste ?",
        issues,
        layout.heading("amount"),
        "number",
    )


def _with_payments(frame: pl.DataFrame, layout: Layout, issues: IssueList) -> pl.DataFrame:
    """What was paid of the invoice, counted on its oldest instalments."""
    shared = pl.col("part").is_not_null() & ~pl.col("own") & pl.col("left").is_not_null()
    if not frame.select(shared.any()).item():
        if "balance" not in layout.extra and frame["part"].is_not_null().any():
            kept = pl.when(pl.col("part").is_null()).then("v_balance").cast(MONEY)
            return frame.with_columns(kept.alias("v_balance"))
        return frame
    dated = ["v_due_date", "part"]
    until = pl.col("v_amount").fill_null(ZERO).cum_sum().over("row", order_by=dated)
    paid = pl.col("together") - pl.col("left")
    before = until - pl.col("v_amount").fill_null(ZERO)
    last = pl.col("part") == pl.col("part").sort_by(dated).last().over("row")
    mine = pl.max_horizontal(paid - before, ZERO)
    mine = pl.when(last).then(mine).otherwise(pl.min_horizontal(mine, pl.col("v_amount")))
    frame = frame.with_columns(
        pl.when(shared).then(mine).otherwise("v_paid_amount").cast(MONEY).alias("v_paid_amount"),
        pl.when(shared).then(None).otherwise("v_balance").cast(MONEY).alias("v_balance"),
        shared.alias("shared"),
    )
    broken = (pl.col("v_paid_amount") > ZERO) & (pl.col("v_paid_amount") < pl.col("v_amount"))
    lacking = pl.col("left") > pl.col("together") + CENT * _PARTS
    for where, code, words in (
        (
            broken,
            "instalment_partly_paid",
            "Ce qui est payé ne s'arrête pas à la fin d'une échéance ; il est compté sur les plus "
            "anciennes : est-ce juste ?",
        ),
        (
            lacking,
            "amounts_contradict",
            "Le reste dû dépasse la somme des échéances : laquelle est juste ?",
        ),
    ):
        told = frame.filter(pl.col("shared") & where).unique("row", maintain_order=True)
        heading = layout.heading("balance") or layout.heading("paid_amount")
        tell(told, pl.lit(True), code, Severity.DECISION, words, issues, heading, "number")
    return frame.drop("shared")


def _untold(
    frame: pl.DataFrame, layout: Layout, answers: Mapping[str, str], issues: IssueList
) -> list[Question]:
    """Asked once, where nothing says which instalments are paid."""
    told = pl.any_horizontal(
        "own", pl.col("left").is_not_null(), pl.col("status", "paid_date").is_not_null()
    )
    rows = frame.filter(pl.col("part").is_not_null() & (_PARTS > 1) & ~told)
    said = answers.get(QUESTION)
    if rows.is_empty() or said == NONE_PAID:
        return []
    if said == EACH:
        tell(
            rows.unique("row", maintain_order=True),
            pl.lit(True),
            QUESTION,
            Severity.DECISION,
            "Rien ne dit quelles échéances de cette facture sont déjà payées.",
            issues,
            layout.heading("due_date"),
            "due_date",
        )
        return []
    weighed = rows.unique("row", maintain_order=True).with_columns(
        pl.col("together").alias("v_balance")
    )
    return [
        Question(
            QUESTION,
            f"Des factures ont plusieurs échéances sur leur ligne ({weight(weighed)}), et rien ne "
            "dit lesquelles sont déjà payées.",
            (
                Choice(NONE_PAID, "Aucune n'est payée : ce fichier ne liste que ce qui reste dû"),
                Choice(EACH, "À décider facture par facture"),
            ),
        )
    ]
