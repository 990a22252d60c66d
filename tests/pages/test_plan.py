"""The plan of the day: two lists make the whole, each line has its sentence, decisions at hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import polars as pl
import pytest
from sqlalchemy import insert, select
from streamlit.testing.v1 import AppTest

from relance_core.commitments import CallResult
from relance_core.exports import to_workbook
from relance_core.reminders.ahead import look_ahead
from relance_core.store.database import reading
from relance_core.store.journal import note
from relance_core.store.tables import hold, invoice, journal
from relance_core.ui import workspace
from relance_core.ui.plan_calendar import calendar_chart, planned, planned_messages
from relance_core.ui.plan_header import PAGE
from relance_core.ui.plan_tables import (
    EXPORT_HEADINGS,
    calls,
    exported,
    message_lines,
    partition,
)
from relance_core.ui.plan_words import short_reason
from relance_core.ui.theme import Mode
from relance_core.vocabulary import Step
from relance_core.workflows.decide import hold_invoice
from relance_core.workflows.edit_client import edit_client
from relance_core.workflows.space import open_space
from relance_core.workflows.today_plan import Day, plan_of
from tests.pages.hands import choose_row, table
from tests.pages.ledger import ACT, BREVAL, DUPONT, IDS, TODAY

Opened = Callable[[str], AppTest]
CARRIED, WITHHELD = "plan-carried-", "plan-withheld-"


def told(app: AppTest) -> str:
    """Everything said in words, with ordinary spaces and without the marks against Markdown."""
    said = " ".join(one.value for one in (*app.markdown, *app.caption, *app.warning))
    return said.replace("\\", "").replace("\u202f", " ").replace("\xa0", " ")


def withheld(app: AppTest, reason: str | None = None) -> AppTest:
    """The list of what is not reminded, for one reason or all."""
    app.session_state["plan-list"] = "withheld"
    app.session_state["plan-reason"] = reason
    return app.run()


def running(number: str) -> list[str]:
    """The decisions by hand that hold an invoice."""
    with open_space(workspace.environ()).engine.connect() as conn:
        query = select(hold.c.code).where(
            hold.c.invoice_id == IDS[number], hold.c.released_at.is_(None)
        )
        return list(conn.scalars(query))


def entry_step(number: str) -> str | None:
    """Where the sequence of an invoice begins by decision."""
    with open_space(workspace.environ()).engine.connect() as conn:
        return conn.scalar(select(invoice.c.entry_step).where(invoice.c.id == IDS[number]))


def decide(app: AppTest, number: str, decision: str, **typed: object) -> AppTest:
    """Fill and send the small form of the invoice chosen."""
    key = f"plan-decision-{IDS[number]}"
    app.selectbox(key=f"{key}-what").set_value(decision).run()
    for name, value in typed.items():
        app.session_state[f"{key}-{name}"] = value
    return app.button(key=f"{key}-apply").click().run()


def test_without_data_the_page_leads_to_the_import(app_empty: AppTest) -> None:
    app = app_empty.switch_page("pages/plan.py").run()
    assert not app.exception
    assert "dès que des factures sont importées" in told(app)
    assert app.button(key="plan-demonstration")


def test_the_two_lists_make_the_whole_in_number_and_in_each_currency(opened: Opened) -> None:
    app = opened("plan")
    assert not app.exception
    assert (
        "7 factures ouvertes = 2 à relancer + 5 non relancées ; 5 000,00 € et 300,00 $US au total "
        "= 1 200,00 € et 300,00 $US + 3 800,00 €." in told(app)
    )


def test_the_partition_says_when_an_invoice_is_on_neither_side(opened: Opened) -> None:
    opened("plan")
    day = plan_of(open_space(workspace.environ()), today=TODAY)
    assert partition(day).holds
    short = replace(day, plan=replace(day.plan, withheld=day.plan.withheld.slice(1)))
    assert not partition(short).holds
    assert "≠" in partition(short).words()


def test_each_message_ends_with_its_sentence_and_the_one_button_leads_to_the_review(
    opened: Opened,
) -> None:
    app = opened("plan")
    lines = table(app, CARRIED).value
    assert lines["client_name"].tolist() == ["Dupont SA", "Nord Export Ltd"]
    assert lines["why"][0] == "F-1 échue depuis 7 jours ; aucune relance connue."
    assert app.button(key="plan-review").label == "Relire les 2 messages"


def test_the_reason_of_a_message_of_several_invoices_is_read_before_the_cell_ends() -> None:
    told = pl.DataFrame(
        {
            "step_label": ["2e relance", "Courtoisie"],
            "reason": [
                "2e relance : facture FA2026-0164 échue depuis 124 jours ; 1re relance le "
                "13/11/2026. Concerne aussi 2 autres factures. Ton maintenu.",
                "Courtoisie : facture F-1 à échéance le 02/01/2027.",
            ],
        }
    ).select(short_reason(TODAY))
    assert told["why"].to_list() == [
        "FA2026-0164 + 2 autres, échue depuis 124 jours ; 1re relance le 13/11. Ton maintenu.",
        "F-1 à échéance le 02/01/2027.",
    ]


def test_a_message_that_deducts_a_credit_says_what_it_asks_and_why(opened: Opened) -> None:
    with open_space(workspace.environ()).engine.begin() as conn:
        row = dict(conn.execute(select(invoice).where(invoice.c.id == IDS["F-1"])).one()._mapping)
        credit = {"id": 98, "number": "AV-1", "kind": "credit_note", "open_amount": 300_000}
        conn.execute(insert(invoice).values(row | credit))
        note(conn, "import", "Avoir importé.", by="Anne", at=ACT.at)
    app = choose_row(opened("plan"), CARRIED, 0)
    assert "Demandé : 900,00 €, soit 1 200,00 € de factures moins 300,00 €" in told(app)
    app = opened("clients")
    line = table(app, "clients-grid").value.set_index("name").loc["Dupont SA"]
    assert (line["overdue"], line["deducted"]) == (Decimal("1200.000"), Decimal("300.000"))


def test_each_invoice_not_reminded_says_why(opened: Opened) -> None:
    app = withheld(opened("plan"))
    lines = table(app, WITHHELD).value
    assert sorted(lines["number"]) == ["F-2", "F-3", "F-4", "F-5", "F-7"]
    assert all(reason.endswith(".") for reason in lines["reason"])


def test_reasons_carry_their_count_and_amount_and_narrow_the_list(opened: Opened) -> None:
    app = withheld(opened("plan"), "needs_decision")
    pills = app.get("button_group")[1].proto.options
    contents = [one.content.replace("\\", "").replace("\xa0", " ") for one in pills]
    assert "Décision à prendre · 2 · 1 200 €" in [one.replace("\u202f", " ") for one in contents]
    assert sorted(table(app, WITHHELD).value["number"]) == ["F-4", "F-5"]


def test_search_finds_a_client_or_a_number_whatever_the_accents(opened: Opened) -> None:
    app = withheld(opened("plan"))
    app.text_input(key="plan-search").set_value("breval").run()
    assert table(app, WITHHELD).value["number"].tolist() == ["F-3"]
    app.text_input(key="plan-search").set_value("f-7").run()
    assert table(app, WITHHELD).value["number"].tolist() == ["F-7"]
    app.text_input(key="plan-search").set_value("personne").run()
    assert "Rien ne répond à ces filtres." in [one.value for one in app.info]


def test_a_payment_noted_from_the_list_takes_the_message_out_and_can_be_taken_back(
    opened: Opened,
) -> None:
    app = choose_row(opened("plan"), CARRIED, 0)
    decide(app, "F-1", "paid")
    assert running("F-1") == ["paid"]
    assert "Facture F-1 (Dupont SA) : notée payée. Le plan est recalculé." in told(app)
    assert table(app, CARRIED).value["client_name"].tolist() == ["Nord Export Ltd"]
    app.button(key="plan-undo").click().run()
    assert running("F-1") == []
    assert "Dupont SA" in table(app, CARRIED).value["client_name"].tolist()


def test_a_part_in_dispute_leaves_the_rest_to_be_asked_for(opened: Opened) -> None:
    app = choose_row(opened("plan"), CARRIED, 0)
    decide(app, "F-1", "dispute", amount="200,50", text="Produit abîmé")
    lines = table(app, CARRIED).value
    assert lines[lines["client_name"] == "Dupont SA"]["amount"].tolist() == [Decimal("999.500")]


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [("douze", "n'est pas un montant"), ("5000", "entre 0 et le restant dû")],
)
def test_an_impossible_amount_is_refused_and_what_was_typed_is_kept(
    opened: Opened, amount: str, sentence: str
) -> None:
    app = choose_row(opened("plan"), CARRIED, 0)
    decide(app, "F-1", "dispute", amount=amount)
    assert sentence in told(app)
    assert running("F-1") == []
    assert app.text_input(key=f"plan-decision-{IDS['F-1']}-amount").value == amount


def test_a_promise_needs_its_date(opened: Opened) -> None:
    app = choose_row(opened("plan"), CARRIED, 0)
    decide(app, "F-1", "promise")
    assert "Une promesse a une date" in told(app)
    assert running("F-1") == []


def test_old_invoices_resume_together_at_the_step_chosen(opened: Opened) -> None:
    app = withheld(opened("plan"), "needs_decision")
    app.selectbox(key="plan-resume-step").set_value("reminder_2").run()
    app.button(key="plan-resume-apply").click().run()
    assert not app.exception
    assert (entry_step("F-4"), entry_step("F-5")) == ("reminder_2", "reminder_2")
    app.session_state["plan-list"] = "carried"
    app.run()
    assert "Vieux Stock SARL" in table(app, CARRIED).value["client_name"].tolist()
    app.button(key="plan-undo").click().run()
    assert (entry_step("F-4"), entry_step("F-5")) == (None, None)


def test_everything_can_be_suspended_at_once_and_resumed(opened: Opened) -> None:
    app = opened("plan")
    app.button(key="plan-suspend").click().run()
    assert "rien ne part avant la reprise" in told(app)
    assert "plan-review" not in [one.key for one in app.button]
    app.button(key="plan-suspend").click().run()
    assert app.button(key="plan-review").label == "Relire les 2 messages"


def test_on_a_closed_day_the_plan_says_that_it_is_for_the_next_open_one(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RELANCE_TODAY", "2026-11-21")
    assert "Pour le lundi 23 novembre 2026, premier jour ouvré" in told(opened("plan"))


def test_the_calendar_says_what_comes_if_nothing_is_paid(opened: Opened) -> None:
    app = opened("plan")
    app.session_state["plan-list"] = "calendar"
    app.run()
    assert not app.exception
    lines = app.dataframe[0].value
    steps = [
        (str(day)[:10], step)
        for day, step, client in zip(
            lines["day"], lines["step_label"], lines["client_name"], strict=True
        )
        if client == "Dupont SA"
    ]
    assert steps == [
        ("2026-11-20", "1re relance"),
        ("2026-11-24", "2e relance"),
        ("2026-12-01", "Dernière relance"),
    ], "the formal notice wants a postal address"


def test_calls_of_the_plan_are_listed_with_whom_to_ask_for(app_ledger: AppTest) -> None:
    day = plan_of(open_space(workspace.environ()), today=TODAY)
    assert calls(message_lines(day)).is_empty()
    by_phone = day.plan.reminders.with_columns(
        pl.when(pl.col("addressee_id") == DUPONT)
        .then(pl.lit("call"))
        .otherwise("channel")
        .alias("channel")
    )
    calling = replace(day, plan=replace(day.plan, reminders=by_phone))
    assert calls(message_lines(calling)).select("client_name", "amount").rows() == [
        ("Dupont SA", Decimal("1200.000"))
    ]


def coming(day: Day) -> pl.DataFrame:
    """The calendar's rows."""
    ahead = look_ahead(day.situation, day.scenarios, day.settings.rules, today=TODAY)
    return planned(ahead, day.situation)


