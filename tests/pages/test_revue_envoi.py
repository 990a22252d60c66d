"""The page where messages are read, approved and sent, and where what became of them is settled."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import streamlit as st
from sqlalchemy import update
from streamlit.testing.v1 import AppTest

from relance_core.messages.checks import Problem
from relance_core.messages.preview import CONTENT_POLICY
from relance_core.outbox.credentials import forget_session
from relance_core.outbox.sent_journal import SentJournal
from relance_core.outbox.worker import join_worker
from relance_core.settings import Sending, Settings
from relance_core.store import tables as t
from relance_core.store.database import reading
from relance_core.store.journal import note
from relance_core.store.messages import list_messages
from relance_core.ui import workspace
from relance_core.ui.frame import page_counts
from relance_core.ui.plan_tables import message_lines
from relance_core.ui.review_list import entries
from relance_core.ui.review_problems import firm_sentences
from relance_core.ui.sending_found import results
from relance_core.ui.sending_words import Waiting, button_label
from relance_core.vocabulary import MessageState
from relance_core.workflows.approve import approve_plan
from relance_core.workflows.drafts import prepared_of
from relance_core.workflows.edit_settings import save_sending
from relance_core.workflows.review import edit_message
from relance_core.workflows.space import DEMONSTRATION, Space, open_space
from relance_core.workflows.today_plan import plan_of
from tests.pages.hands import choose_row, table
from tests.pages.ledger import ACT, DUPONT, NORD, TODAY

PAGE = "pages/revue_envoi.py"
BODY, SUBJECT = "review_body_", "review_subject_"


def review(app: AppTest) -> AppTest:
    app = app.switch_page(PAGE).run()
    assert not app.exception
    return app


def press(app: AppTest, key: str) -> AppTest:
    app = app.button(key=key).click().run()
    assert not app.exception
    return app


def field(app: AppTest, begins: str) -> str:
    """The key of the one field whose key begins so."""
    found = [
        one.key for one in (*app.text_input, *app.text_area) if (one.key or "").startswith(begins)
    ]
    assert len(found) == 1, found
    return found[0]


def button(app: AppTest, begins: str) -> str:
    found = [one.key for one in app.button if (one.key or "").startswith(begins)]
    assert len(found) == 1, found
    return found[0]


def listed(app: AppTest) -> dict[str, str]:
    """Where each client of the list stands."""
    shown = table(app, "review_table").value
    return dict(zip(shown["Client"], shown["État"], strict=True))


def states(space: Space) -> dict[str, str]:
    """The state of each message, by client."""
    with reading(space.engine) as conn:
        return {row.client_name: str(row.state) for row in list_messages(conn)}


def told(app: AppTest) -> str:
    """Everything the page says in sentences."""
    parts = (app.markdown, app.caption, app.warning, app.error, app.info, app.success, app.text)
    return "\n".join(one.value for part in parts for one in part).replace("\\", "")


def see_results(app: AppTest) -> AppTest:
    app.session_state["vue"] = "Suites"
    return app.run()


def approved(space: Space, **choice: object) -> None:
    """Approve today's plan outside the page."""
    day = plan_of(space, today=TODAY)
    done = approve_plan(space, ACT, plan_id=day.plan.plan_id, clients=None, **choice)  # type: ignore[arg-type]
    assert done.message_ids


@pytest.fixture
def ledger(opened: Callable[[str], AppTest]) -> Space:
    del opened  # the ledger is there
    return open_space(workspace.environ())


def test_without_data_the_page_says_what_it_is_for_and_where_to_begin(app_empty: AppTest) -> None:
    app = review(app_empty)
    assert "relisent les messages du jour" in app.markdown[0].value
    assert app.button(key="review-demonstration")


def test_every_message_of_the_day_is_listed_with_the_first_one_beside_it(app_demo: AppTest) -> None:
    app = review(app_demo)
    day = plan_of(open_space(workspace.environ(), DEMONSTRATION), today=TODAY)
    assert set(listed(app).values()) == {"À relire"}
    assert len(listed(app)) == day.plan.reminders.height
    first = next(iter(listed(app)))
    assert any(first in one.value.replace("\\", "") for one in app.markdown)


