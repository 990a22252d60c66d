"""Letters on the screen: printed together, noted as posted, numbered and proven afterwards."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from relance_core.store.database import reading
from relance_core.store.journal import lines
from relance_core.store.messages import list_messages
from relance_core.ui import workspace
from relance_core.workflows.approve import approve_plan
from relance_core.workflows.posted_letters import add_proof
from relance_core.workflows.send import mark_posted, send_now
from relance_core.workflows.space import DEMONSTRATION, Space, open_space
from relance_core.workflows.today_plan import plan_of
from tests.pages.hands import choose_row
from tests.pages.ledger import ACT, DUPONT, TODAY
from tests.pages.test_journal import open_line

pytest.importorskip("typst", reason="no letters on this machine")


def demonstration() -> Space:
    return open_space(workspace.environ(), DEMONSTRATION)


@pytest.fixture
def letters(app_demo: AppTest) -> list[int]:
    """The formal notices of the demonstration, approved and printed."""
    space = demonstration()
    plan_id = plan_of(space, today=TODAY).plan.plan_id
    approve_plan(space, ACT, plan_id=plan_id, clients=None, include_formal=True)
    send_now(space, ACT)
    with reading(space.engine) as conn:
        found = [row.id for row in list_messages(conn, states=["printed"])]
    assert len(found) > 1
    return found


def after_sending(app: AppTest) -> AppTest:
    app.session_state["vue"] = "Suites"
    app = app.switch_page("pages/revue_envoi.py").run()
    assert not app.exception
    return app


def buttons(app: AppTest) -> set[str | None]:
    return {one.key for one in app.button}


def downloads(app: AppTest) -> dict[str, str]:
    return {one.key: one.proto.label for one in app.get("download_button")}


def rows() -> dict[int, Any]:
    with reading(demonstration().engine) as conn:
        return {row.id: row for row in list_messages(conn)}


def test_all_the_letters_are_printed_as_one_file_or_listed_alone(
    app_demo: AppTest, letters: list[int]
) -> None:
    app = after_sending(app_demo)
    offered = downloads(app)
    assert offered["sending_batch_print"] == f"Imprimer les {len(letters)} courriers (PDF)"
    assert {f"sending_batch_list_{kind}" for kind in ("pdf", "xlsx", "csv")} <= set(offered)
    assert "sending_batch_register" not in offered


def test_the_whole_pile_is_noted_as_posted_at_once_and_then_numbered(
    app_demo: AppTest, letters: list[int]
) -> None:
    app = after_sending(app_demo)
    app = app.button(key="sending_batch_posted").click().run()
    assert not app.exception
    found = rows()
    assert {(found[one].state, found[one].posted_on) for one in letters} == {("sent", TODAY)}
    told = " ".join(one.value for one in app.markdown)
    assert f"{len(letters)} courriers notés comme postés" in told
    assert "Courriers postés" in " ".join(one.value for one in app.subheader)
    assert "sending_batch_print" not in downloads(app)


def test_a_day_to_come_is_refused_for_the_whole_pile(app_demo: AppTest, letters: list[int]) -> None:
    app = after_sending(app_demo)
    app.date_input(key="sending_batch_day").set_value(TODAY.replace(year=2027))
    app = app.button(key="sending_batch_posted").click().run()
    assert "dans l'avenir" in " ".join(one.value for one in app.warning)
    assert {rows()[one].state for one in letters} == {"printed"}


def test_the_journal_shows_what_was_kept_of_a_posted_letter(
    app_demo: AppTest, letters: list[int]
) -> None:
    space = demonstration()
    mark_posted(space, ACT, letters[0], posted_on=TODAY, tracking="1A 234")
    kept = add_proof(space, ACT, letters[0], "avis.pdf", b"%PDF-1.4 receipt")
    with reading(space.engine) as conn:
        line = next(one.id for one in lines(conn, limit=50) if one.message_id == letters[0])
    app = open_line(app_demo.switch_page("pages/journal.py").run(), line)
    assert not app.exception
    key = f"journal-message-{line}"
    assert app.text_input(key=f"{key}-number-{letters[0]}").value == "1A 234"
    assert f"{key}-proof-open-{kept}" in buttons(app)
    app.text_input(key=f"{key}-number-{letters[0]}").input("1A 999")
    app = app.button(key=f"{key}-number-save-{letters[0]}").click().run()
    assert rows()[letters[0]].tracking == "1A 999"
    app = app.button(key="journal-undo").click().run()
    assert rows()[letters[0]].tracking == "1A 234"
    app = app.button(key=f"{key}-proof-remove-{kept}").click().run()
    assert f"{key}-proof-open-{kept}" not in buttons(app)
    app = app.button(key="journal-undo").click().run()
    assert f"{key}-proof-open-{kept}" in buttons(app)


def test_a_letter_chosen_among_those_posted_shows_its_number_there_and_on_its_client_s_sheet(
    app_demo: AppTest, letters: list[int]
) -> None:
    mark_posted(demonstration(), ACT, letters[0], posted_on=TODAY, tracking="1A 234")
    app = choose_row(after_sending(app_demo), "sending-posted", 0)
    assert app.text_input(key=f"sending-posted-number-{letters[0]}").value == "1A 234"
    received = f"sending-posted-received-{letters[0]}"
    app = app.date_input(key=received).set_value(TODAY).run()
    assert rows()[letters[0]].received_on == TODAY
    app = app.date_input(key=received).set_value(TODAY.replace(year=2027)).run()
    assert "entre l'envoi" in " ".join(one.value for one in app.warning)
    assert app.date_input(key=received).value == TODAY
    client = rows()[letters[0]].addressee_id
    app = app_demo.switch_page("pages/clients.py").run()
    app = app.selectbox(key="clients-sheet").set_value(client).run()
    app = choose_row(app, f"clients-posted-{client}", 0)
    assert not app.exception
    assert app.text_input(key=f"clients-posted-{client}-number-{letters[0]}").value == "1A 234"


def test_the_sheet_of_a_client_gives_its_statement_of_account(app_ledger: AppTest) -> None:
    app = app_ledger.switch_page("pages/clients.py").run()
    app = app.selectbox(key="clients-sheet").set_value(DUPONT).run()
    assert not app.exception
    assert downloads(app)[f"clients-statement-{DUPONT}"] == "Relevé de compte (PDF)"
