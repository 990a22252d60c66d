"""What lateness adds, on the sheet of a client, and the rates that it is reckoned with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest

from relance_core.legal_rates import Semester
from relance_core.ui import workspace
from relance_core.workflows.edit_client import edit_client
from relance_core.workflows.late_interest import stored_rates
from relance_core.workflows.space import open_space
from tests.pages.ledger import ACT, DUPONT

Opened = Callable[[str], AppTest]


def told(app: AppTest) -> str:
    parts = (app.markdown, app.caption, app.warning, app.error, app.info)
    return "\n".join(one.value for part in parts for one in part).replace("\\", "")


def table_with(app: AppTest, column: str) -> Any:
    """The only table that has a column."""
    [found] = [one.value for one in app.get("dataframe") if column in one.value]
    return found


def sheet(app: AppTest) -> AppTest:
    app = app.selectbox(key="clients-sheet").set_value(DUPONT).run()
    return app.toggle(key=f"clients-interest-{DUPONT}-asked").set_value(True).run()


def rates_section(app: AppTest) -> AppTest:
    app.session_state["section"] = "Taux légaux"
    app = app.switch_page("pages/reglages.py").run()
    assert not app.exception
    return app


def test_the_sheet_of_a_firm_shows_interest_and_fee_and_each_line_of_their_reckoning(
    opened: Opened,
) -> None:
    edit_client(open_space(workspace.environ()), ACT, DUPONT, {"debtor_type": "business"})
    app = sheet(opened("clients"))

    assert not app.exception
    assert "Intérêts : " in told(app)
    assert "× 40 €" in told(app)
    lines = table_with(app, "basis")
    assert "L. 441-10" in lines["basis"][0]
    assert app.get("download_button")


def test_a_client_whose_type_is_not_known_is_asked_for_it_and_nothing_is_reckoned(
    opened: Opened,
) -> None:
    edit_client(open_space(workspace.environ()), ACT, DUPONT, {"debtor_type": "unknown"})
    app = sheet(opened("clients"))

    assert "Rien n'est calculé pour l'instant. Type de client à préciser" in told(app)
    remarks = table_with(app, "remark")["remark"]
    assert "Type de client à préciser" in remarks[0]


def test_a_semester_written_in_the_settings_is_kept_told_and_taken_back(opened: Opened) -> None:
    app = rates_section(opened("reglages"))
    app.selectbox(key="settings_rates_semester").set_value(Semester(2027, 1))
    app.text_input(key="settings_rates_ecb").set_value("2,65")
    app.text_input(key="settings_rates_legal").set_value("3,00")
    app.text_input(key="settings_rates_where").set_value("JO du 30/12/2026")
    app = app.button(key="settings-rates-save").click().run()

    assert "Taux du 1er semestre 2027 enregistrés." in told(app)
    assert table_with(app, "evidence")["business"][0] == "12,65"
    app.button(key="settings-rates-forget-2027-S1").click().run()
    assert Semester(2027, 1) not in stored_rates(open_space(workspace.environ())).known


def test_a_rate_that_cannot_be_is_refused_and_what_was_typed_stays(opened: Opened) -> None:
    app = rates_section(opened("reglages"))
    app.text_input(key="settings_rates_ecb").set_value("deux")
    app.text_input(key="settings_rates_legal").set_value("3,00")
    app.text_input(key="settings_rates_where").set_value("JO")
    app = app.button(key="settings-rates-save").click().run()

    assert "s'écrit en pour cent" in told(app)
    assert app.text_input(key="settings_rates_ecb").value == "deux"


def test_the_rate_of_the_firms_terms_is_saved(opened: Opened) -> None:
    app = rates_section(opened("reglages"))
    app.text_input(key="settings_rates_agreed_").set_value("15")
    app = app.button(key="settings-rates-terms").click().run()

    assert "Conditions enregistrées" in told(app)
    assert app.text_input(key="settings_rates_agreed_15").value == "15"