def test_two_invoices_of_a_client_on_one_day_are_one_planned_message(app_ledger: AppTest) -> None:
    space = open_space(workspace.environ())
    with space.engine.begin() as conn:
        row = dict(conn.execute(select(invoice).where(invoice.c.id == IDS["F-3"])).one()._mapping)
        conn.execute(insert(invoice).values(row | {"id": 99, "number": "F-99"}))
    frame = coming(plan_of(space, today=TODAY)).filter(
        pl.col("step") == "courtesy", pl.col("addressee_id") == BREVAL
    )
    assert frame["about"].to_list() == ["F-3 et 1 autre"]
    assert row["client_id"] == BREVAL


def calendar(app: AppTest, search: str = "") -> AppTest:
    """The days to come, all of them or those of whom is looked for."""
    app.session_state["plan-list"] = "calendar"
    return app.text_input(key="plan-search").set_value(search).run()


def test_the_calendar_names_the_invoice_whose_step_each_message_bears(opened: Opened) -> None:
    app = calendar(opened("plan"), "Dupont")
    lines = app.dataframe[0].value
    assert lines["about"][0] == "F-1"
    assert "Chaque facture a ses propres étapes" in told(app)


def test_where_the_days_to_come_are_read_a_missing_formal_notice_says_why(opened: Opened) -> None:
    app = calendar(opened("plan"), "Dupont")
    missing = app.dataframe[1].value
    assert missing["client_name"].tolist() == ["Dupont SA"]
    assert missing["reason"][0].startswith("Adresse postale manquante")
    assert "60 jours : 1 client en retard" in app.expander[0].label


