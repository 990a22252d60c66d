"""The page by which an export comes in: dropped, checked, corrected, recorded."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from relance_core.store.database import reading
from relance_core.store.imports import latest_import
from relance_core.ui import workspace
from relance_core.ui.import_columns import as_seen
from relance_core.workflows.space import DEMONSTRATION, open_space
from relance_core.workflows.today_plan import plan_of
from tests.pages.hands import choose_row
from tests.pages.import_hands import (
    HEAD,
    OCTOBER,
    column,
    drop,
    importer,
    imports,
    open_numbers,
    press,
    written,
)
from tests.pages.ledger import TODAY

#: Nothing in it tells the day from the month.
AMBIGUOUS = (
    "Customer,Invoice number,Invoice date,Due date,Amount\n"
    "Dupont SA,F-1,01/02/2026,03/04/2026,1200.00\n"
    "Garage Lenoir,F-2,02/02/2026,04/05/2026,500.00\n"
)


def test_the_page_without_data_offers_a_file_and_the_sample_data(app_empty: AppTest) -> None:
    app = importer(app_empty)
    assert [one.label for one in app.file_uploader] == ["Factures", "Contacts (facultatif)"]
    assert app.button(key="import-demonstration").label == "Essayer avec les données d'exemple"


def test_a_dropped_file_is_told_with_its_totals_and_nothing_is_written(app_empty: AppTest) -> None:
    app = drop(importer(app_empty), OCTOBER)
    assert "4 factures de 2 clients, 1 880,00 € restant dus" in written(app)
    assert imports() == []


def test_the_button_says_what_it_records_and_then_what_it_changed(app_empty: AppTest) -> None:
    app = drop(importer(app_empty), OCTOBER)
    assert app.button(key="import-write").label == "Enregistrer 4 factures"
    app = press(app, "import-write")
    assert "Enregistré. 4 factures nouvelles, " in written(app)
    assert "à encaisser" in written(app)
    assert imports() == ["factures.csv"]
    assert open_numbers() == {"F-1", "F-2", "F-3", "F-4"}


def test_a_column_corrected_by_hand_changes_the_totals_at_once(app_empty: AppTest) -> None:
    app = drop(importer(app_empty), OCTOBER)
    app = app.selectbox(key=column(app, "Reste à payer")).set_value("").run()
    assert not app.exception
    assert "2 080,00" in written(app)


def test_a_column_left_aside_means_nothing_else_instead(app_empty: AppTest) -> None:
    app = drop(importer(app_empty), OCTOBER)
    app = app.selectbox(key=column(app, "E-mail")).set_value("").run()
    assert app.selectbox(key=column(app, "E-mail")).value == ""


def test_a_meaning_given_to_a_column_leaves_the_one_that_had_it(app_empty: AppTest) -> None:
    app = drop(importer(app_empty), OCTOBER)
    app = app.selectbox(key=column(app, "Date facture")).set_value("due_date").run()
    assert app.selectbox(key=column(app, "Date facture")).value == "due_date"
    assert app.selectbox(key=column(app, "Échéance")).value != "due_date"


def test_a_correction_without_which_nothing_can_be_read_is_refused(app_empty: AppTest) -> None:
    app = drop(importer(app_empty), HEAD + "Dupont;x@y.example;F-1;01/09/2026;15/10/2026;12;12\n")
    for heading in ("N° facture", "Client"):
        app = app.selectbox(key=column(app, heading)).set_value("").run()
    assert not app.exception
    assert app.error or app.button(key="import-write").disabled


def test_a_question_about_the_file_stops_the_import_until_it_is_answered(
    app_empty: AppTest,
) -> None:
    app = drop(importer(app_empty), AMBIGUOUS)
    assert app.button(key="import-write").disabled
    app = app.radio(key="import-question-date_order").set_value("day_first").run()
    assert not app.exception
    assert not app.button(key="import-write").disabled
    # The answer stays in sight, to be changed.
    assert app.radio(key="import-question-date_order").value == "day_first"


def test_a_row_that_cannot_be_read_is_shown_with_its_place_and_counted(app_empty: AppTest) -> None:
    app = drop(importer(app_empty), OCTOBER.replace("15/10/2026", "bientôt"))
    assert "1 ligne laissée de côté" in written(app)
    cells = next(one.value for one in app.dataframe if "Cellule" in one.value)
    assert cells.to_numpy().tolist() == [["E2", "bientôt", "ligne laissée de côté"]]
    rows = next(one.value for one in app.dataframe if "Ligne" in one.value)
    assert list(rows["Ligne"]) == [2]
    assert list(rows["E"]) == ["bientôt"]
    app.session_state["import-all-issues"] = True
    app = app.run()
    issues = next(one.value for one in app.dataframe if "message" in one.value)
    assert list(issues["row"]) == [2]


def test_a_file_that_is_no_table_says_so_and_keeps_what_was_imported(app_empty: AppTest) -> None:
    app = press(drop(importer(app_empty), OCTOBER), "import-write")
    app = press(app, "import-again")
    app = drop(app, b"%PDF-1.7\n1 0 obj", "factures.csv")
    assert len(app.error) == 1
    assert "PDF" in app.error[0].value
    assert "inchangé" in written(app)
    assert imports() == ["factures.csv"]


def test_an_invoice_gone_from_the_file_is_asked_about_then_settled(app_empty: AppTest) -> None:
    app = press(drop(importer(app_empty), OCTOBER), "import-write")
    app = press(app, "import-again")
    without = "\n".join(line for line in OCTOBER.splitlines() if ";F-4;" not in line)
    app = press(drop(app, without, "novembre.csv"), "import-write")
    assert "1 facture absente de ce fichier" in written(app)
    assert "F-4" in open_numbers()
    app = press(app, "import-missing-settled")
    assert open_numbers() == {"F-1", "F-2", "F-3"}


def test_a_later_export_of_the_same_layout_is_not_asked_again(app_empty: AppTest) -> None:
    lines = OCTOBER.splitlines()
    app = press(drop(importer(app_empty), OCTOBER), "import-write")
    app = press(app, "import-again")
    app = press(drop(app, "\n".join(lines[:-1]), "novembre.csv"), "import-write")
    app = press(app, "import-missing-kept")
    assert open_numbers() == {"F-1", "F-2", "F-3", "F-4"}
    app = press(app, "import-again")
    app = drop(app, "\n".join(lines[:-1]) + "\n", "decembre.csv")
    assert "Les choix faits pour ce format de fichier sont repris." in written(app)
    app = press(app, "import-forget")
    assert "Les choix faits pour ce format de fichier sont repris." not in written(app)


def test_contacts_dropped_first_join_the_invoices(app_empty: AppTest) -> None:
    app = importer(app_empty)
    contacts = "Client;E-mail\nDupont SA;relances@dupont.example\nAtelier Absent;a@b.example\n"
    app = drop(app, contacts, "contacts.csv", place=1)
    assert "contacts.csv lu" in written(app)
    app = press(drop(app, OCTOBER), "import-write")
    assert "1 contact rattaché" in written(app)
    assert "Atelier Absent" in "\n".join(one.value for one in app.text)


def test_contacts_alone_join_the_clients_already_known(app_empty: AppTest) -> None:
    app = press(drop(importer(app_empty), OCTOBER), "import-write")
    app = press(app, "import-again")
    people = "Client;E-mail;Téléphone\nDupont SA;direction@dupont.example;0240000000\nX;x@x.example"
    app = press(drop(app, people, "contacts.csv", place=1), "import-contacts-alone")
    assert "1 client reconnu, 1 modifié, 1 contact sans client" in written(app)
    clients = plan_of(open_space(workspace.environ()), today=TODAY).situation.clients
    assert ["direction@dupont.example"] in clients["emails"].to_list()


def test_the_sample_data_opens_the_demonstration(app_empty: AppTest) -> None:
    app = press(importer(app_empty), "import-demonstration")
    with reading(open_space(workspace.environ(), DEMONSTRATION).engine) as conn:
        assert latest_import(conn) is not None
    assert "données fictives" in written(app)
    assert imports() == []


def test_ones_own_file_in_the_demonstration_can_be_taken_to_ones_own_espace(
    app_demo: AppTest,
) -> None:
    app = drop(importer(app_demo), OCTOBER)
    assert "mêlées" in written(app)
    app = press(app, "import-leave-demonstration")
    app = press(app, "import-write")
    assert imports() == ["factures.csv"]
    assert imports(DEMONSTRATION) == ["factures.xlsx"]


def test_a_hostile_heading_is_shown_as_it_is_written(app_empty: AppTest) -> None:
    hostile = OCTOBER.replace("E-mail", "![x](https://tracker.example/p.png)")
    app = drop(importer(app_empty), hostile)
    shown = [one.label for one in app.selectbox] + [one.value for one in app.markdown]
    assert not any("![x](" in text for text in shown)


def test_the_raw_rows_are_those_of_the_file(app_empty: AppTest) -> None:
    app = drop(importer(app_empty), OCTOBER)
    app.session_state["import-rows"] = True
    app = app.run()
    rows = next(one.value for one in app.dataframe if "Ligne" in one.value)
    assert list(rows["Ligne"]) == [1, 2, 3, 4, 5]
    assert rows["C"].iloc[1] == "F-1"


@pytest.mark.parametrize(
    ("sample", "amount", "seen"),
    [
        ("2100.9", True, "2\u202f100,90"),
        ("-12", True, "-12,00"),
        ("2 100,90 €", True, "2 100,90 €"),
        ("1.234.567", True, "1.234.567"),
        ("2100.9", False, "2100.9"),
        ("2026-11-20 00:00:00", False, "20/11/2026"),
    ],
)
def test_a_sample_is_shown_as_excel_shows_it(sample: str, amount: bool, seen: str) -> None:
    assert as_seen(sample, amount=amount) == seen


def test_the_last_import_is_undone_from_the_list(app_empty: AppTest) -> None:
    app = press(drop(importer(app_empty), OCTOBER), "import-write")
    assert open_numbers() == {"F-1", "F-2", "F-3", "F-4"}
    app = choose_row(app, "import-list", 0)
    assert "Toutes les cellules ont été lues sans doute." in written(app)
    app = press(app, "import-undo-1")
    assert open_numbers() == set()
    assert "Import de factures.csv annulé." in written(app)
