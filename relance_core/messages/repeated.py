"""Tells a message that says, word for word, what the client already read."""

from __future__ import annotations

import re

from relance_core.french import plain_key
from relance_core.messages.blocks import BlockKind
from relance_core.messages.render import Draft

_PARAGRAPHS = re.compile(r"\n[ \t]*\n")
#: Days and amounts change from one message to the next without its saying anything else.
_FIGURES = re.compile(r"\d[\d\s\u00a0\u202f.,/]*")
_MONTHS = re.compile(
    r"\b(janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)\b"
)
#: Shorter ones greet, thank or sign.
_TELLING = 60


def says_the_same(draft: Draft, earlier: str) -> bool:
    """Whether every telling paragraph of ``draft`` stands in ``earlier``, figures and days aside.

    ``earlier``: the plain text of a message that the client got. The invoices' table, the payment
    details and the firm's own lines say the same in every message, and are not looked at.
    """
    said = {_words(part) for part in _PARAGRAPHS.split(earlier)}
    telling = [
        words
        for block in draft.blocks
        if block.kind is BlockKind.TEXT and len(words := _words(block.text)) >= _TELLING
    ]
    return bool(telling) and all(words in said for words in telling)


def _words(text: str) -> str:
    return " ".join(_MONTHS.sub("", plain_key(_FIGURES.sub(" ", text))).split())
