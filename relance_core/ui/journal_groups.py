"""Lines of one batch or of one call, told as one, which opens to each of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Row

from relance_core.french import listed, plural
from relance_core.ui.frame import plain

#: Fewer lines than this are read as quickly one by one.
TOGETHER = 4
_CALL = "call"
#: Kinds that one gesture writes by the dozen, with the words for one and for many.
_WORDS = {
    "approval": ("message approuvé", "messages approuvés"),
    "sent": ("message envoyé", "messages envoyés"),
    "deposited": ("message déposé dans le dossier", "messages déposés dans le dossier"),
    "printed": ("courrier préparé", "courriers préparés"),
    "confirmed": ("message transmis", "messages transmis"),
    "posted": ("courrier posté", "courriers postés"),
    "cancelled": ("message annulé", "messages annulés"),
    "held": ("message retenu", "messages retenus"),
}
#: E-mails and letters of one batch leave in turn: they are told together.
_LEAVING = frozenset({"sent", "deposited", "printed"})


@dataclass(frozen=True)
class Together:
    """Lines of one person that follow each other and did the same, the latest first."""

    rows: tuple[Row[Any], ...]

    @property
    def key(self) -> int:
        """The id of its first line in time: later lines of the batch do not change it."""
        return int(self.rows[-1].id)

    def told(self, *, cut: bool = False) -> str:
        """``12:30 à 12:34 · Anne · 36 messages envoyés et 3 courriers préparés``, for Markdown.

        ``cut``: earlier lines were not read, the count is then a least one.
        """
        last, first = self.rows[0], self.rows[-1]
        times = sorted({f"{first.at:%H:%M}", f"{last.at:%H:%M}"})
        counts = Counter(row.kind for row in self.rows)
        words = listed([plural(counts[kind], *_WORDS[kind]) for kind in _WORDS if counts[kind]])
        least = "au moins " if cut else ""
        return f"**{' à '.join(times)}** · {plain(last.by)} · {least}{plain(words)}"


@dataclass(frozen=True)
class OneCall:
    """A call and what was noted with it in the same moment: its own line, then the others."""

    call: Row[Any]
    noted: tuple[Row[Any], ...]


Entry = Row[Any] | Together | OneCall


def entries(rows: Sequence[Row[Any]]) -> Iterator[Entry]:
    """``rows`` of one day, the latest first: alone, or together where one gesture wrote many."""
    others: list[Row[Any]] = []
    for _, run in groupby(rows, key=lambda row: (row.by, row.at, row.client_id)):
        lines = list(run)
        calls = [row for row in lines if row.kind == _CALL]
        if len(calls) == 1 and len(lines) > 1:
            yield from _by_gesture(others)
            others = []
            yield OneCall(calls[0], tuple(row for row in reversed(lines) if row.kind != _CALL))
        else:
            others += lines
    yield from _by_gesture(others)


def _by_gesture(rows: Sequence[Row[Any]]) -> Iterator[Entry]:
    for _, run in groupby(rows, key=_gesture):
        lines = tuple(run)
        if len(lines) >= TOGETHER and lines[0].kind in _WORDS:
            yield Together(lines)
        else:
            yield from lines


def _gesture(row: Row[Any]) -> tuple[str, str]:
    return row.by, "leaving" if row.kind in _LEAVING else row.kind