def test_the_calendar_chart_is_valid_and_described(app_ledger: AppTest) -> None:
    days = planned_messages(coming(plan_of(open_space(workspace.environ()), today=TODAY)))
    chart = calendar_chart(days, mode=Mode.LIGHT)
    assert chart is not None
    assert chart.to_dict(validate=True)
    assert "11 messages prévus du 20/11/2026 au 21/12/2026" in chart.description
    assert calendar_chart(days.clear(), mode=Mode.DARK) is None


def test_the_workbook_holds_every_open_invoice_once(app_ledger: AppTest) -> None:
    frames = exported(plan_of(open_space(workspace.environ()), today=TODAY))
    content = to_workbook(frames, title="Plan", generated_on=TODAY, headings=EXPORT_HEADINGS)
    book = openpyxl.load_workbook(BytesIO(content))
    assert book.sheetnames == ["À relancer", "Non relancées"]
    numbers = sorted(
        cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if str(cell.value or "").startswith("F-")
    )
    assert numbers == sorted(IDS)


def test_the_workbook_tells_the_last_day_held_whatever_holds(app_ledger: AppTest) -> None:
    """A pause is told with its last day, what follows another message with its first free one."""
    space = open_space(workspace.environ())
    edit_client(space, ACT, DUPONT, {"pause_until": date(2026, 11, 24)})
    day = plan_of(space, today=TODAY)
    paused, gap, to_come = (IDS[number] for number in ("F-1", "F-2", "F-3"))
    told = pl.DataFrame(
        {
            "invoice_id": [paused, gap, to_come],
            "code": ["paused", "too_soon", "not_due"],
            "until": [date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 27)],
        }
    )
    withheld = day.plan.withheld.filter(pl.col("invoice_id") == paused).drop("invoice_id", "code")
    frame = told.join(withheld.drop("until"), how="cross").select(day.plan.withheld.columns)
    last = exported(replace(day, plan=replace(day.plan, withheld=frame)))["Non relancées"]
    assert dict(last.select("number", "held_until").rows()) == {
        "F-1": date(2026, 11, 24),
        "F-2": date(2026, 11, 24),
        "F-3": None,
    }


