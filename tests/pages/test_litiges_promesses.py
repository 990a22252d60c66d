"""The page of what holds an invoice back: disputes, promises, and other decisions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import update
from streamlit.testing.v1 import AppTest

from relance_core.store import journal
from relance_core.store.outbox import start_batches
from relance_core.store.tables import invoice
from relance_core.ui import workspace
from relance_core.vocabulary import WITHHELD_LABELS, Withheld
from relance_core.workflows.approve import approve_plan
from relance_core.workflows.decide import hold_invoice
from relance_core.workflows.space import open_space
from relance_core.workflows.today_plan import plan_of
from tests.pages.ledger import ACT, DUPONT, IDS, TODAY

PAGE = "litiges_promesses"


def withheld() -> dict[int, str]:
    """Why each open invoice is not reminded today."""
    plan = plan_of(open_space(workspace.environ()), today=TODAY).plan
    return dict(plan.withheld.select("invoice_id", "code").iter_rows())


def listed(app: AppTest, column: str) -> list[str]:
    """What the tables of all tabs show in ``column``."""
    return [value for one in app.dataframe if column in one.value for value in one.value[column]]


def written(app: AppTest) -> list[str]:
    """The message proposed."""
    return [one.value for one in app.text_area if one.label == "Message"]


def note(app: AppTest, number: str, kind: str, **fields: object) -> AppTest:
    """Fill the form for an invoice of Dupont SA and press its button."""
    app = app.selectbox(key="disputes-client").set_value(DUPONT).run()
    app.selectbox(key="disputes-invoice").set_value(IDS[number])
    app = app.selectbox(key="disputes-kind").set_value(kind).run()
    for name, value in fields.items():
        place = app.date_input if name == "until" else app.text_input
        place(key=f"disputes-{name}").set_value(value)
    app = app.button(key="disputes-add").click().run()
    assert not app.exception
    return app


def lift(app: AppTest, tab: int, one: str) -> AppTest:
    app = app.selectbox(key=f"disputes-tab-{tab}-pick").set_value(one).run()
    app = app.button(key=f"disputes-tab-{tab}-release").click().run()
    assert not app.exception
    return app


def test_without_data_the_page_says_what_it_is_for(app_empty: AppTest) -> None:
    app = app_empty.switch_page(f"pages/{PAGE}.py").run()
    assert not app.exception
    assert "contestée ou promise" in app.markdown[0].value
    assert app.button(key="disputes-demonstration")


def test_a_dispute_of_the_file_is_listed_with_its_amount(
    opened: Callable[[str], AppTest],
) -> None:
    app = opened(PAGE)
    assert listed(app, "number") == ["F-7"]
    assert listed(app, "state") == ["à suivre, signalé par votre fichier"]
    assert listed(app, "note") == ["non précisé"]
    assert app.tabs[0].label.replace("\\", "").startswith("En litige (1 · 100")


def test_a_dispute_noted_here_holds_the_invoice_back(opened: Callable[[str], AppTest]) -> None:
    app = note(opened(PAGE), "F-1", Withheld.DISPUTE.value, note="quantité fausse")
    assert withheld()[IDS["F-1"]] == Withheld.DISPUTE
    assert listed(app, "note") == ["non précisé", "quantité fausse"]


def test_a_part_in_dispute_lets_the_rest_be_reminded(opened: Callable[[str], AppTest]) -> None:
    note(opened(PAGE), "F-1", Withheld.DISPUTE.value, amount="200,00")
    assert IDS["F-1"] not in withheld()


def test_an_amount_above_what_is_due_is_refused_and_stays_typed(
    opened: Callable[[str], AppTest],
) -> None:
    app = note(opened(PAGE), "F-1", Withheld.DISPUTE.value, amount="5 000")
    assert "entre 0 et le restant dû" in app.warning[0].value.replace("\\", "")
    assert app.text_input(key="disputes-amount").value == "5 000"
    assert IDS["F-1"] not in withheld()


def test_a_promise_needs_a_date(opened: Callable[[str], AppTest]) -> None:
    app = note(opened(PAGE), "F-1", Withheld.PROMISE.value)
    assert "Une promesse a une date" in app.warning[0].value.replace("\\", "")
    app = note(app, "F-1", Withheld.PROMISE.value, until=date(2026, 11, 27))
    assert withheld()[IDS["F-1"]] == Withheld.PROMISE


@pytest.mark.parametrize(
    "kind",
    [Withheld.EXCLUDED, Withheld.INSOLVENCY, Withheld.REPLY_PENDING],
)
def test_other_decisions_hold_back_for_their_own_reason(
    opened: Callable[[str], AppTest], kind: Withheld
) -> None:
    app = note(opened(PAGE), "F-1", kind.value)
    assert withheld()[IDS["F-1"]] == kind
    assert listed(app, "kind") == [WITHHELD_LABELS[kind]]


def test_a_promise_noted_here_has_its_confirmation_ready_and_can_be_taken_back(
    opened: Callable[[str], AppTest],
) -> None:
    app = opened(PAGE).selectbox(key="disputes-client").set_value(DUPONT).run()
    app.selectbox(key="disputes-invoice").set_value(IDS["F-1"])
    app = app.selectbox(key="disputes-kind").set_value(Withheld.PROMISE.value).run()
    app.date_input(key="disputes-until").set_value(date(2026, 11, 27))
    app.text_input(key="disputes-amount").set_value("500")
    app.selectbox(key="disputes-means").set_value("virement")
    app.text_input(key="disputes-contact").set_value("Mme Roy")
    app = app.button(key="disputes-add").click().run()

    assert not app.exception
    body = written(app)[0].replace("\u202f", " ").replace("\xa0", " ")
    assert body.startswith("Bonjour Mme Roy,\n\nMerci pour votre retour.")
    assert "votre règlement de 500,00 € par virement pour le 27 novembre 2026" in body
    app = app.button(key="disputes-undo").click().run()
    assert IDS["F-1"] not in withheld()
    assert written(app) == []


def test_a_plan_agreed_here_holds_its_invoices_until_it_is_taken_back(
    opened: Callable[[str], AppTest],
) -> None:
    app = opened(PAGE).selectbox(key="disputes-client").set_value(DUPONT).run()
    app = app.selectbox(key="disputes-kind").set_value(Withheld.PAYMENT_PLAN.value).run()
    app = app.multiselect(key=f"disputes-plan-invoices-{DUPONT}").set_value([IDS["F-1"]]).run()
    app = app.button(key="plan-agree").click().run()
    assert not app.exception
    assert withheld()[IDS["F-1"]] == Withheld.PAYMENT_PLAN
    assert listed(app, "place") == ["1 / 3", "2 / 3", "3 / 3"]
    body = written(app)[0].replace("\u202f", " ").replace("\xa0", " ")
    assert "la somme de 1 200,00 €, ainsi détaillée :\nFacture n° F-1, " in body
    assert "– 20 décembre 2026 : 400,00 €" in body
    assert app.tabs[2].label.replace("\\", "").startswith("Échéanciers (1 · 1")

    app = app.button(key="disputes-undo").click().run()
    assert IDS["F-1"] not in withheld()


def test_a_decision_lifted_lets_the_invoice_follow_its_scenario(
    opened: Callable[[str], AppTest],
) -> None:
    app = note(opened(PAGE), "F-1", Withheld.EXCLUDED.value)
    lift(app, 3, "hold-1")
    assert IDS["F-1"] not in withheld()


def test_a_dispute_of_the_file_can_be_overruled(opened: Callable[[str], AppTest]) -> None:
    app = opened(PAGE)
    assert withheld()[IDS["F-7"]] == Withheld.DISPUTE
    lift(app, 0, f"file-{IDS['F-7']}")
    assert IDS["F-7"] not in withheld()


def test_a_promise_that_newer_data_does_not_show_as_paid_says_so(app_ledger: AppTest) -> None:
    earlier = ACT.at.replace(day=2)
    act = type(ACT)(by="Anne", at=earlier)
    space = open_space(workspace.environ())
    hold_invoice(space, act, IDS["F-1"], Withheld.PROMISE.value, until=date(2026, 11, 5))
    app = app_ledger.switch_page(f"pages/{PAGE}.py").run()
    assert listed(app, "state")[1:] == ["non tenue"]


def test_everything_can_be_suspended_and_resumed(opened: Callable[[str], AppTest]) -> None:
    app = opened(PAGE)
    before = withheld()
    app = app.button(key="disputes-suspend").click().run()
    assert Withheld.ALL_SUSPENDED in withheld().values()
    assert app.button(key="disputes-suspend").label == "Reprendre les relances"
    app.button(key="disputes-suspend").click().run()
    assert withheld() == before


def test_resuming_tells_of_the_sending_that_stays_in_pause(
    opened: Callable[[str], AppTest],
) -> None:
    app = opened(PAGE)
    space = open_space(workspace.environ())
    approve_plan(space, ACT, plan_id=plan_of(space, today=TODAY).plan.plan_id, clients=None)
    with space.engine.begin() as conn:
        start_batches(conn, None)
    app = app.button(key="disputes-suspend").click().run()
    assert not app.get("page_link")
    app = app.button(key="disputes-suspend").click().run()
    assert any("Reprendre" in one.value for one in app.warning)
    assert [one.proto.label for one in app.get("page_link")] == ["Ouvrir Revue et envoi"]


def test_an_invoice_near_the_end_of_its_delay_is_shown_without_a_verdict(
    opened: Callable[[str], AppTest],
) -> None:
    with open_space(workspace.environ()).engine.begin() as conn:
        conn.execute(
            update(invoice).where(invoice.c.id == IDS["F-1"]).values(issue_date=date(2022, 1, 10))
        )
        # What a page has read is read again once something is in the journal.
        journal.note(conn, "import", "Export importé.", by=ACT.by, at=ACT.at)
    app = opened("litiges_promesses")
    [shown] = [one.value for one in app.get("dataframe") if "limit_on" in one.value]

    assert list(shown["number"]) == ["F-1"]
    assert list(shown["stage_label"]) == ["dans moins de 3 mois"]
    words = " ".join(one.value for one in app.caption).replace("\\", "")
    assert "À confirmer sur le dossier" in words
    assert "prescrite" not in words
