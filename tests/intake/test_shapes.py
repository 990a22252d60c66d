"""One row is not one invoice: items, payments and instalments are recognised, or asked about."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from relance_core.errors import UnreadableFile
from relance_core.intake import Reading, read_file
from relance_core.intake.reading import Shape
from tests.intake.spreadsheets import TODAY, codes, euros, text

HEAD = ["N° facture", "Client", "Date facture", "Échéance"]
#: Number, client, issue, due, total: what the lists below tell in their several ways.
INVOICES = (
    ("F-1", "Alpha SARL", "13/01/2026", "13/02/2026", 1200),
    ("F-2", "Bêta", "15/01/2026", "15/02/2026", 800),
    ("F-3", "Gamma", "20/01/2026", "20/02/2026", 400),
    ("F-4", "Alpha SARL", "25/01/2026", "25/02/2026", 90),
)
TOTALS = {number: euros(str(total)) for number, *_, total in INVOICES}


def read(headings: list[str], rows: list[list[Any]], **given: Any) -> Reading:
    """A semicolon file with the usual four columns, then ``headings``."""
    cells = [[str(cell) for cell in row] for row in rows]
    return read_file(text([[*HEAD, *headings], *cells]), "factures.csv", today=TODAY, **given)


def lines(*shares: str) -> list[list[Any]]:
    """Each invoice on as many lines as there are shares of its total."""
    return [
        [number, client, issued, due, f"Article {at}", f"{total * Decimal(share):.2f}"]
        for number, client, issued, due, total in INVOICES
        for at, share in enumerate(shares)
    ]


def amounts(reading: Reading) -> dict[str, Decimal]:
    """What each invoice amounts to."""
    return dict(reading.invoices.select("number", "amount").iter_rows())


def open_amounts(reading: Reading) -> list[tuple[Any, ...]]:
    """What is still due of each invoice or instalment, by its date."""
    return reading.invoices.select("number", "due_date", "open_amount").rows()


def asked(reading: Reading) -> list[str]:
    """The codes of the questions."""
    return [question.code for question in reading.questions]


def test_a_list_of_invoices_says_so() -> None:
    reading = read(["Montant TTC"], [[*row[:4], row[4]] for row in INVOICES])
    assert (reading.shape.shape, reading.shape.can_change) == (Shape.INVOICES, False)
    assert amounts(reading) == TOTALS


def test_item_lines_add_up_to_their_invoice() -> None:
    reading = read(["Désignation", "Montant TTC"], lines("0.25", "0.75"))
    if asked(reading):
        reading = read(
            ["Désignation", "Montant TTC"], lines("0.25", "0.75"), answers={"shape": "lines"}
        )
    assert reading.shape.shape is Shape.LINES
    assert amounts(reading) == TOTALS
    assert reading.invoices["rows"].to_list() == [[2, 3], [4, 5], [6, 7], [8, 9]]


def test_a_total_repeated_on_each_line_is_counted_once_when_the_lines_prove_it() -> None:
    rows = [
        [number, client, issued, due, item, 1, share, total]
        for number, client, issued, due, total in INVOICES
        for item, share in (("A", total / 4), ("B", total * 3 / 4))
    ]
    reading = read(["Désignation", "Qté", "PU TTC", "Total TTC"], rows)
    assert (reading.shape.shape, asked(reading)) == (Shape.LINES_WITH_TOTAL, [])
    assert amounts(reading) == TOTALS


@pytest.mark.parametrize(
    ("answer", "factor"), [("lines", Decimal(2)), ("lines_with_total", Decimal(1))]
)
def test_equal_amounts_that_nothing_explains_are_asked_about(answer: str, factor: Decimal) -> None:
    rows = lines("0.5", "0.5")
    reading = read(["Désignation", "Total TTC"], rows)
    assert asked(reading) == ["shape"]
    [question] = reading.questions
    assert "F-1" in question.message
    assert {choice.value for choice in question.choices} >= {"lines", "lines_with_total"}
    said = read(["Désignation", "Total TTC"], rows, answers={"shape": answer})
    assert asked(said) == []
    half = {number: total / 2 for number, total in TOTALS.items()}
    assert amounts(said) == {number: one * factor for number, one in half.items()}


def test_payments_are_added_up_and_the_invoice_counted_once() -> None:
    head = ["Montant TTC", "Montant règlement", "Date paiement"]
    rows = [
        [*INVOICES[0][:4], 1200, 300, "01/03/2026"],
        [*INVOICES[0][:4], 1200, 200, "10/03/2026"],
        [*INVOICES[1][:4], 800, 800, "02/03/2026"],
        [*INVOICES[2][:4], 400, "", ""],
    ]
    reading = read(head, rows)
    assert (reading.shape.shape, asked(reading)) == (Shape.PAYMENTS, [])
    due = dict(reading.invoices.select("number", "open_amount").iter_rows())
    assert due == {"F-1": euros("700"), "F-2": euros("0"), "F-3": euros("400")}
    first = reading.invoices.row(0, named=True)
    assert (first["amount"], first["paid_date"]) == (euros("1200"), date(2026, 3, 10))


def test_two_identical_payments_are_asked_about_and_never_over_asked() -> None:
    head = ["Montant TTC", "Montant règlement", "Date paiement"]
    twice = [*INVOICES[0][:4], 1200, 300, "01/03/2026"]
    reading = read(head, [twice, twice, [*INVOICES[2][:4], 400, "", ""]])
    [held] = reading.invoices.filter(number="F-1")["decision"].to_list()
    assert "règlement" in held
    assert "twin_rows" in codes(reading)


def test_instalments_keep_each_its_date() -> None:
    rows = [
        [number, client, issued, due, total * share]
        for number, client, issued, _, total in INVOICES
        for due, share in (("28/02/2026", Decimal("0.4")), ("31/03/2026", Decimal("0.6")))
    ]
    reading = read(["Montant TTC"], rows)
    assert (reading.shape.shape, asked(reading)) == (Shape.INSTALMENTS, [])
    assert open_amounts(reading)[:2] == [
        ("F-1", date(2026, 2, 28), euros("480")),
        ("F-1", date(2026, 3, 31), euros("720")),
    ]
    assert reading.invoices["instalment"].to_list()[:2] == ["2026-02-28", "2026-03-31"]
    assert reading.invoices["open_amount"].sum() == sum(TOTALS.values())
    assert reading.issues.filter(severity="decision").is_empty()


def test_the_whole_amount_beside_each_instalment_is_not_asked_for_twice() -> None:
    rows = [
        [number, client, issued, due, total, total * share]
        for number, client, issued, _, total in INVOICES
        for due, share in (("28/02/2026", Decimal("0.4")), ("31/03/2026", Decimal("0.6")))
    ]
    reading = read(["Invoice Grand Total", "Outstanding Amount"], rows)
    assert reading.shape.shape is Shape.INSTALMENTS
    assert reading.invoices["amount"].sum() == sum(TOTALS.values())
    assert reading.invoices["open_amount"].sum() == sum(TOTALS.values())


def test_a_number_that_stands_twice_by_accident_is_a_doubt_about_that_invoice_alone() -> None:
    rows = [[f"G-{at}", "Alpha SARL", "13/01/2026", "13/02/2026", 100 + at] for at in range(30)]
    reading = read(["Montant TTC"], [*rows, ["G-3", "Alpha SARL", "13/01/2026", "13/02/2026", 7]])
    assert (reading.shape.shape, asked(reading)) == (Shape.INVOICES, [])
    held = reading.invoices.filter(reading.invoices["decision"].is_not_null())
    assert held["number"].to_list() == ["G-3"]
    assert reading.invoices.height == 30


def test_an_invoice_one_of_whose_lines_cannot_be_read_is_left_out_whole() -> None:
    rows = lines("0.25", "0.75")
    rows[1][-1] = "illisible"
    reading = read(["Désignation", "Montant TTC"], rows, answers={"shape": "lines"})
    assert "F-1" not in amounts(reading)
    assert (None, "F-1") in reading.left_out or ("Alpha SARL", "F-1") in reading.left_out
    assert {name: TOTALS[name] for name in amounts(reading)} == amounts(reading)


def test_the_client_written_on_the_first_line_only_is_that_of_the_others() -> None:
    rows = lines("0.25", "0.75")
    for row in rows[1::2]:
        row[1] = ""
    reading = read(["Désignation", "Montant TTC"], rows, answers={"shape": "lines"})
    assert amounts(reading) == TOTALS


def test_dates_written_on_the_first_line_only_make_no_instalments() -> None:
    rows = lines("0.25", "0.75")
    for row in rows[1::2]:
        row[2] = row[3] = ""
    reading = read(["Désignation", "Montant ligne TTC"], rows)
    assert (reading.shape.shape, asked(reading)) == (Shape.LINES, [])
    assert amounts(reading) == TOTALS


def test_one_number_used_twice_does_not_hide_the_lines_of_the_others() -> None:
    rows = lines("0.25", "0.75")
    rows[1][2] = "14/01/2026"
    reading = read(["Désignation", "Montant ligne TTC"], rows)
    assert reading.shape.shape is Shape.LINES


def test_two_invoices_under_one_number_are_no_instalments() -> None:
    rows = [
        ["12", "Alpha SARL", "13/05/2025", "13/06/2025", 300],
        ["12", "Alpha SARL", "15/05/2026", "13/06/2026", 200],
        ["13", "Bêta", "15/05/2026", "13/06/2026", 80],
    ]
    reading = read(["Montant TTC"], rows)
    assert reading.shape.shape is Shape.INVOICES
    assert reading.invoices.filter(number="12")["decision"].null_count() == 0


def test_the_shape_can_be_changed_by_hand() -> None:
    rows = [
        [number, client, issued, due, total * share]
        for number, client, issued, _, total in INVOICES
        for due, share in (("28/02/2026", Decimal("0.4")), ("31/03/2026", Decimal("0.6")))
    ]
    reading = read(["Montant TTC"], rows, answers={"shape": "invoices"})
    assert (reading.shape.shape, reading.shape.said) == (Shape.INVOICES, True)
    assert reading.invoices.height == 4
    assert reading.invoices["decision"].null_count() == 0


def test_what_is_due_at_each_age_is_the_amount_of_the_invoice() -> None:
    rows = [
        [number, client, issued, due, *(total if at == place else "" for at in range(3))]
        for place, (number, client, issued, due, total) in enumerate(INVOICES[:3])
    ]
    reading = read(["Non échu", "1 - 30", "Plus de 30 jours"], rows)
    assert amounts(reading) == {name: TOTALS[name] for name in ("F-1", "F-2", "F-3")}


@pytest.mark.parametrize(
    ("headings", "rows"),
    [
        (["Client", "Solde"], [["Alpha", "1550,00"], ["Bêta", "12,50"]]),
        (
            ["Code client", "Client", "Non échu", "1-30 j", "31-60 j", "Total"],
            [["C1", "Alpha", "", "350,00", "1200,00", "1550,00"], ["C2", "Bêta", "8", "", "", "8"]],
        ),
    ],
)
def test_a_list_of_balances_is_named_for_what_it_is(
    headings: list[str], rows: list[list[str]]
) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_file(text([headings, *rows]), "soldes.csv", today=TODAY)
    assert "solde par client" in str(refused.value.message) or refused.value.code == "no_table"
