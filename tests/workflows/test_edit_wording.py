"""The user's own texts: every version kept, nothing typed lost, blocks changed for all at once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from relance_core.errors import Refused
from relance_core.messages.library import Place, texts
from relance_core.store.database import reading
from relance_core.store.messages import wording_versions
from relance_core.workflows.drafts import prepared_of
from relance_core.workflows.edit_wording import (
    BEGINNING,
    restore_text,
    save_text,
    saved_since,
    text_at,
    typed_at,
    version_of,
)
from relance_core.workflows.space import Act
from relance_core.workflows.unsaved_text import Typed, all_unsaved, keep_typed, unsaved
from tests.workflows.office import Office, invoice, office

FIRST: Place = ("reminder_1", "courteous", "fr")
BLOCK: Place = ("bloc.politesse", "courteous", "fr")
BODY = "Bonjour, merci de régler.\n\n{{ tableau_factures }}\n\n{{ politesse }}"
SHIPPED = Typed(texts()[FIRST].subject, texts()[FIRST].body)
TYPED = Typed("Un objet", "Un texte pas fini {{ mon")


@pytest.fixture
def at_work(tmp_path: Path) -> Office:
    """A first reminder due."""
    ours = office(tmp_path)
    ours.drop([invoice("F1", due=5)])
    return ours


def message(at_work: Office) -> str:
    [prepared] = prepared_of(at_work.space, at_work.plan())
    assert prepared.draft is not None
    return f"{prepared.draft.subject}\n{prepared.draft.text}"


def test_a_saved_text_is_the_next_message_and_the_shipped_one_comes_back(at_work: Office) -> None:
    before = message(at_work)
    save_text(at_work.space, at_work.act, FIRST, subject="Petit  mot", body=BODY)
    assert message(at_work).startswith("Petit mot\nBonjour, merci de régler.")
    restore_text(at_work.space, at_work.act, FIRST)
    assert message(at_work) == before
    with reading(at_work.space.engine) as conn:
        assert [bool(row.restored) for row in wording_versions(conn, *FIRST)] == [True, False]


def test_a_block_once_changed_is_in_the_texts_that_hold_it(at_work: Office) -> None:
    save_text(at_work.space, at_work.act, BLOCK, subject="", body="Bien à vous,")
    assert "Bien à vous," in message(at_work)
    assert any("Formule de politesse" in line for line in at_work.journal())


def test_what_cannot_be_saved_leaves_the_text_in_force(at_work: Office) -> None:
    before = message(at_work)
    with pytest.raises(Refused, match="celui en vigueur reste inchangé"):
        save_text(at_work.space, at_work.act, FIRST, subject="Objet", body="{{ montant }} €")
    with pytest.raises(Refused, match="n'existe pas dans la bibliothèque"):
        restore_text(at_work.space, at_work.act, ("reminder_9", "firm", "fr"))
    assert message(at_work) == before


def test_what_is_typed_waits_for_its_author_until_it_is_saved(at_work: Office) -> None:
    space, place = at_work.space, typed_at(FIRST)
    keep_typed(space, at_work.act, place, TYPED, SHIPPED)
    assert unsaved(space, "Anne", place) == TYPED
    assert unsaved(space, "Paul", place) is None
    assert all_unsaved(space, "Anne", BEGINNING) == {place}
    assert text_at(place) == texts()[FIRST]
    save_text(space, at_work.act, FIRST, subject="Objet", body=BODY)
    assert unsaved(space, "Anne", place) is None


def test_of_two_people_at_one_text_the_second_is_told_and_nothing_is_lost(
    at_work: Office,
) -> None:
    space, anne = at_work.space, at_work.act
    paul = Act("Paul", anne.at + timedelta(minutes=5))
    base = version_of(space, FIRST)
    mine = Typed("Un objet", "Un texte pas fini", base)
    keep_typed(space, anne, typed_at(FIRST), mine, SHIPPED)
    save_text(space, paul, FIRST, subject="Objet de Paul", body=BODY, base=base)
    with pytest.raises(Refused, match="rien n'a été remplacé"):
        save_text(space, anne, FIRST, subject="Objet d'Anne", body=BODY, base=base)
    since = saved_since(space, FIRST, base)
    assert since is not None and (since.by, since.subject) == ("Paul", "Objet de Paul")
    assert unsaved(space, "Anne", typed_at(FIRST)) == mine
    save_text(space, anne, FIRST, subject="Objet d'Anne", body=BODY, base=since.id)
    with reading(space.engine) as conn:
        assert [row.by for row in wording_versions(conn, *FIRST)] == ["Anne", "Paul"]


def test_what_is_typed_further_stays_typed_on_the_version_it_began_with(at_work: Office) -> None:
    space, place = at_work.space, typed_at(FIRST)
    keep_typed(space, at_work.act, place, Typed("Un", "a", 3), SHIPPED)
    keep_typed(space, at_work.act, place, Typed("Un", "ab", 4), SHIPPED)
    kept = unsaved(space, "Anne", place)
    assert kept is not None and (kept.body, kept.base) == ("ab", 3)


def test_typing_back_what_is_saved_leaves_nothing_waiting(at_work: Office) -> None:
    place = typed_at(FIRST)
    keep_typed(at_work.space, at_work.act, place, TYPED, SHIPPED)
    keep_typed(at_work.space, at_work.act, place, SHIPPED, SHIPPED)
    assert all_unsaved(at_work.space, "Anne", BEGINNING) == set()
    assert not [line for line in at_work.journal() if "texte" in line.lower()]


def test_what_was_typed_half_a_year_ago_is_forgotten_once_something_else_is(
    at_work: Office,
) -> None:
    keep_typed(at_work.space, at_work.act, "revue 1", TYPED, SHIPPED)
    later = Act("Paul", at_work.act.at + timedelta(days=200))
    keep_typed(at_work.space, later, "revue 2", TYPED, SHIPPED)
    assert unsaved(at_work.space, "Anne", "revue 1") is None
    assert unsaved(at_work.space, "Paul", "revue 2") == TYPED