def test_the_message_is_shown_in_a_frame_that_fetches_and_runs_nothing(
    ledger: Space, app_ledger: AppTest
) -> None:
    frames = review(app_ledger).get("iframe")
    assert frames
    assert all(CONTENT_POLICY in one.proto.srcdoc for one in frames)


def test_approving_a_message_shows_the_next_one_to_read(ledger: Space, app_ledger: AppTest) -> None:
    app = review(app_ledger)
    first, second = list(listed(app))[:2]
    app = press(app, "review_approve")
    assert listed(app)[first] == "Approuvé"
    assert any(second in one.value.replace("\\", "") for one in app.markdown)
    assert states(ledger) == {first: "approved"}


def test_a_row_chosen_in_the_list_is_the_message_shown(ledger: Space, app_ledger: AppTest) -> None:
    app = review(app_ledger)
    second = list(listed(app))[1]
    app = choose_row(app, "review_table", 1)
    assert any(f"**{second}**" in one.value.replace("\\", "") for one in app.markdown)


def test_the_next_and_previous_buttons_walk_through_the_list(
    ledger: Space, app_ledger: AppTest
) -> None:
    app = review(app_ledger)
    assert app.button(key="review_up").disabled
    app = press(app, "review_down")
    assert "2 sur 2" in told(app)
    assert app.button(key="review_down").disabled
    assert "1 sur 2" in told(press(app, "review_up"))


def test_the_list_is_approved_at_once_but_for_formal_notices(app_demo: AppTest) -> None:
    app = review(app_demo)
    count = len(listed(app))
    app = press(app, "review_approve_shown")
    left = [name for name, standing in listed(app).items() if standing == "À relire"]
    space = open_space(workspace.environ(), DEMONSTRATION)
    formal = plan_of(space, today=TODAY).plan.reminders["step"].to_list()
    assert left and set(formal) == {"formal_notice"}
    assert f"{count - len(left)} messages approuvés" in told(app)


def test_formal_notices_join_the_list_when_somebody_ticks_them_in(app_demo: AppTest) -> None:
    app = review(app_demo)
    app = app.checkbox(key="review_include_formal").check().run()
    app = press(app, "review_approve_shown")
    assert set(listed(app).values()) == {"Approuvé"}


def test_the_review_can_follow_the_order_of_the_plan(app_demo: AppTest) -> None:
    app = review(app_demo)
    by_name = list(listed(app))
    app = app.segmented_control(key="review_order").set_value("Par montant").run()
    by_amount = list(listed(app))
    assert by_name != by_amount and sorted(by_name) == sorted(by_amount)
    day = plan_of(open_space(workspace.environ(), DEMONSTRATION), today=TODAY)
    assert by_amount == message_lines(day)["client_name"].to_list()


def test_only_what_the_search_shows_is_approved_with_the_list(
    ledger: Space, app_ledger: AppTest
) -> None:
    app = review(app_ledger)
    app = app.text_input(key="review_search").set_value("nord").run()
    found = set(listed(app))
    app = press(app, "review_approve_shown")
    assert set(states(ledger)) == found == {"Nord Export Ltd"}


def test_a_misspelt_placeholder_is_refused_and_what_was_typed_stays(
    ledger: Space, app_ledger: AppTest
) -> None:
    app = review(app_ledger)
    key = field(app, BODY)
    typed = app.text_area(key=key).value + "\n\nMerci {{ clinet }}"
    app.text_area(key=key).set_value(typed)
    app = press(app, button(app, "review_save_"))
    assert "vouliez-vous dire « client »" in told(app)
    assert app.text_area(key=key).value == typed
    assert "Modifié" not in listed(app).values()


