"""A dispute followed on its page: late ones first, whose turn, what was done, and its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import update
from streamlit.testing.v1 import AppTest

from relance_core.store.database import reading
from relance_core.store.disputes import closed_disputes
from relance_core.store.holds import running_holds
from relance_core.store.tables import document
from relance_core.ui import workspace
from relance_core.ui.frame import plain
from relance_core.vocabulary import Withheld
from relance_core.workflows.decide import hold_invoice
from relance_core.workflows.dispute_papers import add_paper
from relance_core.workflows.space import Act, Space, open_space
from tests.pages.hands import choose_row, table
from tests.pages.ledger import ACT, IDS

PAGE = "litiges_promesses"


@pytest.fixture
def space(app_ledger: AppTest) -> Space:
    """One dispute out of its time, noted a month ago by Paul, and one of today."""
    found = open_space(workspace.environ())
    earlier = Act("Paul", datetime(2026, 10, 20, 9, 0))
    code = Withheld.DISPUTE.value
    hold_invoice(found, ACT, IDS["F-2"], code, text="prix")
    hold_invoice(found, earlier, IDS["F-1"], code, amount=Decimal(200), text="quantité")
    return found


@pytest.fixture
def app(space: Space, opened: Callable[[str], AppTest]) -> AppTest:
    """The page, with the dispute out of time chosen."""
    return choose_row(opened(PAGE), "disputes-list", 0)


def key(space: Space) -> str:
    """What the keys of the panel of F-1 begin with."""
    return f"dispute-{IDS['F-1']}-{hold_of(space, 'F-1')}"


def hold_of(space: Space, number: str) -> int:
    with reading(space.engine) as conn:
        return next(row.id for row in running_holds(conn) if row.invoice_id == IDS[number])


def listed(app: AppTest) -> list[str]:
    return list(table(app, "disputes-list").value["number"])


def said(app: AppTest) -> str:
    return " ".join(one.value.replace("\\", "") for one in (*app.markdown, *app.caption))


def test_the_dispute_out_of_time_comes_first_and_its_owner_is_named(app: AppTest) -> None:
    assert listed(app) == ["F-1", "F-7", "F-2"]
    assert table(app, "disputes-list").value["state"].iloc[0].startswith("en retard de ")
    assert "1 litige a dépassé son échéance** : Paul (1)" in said(app)


def test_what_is_changed_is_kept_and_can_be_taken_back(app: AppTest, space: Space) -> None:
    app.text_input(key=f"{key(space)}-owner").set_value("Léa")
    app.date_input(key=f"{key(space)}-deadline").set_value(date(2026, 12, 1))
    app = app.button(key=f"{key(space)}-save").click().run()
    assert not app.exception
    with reading(space.engine) as conn:
        [row] = [one for one in running_holds(conn) if one.invoice_id == IDS["F-1"]]
    assert (row.owner, row.deadline, row.amount) == ("Léa", date(2026, 12, 1), 200_000)

    app = app.button(key="disputes-undo").click().run()
    with reading(space.engine) as conn:
        [row] = [one for one in running_holds(conn) if one.invoice_id == IDS["F-1"]]
    assert row.owner == "Paul"


def test_a_line_added_is_read_under_the_dispute(app: AppTest, space: Space) -> None:
    app.text_input(key=f"{key(space)}-line").set_value("photos reçues")
    app = app.button(key=f"{key(space)}-add").click().run()
    assert not app.exception
    assert "· photos reçues" in said(app)
    assert app.text_input(key=f"{key(space)}-line").value == ""


def test_a_dispute_closed_leaves_the_list_and_can_be_opened_again(
    app: AppTest, space: Space
) -> None:
    app = app.button(key=f"{key(space)}-close").click().run()
    assert not app.exception
    with reading(space.engine) as conn:
        assert closed_disputes(conn)["outcome"].to_list() == ["credit_note"]
    assert listed(app) == ["F-7", "F-2"]

    app = app.button(key="disputes-undo").click().run()
    assert listed(app) == ["F-1", "F-7", "F-2"]


def test_a_dispute_of_the_file_is_followed_from_the_first_change(
    space: Space, opened: Callable[[str], AppTest]
) -> None:
    app = choose_row(opened(PAGE), "disputes-list", 1)
    app = app.button(key=f"dispute-{IDS['F-7']}-None-save").click().run()
    assert not app.exception
    with reading(space.engine) as conn:
        [row] = [one for one in running_holds(conn) if one.invoice_id == IDS["F-7"]]
    assert (row.code, row.owner, row.turn) == ("dispute", row.by, "ours")


def test_its_owner_is_listed_with_an_e_mail_ready_once_the_address_is_known(
    app: AppTest, space: Space
) -> None:
    assert "Dupont SA, facture F-1, 200,00" in said(app).replace("\u202f", " ")
    app = app.text_input(key="disputes-owner-Paul-email").set_value("paul@firme.example").run()
    assert "Adresse de Paul notée" in said(app)
    mails = [one.proto.url for one in app.get("link_button")]
    assert [one for one in mails if one.startswith("mailto:paul@firme.example?subject=1%20litige")]

    app = app.button(key="disputes-owner-Paul-told").click().run()
    assert not app.exception
    assert "Rappelé à Paul : la date est passée." in said(app)


def test_an_end_is_answered_in_writing_and_opened_again_without_a_word(
    app: AppTest, space: Space
) -> None:
    app = app.button(key=f"{key(space)}-close").click().run()
    assert [one.value for one in app.text_input if one.label == "Objet"]
    app = app.button(key="disputes-undo").click().run()
    assert not [one.value for one in app.text_input if one.label == "Objet"]
    assert hold_of(space, "F-1")


def test_a_dispute_noted_by_mistake_is_removed_with_a_way_back(app: AppTest, space: Space) -> None:
    held = hold_of(space, "F-1")
    app = app.button(key=f"{key(space)}-lift").click().run()
    assert "F-1" not in listed(app)
    app = app.button(key="disputes-undo").click().run()
    assert hold_of(space, "F-1") == held


def test_a_paper_kept_with_it_is_listed_and_removed_with_a_way_back(
    app: AppTest, space: Space
) -> None:
    kept = add_paper(space, ACT, hold_of(space, "F-1"), "lettre.pdf", b"%PDF-1.7 lettre")
    app = app.run()
    assert "lettre.pdf · 1 ko · ajouté par Anne" in said(app).replace("\xa0", " ")
    app = app.button(key=f"{key(space)}-paper-remove-{kept}").click().run()
    assert "lettre.pdf · " not in said(app)
    app = app.button(key="disputes-undo").click().run()
    assert "lettre.pdf · " in said(app)


def test_a_paper_that_is_no_more_what_was_kept_is_not_opened_and_says_so(
    app: AppTest, space: Space
) -> None:
    kept = add_paper(space, ACT, hold_of(space, "F-1"), "lettre.pdf", b"%PDF-1.7 lettre")
    opens = f"{key(space)}-paper-open-{kept}"
    app = app.run().button(key=opens).click().run()
    assert [one.proto.label for one in app.get("download_button")][-1] == "Télécharger"
    with space.engine.begin() as conn:
        conn.execute(update(document).values(content=b"%PDF-1.7 autre"))
    app = app.button(key=opens).click().run()
    assert not app.exception
    assert "n'est plus tel qu'il a été gardé" in " ".join(one.value for one in app.warning)


def test_a_decision_lifted_from_its_list_is_put_back(app: AppTest, space: Space) -> None:
    hold_invoice(space, ACT, IDS["F-4"], Withheld.EXCLUDED.value)
    app = app.run()
    excluded = hold_of(space, "F-4")
    app = app.selectbox(key="disputes-tab-3-pick").set_value(f"hold-{excluded}").run()
    app = app.button(key="disputes-tab-3-release").click().run()
    app = app.button(key="disputes-undo").click().run()
    assert not app.exception
    assert hold_of(space, "F-4") == excluded


def test_a_name_that_is_markdown_is_shown_as_it_is_written(
    space: Space, opened: Callable[[str], AppTest]
) -> None:
    name = "![x](http://evil.example/a.png) **Paul**"
    about = {"owner": name, "deadline": date(2026, 11, 1)}
    hold_invoice(space, ACT, IDS["F-4"], Withheld.DISPUTE.value, about=about)
    app = opened(PAGE)
    labels = [one.label for one in app.text_input if "evil" in one.label]
    assert labels == [plain(f"E-mail de {name}")]
    assert not [one for one in app.markdown if "![x](" in one.value]
