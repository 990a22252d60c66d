"""A text with what was added underlaid in green and what was removed struck through."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import streamlit as st

from relance_core.messages.changes import (
    Change,
    Piece,
    count_changes,
    paragraph_changes,
    paragraphs,
)
from relance_core.ui.frame import plain

_EDGES = re.compile(r"(\s*)(.*?)(\s*)", re.DOTALL)


def show_changes(before: str, after: str, *, only: bool = False) -> None:
    """``after`` with its differences from ``before``; ``only``: the paragraphs that have some."""
    found = paragraph_changes(paragraphs(before), paragraphs(after))
    if only:
        found = [one for one in found if any(piece.change is not Change.KEPT for piece in one)]
    for pieces in found:
        st.markdown(told_pieces(pieces))


def summary(before: str, after: str) -> str:
    """« 12 mots ajoutés, 3 retirés »; « rien n'a changé »."""
    pieces = [
        piece
        for paragraph in paragraph_changes(paragraphs(before), paragraphs(after))
        for piece in paragraph
    ]
    added, removed = count_changes(pieces)
    if not added and not removed:
        return "rien n'a changé"
    parts = []
    if added:
        parts.append(f"{added} {'mot ajouté' if added == 1 else 'mots ajoutés'}")
    if removed:
        word = "retiré" if removed == 1 else "retirés"
        parts.append(f"{removed} {word}" if added else f"{removed} {_words(removed)} {word}")
    return ", ".join(parts)


def told_pieces(pieces: Sequence[Piece]) -> str:
    """One paragraph in Markdown; nothing in it is interpreted but the marks."""
    return "".join(_told(pieces))


def _told(pieces: Iterable[Piece]) -> Iterable[str]:
    for piece in pieces:
        edges = _EDGES.fullmatch(piece.text)
        assert edges is not None, "any text has edges and a middle"
        lead, words, trail = edges.groups()
        lines = [plain(line) for line in words.split("\n")]
        yield _space(lead)
        if piece.change is Change.KEPT:
            yield "  \n".join(lines)
        elif piece.change is Change.ADDED:
            yield "  \n".join(f":green-background[{line}]" for line in lines if line)
        else:
            yield "  \n".join(f":red-background[~~{line}~~]" for line in lines if line)
        yield _space(trail)


def _space(space: str) -> str:
    return "  \n" if "\n" in space else (" " if space else "")


def _words(count: int) -> str:
    return "mot" if count == 1 else "mots"
