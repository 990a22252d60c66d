"""Payments written on the rows under their invoice are taken off it, once it is proven or said."""

from __future__ import annotations

from relance_core.intake import Reading
from tests.intake.spreadsheets import HEADINGS, asked, codes, read_text

LABELLED = (*HEADINGS, "Libellé")
DATES = ("13/01/2026", "13/02/2026")


def due(reading: Reading) -> dict[str, str]:
    rows = reading.invoices.select("number", "open_amount").iter_rows()
    return {number: f"{amount.normalize():f}" for number, amount in rows}


def test_a_payment_named_so_and_below_zero_is_taken_off_the_invoice_above() -> None:
    reading = read_text(
        ("F1", "Alpha", *DATES, "1000,00"),
        ("   Règlement virement", "", "20/02/2026", "", "-400,00"),
        ("F2", "Beta", *DATES, "200,00"),
        ("   Règlement chèque", "", "20/02/2026", "", "-150,00"),
        ("   Règlement chèque", "", "22/02/2026", "", "-50,00"),
        ("F3", "Cap", *DATES, "50,00"),
    )
    assert due(reading) == {"F1": "600", "F2": "0", "F3": "50"}
    assert (codes(reading), asked(reading)) == ([], [])
    assert "3 règlements écrits sous une facture" in " ".join(reading.notes)
    (total,) = reading.column_totals
    assert (total.read, total.left_out) == (650, 0)


def test_a_row_without_words_or_without_a_minus_is_asked_about_once() -> None:
    unsaid = ("", "", "20/02/2026", "", "-400,00", "")
    positive = ("", "", "20/02/2026", "", "400,00", "dont acompte reçu")
    for row in (unsaid, positive):
        rows = (
            ("F1", "Alpha", *DATES, "1000,00", "Travaux"),
            row,
            ("F2", "Beta", *DATES, "200,00", "Travaux"),
        )
        assert asked(read_text(*rows, headings=LABELLED)) == ["payments_under"]
        theirs = read_text(*rows, headings=LABELLED, answers={"payments_under": "theirs"})
        assert (due(theirs), codes(theirs)) == ({"F1": "600", "F2": "200"}, [])
        apart = read_text(*rows, headings=LABELLED, answers={"payments_under": "apart"})
        assert due(apart) == {"F1": "1000", "F2": "200"}
        assert "missing_client" in codes(apart)


def test_a_balance_beside_the_invoice_is_what_is_left_already() -> None:
    reading = read_text(
        ("F1", "Alpha", *DATES, "1000,00", "600,00"),
        ("Règlement", "", "", "", "-400,00", ""),
        headings=(*HEADINGS, "Reste dû"),
    )
    assert (due(reading), asked(reading)) == ({"F1": "600"}, [])


def test_a_balance_that_took_nothing_off_is_asked_about() -> None:
    reading = read_text(
        ("F1", "Alpha", *DATES, "1000,00", "1000,00"),
        ("Règlement", "", "", "", "-400,00", ""),
        headings=(*HEADINGS, "Reste dû"),
    )
    assert asked(reading) == ["payments_under"]


def test_more_than_the_invoice_is_no_payment_of_it_alone() -> None:
    reading = read_text(
        ("F1", "Alpha", *DATES, "100,00"), ("Règlement", "", "20/02/2026", "", "-400,00")
    )
    assert asked(reading) == ["payments_under"]


def test_a_payment_written_in_the_column_of_what_was_paid_counts_too() -> None:
    reading = read_text(
        ("F1", "Alpha", *DATES, "1000,00", ""),
        ("Virement du 20/02", "", "20/02/2026", "", "", "400,00"),
        ("F2", "Beta", *DATES, "200,00", ""),
        headings=(*HEADINGS, "Réglé"),
    )
    assert (due(reading), asked(reading)) == ({"F1": "600", "F2": "200"}, [])
