"""Says what each row of a table is before any column has its meaning: data, title, total, stamp."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import lru_cache

import polars as pl

from relance_core.intake.content import DATE, NUMBER
from relance_core.intake.headings import candidates, dictionary

DATES = frozenset({"issue_date", "due_date"})
MONEY = frozenset({"amount", "balance", "amount_excl_tax", "paid_amount", "ageing_bucket", "tax"})
WHO = frozenset({"client_name", "client_code", "email"})
#: A title has a name, perhaps a label and a code before it, and little else.
TITLE_CELLS = 3
BARE_TOTAL = re.compile(
    r"(?i)^\W*(?:grand\s+|sous[-\s]*)?tota(?:l|ux)s?(?:\s+(?:g[ée]n[ée]ral|client|ttc|ht|for|du|des))?\W*$"
)
#: How SAP marks its sums, a star for each level, beside their currency.
STARS = re.compile(r"^(?:\*{1,4}|[A-Z]{3}|[€$£])$")
STAMP = re.compile(
    r"(?i)^\W*(?:page\b[\W\d_]*(?:(?:sur|de|of)\b[\W\d_]*)?$|imprim[ée]e?s?\b|[ée]dit[ée]e?s?\b|"
    r"[ée]ditions?\s+(?:du|le|n°|\d|:)|g[ée]n[ée]r[ée]e?s?\b|export[ée]e?s?\b|"
    r"extrait\s+(?:du|le|de)\b|tir[ée] le|arr[êe]t[ée] au|printed|generated|report date|as of\b|"
    r"date (?:d['’ ]?[ée]dition|d['’ ]?impression)|"
    r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b.*\d|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day\b.*\d|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b)|"
    r"\bpage\s*\d"
)


class RowKind(StrEnum):
    """What a row is; ``DATA`` is whatever nothing else explains."""

    DATA = "data"
    HEADER = "header"  # the headings again
    TOTAL = "total"
    STAMP = "stamp"  # prints, page numbers, instructions, rows prepared and left blank
    TITLE = "group"  # names what the rows below it have in common


def total_pattern() -> str:
    """What a line of total begins with."""
    words = "|".join(re.escape(word) for word in dictionary()["total_words"])
    return rf"(?i)^\W*(?:{words})\b"


def kinds_of(frame: pl.DataFrame, headings: Sequence[str], first: Sequence[str]) -> pl.Series:
    """The kind of each row of a frame ("row", "c0", "c1", …), as far as its form tells.

    ``first`` are the cells that stood just above the headings: a page repeats them. A row is taken
    for something else than data only where its form leaves no doubt; the columns' meanings are
    needed for the others (``tables.drop_other_rows``).
    """
    places = _places(headings)
    kinds = pl.repeat(RowKind.DATA.value, frame.height, dtype=pl.String, eager=True)
    if not places["dates"] and not (places["number"] and places["money"]):
        return kinds  # no list of invoices: a name alone on its row is that of a client
    cells = [f"c{at}" for at in range(len(headings))]
    counted = _filled(frame.select(cells))
    full = counted.filter(counted >= TITLE_CELLS).sort()
    usual: int = full[full.len() // 2] if full.len() else TITLE_CELLS
    # Few rows are suspects: the whole table is looked at for nothing but how much of it is filled.
    few = counted <= max(TITLE_CELLS, int(usual * 0.6))
    telling = [*places["number"], *places["dates"], *places["money"], *places["who"]][:6]
    suspects = few | say_headings(frame, {f"c{at}": headings[at] for at in telling})
    if not suspects.any():
        return kinds
    told = [
        _kind(row, headings, places, first)
        for row in frame.filter(suspects).select(cells).iter_rows()
    ]
    return kinds.scatter(suspects.arg_true(), told)


def say_headings(frame: pl.DataFrame, headings: Mapping[str, str]) -> pl.Series:
    """Whether two cells of a row at least are the headings of their columns again.

    ``headings``: column of the frame -> its heading.
    """
    # What is shorter than a heading is not that heading: few columns have to be read for it.
    said = [
        (frame[name].str.strip_chars() == heading).fill_null(False).cast(pl.Int32).alias(name)
        for name, heading in headings.items()
        if heading and _longest(frame[name]) >= len(heading.encode())
    ]
    if len(said) < 2:
        return pl.repeat(False, frame.height, dtype=pl.Boolean, eager=True)
    return pl.DataFrame(said).sum_horizontal() >= 2


def _longest(cells: pl.Series) -> int:
    longest = cells.str.len_bytes().max()
    return longest if isinstance(longest, int) else 0


def _filled(cells: pl.DataFrame) -> pl.Series:
    """How many cells of each row are filled."""
    whole = [name for name in cells.columns if not cells[name].null_count()]
    partly = [
        pl.col(name).is_not_null().cast(pl.Int32) for name in cells.columns if name not in whole
    ]
    always = pl.repeat(len(whole), cells.height, dtype=pl.Int32, eager=True)
    return cells.select(pl.sum_horizontal(pl.lit(always), *partly).alias("filled")).to_series()


def _places(headings: Sequence[str]) -> dict[str, list[int]]:
    """Where the headings alone say that numbers, dates, money and clients stand."""
    places: dict[str, list[int]] = {"number": [], "dates": [], "money": [], "who": []}
    for at, heading in enumerate(headings):
        claims = candidates(heading)
        field = claims[0][0] if claims else None
        if field == "number":
            places["number"].append(at)
        elif field in DATES:
            places["dates"].append(at)
        elif field in MONEY:
            places["money"].append(at)
        elif field in WHO:
            places["who"].append(at)
    return places


@lru_cache(maxsize=1)
def _total() -> re.Pattern[str]:
    return re.compile(total_pattern())


def _kind(
    row: Sequence[str | None],
    headings: Sequence[str],
    places: dict[str, list[int]],
    first: Sequence[str],
) -> str:
    cells = {at: cell.strip() for at, cell in enumerate(row) if cell and cell.strip()}
    if not cells:
        return RowKind.STAMP.value
    if sum(cells.get(at) == headings[at] for at in cells) * 2 >= max(len(cells), 4):
        return RowKind.HEADER.value
    number = [cells[at] for at in places["number"] if at in cells]
    dates = [cells[at] for at in places["dates"] if at in cells and DATE.match(cells[at])]
    money = [at for at in places["money"] if at in cells and NUMBER.match(cells[at])]
    words = [cell for cell in cells.values() if _total().match(cell)]
    # A total has an amount: "Total Énergies" alone on its row is a client.
    figures = any(NUMBER.match(cell) for cell in cells.values())
    bare = all(BARE_TOTAL.match(cell) for cell in words)
    if words and not dates and all(_total().match(cell) for cell in number) and (figures or bare):
        return RowKind.TOTAL.value
    texts = [cell for cell in cells.values() if not NUMBER.match(cell)]
    if money and texts and all(STARS.match(cell) for cell in texts):
        return RowKind.TOTAL.value
    opening = next(iter(cells.values()))
    beside = [cell for cell in number if cell != opening]
    if STAMP.search(opening) and not money and not beside and len(cells) <= TITLE_CELLS:
        return RowKind.STAMP.value
    if _is_title(cells, places, has_dates=bool(dates), has_money=bool(money)):
        return RowKind.STAMP.value if " ".join(cells.values()) in first else RowKind.TITLE.value
    return RowKind.DATA.value


def _is_title(
    cells: dict[int, str], places: dict[str, list[int]], *, has_dates: bool, has_money: bool
) -> bool:
    """Whether a row names a group; with figures beside the name, it may be the group's balance."""
    texts = [
        at
        for at, cell in cells.items()
        if not (at in places["money"] and NUMBER.match(cell)) and not DATE.match(cell)
    ]
    if has_dates or not texts or len(texts) > TITLE_CELLS:
        return False
    if len(texts) + sum(at in places["money"] for at in cells) < len(cells):
        return False
    both = any(at in cells for at in places["number"]) and any(at in cells for at in places["who"])
    if both or (has_money and (places["who"] or texts[0] > 0)):
        return False
    # A row that is only numbered ("7") names nothing.
    return len(cells[texts[0]]) > 2 or any(character.isalpha() for character in cells[texts[0]])