def test_what_was_edited_is_what_is_approved(ledger: Space, app_ledger: AppTest) -> None:
    app = review(app_ledger)
    first = next(iter(listed(app)))
    app.text_input(key=field(app, SUBJECT)).set_value("Un mot au sujet de vos factures")
    app = press(app, button(app, "review_save_"))
    assert listed(app)[first] == "Modifié"
    press(app, "review_approve")
    with reading(ledger.engine) as conn:
        (message,) = list_messages(conn)
    assert (message.subject, message.edited) == ("Un mot au sujet de vos factures", True)


def test_an_edited_message_goes_back_to_its_first_text(ledger: Space, app_ledger: AppTest) -> None:
    app = review(app_ledger)
    first = next(iter(listed(app)))
    original = app.text_input(key=field(app, SUBJECT)).value
    app.text_input(key=field(app, SUBJECT)).set_value("Autre chose")
    app = press(app, button(app, "review_save_"))
    app = press(app, button(app, "review_restore_"))
    assert listed(app)[first] == "À relire"
    assert app.text_input(key=field(app, SUBJECT)).value == original


def test_a_message_put_aside_is_left_out_of_the_list_approved(
    ledger: Space, app_ledger: AppTest
) -> None:
    app = review(app_ledger)
    first = next(iter(listed(app)))
    app = press(app, "review_exclude")
    assert listed(app)[first] == "Écarté"
    app = press(app, "review_approve_shown")
    assert first not in states(ledger)
    app = press(choose_row(app, "review_table", 0), "review_exclude")
    assert listed(app)[first] == "À relire"


def test_a_message_that_a_check_refuses_cannot_be_approved(
    ledger: Space, app_ledger: AppTest
) -> None:
    prepared = next(
        one
        for one in prepared_of(ledger, plan_of(ledger, today=TODAY))
        if one.reminder.addressee.client_id == DUPONT
    )
    edit_message(ledger, ACT, prepared, subject="x" * 300, body=None)
    app = review(app_ledger)
    assert listed(app)["Dupont SA"] == "Bloqué"
    app = choose_row(app, "review_table", list(listed(app)).index("Dupont SA"))
    assert app.button(key="review_approve").disabled
    assert "300 caractères" in told(app)


def test_a_message_changed_since_it_was_shown_is_not_approved(
    ledger: Space, app_ledger: AppTest
) -> None:
    app = review(app_ledger)
    shown = next(iter(listed(app)))
    with ledger.engine.begin() as conn:
        conn.execute(update(t.client).values(contact_name="Mme Nouvelle"))
    app = press(app, "review_approve")
    assert "a changé depuis qu'il a été affiché" in told(app)
    assert shown not in states(ledger)


def test_an_approval_can_be_taken_back(ledger: Space, app_ledger: AppTest) -> None:
    app = review(app_ledger)
    first = next(iter(listed(app)))
    app = press(app, "review_approve")
    app = press(choose_row(app, "review_table", 0), "review_withdraw")
    assert listed(app)[first] == "À relire"


