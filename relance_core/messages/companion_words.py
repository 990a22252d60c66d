"""The words proposed for a message that accompanies the sequence, from the library of wording."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from relance_core.messages.clean import one_line, shortened
from relance_core.messages.companion import CompanionFacts, CompanionText
from relance_core.messages.companion_values import companion_values
from relance_core.messages.library import Place, Wording, companion_wording
from relance_core.messages.placeholders import render
from relance_core.messages.shared_blocks import with_blocks
from relance_core.messages.writing import LANGUAGES, typeset
from relance_core.settings import Firm

_PARAGRAPHS = re.compile(r"\n[ \t]*\n")
_SUBJECT = 150
#: What an empty value leaves behind: a comma before another sign, a dash at the end.
_LEFT_OVER = re.compile(r",(?=\s*[.,])|\s+–$")


def companion_text(facts: CompanionFacts, firm: Firm) -> CompanionText:
    """The words proposed for ``facts``; the same arguments give the same characters.

    A line or a paragraph that its placeholders leave empty vanishes.
    """
    language = facts.addressee.language if facts.addressee.language in LANGUAGES else "fr"
    wording = _in_force(companion_wording(facts.kind, language), facts.own_texts)
    values = companion_values(facts, firm, language)
    subject = _LEFT_OVER.sub("", one_line(render(typeset(wording.subject, language), values)))
    paragraphs = [
        "\n".join(_lines(part, values, language)) for part in _PARAGRAPHS.split(wording.body)
    ]
    return CompanionText(
        facts, shortened(subject, _SUBJECT), "\n\n".join(part for part in paragraphs if part)
    )


def _in_force(shipped: Wording, own: Mapping[Place, tuple[str, str]]) -> Wording:
    """The user's text instead of the shipped one, with the words of its blocks in their places."""
    subject, body = own.get(shipped.place, (shipped.subject, shipped.body))
    words = {place: text for place, (_, text) in own.items()}
    return with_blocks(replace(shipped, subject=subject, body=body), words)


def _lines(paragraph: str, values: Mapping[str, str], language: str) -> list[str]:
    told = []
    for line in paragraph.split("\n"):
        words = _LEFT_OVER.sub("", render(typeset(line, language), values)).strip()
        if words or not line.strip():
            told.append(words)
    return told
