"""Gives the rows below a client its name, where a list writes it on the first of them only.

Printed reports, pivot tables and outlines leave repeated cells blank. Left as they are, the rows
below the first would name nobody, and the client would be asked for a part of what it owes.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from relance_core.french import listed, plain_key, plural
from relance_core.intake.asked_words import weight
from relance_core.intake.kinds import ZERO
from relance_core.intake.layout import Layout
from relance_core.intake.parties import PARTY
from relance_core.intake.reading import Choice, Question
from relance_core.intake.rough_amounts import CENT, plain_amounts

QUESTION = "client_above"
THEIRS, NOBODY = "theirs", "nobody"
ANSWERS = (THEIRS, NOBODY)
_SHOWN = 3
#: Rows from which leaving the client out is a habit of the list; one may be a slip.
_HABIT = 2
_SUMMED = ("amount", "balance")


def with_clients_above(
    frame: pl.DataFrame, layout: Layout, answers: Mapping[str, str]
) -> tuple[pl.DataFrame, list[Question], list[str]]:
    """``frame`` with the client of the row above on the rows that name none; question and note.

    A line of total that names the client and adds up those rows proves it; otherwise it is asked
    once. A list that names a client again and again has forgotten one here: nothing is carried.
    """
    said = answers.get(QUESTION)
    nobody = frame["client_name"].is_null() & frame["client_code"].is_null()
    if said == NOBODY or not nobody.any():
        return frame, [], []
    marked = _marked(frame, layout)
    carried = marked.filter("carried")
    if carried.is_empty() or _names_again(frame):
        return frame, [], []
    filled = _filled(marked).select(frame.columns)
    if said != THEIRS and not _proven(marked, layout):
        if carried.height < _HABIT:
            return frame, [], []
        return filled, [_question(filled.filter(marked["carried"]), layout)], []
    rows = plural(carried.height, "ligne sans client", "lignes sans client")
    return filled, [], [f"{rows} : le client est celui de la ligne au-dessus."]


def _marked(frame: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """``frame`` with ``block``, which a named row or a line of total opens, and ``carried``."""
    named = pl.col("client_name").is_not_null() | pl.col("client_code").is_not_null()
    amount = pl.coalesce("v_amount", "v_balance")
    # The lines of one invoice have their client of its first one (``identity``).
    own = (pl.col("number") != pl.col("number").shift(1)).fill_null(True)
    invoice = pl.col("number").is_not_null() & own & amount.is_not_null()
    dated = pl.col("v_issue_date").is_not_null() | pl.col("v_due_date").is_not_null()
    cuts = layout.totals["row"]
    after = pl.DataFrame({"row": cuts, "cut": cuts}).cast(pl.Int64).sort("row")
    frame = frame.with_columns(named.alias("named"))
    seen = frame.select(pl.col("row").cast(pl.Int64)).join_asof(after, on="row")["cut"]
    moved = seen.ne_missing(seen.shift(1))
    frame = frame.with_columns((pl.col("named") | pl.lit(moved)).cum_sum().alias("block"))
    first = pl.col("named").first().over("block")
    # An address of its own is that of somebody else, whose name is missing.
    same = pl.all_horizontal(
        pl.col(name).is_null() | (pl.col(name) == pl.col(name).first().over("block"))
        for name in PARTY
    ).fill_null(False)
    carried = first & ~pl.col("named") & invoice & dated & same
    return frame.with_columns(carried.alias("carried"))


def _names_again(frame: pl.DataFrame) -> bool:
    """Whether the same clients are named on several rows, but for the tops of pages."""
    who = frame.select(pl.coalesce("client_code", "client_name").alias("who"))["who"].drop_nulls()
    return who.n_unique() * 10 < who.len() * 9


def _filled(marked: pl.DataFrame) -> pl.DataFrame:
    """The cells of a client on the rows that carry it."""
    return marked.with_columns(
        pl.when("carried")
        .then(pl.coalesce(name, pl.col(name).first().over("block")))
        .otherwise(name)
        .alias(name)
        for name in PARTY
    )


def _proven(marked: pl.DataFrame, layout: Layout) -> bool:
    """Whether each block that carries a client is closed by the line of its total."""
    if layout.totals.is_empty():
        return False
    told = [name for name in layout.totals.columns if name not in ("row", *_SUMMED)]
    lines = layout.totals.select(
        pl.col("row").cast(pl.Int64).alias("closing"),
        pl.concat_str(told, separator=" ", ignore_nulls=True).alias("words"),
        *(plain_amounts(pl.col(name)).alias(f"told_{name}") for name in _SUMMED),
    ).sort("closing")
    blocks = (
        marked.group_by("block", maintain_order=True)
        .agg(
            pl.col("row").last().cast(pl.Int64),
            pl.coalesce("client_name", "client_code").first().alias("who"),
            pl.col("carried").any(),
            *(pl.col(f"v_{name}").sum().alias(name) for name in _SUMMED),
        )
        .filter("carried")
        .sort("row")
        .join_asof(lines, left_on="row", right_on="closing", strategy="forward")
    )
    for row in blocks.iter_rows(named=True):
        named = plain_key(row["who"] or "") in plain_key(row["words"] or "")
        sums = [(row[name] - row[f"told_{name}"]) for name in _SUMMED if row[f"told_{name}"]]
        if not named or not sums or any(abs(difference) > CENT for difference in sums):
            return False
    return True


def _question(carried: pl.DataFrame, layout: Layout) -> Question:
    who = pl.coalesce("client_name", "client_code").alias("who")
    amount = pl.coalesce("v_amount", "v_balance").fill_null(ZERO)
    largest = carried.sort(amount, descending=True, maintain_order=True).head(_SHOWN)
    theirs = largest.group_by(who, maintain_order=True).agg("number")
    shown = [
        f"{listed(numbers)} {'est' if len(numbers) == 1 else 'sont'} de « {name[:60]} »"
        for name, numbers in theirs.iter_rows()
    ]
    more = "…" if carried.height > _SHOWN else ""
    heading = layout.heading("client_name") or layout.heading("client_code")
    weighed = weight(carried).partition(" : ")[0]
    return Question(
        QUESTION,
        f"La colonne « {heading} » est vide ({weighed}). Le client de ces lignes est-il celui qui "
        "est écrit au-dessus ?",
        (
            Choice(THEIRS, f"Oui : {listed(shown)}{more}"),
            Choice(NOBODY, "Non : les laisser de côté, leur client n'est pas connu"),
        ),
    )
