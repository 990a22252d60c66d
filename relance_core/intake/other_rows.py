"""Tells, once the columns have a meaning, the rows of a table that are no invoices."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

import polars as pl

from relance_core.intake.amounts import WIDE
from relance_core.intake.fields import is_filled
from relance_core.intake.row_kinds import say_headings

FIELDS = (
    "number",
    "client_name",
    "client_code",
    "issue_date",
    "due_date",
    "amount",
    "balance",
    "amount_excl_tax",
)
_COUNT = r"(?i)^\W*(?:nombre|nb|number|count|anzahl)\b[^\d]*\d+\W*$"
_BARE_TOTAL = r"(?i)^\W*(?:grand\s+)?(?:sous-?)?tota(?:l|ux)(?:\s+(?:g[eé]n[eé]ral|ttc|ht))?\W*$"
NOTHING, CENT = Decimal(0), Decimal("0.011")


def others_of(
    frame: pl.DataFrame,
    headings: Sequence[str],
    header_row: int,
    column_of: Callable[[str], str | None],
    total_words: Sequence[str],
) -> dict[str, list[int]]:
    """The rows that are no invoices, by kind: ``header``, ``total`` or ``stamp``.

    ``column_of`` gives a field its column of the frame ("row", "c0", "c1", …).
    """
    columns = {field: column_of(field) for field in FIELDS}
    client = _present(columns, "client_name", "client_code")
    number = _present(columns, "number")
    dates = _present(columns, "issue_date", "due_date")
    money = _present(columns, "amount", "balance", "amount_excl_tax")
    if not money and not number:
        return {}  # their columns are still to be asked for
    again = {name: headings[int(name[1:])] for name in (*client, *number, *dates, *money)}
    pattern = r"(?i)^\W*(?:" + "|".join(re.escape(word) for word in total_words) + r")\b"
    # The first column is often that of a date, and bears the word total too.
    no_date = pl.all_horizontal(
        [_undated(frame[name], pattern) for name in dates] or [pl.lit(True)]
    )
    has_date = ~no_date if dates else pl.lit(False)
    suspects = frame.filter(
        ~has_date
        | _missing(frame, number)
        | _missing(frame, client)
        | say_headings(frame, again)
        | (pl.col("row") == header_row + 1)
    )
    if not suspects.height:
        return {}
    says_total = pl.any_horizontal(
        pl.col(name).str.contains(pattern).fill_null(False)
        for name in frame.columns
        if name != "row"
    )
    number_is_total = pl.any_horizontal(
        *(pl.col(name).str.contains(pattern).fill_null(False) for name in number), pl.lit(False)
    )
    # A count stands where the numbers do: "Nombre de factures : 12", or 12 beside "Total général".
    number_is_total = number_is_total | pl.any_horizontal(
        *(pl.col(name).str.contains(_COUNT).fill_null(False) for name in number), pl.lit(False)
    )
    if dates:
        bare_total = pl.any_horizontal(
            *(pl.col(name).str.contains(_BARE_TOTAL).fill_null(False) for name in client),
            pl.lit(False),
        )
        number_is_total = number_is_total | (
            bare_total
            & pl.all_horizontal(
                *(pl.col(name).str.contains(r"^\s*\d{1,6}\s*$") for name in number), pl.lit(True)
            ).fill_null(False)
        )
    no_number = _none_of(number)
    no_client, no_money = _none_of(client), _none_of(money)
    has_digit = pl.any_horizontal(
        *(pl.col(name).str.contains(r"\d|#").fill_null(False) for name in (*money, *dates)),
        pl.lit(False),
    )
    kinds = suspects.select(
        "row",
        pl.when(say_headings(suspects, again))
        .then(pl.lit("header"))
        .when(no_date & (no_number | number_is_total) & (says_total | (no_client & ~no_money)))
        .then(pl.lit("total"))
        .when(no_date & no_money & (no_number | no_client))
        .then(pl.lit("stamp"))
        .when(~has_digit & (pl.col("row") == header_row + 1))
        .then(pl.lit("stamp"))
        .alias("kind"),
    ).drop_nulls("kind")
    others: dict[str, list[int]] = {}
    for row, kind in kinds.iter_rows():
        others.setdefault(kind, []).append(row)
    if client and number and dates and money:
        nameless = suspects.filter(no_date & no_number & ~no_client & ~no_money & ~says_total)
        totals = _sums_of_their_clients(frame, nameless["row"].to_list(), client[0], money)
        if totals:
            others["total"] = sorted([*others.get("total", []), *totals])
    return others


def _sums_of_their_clients(
    frame: pl.DataFrame, rows: Sequence[int], client: str, money: Sequence[str]
) -> list[int]:
    """Rows that bear a client's name and the sum of its invoices just above, and nothing else.

    All of them must be such sums: a payment without a number looks the same.
    """
    if not rows:
        return []
    figures = frame.select(
        "row",
        pl.col(client).str.strip_chars().alias("client"),
        *(_plain(pl.col(name)).alias(name) for name in money),
    )
    asked, totals = set(rows), []
    sums: dict[tuple[str | None, str], Decimal] = {}
    counts: dict[str | None, int] = {}
    for row, who, *amounts in figures.iter_rows():
        if row not in asked:
            counts[who] = counts.get(who, 0) + 1
            for name, amount in zip(money, amounts, strict=True):
                sums[who, name] = sums.get((who, name), NOTHING) + (amount or NOTHING)
            continue
        told = [(name, amount) for name, amount in zip(money, amounts, strict=True) if amount]
        same = all(abs(sums.get((who, name), NOTHING) - amount) < CENT for name, amount in told)
        if not told or not counts.get(who) or not same:
            return []
        totals.append(row)
        counts[who] = 0
        sums |= {(who, name): NOTHING for name in money}
    return totals


def _plain(cell: pl.Expr) -> pl.Expr:
    """A figure good enough to compare two sums of one column with each other."""
    bare = cell.str.replace_all(r"[^\d,.\-]", "")
    comma = bare.str.contains(r",\d{1,2}$")
    european = bare.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    english = bare.str.replace_all(",", "", literal=True)
    return pl.when(comma).then(european).otherwise(english).cast(WIDE, strict=False)


def _present(columns: Mapping[str, str | None], *fields: str) -> list[str]:
    return [name for field in fields if (name := columns[field]) is not None]


def _undated(cells: pl.Series, pattern: str) -> pl.Expr:
    """Whether each cell of a column of dates is blank or speaks of a total."""
    if (cells.is_between("0", ":", closed="left")).all() and not cells.null_count():
        return pl.lit(False)  # figures all of them, which no word begins with
    text = pl.col(cells.name)
    return ((text.str.strip_chars() == "") | text.str.contains(pattern)).fill_null(True)


def _missing(frame: pl.DataFrame, columns: Sequence[str]) -> pl.Expr:
    """``_none_of``, where a column that is filled on every row spares looking at it."""
    if any(is_filled(frame[name]) for name in columns):
        return pl.lit(False)
    return _none_of(columns)


def _none_of(columns: Sequence[str]) -> pl.Expr:
    """Whether every one of these cells is blank; true when there is no such column."""
    blank = [(pl.col(name).str.strip_chars() == "").fill_null(True) for name in columns]
    return pl.all_horizontal(blank) if blank else pl.lit(True)
