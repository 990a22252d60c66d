"""The dashboard: its figures, its charts, and the table that a click in any of them narrows."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import polars as pl
import pytest
from sqlalchemy import Update, update
from streamlit.testing.v1 import AppTest

from relance_core.receivables.ageing import ageing
from relance_core.receivables.forecast import CHANCES, Forecast, forecast
from relance_core.receivables.indicators import evolution
from relance_core.schemas import HOLDS
from relance_core.store import tables as t
from relance_core.store.journal import note
from relance_core.ui import dashboard, workspace
from relance_core.ui.dashboard_charts import forecast_note, insufficient
from relance_core.ui.dashboard_figures import Figure, figures
from relance_core.ui.dashboard_filter import Filter, filter_of
from relance_core.ui.dashboard_table import exported, in_order, sought
from relance_core.workflows.decide import hold_invoice
from relance_core.workflows.space import Act, open_space
from tests.pages.ledger import IDS, NOW, STOCK
from tests.receivables.ledger import TODAY, day, line, paid, portfolio

NONE = pl.DataFrame(schema=CHANCES)
#: Where a test keeps what it clicked.
CLICKS = "clicks"


def clicked(app: AppTest, chart: str, **point: Any) -> AppTest:
    """Click a mark of ``chart``; what was clicked in the others stays, as in a browser."""
    (found,) = [one for one in app.get("vega_lite_chart") if one.proto.id.endswith(f"-{chart}")]
    kept: dict[str, str] = app.session_state.get(CLICKS, {})
    app.session_state[CLICKS] = kept | {
        found.proto.id: json.dumps({"selection": {"mark": [point]}})
    }
    states = app._tree.get_widget_states()
    for chart_id, state in app.session_state[CLICKS].items():
        states.widgets.add(id=chart_id, string_value=state)
    return app._run(states)


def change(statement: Update) -> None:
    """Change the data as a workflow does: with a line in the journal."""
    with open_space(workspace.environ()).engine.begin() as conn:
        conn.execute(statement)
        note(conn, "edit", "Modifié.", by="Anne", at=NOW)


def numbers(app: AppTest) -> list[str]:
    """The invoices of the table, in its order."""
    return list(app.dataframe[0].value["number"])


def sentence(app: AppTest) -> str:
    """What is written above the table, as a person reads it."""
    above = next(
        one.value for one in app.markdown if one.value.startswith("**") and "actur" in one.value
    )
    return above.replace("\\", "").replace("\u202f", " ").replace("\u00a0", " ")


def figure(shown: list[Figure], label: str) -> Figure:
    return next(one for one in shown if one.label == label)


# The page


def test_an_empty_espace_says_what_the_page_is_for_and_offers_two_ways_in(
    app_empty: AppTest,
) -> None:
    app = app_empty.switch_page("pages/tableau_de_bord.py").run()
    assert not app.exception
    assert any("qui doit combien et depuis quand" in one.value for one in app.markdown)
    assert [one.key for one in app.button] == ["dashboard-import", "dashboard-demonstration"]
    assert not app.metric


def test_the_five_figures_stand_in_a_row_each_with_its_formula(
    opened: Callable[[str], AppTest],
) -> None:
    app = opened("tableau_de_bord")
    labels = ["Encours", "Échu", "En litige", "DSO", "À plus de 90 jours"]
    assert [one.label for one in app.metric] == labels
    assert app.metric[0].value == "5\u202f000\u00a0€"
    assert all(one.help for one in app.metric)


def test_one_currency_is_shown_at_a_time_and_never_summed(
    opened: Callable[[str], AppTest],
) -> None:
    app = opened("tableau_de_bord")
    assert app.segmented_control[0].options == ["5\u202f000\u00a0€", "300\u00a0\\$US"]
    app = app.segmented_control(key="dashboard-currency").set_value("USD").run()
    assert app.metric[0].value == "300\u00a0\\$US"
    assert numbers(app) == ["F-6"]


def test_the_table_begins_with_the_latest_invoice(opened: Callable[[str], AppTest]) -> None:
    assert numbers(opened("tableau_de_bord")) == ["F-5", "F-4", "F-2", "F-7", "F-1", "F-3"]


@pytest.mark.parametrize(
    ("chart", "point", "kept", "said"),
    [
        ("ageing", {"bucket": "over_90"}, ["F-5", "F-4"], "en retard de plus de 90 jours"),
        ("ageing", {"bucket": "not_due"}, ["F-3"], "pas encore échues"),
        ("by_client", {"client_id": STOCK}, ["F-5", "F-4"], "de Vieux Stock SARL"),
        ("debtors", {"client_id": STOCK}, ["F-5", "F-4"], "de Vieux Stock SARL"),
        (
            "disputes",
            {"motive": "Motif non précisé"},
            ["F-7"],
            "en litige pour « Motif non précisé »",
        ),
    ],
)
def test_a_click_narrows_the_table_and_says_so(
    opened: Callable[[str], AppTest],
    chart: str,
    point: dict[str, Any],
    kept: list[str],
    said: str,
) -> None:
    app = clicked(opened("tableau_de_bord"), chart, **point)
    assert not app.exception
    assert numbers(app) == kept
    assert sentence(app).endswith(f": {said}.")


def test_clicks_in_two_charts_narrow_each_other_until_they_are_cleared(
    opened: Callable[[str], AppTest],
) -> None:
    app = clicked(opened("tableau_de_bord"), "ageing", bucket="days_1_30")
    assert numbers(app) == ["F-2", "F-7", "F-1"]
    app = clicked(app, "disputes", motive="Motif non précisé")
    assert numbers(app) == ["F-7"]
    app = app.button(key="dashboard-clear").click().run()
    assert len(numbers(app)) == 6
    assert "dashboard-clear" not in {button.key for button in app.button}


def test_a_filter_that_nothing_answers_says_so(opened: Callable[[str], AppTest]) -> None:
    app = clicked(opened("tableau_de_bord"), "ageing", bucket="not_due")
    app = clicked(app, "debtors", client_id=STOCK)
    assert sentence(app).startswith("**Aucune facture** : de Vieux Stock SARL")
    assert not app.exception
    assert not app.dataframe


def test_the_search_finds_without_accents_and_leaves_the_figures_alone(
    opened: Callable[[str], AppTest],
) -> None:
    app = opened("tableau_de_bord")
    app = app.text_input(key="dashboard-search").set_value("BREVAL f-3").run()
    assert numbers(app) == ["F-3"]
    assert app.metric[0].value == "5\u202f000\u00a0€"


def test_a_hostile_client_name_is_written_and_not_interpreted(
    opened: Callable[[str], AppTest],
) -> None:
    hostile = "![x](https://tracker.example/p.png)"
    change(update(t.client).where(t.client.c.id == STOCK).values(name=hostile))
    app = clicked(opened("tableau_de_bord"), "debtors", client_id=STOCK)
    assert hostile in sentence(app)
    assert not [one.value for one in app.markdown if "![x](" in one.value]


def test_a_change_of_the_data_changes_the_figures(opened: Callable[[str], AppTest]) -> None:
    app = opened("tableau_de_bord")
    settled = {"open_amount": 0, "settled_on": TODAY}
    change(update(t.invoice).where(t.invoice.c.id == IDS["F-3"]).values(settled))
    assert app.run().metric[0].value == "3\u202f000\u00a0€"


def test_a_replaced_database_is_read_again_though_it_counts_as_many_changes(
    opened: Callable[[str], AppTest],
) -> None:
    app = opened("tableau_de_bord")
    with open_space(workspace.environ()).engine.begin() as conn:
        conn.execute(update(t.invoice).where(t.invoice.c.id == IDS["F-3"]).values(open_amount=0))
    workspace.forget_read()
    assert app.run().metric[0].value == "3\u202f000\u00a0€"


def test_the_demonstration_shows_every_chart_it_has_data_for(app_demo: AppTest) -> None:
    app = app_demo.switch_page("pages/tableau_de_bord.py").run()
    assert not app.exception
    names = {one.proto.id.rsplit("-", 1)[1] for one in app.get("vega_lite_chart")}
    assert {"ageing", "by_client", "debtors", "disputes", "evolution", "forecast"} <= names
    assert "dashboard-xlsx" in {one.key for one in app.get("download_button")}


def test_what_waits_for_somebody_is_said_under_the_figures(
    app_ledger: AppTest, opened: Callable[[str], AppTest]
) -> None:
    app = opened("tableau_de_bord")
    assert not any("litige" in one.value for one in app.markdown)
    month_ago = Act("Paul", datetime(2026, 10, 20, 9, 0))
    hold_invoice(open_space(workspace.environ()), month_ago, IDS["F-1"], "dispute")
    app = opened("tableau_de_bord")
    said = [one.value.replace("\\", "") for one in app.markdown]
    assert any("1 litige a dépassé son échéance (Paul)" in one for one in said)


# The filter


LEDGER = portfolio(
    line(client_id=1, due_date=day(-40)),
    line(client_id=2, due_date=day(-40), last_step="reminder_1", last_step_day=day(-3)),
    line(client_id=3, due_date=day(5), issue_date=day(-70)),
)
SAID = pl.DataFrame(
    [(1, "cash", TODAY)],
    schema={"invoice_id": pl.Int64, "reason": pl.String, "day": pl.Date},
    orient="row",
)
OPEN = dashboard.open_table(LEDGER, SAID, today=TODAY)


def ids(frame: pl.DataFrame) -> list[int]:
    return sorted(frame["invoice_id"])


@pytest.mark.parametrize(
    ("points", "kept"),
    [
        ([], [1, 2, 3]),
        ([{"client_id": 1}, {"client_id": 3}], [1, 3]),
        ([{"client_id": 1}, {"bucket": "not_due"}], []),
        ([{"step": "reminder_1"}], [2]),
        ([{"step": None}], [1, 3]),
        ([{"step": None}, {"step": "reminder_1"}], [1, 2, 3]),
        ([{"late_reason": "Trésorerie"}], [1]),
        ([{"late_reason": "Raison pas encore connue"}], [2]),
        ([{"day_key": day(-60).isoformat()}], [3]),
        ([{"unknown": 1}], [1, 2, 3]),
    ],
)
def test_marks_of_one_kind_add_up_and_kinds_narrow_each_other(
    points: list[dict[str, Any]], kept: list[int]
) -> None:
    assert ids(filter_of(points).kept(OPEN, NONE)) == kept


def test_a_week_keeps_what_may_be_paid_in_it_with_its_chance() -> None:
    chances = pl.DataFrame(
        [(1, day(3), 0.25), (2, day(3), 0.75), (2, day(10), 0.25)], schema=CHANCES, orient="row"
    )
    one = filter_of([{"monday": day(3).isoformat()}]).kept(OPEN, chances)
    assert dict(one.select("invoice_id", "chance").iter_rows()) == {1: 0.25, 2: 0.75}
    both = filter_of([{"monday": day(3).isoformat()}, {"monday": day(10).isoformat()}])
    assert dict(both.kept(OPEN, chances).select("invoice_id", "chance").iter_rows())[2] == 1.0
    assert in_order(one, "chance")["invoice_id"].to_list() == [2, 1]


def test_a_filter_is_told_in_french_words() -> None:
    points = [
        {"monday": "2026-11-23"},
        {"client_id": 1},
        {"client_id": 2},
        {"bucket": "days_31_60"},
        {"step": "reminder_1"},
        {"day_key": "2026-10-31"},
    ]
    assert filter_of(points).words({1: "Durand", 2: "Petit"}) == (
        "de Durand ou Petit, en retard de 31 à 60 jours, qui peuvent être payées la semaine du "
        "23/11/2026, dont la dernière étape est « 1re relance », émises jusqu'au 31/10/2026"
    )


def test_no_click_is_no_filter() -> None:
    assert not filter_of([])
    assert Filter({}).words({}) == ""


def test_a_search_needs_every_word_wherever_it_stands() -> None:
    assert ids(sought(OPEN, "client f-2")) == [2]
    assert ids(sought(OPEN, "  ")) == [1, 2, 3]
    assert ids(sought(OPEN, "introuvable")) == []


def test_the_workbook_has_the_columns_of_the_screen_in_their_order() -> None:
    columns = exported(OPEN).columns
    assert columns[:4] == ["client_name", "late", "open_amount", "number"]
    assert columns[-1] == "currency"


# The figures


def test_each_figure_tells_its_change_where_the_data_knows_the_past() -> None:
    ledger = portfolio(
        line(amount="1000", issue_date=day(-20), due_date=day(-5)),
        paid(day(-40), amount="500", issue_date=day(-80)),
        paid(day(-10), amount="300", issue_date=day(-60), due_date=day(-31)),
    )
    now = evolution(ledger, today=TODAY, since=day(-30))["EUR"]
    shown = figures(now, "EUR")
    assert figure(shown, "Encours").written == "+700\u00a0€"
    assert figure(shown, "Échu").written == "+700\u00a0€"
    assert figure(shown, "En litige").change is None
    assert figure(shown, "Échu").note.startswith("retard moyen 5\u00a0j")


def test_unknown_sales_leave_the_dso_undefined() -> None:
    shown = figures(evolution(LEDGER, today=TODAY, since=day(-30))["EUR"], "EUR")
    assert figure(shown, "DSO").value == "n.d."
    assert all(one.change is None for one in shown)


def test_a_balance_larger_than_the_known_sales_gives_a_least_dso() -> None:
    ledger = portfolio(
        line(amount="9000", issue_date=day(-300), due_date=day(-270)),
        paid(day(-1), amount="100", issue_date=day(-19)),
    )
    shown = figures(evolution(ledger, today=TODAY, since=day(-30))["EUR"], "EUR")
    assert figure(shown, "DSO").value == "≥\u202f20\u00a0j"


# What is computed for the charts


def test_the_open_table_holds_the_whole_open_amount_of_the_aged_balance() -> None:
    assert OPEN["open_amount"].sum() == ageing(LEDGER, today=TODAY)["open_amount"][0]


def test_an_invoice_not_late_has_no_days_late() -> None:
    assert dict(OPEN.select("invoice_id", "late").iter_rows()) == {1: 40, 2: 40, 3: None}


def test_a_promise_of_the_client_holds_for_each_invoice_without_its_own() -> None:
    ledger = portfolio(line(client_id=1), line(client_id=1), line(client_id=2))
    rows = [
        {"client_id": 1, "code": "promise", "until": day(4)},
        {"invoice_id": 2, "code": "promise", "until": day(9)},
        {"invoice_id": 3, "code": "dispute", "until": day(9)},
    ]
    holds = pl.DataFrame(rows, schema=HOLDS)
    assert dashboard.promised_days(holds, ledger) == {1: day(4), 2: day(9)}


def test_the_evolution_goes_back_twelve_month_ends_to_today() -> None:
    days = dashboard.month_ends(TODAY)
    assert (len(days), days[0], days[-2], days[-1]) == (
        13,
        date(2025, 11, 30),
        date(2026, 10, 31),
        TODAY,
    )


def told(**known: Any) -> Forecast:
    """A forecast of nothing, but for ``known``."""
    nothing = forecast(portfolio(), today=TODAY)
    return Forecast(**{**vars(nothing), "paid_count": 50, **known})


def test_too_few_payments_are_said_to_be_insufficient() -> None:
    few = forecast(portfolio(line(), paid(day(-3))), today=TODAY)
    assert insufficient(few).startswith("Données insuffisantes : 1 facture payée connue sur")
    assert forecast_note(few, "EUR") == ""


def test_a_forecast_that_was_wrong_by_more_than_half_is_called_unreliable() -> None:
    assert "3,3 fois ce qui est arrivé" in forecast_note(told(error={"EUR": 3.28}), "EUR")
    assert forecast_note(told(error={"EUR": 0.8}), "EUR").startswith("Prévision peu fiable : ess")
    assert "80\u202f% de ce qui" in forecast_note(told(error={"EUR": 0.8}), "EUR")
    assert "Prévision essayée" in forecast_note(told(error={"EUR": 0.2}), "EUR")
    assert "essayée" not in forecast_note(told(error={"USD": 0.2}), "EUR")
