"""The invoices' PDFs on the page of the review: given, looked at when in doubt, and missing."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

from relance_core.ui import workspace
from relance_core.workflows.invoice_files import Coverage, coverage
from relance_core.workflows.space import DEFAULT_SPACE, open_space
from relance_core.workflows.today_plan import plan_of
from tests.pages.import_hands import press
from tests.pages.import_hands import written as words
from tests.pages.ledger import TODAY
from tests.pdf_pages import written

PAGE = "pages/revue_envoi.py"
SETTINGS = "pages/reglages.py"


def review(app: AppTest) -> AppTest:
    app = app.switch_page(PAGE).run()
    assert not app.exception
    return app


def give(app: AppTest, name: str, content: bytes) -> AppTest:
    app.file_uploader[0].upload(name, content)
    app = app.run()
    assert not app.exception
    return app


def covered() -> Coverage:
    space = open_space(workspace.environ())
    return coverage(space, plan_of(space, today=TODAY))


def section(app: AppTest) -> str:
    return next(one.label for one in app.expander if "Factures en PDF" in one.label)


def test_a_pdf_that_is_proven_is_counted_and_listed_no_more_as_missing(app_ledger: AppTest) -> None:
    app = review(app_ledger)
    before = covered()
    assert section(app).startswith(f"Factures en PDF : 0 sur {before.invoices} ")
    app = give(app, "F-1.pdf", written("Facture F-1, Dupont SA"))
    assert section(app).startswith(f"Factures en PDF : 1 sur {before.invoices} ")
    assert "1 facture reconnue et jointe." in words(app)


def test_a_pdf_in_doubt_is_accepted_or_removed_in_one_click_and_undone(app_ledger: AppTest) -> None:
    app = give(review(app_ledger), "F-1.pdf", written("Facture F-1, Garage Lenoir"))
    assert ", 1 à vérifier" in section(app)
    assert "ce PDF nomme « Garage Lenoir »" in words(app)
    [waiting] = covered().waiting
    app = press(app, f"review-file-accept-{waiting.id}")
    assert "« F-1.pdf » partira avec la facture F-1." in words(app)
    assert "à vérifier" not in section(app)
    app = press(app, "review-attachments-undo")
    assert ", 1 à vérifier" in section(app)
    app = press(app, f"review-file-remove-{waiting.id}")
    assert covered().waiting == ()
    app = press(app, "review-attachments-undo")
    assert ", 1 à vérifier" in section(app)


def test_a_pdf_of_nobody_is_told_with_the_reason_and_not_kept(app_ledger: AppTest) -> None:
    app = give(review(app_ledger), "conditions.pdf", written("Conditions de vente"))
    told = words(app)
    assert "1 PDF sans facture : « conditions.pdf »" in told
    assert "aucune facture ouverte" in told


def test_the_folder_of_invoices_is_set_once_and_searched_in_one_click(
    app_ledger: AppTest, tmp_path: Path
) -> None:
    (tmp_path / "F-1.pdf").write_bytes(written("Facture F-1, Dupont SA"))
    app_ledger.query_params["section"] = "Envoi"
    app = app_ledger.switch_page(SETTINGS).run()
    key = f"settings_{DEFAULT_SPACE}_attach_folder"
    app.text_input(key=key).set_value("/nulle/part")
    app = press(app, "settings_save_attachments")
    assert "n'existe pas sur cet ordinateur" in words(app)
    app.text_input(key=key).set_value(str(tmp_path))
    app = press(app, "settings_save_attachments")
    assert "Pièces jointes enregistrées." in words(app)
    app = press(review(app_ledger), "review_files_folder")
    assert "1 facture reconnue et jointe." in words(app)
