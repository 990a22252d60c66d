"""The glossary is complete: every code that a program can meet has its line."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

import pytest

from relance_core import vocabulary

GLOSSARY = Path(vocabulary.__file__).with_name("GLOSSARY.md")
VOCABULARIES = [
    item
    for item in vars(vocabulary).values()
    if isinstance(item, type) and issubclass(item, StrEnum) and item is not StrEnum
]


def words() -> set[str]:
    """Every English word that has a line of its own."""
    rows = [line for line in GLOSSARY.read_text(encoding="utf-8").splitlines() if "|" in line]
    return {word for row in rows for word in re.findall(r"`([^`]+)`", row.split("|")[1])}


@pytest.mark.parametrize("codes", VOCABULARIES, ids=lambda codes: codes.__name__)
def test_every_code_of_the_vocabulary_has_a_line_in_the_glossary(codes: type[StrEnum]) -> None:
    assert {str(code) for code in codes} - words() == set()


def test_every_line_of_the_glossary_gives_the_french_word() -> None:
    rows = [line for line in GLOSSARY.read_text(encoding="utf-8").splitlines() if "| `" in line]
    assert [row for row in rows if not row.split("|")[2].strip()] == []


@pytest.mark.parametrize("codes", VOCABULARIES, ids=lambda codes: codes.__name__)
def test_every_code_shown_on_screen_has_french_words(codes: type[StrEnum]) -> None:
    labelled = {
        code
        for name, labels in vars(vocabulary).items()
        if name.endswith("_LABELS")
        for code in labels
    }
    silent = {"InvoiceKind", "Severity"}  # told by the tables they stand in, never by name
    assert codes.__name__ in silent or set(codes) <= labelled
