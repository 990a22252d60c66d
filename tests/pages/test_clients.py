"""The page of clients: each edit is kept under the right client, told, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update
from streamlit.testing.v1 import AppTest

from relance_core.store.journal import note
from relance_core.store.messages import list_messages
from relance_core.store.tables import client, client_setting, invoice
from relance_core.ui import workspace
from relance_core.ui.frame import plain
from relance_core.vocabulary import ContactRole
from relance_core.workflows.approve import approve_plan
from relance_core.workflows.edit_client import edit_client
from relance_core.workflows.edit_contacts import contacts_of
from relance_core.workflows.send import send_now
from relance_core.workflows.space import Space, open_space
from relance_core.workflows.today_plan import plan_of
from tests.pages.hands import choose_row, click_cell, table, type_cells
from tests.pages.ledger import ACT, DUPONT, IDS, LENOIR, NOW, PORT, TODAY

Opened = Callable[[str], AppTest]
GRID = "clients-grid"


def line_of(app: AppTest, name: str) -> int:
    """The position of a client in the grid."""
    return int(table(app, GRID).value["name"].tolist().index(name))


def shown(app: AppTest, name: str, column: str) -> object:
    """A cell of the grid."""
    return table(app, GRID).value[column][line_of(app, name)]


def told(app: AppTest) -> str:
    """Everything said in words on the page, without the marks that keep it from being Markdown."""
    return " ".join(one.value for one in (*app.markdown, *app.warning)).replace("\\", "")


def kept(client_id: int, column: str) -> object:
    """What the database keeps by hand for a client."""
    with open_space(workspace.environ()).engine.connect() as conn:
        return conn.scalar(
            select(client_setting.c[column]).where(client_setting.c.client_id == client_id)
        )


def test_without_data_the_page_leads_to_the_import(app_empty: AppTest) -> None:
    app = app_empty.switch_page("pages/clients.py").run()
    assert not app.exception
    assert "Les clients arrivent avec les factures" in told(app)
    assert app.button(key="clients-demonstration")


def test_each_line_says_the_message_that_follows_or_why_there_is_none(opened: Opened) -> None:
    app = opened("clients")
    assert shown(app, "Dupont SA", "next_message") == (
        "Aujourd'hui · 1re relance, ton courtois · E-mail"
    )
    assert shown(app, "Mairie de Bréval", "next_message") == (
        "27/11 · Courtoisie, ton amical · E-mail"
    )
    assert shown(app, "Café du Port", "next_message") == "En litige selon votre fichier."
    assert "inutilisable" in str(shown(app, "Garage Lenoir", "next_message"))


def test_amounts_in_another_currency_are_never_added_to_the_euros(opened: Opened) -> None:
    app = opened("clients")
    assert str(shown(app, "Nord Export Ltd", "overdue")) in ("nan", "None")
    assert str(shown(app, "Nord Export Ltd", "elsewhere")).startswith("300,00")


def test_a_softer_tone_is_kept_at_once_and_the_next_message_follows(opened: Opened) -> None:
    app = opened("clients")
    type_cells(app, GRID, {line_of(app, "Dupont SA"): {"tone": "softer"}})
    assert kept(DUPONT, "tone") == "softer"
    assert "Enregistré : Dupont SA, ton : Selon l'étape → Un cran plus doux" in told(app)
    assert (
        shown(app, "Dupont SA", "next_message") == "Aujourd'hui · 1re relance, ton amical · E-mail"
    )


def test_the_same_edits_sent_twice_are_still_told(opened: Opened) -> None:
    app = opened("clients")
    cells = {line_of(app, "Dupont SA"): {"tone": "softer"}}
    type_cells(app, GRID, cells)
    type_cells(app, GRID, cells)
    assert "Enregistré" in told(app)


def test_an_edit_stays_with_its_client_when_a_search_moves_the_lines(opened: Opened) -> None:
    app = opened("clients")
    type_cells(app, GRID, {line_of(app, "Café du Port"): {"shift_days": 5}})
    app.text_input(key="clients-search").set_value("lenoir").run()
    assert table(app, GRID).value["name"].tolist() == ["Garage Lenoir"]
    assert shown(app, "Garage Lenoir", "shift_days") == 0
    app.text_input(key="clients-search").set_value("CAFE").run()
    assert shown(app, "Café du Port", "shift_days") == 5
    assert (kept(PORT, "shift_days"), kept(LENOIR, "shift_days")) == (5, None)


def test_an_unusable_address_is_refused_in_words_and_the_former_one_shown(opened: Opened) -> None:
    app = opened("clients")
    key = table(app, GRID).key
    type_cells(app, GRID, {line_of(app, "Dupont SA"): {"emails": "compta(a)dupont"}})
    assert kept(DUPONT, "emails") is None
    assert "Adresse inutilisable" in told(app)
    assert shown(app, "Dupont SA", "emails") == "compta@dupont.example"
    assert table(app, GRID).key != key, "the editor would go on showing what was refused"


def test_a_pasted_column_keeps_what_it_can_and_says_what_it_refused(opened: Opened) -> None:
    app = opened("clients")
    type_cells(
        app,
        GRID,
        {
            line_of(app, "Dupont SA"): {"copies": "gerant@dupont.example"},
            line_of(app, "Café du Port"): {"copies": "personne"},
        },
    )
    assert kept(DUPONT, "copies") == "gerant@dupont.example"
    assert kept(PORT, "copies") is None
    assert "Enregistré : Dupont SA" in told(app)
    assert "Café du Port : Adresse inutilisable" in told(app)


def test_the_last_change_can_be_taken_back(opened: Opened) -> None:
    app = opened("clients")
    type_cells(app, GRID, {line_of(app, "Dupont SA"): {"scenario": "watched", "shift_days": 4}})
    app.button(key="clients-undo").click().run()
    assert (kept(DUPONT, "scenario"), kept(DUPONT, "shift_days")) == (None, None)
    assert shown(app, "Dupont SA", "scenario") == "standard"
    assert "Annulé" in told(app)


def test_what_somebody_else_changed_is_not_hidden_by_an_edit_made_here(opened: Opened) -> None:
    app = opened("clients")
    type_cells(app, GRID, {line_of(app, "Dupont SA"): {"tone": "softer"}})
    edit_client(open_space(workspace.environ()), ACT, DUPONT, {"tone": "always_firm"})
    app.run()
    assert shown(app, "Dupont SA", "tone") == "always_firm"
    type_cells(app, GRID, {line_of(app, "Café du Port"): {"tone": "softer"}})
    assert kept(DUPONT, "tone") == "always_firm"


def test_clients_without_a_usable_address_are_one_click_away(opened: Opened) -> None:
    app = opened("clients")
    filters = app.get("button_group")[0]
    assert "Sans adresse (1)" in [option.content for option in filters.proto.options]
    app.session_state["clients-shown"] = "no_address"
    app.run()
    assert table(app, GRID).value["name"].tolist() == ["Garage Lenoir"]


def test_a_new_address_takes_the_client_off_the_list_and_into_the_plan(opened: Opened) -> None:
    app = opened("clients")
    type_cells(app, GRID, {line_of(app, "Garage Lenoir"): {"emails": "garage@lenoir.example"}})
    assert shown(app, "Garage Lenoir", "next_message") == (
        "Aujourd'hui · 1re relance, ton courtois · E-mail"
    )


def open_sheet(app: AppTest, client_id: int) -> AppTest:
    return app.selectbox(key="clients-sheet").set_value(client_id).run()


def test_the_sheet_says_what_is_owed_and_what_today_does_with_it(opened: Opened) -> None:
    app = open_sheet(opened("clients"), DUPONT)
    assert not app.exception
    assert "1 facture ouverte, 1 200,00 €, échue." in told(app).replace("\u202f", " ").replace(
        "\xa0", " "
    )
    lines = table(app, f"clients-owed-{DUPONT}").value
    assert lines["state"].tolist() == ["Dans le message du jour"]
    assert lines["days_late"].tolist() == [7]


def test_a_pause_of_fifteen_days_is_one_button_and_can_be_ended(opened: Opened) -> None:
    app = open_sheet(opened("clients"), DUPONT)
    app.button(key=f"clients-pause_until-{DUPONT}").click().run()
    assert str(kept(DUPONT, "pause_until")) == "2026-12-05"
    # The 5th is a Saturday: the message waits for Monday.
    assert str(shown(app, "Dupont SA", "next_message")).startswith("07/12 · 1re relance")
    app.button(key=f"clients-pause_until-{DUPONT}").click().run()
    assert kept(DUPONT, "pause_until") is None


def test_a_click_on_a_name_of_the_grid_opens_the_sheet_of_that_client(opened: Opened) -> None:
    app = opened("clients")
    click_cell(app, GRID, "name", line_of(app, "Garage Lenoir"))
    assert [one.value for one in app.subheader] == [plain("Garage Lenoir")]
    assert app.selectbox(key="clients-sheet").value == LENOIR
    click_cell(app, GRID, "name", line_of(app, "Dupont SA"))
    assert [one.value for one in app.subheader] == [plain("Dupont SA")]
    assert not app.exception


def test_a_name_in_brackets_is_a_name_in_the_grid_and_not_a_menu(opened: Opened) -> None:
    with open_space(workspace.environ()).engine.begin() as conn:
        conn.execute(update(client).where(client.c.id == DUPONT).values(name="[Nord, Sud]"))
        note(conn, "client", "Un autre nom.", by=ACT.by, at=NOW)
    names = table(opened("clients"), GRID).value["name"].tolist()
    assert "\u2060[Nord, Sud]" in names


def test_an_invoice_is_noted_paid_from_the_sheet_and_leaves_the_plan(opened: Opened) -> None:
    app = open_sheet(opened("clients"), DUPONT)
    choose_row(app, f"clients-owed-{DUPONT}", 0)
    app.button(key=f"clients-decision-{IDS['F-1']}-apply").click().run()
    assert "Facture F-1 (Dupont SA) : notée payée" in told(app)
    assert shown(app, "Dupont SA", "next_message") == "Rien à réclamer."


@pytest.mark.parametrize("name", ["![](http://x.example/p.png)", ":red[Dupont] $a$ <b>"])
def test_a_name_written_as_markdown_is_shown_as_it_is_written(opened: Opened, name: str) -> None:
    app = opened("clients")
    space = open_space(workspace.environ())
    with space.engine.begin() as conn:
        conn.execute(update(client).where(client.c.id == DUPONT).values(name=name))
    edit_client(space, ACT, DUPONT, {"note": "Rappeler lundi"})
    open_sheet(app.run(), DUPONT)
    assert app.subheader[0].value == plain(name)


def test_the_demonstration_opens_on_a_full_grid(app_demo: AppTest) -> None:
    app = app_demo.switch_page("pages/clients.py").run()
    assert not app.exception
    assert len(table(app, GRID).value) > 20


def test_a_change_of_address_tells_which_drafts_and_letters_are_now_wrong(
    opened: Opened,
) -> None:
    app = opened("clients")
    space = open_space(workspace.environ())
    plan = plan_of(space, today=TODAY).plan
    approve_plan(space, ACT, plan_id=plan.plan_id, clients=None)
    send_now(space, ACT)
    with space.engine.connect() as conn:
        draft = next(row.path for row in list_messages(conn) if row.addressee_id == DUPONT)
    app.run()
    type_cells(app, GRID, {line_of(app, "Dupont SA"): {"emails": "autre@dupont.example"}})
    assert "Enregistré : Dupont SA" in told(app)
    assert f"À supprimer du dossier, sauf si déjà transmis : {draft}" in told(app)


def paid_late(space: Space, client_id: int, days: int) -> None:
    """Six invoices that a client paid ``days`` late within the year."""
    with space.engine.begin() as conn:
        model = dict(conn.execute(select(invoice).where(invoice.c.id == IDS["F-1"])).one()._mapping)
        for number in range(6):
            due = TODAY - timedelta(days=60 + 30 * number)
            paid = due + timedelta(days=days)
            row = {"id": 100 + number, "number": f"P-{number}", "client_id": client_id}
            row |= {"payer_id": client_id, "due_date": due, "paid_date": paid, "settled_on": paid}
            conn.execute(insert(invoice).values(model | row | {"open_amount": 0}))
        note(conn, "import", "Export importé.", by="Anne", at=NOW)


def test_a_way_of_paying_suggests_a_scenario_applied_by_a_click_and_taken_back(
    opened: Opened,
) -> None:
    space = open_space(workspace.environ())
    paid_late(space, DUPONT, 21)
    app = opened("clients")
    assert "6 factures payées, médiane J+21 → À surveiller" in told(app)
    app = app.button(key=f"clients-suggest-{DUPONT}").click().run()
    assert kept(DUPONT, "scenario") == "watched"
    assert "Scénario suggéré appliqué : Dupont SA." in told(app)
    assert "6 factures payées" not in told(app)
    app.button(key="clients-undo").click().run()
    assert kept(DUPONT, "scenario") is None


def test_without_habits_nothing_is_suggested(opened: Opened) -> None:
    assert "suggestion" not in told(opened("clients"))


def test_the_sheet_tells_the_sixty_days_to_come_and_what_another_setting_would_do(
    opened: Opened,
) -> None:
    app = opened("clients")
    app.selectbox(key="clients-sheet").select(DUPONT).run()
    coming = next(one.value for one in app.dataframe if "tone_label" in one.value.columns)
    assert coming["step_label"].tolist() == ["1re relance", "2e relance", "Dernière relance"]
    app.session_state[f"clients-trial-{DUPONT}"] = True
    app = app.run()
    trial = next(one for one in app.selectbox if (one.key or "").endswith("-tone"))
    app = trial.select("softer").run()
    assert "3 messages adoucis" in told(app)
    assert kept(DUPONT, "tone") is None, "nothing is kept by trying"
    keep = next(one for one in app.button if (one.key or "").endswith("-keep"))
    app = keep.click().run()
    assert kept(DUPONT, "tone") == "softer"
    assert "Enregistré : Dupont SA, ton : Un cran plus doux." in told(app)


def test_the_management_has_an_address_of_its_own(opened: Opened) -> None:
    app = opened("clients")
    app.selectbox(key="clients-sheet").select(DUPONT).run()
    app.session_state[f"clients-roles-{DUPONT}"] = True
    app = app.run()
    field = next(
        one
        for one in app.text_input
        if (one.key or "").startswith("clients-management") and one.key.endswith("-emails")
    )
    app = field.input("direction@dupont.example").run()
    contacts = contacts_of(open_space(workspace.environ()), DUPONT)
    assert contacts[ContactRole.MANAGEMENT].emails == "direction@dupont.example"
    app.button(key="clients-undo").click().run()
    assert contacts_of(open_space(workspace.environ()), DUPONT) == {}
