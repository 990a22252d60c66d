"""A message looked at before and after it leaves: screens, an edit marked, what came before."""

from __future__ import annotations

import sys
from datetime import timedelta

import pytest
from sqlalchemy import update
from streamlit.testing.v1 import AppTest

from relance_core.store import tables as t
from relance_core.store.database import reading
from relance_core.store.journal import lines
from relance_core.store.messages import list_messages
from relance_core.ui import workspace
from relance_core.ui.journal import Filters, read_entries
from relance_core.ui.journal_groups import Together
from relance_core.workflows.approve import approve_plan
from relance_core.workflows.drafts import prepared_of
from relance_core.workflows.review import edit_message
from relance_core.workflows.space import Space, open_space
from relance_core.workflows.today_plan import plan_of
from tests.pages.conftest import ROOT
from tests.pages.hands import choose_row, table
from tests.pages.ledger import ACT, DUPONT, TODAY, fill

PAGE = "pages/revue_envoi.py"
ADDED = "Voici un mot de plus."


@pytest.fixture
def space() -> Space:
    """The small ledger."""
    opened = open_space(workspace.environ())
    fill(opened.engine)
    return opened


def review(client: str = "Dupont SA") -> AppTest:
    """The review with this client's message on the screen."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30).run().switch_page(PAGE).run()
    assert not app.exception and not app.error
    names = list(table(app, "review_table").value["Client"])
    return choose_row(app, "review_table", names.index(client))


def edited(space: Space) -> None:
    """The reviewer has added a paragraph to Dupont's message."""
    prepared = next(
        one
        for one in prepared_of(space, plan_of(space, today=TODAY))
        if one.reminder.addressee.client_id == DUPONT
    )
    assert prepared.draft is not None
    body = f"{prepared.draft.source.body}\n\n{ADDED}"
    edit_message(space, ACT, prepared, subject=None, body=body)


def sent_before(space: Space) -> int:
    """The first messages of today have left; the id of Dupont's."""
    day = plan_of(space, today=TODAY)
    approve_plan(space, ACT, plan_id=day.plan.plan_id, clients=None)
    with space.engine.begin() as conn:
        conn.execute(update(t.message).values(state="sent", sent_at=ACT.at))
    with reading(space.engine) as conn:
        return next(row.id for row in list_messages(conn) if row.addressee_id == DUPONT)


def pages(app: AppTest) -> list[str]:
    return [one.proto.srcdoc for one in app.get("iframe")]


def told(app: AppTest) -> str:
    parts = (app.markdown, app.caption, app.warning, app.text)
    return "\n".join(one.value for part in parts for one in part).replace("\\", "")


def key(app: AppTest, begins: str) -> str:
    found = [
        one.key
        for one in (*app.button, *app.text_area, *app.text_input)
        if (one.key or "").startswith(begins)
    ]
    assert len(found) == 1, found
    return found[0]


def test_an_edit_is_marked_in_the_page_until_somebody_wants_it_as_it_leaves(space: Space) -> None:
    edited(space)
    app = review()
    assert any("&lt;ins&gt;" in page and ADDED in page for page in pages(app))
    app = app.toggle(key="review_preview_marks").set_value(False).run()
    assert not any("&lt;ins&gt;" in page for page in pages(app))
    assert any(ADDED in page for page in pages(app))


def test_the_screen_chosen_stays_from_one_message_to_the_next(space: Space) -> None:
    app = review()
    app = app.segmented_control(key="review_preview_screen").set_value("phone").run()
    assert any('class="phone"' in page for page in pages(app))
    app = choose_row(app, "review_table", 1)
    assert any('class="phone"' in page for page in pages(app))
    app = app.segmented_control(key="review_preview_screen").set_value("text").run()
    assert not any('class="phone"' in page for page in pages(app))


def test_dark_and_blocked_pictures_are_those_of_the_reader_not_of_this_screen(
    space: Space,
) -> None:
    app = review()
    app = app.toggle(key="review_preview_dark").set_value(True).run()
    app = app.toggle(key="review_preview_off").set_value(True).run()
    (page,) = [page for page in pages(app) if "computer" in page]
    assert "content=&quot;dark&quot;" in page
    assert "img-src &#x27;none&#x27;" in page


def test_a_client_who_got_nothing_is_said_to_have_got_nothing(space: Space) -> None:
    assert "n'a encore rien reçu de Relance" in told(review())


def test_the_message_before_is_opened_with_its_date_and_state(
    space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent_before(space)
    later = TODAY + timedelta(days=11)  # the second reminder is due, the data is old
    monkeypatch.setenv("RELANCE_TODAY", later.isoformat())
    app = review()
    assert "1re relance, envoyé le vendredi 20 novembre 2026" in told(app)
    assert len(pages(app)) == 2  # this one, and the one before


def test_the_details_tell_every_header_and_the_identifier_to_come(space: Space) -> None:
    said = told(review())
    assert "En réponse à : aucun message précédent" in said
    assert "Identifiant : fixé à l'approbation" in said
    assert "À : compta@dupont.example" in said


def test_what_the_reviewer_typed_is_kept_and_told_until_it_is_saved(space: Space) -> None:
    app = review()
    body = key(app, "review_body_")
    typed = f"{app.text_area(key=body).value}\n\n{ADDED}"
    app = app.text_area(key=body).set_value(typed).run()
    assert "Une saisie n'est pas enregistrée" in told(app)
    assert "qui ne partirait pas : Dupont SA" in told(app)  # with the list either
    again = review()  # another browser, the same person
    assert again.text_area(key=body).value == typed
    again = again.button(key=key(again, "review_save_")).click().run()
    assert "Une saisie n'est pas enregistrée" not in told(again)
    assert any(ADDED in page for page in pages(again))


def test_what_was_typed_is_given_up_and_taken_back(space: Space) -> None:
    app = review()
    body = key(app, "review_body_")
    before = app.text_area(key=body).value
    app = app.text_area(key=body).set_value(ADDED).run()
    app = app.button(key=key(app, "review_drop_")).click().run()
    assert app.text_area(key=body).value == before
    undo = next(one for one in app.button if (one.key or "").endswith("-undo"))
    assert undo.click().run().text_area(key=body).value == ADDED


def test_the_journal_tells_what_the_review_had_changed(space: Space) -> None:
    edited(space)
    message_id = sent_before(space)
    with reading(space.engine) as conn:
        row = next(one for one in list_messages(conn) if one.id == message_id)
    assert ADDED in row.text and ADDED not in row.unedited
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    with reading(space.engine) as conn:
        line = next(one.id for one in lines(conn) if one.message_id == message_id)
    for entry in (
        one for _, found in read_entries(space.engine, Filters(), 50).days for one in found
    ):
        if isinstance(entry, Together):
            app.session_state[f"journal-group-{entry.key}"] = True
    app.session_state[f"journal-line-{line}"] = True
    app = app.run().switch_page("pages/journal.py").run()
    assert "Modifications" in [tab.label for tab in app.tabs]
    assert f":green-background[{ADDED}]" in told(app)


def test_a_letter_that_this_machine_cannot_set_stops_nothing_else(
    app_demo: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    app = app_demo.switch_page(PAGE).run()
    messages = list(table(app, "review_table").value["Message"])
    letter = next(at for at, words in enumerate(messages) if words.startswith("Mise en demeure"))
    app = choose_row(app, "review_table", letter)
    assert "Windows sur ARM" in app.error[0].value.replace("\\", "")
    assert "Aucun message approuvé" in told(app)  # the bar at the bottom is there
