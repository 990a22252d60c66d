"""What the letters of a ledger settle: a client's entries of one letter that come to nothing."""

from __future__ import annotations

import polars as pl

from relance_core.intake.issues import IssueList, tell
from relance_core.intake.kinds import CENT, ZERO
from relance_core.intake.layout import Layout
from relance_core.money import MONEY
from relance_core.vocabulary import Severity


def with_letters(frame: pl.DataFrame, layout: Layout, issues: IssueList) -> pl.DataFrame:
    """``v_balance`` zero for the entries, signed by their side, that a letter settles together.

    A letter is one client's, its case counts, and it cannot be believed line by line: a group that
    does not come to nothing awaits a decision. Adds ``lettered`` (settled so).
    """
    nothing = pl.lit(False).alias("lettered")
    letter = pl.col("lettering").str.strip_chars()
    if not layout.has("lettering"):
        return frame.with_columns(nothing)
    client = pl.coalesce("client_code", "client_name")
    frame = frame.with_columns(
        pl.when(letter.str.contains(r"[\pL\pN]"))
        .then(pl.format("{}\n{}", client, letter))
        .alias("group")
    )
    amount = pl.col("v_amount").fill_null(ZERO)
    sides = (amount.max().over("group") > ZERO) & (amount.min().over("group") < ZERO)
    within = pl.col("group").is_not_null() & pl.col("v_amount").is_not_null()
    nil = amount.sum().over("group").abs() <= CENT
    frame = frame.with_columns((within & sides & nil).alias("lettered"))
    tell(
        frame,
        within & ~pl.col("lettered") & (amount > ZERO),
        "lettered_but_open",
        Severity.DECISION,
        "L'écriture est lettrée (« {value} »), mais le groupe de cette lettre n'est pas soldé dans "
        "ce fichier : est-elle réglée ?",
        issues,
        layout.heading("lettering"),
        "lettering",
    )
    return frame.with_columns(
        pl.when("lettered").then(ZERO).otherwise("v_balance").cast(MONEY).alias("v_balance")
    ).drop("group")
