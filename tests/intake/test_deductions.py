"""What a column takes off an invoice: proven by the other columns, else asked, never silent."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from relance_core.intake import Reading, read_file
from relance_core.intake.rates_written import rate_of
from tests.intake.spreadsheets import HEADINGS, TODAY, asked, codes, euros, read_text, text

HEAD = ("Client", "N° facture", "Date facture", "Échéance", "Montant TTC")
F1 = ("Alpha", "F-1", "13/01/2026", "13/02/2026", "1200,00")
F2 = ("Bêta", "F-2", "13/01/2026", "13/02/2026", "900,00")


def read(headings: Sequence[str], *rows: Sequence[str], **given: Any) -> Reading:
    """The reading of a text with these columns behind the usual ones."""
    return read_file(text([(*HEAD, *headings), *rows]), "f.csv", today=TODAY, **given)


def due(reading: Reading) -> list[Decimal]:
    """What is still due of each invoice."""
    return reading.invoices["open_amount"].to_list()


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("Retenue de garantie", "deduction_retention"),
        ("RG 5%", "deduction_retention"),
        ("RG", "deduction_retention"),
        ("Retenue", "deduction_retention"),
        ("Escompte", "deduction_discount"),
        ("Acompte versé", "deduction_paid_amount"),
        ("Acompte déduit", "deduction_paid_amount"),
        ("Avoir imputé", "deduction_credited_amount"),
    ],
)
def test_whether_the_amount_still_holds_it_is_asked_once(heading: str, code: str) -> None:
    rows = ((*F1, "60,00"), (*F2, "45,00"))
    assert asked(read((heading,), *rows)) == [code]
    before = read((heading,), *rows, answers={code: "before"})
    assert (due(before), asked(before)) == ([euros("1140"), euros("855")], [])
    after = read((heading,), *rows, answers={code: "after"})
    assert (due(after), asked(after)) == ([euros("1200"), euros("900")], [])
    assert any(heading in note for note in after.notes)
    each = read((heading,), *rows, answers={code: "rows"})
    assert each.invoices["decision"].null_count() == 0


def test_the_part_that_is_kept_back_is_told_of_each_invoice() -> None:
    reading = read(("RG",), (*F1, "60,00"), (*F2, ""), answers={"deduction_retention": "before"})
    assert reading.invoices["amount"].to_list() == [euros("1200"), euros("900")]
    assert due(reading) == [euros("1140"), euros("900")]
    assert reading.issues.select("row", "code").rows() == [(2, "retention")]
    assert any("60,00" in note for note in reading.notes)


@pytest.mark.parametrize("heading", ["Net à payer", "Solde", "Reste dû"])
def test_a_balance_that_is_net_of_it_proves_it(heading: str) -> None:
    reading = read(("Retenue de garantie", heading), (*F1, "60,00", "1140,00"), (*F2, "", "900,00"))
    assert (due(reading), asked(reading)) == ([euros("1140"), euros("900")], [])
    assert codes(reading, "decision") == []


def test_a_balance_net_of_payments_too_contradicts_nothing() -> None:
    headings = ("RG", "Réglé", "Reste dû")
    reading = read(headings, (*F1, "60,00", "140,00", "1000,00"), (*F2, "45,00", "", "855,00"))
    assert (due(reading), asked(reading)) == ([euros("1000"), euros("855")], [])
    assert codes(reading, "decision") == []


def test_a_balance_that_still_holds_the_retention_is_asked_about() -> None:
    rows = ((*F1, "60,00", "1200,00"), (*F2, "45,00", "45,00"))
    assert asked(read(("RG", "Reste dû"), *rows)) == ["deduction_retention"]
    reading = read(("RG", "Reste dû"), *rows, answers={"deduction_retention": "before"})
    # Of the second one, nothing is left but what is kept back.
    assert due(reading) == [euros("1140"), euros("0")]


def test_amounts_with_and_without_tax_prove_that_the_retention_is_still_to_be_taken_off() -> None:
    headings = ("Montant HT", "Montant TVA", "RG")
    whole = read(headings, (*F1, "1000,00", "200,00", "60,00"), (*F2, "750,00", "150,00", "45,00"))
    assert (due(whole), asked(whole)) == ([euros("1140"), euros("855")], [])
    net = ("Alpha", "F-1", *F1[2:4], "1140,00", "1000,00", "200,00", "60,00")
    assert due(read(headings, net)) == [euros("1140")]


@pytest.mark.parametrize(
    ("heading", "first", "second"),
    [("RG", "5 %", "5%"), ("RG 5%", "5", "5"), ("RG 5%", "5,00", "0"), ("RG (%)", "0,05", "0,05")],
)
def test_a_rate_is_taken_of_the_amount(heading: str, first: str, second: str) -> None:
    answers = {"deduction_retention": "before"}
    reading = read((heading,), (*F1, first), (*F2, second), answers=answers)
    assert due(reading) == [euros("1140"), euros("900") if second == "0" else euros("855")]
    assert codes(reading, "left_out") == []


def test_an_amount_is_no_rate() -> None:
    def rate(*cells: str | None, heading: str = "RG") -> Decimal | None:
        return rate_of(pl.Series(cells, dtype=pl.String), heading)

    assert rate("60,00", "45,00", None) is None
    assert rate("10,00", "10,00") is None  # ten euros, as far as anybody knows
    assert rate("60,00", "60,00", heading="RG 5%") is None
    assert rate("5 %", "10 %") is None
    assert rate(None) is None
    assert rate("5 %", None, "0,00") == Decimal("0.05")


def test_two_columns_are_taken_off_together() -> None:
    headings = ("RG", "Escompte", "Net à payer")
    reading = read(headings, (*F1, "60,00", "10,00", "1130,00"), (*F2, "45,00", "", "855,00"))
    assert (due(reading), asked(reading)) == ([euros("1130"), euros("855")], [])


def test_the_only_balance_is_asked_about_as_the_amount_is() -> None:
    rows = [
        (*HEAD[:4], "Reste dû", "RG"),
        ("Alpha", "F-1", "13/01/2026", "13/02/2026", "1200,00", "60,00"),
    ]
    given: dict[str, Any] = {"answers": {"deduction_retention": "before"}}
    reading = read_file(text(rows), "f.csv", today=TODAY, **given)
    assert due(reading) == [euros("1140")]


def test_a_column_that_somebody_named_is_deducted_as_it_is_named() -> None:
    mapping = {"paid_amount": "Acompte versé"}
    reading = read(("Acompte versé",), (*F1, "60,00"), mapping=mapping)
    assert (due(reading), asked(reading)) == ([euros("1140")], [])
    answers = {"deduction_paid_amount": "after"}
    again = read(("Acompte versé",), (*F1, "60,00"), mapping=mapping, answers=answers)
    assert due(again) == [euros("1200")]


def test_a_status_of_part_payment_is_not_explained_by_a_retention() -> None:
    reading = read(
        ("RG", "Statut"),
        (*F1, "60,00", "Partiellement payée"),
        answers={"deduction_retention": "before"},
    )
    assert codes(reading, "decision") == ["unknown_remainder"]


def test_what_is_taken_off_an_invoice_of_several_instalments_is_to_be_decided() -> None:
    headings = ("RG", "Échéance 1", "Montant 1", "Échéance 2", "Montant 2")
    parts = ("13/02/2026", "700,00", "13/03/2026", "500,00")
    rows = [
        (*HEAD[:3], "Montant TTC", *headings),
        ("Alpha", "F-1", "13/01/2026", "1200,00", "60,00", *parts),
    ]
    answers = {"instalments_paid": "none"}
    reading = read_file(text(rows), "f.csv", today=TODAY, answers=answers)
    assert codes(reading, "decision") == ["deduction"]
    assert reading.invoices["decision"].null_count() == 0


def test_what_was_billed_before_is_asked_about_as_a_deduction() -> None:
    rows = [
        ("F1", "A", "13/01/2026", "13/02/2026", "500,00", "200,00"),
        ("F2", "B", "13/01/2026", "13/02/2026", "70,00", "0,00"),
    ]
    headings = (*HEADINGS, "Déjà facturé")
    assert asked(read_text(*rows, headings=headings)) == ["deduction_invoiced_before"]
    before = read_text(*rows, headings=headings, answers={"deduction_invoiced_before": "before"})
    assert before.invoices["open_amount"].to_list() == [300, 70]
    after = read_text(*rows, headings=headings, answers={"deduction_invoiced_before": "after"})
    assert after.invoices["open_amount"].to_list() == [500, 70]


def test_more_billed_before_than_an_invoice_holds_is_no_part_of_it() -> None:
    rows = [("F1", "A", "13/01/2026", "13/02/2026", "500,00", "2000,00")]
    reading = read_text(*rows, headings=(*HEADINGS, "Déjà facturé"))
    assert not reading.questions
    assert reading.invoices["open_amount"].to_list() == [500]


def test_a_guarantee_kept_back_is_asked_about_as_a_retention() -> None:
    rows = [
        ("F1", "A", "13/01/2026", "13/02/2026", "500,00", "25,00"),
        ("F2", "B", "13/01/2026", "13/02/2026", "70,00", ""),
    ]
    assert asked(read_text(*rows, headings=(*HEADINGS, "Caution"))) == ["deduction_retention"]
