"""Lines of one batch, told as one: how many were approved or left, opening to each of them."""

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


def entries(rows: Sequence[Row[Any]]) -> Iterator[Row[Any] | Together]:
    """``rows`` of one day, the latest first: alone, or together where one gesture wrote many."""
    for _, run in groupby(rows, key=_gesture):
        lines = tuple(run)
        if len(lines) >= TOGETHER and lines[0].kind in _WORDS:
            yield Together(lines)
        else:
            yield from lines


def _gesture(row: Row[Any]) -> tuple[str, str]:
    return row.by, "leaving" if row.kind in _LEAVING else row.kind
