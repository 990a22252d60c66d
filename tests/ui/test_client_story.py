"""What a client's sheet says of what is owed and of the way of paying."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from relance_core.commitments import LateReason
from relance_core.money import MONEY
from relance_core.schemas import PORTFOLIO
from relance_core.store.database import reading
from relance_core.store.late_reasons import add_reasons
from relance_core.ui import client_story
from relance_core.ui.client_story import (
    behaviour_words,
    owed_words,
    promise_words,
    reason_words,
)
from relance_core.workflows.decide import hold_invoice
from tests.workflows.office import invoice, office

TODAY = date(2026, 11, 20)


def owed(*lines: tuple[str, int, int | None]) -> pl.DataFrame:
    """Lines of ``client_story.owed``: kind, euros, days late."""
    kinds, euros, late = zip(*lines, strict=True)
    amounts = pl.Series([Decimal(one) for one in euros], dtype=MONEY)
    return pl.DataFrame(
        {"kind": kinds, "currency": "EUR", "open_amount": amounts, "days_late": late}
    )


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([("invoice", 100, 3)], "1 facture ouverte, 100,00 €, échue."),
        (
            [("invoice", 100, 3), ("invoice", 50, 9)],
            "2 factures ouvertes, 150,00 €, toutes échues.",
        ),
        (
            [("invoice", 100, 3), ("invoice", 50, None)],
            "2 factures ouvertes, 150,00 €, dont 100,00 € échus.",
        ),
        (
            [("invoice", 100, None), ("credit_note", -40, None)],
            "1 facture ouverte, 100,00 €, rien d'échu ; avoirs et règlements à déduire : 40,00 €.",
        ),
    ],
)
def test_what_is_owed_is_said_once_and_what_is_deducted_without_its_sign(
    lines: list[tuple[str, int, int | None]], told: str
) -> None:
    assert plain(owed_words(owed(*lines))) == told


@pytest.mark.parametrize(
    ("late", "when"),
    [
        (19, "à J+19"),
        (0, "le jour de l'échéance"),
        (-1, "1 jour avant l'échéance"),
        (-3, "3 jours avant l'échéance"),
    ],
)
def test_a_way_of_paying_is_told_in_words(late: int, when: str) -> None:
    due = TODAY - timedelta(days=60)
    paid = {
        "client_id": 1,
        "client_name": "Dupont SA",
        "debtor_type": "business",
        "kind": "invoice",
        "currency": "EUR",
        "due_date": due,
        "amount": Decimal(100),
        "open_amount": Decimal(0),
        "paid_date": due + timedelta(days=late),
        "settled_on": due + timedelta(days=late),
    }
    nothing: dict[str, object] = dict.fromkeys(PORTFOLIO)
    portfolio = pl.DataFrame([nothing | paid] * 5, schema=dict(PORTFOLIO))
    told = behaviour_words(portfolio, 1, today=TODAY)
    assert plain(told) == f"Paie {when} (médiane sur 5 factures réglées en douze mois)."


def test_how_a_client_keeps_his_word_is_told_in_one_sentence_but_not_of_a_person(
    tmp_path: Path,
) -> None:
    desk = office(tmp_path)
    desk.drop([invoice("F1", due=4), invoice("F2", due=3)])
    for number, promised in (("F1", date(2026, 11, 23)), ("F2", date(2026, 11, 24))):
        hold_invoice(desk.space, desk.act, desk.ids()[number], "promise", until=promised)
    desk.day = date(2026, 12, 2)
    desk.drop([invoice("F1", due=4, left=0), invoice("F2", due=3)])
    client_id = desk.client_ids()["C1"]

    with reading(desk.space.engine) as conn:
        told = {
            kind: promise_words(conn, {"client_id": client_id, "debtor_type": kind}, today=desk.day)
            for kind in ("business", "consumer")
        }
    assert told == {"business": "1 promesse tenue sur 2.", "consumer": ""}


def test_why_invoices_are_late_is_told_with_how_many(tmp_path: Path) -> None:
    desk = office(tmp_path)
    desk.drop([invoice("F1", due=4), invoice("F2", due=3), invoice("F3", due=-3)])
    ids, day, at = desk.ids(), desk.day, desk.act.at
    with desk.space.engine.begin() as conn:
        add_reasons(conn, ids.values(), LateReason.CASH, day=day, by="Anne", at=at)
        add_reasons(conn, [ids["F2"]], LateReason.OVERSIGHT, day=day, by="Anne", at=at)
    lines = client_story.owed(desk.plan(), desk.client_ids()["C1"], today=desk.day)

    with reading(desk.space.engine) as conn:
        said = reason_words(conn, lines)
    assert said == "Raisons dites : trésorerie (1 facture) et oubli (1 facture)."
