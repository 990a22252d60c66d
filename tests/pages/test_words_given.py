"""Hand-overs announced and insured claims, on the page that says which word was not kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from relance_core.store.journal import note
from relance_core.store.messages import NewLine, add_batch, add_message
from relance_core.ui import workspace
from relance_core.workflows.approve import approve_plan
from relance_core.workflows.decide import hold_invoice
from relance_core.workflows.edit_client import edit_client
from relance_core.workflows.space import Space, open_space
from relance_core.workflows.today_plan import plan_of
from tests.pages.ledger import ACT, DUPONT, IDS, TODAY

PAGE = "litiges_promesses"


@pytest.fixture
def space(app_ledger: AppTest) -> Space:
    return open_space(workspace.environ())


def announce(space: Space, number: str, day: date) -> None:
    """A last notice that left three weeks ago and announced a hand-over for ``day``."""
    left = ACT.at.replace(day=1, month=11)
    with space.engine.begin() as conn:
        batch = add_batch(conn, by="Anne", at=left, for_date=left.date(), plan_id="x", mode="live")
        values = {
            "batch_id": batch,
            "addressee_id": DUPONT,
            "step": "last_notice",
            "tone": "formal",
            "channel": "email",
            "for_date": left.date(),
            "deadline": day,
            "subject": "Dernier avis",
            "recipients": {},
            "text": "",
            "sha256": "",
            "totals": {},
            "approved_by": "Anne",
            "approved_at": left,
            "state": "sent",
            "sent_at": left,
        }
        add_message(conn, values, [NewLine(IDS[number], "last_notice", Decimal(1200), "EUR")])
        note(conn, "sent", "Dernier avis envoyé.", by="Anne", at=left)


def shown(app: AppTest, mark: str, column: str) -> list[str]:
    """A column of the table that has the column ``mark``."""
    return [one for found in app.dataframe if mark in found.value for one in found.value[column]]


def test_a_hand_over_announced_and_not_done_is_a_word_not_kept(
    space: Space, opened: Callable[[str], AppTest]
) -> None:
    announce(space, "F-1", date(2026, 11, 12))
    app = opened(PAGE)

    assert shown(app, "announced_on", "state") == ["pas faite, 8 j de retard"]
    assert any("la parole donnée n'est pas tenue" in one.value for one in app.warning)


def test_a_promise_noted_since_frees_from_the_word_given(
    space: Space, opened: Callable[[str], AppTest]
) -> None:
    announce(space, "F-1", date(2026, 11, 12))
    hold_invoice(space, ACT, IDS["F-1"], "promise", until=TODAY)
    app = opened(PAGE)

    assert shown(app, "announced_on", "state") == ["suspendue : promesse de paiement"]
    assert not any("parole" in one.value for one in app.warning)


def test_to_whom_a_file_was_handed_over_is_kept_and_can_be_taken_back(
    space: Space, opened: Callable[[str], AppTest]
) -> None:
    announce(space, "F-1", TODAY)
    approve_hand_over(space)
    app = opened(PAGE).selectbox(key="disputes-handed-pick").set_value(IDS["F-1"]).run()
    app = app.text_input(key="disputes-handed-name").set_value("Me Roy").run()
    app = app.button(key="disputes-handed").click().run()

    assert not app.exception
    done, to = "le 20/11/2026, à la date annoncée", "agence de recouvrement, Me Roy"
    assert shown(app, "announced_on", "state") == [f"transmis ({to}) {done}"]
    app = app.button(key="disputes-undo").click().run()
    assert shown(app, "announced_on", "state") == [f"transmis {done}"]


def approve_hand_over(space: Space) -> None:
    """The hand-over of the day is approved, one by one as it must be."""
    plan_id = plan_of(space, today=TODAY).plan.plan_id
    approve_plan(space, ACT, plan_id=plan_id, clients=[DUPONT], include_formal=True)


def test_an_insured_claim_is_declared_once_and_that_can_be_taken_back(
    space: Space, opened: Callable[[str], AppTest]
) -> None:
    edit_client(space, ACT, DUPONT, {"insured": True, "declare_days": 10})
    app = opened(PAGE)
    before = shown(app, "declare_by", "number")
    assert "F-1" in before
    app = app.selectbox(key="disputes-declare-pick").set_value(IDS["F-1"]).run()
    app = app.button(key="disputes-declared").click().run()
    assert not app.exception
    assert IDS["F-1"] not in plan_of(space, today=TODAY).plan.withheld["invoice_id"].to_list()

    app = app.button(key="disputes-undo").click().run()
    assert shown(app, "declare_by", "number") == before
