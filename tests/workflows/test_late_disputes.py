"""Disputes past their day chase their owner in the firm, and papers stay with their dispute."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from relance_core.errors import Refused
from relance_core.store.database import reading
from relance_core.store.disputes import dispute_log
from relance_core.store.holds import running_holds
from relance_core.workflows.decide import hold_invoice
from relance_core.workflows.dispute_papers import (
    add_paper,
    papers,
    remove_paper,
    restore_paper,
)
from relance_core.workflows.kept_files import file_bytes
from relance_core.workflows.late_disputes import (
    OwnerList,
    late_disputes,
    note_told,
    set_owner_email,
)
from tests.workflows.office import TODAY, Office, invoice, office

LETTER = b"%PDF-1.7\n1 0 obj << >> endobj\n%%EOF\n"


@pytest.fixture
def at_work(tmp_path: Path) -> Office:
    """Three disputes: two of Anne, late and due today; one of Luc that has time left."""
    ours = office(tmp_path)
    ours.drop([invoice(number, due=4, total=1000) for number in ("F1", "F2", "F3")])
    contest(ours, "F1", "Anne", TODAY - timedelta(days=3), amount=Decimal(200), text="casse")
    contest(ours, "F2", "Anne", TODAY)
    contest(ours, "F3", "Luc", TODAY + timedelta(days=1))
    return ours


def contest(desk: Office, number: str, owner: str, deadline: date, **told: Any) -> None:
    about = {"owner": owner, "deadline": deadline}
    hold_invoice(desk.space, desk.act, desk.ids()[number], "dispute", about=about, **told)


def lists(desk: Office) -> list[OwnerList]:
    return late_disputes(desk.space, today=desk.day)


def spaced(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def dispute(desk: Office) -> int:
    with reading(desk.space.engine) as conn:
        return int(next(row.id for row in running_holds(conn) if row.number == "F1"))


def test_each_owner_has_what_is_due_the_latest_first(at_work: Office) -> None:
    [anne] = lists(at_work)
    assert anne.owner == "Anne"
    assert [spaced(one.words()) for one in anne.disputes] == [
        "Client C1, facture F1, 200,00 € (casse) : en retard de 3 jours, à nous de répondre",
        "Client C1, facture F2, 1 000,00 € : à régler aujourd'hui, à nous de répondre",
    ]
    at_work.day = TODAY + timedelta(days=1)
    assert [one.owner for one in lists(at_work)] == ["Anne", "Luc"]


def test_the_e_mail_to_an_owner_says_it_all_once_the_address_is_known(at_work: Office) -> None:
    assert lists(at_work)[0].email == ""
    set_owner_email(at_work.space, at_work.act, "Anne", "anne@firme.example")
    [anne] = lists(at_work)

    assert anne.mailto.startswith("mailto:anne@firme.example?subject=2%20litiges")
    assert "pour 1 200,00 € :" in spaced(anne.body)
    assert "facture F1" in anne.body
    with pytest.raises(Refused, match="n'est pas une adresse"):
        set_owner_email(at_work.space, at_work.act, "Anne", "anne chez firme")
    assert set_owner_email(at_work.space, at_work.act, "Anne", "") == "anne@firme.example"
    assert lists(at_work)[0].email == ""


def test_a_name_that_is_an_address_needs_no_other(at_work: Office) -> None:
    contest(at_work, "F3", "luc@firme.example", TODAY)
    assert {one.owner: one.email for one in lists(at_work)}["luc@firme.example"] == (
        "luc@firme.example"
    )


def test_what_was_recalled_stands_in_what_was_done(at_work: Office) -> None:
    [anne] = lists(at_work)
    note_told(at_work.space, at_work.act, anne)
    with reading(at_work.space.engine) as conn:
        log = dispute_log(conn, at_work.ids()["F1"])
    assert "Rappelé à Anne" in log["text"][0]


def test_an_invoice_settled_since_is_nobodys_work(at_work: Office) -> None:
    at_work.day = TODAY + timedelta(days=3)
    at_work.drop([invoice(number, due=4, total=1000, left=0) for number in ("F1", "F2", "F3")])
    assert lists(at_work) == []


def test_a_paper_is_kept_opened_removed_and_given_back(at_work: Office) -> None:
    hold_id = dispute(at_work)
    kept = add_paper(at_work.space, at_work.act, hold_id, "C:\\docs\\réclamation.pdf", LETTER)
    assert [row.name for row in papers(at_work.space, hold_id)] == ["réclamation.pdf"]
    assert file_bytes(at_work.space, kept) == LETTER
    assert add_paper(at_work.space, at_work.act, hold_id, "réclamation.pdf", LETTER) == kept

    remove_paper(at_work.space, at_work.act, hold_id, kept)
    assert papers(at_work.space, hold_id) == []
    with pytest.raises(Refused, match="déjà été retiré"):
        remove_paper(at_work.space, at_work.act, hold_id, kept)
    restore_paper(at_work.space, at_work.act, hold_id, kept)
    assert [row.name for row in papers(at_work.space, hold_id)] == ["réclamation.pdf"]
    assert "Litige de la facture F1 : document « réclamation.pdf » gardé." in at_work.journal()


def test_what_is_no_paper_is_refused_and_nothing_is_kept(at_work: Office) -> None:
    with pytest.raises(Refused, match="ni un PDF ni une image"):
        add_paper(at_work.space, at_work.act, dispute(at_work), "a.exe", b"MZ\x90")
    assert papers(at_work.space, dispute(at_work)) == []
