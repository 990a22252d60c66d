"""Finds the numbers of known invoices inside a line of text, however many are known."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_WORD = re.compile(r"\w+")
_EDGES = re.compile(r"^\W+|\W+$")
#: Words that one number may be made of: "FA 2026-09/0012".
LONGEST = 8


@dataclass(frozen=True)
class Spotted:
    """A known number in a text: where it stands, and how it is written there."""

    start: int
    end: int
    written: str


class NumberSpotter:
    """Looks for whole numbers: "F-1" is not found in "F-12", nor in "F-1-2"."""

    def __init__(self, known: Iterable[str]) -> None:
        """``known``: those that tell enough; a short one of digits would be found in amounts."""
        self._known = {_EDGES.sub("", number).casefold() for number in known if is_telling(number)}

    def find(self, text: str) -> list[Spotted]:
        """The known numbers of ``text``, the longest where two begin together."""
        words = [hit.span() for hit in _WORD.finditer(text)]
        found: list[Spotted] = []
        at = 0
        while at < len(words):
            start = words[at][0]
            for last in range(min(at + LONGEST, len(words)) - 1, at - 1, -1):
                end = words[last][1]
                if text[start:end].casefold() in self._known and _stands_alone(text, start, end):
                    found.append(Spotted(start, end, text[start:end]))
                    at = last
                    break
            at += 1
        return found


def is_telling(number: str) -> bool:
    """Whether a number can be told from what else stands in a line."""
    bare = number.strip()
    return len(bare) >= 3 and (not bare.isdigit() or len(bare) >= 4)


def without(text: str, spotted: Iterable[Spotted]) -> str:
    """``text`` with a line break where each number stood."""
    rest = text
    for one in sorted(spotted, key=lambda one: -one.start):
        rest = f"{rest[: one.start]}\n{rest[one.end :]}"
    return rest


def _stands_alone(text: str, start: int, end: int) -> bool:
    return not re.match(r"[/.\-]\w", text[end : end + 2]) and not re.search(
        r"\w[/.\-]$", text[max(0, start - 2) : start]
    )
