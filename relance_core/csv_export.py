"""Rows to a CSV that opens well in a French office: UTF-8 with its mark, ``;``, never a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

#: What makes a spreadsheet read a cell as a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def to_csv(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The file's bytes; a cell is one line of text, and one that looks like a formula is quoted.

    The quote is the apostrophe that spreadsheets themselves show before such a text.
    """
    buffer = StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([guarded(heading) for heading in headings])
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return buffer.getvalue().encode("utf-8-sig", "replace")


def guarded(cell: str) -> str:
    """``cell`` as text that no spreadsheet runs."""
    text = " ".join(cell.replace("\x00", "").split())
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
