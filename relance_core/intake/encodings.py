"""Turns the bytes of a text into UTF-8, whatever encoding its program wrote."""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Iterator

from relance_core.errors import UnreadableFile
from relance_core.intake.sniff import refusal

#: Letters and signs of French text, as they come out when the encoding is the right one.
FRENCH = frozenset("àâäçéèêëîïôöùûüÿœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŒÆ°€«»’“”–…²³µ§ \u202f")
CODE_PAGES = ("cp1252", "cp850", "mac_roman")
ASCII = bytes(range(0x80))
CONTROLS = bytes((*range(9), *range(14, 32)))
#: Bytes decoded at a time: a long text is never held twice, and small pieces reuse their memory.
PIECE = 1 << 18
#: Bytes of the beginning that are searched for what no text holds.
BEGINNING = 1 << 20


def as_utf8(content: bytes) -> tuple[bytes, str]:
    """The text in UTF-8, and the encoding that was found: "utf-8", "utf-16" or a code page.

    Raises ``UnreadableFile`` for bytes that are no text.
    """
    wide = _utf_16(content)
    if wide:
        try:
            text = content.decode(wide).removeprefix("\ufeff").encode()
        except UnicodeError as error:
            raise _not_text() from error
        encoding = "utf-16"
    elif content.isascii() or _is_utf8(content):
        text, encoding = content, "utf-8"
    else:
        encoding = _code_page(content)
        text = b"".join(
            piece.decode(encoding, errors="replace").encode() for piece in _pieces(content)
        )
    beginning = text[:BEGINNING]
    controls = len(beginning) - len(beginning.translate(None, CONTROLS))
    if controls > 3 + len(beginning) // 200:
        raise _not_text()
    return text, encoding


def _utf_16(content: bytes) -> str | None:
    """The kind of UTF-16, from its mark or from where the zeros of Latin letters stand."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    even, odd = content[:400:2], content[1:400:2]
    if odd.count(0) > len(odd) // 2:
        return "utf-16-le"
    return "utf-16-be" if even.count(0) > len(even) // 2 else None


def _is_utf8(content: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for piece in _pieces(content):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _pieces(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), PIECE):
        yield content[start : start + PIECE]


def _code_page(content: bytes) -> str:
    """The single-byte encoding whose accented characters are the most French ones.

    A general detector needs more text than an invoice list offers, and takes the DOS code page
    of older ledgers for a Cyrillic one.
    """
    accents = Counter(content.translate(None, ASCII))

    def french(encoding: str) -> int:
        return sum(
            count
            for byte, count in accents.items()
            if bytes([byte]).decode(encoding, errors="replace") in FRENCH
        )

    return max(CODE_PAGES, key=french)  # the first of equals: cp1252


def _not_text() -> UnreadableFile:
    return refusal(
        "unknown_kind",
        "Ce fichier n'est ni un classeur ni un texte : son contenu n'a pas été reconnu.",
        "Exportez la liste des factures au format Excel ou CSV.",
    )
