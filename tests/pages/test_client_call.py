"""On a client's sheet: a call noted at any time, its confirmation, and messages of no step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import insert, select
from streamlit.testing.v1 import AppTest

from relance_core.commitments import CallResult
from relance_core.documents import Document, DocumentKind
from relance_core.store import tables as t
from relance_core.store.database import reading
from relance_core.store.documents import add_document
from relance_core.store.journal import lines
from relance_core.store.messages import list_messages
from relance_core.ui import workspace
from relance_core.vocabulary import Companion, MessageState
from relance_core.workflows.edit_client import edit_client
from relance_core.workflows.space import open_space
from relance_core.workflows.today_plan import plan_of
from tests.pages.ledger import ACT, DUPONT, IDS, LENOIR, NOW, TODAY

Opened = Callable[[str], AppTest]
PROMISED = date(2026, 11, 27)


def sheet(opened: Opened, client_id: int) -> AppTest:
    app = opened("clients")
    return app.selectbox(key="clients-sheet").set_value(client_id).run()


def told(app: AppTest) -> str:
    words = (one.value for one in (*app.markdown, *app.warning, *app.caption))
    return " ".join(words).replace("\\", "")


def withheld() -> dict[int, str]:
    plan = plan_of(open_space(workspace.environ()), today=TODAY).plan
    return dict(plan.withheld.select("invoice_id", "code").iter_rows())


def messages() -> list[tuple[str, str]]:
    with reading(open_space(workspace.environ()).engine) as conn:
        return [(row.step, row.state) for row in list_messages(conn)]


def journal() -> list[str]:
    with reading(open_space(workspace.environ()).engine) as conn:
        return [row.text for row in lines(conn)]


def body(app: AppTest) -> list[str]:
    return [one.value for one in app.text_area if one.label == "Message"]


def promise(opened: Opened, client_id: int = DUPONT) -> AppTest:
    key = f"clients-call-{client_id}"
    app = sheet(opened, client_id)
    app = app.button_group(key=f"{key}-result").set_value(CallResult.PROMISE).run()
    app.date_input(key=f"{key}-until").set_value(PROMISED)
    app.text_input(key=f"{key}-who").set_value("Mme Roy")
    app = app.button(key=key).click().run()
    assert not app.exception
    return app


def test_a_client_who_rings_in_promises_and_his_confirmation_is_approved_in_one_click(
    opened: Opened,
) -> None:
    app = promise(opened)

    assert withheld()[IDS["F-1"]] == "promise"
    assert "Appel reçu noté (Dupont SA) : promet de payer." in told(app)
    assert journal()[0].startswith("Appel reçu, Dupont SA : Promet de payer pour le 27/11/2026")
    assert body(app)[0].startswith("Bonjour Mme Roy,")

    app = app.button(key="companion-approve").click().run()
    assert not app.exception
    assert messages() == [(Companion.PROMISE_CONFIRMATION, MessageState.APPROVED)]
    assert body(app) == []

    app = app.button(key=f"clients-{DUPONT}-undo").click().run()
    assert messages() == [(Companion.PROMISE_CONFIRMATION, MessageState.CANCELLED)]
    assert body(app)[0].startswith("Bonjour Mme Roy,")


def test_a_call_noted_by_mistake_is_taken_back_with_what_it_had_prepared(opened: Opened) -> None:
    app = promise(opened)
    app = app.button(key=f"clients-{DUPONT}-undo").click().run()

    assert IDS["F-1"] not in withheld()
    assert body(app) == []
    assert "Appel noté par erreur : retiré." in journal()


def test_the_words_are_corrected_before_they_are_approved(opened: Opened) -> None:
    app = promise(opened)
    [area] = [one for one in app.text_area if one.label == "Message"]
    app = area.set_value("Bonjour,\n\nMerci pour votre appel.").run()
    app = app.button(key="companion-approve").click().run()

    with reading(open_space(workspace.environ()).engine) as conn:
        [row] = list_messages(conn)
    assert row.text.startswith("Bonjour,\n\nMerci pour votre appel.\n")
    assert row.edited


def test_a_planned_call_of_the_day_is_done_by_the_one_noted_on_the_sheet(opened: Opened) -> None:
    calling = {"scenario": "large_claim", "phone": "02 40 00 00 00", "shift_days": 3}
    edit_client(open_space(workspace.environ()), ACT, DUPONT, calling)
    app = sheet(opened, DUPONT)
    key = f"clients-call-{DUPONT}"
    app = app.button_group(key=f"{key}-result").set_value(CallResult.REFUSES).run()
    app = app.button(key=key).click().run()

    assert not app.exception
    assert messages() == [("reminder_1", MessageState.SENT)]


def test_a_call_of_another_day_is_asked_whether_it_stands_for_the_one_planned_today(
    opened: Opened,
) -> None:
    calling = {"scenario": "large_claim", "phone": "02 40 00 00 00", "shift_days": 3}
    edit_client(open_space(workspace.environ()), ACT, DUPONT, calling)
    app = sheet(opened, DUPONT)
    key = f"clients-call-{DUPONT}"
    app = app.button_group(key=f"{key}-result").set_value(CallResult.REFUSES).run()
    assert not [one for one in app.checkbox if one.key == f"{key}-replaces"]
    app = app.date_input(key=f"{key}-on").set_value(date(2026, 11, 19)).run()
    assert app.checkbox(key=f"{key}-replaces").value
    app = app.checkbox(key=f"{key}-replaces").uncheck().run()
    assert "L'appel prévu aujourd'hui reste à passer." in told(app)
    app = app.button(key=key).click().run()
    assert messages() == []

    app = app.button_group(key=f"{key}-result").set_value(CallResult.REFUSES).run()
    app = app.button(key=key).click().run()
    assert not app.exception
    assert messages() == [("reminder_1", MessageState.SENT)]


def test_without_a_usable_address_the_confirmation_waits_and_is_taken_up_again(
    opened: Opened,
) -> None:
    app = promise(opened, LENOIR)
    app = app.button(key="companion-approve").click().run()
    assert messages() == [(Companion.PROMISE_CONFIRMATION, MessageState.HELD)]

    edit_client(open_space(workspace.environ()), ACT, LENOIR, {"emails": "garage@lenoir.example"})
    app = app.run()
    [held] = [one for one in app.button if (one.key or "").startswith("clients-held-")]
    app = held.click().run()
    app = app.button(key="companion-approve").click().run()

    assert not app.exception
    assert [state for _, state in messages()] == [MessageState.APPROVED, MessageState.CANCELLED]


def test_a_message_of_no_step_is_prepared_on_the_sheet(opened: Opened) -> None:
    app = sheet(opened, DUPONT)
    key = f"clients-writing-{DUPONT}"
    app = app.button_group(key=f"{key}-kind").set_value(Companion.UNKNOWN_TRANSFER).run()
    app.date_input(key=f"{key}-unknown_transfer-received").set_value(NOW.date())
    app.text_input(key=f"{key}-unknown_transfer-reference").set_value("VIR-12")
    app.text_input(key=f"{key}-unknown_transfer-amount").set_value("250")
    app = app.button(key=key).click().run()

    assert not app.exception
    text = body(app)[0].replace("\u202f", " ").replace("\xa0", " ")
    assert "250,00 €" in text
    assert "VIR-12" in text
    app = app.button(key="companion-approve").click().run()
    assert messages() == [(Companion.UNKNOWN_TRANSFER, MessageState.APPROVED)]


def test_a_duplicate_is_approved_with_the_files_that_its_card_shows_or_not_at_all(
    opened: Opened,
) -> None:
    app = sheet(opened, DUPONT)
    key = f"clients-writing-{DUPONT}"
    app = app.button_group(key=f"{key}-kind").set_value(Companion.DUPLICATE_INVOICE).run()
    app = app.button(key=key).click().run()
    file = Document("F-1.pdf", "application/pdf", b"%PDF-1.4 F-1")
    with open_space(workspace.environ()).engine.begin() as conn:
        add_document(conn, DocumentKind.INVOICE, file, by="Anne", at=ACT.at, invoice=IDS["F-1"])
    app = app.button(key="companion-approve").click().run()
    assert "Les pièces jointes ont changé depuis que ce message a été affiché" in told(app)
    assert messages() == []

    assert "Pièces jointes : F-1.pdf" in [one.value for one in app.text]
    app = app.button(key="companion-approve").click().run()
    assert messages() == [(Companion.DUPLICATE_INVOICE, MessageState.APPROVED)]


def test_from_the_plan_a_call_of_any_client_is_noted(opened: Opened) -> None:
    app = opened("plan")
    app.session_state["plan-list"] = "calls"
    app = app.run()
    app = app.selectbox(key="plan-call-other").set_value(DUPONT).run()
    key = f"plan-other-call-{DUPONT}"
    app = app.button_group(key=f"{key}-result").set_value(CallResult.PROMISE).run()
    app.date_input(key=f"{key}-until").set_value(PROMISED)
    app = app.button(key=key).click().run()

    assert not app.exception
    assert withheld()[IDS["F-1"]] == "promise"
    assert body(app)


def test_what_was_promised_is_written_again_without_being_typed_again(opened: Opened) -> None:
    app = promise(opened)
    app = app.button(key="companion-unwanted").click().run()
    assert body(app) == []
    key = f"clients-writing-{DUPONT}"
    kind = Companion.PROMISE_CONFIRMATION
    app = app.button_group(key=f"{key}-kind").set_value(kind).run()
    assert app.date_input(key=f"{key}-{kind}-until").value == PROMISED
    app = app.button(key=key).click().run()

    assert not app.exception
    assert body(app)[0].startswith("Bonjour Mme Roy,")
    assert "27 novembre 2026" in body(app)[0]


def test_on_a_closed_day_each_count_of_days_says_to_which_day_it_counts(
    monkeypatch: pytest.MonkeyPatch, opened: Opened
) -> None:
    monkeypatch.setenv("RELANCE_TODAY", "2026-11-21")  # a Saturday: the message is Monday's
    app = sheet(opened, DUPONT)
    [owed] = [one.value for one in app.dataframe if "reason" in one.value]
    assert owed["days_late"].to_list() == [8]
    assert "échue depuis 10 jours" in owed["reason"].iloc[0]
    headings = next(one.proto.columns for one in app.dataframe if "reason" in one.value)
    assert "Retard au 21/11" in headings
    assert "Pourquoi, au 23/11" in headings


def test_the_message_approved_is_read_again_in_the_review_and_taken_back_there(
    opened: Opened,
) -> None:
    promise(opened).button(key="companion-approve").click().run()
    app = opened("revue_envoi")
    app = app.text_input(key="review_search").set_value("Dupont").run()
    assert "Confirmation d'une promesse" in told(app)
    assert "Confirmation d'une promesse · e-mail · approuvé par" in told(app)
    assert "Rappelée" not in str([one.value for one in app.dataframe])
    app = app.button(key="review_withdraw").click().run()

    assert not app.exception
    assert messages() == [(Companion.PROMISE_CONFIRMATION, MessageState.CANCELLED)]


def test_what_still_reaches_the_client_that_day_is_told_beside_the_promise(opened: Opened) -> None:
    with open_space(workspace.environ()).engine.begin() as conn:
        row = conn.execute(select(t.invoice).where(t.invoice.c.id == IDS["F-1"])).mappings().one()
        today = {"id": 99, "number": "F-99", "due_date": TODAY, "amount": 780_000}
        conn.execute(insert(t.invoice).values(dict(row) | today | {"open_amount": 780_000}))
    app = promise(opened)
    words = told(app).replace("\u202f", " ").replace("\xa0", " ")
    assert "Part tout de même aujourd'hui : Jour d'échéance, 780,00 € (F-99)." in words