def test_old_data_asks_for_a_tick_before_anything_is_approved(
    app_ledger: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RELANCE_TODAY", "2026-12-01")
    app = review(app_ledger)
    assert app.button(key="review_approve").disabled
    assert app.button(key="review_approve_shown").disabled
    assert "Cochez d'abord, en haut de la page" in told(app)
    app = app.checkbox(key="review_accept_stale").check().run()
    app = press(app, "review_approve")
    assert "approved" in states(open_space(workspace.environ())).values()


def test_a_trial_is_written_beside_and_counts_for_nothing(
    ledger: Space, app_ledger: AppTest
) -> None:
    app = review(app_ledger)
    app.text_input(key="review_trial_address").set_value("moi@chez-nous.example")
    app = press(app, "review_trial_send")
    (file,) = (ledger.folder / "envois" / "essais").iterdir()
    assert b"To: moi@chez-nous.example" in file.read_bytes()
    assert b"[Essai]" in file.read_bytes()
    assert str(file.name) in told(app).replace("\\", "")
    assert states(ledger) == {}


def test_a_trial_to_something_that_is_no_address_is_refused(app_ledger: AppTest) -> None:
    app = review(app_ledger)
    app.text_input(key="review_trial_address").set_value("moi")
    app = press(app, "review_trial_send")
    assert "n'en est pas une" in told(app)


def test_sending_in_the_demonstration_counts_as_sent_and_shows_what_left(app_demo: AppTest) -> None:
    space = open_space(workspace.environ(), DEMONSTRATION)
    app = press(review(app_demo), "review_approve")
    assert app.button(key="sending_start").label == "Déposer 1 message dans le dossier"
    app = app.button(key="sending_start").click().run()
    assert join_worker(workspace_engine(), 20)
    app = app.run()
    assert list(states(space).values()) == ["sent"]
    assert app.segmented_control(key="vue").value == "Suites"
    assert any("Envoyés · 1" in one.value for one in app.subheader)


def workspace_engine():
    """The engine that the app works with: its worker is known by the same address."""
    return open_space(workspace.environ(), DEMONSTRATION).engine


def test_pressing_twice_writes_each_message_once(ledger: Space, app_ledger: AppTest) -> None:
    approved(ledger)
    app = review(app_ledger)
    app.button(key="sending_start").click().run()
    if any(one.key == "sending_start" for one in app.button):
        app.button(key="sending_start").click().run()
    assert join_worker(ledger.engine, 20)
    written = list((ledger.folder / "envois").glob("*.eml"))
    assert len(written) == len(states(ledger))
    assert set(states(ledger).values()) == {"deposited"}


def deposited(ledger: Space, app: AppTest) -> AppTest:
    approved(ledger)
    app = review(app)
    app.button(key="sending_start").click().run()
    assert join_worker(ledger.engine, 20)
    return see_results(app)


def test_what_is_to_do_first_is_told_first_and_the_confirmation_does_not_shout(
    ledger: Space, app_ledger: AppTest
) -> None:
    app = deposited(ledger, app_ledger)
    said = told(app)
    assert said.index("D'abord, ouvrez-les") < said.index("Ensuite, dites-le ici")
    assert app.button(key="sending_confirm").proto.type == "secondary"


def test_the_sidebar_counts_what_the_page_lists_even_about_invoices_paid_since(
    ledger: Space, app_ledger: AppTest
) -> None:
    app = deposited(ledger, app_ledger)
    with ledger.engine.begin() as conn:
        conn.execute(update(t.invoice).values(open_amount=0))
        note(conn, "import", "Tout est réglé.", by="Anne", at=ACT.at)
    assert "Rien à relire, 2 à régler ici." in told(app.run())
    assert page_counts()["revue_envoi"] == len(entries()) + results().to_settle == 2


def test_deposited_messages_count_once_somebody_says_they_were_transmitted(
    ledger: Space, app_ledger: AppTest
) -> None:
    app = deposited(ledger, app_ledger)
    assert str(ledger.folder / "envois") in [one.value for one in app.code]
    press(app, "sending_confirm")
    assert set(states(ledger).values()) == {"sent"}


def test_a_deposited_message_taken_back_is_proposed_again(
    ledger: Space, app_ledger: AppTest
) -> None:
    app = deposited(ledger, app_ledger)
    assert app.button(key="sending_return").disabled
    app = choose_row(app, "sending_deposited", 0)
    name = table(app, "sending_deposited").value["Client"][0]
    press(app, "sending_return")
    assert states(ledger)[name] == "cancelled"
    proposed = plan_of(ledger, today=TODAY).plan.reminders["addressee_id"].to_list()
    assert proposed == [{"Dupont SA": DUPONT, "Nord Export Ltd": NORD}[name]]


def uncertain(ledger: Space) -> int:
    """One message whose end nobody knows."""
    approved(ledger)
    with ledger.engine.begin() as conn:
        message_id = list_messages(conn)[0].id
        conn.execute(
            update(t.message)
            .where(t.message.c.id == message_id)
            .values(state=MessageState.UNCERTAIN.value, state_reason="Réponse perdue.")
        )
    return message_id


def state_of(ledger: Space, message_id: int) -> str:
    with reading(ledger.engine) as conn:
        return next(str(row.state) for row in list_messages(conn) if row.id == message_id)


def test_an_uncertain_message_is_held_for_sent_with_one_press(
    ledger: Space, app_ledger: AppTest
) -> None:
    message_id = uncertain(ledger)
    app = see_results(review(app_ledger))
    press(app, f"sending_held_for_sent_{message_id}")
    assert state_of(ledger, message_id) == "sent"


def test_sending_an_uncertain_message_again_takes_a_typed_word(
    ledger: Space, app_ledger: AppTest
) -> None:
    message_id = uncertain(ledger)
    app = see_results(review(app_ledger))
    app = press(app, f"sending_resend_{message_id}")
    assert "tapez RENVOYER" in told(app)
    assert state_of(ledger, message_id) == "uncertain"
    app.text_input(key=f"sending_typed_{message_id}").set_value("RENVOYER")
    press(app, f"sending_resend_{message_id}")
    assert state_of(ledger, message_id) == "cancelled"


def test_a_held_message_says_why_and_leads_back_to_todays(
    ledger: Space, app_ledger: AppTest
) -> None:
    approved(ledger)
    with ledger.engine.begin() as conn:
        held = next(row for row in list_messages(conn) if row.addressee_id == DUPONT)
        conn.execute(
            update(t.message)
            .where(t.message.c.id == held.id)
            .values(state=MessageState.HELD.value, state_reason="Paiement reçu.")
        )
        conn.execute(
            update(t.message_line).where(t.message_line.c.message_id == held.id).values(live=False)
        )
    st.cache_resource.clear()
    app = see_results(review(app_ledger))
    assert "Paiement reçu." in told(app)
    app = press(app, f"sending_reread_{held.id}")
    assert app.segmented_control(key="vue").value == "Relire"
    assert any("**Dupont SA**" in one.value for one in app.markdown)


def test_a_letter_is_noted_as_posted_with_its_number(app_demo: AppTest) -> None:
    space = open_space(workspace.environ(), DEMONSTRATION)
    approved(space, include_formal=True)
    app = review(app_demo)
    app.button(key="sending_start").click().run()
    assert join_worker(space.engine, 30)
    app = see_results(app)
    with reading(space.engine) as conn:
        letter = list_messages(conn, states=["printed"])[0]
    app.text_input(key=f"sending_tracking_{letter.id}").set_value("1A 234")
    app = press(app, f"sending_posted_{letter.id}")
    with reading(space.engine) as conn:
        posted = next(row for row in list_messages(conn) if row.id == letter.id)
    assert (posted.state, posted.posted_on, posted.tracking) == ("sent", TODAY, "1A 234")


def with_account(space: Space) -> Sending:
    sending = Sending(
        transport="smtp", host="smtp.nous.example", user="nous@nous.example", sender_name="Nous"
    )
    save_sending(space, ACT, sending)
    return sending


def test_an_unknown_password_is_asked_for_this_session_and_written_nowhere(
    ledger: Space, app_ledger: AppTest
) -> None:
    with_account(ledger)
    approved(ledger)
    app = review(app_ledger)
    assert not [one for one in app.button if one.key == "sending_start"]
    app.text_input(key="sending_password").set_value("canari-7351")
    app = press(app, "sending_password_ok")
    try:
        assert app.button(key="sending_start").label == "Envoyer 2 e-mails"
        files = [path for path in ledger.folder.parent.parent.rglob("*") if path.is_file()]
        assert files and not any(b"canari-7351" in path.read_bytes() for path in files)
        assert not [one for one in app.text_input if one.value == "canari-7351"]
    finally:
        forget_session("nous@nous.example@smtp.nous.example:587")


@pytest.mark.parametrize(
    ("waiting", "sending", "demonstration", "label"),
    [
        (Waiting(37, 0), Sending(), False, "Déposer 37 messages dans le dossier"),
        (
            Waiting(1, 2),
            Sending(),
            False,
            "Déposer 1 message dans le dossier et préparer 2 courriers",
        ),
        (Waiting(37, 0), Sending(transport="smtp"), False, "Envoyer 37 e-mails"),
        (
            Waiting(3, 1),
            Sending(transport="smtp"),
            False,
            "Envoyer 3 e-mails et préparer 1 courrier",
        ),
        (Waiting(0, 2), Sending(transport="smtp"), False, "Préparer 2 courriers à imprimer"),
        (
            Waiting(37, 0),
            Sending(transport="smtp", redirect_to="moi@a.example"),
            False,
            "Envoyer 37 messages à moi@a.example (redirection)",
        ),
        (
            Waiting(2, 0),
            Sending(transport="smtp", redirect_to="moi@a.example"),
            True,
            "Déposer 2 messages dans le dossier",
        ),
    ],
)
def test_the_button_says_what_it_does_and_to_how_many(
    waiting: Waiting, sending: Sending, demonstration: bool, label: str
) -> None:
    settings = Settings(sending=sending, demonstration=demonstration)
    assert button_label(waiting, settings) == label


def test_a_hostile_name_is_shown_as_it_is_written(ledger: Space, app_ledger: AppTest) -> None:
    with ledger.engine.begin() as conn:
        conn.execute(
            update(t.client)
            .where(t.client.c.id == DUPONT)
            .values(name="![x](http://canary.example/p.png)<script>")
        )
    st.cache_resource.clear()
    app = review(app_ledger)
    texts = [one.value for part in (app.markdown, app.caption, app.warning) for one in part]
    assert not any("![x](" in text or "<script>" in text for text in texts)
    assert not any("<script>" in one.proto.srcdoc for one in app.get("iframe"))


def test_without_any_address_the_review_asks_for_the_contacts(
    ledger: Space, app_ledger: AppTest
) -> None:
    with ledger.engine.begin() as conn:
        conn.execute(update(t.client).values(email=None))
    workspace.forget_read()
    app = review(app_ledger)
    assert "l'adresse e-mail du client manque" in told(app)
    assert "Importer des contacts" in {one.proto.label for one in app.get("page_link")}


def test_what_the_firm_lacks_is_one_block_with_one_link(ledger: Space, app_ledger: AppTest) -> None:
    app = review(app_ledger)
    assert len([one for one in app.markdown if "votre entreprise manque" in one.value]) == 1
    assert "le nom et l'IBAN" in told(app)
    assert "Aucun téléphone ni e-mail" in told(app)
    assert not app.warning
    links = [one.proto for one in app.get("page_link")]
    assert [link.label for link in links] == ["Compléter"]


def test_empty_placeholders_are_listed_together() -> None:
    def empty(name: str) -> Problem:
        sentence = f"La balise « {name} » est vide : complétez les réglages de la société."
        return Problem("placeholder_empty", "warn", sentence)

    assert firm_sentences([empty("signature"), empty("iban")]) == [
        "Restent vides dans le texte : la signature et l'IBAN."
    ]


def test_an_older_copy_is_acknowledged_where_it_keeps_the_messages_from_leaving(
    ledger: Space, app_ledger: AppTest
) -> None:
    approved(ledger)
    with reading(ledger.engine) as conn:
        left = next(row for row in list_messages(conn) if row.addressee_id == DUPONT)
    journal = SentJournal.beside(ledger.engine)
    assert journal is not None
    journal.add(left.message_id, 1, "k", "2026-11-20T08:59:00")
    app = review(app_ledger)
    assert "sending_acknowledge" not in {one.key for one in app.button}
    app = press(app, "sending_start")
    assert "plus ancienne que le journal d'envoi" in told(app)
    app = press(app, "sending_acknowledge")
    assert "1 message marqué comme envoyé" in told(app)
    assert state_of(ledger, left.id) == "sent"
    assert "sending_acknowledge" not in {one.key for one in app.button}
