"""Finds the instalments that stand side by side on the row of their invoice, and gives each a row.

"Échéance 1, Montant 1, Échéance 2, Montant 2": each filled pair is a part of the invoice with a due
date of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from relance_core.intake.content import Content
from relance_core.intake.headings import ColumnReading, dictionary
from relance_core.intake.instalment_headings import holds_dates, kind_of, rank_and_words

#: The amount of a part, where a column beside it tells the amount of the whole invoice.
PART_AMOUNT = "instalment_amount"


@dataclass(frozen=True)
class Part:
    """The columns of one instalment, by position in the table."""

    due: int
    amount: int
    paid: int | None = None  # how much of it, when, or a yes
    paid_kind: str = ""  # "amount", "date" or "flag"
    balance: int | None = None

    @property
    def columns(self) -> tuple[int, ...]:
        """All of them."""
        found = (self.due, self.amount, self.paid, self.balance)
        return tuple(at for at in found if at is not None)


def instalment_columns(headings: Sequence[str], contents: Sequence[Content]) -> tuple[Part, ...]:
    """The instalments of a table, two at least, in their order; none when a pair is incomplete."""
    told: dict[int, dict[str, int]] = {}
    loose: dict[frozenset[str], list[int]] = {}
    for at, (heading, content) in enumerate(zip(headings, contents, strict=True)):
        rank, words = rank_and_words(heading)
        kind = kind_of(words, content)
        if kind == "due" and rank is None:
            loose.setdefault(words, []).append(at)
        if kind and rank is not None:
            _take(told.setdefault(rank, {}), kind, at, contents)
    parts = {rank: kinds for rank, kinds in told.items() if "due" in kinds}
    again = [found for found in loose.values() if len(found) > 1]
    if not parts and len(again) == 1:
        parts = {rank: {"due": at} for rank, at in enumerate(again[0], start=1)}
    if len(parts) > 1 and not any("amount" in kinds for kinds in parts.values()):
        _add_neighbours(parts, headings, contents)
    if len(parts) < 2 or any("amount" not in kinds for kinds in parts.values()):
        return ()
    return tuple(_part(parts[rank], headings, contents) for rank in sorted(parts))


def _take(kinds: dict[str, int], kind: str, at: int, contents: Sequence[Content]) -> None:
    """Note a column; of two that could be the date, the one that holds dates for sure is."""
    if kind == "due" and "due" in kinds:
        other = kinds["due"]
        date, amount = (other, at) if contents[other].dates >= 0.4 else (at, other)
        if contents[date].dates >= 0.4 > contents[amount].dates:
            kinds["due"], kind, at = date, "amount", amount
    kinds.setdefault(kind, at)


def _add_neighbours(
    parts: dict[int, dict[str, int]], headings: Sequence[str], contents: Sequence[Content]
) -> None:
    """The amounts that stand beside their dates, all on the same side, without a number."""
    for step in (1, -1):
        beside = {rank: kinds["due"] + step for rank, kinds in parts.items()}
        if all(
            0 <= at < len(headings)
            and kind_of(rank_and_words(headings[at])[1], contents[at]) == "amount"
            for at in beside.values()
        ):
            for rank, at in beside.items():
                parts[rank]["amount"] = at
            return


def _part(kinds: dict[str, int], headings: Sequence[str], contents: Sequence[Content]) -> Part:
    paid = kinds.get("paid")
    kind = ""
    if paid is not None:
        content = contents[paid]
        _, words = rank_and_words(headings[paid])
        kind = "date" if content.filled and holds_dates(words, content) else "amount"
        kind = "flag" if content.flags > 0.9 and content.filled else kind
    return Part(kinds["due"], kinds["amount"], paid, kind, kinds.get("balance"))


def without_parts(headings: Sequence[str], parts: Sequence[Part]) -> tuple[str, ...]:
    """The headings, those of instalments blank: they mean nothing of the invoice as a whole."""
    taken = {at for part in parts for at in part.columns}
    return tuple("" if at in taken else heading for at, heading in enumerate(headings))


def with_parts(
    columns: Sequence[ColumnReading], headings: Sequence[str], parts: Sequence[Part]
) -> tuple[tuple[ColumnReading, ...], dict[str, str]]:
    """The meaning of the columns once the first instalment has its own, and what else it heads."""
    known = {column.field for column in columns}
    first = parts[0]
    meant = {first.due: "due_date", first.amount: "amount"}
    told = tuple(
        replace(
            column,
            heading=headings[at],
            field=meant[at] if at in meant and meant[at] not in known else column.field,
            confidence=0.9 if at in meant and meant[at] not in known else column.confidence,
        )
        for at, column in enumerate(columns)
    )
    extra = {PART_AMOUNT: headings[first.amount]} if "amount" in known else {}
    paid_field = {"amount": "paid_amount", "flag": "paid_amount", "date": "paid_date"}
    if first.paid is not None:
        extra[paid_field[first.paid_kind]] = headings[first.paid]
    if first.balance is not None:
        extra["balance"] = headings[first.balance]
    return told, extra


def unfolded(
    rows: pl.DataFrame, cells: pl.DataFrame, parts: Sequence[Part], *, whole_amount: bool
) -> pl.DataFrame:
    """``rows`` (by field) with a row per instalment; ``cells`` are those of the table, row by row.

    ``part`` numbers the instalments of a row, null on a row without any. What is said of the whole
    invoice stays on the first of them, its amount (``whole_amount``: there is one) beside theirs.
    """
    whole = rows.with_row_index("at").with_columns(pl.lit(None, dtype=pl.Int64).alias("part"))
    whole = whole.with_columns(pl.lit(None, dtype=pl.String).alias(PART_AMOUNT))
    several = [
        whole.with_columns(
            pl.lit(number, dtype=pl.Int64).alias("part"),
            _cell(cells, part.due).alias("due_date"),
            _cell(cells, part.amount).alias(PART_AMOUNT),
            *_paid(part, cells),
        ).filter(_says_something(cells, part))
        for number, part in enumerate(parts, start=1)
    ]
    split = pl.concat(several)
    alone = whole.filter(~pl.col("at").is_in(split["at"].unique().implode()))
    frame = pl.concat([alone, split]).sort("at", "part", maintain_order=True)
    later = pl.col("at").is_first_distinct().not_()
    own = _own_fields(parts)
    once = [name for name in ("amount", "balance", "paid_amount") if name not in own]
    frame = frame.with_columns(
        pl.when(later).then(None).otherwise(name).alias(name) for name in once
    )
    if not whole_amount:
        part = pl.when(pl.col("part").is_null()).then("amount").otherwise(PART_AMOUNT)
        frame = frame.with_columns(part.alias("amount"))
    return frame.drop("at")


def _own_fields(parts: Sequence[Part]) -> set[str]:
    """What each part says of itself rather than of its invoice."""
    own = {"balance"} if any(part.balance is not None for part in parts) else set()
    if any(part.paid_kind in ("amount", "flag") for part in parts):
        own.add("paid_amount")
    return own


def _cell(cells: pl.DataFrame, at: int) -> pl.Series:
    column = cells[f"c{at}"]
    return column.set(column.str.strip_chars() == "", None)


def _paid(part: Part, cells: pl.DataFrame) -> list[pl.Series]:
    found = []
    if part.balance is not None:
        found.append(_cell(cells, part.balance).alias("balance"))
    if part.paid is None:
        return found
    said = _cell(cells, part.paid)
    if part.paid_kind == "date":
        return [*found, said.alias("paid_date")]
    if part.paid_kind == "amount":
        return [*found, said.fill_null("0").alias("paid_amount")]
    words = {word.casefold() for word in dictionary()["yes"]}
    refused = {word.casefold() for word in dictionary()["no"]}
    plain = said.str.strip_chars().str.to_lowercase()
    amount = _cell(cells, part.amount)
    nothing = pl.repeat("0", said.len(), dtype=pl.String, eager=True)
    paid = amount.zip_with(plain.is_in(list(words)).fill_null(False), said)
    unpaid = plain.is_null() | plain.is_in(list(refused))
    return [*found, nothing.zip_with(unpaid, paid).alias("paid_amount")]


def _says_something(cells: pl.DataFrame, part: Part) -> pl.Series:
    """Whether a row has this instalment: an amount that is not nil, or a date without any."""
    amount = _cell(cells, part.amount)
    nil = amount.str.contains(r"^[\s0.,€\-–—]+$").fill_null(False)
    return (_cell(cells, part.due).is_not_null() | amount.is_not_null()) & ~nil


def at_their_columns(
    told: pl.DataFrame, cells: pl.DataFrame, headings: Sequence[str], parts: Sequence[Part]
) -> pl.DataFrame:
    """Issues with the heading of the instalment whose cell they tell, rather than of the first."""
    if not parts:
        return told
    alike = {
        headings[first]: [at for part in parts if (at := getattr(part, name)) is not None]
        for name in ("due", "amount", "paid", "balance")
        if (first := getattr(parts[0], name)) is not None
    }
    rows = told["row"].drop_nulls().unique()
    written = {
        row["row"]: row for row in cells.filter(pl.col("row").is_in(rows.implode())).to_dicts()
    }
    columns = [
        next(
            (
                headings[at]
                for at in alike.get(column or "", ())
                if value and (written.get(row, {}).get(f"c{at}") or "").strip() == value.strip()
            ),
            column,
        )
        for row, column, value in told.select("row", "column", "value").iter_rows()
    ]
    return told.with_columns(pl.Series("column", columns, dtype=pl.String))
