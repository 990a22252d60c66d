"""A column "Pièce" or "Doc" that says what each row is gives its type, never its number."""

from __future__ import annotations

from relance_core.intake import Reading, read_file
from tests.intake.spreadsheets import TODAY, asked


def read(text: str, **answers: str) -> Reading:
    return read_file(text.encode(), "x.csv", today=TODAY, answers=answers)


def test_words_under_piece_tell_invoices_from_quotes_and_credit_notes() -> None:
    reading = read(
        "Pièce;Numéro;Tiers;Date;Échéance;TTC\n"
        "Facture;F1;Alma;13/01/2026;13/02/2026;1000,00\n"
        "Devis;D1;Brice;14/01/2026;14/02/2026;100,00\n"
        "Avoir;A1;Cléo;15/01/2026;15/01/2026;50,00\n"
        "Bon de livraison;B1;Cléo;15/01/2026;15/02/2026;50,00\n"
    )
    assert reading.questions == ()
    assert reading.invoices.select("number", "kind").rows() == [
        ("F1", "invoice"),
        ("A1", "credit_note"),
    ]


def test_codes_under_doc_are_asked_about_where_only_some_are_known() -> None:
    text = (
        "Doc;N°;Client;Date;Échéance;TTC\n"
        "DEV;260;Alma;13/01/2026;13/02/2026;1000,00\n"
        "FAC;261;Brice;14/01/2026;14/02/2026;100,00\n"
    )
    assert asked(read(text)) == ["type:dev"]
    assert read(text, **{"type:dev": "other"}).invoices["number"].to_list() == ["261"]


def test_numbers_that_begin_with_a_kind_stay_numbers() -> None:
    reading = read(
        "Pièce;Tiers;Date;Échéance;TTC\n"
        "Facture 12;Alma;13/01/2026;13/02/2026;1000,00\n"
        "Facture 13;Brice;14/01/2026;14/02/2026;100,00\n"
    )
    assert reading.invoices["number"].to_list() == ["Facture 12", "Facture 13"]
