"""What a person does on the page of imports: drop a file, press, read what is written."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from relance_core.store.database import reading
from relance_core.store.imports import list_imports
from relance_core.ui import workspace
from relance_core.workflows.space import DEFAULT_SPACE, open_space
from relance_core.workflows.today_plan import plan_of
from tests.pages.ledger import TODAY

HEAD = "Client;E-mail;N° facture;Date facture;Échéance;Montant TTC;Reste à payer\n"
OCTOBER = HEAD + (
    "Dupont SA;compta@dupont.example;F-1;01/09/2026;15/10/2026;1200,00;1200,00\n"
    "Dupont SA;compta@dupont.example;F-2;05/09/2026;20/10/2026;300,00;100,00\n"
    "Garage Lenoir;garage@lenoir.example;F-3;13/09/2026;25/10/2026;500,00;500,00\n"
    "Garage Lenoir;garage@lenoir.example;F-4;14/09/2026;28/10/2026;80,00;80,00\n"
)


def importer(app: AppTest) -> AppTest:
    app = app.switch_page("pages/importer.py").run()
    assert not app.exception
    return app


def drop(app: AppTest, text: str | bytes, name: str = "factures.csv", place: int = 0) -> AppTest:
    content = text if isinstance(text, bytes) else text.encode()
    app.file_uploader[place].upload(name, content)
    app = app.run()
    assert not app.exception
    return app


def press(app: AppTest, key: str) -> AppTest:
    app = app.button(key=key).click().run()
    assert not app.exception
    return app


def written(app: AppTest) -> str:
    """Everything that the page says, its spaces plain, without the signs for Markdown."""
    places = (app.markdown, app.caption, app.success, app.warning, app.error, app.info)
    words = "\n".join(one.value for place in places for one in place)
    return words.replace("\\", "").replace("\u202f", " ").replace("\xa0", " ")


def imports(space: str = DEFAULT_SPACE) -> list[str]:
    with reading(open_space(workspace.environ(), space).engine) as conn:
        return [row.filename for row in list_imports(conn)]


def open_numbers() -> set[str]:
    space = open_space(workspace.environ())
    return set(plan_of(space, today=TODAY).situation.ledger["number"])


def column(app: AppTest, heading: str) -> str:
    """The key of the list that gives a column its meaning."""
    found = [one for one in app.selectbox if one.label.replace("\\", "") == f"**{heading}**"]
    assert len(found) == 1
    return str(found[0].key)
