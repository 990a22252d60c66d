"""Payments written on the rows under their invoice, which name no client: proven, else asked."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from relance_core.french import plural
from relance_core.intake.asked_words import weight
from relance_core.intake.kinds import CENT, CREDIT_LABEL, PAYMENT_LABEL, ZERO
from relance_core.intake.layout import Layout
from relance_core.intake.reading import Choice, Question
from relance_core.money import MONEY

QUESTION = "payments_under"
THEIRS, APART = "theirs", "apart"
ANSWERS = (THEIRS, APART)
#: What stands before such a label: "   Règlement virement", "-> acompte", "dont acompte".
_LED = r"(?i)^\W*(?:dont|moins|d[ée]duit|d[ée]duction|a d[ée]duire|[àa] d[ée]duire)\W+"


def with_payments_under(
    frame: pl.DataFrame, layout: Layout, answers: Mapping[str, str]
) -> tuple[pl.DataFrame, list[Question], list[str]]:
    """``v_paid_amount`` with the payments that stand under each invoice, whose rows then go.

    Adds ``under``, their rows (List[Int64], null without any). Such a row names no client and no
    due date; its words say a payment, or its amount is negative. Words and minus together prove it
    where they fit in the invoice; otherwise it is asked once.
    """
    nothing = pl.lit(None, dtype=pl.List(pl.Int64)).alias("under")
    if not _nameless(frame).any():
        return frame.with_columns(nothing), [], []
    marked = _marked(frame)
    found = marked.filter("paying")
    said = answers.get(QUESTION)
    if found.is_empty() or said == APART:
        return frame.with_columns(nothing), [], []
    sums = found.group_by("owner").agg(pl.col("paid").sum(), pl.col("row").alias("under"))
    whole = marked.filter(~pl.col("paying")).join(
        sums.rename({"owner": "row"}), on="row", how="left", suffix="_told", maintain_order="left"
    )
    kept = whole.select(*frame.columns, "under")
    if said != THEIRS and not _proven(found, whole):
        return kept, [_question(found, layout)], []
    # A balance is what is left already.
    less = pl.col("paid_told").is_not_null() & pl.col("v_balance").is_null()
    paid = pl.col("v_paid_amount").abs().fill_null(ZERO) + pl.col("paid_told")
    kept = whole.with_columns(
        pl.when(less).then(paid).otherwise("v_paid_amount").cast(MONEY).alias("v_paid_amount")
    ).select(*frame.columns, "under")
    note = plural(
        found.height,
        "règlement écrit sous une facture est compté comme le sien, et déduit",
        "règlements écrits sous une facture sont comptés comme les siens, et déduits",
    )
    return kept, [], [f"{note}."]


def with_their_rows(frame: pl.DataFrame) -> pl.DataFrame:
    """``rows``, those of the file behind each, with those of the payments that went with them."""
    if frame["under"].null_count() == frame.height:
        return frame
    own = pl.col("rows").list.concat(pl.col("under").fill_null([]))
    return frame.with_columns(own.list.sort().alias("rows"))


def _nameless(frame: pl.DataFrame) -> pl.Series:
    return frame["client_name"].is_null() & frame["client_code"].is_null()


def _marked(frame: pl.DataFrame) -> pl.DataFrame:
    """``frame`` with ``paying``, ``paid``, ``labelled``, ``below``, ``owner`` (invoice's row)."""
    amount = pl.coalesce("v_amount", "v_balance")
    texts = [pl.col(name).str.replace(_LED, "") for name in ("number", "description")]
    labelled = pl.any_horizontal(
        text.str.contains(pattern).fill_null(False)
        for text in texts
        for pattern in (PAYMENT_LABEL, CREDIT_LABEL)
    )
    paid = (
        pl.when(amount.fill_null(ZERO) != ZERO)
        .then(amount.abs())
        .otherwise(pl.col("v_paid_amount").abs())
    )
    below = (amount < ZERO).fill_null(False) | amount.is_null()
    alone = pl.lit(_nameless(frame)) & pl.col("due_date").is_null() & (paid > ZERO)
    paying = alone & (labelled | (pl.col("number").is_null() & below))
    frame = frame.with_columns(
        paid.alias("paid"),
        labelled.alias("labelled"),
        below.alias("below"),
        paying.fill_null(False).alias("paying"),
    )
    invoice = ~pl.lit(_nameless(frame)) & pl.col("number").is_not_null() & (amount > ZERO)
    above = pl.when(~pl.col("paying")).then(
        pl.when(invoice.fill_null(False)).then("row").otherwise(pl.lit(-1))
    )
    owner = above.forward_fill().fill_null(-1)
    frame = frame.with_columns(owner.alias("owner"))
    return frame.with_columns(pl.col("paying") & (pl.col("owner") >= 0))


def _proven(found: pl.DataFrame, whole: pl.DataFrame) -> bool:
    """Whether words and minus agree on each, and the payments fit in what was invoiced."""
    if not found.select((pl.col("labelled") & pl.col("below")).all()).item():
        return False
    owing = whole.filter(pl.col("paid_told").is_not_null())
    amount, paid = pl.coalesce("v_amount", "v_balance"), pl.col("paid_told")
    left = (amount - paid - pl.col("v_balance")).abs() <= CENT
    fits = (paid <= amount + CENT) & (pl.col("v_balance").is_null() | left)
    fits = fits & (pl.col("v_paid_amount").is_null() | (pl.col("v_paid_amount") == ZERO))
    return bool(owing.select(fits.fill_null(False).all()).item())


def _question(found: pl.DataFrame, layout: Layout) -> Question:
    text = pl.coalesce("number", "description")
    shown = found.select(text.str.strip_chars()).to_series().drop_nulls().head(1).to_list()
    words = f" (« {shown[0][:40]} »)" if shown else ""
    rows = plural(found.height, "ligne n'a", "lignes n'ont")
    kept = found.with_columns(
        pl.col("paid").alias("v_amount"), pl.lit(None, dtype=MONEY).alias("v_balance")
    ).with_columns(pl.lit(None, dtype=pl.String).alias("client_name"))
    return Question(
        QUESTION,
        f"{rows} pas de client et {'suit' if found.height == 1 else 'suivent'} une "
        f"facture{words} : {weight(kept)}. Sont-ce les règlements de la facture au-dessus ?",
        (
            Choice(THEIRS, "Oui : à déduire de la facture qui précède"),
            Choice(APART, "Non : laisser ces lignes de côté, les factures restent dues en entier"),
        ),
    )
