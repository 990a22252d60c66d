"""A dispute followed on its page: late ones first, whose turn, what was done, and its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from relance_core.store.database import reading
from relance_core.store.disputes import closed_disputes
from relance_core.store.holds import running_holds
from relance_core.ui import workspace
from relance_core.vocabulary import Withheld
from relance_core.workflows.decide import hold_invoice
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
