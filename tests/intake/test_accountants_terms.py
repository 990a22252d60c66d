"""Terms as accountants shorten them: "30 JFDM", "45 J FM", "FM + 30"; the month's end is kept."""

from __future__ import annotations

from datetime import date

import pytest

from relance_core.intake import read_file
from relance_core.intake.terms import read_terms
from tests.intake.spreadsheets import TODAY


@pytest.mark.parametrize(
    ("written", "due"),
    [
        ("30 JFDM", date(2026, 10, 31)),
        ("30FDM", date(2026, 10, 31)),
        ("30 J FM", date(2026, 10, 31)),
        ("45 j.f.m.", date(2026, 10, 31)),
        ("45 JFM", date(2026, 10, 31)),
        ("LCR 30 FDM", date(2026, 10, 31)),
        ("30J FDM LE 10", date(2026, 11, 10)),
        ("FDM+30", date(2026, 10, 30)),
        ("FM + 45", date(2026, 11, 14)),
        ("FDM", date(2026, 9, 30)),
    ],
)
def test_the_end_of_the_month_is_not_lost_in_a_short_spelling(written: str, due: date) -> None:
    terms = read_terms(written)
    assert terms is not None
    assert terms.due(date(2026, 9, 10)) == due


def test_short_terms_in_the_column_of_the_due_date_give_the_due_date() -> None:
    reading = read_file(
        (
            "Compte;Tiers;Date;Pièce;Montant TTC;Echéance;Solde\n"
            "411AB;ABRI SAS;13/01/2026;F501;1 000,00;30 JFDM;1 000,00\n"
            "411CD;CEDRE;15/01/2026;F502;500,00;15/02/2026;500,00\n"
        ).encode(),
        "x.csv",
        today=TODAY,
    )
    assert reading.invoices.select("number", "due_date", "due_calculated").rows() == [
        ("F501", date(2026, 2, 28), True),
        ("F502", date(2026, 2, 15), False),
    ]
