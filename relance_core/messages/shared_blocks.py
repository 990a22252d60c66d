"""What several texts say alike, written once per tone: a change of a block changes them all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from relance_core.messages.library import LANGUAGE_LABELS, Place, Wording, texts
from relance_core.messages.placeholders import BLOCKS
from relance_core.vocabulary import DEBTOR_LABELS, DebtorType, Tone

#: What the code of a block begins with among the user's own texts, where a text has its step.
PREFIX = "bloc."
_HEAD = re.compile(r"^\[([a-z_]+)(?:\.(public|consumer))?\.([a-z]+)\][ \t]*$", re.MULTILINE)
_MARK = re.compile(r"\{\{[ \t]*(" + "|".join(BLOCKS) + r")[ \t]*\}\}")
_TONES = tuple(Tone)


@dataclass(frozen=True)
class SharedBlock:
    """A paragraph or a part of one, with placeholders, that texts hold by its name."""

    name: str
    tone: Tone
    language: str
    text: str
    audience: DebtorType | None = None

    @property
    def place(self) -> Place:
        """What the user's own version is kept under, as a ``Wording`` without a subject."""
        of = f".{self.audience}" if self.audience else ""
        return f"{PREFIX}{self.name}{of}", self.tone.value, self.language

    @property
    def label(self) -> str:
        """What it is, without its tone and language."""
        of = f" ({DEBTOR_LABELS[self.audience]})" if self.audience else ""
        return BLOCKS[self.name].help + of


@cache
def shared_blocks() -> dict[Place, SharedBlock]:
    """Every block that ships, by place."""
    found = {}
    for language in LANGUAGE_LABELS:
        file = resources.files(__package__) / "templates" / language / "blocks.txt"
        parts = _HEAD.split(file.read_text("utf-8"))
        for name, audience, tone, text in zip(*(parts[i::4] for i in (1, 2, 3, 4)), strict=True):
            block = SharedBlock(
                name,
                Tone(tone),
                language,
                text.strip(),
                DebtorType(audience) if audience else None,
            )
            found[block.place] = block
    return found


def block_for(name: str, wording: Wording) -> SharedBlock | None:
    """The block of a name that a text gets: of its reader, then of the nearest tone."""
    return _block_for(name, wording.tone, wording.language, wording.audience)


@cache
def _block_for(
    name: str, tone: Tone, language: str, audience: DebtorType | None
) -> SharedBlock | None:
    rank = _TONES.index(tone)
    known = [
        block
        for block in shared_blocks().values()
        if (block.name, block.language) == (name, language) and block.audience in (None, audience)
    ]
    return min(
        known,
        key=lambda one: (
            one.audience is not audience,
            abs(_TONES.index(one.tone) - rank),
            _TONES.index(one.tone),
        ),
        default=None,
    )


def with_blocks(wording: Wording, own: Mapping[Place, str] | None = None) -> Wording:
    """A text with each block's words in its place; ``own``: the user's own words, by place.

    A block holds no other block. Where a language has no such block, nothing is left of it.
    """

    def words(mark: re.Match[str]) -> str:
        block = block_for(mark[1], wording)
        if block is None:
            return ""
        return (own or {}).get(block.place, block.text)

    if not _MARK.search(wording.body) and not _MARK.search(wording.subject):
        return wording
    return replace(
        wording,
        subject=_MARK.sub(words, wording.subject),
        body=_MARK.sub(words, wording.body),
    )


def used_in(block: SharedBlock) -> list[Wording]:
    """The shipped texts that hold the words of this very block, in order."""
    return [
        text
        for text in texts().values()
        if any(
            found == block.name and block_for(found, text) is block
            for found in _MARK.findall(text.body)
        )
    ]
