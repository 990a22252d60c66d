"""Makes what comes from a cell harmless before it meets a subject, a page, a table or a letter."""

from __future__ import annotations

import unicodedata

#: Joiners that emoji families and several scripts need; every other format character goes.
_JOINERS = "\u200c\u200d"
_SPACES = "\t\n\r\v\f\x85\u2028\u2029"


def one_line(text: str | None) -> str:
    """``text`` on one line, without control characters, bidirectional overrides or lone surrogates.

    Line breaks and tabs become spaces; invisible format characters (zero-width space, soft hyphen,
    right-to-left override) are dropped, so a name made of them alone comes out empty.
    """
    if not text:
        return ""
    if text.isascii() and text.isprintable():
        return text.strip()
    kept = []
    for character in text:
        if character in _SPACES:
            kept.append(" ")
        elif character in _JOINERS or unicodedata.category(character) not in ("Cc", "Cf", "Cs"):
            kept.append(character)
    return "".join(kept).strip().strip(_JOINERS)


def lines(text: str) -> str:
    """``text`` with its line breaks kept as ``\\n`` and each line made harmless.

    Spaces inside and before a line stay; those after it go.
    """
    whole = text.replace("\r\n", "\n").replace("\r", "\n")
    cleaned = []
    for line in whole.split("\n"):
        indent = len(line) - len(line.lstrip(" "))
        cleaned.append(" " * indent + one_line(line))
    return "\n".join(cleaned)


def shortened(text: str, limit: int) -> str:
    """``text`` cut to ``limit`` characters with an ellipsis, for a subject or a file name."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
