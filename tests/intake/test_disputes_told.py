"""A dispute without a reason is one all the same; a type of client is no type of document."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from relance_core.intake import Reading, read_file
from tests.intake.spreadsheets import asked

TODAY = date(2026, 11, 20)
HEADINGS = "Facture;Client;Date;Échéance;Montant TTC;Reste dû"
ROWS = (
    "F1;Alma;22/09/2026;22/10/2026;120,00;80,00",
    "F2;Ville de Brest;25/09/2026;25/10/2026;250,00;250,00",
    "F3;Coline Petit;13/09/2026;13/10/2026;900,00;900,00",
)


def read(heading: str, *cells: str) -> Reading:
    lines = [
        f"{HEADINGS};{heading}",
        *(f"{row};{cell}" for row, cell in zip(ROWS, cells, strict=True)),
    ]
    return read_file("\n".join(lines).encode(), "x.csv", today=TODAY)


def disputes(reading: Reading) -> list[tuple[Decimal, str | None]]:
    return reading.invoices.select("disputed_amount", "dispute_reason").rows()


@pytest.mark.parametrize("word", ["LIT", "Litige", "Ltg", "En litige", "Litige en cours"])
def test_a_status_of_dispute_holds_what_is_left_and_gives_no_reason(word: str) -> None:
    reading = read("Statut", word, "Ouverte", "Payée")
    assert asked(reading) == []
    assert disputes(reading)[:2] == [(80, None), (0, None)]


@pytest.mark.parametrize("heading", ["Litige", "Code litige"])
def test_the_bare_word_in_its_own_column_is_no_reason_either(heading: str) -> None:
    assert disputes(read(heading, "LIT", "", "Litige")) == [(80, None), (0, None), (900, None)]


@pytest.mark.parametrize("word", ["Oui", "X", "LIT", "En litige"])
def test_what_somebody_wrote_beside_a_bare_mark_is_the_reason(word: str) -> None:
    reading = read("Litige;Commentaire", f"{word};Palette cassée", ";", "Non;RAS")
    assert disputes(reading)[0] == (80, "Palette cassée")
    assert disputes(reading)[1:] == [(0, None), (0, None)]


def test_a_reason_that_repeats_the_word_is_none() -> None:
    assert disputes(read("Motif du litige", "Litige", "", "Prix"))[::2] == [
        (80, None),
        (900, "Prix"),
    ]


@pytest.mark.parametrize("heading", ["Type", "Nature", "Catégorie"])
def test_a_column_of_types_of_client_is_named_as_what_is_read_in_it(heading: str) -> None:
    reading = read(heading, "Entreprise", "Administration", "Particulier")
    assert [column.field for column in reading.columns][-1] == "debtor_type"
    assert reading.invoices["debtor_type"].to_list() == ["business", "public", "consumer"]
    assert asked(reading) == []


def test_a_column_of_types_of_document_stays_one() -> None:
    reading = read("Type", "Facture", "Avoir", "Facture")
    assert [column.field for column in reading.columns][-1] == "type"
    assert reading.invoices["kind"].to_list() == ["invoice", "credit_note", "invoice"]
