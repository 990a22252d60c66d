"""The page of the settings: saved beside the fields, refused with the reason, typed text kept."""

from __future__ import annotations

import socket
import sqlite3
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
import trustme
from PIL import Image
from streamlit.testing.v1 import AppTest

from relance_core.outbox.credentials import forget_session
from relance_core.reminders.scenario import SCENARIOS
from relance_core.settings import Settings
from relance_core.store.database import reading
from relance_core.store.messages import wording_versions
from relance_core.store.settings import read_settings
from relance_core.ui import workspace
from relance_core.ui.settings_scenario_timeline import days_of
from relance_core.vocabulary import Companion, Step
from relance_core.workflows.backup import copy_of_database
from relance_core.workflows.drafts import prepared_of
from relance_core.workflows.edit_wording import save_text
from relance_core.workflows.space import DEMONSTRATION, Act, Space, open_space, space_keys
from relance_core.workflows.today_plan import plan_of
from tests.outbox.fault_server import FaultServer
from tests.pages.ledger import ACT, TODAY

CANARY = "canari-4829"
SPACE = "settings_entreprise_"
MARK = "reminder_1_courteous_fr"
TEXT = f"{SPACE}wording_{MARK}_"


@pytest.fixture
def certificates() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(autouse=True)
def _no_password_left() -> Iterator[None]:
    """What one test typed for a session is unknown to the next."""
    yield
    forget_session("nous@nous.example@127.0.0.1:587")


def section(app: AppTest, name: str) -> AppTest:
    app.session_state["section"] = name
    app = app.switch_page("pages/reglages.py").run()
    assert not app.exception
    return app


def press(app: AppTest, key: str) -> AppTest:
    app = app.button(key=key).click().run()
    assert not app.exception
    return app


def told(app: AppTest) -> str:
    parts = (app.markdown, app.caption, app.warning, app.error, app.info, app.success)
    return "\n".join(one.value for part in parts for one in part).replace("\\", "")


def saved(key: str = "entreprise") -> Settings:
    with reading(open_space(workspace.environ(), key).engine) as conn:
        return read_settings(conn)


@pytest.mark.parametrize(
    "name",
    [
        "Espaces",
        "Entreprise",
        "Présentation",
        "Banque",
        "Envoi",
        "Règles",
        "Scénarios",
        "Taux légaux",
        "Textes",
        "Sauvegarde",
    ],
)
def test_every_section_has_its_place_before_anything_is_imported(
    app_empty: AppTest, name: str
) -> None:
    app = section(app_empty, name)
    assert not app.error
    assert app.segmented_control(key="section").value == name


def test_the_firm_once_saved_gives_the_espace_its_name(app_empty: AppTest) -> None:
    app = section(app_empty, "Entreprise")
    app.text_input(key=f"{SPACE}name").set_value("Bois & Fils")
    app.text_input(key=f"{SPACE}siren").set_value("732 829 320")
    app = press(app, "settings_save_identity")
    assert (saved().firm.name, saved().firm.siren) == ("Bois & Fils", "732829320")
    assert app.caption[0].value.replace("\\", "").startswith("Bois & Fils")


def test_a_siren_that_cannot_exist_is_refused_and_stays_typed(app_empty: AppTest) -> None:
    app = section(app_empty, "Entreprise")
    app.text_input(key=f"{SPACE}name").set_value("Bois & Fils")
    app.text_input(key=f"{SPACE}siren").set_value("732829321")
    app = press(app, "settings_save_identity")
    assert "Ce SIREN n'est pas valide" in told(app)
    assert app.text_input(key=f"{SPACE}siren").value == "732829321"
    assert saved().firm.name == ""


