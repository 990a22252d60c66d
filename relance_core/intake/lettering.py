"""What the letters of a ledger settle: a client's entries of one letter that come to nothing."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from relance_core.intake.asked_words import EACH, weight
from relance_core.intake.issues import IssueList, tell
from relance_core.intake.kinds import CENT, INVOICE, ZERO
from relance_core.intake.layout import Layout
from relance_core.intake.reading import Choice, Question
from relance_core.money import MONEY
from relance_core.vocabulary import Severity

QUESTION = "lettered"
SETTLED, OPEN = "settled", "open"
ANSWERS = (SETTLED, OPEN, EACH)


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
        .then(pl.format("{}\n{}\n{}", client, pl.col("currency").fill_null(""), letter))
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


def with_lettered(
    frame: pl.DataFrame, layout: Layout, answers: Mapping[str, str], issues: IssueList
) -> tuple[pl.DataFrame, list[Question]]:
    """``v_balance`` zero on the invoices whose letter was said to mean settled.

    In a list of one side, a letter is all that may tell it: asked where nothing else does.
    """
    letters = pl.col("lettering").str.contains(r"[\pL\pN]").fill_null(False)
    silent = pl.all_horizontal(
        pl.col("v_balance", "v_paid_amount", "v_paid_date", "meaning").is_null()
    )
    owed = (pl.col("v_amount") > ZERO) & (pl.col("kind") == INVOICE)
    lettered = frame.filter(letters & silent & owed)
    entries = frame.select(((pl.col("v_amount") < ZERO) & letters).any()).item()
    if lettered.is_empty() or entries:
        return frame, []
    said, rows = answers.get(QUESTION), pl.col("row").is_in(lettered["row"].to_list())
    if said == OPEN:
        return frame, []
    if said == SETTLED:
        zero = pl.when(rows).then(ZERO).otherwise("v_balance").cast(MONEY)
        return frame.with_columns(zero.alias("v_balance")), []
    heading = layout.heading("lettering")
    if said == EACH or lettered.height == 1:
        tell(
            frame,
            rows,
            QUESTION,
            Severity.DECISION,
            "La facture est lettrée (« {value} ») : est-elle réglée ?",
            issues,
            heading,
            "lettering",
        )
        return frame, []
    return frame, [
        Question(
            QUESTION,
            f"Colonne « {heading} » : des factures sont lettrées ({weight(lettered)}). "
            "Sont-elles réglées ?",
            (
                Choice(SETTLED, "Oui : une facture lettrée est réglée"),
                Choice(OPEN, "Non : elles restent dues"),
                Choice(EACH, "À décider ligne par ligne"),
            ),
        )
    ]
