"""Credit notes and payments under each of their disguises, and columns of debit and credit."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from relance_core.errors import UnreadableFile
from relance_core.intake import Reading
from tests.intake.spreadsheets import HEADINGS, asked, codes, euros, read_text

DATES = ("13/01/2026", "13/02/2026")
INVOICE = ("F1", "Dupont", *DATES, "100,00")


def kinds(reading: Reading) -> dict[str, tuple[str, str]]:
    """Kind and amount still due or to deduct, by number."""
    return {
        number: (kind, str(amount.quantize(euros("1"))).removesuffix(".000"))
        for number, kind, amount in reading.invoices.select(
            "number", "kind", "open_amount"
        ).iter_rows()
    }


@pytest.mark.parametrize("credit", ["C", "Crédit", "CR", "H", "-1", "crédit"])
def test_a_side_column_tells_a_credit(credit: str) -> None:
    debit = {"H": "S", "-1": "1", "CR": "DR"}.get(credit, "D")
    reading = read_text(
        (*INVOICE, debit),
        ("X1", "Dupont", *DATES, "40,00", credit),
        headings=(*HEADINGS, "Sens"),
    )
    assert kinds(reading) == {"F1": ("invoice", "100"), "X1": ("credit_note", "40")}
    assert codes(reading) == []


def test_a_side_that_says_neither_awaits_a_decision() -> None:
    reading = read_text(
        (*INVOICE, "D"), ("X1", "Dupont", *DATES, "40,00", "Z"), headings=(*HEADINGS, "Sens")
    )
    assert codes(reading) == ["unknown_side"]


@pytest.mark.parametrize(("no", "yes"), [("N", "O"), ("non", "oui"), ("", "X"), ("0", "1")])
def test_a_column_may_only_say_yes_to_a_credit_note(no: str, yes: str) -> None:
    reading = read_text(
        (*INVOICE, no),
        ("F2", "Dupont", *DATES, "70,00", no),
        ("X1", "Dupont", *DATES, "40,00", yes),
        headings=(*HEADINGS, "Avoir (O/N)"),
    )
    assert kinds(reading)["X1"] == ("credit_note", "40")
    assert kinds(reading)["F1"] == ("invoice", "100")


def test_a_credit_may_stand_in_a_column_of_its_own() -> None:
    reading = read_text(
        (*INVOICE, ""),
        ("X1", "Dupont", *DATES, "", "40,00"),
        ("F2", "Dupont", *DATES, "200,00", "50,00"),
        headings=(*HEADINGS, "Avoir"),
    )
    assert kinds(reading) == {
        "F1": ("invoice", "100"),
        "X1": ("credit_note", "40"),
        "F2": ("invoice", "150"),
    }


def test_a_credit_note_named_beside_its_invoice_awaits_a_decision() -> None:
    reading = read_text(
        (*INVOICE, "AV-12"),
        ("F2", "Dupont", *DATES, "70,00", ""),
        headings=(*HEADINGS, "Avoir"),
    )
    assert codes(reading) == ["credit_reference"]
    assert kinds(reading)["F1"] == ("invoice", "100")


def test_doit_and_avoir_are_debit_and_credit() -> None:
    reading = read_text(
        ("F1", "Dupont", *DATES, "100,00", ""),
        ("X1", "Dupont", *DATES, "", "40,00"),
        headings=(*HEADINGS[:4], "Doit", "Avoir"),
    )
    assert kinds(reading) == {"F1": ("invoice", "100"), "X1": ("credit_note", "40")}


def test_credits_beside_what_was_paid_leave_the_balance_that_the_file_says() -> None:
    reading = read_text(
        (*INVOICE, "30,00", "20,00", "50,00"),
        headings=(*HEADINGS, "Encaissé", "Avoirs", "Reste dû"),
    )
    assert kinds(reading) == {"F1": ("invoice", "50")}
    assert codes(reading) == []


def test_payments_and_credits_without_a_number_stay_apart() -> None:
    headings = (*HEADINGS, "Type")
    payment = ("", "Dupont", "01/02/2026", "", "-30,00", "Règlement")
    reading = read_text(
        (*INVOICE, "Facture"),
        payment,
        payment,
        ("", "Dupont", "", "", "-5,00", "Avoir"),
        headings=headings,
    )
    assert kinds(reading) == {
        "F1": ("invoice", "100"),
        "Règlement du 01/02/2026": ("payment", "30"),
        "Règlement du 01/02/2026 (2)": ("payment", "30"),
        "Avoir sans numéro": ("credit_note", "5"),
    }
    assert codes(reading) == []


def test_a_negative_row_without_a_number_is_deducted() -> None:
    reading = read_text(INVOICE, ("", "Dupont", "01/02/2026", "01/02/2026", "-30,00"))
    assert kinds(reading)["Avoir du 01/02/2026"] == ("credit_note", "30")


def test_a_payment_whose_amount_is_only_a_balance_is_deducted() -> None:
    reading = read_text(
        (*INVOICE, "Sales Invoice", "100,00"),
        ("PE-1", "Dupont", *DATES, "0,00", "Payment Entry", "-50,00"),
        headings=(*HEADINGS, "Voucher Type", "Outstanding Amount"),
    )
    assert kinds(reading)["PE-1"] == ("payment", "50")


LEDGER = ("Client", "Pièce", "Libellé", "Date", "Échéance", "Débit", "Crédit")


def items(*rows: Sequence[str], headings: Sequence[str] = LEDGER, **given: object) -> Reading:
    """Open items with a column of debits and one of credits."""
    return read_text(*rows, headings=headings, **given)


def test_open_items_with_debits_and_credits_are_invoices_and_payments() -> None:
    reading = items(
        ("Dupont", "F1", "Facture F1", *DATES, "1 200,00", ""),
        ("Dupont", "RG1", "Virement Dupont", "20/02/2026", "", "", "500,00"),
        ("Durand", "F2", "Facture F2", *DATES, "300,00", "0,00"),
        ("Durand", "AV1", "Avoir sur F2", "20/02/2026", "", "0,00", "100,00"),
    )
    assert kinds(reading) == {
        "F1": ("invoice", "1200"),
        "RG1": ("payment", "500"),
        "F2": ("invoice", "300"),
        "AV1": ("credit_note", "100"),
    }
    assert codes(reading) == []


def test_a_debit_and_a_credit_on_one_row_are_an_invoice_paid_in_part() -> None:
    reading = items(
        ("Dupont", "F1", "Facture", *DATES, "1 200,00", "500,00"),
        ("Dupont", "F2", "Facture", *DATES, "300,00", ""),
    )
    assert kinds(reading) == {"F1": ("invoice", "700"), "F2": ("invoice", "300")}


def test_credits_written_with_a_minus_are_credits() -> None:
    reading = items(
        ("Dupont", "F1", "Facture", *DATES, "1 200,00", ""),
        ("Dupont", "R1", "Chèque", *DATES, "", "-500,00"),
    )
    assert kinds(reading)["R1"] == ("payment", "500")


def test_a_list_where_credits_weigh_half_the_debits_is_asked_about() -> None:
    rows = (
        ("Dupont", "F1", "Facture", *DATES, "1 200,00", ""),
        ("Dupont", "R1", "Virement", *DATES, "", "1 200,00"),
        ("Durand", "F2", "Facture", *DATES, "300,00", ""),
    )
    assert asked(items(*rows)) == ["ledger"]
    kept = items(*rows, answers={"ledger": "open_items"})
    assert kinds(kept)["R1"] == ("payment", "1200")
    with pytest.raises(UnreadableFile, match="grand livre"):
        items(*rows, answers={"ledger": "entries"})


def test_a_running_balance_is_not_what_is_due() -> None:
    reading = items(
        ("Dupont", "F1", "Facture", *DATES, "100,00", "", "100,00"),
        ("Dupont", "F2", "Facture", *DATES, "50,00", "", "150,00"),
        ("Dupont", "F3", "Facture", *DATES, "70,00", "", "220,00"),
        ("Durand", "F4", "Facture", *DATES, "30,00", "", "30,00"),
        ("Durand", "F5", "Facture", *DATES, "20,00", "", "50,00"),
        headings=(*LEDGER, "Solde"),
    )
    due = {number: amount for number, (_, amount) in kinds(reading).items()}
    assert due == {"F1": "100", "F2": "50", "F3": "70", "F4": "30", "F5": "20"}
    assert codes(reading) == []
    assert any("solde progressif" in note for note in reading.notes)


def test_a_balance_that_is_each_rows_own_stays_what_is_due() -> None:
    reading = items(
        ("Dupont", "F1", "Facture", *DATES, "100,00", "40,00", "60,00"),
        ("Dupont", "F2", "Facture", *DATES, "50,00", "", "50,00"),
        ("Dupont", "F3", "Facture", *DATES, "70,00", "", "70,00"),
        headings=(*LEDGER, "Solde"),
    )
    assert {n: a for n, (_, a) in kinds(reading).items()} == {"F1": "60", "F2": "50", "F3": "70"}


@pytest.mark.parametrize(
    ("number", "label"),
    [("AN", ""), ("12", "A nouveau"), ("13", "Report à nouveau 2025"), ("14", "Solde antérieur")],
)
def test_a_balance_carried_forward_is_no_invoice_to_chase(number: str, label: str) -> None:
    reading = items(
        ("Dupont", number, label, *DATES, "500,00", ""),
        ("Dupont", "F2", "Facture", *DATES, "300,00", ""),
    )
    assert codes(reading) == ["carried_balance"]
    assert dict(reading.invoices.select("number", "decision").iter_rows())["F2"] is None


LETTERED = (*LEDGER, "Lettrage")


def test_entries_that_a_letter_settles_together_are_settled() -> None:
    reading = items(
        ("Dupont", "F1", "Facture", *DATES, "1 200,00", "", "A"),
        ("Dupont", "R1", "Virement", *DATES, "", "1 200,00", "A"),
        ("Dupont", "F2", "Facture", *DATES, "300,00", "", ""),
        ("Durand", "F3", "Facture", *DATES, "70,00", "", "A"),
        ("Durand", "R3", "Virement", *DATES, "", "70,00", "A"),
        headings=LETTERED,
    )
    assert not reading.questions
    assert {n: a for n, (_, a) in kinds(reading).items() if a != "0"} == {"F2": "300"}
    assert codes(reading) == []


def test_letters_are_heard_beside_a_side_column_too() -> None:
    reading = read_text(
        (*INVOICE, "D", "AA"),
        ("R1", "Dupont", *DATES, "100,00", "C", "AA"),
        ("F2", "Dupont", *DATES, "70,00", "D", ""),
        headings=(*HEADINGS, "Sens", "Lettrage"),
    )
    assert {n: a for n, (_, a) in kinds(reading).items() if a != "0"} == {"F2": "70"}


def test_a_letter_that_does_not_settle_its_entries_awaits_a_decision() -> None:
    reading = items(
        ("Dupont", "F1", "Facture", *DATES, "1 200,00", "", "A"),
        ("Dupont", "R1", "Virement", *DATES, "", "200,00", "A"),
        ("Dupont", "F2", "Facture", *DATES, "300,00", "", "B"),
        ("Dupont", "F3", "Facture", *DATES, "300,00", "", ""),
        headings=LETTERED,
    )
    assert codes(reading) == ["lettered_but_open"] * 2
    held = dict(reading.invoices.select("number", "decision").iter_rows())
    assert held["F3"] is None
    assert held["F1"] is not None


def test_letters_in_a_list_of_invoices_alone_are_asked_about_once() -> None:
    headings = (*HEADINGS, "Lettrage")
    rows = [
        (*INVOICE, ""),
        ("F2", "Dupont", *DATES, "70,00", "A"),
        ("F3", "Durand", *DATES, "30,00", "B"),
    ]
    assert asked(read_text(*rows, headings=headings)) == ["lettered"]

    def due(answer: str) -> list[str]:
        reading = read_text(*rows, headings=headings, answers={"lettered": answer})
        assert not reading.questions
        return [amount for _, amount in kinds(reading).values()]

    assert due("settled") == ["100", "0", "0"]
    assert due("open") == ["100", "70", "30"]
    assert codes(read_text(*rows, headings=headings, answers={"lettered": "rows"})) == [
        "lettered",
        "lettered",
    ]