@pytest.mark.parametrize(
    ("iban", "why"),
    [
        ("FR76 3000 6000 0112 3456 7890 188", "clé de contrôle"),
        ("FR76 3000 6000 0112 3456 7890 18", "26 caractères"),
        ("3000 6000 0112", "comme FR76"),
    ],
)
def test_an_iban_that_cannot_exist_says_why_and_stays_typed(
    app_empty: AppTest, iban: str, why: str
) -> None:
    app = section(app_empty, "Banque")
    app.text_input(key=f"{SPACE}iban").set_value(iban)
    app = press(app, "settings_save_bank")
    assert why in told(app)
    assert app.text_input(key=f"{SPACE}iban").value == iban
    assert saved().firm.iban == ""


def test_bank_details_are_saved_as_the_messages_print_them(app_empty: AppTest) -> None:
    app = section(app_empty, "Banque")
    app.text_input(key=f"{SPACE}iban").set_value("fr76 3000 6000 0112 3456 7890 189")
    app.text_input(key=f"{SPACE}bic").set_value("agrifrpp882")
    app.toggle(key=f"{SPACE}payment_qr").set_value(False)
    press(app, "settings_save_bank")
    firm = saved().firm
    assert (firm.iban, firm.bic) == ("FR7630006000011234567890189", "AGRIFRPP882")
    assert not firm.payment_qr


def test_other_ways_to_pay_are_saved_with_the_bank_or_refused_with_it(app_empty: AppTest) -> None:
    app = section(app_empty, "Banque")
    app.text_input(key=f"{SPACE}payment_link").set_value("http://paiement.example")
    app.toggle(key=f"{SPACE}cheques").set_value(True)
    app = press(app, "settings_save_bank")
    assert "https://" in told(app)
    assert not saved().firm.cheques
    app.text_input(key=f"{SPACE}payment_link").set_value("https://paiement.example")
    app.text_area(key=f"{SPACE}cheque_address").set_value("BP 12\n69002 Lyon")
    app = press(app, "settings_save_bank")
    firm = saved().firm
    assert (firm.cheques, firm.cheque_address) == (True, "BP 12\n69002 Lyon")
    assert firm.payment_link == "https://paiement.example"


def test_the_look_of_messages_is_saved_and_its_example_follows(app_empty: AppTest) -> None:
    app = section(app_empty, "Présentation")
    app = app.toggle(key=f"{SPACE}accent_wanted").set_value(True).run()
    app = app.color_picker(key=f"{SPACE}accent").set_value("#ffd400").run()
    assert saved().firm.accent == "#ffd400"
    assert "trop faible" in told(app)
    app.text_input(key=f"{SPACE}signatory_reminder_2").set_value("Paul Roy")
    app.text_input(key=f"{SPACE}signatory_title_reminder_2").set_value("Gérant")
    app = press(app, "settings_save_signatories")
    assert saved().firm.signing(Step.REMINDER_2).signatory == "Paul Roy"
    assert any("Paul Roy" in one.proto.srcdoc for one in app.get("iframe"))
    app.text_area(key=f"{SPACE}signature_lines").set_value("Service clients")
    app = press(app, "settings_save_signature")
    assert any("Service clients" in one.proto.srcdoc for one in app.get("iframe"))


def test_a_logo_is_taken_shown_and_removed(app_empty: AppTest) -> None:
    app = section(app_empty, "Présentation")
    content = BytesIO()
    Image.new("RGB", (200, 80), (15, 92, 92)).save(content, "PNG")
    file = ("logo.png", content.getvalue(), "image/png")
    app = app.file_uploader(key="settings_logo_0").set_value(file).run()
    assert saved().firm.logo is not None
    assert any("data:image/png" in one.proto.srcdoc for one in app.get("iframe"))
    app = press(app, "settings_logo_remove")
    assert saved().firm.logo is None
    app = app.file_uploader(key="settings_logo_1").set_value(("x.png", b"GIF89a", "image/png"))
    assert "PNG, JPEG ou SVG" in told(app.run())


def account(app: AppTest, **fields: object) -> AppTest:
    """The section of the account with a mail server chosen and ``fields`` typed."""
    app = section(app, "Envoi")
    app = app.radio(key=f"{SPACE}transport").set_value("smtp").run()
    for name, value in fields.items():
        place = app.number_input if name == "port" else app.text_input
        place(key=f"{SPACE}{name}").set_value(value)
    return app


