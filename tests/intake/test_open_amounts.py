"""What is still due of an invoice, from its row: paid, disputed, left out, or contradictory."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.intake.spreadsheets import codes, euros, one, read_rows


@pytest.mark.parametrize(
    ("row", "due"),
    [
        ({}, "100"),
        ({"Réglé": "40,00"}, "60"),
        ({"Réglé": "100,00"}, "0"),
        ({"Reste dû": "60,00"}, "60"),
        ({"Réglé": "40,00", "Reste dû": "60,00"}, "60"),
        ({"Statut": "Payée"}, "0"),
        ({"Statut": "✅ Payé"}, "0"),
        ({"Statut": "Payée le 12/03/2026"}, "0"),
        ({"Statut": "Payée (partiellement)"}, "0"),
        ({"Statut": "Impayée"}, "100"),
        ({"Statut": "En retard de 12 jours"}, "100"),
        ({"Soldée": "oui"}, "0"),
        ({"Soldée": "non"}, "100"),
        ({"Date de paiement": "01/03/2026"}, "0"),
    ],
)
def test_what_is_still_due_follows_from_the_row(row: dict[str, str], due: str) -> None:
    invoice = one(read_rows(row))
    assert invoice["open_amount"] == euros(due)
    assert invoice["amount"] == euros("100")
    assert invoice["decision"] is None


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"Statut": "Zorglub"}, "unknown_status"),
        ({"Statut": "Partiel"}, "unknown_remainder"),
        ({"Statut": "Payée", "Reste dû": "100,00"}, "paid_but_open"),
        ({"Réglé": "40,00", "Reste dû": "70,00"}, "amounts_contradict"),
        ({"Statut": "Envoyée", "Date de paiement": "01/03/2026"}, "payment_date_but_open"),
        ({"Date de paiement": "01/04/2026"}, "payment_date_but_open"),
    ],
)
def test_a_row_that_contradicts_itself_awaits_a_decision(row: dict[str, str], code: str) -> None:
    reading = read_rows(row, answers={"status:zorglub": "rows"})
    assert codes(reading) == [code]
    assert one(reading)["decision"] == reading.issues["message"][0]


def test_a_balance_of_nothing_settles_what_the_other_figures_do_not() -> None:
    reading = read_rows({"Réglé": "40,00", "Reste dû": "0,00"})
    assert codes(reading, "warning") == ["amounts_contradict"]
    assert one(reading)["open_amount"] == euros("0")
    assert one(reading)["decision"] is None


def test_an_overpaid_invoice_is_settled_and_never_owed_in_the_negative() -> None:
    reading = read_rows({"Réglé": "103,01"}, {"N° facture": "F2", "Réglé": "0"})
    assert reading.invoices["open_amount"].to_list() == [euros("0"), euros("100")]
    assert codes(reading) == ["overpaid"]


@settings(max_examples=20, deadline=None)
@given(st.decimals(0, 10**6, places=2), st.decimals(0, 10**6, places=2))
def test_the_amount_due_is_never_negative(amount: Decimal, paid: Decimal) -> None:
    row = {"Montant TTC": str(amount).replace(".", ","), "Réglé": str(paid).replace(".", ",")}
    assert one(read_rows(row))["open_amount"] == euros(str(max(amount - paid, Decimal(0))))


@pytest.mark.parametrize(
    ("row", "contested", "reason"),
    [
        ({"Litige": "non"}, "0", None),
        ({"Litige": "oui"}, "100", None),
        ({"Litige": "Marchandise abîmée"}, "100", "Marchandise abîmée"),
        ({"Litige": "oui", "Motif du litige": "Prix"}, "100", "Prix"),
        ({"Montant en litige": "40,00", "Motif du litige": "Prix"}, "40", "Prix"),
        ({"Statut": "Litige - retard de livraison"}, "100", "retard de livraison"),
        ({"Statut": "Contestée"}, "100", None),
        ({"Statut": "Litige", "Observations": "porte rayée"}, "100", "porte rayée"),
        ({"Litige": "oui", "Réglé": "100,00"}, "0", None),
    ],
)
def test_a_dispute_has_its_amount_and_its_reason(
    row: dict[str, str], contested: str, reason: str | None
) -> None:
    invoice = one(read_rows(row))
    assert invoice["disputed_amount"] == euros(contested)
    assert invoice["dispute_reason"] == reason


@pytest.mark.parametrize(("status", "code"), [("Brouillon", "draft"), ("Annulée", "cancelled")])
def test_drafts_and_cancelled_invoices_stay_out_and_are_counted(status: str, code: str) -> None:
    reading = read_rows({"Statut": status}, {"N° facture": "F2", "Statut": "Envoyée"})
    assert one(reading)["number"] == "F2"
    assert codes(reading) == [code]
    assert reading.left_out == {("Dupont", "F1")}
    assert reading.cancelled == ({("Dupont", "F1")} if code == "cancelled" else frozenset())


def test_the_state_of_the_payment_wins_over_the_state_of_the_document() -> None:
    rows = [
        {"Statut": "Comptabilisé", "Statut du paiement": "Payé"},
        {"N° facture": "F2", "Statut": "Brouillon", "Statut du paiement": "Non payé"},
    ]
    reading = read_rows(*rows)
    assert one(reading)["open_amount"] == 0
    assert codes(reading) == ["draft"]


@pytest.mark.parametrize("heading", ["Net à payer", "RAP", "Reliquat"])
def test_what_remains_beside_the_total_is_what_is_due(heading: str) -> None:
    assert one(read_rows({heading: "60,00"}))["open_amount"] == euros("60")


@pytest.mark.parametrize("remark", ["payé", "soldée", "a réglé 60 € le 02/09", "chèque reçu le 12"])
def test_a_remark_that_says_paid_holds_the_invoice(remark: str) -> None:
    rows = [{"Commentaire": remark}, *({"N° facture": f"G{at}"} for at in range(4))]
    reading = read_rows(*rows)
    assert reading.invoices.filter(number="F1")["decision"].item() is not None
