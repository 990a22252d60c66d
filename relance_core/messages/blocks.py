"""A message as a list of blocks, from which the e-mail, the plain text and the letter are drawn."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from relance_core.messages import clean
from relance_core.messages.placeholders import PAYMENT, TABLE, render
from relance_core.messages.writing import typeset


class BlockKind(StrEnum):
    """What a block is, hence how it is drawn."""

    TEXT = "text"
    TABLE = "table"
    PAYMENT = "payment"
    FOOTER = "footer"


@dataclass(frozen=True)
class Block:
    """One paragraph or one fixed part of a message; ``text`` is plain, its lines kept."""

    kind: BlockKind
    text: str
    html: str = ""  # the table only
    amount: str = ""  # the payment block only: what its QR code carries
    link: str = ""  # the payment block only: where the reader can pay online


_PARAGRAPHS = re.compile(r"\n[ \t]*\n")
_FIXED = re.compile(r"\{\{[ \t]*(" + TABLE + "|" + PAYMENT + r")[ \t]*\}\}")


def blocks_of(
    body: str, values: dict[str, str], table: Block, payment: Block, *, language: str
) -> list[Block]:
    """The blocks of a body with placeholders; a paragraph left empty by its placeholders vanishes.

    The body is cut before the values are put in, so a value cannot open a block of its own.
    """
    fixed = {TABLE: table, PAYMENT: payment}
    found: list[Block] = []
    for paragraph in _PARAGRAPHS.split(clean.lines(body)):
        # Odd pieces are the names of fixed blocks, even ones the text around them.
        for index, piece in enumerate(_FIXED.split(paragraph)):
            if index % 2:
                found.append(fixed[piece])
            elif text := render(typeset(piece, language), values).strip("\n").rstrip():
                found.append(Block(BlockKind.TEXT, text))
    return found