def test_choosing_a_provider_fills_the_server(app_empty: AppTest) -> None:
    app = account(app_empty)
    app = app.selectbox(key=f"{SPACE}provider").set_value("ovh").run()
    filled = (
        app.text_input(key=f"{SPACE}host").value,
        app.number_input(key=f"{SPACE}port").value,
        app.selectbox(key=f"{SPACE}security").value,
    )
    assert filled == ("ssl0.ovh.net", 465, "tls")


def test_an_account_without_a_server_is_refused(app_empty: AppTest) -> None:
    app = press(account(app_empty, user="nous@nous.example"), "settings_save_account")
    assert "Le serveur d'envoi n'est pas indiqué." in told(app)
    assert saved().sending.transport == "folder"


def test_a_pace_that_no_account_could_mean_is_refused(app_empty: AppTest) -> None:
    app = account(app_empty, host="smtp.nous.example", user="nous@nous.example")
    app.number_input(key=f"{SPACE}pace").set_value(0)
    app = press(app, "settings_save_account")
    assert "Une cadence de 0 messages par minute" in told(app)
    assert app.number_input(key=f"{SPACE}pace").value == 0


def test_a_password_is_used_and_written_nowhere(app_empty: AppTest, tmp_path: Path) -> None:
    app = account(app_empty, host="127.0.0.1", user="nous@nous.example", secret_password=CANARY)
    app = press(app, "settings_save_account")
    assert "retenu jusqu'à l'arrêt du programme" in told(app)
    assert "saisi pour cette session" in told(app)
    assert app.text_input(key=f"{SPACE}secret_password").value == ""
    assert not any(
        CANARY.encode() in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()
    )


def test_testing_the_connection_signs_in_and_says_so(
    app_empty: AppTest, certificates: trustme.CA, tmp_path: Path
) -> None:
    authority = tmp_path / "ca.pem"
    certificates.cert_pem.write_to_path(str(authority))
    with FaultServer(certificates.issue_cert("127.0.0.1"), password=CANARY) as server:
        app = account(
            app_empty,
            host="127.0.0.1",
            port=server.port,
            user="nous@nous.example",
            secret_password=CANARY,
            ca_file=str(authority),
        )
        app = press(press(app, "settings_save_account"), "settings_test_account")
        forget_session(f"nous@nous.example@127.0.0.1:{server.port}")
        assert "Connexion réussie à 127.0.0.1" in told(app)
        assert server.accepted == []


def test_testing_a_connection_that_fails_says_why_in_one_sentence(app_empty: AppTest) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        app = account(app_empty, host="127.0.0.1", port=port, sender="nous@nous.example")
        app = press(press(app, "settings_save_account"), "settings_test_account")
    assert "connexion refusée : vérifiez le port" in told(app)


def test_a_redirection_is_said_on_every_page_until_it_is_emptied(app_empty: AppTest) -> None:
    app = section(app_empty, "Envoi")
    app.text_input(key=f"{SPACE}redirect_to").set_value("moi@nous.example")
    app = press(app, "settings_save_redirection")
    assert "Tout est redirigé vers moi@nous.example" in told(app)
    assert saved().sending.redirect_to == "moi@nous.example"
    app.text_input(key=f"{SPACE}redirect_to").set_value("")
    press(app, "settings_save_redirection")
    assert saved().sending.redirect_to == ""


