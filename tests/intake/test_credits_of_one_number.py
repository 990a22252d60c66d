"""Credit notes that bear the number and the day of their invoice."""

from __future__ import annotations

import pytest

from tests.intake.spreadsheets import HEADINGS, asked, read_text


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("Libellé", ("Prestation", "Avoir")),
        ("Statut", ("Envoyée", "Avoir")),
        ("Avoir", ("non", "oui")),
        ("Type", ("Facture", "Avoir")),
    ],
)
def test_a_credit_note_under_the_number_and_the_day_of_its_invoice_is_no_line_of_it(
    heading: str, words: tuple[str, str]
) -> None:
    row = ("F1", "Dupont", "13/01/2026", "13/02/2026")
    reading = read_text(
        (*row, "100,00", words[0]), (*row, "30,00", words[1]), headings=(*HEADINGS, heading)
    )
    assert asked(reading) == []
    assert reading.invoices.select("kind", "open_amount").rows() == [
        ("invoice", 100),
        ("credit_note", 30),
    ]


def test_two_credit_notes_of_one_number_are_asked_about_as_credit_notes() -> None:
    row = ("F1", "Dupont", "13/01/2026", "13/02/2026")
    rows = [(*row, "100,00"), (*row, "-30,00"), (*row, "-20,00")]
    more = [(f"F{at}", "Dupont", "13/01/2026", "13/02/2026", "50,00") for at in range(2, 12)]
    (issue,) = read_text(*rows, *more).issues.filter(code="conflicting_duplicate").to_dicts()
    assert issue["message"].startswith("L'avoir « F1 » figure plusieurs fois")
