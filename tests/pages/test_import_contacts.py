"""On the import page: whose the contacts are is said, and asked, before anything is recorded."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from relance_core.ui import import_reading, workspace
from relance_core.workflows.space import open_space
from relance_core.workflows.today_plan import plan_of
from tests.pages.ledger import TODAY
from tests.pages.test_importer import drop, importer, press, written

INVOICES = (
    "Client;N° facture;Date facture;Échéance;Montant TTC\n"
    "Bêta & Fils;F-1;13/09/2026;15/10/2026;1200,00\n"
    "Gamma SAS;F-2;13/09/2026;20/10/2026;300,00\n"
    "Delta;F-3;13/09/2026;25/10/2026;500,00\n"
)
PEOPLE = "Nom;E-mail\nBeta et Fils;b@beta.example\ngamma sas;g@gamma.example\nZeta;z@zeta.example\n"


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine, the page waits for the file."""
    monkeypatch.setattr(import_reading, "PATIENCE", 60)


def listed(app: AppTest) -> str:
    """The names that the folded parts hold."""
    return "\n".join(one.value for one in app.text)


def emails() -> dict[str, list[str]]:
    """Who is written to where."""
    clients = plan_of(open_space(workspace.environ()), today=TODAY).situation.clients
    return dict(clients.select("name", "emails").iter_rows())


def test_contacts_and_clients_left_alone_are_shown_before_recording(app_empty: AppTest) -> None:
    app = drop(importer(app_empty), INVOICES)
    assert [one.label for one in app.expander if "sans adresse" in one.label] == [
        "3 clients avec une facture ouverte et sans adresse e-mail"
    ]
    app = drop(app, PEOPLE, "contacts.csv", place=1)
    assert "3 contacts lus : 1 rattaché à un client, 1 à confirmer et 1 sans client." in written(
        app
    )
    assert "Zeta" in listed(app) and "Delta" in listed(app)
    assert app.button(key="import-write").disabled


def test_one_answer_joins_the_names_that_are_nearly_a_clients(app_empty: AppTest) -> None:
    app = drop(drop(importer(app_empty), INVOICES), PEOPLE, "contacts.csv", place=1)
    app = app.radio(key="import-question-contact_names").set_value("join").run()
    assert "2 rattachés à un client" in written(app)
    press(app, "import-write")
    assert emails() == {
        "Bêta & Fils": ["b@beta.example"],
        "Gamma SAS": ["g@gamma.example"],
        "Delta": [],
    }


def test_contacts_alone_are_asked_about_before_they_join(app_empty: AppTest) -> None:
    app = press(drop(importer(app_empty), INVOICES), "import-write")
    app = drop(press(app, "import-again"), PEOPLE, "contacts.csv", place=1)
    assert "1 à confirmer" in written(app)
    assert app.button(key="import-contacts-alone").disabled
    app = app.radio(key="import-alone-contact_names").set_value("join").run()
    app = press(app, "import-contacts-alone")
    assert "2 clients reconnus, 2 modifiés, 1 contact sans client" in written(app)
    assert emails()["Bêta & Fils"] == ["b@beta.example"]


def test_after_an_import_the_clients_that_look_alike_are_one_click_away(
    app_empty: AppTest,
) -> None:
    more = INVOICES + "Beta et Fils;F-4;13/09/2026;25/10/2026;90,00\n"
    app = press(drop(importer(app_empty), more), "import-write")
    labels = [one.proto.label for one in app.get("page_link")]
    assert "1 paire de clients se ressemble : à fusionner ou non" in labels
