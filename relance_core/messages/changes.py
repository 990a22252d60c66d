"""What changed between two texts, word by word, so that a reader sees an edit at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum


class Change(StrEnum):
    """What became of some words."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Piece:
    """Some words, with the spaces after them."""

    change: Change
    text: str


_WORDS = re.compile(r"\n+|[^\S\n]*\S+[^\S\n]*|[^\S\n]+")
_PARAGRAPHS = re.compile(r"\n[ \t]*\n")


def word_changes(before: str, after: str) -> list[Piece]:
    """``after`` with what was removed in its place; the pieces that are not removed make it up."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if not old or not new:
        return _pieces((Change.REMOVED, before), (Change.ADDED, after))
    found: list[Piece] = []
    # Spaces at the end of a line do not make another word of it.
    for same, (a, b), (c, d) in differences(_bare(old), _bare(new)):
        if same:
            found += _pieces((Change.KEPT, "".join(new[c:d])))
        else:
            removed, added = "".join(old[a:b]), "".join(new[c:d])
            found += _pieces((Change.REMOVED, removed), (Change.ADDED, added))
    return found


Span = tuple[int, int]


def differences(old: Sequence[str], new: Sequence[str]) -> list[tuple[bool, Span, Span]]:
    """Runs of words in order: whether they are the same, and where each stands in both texts.

    What is kept between two changes longer than it belongs to them: nobody reads a sentence of
    which « de » alone was kept.
    """
    opcodes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    sizes = [max(b - a, d - c) for _, a, b, c, d in opcodes]
    runs: list[tuple[bool, Span, Span]] = []
    for at, (kind, a, b, c, d) in enumerate(opcodes):
        same = kind == "equal"
        if same and 0 < at < len(opcodes) - 1:
            same = sizes[at] >= min(sizes[at - 1], sizes[at + 1])
        if runs and not same and not runs[-1][0]:
            _, (first, _), (third, _) = runs.pop()
            runs.append((False, (first, b), (third, d)))
        else:
            runs.append((same, (a, b), (c, d)))
    return runs


def paragraph_changes(before: Sequence[str], after: Sequence[str]) -> list[list[Piece]]:
    """The paragraphs of ``after`` as pieces, those removed whole in their place."""
    found: list[list[Piece]] = []
    matcher = SequenceMatcher(None, [*before], [*after], autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            found += [_pieces((Change.KEPT, text)) for text in after[c:d]]
            continue
        old, new = list(before[a:b]), list(after[c:d])
        # As many as both have are compared one with one, the rest came or went whole.
        shared = min(len(old), len(new))
        found += [word_changes(old[at], new[at]) for at in range(shared)]
        found += [_pieces((Change.REMOVED, text)) for text in old[shared:]]
        found += [_pieces((Change.ADDED, text)) for text in new[shared:]]
    return found


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a plain text, without the empty ones."""
    return [part for part in (one.strip("\n") for one in _PARAGRAPHS.split(text)) if part.strip()]


def count_changes(changes: Sequence[Piece]) -> tuple[int, int]:
    """How many words were added, and how many removed."""
    added = sum(len(one.text.split()) for one in changes if one.change is Change.ADDED)
    removed = sum(len(one.text.split()) for one in changes if one.change is Change.REMOVED)
    return added, removed


def _bare(words: Sequence[str]) -> list[str]:
    return [word.strip(" \t\u00a0\u202f") or word for word in words]


def _pieces(*pairs: tuple[Change, str]) -> list[Piece]:
    return [Piece(change, text) for change, text in pairs if text]
