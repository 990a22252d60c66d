"""The page Importer names each meaning that a column may have, in French."""

from __future__ import annotations

from relance_core.intake.headings import dictionary
from relance_core.ui.import_columns import FIELD_LABELS


def test_each_meaning_of_a_column_has_its_words() -> None:
    assert sorted(set(dictionary()["fields"]) - set(FIELD_LABELS)) == []
    assert sorted(set(FIELD_LABELS) - set(dictionary()["fields"])) == []


def test_no_two_meanings_have_the_same_words() -> None:
    assert len(set(FIELD_LABELS.values())) == len(FIELD_LABELS)
