"""On the page of clients, two that look alike are made one by a click, or kept apart for good."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import insert, select, update
from streamlit.testing.v1 import AppTest

from relance_core.store import tables as t
from relance_core.ui import workspace
from relance_core.workflows.space import open_space
from tests.pages.hands import table
from tests.pages.ledger import DUPONT, LENOIR, STOCK

Opened = Callable[[str], AppTest]
PAIR = f"clients-alike-{DUPONT}-{STOCK}"


@pytest.fixture
def page(app_ledger: AppTest) -> AppTest:
    """The page of clients, where « Vieux Stock SARL » is called « DUPONT S.A. » instead."""
    with open_space(workspace.environ()).engine.begin() as conn:
        conn.execute(update(t.client).where(t.client.c.id == STOCK).values(name="DUPONT S.A."))
        conn.execute(
            insert(t.client_alias).values(client_id=STOCK, kind="name", value="dupont s.a.")
        )
    return app_ledger.switch_page("pages/clients.py").run()


def said(app: AppTest) -> str:
    """Everything said in words on the page, without the marks that keep it from being Markdown."""
    told = (*app.markdown, *app.warning, *app.caption)
    return " ".join(one.value for one in told).replace("\\", "")


def clients_shown(app: AppTest) -> list[str]:
    """The names in the grid."""
    return list(table(app, "clients-grid").value["name"])


def debtor_of(number: str) -> int | None:
    """Who owes an invoice, by the database."""
    with open_space(workspace.environ()).engine.connect() as conn:
        return conn.scalar(select(t.invoice.c.client_id).where(t.invoice.c.number == number))


def test_two_clients_that_look_alike_are_shown_side_by_side_with_the_reason(page: AppTest) -> None:
    assert not page.exception
    labels = [one.label for one in page.expander]
    assert any("1 paire de clients se ressemble" in label for label in labels)
    assert "Même nom, à la présentation près." in said(page)
    assert "**DUPONT S.A.** · code C4" in said(page)
    assert len(clients_shown(page)) == 6


def test_one_click_makes_one_client_of_two_and_another_takes_it_back(page: AppTest) -> None:
    app = page.button(key=f"{PAIR}-kept").click().run()
    assert not app.exception
    assert sum("dupont" in name.casefold() for name in clients_shown(app)) == 1
    assert debtor_of("F-1") == debtor_of("F-4")
    assert app.button(key="clients-merged-1")
    app = app.button(key="clients-undo").click().run()
    assert (debtor_of("F-1"), debtor_of("F-4")) == (DUPONT, STOCK)
    assert len(clients_shown(app)) == 6


def test_the_name_to_keep_is_chosen(page: AppTest) -> None:
    app = page.button(key=f"{PAIR}-gone").click().run()
    kept = [name for name in clients_shown(app) if "dupont" in name.casefold()]
    other = page.button(key="clients-merged-1").click().run()
    app = other.button(key=f"{PAIR}-kept").click().run()
    assert [name for name in clients_shown(app) if "dupont" in name.casefold()] != kept


def test_a_pair_kept_apart_is_remembered_and_can_be_proposed_again(page: AppTest) -> None:
    app = page.button(key=f"{PAIR}-apart").click().run()
    assert "restent deux clients" in said(app)
    assert not [one for one in app.button if one.key == f"{PAIR}-apart"]
    app = app.button(key=f"clients-apart-{DUPONT}-{STOCK}").click().run()
    assert app.button(key=f"{PAIR}-apart")


def test_any_two_clients_are_merged_by_hand(page: AppTest) -> None:
    assert page.button(key="clients-merge-both").disabled
    app = page.selectbox(key="clients-merge-kept").set_value(LENOIR).run()
    app = app.selectbox(key="clients-merge-gone").set_value(DUPONT).run()
    app = app.button(key="clients-merge-both").click().run()
    assert not app.exception
    assert "« Dupont SA » est fusionné avec « Garage Lenoir »." in said(app)
    assert debtor_of("F-1") == LENOIR


def test_a_merge_is_told_in_the_journal(page: AppTest) -> None:
    page.button(key=f"{PAIR}-kept").click().run()
    app = page.switch_page("pages/journal.py").run()
    assert "fusionné avec" in said(app)


def test_the_espace_without_anybody_alike_proposes_nothing(opened: Opened) -> None:
    app = opened("clients")
    assert not [one for one in app.button if str(one.key).startswith("clients-alike")]


def test_everybody_that_the_contacts_name_is_on_the_clients_sheet(page: AppTest) -> None:
    lines = "Jane Roy, Gérante : jane@a.example\nBob Lys, Comptabilité : bob@a.example"
    with open_space(workspace.environ()).engine.begin() as conn:
        conn.execute(update(t.client).where(t.client.c.id == LENOIR).values(people=lines))
    app = page.selectbox(key="clients-sheet").set_value(LENOIR).run()
    assert not app.exception
    assert lines in [one.value for one in app.text]
