"""The check of a dropped file: totals that add up, doubts with their cells, one-click answers."""

from __future__ import annotations

import io
import threading

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from relance_core.ui import import_reading
from relance_core.workflows import understanding
from tests.pages.import_hands import (
    HEAD,
    OCTOBER,
    drop,
    importer,
    imports,
    open_numbers,
    press,
    written,
)

#: One amount cannot be read, and the file writes its own total.
WITH_TOTAL = OCTOBER.replace("80,00;80,00", "80,00;bientôt") + "Total;;;;;;{}\n"
#: Two clients, several spellings of doubts.
DOUBTS = (
    HEAD.replace("\n", ";SIREN\n")
    + "Dupont SA;a@dupont.example;F-1;01/09/2026;20/08/2026;10,00;10,00;123\n"
    + "Dupont SA;a@dupont.example;F-2;05/09/2026;21/08/2026;20,00;20,00;123\n"
    + "Garage Lenoir;g@lenoir.example;F-3;05/09/2026;22/10/2026;30,00;30,00;\n"
)


def labels(app: AppTest) -> list[str]:
    return [one.label.replace("\\", "").replace("\xa0", " ") for one in app.expander]


def answer(app: AppTest, words: str) -> AppTest:
    buttons = [(one.label.replace("\\", "").replace("\xa0", " "), one) for one in app.button]
    [button] = [one for label, one in buttons if label.startswith(words)]
    app = button.click().run()
    assert not app.exception
    return app


def test_what_was_read_and_what_was_left_out_make_the_total_of_the_file(
    app_empty: AppTest,
) -> None:
    lines = WITH_TOTAL.replace("bientôt", "80,00").format("1880,00")
    said = written(drop(importer(app_empty), lines.replace("28/10/2026", "un jour")))
    assert "1 800,00 € lus + 80,00 € laissés de côté = 1 880,00 €" in said
    assert "le total écrit dans votre fichier" in said


def test_a_total_that_the_lines_do_not_make_is_told_with_the_gap(app_empty: AppTest) -> None:
    lines = WITH_TOTAL.replace("bientôt", "80,00").format("2000,00")
    said = written(drop(importer(app_empty), lines))
    assert "votre fichier écrit un total de 2 000,00 € : 120,00 € d'écart" in said


def test_invoices_that_wait_for_an_answer_are_counted_as_such(app_empty: AppTest) -> None:
    lines = HEAD + (
        "Dupont SA;a@dupont.example;F-1;01/09/2026;02/10/2026;10,00;10,00\n"
        "Dupont SA;a@dupont.example;F-2;02/09/2026;03/10/2026;20,00;20,00\n"
        "Dupont SA;a@dupont.example;F-3;03/09/2026;04/10/2026;30,00;0,00\n"
    )
    app = drop(importer(app_empty), lines)
    said = written(app)
    assert "3 factures, dont 2 attendent votre réponse ci-dessous" in said
    assert "restant dus" not in said
    app.radio[0].set_value(app.radio[0].options[0]).run()
    assert "3 factures de 1 client, 30,00 € restant dus" in written(app)


def test_doubts_come_worst_first_with_their_column_and_their_money(app_empty: AppTest) -> None:
    app = drop(importer(app_empty), DOUBTS)
    told = [label for label in labels(app) if " · " in label]
    assert told[0].startswith("Échéance avant la date de facture · 2 lignes à trancher")
    assert "30,00" in told[0]
    assert told[0].endswith("colonne E « Échéance »")
    assert told[1].startswith("SIREN ou SIRET faux · 2 lignes")


def test_a_doubt_shows_its_cells_and_beside_them_the_rows_of_the_file(app_empty: AppTest) -> None:
    app = drop(importer(app_empty), DOUBTS)
    cells = next(one.value for one in app.dataframe if "Cellule" in one.value)
    assert cells.to_numpy().tolist() == [
        ["E2", "20/08/2026", "20/08/2026"],
        ["E3", "21/08/2026", "21/08/2026"],
    ]
    rows = next(one.value for one in app.dataframe if "Ligne" in one.value)
    assert list(rows["Ligne"]) == [2, 3]
    assert list(rows["C"]) == ["F-1", "F-2"]


