"""Reads delimited text: its encoding, its separator and its quotes, each found in the content."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from itertools import zip_longest

import polars as pl

from relance_core.intake.sniff import damaged, refusal

SEPARATORS = (";", "\t", ",", "|")
#: Letters and signs of French text, as they come out when the encoding is the right one.
FRENCH = frozenset("àâäçéèêëîïôöùûüÿœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŒÆ°€«»’“”–…²³µ§ \u202f")
CODE_PAGES = ("cp1252", "cp850", "mac_roman")
MAX_COLUMNS = 200


@dataclass(frozen=True)
class Delimited:
    """The cells of a text file (columns "c0", "c1", …) and what was found about it."""

    cells: pl.DataFrame
    encoding: str
    separator: str
    notes: tuple[str, ...]

    @property
    def european(self) -> bool:
        """A semicolon separates where the comma is kept for decimals."""
        return self.separator == ";"


def read_delimited(content: bytes) -> Delimited:
    """The table of a delimited text.

    Raises ``UnreadableFile`` for bytes that are no text, a quote that is never closed (with its
    line), or text without columns.
    """
    text, encoding = _decode(content)
    separator, text = _separator(text)
    rows = _rows(text, separator)
    width = max((len(row) for row in rows), default=0)
    if width > MAX_COLUMNS:
        raise damaged()
    columns = [
        pl.Series(f"c{index}", values, dtype=pl.String)
        for index, values in enumerate(zip_longest(*rows))
    ]
    cells = pl.DataFrame(columns)
    cells = cells.select(pl.when(pl.all() != "").then(pl.all()))
    notes = []
    if encoding not in ("utf-8", "utf-16"):
        notes.append(f"Encodage deviné d'après les accents : {encoding}.")
    return Delimited(cells, encoding, separator, tuple(notes))


def _decode(content: bytes) -> tuple[str, str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strict(content, "utf-16"), "utf-16"
    if content[1:400:2].count(0) > len(content[1:400:2]) // 2:
        return _strict(content, "utf-16-le"), "utf-16"
    try:
        text, encoding = content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        text, encoding = _code_page(content)
    controls = sum(text.count(chr(code)) for code in (*range(9), *range(14, 32)))
    if controls > 3 + len(text) // 200:
        raise _not_text()
    return text, encoding


def _strict(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise _not_text() from error


def _not_text() -> Exception:
    return refusal(
        "unknown_kind",
        "Ce fichier n'est ni un classeur ni un texte : son contenu n'a pas été reconnu.",
        "Exportez la liste des factures au format Excel ou CSV.",
    )


def _code_page(content: bytes) -> tuple[str, str]:
    """The single-byte encoding whose accented characters are the most French ones.

    A general detector needs more text than an invoice list offers, and takes the DOS code page
    of older ledgers for a Cyrillic one.
    """
    accents = Counter(byte for byte in content if byte >= 0x80)

    def french(encoding: str) -> int:
        return sum(
            count
            for byte, count in accents.items()
            if bytes([byte]).decode(encoding, errors="replace") in FRENCH
        )

    best = max(CODE_PAGES, key=french)  # the first of equals: cp1252
    return content.decode(best, errors="replace"), best


def _separator(text: str) -> tuple[str, str]:
    """The separator that cuts the most lines into the same number of cells, two at least."""
    if text[:4].lower() == "sep=" and len(text) > 4:
        first, _, rest = text.partition("\n")
        # An empty line keeps the numbers of the rows as the user sees them.
        return first.strip("\r")[4:5], "\n" + rest
    lines = [line for line in text[:100_000].splitlines()[:200] if line.strip()]

    def score(separator: str) -> tuple[int, int]:
        counts = Counter(line.count(separator) for line in lines)
        counts.pop(0, None)
        if not counts:
            return 0, 0
        cuts, times = max(counts.items(), key=lambda item: (item[1], item[0]))
        return times, cuts

    best = max(SEPARATORS, key=score)
    return (best if score(best)[0] else ";"), text


def _rows(text: str, separator: str) -> list[list[str]]:
    csv.field_size_limit(1 << 20)
    # Tabs come from "Unicode text" exports, which quote; a FEC does not, and may hold lone quotes.
    lines = io.StringIO(text.replace("\r\r\n", "\n"), newline="")
    reader = csv.reader(lines, delimiter=separator, strict=True)
    rows: list[list[str]] = []
    start = 1
    try:
        for row in reader:
            rows.append(row)
            start = reader.line_num + 1
    except csv.Error as error:
        raise refusal(
            "unbalanced_quote",
            f"Ligne {start} : un guillemet est ouvert et n'est pas fermé comme il faut.",
            "Corrigez cette ligne, ou exportez le fichier au format Excel.",
        ) from error
    return rows
