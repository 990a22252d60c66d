"""Tells the balance of a client, the same on each of its rows, from that of an invoice."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from relance_core.french import plain_key
from relance_core.intake.columns import Clash
from relance_core.intake.content import Content
from relance_core.intake.headings import NEAR, ColumnReading
from relance_core.intake.rough_amounts import CENT, own_figures
from relance_core.intake.tables import Table

FIELD = "client_balance"
_WHOSE = re.compile(r"\b(?:clients?|customer|compte|account|debtor|tiers)\b")
_OWED = re.compile(
    r"\b(?:en ?cours|soldes?|balance|total du|du par|total due|outstanding|creances?|dette)\b"
)
#: What a client may owe at most, and is not what it owes.
_ALLOWED = re.compile(r"\b(?:autorise\w*|max\w*|plafond|limite?|garanti\w*|assur\w*|couvert\w*)\b")
#: Of one invoice for sure.
_OF_INVOICE = re.compile(
    r"\b(?:rest\w*|factures?|invoice|remaining|residu\w+|ouvert\w*|open|echeance|piece|document|"
    r"ligne|net|a payer|a regler)\b"
)
_SAMPLE = 1_000


def of_clients(
    table: Table,
    columns: Sequence[ColumnReading],
    contents: Sequence[Content],
    clashes: Sequence[Clash],
    said: Mapping[str, str],
) -> tuple[tuple[ColumnReading, ...], tuple[Clash, ...]]:
    """``columns`` with the balance of the client told from that of the invoice, and the clashes.

    The balance of a client is the same on all its rows, and more than the amount of some.
    """
    at = {column.field: column for column in columns if column.field}
    who = at.get("client_code") or at.get("client_name")
    number, amount = at.get("number"), at.get("amount")
    if not (who and number and amount) or "balance" in said or FIELD in said:
        return tuple(columns), tuple(clashes)
    beside = (who.position, number.position, amount.position)
    rivals = {one for clash in clashes if clash.field == "balance" for one in clash.headings}
    kept = list(columns)
    for place, column in enumerate(columns):
        words = plain_key(column.heading)
        named = bool(_WHOSE.search(words) and _OWED.search(words))
        is_balance = column.field == "balance" or column.heading in rivals
        if not (is_balance or (named and column.field in (None, FIELD))):
            continue
        if _OF_INVOICE.search(words) or column.position >= len(contents):
            continue
        if contents[column.position].numbers < 0.4:
            continue
        if named and _ALLOWED.search(words):
            kept[place] = replace(column, field=None, confidence=0.0)
            continue
        found = _repeats(table.frame, (*beside, column.position), named=named)
        if found:
            kept[place] = replace(column, field=FIELD, confidence=NEAR)
        elif found is False and named and "balance" not in at:
            kept[place] = replace(column, field="balance", confidence=NEAR)
    return _without_rivals(kept, clashes, columns)


def _without_rivals(
    kept: Sequence[ColumnReading], clashes: Sequence[Clash], before: Sequence[ColumnReading]
) -> tuple[tuple[ColumnReading, ...], tuple[Clash, ...]]:
    """The clashes that remain; the one column that is left of a clash is the balance."""
    theirs = {column.heading for column in kept if column.field == FIELD}
    left = []
    columns = list(kept)
    for clash in clashes:
        headings = tuple(one for one in clash.headings if one not in theirs)
        if clash.field != "balance" or headings == clash.headings:
            left.append(clash)
        elif len(headings) > 1:
            left.append(Clash(clash.field, headings))
        elif headings:
            at = next(i for i, column in enumerate(columns) if column.heading == headings[0])
            sure = max(column.confidence for column in before if column.field == "balance")
            columns[at] = replace(columns[at], field="balance", confidence=sure)
    # One balance of the client is enough.
    first = next((i for i, column in enumerate(columns) if column.field == FIELD), None)
    columns = [
        replace(column, field=None) if column.field == FIELD and i != first else column
        for i, column in enumerate(columns)
    ]
    return tuple(columns), tuple(left)


def _repeats(frame: pl.DataFrame, at: tuple[int, int, int, int], *, named: bool) -> bool | None:
    """Whether a column is the same on all the invoices of each client, and more than some of them.

    ``at``: where the client, the number, the amount and that column stand. None when nothing proves
    it, False when invoices of one client differ. ``named``: where the heading says whose it is, it
    need not exceed an amount.
    """
    if not named and not _exceeds(_figures(frame.head(_SAMPLE), at)):
        return None
    rows = _figures(frame, at)
    # The rows of one invoice all bear its balance.
    several = (
        rows.group_by("who")
        .agg(pl.col("number").n_unique(), pl.col("balance").n_unique())
        .filter(pl.col("number") > 1)
    )
    if several.filter(pl.col("balance") > 1).height:
        return False
    if several.is_empty():
        return True if named else None
    repeated = rows.join(several.select("who"), on="who", how="semi")
    return True if named or _exceeds(repeated) else None


def _figures(frame: pl.DataFrame, at: tuple[int, int, int, int]) -> pl.DataFrame:
    who, number, amount, balance = (frame[f"c{position}"] for position in at)
    return pl.DataFrame(
        {
            "who": who.str.strip_chars(),
            "number": number.str.strip_chars(),
            "amount": own_figures(amount),
            "balance": own_figures(balance),
        }
    ).filter(pl.col("who") != "", pl.col("balance").is_not_null(), pl.col("amount").is_not_null())


def _exceeds(rows: pl.DataFrame) -> bool:
    return bool(rows.select((pl.col("balance") > pl.col("amount").abs() + CENT).any()).item())