def test_one_click_turns_two_columns_of_dates_round(app_empty: AppTest) -> None:
    app = answer(drop(importer(app_empty), DOUBTS), "Intervertir les deux colonnes de dates")
    assert not any("F-1" in label for label in labels(app))
    told = [label for label in labels(app) if label.startswith("Échéance avant")]
    assert told
    assert "1 ligne à trancher" in told[0]


def test_one_click_leaves_a_whole_column_aside(app_empty: AppTest) -> None:
    app = drop(importer(app_empty), DOUBTS)
    [key] = [one.key for one in app.expander if one.label.startswith("SIREN")] or [None]
    app.session_state[key] = True
    app = answer(app.run(), "Ne pas utiliser la colonne « SIREN »")
    assert not any("SIREN" in label for label in labels(app) if " · " in label)


def test_a_hidden_sheet_is_read_on_demand(app_empty: AppTest) -> None:
    book = openpyxl.Workbook()
    rows = [line.split(";") for line in OCTOBER.splitlines()]
    for at, title in enumerate(("Octobre", "Archives")):
        sheet = book.active if at == 0 else book.create_sheet(title)
        assert sheet is not None
        sheet.title = title
        for row in rows[: 5 - 2 * at]:
            sheet.append(row)
    book["Archives"].sheet_state = "hidden"
    content = io.BytesIO()
    book.save(content)
    app = drop(importer(app_empty), content.getvalue(), "factures.xlsx")
    assert "4 factures" in written(app)
    app = answer(app, "Archives, 2 lignes (feuille masquée)")
    assert "2 factures" in written(app)


def test_the_shape_is_told_with_its_reason_and_can_be_changed(app_empty: AppTest) -> None:
    parts = HEAD + "".join(
        f"Dupont SA;a@b.example;F-{n};01/09/2026;15/1{part}/2026;100,00;50,00\n"
        for n in range(1, 5)
        for part in (0, 1)
    )
    app = drop(importer(app_empty), parts)
    if [one for one in app.radio if one.key == "import-question-shape"]:
        app = app.radio(key="import-question-shape").set_value("instalments").run()
    assert "Une ligne par échéance" in written(app)
    app = app.radio(key="import-shape").set_value("invoices").run()
    assert not app.exception
    assert "Une ligne par facture" in written(app)


def test_the_annotated_file_is_offered_under_the_name_of_the_file(app_empty: AppTest) -> None:
    app = drop(importer(app_empty), DOUBTS)
    offered = next(one for one in app.get("download_button") if one.key == "import-annotated")
    assert offered.label == "Télécharger les remarques (Excel)"


def test_a_file_that_cannot_be_read_leaves_the_one_before_it(app_empty: AppTest) -> None:
    app = drop(importer(app_empty), OCTOBER)
    app = drop(app, b"%PDF-1.7\n1 0 obj", "facture.pdf.xlsx")
    assert "facture.pdf.xlsx" in app.error[0].value.replace("\\", "")
    assert "4 factures de 2 clients" in written(app)
    app = press(app, "import-write")
    assert imports() == ["factures.csv"]


def test_a_reading_that_is_given_up_changes_nothing(
    app_empty: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = drop(importer(app_empty), OCTOBER)
    release = threading.Event()
    read = understanding.understand_file
    monkeypatch.setattr(import_reading, "PATIENCE", 0)
    monkeypatch.setattr(
        "relance_core.ui.import_state.understand_file",
        lambda *args, **kwargs: (release.wait(20), read(*args, **kwargs))[1],
    )
    app = drop(app, OCTOBER.replace("F-4", "F-9"), "novembre.csv")
    assert app.button(key="import-cancel").label == "Arrêter la lecture"
    app = press(app, "import-cancel")
    release.set()
    assert "import-cancel" not in {one.key for one in app.button}
    app = press(app, "import-write")
    assert open_numbers() == {"F-1", "F-2", "F-3", "F-4"}