def test_the_calendar_gives_each_step_its_own_colour(app_ledger: AppTest) -> None:
    days = pl.DataFrame({"day": [TODAY] * len(Step), "step": list(Step), "messages": 1})
    chart = calendar_chart(days, mode=Mode.LIGHT)
    assert chart is not None
    scale = chart.to_dict()["layer"][0]["encoding"]["color"]["scale"]
    assert len(set(scale["range"])) == len(Step)


def test_the_demonstration_has_a_plan_that_holds(app_demo: AppTest) -> None:
    app = app_demo.switch_page("pages/plan.py").run()
    assert not app.exception
    assert "≠" not in told(app)
    assert len(table(app, CARRIED).value) > 5


def test_the_plan_says_what_its_messages_ask_for_when_it_is_not_what_is_due(
    opened: Opened,
) -> None:
    assert "demande" not in told(opened("plan"))
    space = open_space(workspace.environ())
    hold_invoice(space, ACT, IDS["F-1"], "dispute", amount=Decimal(200))
    assert "Les messages demandent 1 000,00 € et 300,00 $US : les avoirs" in told(opened("plan"))


def to_call(app: AppTest) -> AppTest:
    """The list of calls, its only line chosen."""
    app.session_state["plan-list"] = "calls"
    return choose_row(app.run(), "plan-calls", 0)


