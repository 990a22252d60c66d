"""« Payé depuis » on the page: a list pasted or dropped, checked, noted, then taken back."""

from __future__ import annotations

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from tests.intake.spreadsheets import workbook_of
from tests.pages.hands import type_cells
from tests.pages.import_hands import OCTOBER, drop, importer, open_numbers, press, written

LIST = "F-3 500,00 12/11/2026\nDupont SA 80,00\nF-77 33,00\n"


@pytest.fixture
def page(app_empty: AppTest) -> AppTest:
    """The page once four invoices are recorded."""
    return press(drop(importer(app_empty), OCTOBER), "import-write")


def paste(app: AppTest, text: str) -> AppTest:
    app = app.text_area[0].set_value(text).run()
    return press(app, "import-paid-search")


def test_nothing_can_be_paid_before_the_first_import(app_empty: AppTest) -> None:
    assert not importer(app_empty).text_area


def test_a_pasted_list_is_told_before_anything_is_noted(page: AppTest) -> None:
    app = paste(page, LIST)
    said = written(app)
    assert "1 règlement reconnu (500,00 €), 1 à confirmer (80,00 €) et 1 sans facture" in said
    assert app.button(key="import-paid-note").label.startswith("Noter 1 règlement")
    assert open_numbers() == {"F-1", "F-2", "F-3", "F-4"}
    aside = next(one.value for one in app.dataframe if "Texte" in one.value)
    assert list(aside["Texte"]) == ["F-77"]


def test_what_is_ticked_is_noted_and_taken_back_by_one_click(page: AppTest) -> None:
    app = press(paste(page, LIST), "import-paid-note")
    assert "1 règlement noté sur 1 facture, 500,00 €." in written(app)
    assert open_numbers() == {"F-1", "F-2", "F-4"}
    app = press(app, "importer-paid-undo")
    assert open_numbers() == {"F-1", "F-2", "F-3", "F-4"}


def test_a_proposal_is_noted_once_it_is_ticked(page: AppTest) -> None:
    app = paste(page, LIST)
    app = type_cells(app, "import-paid-lines", {0: {"note": True}})
    assert app.button(key="import-paid-note").label.startswith("Noter 2 règlements")


def test_a_list_noted_earlier_is_taken_back_from_the_page(page: AppTest) -> None:
    app = press(paste(page, "F-3 500,00"), "import-paid-note")
    app = importer(app)
    [key] = [one.key for one in app.button if (one.key or "").startswith("import-paid-undo-")]
    app = press(app, str(key))
    assert "de nouveau dues" in written(app)
    assert "F-3" in open_numbers()


def test_a_dropped_list_is_read_like_the_invoices(page: AppTest) -> None:
    app = drop(page, "Facture;Montant;Date\nF-4;80,00;12/11/2026\n", "recus.csv", place=2)
    assert "1 règlement reconnu (80,00 €)" in written(app)


def test_a_list_that_is_none_says_so_and_stays_to_be_corrected(page: AppTest) -> None:
    app = paste(page, "   ")
    assert "vide" in app.error[0].value
    app = press(paste(app, LIST), "import-paid-drop")
    assert app.text_area[0].value in ("", None)


def test_payments_of_another_sheet_are_proposed_after_the_import_and_noted_by_one_click(
    app_empty: AppTest,
) -> None:
    head = ("Client", "N° facture", "Date facture", "Échéance", "Montant TTC")
    days = (date(2026, 9, 1), date(2026, 10, 15))
    sheets = {
        "Factures": [head, ("Dupont", "F-1", *days, 1200), ("Dupont", "F-2", *days, 300)],
        "Encaissements": [
            ("Facture", "Payé le", "Montant"),
            ("F-1", date(2026, 11, 3), 1200),
            ("F-9", date(2026, 11, 4), 33),
        ],
    }
    app = press(drop(importer(app_empty), workbook_of(sheets), "suivi.xlsx"), "import-write")
    said = written(app)
    assert "Feuille « Encaissements » : 2 règlements qui ne sont pas déduits" in said
    assert "1 règlement reconnu (1 200,00 €) et 1 sans facture (33,00 €)" in said
    assert open_numbers() == {"F-1", "F-2"}
    app = press(app, "import-paid-note")
    assert open_numbers() == {"F-2"}
    assert "1 règlement noté sur 1 facture, 1 200,00 €." in written(app)
