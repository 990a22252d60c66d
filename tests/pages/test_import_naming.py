"""The page Importer takes the client of an invoice whose row names nobody, and says what is new."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from tests.pages.import_hands import HEAD, drop, importer, open_numbers, press, written

ROWS = HEAD + (
    "Dupont SA;a@dupont.example;F-1;13/09/2026;15/10/2026;1200,00;1200,00\n"
    ";;F-2;15/09/2026;20/10/2026;300,00;300,00\n"
    "Garage Lenoir;b@lenoir.example;F-3;13/09/2026;25/10/2026;500,00;500,00\n"
    "Dupont SA;a@dupont.example;F-4;14/09/2026;28/10/2026;80,00;80,00\n"
    "Dupont SA;a@dupont.example;AV-5;14/09/2026;28/10/2026;-30,00;-30,00\n"
)


def test_an_invoice_whose_row_names_nobody_is_imported_once_it_is_named(
    app_empty: AppTest,
) -> None:
    app = drop(importer(app_empty), ROWS)
    field = app.text_input(key="import-client-of-F-2")
    assert field.label.replace("\\", "") == "Client de la facture F-2 (ligne 3)"
    app = field.set_value("Mairie de Plouha").run()
    assert not app.exception
    assert "Client absent" not in written(app)
    app = press(app, "import-write")
    assert open_numbers() == {"F-1", "F-2", "F-3", "F-4", "AV-5"}
    assert (
        "Enregistré. 4 factures nouvelles, 2 080,00 € à encaisser ; "
        "1 avoir ou règlement nouveau, 30,00 € à déduire." in written(app)
    )


def test_a_sign_is_no_name(app_empty: AppTest) -> None:
    app = drop(importer(app_empty), ROWS)
    app = app.text_input(key="import-client-of-F-2").set_value("?").run()
    assert not app.exception
    assert app.button(key="import-write").label.startswith("Enregistrer 3 factures")
