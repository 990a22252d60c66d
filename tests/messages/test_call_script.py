"""The thread of a call says the facts, asks for a date, and threatens nobody."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from relance_core.messages.call_script import Owed, call_script
from relance_core.messages.lint import forbidden
from relance_core.settings import Firm
from relance_core.vocabulary import DebtorType, Step

TODAY = date(2026, 11, 20)
FIRM = Firm(name="Belrive")


def owed(number: str, due: date, sum_: str = "1000") -> Owed:
    return Owed(number, due, "EUR", Decimal(sum_))


def said(*invoices: Owed, broken: date | None = None, contact: str = "Mme Roy") -> list[str]:
    lines = call_script(FIRM, contact=contact, owed=invoices, today=TODAY, broken=broken)
    return [line.say.replace("\u202f", " ").replace("\u00a0", " ") for line in lines]


def test_an_invoice_late_is_told_with_its_amount_and_its_day() -> None:
    hello, fact, *_ = said(owed("F1", date(2026, 11, 13)))
    assert hello == ("Bonjour, je vous appelle de la part de Belrive. Puis-je parler à Mme Roy ?")
    assert fact == (
        "Je vous appelle au sujet de la facture F1 de 1 000,00 €, échue le 13 novembre 2026."
    )


def test_several_invoices_are_told_by_their_sum_and_the_oldest() -> None:
    _, fact, *_ = said(owed("F1", date(2026, 11, 2)), owed("F2", date(2026, 11, 13), "500"))
    assert "2 factures, pour 1 500,00 € en tout, dont la plus ancienne est échue le 2" in fact


def test_before_the_due_date_nothing_is_late() -> None:
    _, fact, *_ = said(owed("F1", date(2026, 11, 27)))
    assert fact.endswith("qui arrive à échéance le 27 novembre 2026.")
    _, fact, *_ = said(owed("F1", date(2026, 11, 27)), owed("F2", date(2026, 11, 30)))
    assert fact.endswith("qui arrivent à échéance à partir du 27 novembre 2026.")


def test_a_promise_that_was_not_kept_is_recalled() -> None:
    _, fact, *_ = said(owed("F1", date(2026, 11, 2)), broken=date(2026, 11, 17))
    assert fact.endswith("Vous nous aviez indiqué un règlement pour le 17 novembre 2026.")


def test_whoever_picks_up_is_told_neither_amount_nor_invoice() -> None:
    hello, *_ = said(owed("F1", date(2026, 11, 2)), contact="")
    assert "la personne qui suit vos factures fournisseurs" in hello
    assert "F1" not in hello


@pytest.mark.parametrize("debtor", list(DebtorType))
def test_nothing_in_it_threatens(debtor: DebtorType) -> None:
    lines = call_script(FIRM, contact="", owed=[owed("F1", date(2026, 11, 2))], today=TODAY)
    words = " ".join(f"{line.say} {line.mind}" for line in lines)
    assert forbidden(words, debtor, Step.REMINDER_1) == []
