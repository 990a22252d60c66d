"""The words and terms that nobody could guess, answered on the screen for a whole column."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from tests.pages.import_hands import drop, importer, imports, open_numbers, press, written

HEAD = "N° facture;Client;Date facture;Échéance;Montant TTC;Statut\n"
WORDS = (
    HEAD + "F-1;Dupont SA;13/01/2026;13/02/2026;100,00;Facturée\n"
    "F-2;Garage Lenoir;13/01/2026;13/02/2026;50,00;Envoyée\n"
    "F-3;Garage Lenoir;13/01/2026;13/02/2026;30,00;Facturée\n"
)
BARE = (
    HEAD + "F-1;Dupont SA;13/01/2026;;100,00;Envoyée\n"
    "F-2;Garage Lenoir;13/01/2026;-;50,00;Envoyée\n"
    "F-3;Garage Lenoir;13/01/2026;13/02/2026;30,00;Envoyée\n"
)
TERMS = "import-question-missing_due_date"


def test_an_unknown_status_is_answered_once_for_all_its_rows(app_empty: AppTest) -> None:
    app = drop(importer(app_empty), WORDS)
    asked = app.selectbox(key="import-question-status:facturee")
    assert "2 lignes, 130,00" in asked.label
    app = asked.set_value("paid").run()
    assert not app.exception
    app = press(app, "import-write")
    assert imports() == ["factures.csv"]
    assert open_numbers() == {"F-2"}


def test_the_answer_holds_for_the_next_export_of_the_layout(app_empty: AppTest) -> None:
    app = drop(importer(app_empty), WORDS)
    app = app.selectbox(key="import-question-status:facturee").set_value("draft").run()
    app = press(app, "import-write")
    app = drop(importer(app), WORDS + "F-4;Dupont SA;14/01/2026;14/02/2026;10,00;Facturée\n")
    assert "Facturée » (" not in " ".join(one.label for one in (*app.radio, *app.selectbox))
    assert "1 facture de 1 client, 50,00" in written(app)


def test_terms_are_typed_where_none_of_the_choices_is_right(app_empty: AppTest) -> None:
    app = drop(importer(app_empty), BARE)
    assert "2 factures n'ont pas d'échéance" in app.selectbox(key=TERMS).label
    field = next(one for one in app.text_input if "Un autre délai" in one.label)
    app = field.set_value("30 jours le 10").run()
    assert not app.exception
    app = press(app, "import-write")
    assert open_numbers() == {"F-1", "F-2", "F-3"}


def test_what_is_no_terms_is_refused_in_words_and_may_be_typed_again(app_empty: AppTest) -> None:
    app = drop(importer(app_empty), BARE)
    field = next(one for one in app.text_input if "Un autre délai" in one.label)
    app = field.set_value("un jour").run()
    assert not app.exception
    assert "un jour" in written(app)
    assert imports() == []
