"""Reads delimited text: its separator and its quotes, found in the content, and all its cells."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, zip_longest

import polars as pl

from relance_core.intake.encodings import as_utf8
from relance_core.intake.sniff import refusal

SEPARATORS = (";", "\t", ",", "|")
MAX_COLUMNS = 200
#: Bytes of the beginning that tell the separator, and how many cells its rows have.
BEGINNING = 200_000
#: Rows that the strict reader turns into a frame at a time.
CHUNK = 50_000
FIELD_LIMIT = 1 << 20
BOM = b"\xef\xbb\xbf"
LONE = re.compile(rb"\r(?!\n)")


@dataclass(frozen=True)
class Delimited:
    """The cells of a text file (columns "c0", "c1", …) and what was found about it."""

    cells: pl.DataFrame
    encoding: str
    separator: str
    notes: tuple[str, ...]
    lengths: tuple[int, ...]  # how many cells the first rows have, blank ones at the end included

    @property
    def european(self) -> bool:
        """A semicolon separates where the comma is kept for decimals."""
        return self.separator == ";"


def read_delimited(content: bytes) -> Delimited:
    """The table of a delimited text.

    Raises ``UnreadableFile`` for bytes that are no text, a quote that is never closed (with its
    line), or more columns than a table has.
    """
    text, encoding = as_utf8(content)
    text, lone = _one_line_end(text.removeprefix(BOM))
    separator, text = _separator(text)
    lengths = _first_lengths(text, separator)
    sure = bool(lengths) and not lone
    cells = _quick(text, separator, max(lengths, default=1)) if sure else None
    if cells is None:
        cells = _strict(text, separator)
        lengths = lengths or tuple(islice(map(len, _rows(text, separator)), 1_000))
    notes = []
    if encoding not in ("utf-8", "utf-16"):
        notes.append(f"Encodage deviné d'après les accents : {encoding}.")
    return Delimited(cells, encoding, separator, tuple(notes), lengths)


def _one_line_end(text: bytes) -> tuple[bytes, bool]:
    r"""Text whose lines end in \n or \r\n, and whether a lone \r is left in it."""
    if b"\r" not in text or not LONE.search(text):
        return text, False
    text = text.replace(b"\r\r\n", b"\n")
    if b"\n" not in text:
        text = text.replace(b"\r", b"\n")
    return text, LONE.search(text) is not None


def _separator(text: bytes) -> tuple[str, bytes]:
    """The separator that cuts the most lines alike, unless another cuts more lines into more cells.

    A program may leave out the last cells of a row, and every row may have a decimal comma.
    """
    if text[:4].lower() == b"sep=" and len(text) > 4:
        first, _, rest = text.partition(b"\n")
        # An empty line keeps the numbers of the rows as the user sees them.
        return first.strip(b"\r")[4:5].decode(errors="replace"), b"\n" + rest
    beginning = text[:BEGINNING].decode("utf-8", errors="replace")
    lines = [line for line in beginning.splitlines()[:200] if line.strip()]

    cuts = {separator: _cuts(lines, separator) for separator in SEPARATORS}

    def alike(separator: str) -> tuple[int, int]:
        found = cuts[separator]
        return max(((times, signs) for signs, times in found.items()), default=(0, 0))

    def cells(separator: str) -> int:
        times, signs = alike(separator)
        return times * signs

    best = max(SEPARATORS, key=alike)
    for other in SEPARATORS:
        if cuts[other].total() > cuts[best].total() and cells(other) > cells(best):
            best = other
    return (best if cells(best) else ";"), text


def _cuts(lines: list[str], separator: str) -> Counter[int]:
    """How many of the lines have so many of the sign; those without one are not counted."""
    counts = Counter(line.count(separator) for line in lines)
    counts.pop(0, None)
    return counts


def _first_lengths(text: bytes, separator: str) -> tuple[int, ...]:
    """How many cells each of the first rows has; none when the beginning is in doubt."""
    whole = len(text) <= BEGINNING
    beginning = text if whole else text[: text.rfind(b"\n", 0, BEGINNING) + 1]
    reader = csv.reader(io.StringIO(beginning.decode()), delimiter=separator, strict=True)
    try:
        return tuple(len(row) for row in reader)
    except csv.Error:
        return ()


# --- the quick reader --------------------------------------------------------------------------


def _quick(text: bytes, separator: str, width: int) -> pl.DataFrame | None:
    """The cells as polars reads them; None wherever it might read other cells than are written.

    Polars takes a lone quote for the start of a cell that goes on over the next lines: such texts
    are for the strict reader, as are those with other line ends than the usual ones.
    """
    quoted = b'"' in text
    if quoted and _odd_quotes(text, separator):
        return None
    cells = _polars(text, separator, width, quoted=quoted)
    if cells is None and not quoted:
        width = _widest(text, separator)
        cells = _polars(text, separator, width, quoted=False)
    if cells is None or not quoted:
        return cells
    return cells.select(pl.when(pl.all() != "").then(pl.all()))


def _polars(text: bytes, separator: str, width: int, *, quoted: bool) -> pl.DataFrame | None:
    _check_width(width)
    # Its first line tells polars how many columns there are at least.
    end = text.find(b"\n")
    cells = text.count(separator.encode(), 0, len(text) if end < 0 else end) + 1
    short = quoted or cells < width
    text = separator.encode() * (width - 1) + b"\n" + text if short else text
    try:
        frame = pl.read_csv(
            text,
            has_header=False,
            separator=separator,
            quote_char='"' if quoted else None,
            schema={f"c{at}": pl.String for at in range(width)},
        )
    except (pl.exceptions.ComputeError, pl.exceptions.SchemaError):
        return None
    frame = frame.slice(1) if short else frame
    # Polars reads in pieces, and joins them anew in each selection beside a column of one piece.
    return frame.rechunk()


def _lines(text: bytes) -> pl.Series:
    """The lines of a text, cut at its line ends alone."""
    return pl.read_csv(
        text, has_header=False, separator="\x01", quote_char=None, schema={"line": pl.String}
    )["line"]


def _odd_quotes(text: bytes, separator: str) -> bool:
    """Whether some quote stands elsewhere than around a cell that begins and ends on its line."""
    if b"\x01" in text:
        return True
    mark = {"|": r"\|", "\t": r"\t"}.get(separator, separator)
    cell = rf'(?:"(?:[^"]|"")*"|[^"{mark}]*)'
    lines = _lines(text)
    quoted = lines.filter(lines.str.contains('"', literal=True))
    return not quoted.str.contains(rf"^{cell}(?:{mark}{cell})*\r?$").all()


def _widest(text: bytes, separator: str) -> int:
    if b"\x01" in text:
        return 1
    widest = _lines(text).str.count_matches(separator, literal=True).max()
    return widest + 1 if isinstance(widest, int) else 1


# --- the strict one ----------------------------------------------------------------------------


def _strict(text: bytes, separator: str) -> pl.DataFrame:
    """The cells as the standard library reads them, slowly and without a guess."""
    frames = []
    rows = _rows(text, separator)
    while chunk := list(islice(rows, CHUNK)):
        columns = list(zip_longest(*chunk))
        _check_width(len(columns))
        frames.append(
            pl.DataFrame(
                [pl.Series(f"c{at}", column, dtype=pl.String) for at, column in enumerate(columns)]
            )
        )
    if not frames:
        return pl.DataFrame()
    cells = pl.concat(frames, how="diagonal")
    return cells.select(pl.when(pl.all() != "").then(pl.all()))


def _rows(text: bytes, separator: str) -> Iterator[list[str]]:
    csv.field_size_limit(FIELD_LIMIT)
    # Tabs come from "Unicode text" exports, which quote; a FEC does not, and may hold lone quotes.
    lines = io.TextIOWrapper(io.BytesIO(text), encoding="utf-8", newline="")
    reader = csv.reader(lines, delimiter=separator, strict=True)
    start = 1
    try:
        for row in reader:
            yield row
            start = reader.line_num + 1
    except csv.Error as error:
        raise refusal(
            "unbalanced_quote",
            f"Ligne {start} : un guillemet est ouvert et n'est pas fermé comme il faut.",
            "Corrigez cette ligne, ou exportez le fichier au format Excel.",
        ) from error


def _check_width(width: int) -> None:
    if width > MAX_COLUMNS:
        raise refusal(
            "too_large",
            f"Une ligne de ce texte a {width} cellules ({MAX_COLUMNS} au plus).",
            "Supprimez les colonnes inutiles, puis déposez le fichier de nouveau.",
        )