def test_what_the_environment_fixes_is_named(
    app_empty: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RELANCE_REDIRECT_TO", "moi@nous.example")
    assert "RELANCE_REDIRECT_TO" in told(section(app_empty, "Envoi"))


def test_suspending_everything_takes_effect_at_once(app_ledger: AppTest) -> None:
    app = section(app_ledger, "Règles")
    app = app.toggle(key=f"{SPACE}all_suspended_False").set_value(True).run()
    assert saved().rules.all_suspended
    plan = plan_of(open_space(workspace.environ()), today=TODAY).plan
    assert plan.reminders.is_empty()
    app.toggle(key=f"{SPACE}all_suspended_True").set_value(False).run()
    assert not saved().rules.all_suspended


def test_a_threshold_is_typed_the_french_way(app_empty: AppTest) -> None:
    app = section(app_empty, "Règles")
    app.text_input(key=f"{SPACE}below_threshold").set_value("1 250,5 €")
    press(app, "settings_save_rules")
    assert saved().rules.below_threshold == Decimal("1250.50")


def test_a_threshold_that_is_no_amount_is_refused_and_stays_typed(app_empty: AppTest) -> None:
    app = section(app_empty, "Règles")
    app.text_input(key=f"{SPACE}below_threshold").set_value("dix")
    app = press(app, "settings_save_rules")
    assert "Le seuil s'écrit en euros" in told(app)
    assert app.text_input(key=f"{SPACE}below_threshold").value == "dix"
    assert saved().rules.below_threshold == Decimal("10.00")


def test_the_usual_scenario_is_chosen_at_once(app_empty: AppTest) -> None:
    app_empty.session_state["settings_scenarios_view"] = "Qui suit quel scénario"
    app = section(app_empty, "Scénarios")
    app.selectbox(key=f"{SPACE}default_scenario").set_value("watched").run()
    assert saved().rules.default_scenario == "watched"


def test_the_timeline_follows_the_deadlines_of_the_rules() -> None:
    days = days_of(SCENARIOS["standard"], Settings().rules)
    assert days[Step.FORMAL_NOTICE] == 29
    assert days[Step.LAST_NOTICE] == 29 + 15 + 1
    assert days[Step.HAND_OVER] == 29 + 15 + 1 + 8


def wording(app: AppTest) -> AppTest:
    """The text of the first reminder, courteous, in French."""
    app = section(app, "Textes")
    app = app.selectbox(key="settings_wording_step").set_value(Step.REMINDER_1).run()
    return app.selectbox(key="settings_wording_tone_reminder_1").set_value("courteous").run()


def test_a_text_with_a_misspelt_placeholder_is_refused_with_the_nearest_one(
    app_empty: AppTest,
) -> None:
    app = wording(app_empty)
    typed = app.text_area(key=f"{TEXT}body").value + "\n\n{{ signatur }}"
    app.text_area(key=f"{TEXT}body").set_value(typed)
    app = press(app, "settings_save_wording")
    assert "vouliez-vous dire « signature »" in told(app)
    assert app.text_area(key=f"{TEXT}body").value == typed
    assert "Texte d'origine." in told(app)


def test_a_text_is_previewed_as_it_is_typed_and_used_once_saved(app_ledger: AppTest) -> None:
    app = wording(app_ledger)
    app.text_input(key=f"{TEXT}subject").set_value("Bonjour {{ client }}").run()
    assert "Bonjour Dupont SA" in told(app)
    press(app, "settings_save_wording")
    space = open_space(workspace.environ())
    subjects = [
        one.draft.subject
        for one in prepared_of(space, plan_of(space, today=TODAY))
        if one.draft and one.reminder.step is Step.REMINDER_1
    ]
    assert "Bonjour Dupont SA" in subjects


def test_the_preview_can_be_for_a_client_of_today(app_ledger: AppTest) -> None:
    app = wording(app_ledger)
    assert any("F-1" in one.proto.srcdoc for one in app.get("iframe"))
    choice = app.selectbox(key="settings_preview_client_reminder_1")
    app = choice.set_value(0).run()
    assert any("F-2026-0147" in one.proto.srcdoc for one in app.get("iframe"))


def test_an_earlier_version_and_the_shipped_text_can_be_taken_back(app_empty: AppTest) -> None:
    app = wording(app_empty)
    original = app.text_input(key=f"{TEXT}subject").value
    for subject in ("Premier objet", "Second objet"):
        app.text_input(key=f"{TEXT}subject").set_value(subject)
        app = press(app, "settings_save_wording")
    versions = [one.key for one in app.button if (one.key or "").startswith("settings_version_")]
    assert len(versions) == 2  # the first one, and the text that ships
    app = press(app, versions[0])
    assert app.text_input(key=f"{TEXT}subject").value == "Premier objet"
    app = press(app, "settings_restore_wording")
    assert app.text_input(key=f"{TEXT}subject").value == original
    assert "Texte d'origine." in told(app)


def test_a_text_saved_by_somebody_else_meanwhile_is_shown_and_nothing_is_lost(
    app_empty: AppTest,
) -> None:
    app = wording(app_empty)
    app.text_input(key=f"{TEXT}subject").set_value("Mon objet").run()
    space, place = open_space(workspace.environ()), ("reminder_1", "courteous", "fr")
    body = app.text_area(key=f"{TEXT}body").value
    save_text(space, Act("Paul", ACT.at), place, subject="Objet de Paul", body=body)
    app = press(app, "settings_save_wording")  # the page does not know of it yet
    said = told(app)
    assert "Paul a enregistré ce texte le" in said
    assert "~~" in said
    assert app.text_input(key=f"{TEXT}subject").value == "Mon objet"
    assert app.button(key="settings_save_wording").disabled
    app = press(app, f"settings_keep_mine_{MARK}")
    assert "Texte enregistré" in told(app)
    with reading(space.engine) as conn:
        subjects = [row.subject for row in wording_versions(conn, *place)]
    assert subjects == ["Mon objet", "Objet de Paul"]


def test_the_text_of_the_other_can_be_taken_and_ones_own_called_back(app_empty: AppTest) -> None:
    app = wording(app_empty)
    app.text_input(key=f"{TEXT}subject").set_value("Mon objet").run()
    body = app.text_area(key=f"{TEXT}body").value
    place = ("reminder_1", "courteous", "fr")
    space = open_space(workspace.environ())
    save_text(space, Act("Paul", ACT.at), place, subject="Objet de Paul", body=body)
    app = press(app.run(), f"settings_keep_theirs_{MARK}")
    assert app.text_input(key=f"{TEXT}subject").value == "Objet de Paul"
    app = press(app, f"settings-wording-{MARK}-undo")
    assert app.text_input(key=f"{TEXT}subject").value == "Mon objet"


def test_a_text_saved_by_somebody_else_is_shown_where_nothing_was_typed(
    app_empty: AppTest,
) -> None:
    app = wording(app_empty)
    body = app.text_area(key=f"{TEXT}body").value
    space = open_space(workspace.environ())
    place = ("reminder_1", "courteous", "fr")
    save_text(space, Act("Paul", ACT.at), place, subject="Objet de Paul", body=body)
    app.run()
    assert app.text_input(key=f"{TEXT}subject").value == "Objet de Paul"
    assert "pas encore enregistré" not in told(app)


def test_a_text_with_something_to_save_is_offered_by_a_button_that_opens_it(
    app_empty: AppTest,
) -> None:
    app = wording(app_empty)
    app.text_input(key=f"{TEXT}subject").set_value("Mon objet").run()
    app = app.selectbox(key="settings_wording_step").set_value(Step.COURTESY).run()
    app = press(app, f"settings_resume_{MARK}")
    assert app.text_input(key=f"{TEXT}subject").value == "Mon objet"
    assert not [one for one in app.button if (one.key or "").startswith("settings_resume")]


def test_each_version_says_what_it_changed(app_empty: AppTest) -> None:
    app = wording(app_empty)
    body = app.text_area(key=f"{TEXT}body").value
    app.text_area(key=f"{TEXT}body").set_value(f"{body}\n\nÀ très vite.")
    said = told(press(app, "settings_save_wording"))
    assert "3 mots ajoutés" in said
    assert ":green-background[À très vite.]" in said


def test_a_shared_block_is_read_in_a_text_that_holds_it(app_empty: AppTest) -> None:
    app = section(app_empty, "Textes")
    app = app.segmented_control(key="settings_wording_kind").set_value("Blocs partagés").run()
    assert "Le changer les change tous." in told(app)
    key = f"{SPACE}wording_bloc-deja_regle_friendly_fr_body"
    app = app.text_area(key=key).set_value("Déjà réglé ? Merci mille fois.").run()
    assert any("Merci mille fois." in one.proto.srcdoc for one in app.get("iframe"))
    app = press(app, "settings_save_wording")
    assert "Texte enregistré" in told(app)


@pytest.mark.parametrize("kind", list(Companion))
def test_a_message_beside_the_sequence_is_edited_and_read_as_the_others(
    app_empty: AppTest, kind: Companion
) -> None:
    app = section(app_empty, "Textes")
    app = (
        app.segmented_control(key="settings_wording_kind")
        .set_value("Messages d'accompagnement")
        .run()
    )
    app = app.selectbox(key="settings_wording_companion").set_value(kind.value).run()
    assert not app.exception and not app.error
    app = app.text_area(key=f"{SPACE}wording_{kind}_courteous_fr_body").set_value(
        "{{ formule_appel }}\n\nKouglof.\n\n{{ signature }}"
    )
    (frame,) = app.run().get("iframe")
    assert "Kouglof." in frame.proto.srcdoc


def test_a_new_espace_is_opened_and_its_name_is_taken(app_empty: AppTest) -> None:
    app = section(app_empty, "Espaces")
    app.text_input(key="settings_new_name").set_value("Scierie du Nord")
    app = press(app, "settings_create_space")
    assert "scierie-du-nord" in space_keys(workspace.environ())
    assert app.caption[0].value.startswith("Scierie du Nord")
    app.text_input(key="settings_new_name").set_value("Scierie du Nord")
    app = press(app, "settings_create_space")
    assert "existe déjà" in told(app)


def test_the_name_at_the_keyboard_signs_what_is_done(app_empty: AppTest) -> None:
    app = section(app_empty, "Espaces")
    app = app.text_input(key="settings_person").set_value("Anna Morel").run()
    app = section(app, "Règles")
    app.toggle(key=f"{SPACE}all_suspended_False").set_value(True).run()
    with sqlite3.connect(str(open_space(workspace.environ()).engine.url.database)) as conn:
        assert conn.execute("SELECT DISTINCT by FROM journal").fetchall() == [("Anna Morel",)]


def test_the_demonstration_begins_again_without_what_was_done_in_it(app_demo: AppTest) -> None:
    app = app_demo.switch_page("pages/revue_envoi.py").run()
    app = press(app, "review_approve")
    app = press(section(app, "Espaces"), "settings_reset_demo")
    assert "comme au premier jour" in told(app)
    assert app.segmented_control(key="section").value == "Espaces"
    app = app.switch_page("pages/revue_envoi.py").run()
    assert not any(one.key == "sending_start" for one in app.button)


def test_a_copy_of_the_data_is_a_whole_database(app_demo: AppTest, tmp_path: Path) -> None:
    space: Space = open_space(workspace.environ(), DEMONSTRATION)
    copy = tmp_path / "copie.db"
    copy.write_bytes(copy_of_database(space))
    with sqlite3.connect(copy) as conn, space.engine.connect() as live:
        assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        count = live.exec_driver_sql("SELECT count(*) FROM invoice").scalar_one()
        assert conn.execute("SELECT count(*) FROM invoice").fetchone() == (count,)
    assert not section(app_demo, "Sauvegarde").error


def test_a_threshold_is_tried_before_it_is_saved(app_ledger: AppTest) -> None:
    app = section(app_ledger, "Règles")
    app.text_input(key=f"{SPACE}below_threshold").set_value("5000")
    app = press(app, "settings_try_rules")
    assert "messages en moins" in told(app)
    assert saved().rules.below_threshold == Decimal("10.00")
