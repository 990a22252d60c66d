"""Proves which rows of a report hold the sums of the lines below them, and where these end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from relance_core.french import plain_key
from relance_core.intake.rough_amounts import CENT, plain_amount

#: Rows without a date that may stand among the lines of one client: payments, remarks.
AMONG = 20
NOTHING = Decimal(0)


@dataclass(frozen=True)
class SumRow:
    """A row with a name and sums: where it stands in the frame, and in the sheet."""

    at: int  # 0-based
    row: int  # 1-based
    text: str
    sums: Mapping[int, Decimal]  # by column


@dataclass(frozen=True)
class Group:
    """A row of sums with the positions of its lines; ``closed`` by a total of the same name."""

    head: SumRow
    lines: tuple[int, ...]
    closed: bool
    sure: bool  # closed, or the sums are those of its lines


def groups_of_sums(
    frame: pl.DataFrame,
    names: Sequence[SumRow],
    totals: Sequence[SumRow],
    dated: Sequence[bool],
    money: Sequence[int],
) -> tuple[list[Group], list[SumRow]]:
    """The groups in their order, and the rows that close them, ``totals`` included.

    ``dated`` tells the positions of lines. A row without a date belongs to the group whose sums it
    completes; where nothing proves a row, its lines end at the next one.
    """
    marks = sorted([*names, *totals], key=lambda one: one.at)
    cells = {at: frame[f"c{at}"].to_list() for at in money}
    sums = {one.at for one in totals}
    groups: list[Group] = []
    closing = list(totals)
    at = 0
    while at < len(marks):
        group, end = _group(marks, at, sums, cells, dated)
        # "Total Énergies" is a client where its sums are those of the lines below it.
        if marks[at].at not in sums or group.sure:
            groups.append(group)
            closing = [one for one in closing if one.at != marks[at].at]
            if group.closed and marks[end].at not in sums:
                closing.append(marks[end])
                end += 1
            at = end
        else:
            at += 1
    return groups, closing


def _group(
    marks: Sequence[SumRow],
    at: int,
    totals: set[int],
    cells: Mapping[int, Sequence[str | None]],
    dated: Sequence[bool],
) -> tuple[Group, int]:
    """The group of one row, and the place in ``marks`` of what follows it."""
    head = marks[at]
    first: tuple[int, ...] | None = None
    among: list[int] = []
    for after in range(at + 1, min(len(marks), at + AMONG) + 1):
        below = marks[after] if after < len(marks) else None
        end = below.at if below else len(dated)
        lines = tuple(one for one in range(head.at + 1, end) if dated[one] or one in among)
        if below and _closes(below.text, head.text, total=below.at in totals):
            return Group(head, lines, closed=True, sure=bool(lines)), after
        if not lines:
            break
        first = lines if first is None else first
        if _adds_up(head, lines, cells):
            return Group(head, lines, closed=False, sure=True), after
        if below is None or below.at in totals:
            break
        if below.sums:  # a title without any is no line
            among.append(below.at)
    return Group(head, first or (), closed=False, sure=False), at + 1


def _closes(text: str, name: str, *, total: bool) -> bool:
    """Whether a row is the total of a group: "Total Alpha", "Alpha Total", its name again."""
    plain, whose = plain_key(text), plain_key(name)
    return whose in plain and (total or plain == whose or plain.removeprefix(whose) == " total")


def _adds_up(head: SumRow, lines: Sequence[int], cells: Mapping[int, Sequence[str | None]]) -> bool:
    """Whether the sums of a row are those of its lines, in every column that the lines fill."""
    same = 0
    for column, stated in head.sums.items():
        told = [
            value
            for at in lines
            if (cell := cells[column][at]) and (value := plain_amount(cell)) is not None
        ]
        if not told:
            continue
        if abs(sum(told, NOTHING) - stated) >= CENT:
            return False
        same += any(told)
    return same > 0


def is_outer(one: SumRow, groups: Sequence[Group]) -> bool:
    """Whether a row without lines holds the sums of the groups below it: those of a region."""
    added: dict[int, Decimal] = {}
    for other in groups:
        if other.head.at <= one.at:
            continue
        if not other.lines:
            break
        added = {at: added.get(at, NOTHING) + value for at, value in other.head.sums.items()}
        if added and all(
            abs(added.get(at, NOTHING) - value) < CENT for at, value in one.sums.items()
        ):
            return True
    return False
