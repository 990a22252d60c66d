"""The interest of a client's invoices, from what successive files told."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from relance_core.errors import Refused
from relance_core.legal_rates import Evidence, Semester
from relance_core.store.holds import PAID
from relance_core.vocabulary import DebtorType, Withheld
from relance_core.workflows.decide import hold_invoice
from relance_core.workflows.edit_client import edit_client
from relance_core.workflows.late_interest import (
    ClientInterest,
    client_interest,
    forget_rate,
    save_rate,
    save_terms,
    stored_rates,
)
from tests.workflows.office import Office, office


def row(
    number: str = "F1",
    *,
    left: float = 12000,
    due: date = date(2026, 5, 31),
    paid_on: date | None = None,
) -> dict[str, Any]:
    return {
        "N° facture": number,
        "Code client": "C1",
        "Client": "Durand SARL",
        "Date facture": due - timedelta(days=30),
        "Échéance": due,
        "Montant TTC": 12000,
        "Reste à payer": left,
        "Date de paiement": paid_on,
    }


def at_work(folder: Path, day: date = date(2026, 11, 21)) -> Office:
    desk = office(folder)
    desk.day = day
    return desk


def interest(desk: Office) -> ClientInterest:
    [client_id] = desk.client_ids().values()
    return client_interest(desk.space, client_id, today=desk.day)


def lines(found: ClientInterest) -> list[tuple[int, Decimal, Decimal]]:
    """Days, balance and amount of the lines of the only invoice."""
    [one] = found.invoices
    assert one.statement is not None
    return [(line.days, line.balance, line.amount) for line in one.statement.lines]


TWELVE, SEVEN = Decimal(12000), Decimal(7000)


def test_an_open_invoice_of_a_firm_bears_the_interest_of_the_law(tmp_path: Path) -> None:
    desk = at_work(tmp_path)
    desk.drop([row()])

    [one] = interest(desk).invoices

    assert one.statement is not None
    assert (one.statement.interest, one.statement.fee) == (Decimal("706.89"), Decimal("40.00"))
    assert not one.found.estimated


def test_a_part_payment_whose_day_the_file_writes_counts_from_that_day(tmp_path: Path) -> None:
    desk = at_work(tmp_path, date(2026, 9, 1))
    desk.drop([row()])
    desk.day = date(2026, 11, 21)
    desk.drop([row(left=7000, paid_on=date(2026, 9, 15))])

    found = interest(desk)

    # the arithmetic is that of tests/receivables/test_late_interest.py
    assert lines(found) == [
        (30, TWELVE, Decimal("119.84")),
        (77, TWELVE, Decimal("313.91")),
        (67, SEVEN, Decimal("159.33")),
    ]
    assert not found.invoices[0].found.estimated


def test_a_payment_without_a_day_is_taken_to_have_come_the_day_after_the_last_file_without_it(
    tmp_path: Path,
) -> None:
    desk = at_work(tmp_path, date(2026, 9, 14))
    desk.drop([row()])
    desk.day = date(2026, 11, 21)
    desk.drop([row(left=7000)])

    found = interest(desk)

    assert [line[:2] for line in lines(found)] == [(30, TWELVE), (77, TWELVE), (67, SEVEN)]
    assert found.invoices[0].found.estimated


def test_what_was_paid_before_the_first_file_bears_nothing_when_its_day_is_not_known(
    tmp_path: Path,
) -> None:
    desk = at_work(tmp_path)
    desk.drop([row(left=7000)])

    assert [line[:2] for line in lines(interest(desk))] == [(30, SEVEN), (144, SEVEN)]


def test_a_payment_that_a_later_file_takes_back_was_none(tmp_path: Path) -> None:
    desk = at_work(tmp_path, date(2026, 9, 14))
    desk.drop([row()])
    desk.day = date(2026, 10, 1)
    desk.drop([row(left=7000)])
    desk.day = date(2026, 11, 21)
    desk.drop([row(left=12000)])

    assert [line[:2] for line in lines(interest(desk))] == [(30, TWELVE), (144, TWELVE)]


def test_an_invoice_settled_late_is_still_claimable(tmp_path: Path) -> None:
    desk = at_work(tmp_path, date(2026, 6, 20))
    desk.drop([row()])
    desk.day = date(2026, 11, 21)
    desk.drop([row(left=0, paid_on=date(2026, 6, 30))])

    assert lines(interest(desk)) == [(30, TWELVE, Decimal("119.84"))]


def test_a_payment_noted_by_hand_counts_from_its_day(tmp_path: Path) -> None:
    desk = at_work(tmp_path, date(2026, 9, 15))
    desk.drop([row()])
    hold_invoice(desk.space, desk.act, desk.ids()["F1"], PAID, amount=Decimal(5000))
    desk.day = date(2026, 11, 21)

    assert [line[:2] for line in lines(interest(desk))] == [(30, TWELVE), (77, TWELVE), (67, SEVEN)]


def test_an_undone_import_leaves_no_trace_in_the_interest(tmp_path: Path) -> None:
    from relance_core.workflows.undo_import import undo_import

    desk = at_work(tmp_path, date(2026, 9, 14))
    desk.drop([row()])
    desk.day = date(2026, 10, 1)
    second = desk.drop([row(left=7000)])
    undo_import(desk.space, desk.act, second.import_id)
    desk.day = date(2026, 11, 21)

    assert [line[:2] for line in lines(interest(desk))] == [(30, TWELVE), (144, TWELVE)]


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        (DebtorType.CONSUMER, "mise en demeure"),
        (DebtorType.UNKNOWN, "Type de client à préciser"),
        (DebtorType.OTHER, "Type de client à préciser"),
    ],
)
def test_without_what_the_law_asks_for_nothing_is_reckoned_and_why_is_said(
    tmp_path: Path, kind: DebtorType, why: str
) -> None:
    desk = at_work(tmp_path)
    desk.drop([row()])
    [client_id] = desk.client_ids().values()
    edit_client(desk.space, desk.act, client_id, {"debtor_type": kind.value})

    [one] = interest(desk).invoices

    assert one.statement is None
    assert why in one.why


def test_insolvency_noted_by_hand_stops_interest_the_day_before(tmp_path: Path) -> None:
    desk = at_work(tmp_path, date(2026, 6, 10))
    desk.drop([row()])
    hold_invoice(desk.space, desk.act, desk.ids()["F1"], Withheld.INSOLVENCY)
    desk.day = date(2026, 11, 21)

    assert lines(interest(desk)) == [(9, TWELVE, Decimal("35.95"))]


def test_a_missing_rate_is_said_and_gone_once_it_is_written(tmp_path: Path) -> None:
    desk = at_work(tmp_path)
    desk.drop([row()])
    desk.day = date(2027, 1, 1)

    [before] = interest(desk).invoices
    save_rate(
        desk.space, desk.act, "2027-S1", ecb="2,65 %", legal="3,00", reference="JO 30/12/2026"
    )
    [after] = interest(desk).invoices

    assert "1er semestre 2027" in before.why
    assert after.statement is not None
    # 1 January: 12 000 x 12,65 % / 365 = 4,158... -> 4,16
    assert after.statement.lines[-1].amount == Decimal("4.16")
    assert stored_rates(desk.space).of(Semester(2027, 1)).evidence is Evidence.BY_HAND
    assert "Taux du 1er semestre 2027 enregistrés." in desk.journal()
    forget_rate(desk.space, desk.act, Semester(2027, 1))
    assert Semester(2027, 1) not in stored_rates(desk.space).known


@pytest.mark.parametrize(
    ("semester", "ecb", "legal", "reference"),
    [
        ("2027", "2,65", "3,00", "JO"),
        ("2027-S1", "deux", "3,00", "JO"),
        ("2027-S1", "2,65", "-1", "JO"),
        ("2027-S1", "2,65", "300", "JO"),
        ("2027-S1", "2,65", "3,00", " "),
    ],
)
def test_a_rate_that_cannot_be_is_refused_and_nothing_is_written(
    tmp_path: Path, semester: str, ecb: str, legal: str, reference: str
) -> None:
    desk = at_work(tmp_path)

    with pytest.raises(Refused, match="Rien n'a été enregistré"):
        save_rate(desk.space, desk.act, semester, ecb=ecb, legal=legal, reference=reference)

    assert Semester(2027, 1) not in stored_rates(desk.space).known


def test_the_rate_and_the_order_of_the_firms_own_terms_are_followed(tmp_path: Path) -> None:
    desk = at_work(tmp_path, date(2026, 9, 1))
    desk.drop([row()])
    desk.day = date(2026, 11, 21)
    desk.drop([row(left=7000, paid_on=date(2026, 9, 15))])
    save_terms(desk.space, desk.act, agreed="15", interest_first=True)

    [one] = interest(desk).invoices

    assert one.statement is not None
    assert {line.rate for line in one.statement.lines} == {Decimal(15)}
    assert one.statement.interest_paid > 0
    assert one.statement.principal_left == SEVEN + one.statement.interest_paid
