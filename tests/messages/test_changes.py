"""An edit is seen word by word, and nothing of the new text is lost in showing it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from relance_core.messages.changes import (
    Change,
    Piece,
    count_changes,
    paragraph_changes,
    paragraphs,
    word_changes,
)

TEXTS = st.text(alphabet="ab é\n\u00a0€.,", max_size=60)
BEFORE = "Bonjour,\n\nMerci de régler la facture F-12 avant vendredi.\n\nCordialement,\nPaul"
AFTER = "Bonjour,\n\nMerci de régler vite la facture F-12.\n\nÀ bientôt.\n\nCordialement,\nPaul"


@given(TEXTS, TEXTS)
def test_what_is_kept_and_added_is_the_new_text_and_the_rest_was_in_the_old(
    before: str, after: str
) -> None:
    pieces = word_changes(before, after)
    assert "".join(one.text for one in pieces if one.change is not Change.REMOVED) == after
    kept_or_removed = "".join(one.text for one in pieces if one.change is not Change.ADDED)
    assert "".join(kept_or_removed.split()) == "".join(before.split())


def test_one_word_changed_leaves_the_others_as_they_were() -> None:
    assert word_changes("la facture F-12 est due", "la facture F-13 est due") == [
        Piece(Change.KEPT, "la facture "),
        Piece(Change.REMOVED, "F-12 "),
        Piece(Change.ADDED, "F-13 "),
        Piece(Change.KEPT, "est due"),
    ]


def test_a_paragraph_that_came_is_added_whole_and_the_others_stay_beside_their_own() -> None:
    found = paragraph_changes(paragraphs(BEFORE), paragraphs(AFTER))
    assert found[0] == [Piece(Change.KEPT, "Bonjour,")]
    assert found[2] == [Piece(Change.ADDED, "À bientôt.")]
    assert found[3] == [Piece(Change.KEPT, "Cordialement,\nPaul")]
    assert count_changes(found[1]) == (2, 3)


def test_the_same_text_has_no_change() -> None:
    assert count_changes(word_changes(BEFORE, BEFORE)) == (0, 0)
    assert word_changes("", "") == []


def test_a_sentence_written_anew_is_not_shown_word_by_word() -> None:
    before, after = "merci de nous régler vite", "veuillez bien de grâce payer demain"
    assert [one.change for one in word_changes(before, after)] == [Change.REMOVED, Change.ADDED]
