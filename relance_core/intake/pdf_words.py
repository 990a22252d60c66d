"""The text of a PDF as numbers of invoices and names of clients are looked for in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from relance_core.french import plain_key
from relance_core.intake.likeness import own_words
from relance_core.intake.pdf_numbers import PIECE

#: More pieces than this are one number in no file: "FA-2026-11-0042-B" has five.
_PIECES = 8


@lru_cache(maxsize=50_000)  # each client is looked for in many papers
def name_words(name: str) -> list[str]:
    """The words that make a client's name; never changed by who gets them."""
    return own_words(name)


@dataclass(frozen=True)
class Words:
    """A text in pieces and in words."""

    pieces: list[str]  # runs of digits or of letters, in order
    words: list[str]
    places: dict[str, list[int]] = field(default_factory=dict)  # word -> where it stands

    @staticmethod
    def of(text: str) -> Words:
        """The words of a text, as a client's: articles and legal forms left out of both."""
        words = own_words(text)
        places: dict[str, list[int]] = defaultdict(list)
        for at, word in enumerate(words):
            places[word].append(at)
        return Words(PIECE.findall(plain_key(text)), words, dict(places))

    def keys(self, known: frozenset[str], longest: int) -> Iterator[str]:
        """The keys of ``known`` that pieces in a row spell, longest first at each place."""
        for start in range(len(self.pieces)):
            key, found = "", None
            for piece in self.pieces[start : start + _PIECES]:
                key += piece
                if len(key) > longest:
                    break
                if key in known:
                    found = key
            if found:
                yield found

    def names(self, client: str) -> bool:
        """Whether a client's name stands in the text, its words in a row."""
        words = name_words(client)
        spelt = "".join(words)
        if len(spelt) < 3:
            return False
        return any(
            self.words[at : at + len(words)] == words for at in self.places.get(words[0], ())
        ) or (len(words) > 1 and spelt in self.places)
