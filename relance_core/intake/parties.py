"""Reads once what many rows repeat: the cells of their client, the few words of a column.

A list names the same few clients on its many rows: their names, codes and addresses need no
reading on every one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

#: The cells that speak of a client, and not of one invoice.
PARTY = (
    "client_code",
    "client_name",
    "payer_code",
    "payer_name",
    "email",
    "phone",
    "contact_name",
    "siren",
    "vat_number",
    "debtor_type",
    "language",
    "address",
    "postcode",
    "city",
    "country",
)
#: Words of a column that are sooner compared with its cells than joined to them.
FEW = 8
SEEN_FIRST = 1_000


def numbered(frame: pl.DataFrame, columns: Sequence[str] = PARTY) -> pl.DataFrame:
    """``frame`` with ``party`` (UInt32): rows with the same cells of ``columns`` share a number.

    Numbers follow the order in which parties come. What is later made of those cells alone may be
    read with ``once``; where it is no longer so, the rows must be numbered again.
    """
    told = [name for name in columns if frame[name].null_count() < frame.height]
    if not told:
        return frame.with_columns(pl.lit(0, dtype=pl.UInt32).alias("party"))
    cells = frame.select(told)
    one, two = cells.hash_rows(seed=1), cells.hash_rows(seed=2)
    digests = pl.DataFrame({"one": one, "two": two})
    first = digests["one"].is_first_distinct()
    known = digests.filter(first).with_row_index("party")
    rows = digests.join(known, on="one", how="left", maintain_order="left")
    party = rows["party"]
    if not rows.select((pl.col("two") == pl.col("two_right")).all()).item():
        # Two parties of one digest, by a chance of one in millions: each row is its own.
        party = pl.int_range(frame.height, dtype=pl.UInt32, eager=True)
    return frame.with_columns(party.alias("party"))


def people_of(frame: pl.DataFrame, *columns: str) -> pl.DataFrame:
    """The first row of each party of ``frame``: ``party`` and ``columns``."""
    return frame.select("party", *columns).filter(_is_first(frame["party"]))


def _is_first(party: pl.Series) -> pl.Series:
    """Where each party comes first: where the numbers climb by one, as long as none is missing."""
    top = party.cum_max()
    first = (top != top.shift(1)).fill_null(True)
    if party.len() and first.sum() == top[-1] + 1:
        return first
    return party.is_first_distinct()


def once(frame: pl.DataFrame, column: str, read: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """``read`` of a column of ``frame`` (numbered) whose parties have one value each."""
    people = people_of(frame, column)
    return on_rows(frame, people, [read(people[column]).alias(column)])[0]


def on_rows(
    frame: pl.DataFrame, people: pl.DataFrame, told: Sequence[pl.Series]
) -> list[pl.Series]:
    """What is ``told`` of each of ``people`` (``people_of`` the frame), on the rows of ``frame``.

    A column that tells what the one of its name did is the frame's own: nothing is copied.
    """
    as_before = {
        one.name: frame[one.name]
        for one in told
        if one.name in people.columns and _same(one, people[one.name])
    }
    new = [one for one in told if one.name not in as_before]
    found = spread(frame["party"], people.select("party", *new)) if new else pl.DataFrame()
    return [as_before[one.name] if one.name in as_before else found[one.name] for one in told]


def _same(one: pl.Series, other: pl.Series) -> bool:
    return one.dtype == other.dtype and one.equals(other, null_equal=True)


def each_word(column: pl.Series, read: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """``read`` of a column of few different words, once for each; its name is kept."""
    if not column.len():
        return read(column).alias(column.name)
    words = different(column)
    if column.null_count():
        words = words.append(pl.Series([None], dtype=column.dtype))
    if words.len() > max(1, column.len() // 4):
        return read(column).alias(column.name)
    said = read(words)
    if (said.is_null() if said.null_count() else said.eq_missing(said.first())).all():
        return said.new_from_index(0, column.len()).alias(column.name)  # all words say the same
    if words.len() <= FEW:
        return _where_equal(column, words, said)
    told, rows = pl.DataFrame({"cell": words, "said": said}), pl.DataFrame({"cell": column})
    joined = rows.join(told, on="cell", how="left", nulls_equal=True, maintain_order="left")
    return joined["said"].alias(column.name)


def different(column: pl.Series) -> pl.Series:
    """The different cells of a column in their order, blank ones left out."""
    first = column.head(SEEN_FIRST).drop_nulls().unique(maintain_order=True)
    if first.len() <= FEW:  # of a column of few words, all stand among its first cells
        known = sum(int((column == word).sum()) for word in first)
        if known + column.null_count() == column.len():
            return first
    return column.drop_nulls().unique(maintain_order=True)


def each_cell(
    column: pl.Series, tell: Callable[[str], object], kind: type[pl.DataType] | pl.DataType
) -> pl.Series:
    """``tell`` of the cells of a column, once for each different one; null stays null."""

    def read(cells: pl.Series) -> pl.Series:
        told = {cell: tell(cell) for cell in cells.drop_nulls().unique()}
        return cells.replace_strict(told, default=None, return_dtype=kind)

    return each_word(column, read)


def _where_equal(column: pl.Series, words: pl.Series, said: pl.Series) -> pl.Series:
    """What each word says, on the rows where it stands."""
    cell = pl.col("cell")
    rows = pl.lit(None, dtype=said.dtype)
    for word, told in zip(words, said, strict=True):
        here = cell.is_null() if word is None else (cell == word).fill_null(False)
        rows = pl.when(here).then(pl.lit(told, dtype=said.dtype)).otherwise(rows)
    return pl.DataFrame({"cell": column}).select(rows.alias(column.name)).to_series()


def kept_rows(frame: pl.DataFrame, mask: pl.Series) -> pl.DataFrame:
    """The rows of a Boolean mask; nothing is copied when that is all of them, as it mostly is."""
    return frame if mask.all() else frame.filter(mask)


def spread(parties: pl.Series, people: pl.DataFrame) -> pl.DataFrame:
    """What ``people`` (``party`` and others) say, on the rows of ``parties``, without ``party``."""
    known = people["party"]
    if known.equals(pl.int_range(known.len(), dtype=pl.UInt32, eager=True)):  # as numbered
        told = people.drop("party").get_columns()
        return pl.DataFrame([_gathered(column, parties) for column in told])
    rows = pl.DataFrame({"party": parties})
    return rows.join(people, on="party", how="left", maintain_order="left").drop("party")


def _gathered(column: pl.Series, places: pl.Series) -> pl.Series:
    if column.null_count() == column.len():  # as where a file says nothing
        return pl.repeat(None, places.len(), dtype=column.dtype, eager=True).alias(column.name)
    return column.gather(places)