def calling_dupont(opened: Opened) -> AppTest:
    calling = {"scenario": "large_claim", "phone": "02 40 00 00 00", "shift_days": 3}
    edit_client(open_space(workspace.environ()), ACT, DUPONT, calling)
    return to_call(opened("plan"))


def test_a_call_made_is_noted_with_what_was_said_and_can_be_taken_back(
    opened: Opened,
) -> None:
    space = open_space(workspace.environ())
    app = calling_dupont(opened)
    assert "À appeler : 02 40 00 00 00" in told(app)
    [link] = app.get("link_button")
    assert link.proto.url == "tel:+33240000000"
    app = app.button_group(key=f"plan-call-{DUPONT}-result").set_value(CallResult.ANSWERED).run()
    app.text_area(key=f"plan-call-{DUPONT}-said").input("Mme Roy rappelle mardi").run()
    app = app.button(key=f"plan-call-{DUPONT}").click().run()
    assert not app.exception
    history = plan_of(space, today=TODAY).situation.history
    assert history.select("step", "state").rows() == [("reminder_1", "sent")]
    assert "Appel à Dupont SA noté" in told(app)
    app.button(key=f"{PAGE}-undo").click().run()
    assert plan_of(space, today=TODAY).situation.history.is_empty()


def test_a_promise_made_on_the_phone_withdraws_the_reminder_and_has_its_confirmation_ready(
    opened: Opened,
) -> None:
    space = open_space(workspace.environ())
    app = calling_dupont(opened)
    key = f"plan-call-{DUPONT}"
    app = app.button_group(key=f"{key}-result").set_value(CallResult.PROMISE).run()
    app.date_input(key=f"{key}-until").set_value(date(2026, 11, 27))
    app.selectbox(key=f"{key}-means").set_value("virement")
    app.text_input(key=f"{key}-who").set_value("Mme Roy")
    app = app.button(key=key).click().run()

    assert not app.exception
    withheld = plan_of(space, today=TODAY).plan.withheld
    mine = withheld.filter(pl.col("invoice_id") == IDS["F-1"])
    assert mine["code"].to_list() == ["promise"]
    [body] = [one.value for one in app.text_area if one.label == "Message"]
    assert body.startswith("Bonjour Mme Roy,")
    assert "pour le 27 novembre 2026" in body
    mail = [one.proto.url for one in app.get("link_button") if one.proto.url.startswith("mailto:")]
    assert mail[0].startswith("mailto:compta@dupont.example?subject=")
    app = app.button(key="companion-sent").click().run()
    assert not [one for one in app.text_area if one.label == "Message"]
    with reading(space.engine) as conn:
        [kept] = [row.data for row in conn.execute(select(journal)) if row.data]
    assert kept["body"] == body


def test_a_promise_without_a_day_is_refused_and_what_was_typed_stays(opened: Opened) -> None:
    app = calling_dupont(opened)
    key = f"plan-call-{DUPONT}"
    app = app.button_group(key=f"{key}-result").set_value(CallResult.PROMISE).run()
    app.text_area(key=f"{key}-said").input("paiera bientôt").run()
    app = app.button(key=key).click().run()

    assert "Une promesse a une date : rien n'a été noté" in told(app)
    assert app.text_area(key=f"{key}-said").value == "paiera bientôt"
    assert plan_of(open_space(workspace.environ()), today=TODAY).situation.history.is_empty()


def test_one_invoice_can_follow_another_scenario_than_its_client(opened: Opened) -> None:
    app = choose_row(opened("plan"), CARRIED, 0)
    key = f"{PAGE}-decision-{IDS['F-1']}"
    app.selectbox(key=f"{key}-what").select("scenario").run()
    app.selectbox(key=f"{key}-scenario").select("good_payer").run()
    app = app.button(key=f"{key}-apply").click().run()
    assert not app.exception
    ledger = plan_of(open_space(workspace.environ()), today=TODAY).situation.ledger
    assert ledger.filter(pl.col("number") == "F-1")["scenario"].to_list() == ["good_payer"]
    assert "scénario : Bon payeur" in told(app)
    app.button(key=f"{PAGE}-undo").click().run()
    ledger = plan_of(open_space(workspace.environ()), today=TODAY).situation.ledger
    assert ledger["scenario"].is_null().all()
