"""The page of what was done: by day, by whom, and the very message when there is one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from email import message_from_bytes
from email.policy import default
from types import SimpleNamespace
from typing import Any, cast

import pytest
from streamlit.testing.v1 import AppTest

from relance_core.commitments import CallResult
from relance_core.store.database import reading
from relance_core.store.journal import lines, note
from relance_core.store.messages import list_messages, message_bytes
from relance_core.ui import journal_groups, workspace
from relance_core.ui.journal import Filters, read_entries
from relance_core.ui.journal_groups import Together
from relance_core.workflows.approve import approve_plan
from relance_core.workflows.call_report import CallReport
from relance_core.workflows.calls import record_result
from relance_core.workflows.send import send_now
from relance_core.workflows.space import DEMONSTRATION, Space, open_space
from relance_core.workflows.today_plan import plan_of
from tests.pages.ledger import ACT, DUPONT, NOW, TODAY


def journal(app: AppTest) -> AppTest:
    app = app.switch_page("pages/journal.py").run()
    assert not app.exception
    return app


def shown(app: AppTest) -> list[str]:
    """The lines shown, without the signs that keep Markdown from reading them."""
    words = [one.value for one in app.markdown] + [one.label for one in app.expander]
    return [text.replace("\\", "") for text in words]


def say(text: str, *, space: Space | None = None, **values: object) -> None:
    with (space or open_space(workspace.environ())).engine.begin() as conn:
        note(conn, **({"kind": "edit", "by": "Anne", "at": NOW} | values), text=text)  # type: ignore[arg-type]


@pytest.fixture
def sent(app_demo: AppTest) -> AppTest:
    """The demonstration after its messages of the day were approved and sent."""
    space = open_space(workspace.environ(), DEMONSTRATION)
    plan = plan_of(space, today=TODAY).plan
    approve_plan(space, ACT, plan_id=plan.plan_id, clients=None, include_formal=True)
    send_now(space, ACT)
    return journal(app_demo)


def a_message(channel: str) -> tuple[int, bytes]:
    """A message sent in the demonstration: its line of the journal, and its bytes."""
    with reading(open_space(workspace.environ(), DEMONSTRATION).engine) as conn:
        ids = {row.id for row in list_messages(conn) if row.channel == channel}
        line = next(row for row in lines(conn) if row.message_id in ids)
        return line.id, message_bytes(conn, line.message_id) or b""


def open_line(app: AppTest, line: int) -> AppTest:
    """Open the line, and the batches of lines it may stand in."""
    for key in batches(app):
        app.session_state[key] = True
    app.session_state[f"journal-line-{line}"] = True
    return app.run()


def batches(app: AppTest) -> dict[str, str]:
    """The keys of the batches shown, with what they tell."""
    found = read_entries(open_space(workspace.environ(), DEMONSTRATION).engine, Filters(), 50)
    return {
        f"journal-group-{one.key}": one.told()
        for _, entries in found.days
        for one in entries
        if isinstance(one, Together)
    }


def test_one_sending_is_two_lines_that_open_to_each_message(sent: AppTest) -> None:
    with reading(open_space(workspace.environ(), DEMONSTRATION).engine) as conn:
        written = [row for row in lines(conn) if row.message_id is not None]
    told = [one.label.replace("\\", "") for one in sent.expander]
    assert len(told) == 2
    assert "messages envoyés" in told[0]
    assert "messages approuvés" in told[1]
    for key in batches(sent):
        sent.session_state[key] = True
    app = sent.run()
    assert len(app.expander) == 2 + len(written)


def test_a_batch_longer_than_what_was_read_says_so() -> None:
    rows = tuple(
        SimpleNamespace(id=9 - number, kind="sent", by="Anne", at=NOW, client_id=number)
        for number in range(5)
    )
    (group,) = journal_groups.entries(cast(Any, rows))
    assert isinstance(group, Together)
    assert group.told() == "**09:00** · Anne · 5 messages envoyés"
    assert group.told(cut=True) == "**09:00** · Anne · au moins 5 messages envoyés"
    assert list(journal_groups.entries(cast(Any, rows[:3]))) == list(rows[:3])


def test_a_call_and_what_it_made_known_is_one_line_that_opens_to_the_others(
    app_ledger: AppTest,
) -> None:
    report = CallReport(CallResult.PROMISE, until=date(2026, 11, 27), said="Il paie vendredi.")
    space = open_space(workspace.environ())
    record_result(space, ACT, DUPONT, report)
    app = journal(app_ledger)
    told = [text for text in shown(app) if "promet" in text.lower() or "promesse" in text]
    assert len(told) == 1 and "Appel à Dupont SA" in told[0]
    [key] = [one.key for one in app.expander if (one.key or "").startswith("journal-call-")]
    app.session_state[key] = True
    assert any("promesse notée" in text for text in shown(app.run()))


def test_calls_can_be_asked_for_alone(app_ledger: AppTest) -> None:
    say("Appel à Dupont SA : absent.", kind="call", client_id=DUPONT)
    say("Fiche modifiée.")
    app = journal(app_ledger)
    app = app.multiselect(key="journal-groups").set_value(["Appels"]).run()
    assert not [text for text in shown(app) if "Fiche modifiée" in text]
    assert [text for text in shown(app) if "absent" in text]


def test_an_empty_journal_says_when_it_begins(app_empty: AppTest) -> None:
    app = journal(app_empty)
    assert "Il commence avec le premier import" in app.info[0].value
    assert not app.get("download_button")


def test_lines_stand_under_their_day_with_hour_and_person(
    opened: Callable[[str], AppTest],
) -> None:
    app = opened("journal")
    assert shown(app)[:2] == [
        "##### Vendredi 20 novembre 2026",
        "**09:00** · Anne · Export importé.",
    ]


def test_the_search_and_the_filters_keep_only_what_was_asked(app_ledger: AppTest) -> None:
    say("Ton plus doux.", client_id=DUPONT)
    say("Toutes les relances sont suspendues.", kind="hold", by="Paul")
    app = journal(app_ledger)
    app = app.multiselect(key="journal-groups").set_value(["Imports"]).run()
    assert [text for text in shown(app) if "**" in text] == ["**09:00** · Anne · Export importé."]
    app.multiselect(key="journal-groups").set_value([])
    app = app.selectbox(key="journal-person").set_value("Paul").run()
    assert [text for text in shown(app) if "suspendues" in text]
    assert not [text for text in shown(app) if "Ton plus doux" in text]
    app.selectbox(key="journal-person").set_value(None)
    app = app.selectbox(key="journal-client").set_value(DUPONT).run()
    assert shown(app)[1:] == ["**09:00** · Anne · Ton plus doux · Dupont SA"]
    app = app.text_input(key="journal-search").set_value("introuvable").run()
    assert "Aucune ligne" in app.info[0].value


def test_every_kind_of_line_that_the_program_writes_can_be_asked_for(sent: AppTest) -> None:
    from relance_core.ui.journal import GROUPS

    known = {kind for kinds in GROUPS.values() for kind in kinds}
    with reading(open_space(workspace.environ(), DEMONSTRATION).engine) as conn:
        assert {row.kind for row in lines(conn)} <= known


def test_only_fifty_lines_come_at_first_and_more_on_demand(app_ledger: AppTest) -> None:
    for number in range(60):
        say(f"Note {number}.")
    app = journal(app_ledger)
    assert len([text for text in shown(app) if "Note" in text]) == 50
    app = app.button(key="journal-more").click().run()
    assert len([text for text in shown(app) if "Note" in text]) == 60
    assert "journal-more" not in {button.key for button in app.button}


def test_a_line_opens_to_the_exact_message_that_left(sent: AppTest) -> None:
    line, raw = a_message("email")
    assert not sent.get("iframe")
    app = open_line(sent, line)
    assert not app.exception
    parsed = message_from_bytes(raw, policy=default)
    body = parsed.get_body(preferencelist=("plain",))
    assert body is not None
    said = body.get_content().replace("\r\n", "\n").strip()
    told = "\n".join(one.value for one in app.caption).replace("\\", "")
    assert str(parsed["To"]) in told and str(parsed["Message-ID"]) in told.replace("\u2060", "")
    frame = app.get("iframe")[0].proto.srcdoc
    assert "default-src 'none'" in frame[:400]
    assert "cid:" not in frame
    assert f"journal-message-{line}-eml" in {one.key for one in app.get("download_button")}
    app = app.segmented_control(key=f"journal-message-{line}_screen").set_value("text").run()
    assert said in [one.value.strip() for one in app.text]


def test_a_letter_opens_to_its_pdf(sent: AppTest) -> None:
    line, raw = a_message("registered_letter")
    assert raw.startswith(b"%PDF-")
    app = open_line(sent, line)
    assert not app.exception
    assert f"journal-message-{line}-pdf" in {one.key for one in app.get("download_button")}


def test_a_hostile_sentence_is_shown_as_it_is_written(app_ledger: AppTest) -> None:
    say("![x](https://tracker.example/p.png)")
    app = journal(app_ledger)
    assert not [one.value for one in app.markdown if "![x](" in one.value]


def test_a_step_sent_by_mistake_is_struck_and_counted_again(sent: AppTest) -> None:
    line, _ = a_message("email")
    key = f"journal-message-{line}"
    app = open_line(sent, line)
    app = app.button(key=f"{key}-strike").click().run()
    assert "Dites pourquoi" in " ".join(one.value for one in app.warning)
    app.text_input(key=f"{key}-strike-reason").input("Mauvais client").run()
    app = app.button(key=f"{key}-strike").click().run()
    assert not app.exception
    space = open_space(workspace.environ(), DEMONSTRATION)
    with reading(space.engine) as conn:
        [struck] = [row for row in list_messages(conn) if row.struck_reason]
    assert (struck.struck_reason, struck.struck_by) == ("Mauvais client", workspace.person())
    app = open_line(app, line)
    assert "Étape rayée par" in " ".join(one.value for one in app.warning).replace("\\", "")
    app.button(key=f"{key}-unstrike").click().run()
    with reading(space.engine) as conn:
        assert not [row for row in list_messages(conn) if row.struck_reason]
