"""Letters from approval to the post: printed in order, registered, numbered, proven."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest
from sqlalchemy import update

from relance_core.documents import SIZE_LIMIT
from relance_core.errors import Refused
from relance_core.store import tables as t
from relance_core.store.database import reading
from relance_core.store.journal import lines
from relance_core.store.messages import list_messages, message_row
from relance_core.store.postings import posted_letters
from relance_core.store.settings import write_section
from relance_core.vocabulary import MessageState, Step
from relance_core.workflows.approve import approve_plan
from relance_core.workflows.decide import hold_invoice, set_entry_step
from relance_core.workflows.drafts import prepared_of
from relance_core.workflows.edit_client import edit_client
from relance_core.workflows.kept_files import file_bytes
from relance_core.workflows.late_interest import client_interest
from relance_core.workflows.posted_letters import (
    MOST_PROOFS,
    add_proof,
    note_received,
    number_letter,
    proofs,
    remove_proof,
    restore_proof,
)
from relance_core.workflows.posting import (
    electronic_batch,
    posting_list,
    posting_order,
    print_batch,
)
from relance_core.workflows.send import mark_posted, send_now
from tests.messages.samples import FIRM
from tests.workflows.office import Office, invoice, office

pytest.importorskip("typst", reason="no letters on this machine")

PLACES = {
    "C1": ("Zoé Durand SARL", "69002", "Lyon", "FR"),
    "C2": ("@SUM(1) SARL", "01000", "Bourg-en-Bresse", "FR"),
    "C3": ("Belge SA", "1000", "Bruxelles", "Belgique"),
}


def row(client: str, **changes: Any) -> dict[str, Any]:
    name, postcode, city, country = PLACES[client]
    return invoice(f"F-{client}", client=client, due=40, total=1200.5) | {
        "Client": name,
        "Type de client": "Entreprise",
        "Adresse": "12 rue des Lilas",
        "Code postal": postcode,
        "Ville": city,
        "Pays": country,
        **changes,
    }


def registered(ours: Office, *clients: str) -> list[int]:
    """Formal notices to these clients, approved and written."""
    with ours.space.engine.begin() as conn:
        write_section(conn, "firm", FIRM.to_json(), by="Anne", at=ours.act.at)
    ours.drop([row(client) for client in clients])
    set_entry_step(ours.space, ours.act, ours.ids().values(), Step.FORMAL_NOTICE)
    plan_id = ours.plan().plan.plan_id
    done = approve_plan(ours.space, ours.act, plan_id=plan_id, clients=None, include_formal=True)
    assert not done.not_approved, done.not_approved
    send_now(ours.space, ours.act)
    return list(done.message_ids)


@pytest.fixture
def ours(tmp_path: Path) -> Office:
    return office(tmp_path)


def words(content: bytes) -> list[str]:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return [" ".join(page.extract_text().split()) for page in pages]


def cells(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def electronic(ours: Office, ids: list[int]) -> None:
    with ours.space.engine.begin() as conn:
        change = update(t.message).where(t.message.c.id.in_(ids))
        conn.execute(change.values(channel="electronic_registered"))


def test_letters_are_printed_in_posting_order_with_their_list_before_them(ours: Office) -> None:
    registered(ours, "C1", "C2", "C3")
    pages = words(print_batch(ours.space, today=ours.day))
    assert "Bordereau de dépôt" in pages[0]
    assert "3 lettres recommandées avec avis" in pages[0]
    first = [page for page in pages if "Objet : Mise en demeure" in page]
    towns = [
        next(t for t in ("BOURG", "LYON", "BRUXELLES") if t in page.partition("Objet")[0])
        for page in first
    ]
    assert towns == ["BOURG", "LYON", "BRUXELLES"]
    assert "1000 BRUXELLES" in first[-1] and "01000 BRUXELLES" not in first[-1]
    assert "Objet" in words(print_batch(ours.space, today=ours.day, with_list=False))[0]


def test_on_both_sides_each_letter_begins_a_sheet(ours: Office) -> None:
    registered(ours, "C1", "C2", "C3")
    pages = words(print_batch(ours.space, today=ours.day, duplex=True))
    starts = [at for at, page in enumerate(pages) if "Objet : Mise en demeure" in page]
    assert len(starts) == 3 and all(at % 2 == 0 for at in starts)


def test_what_is_printed_is_what_was_approved(ours: Office) -> None:
    [letter] = registered(ours, "C1")
    with reading(ours.space.engine) as conn:
        raw = conn.execute(t.message.select().where(t.message.c.id == letter)).one().raw
    assert words(print_batch(ours.space, today=ours.day, with_list=False)) == words(raw)


def test_the_list_has_no_formula_in_any_of_its_files(ours: Office) -> None:
    registered(ours, "C1", "C2")
    rows = cells(posting_list(ours.space, "csv", today=ours.day))
    assert rows[0][:3] == ["N°", "Destinataire", "Adresse"]
    assert [row[1] for row in rows[1:]] == ["'@SUM(1) SARL", "Zoé Durand SARL"]
    assert rows[1][3] == "01000"
    book = openpyxl.load_workbook(io.BytesIO(posting_list(ours.space, "xlsx", today=ours.day)))
    found = [cell for line in book.active.iter_rows() for cell in line if cell.value]
    assert all(cell.data_type != "f" for cell in found)
    assert 1200.5 in [cell.value for cell in found]
    assert "Bordereau" in words(posting_list(ours.space, "pdf", today=ours.day))[0]


def test_the_list_keeps_the_address_that_the_letter_bears(ours: Office) -> None:
    registered(ours, "C1")
    moved = {"address": "1 rue Neuve", "city": "Marseille", "postcode": "13001"}
    edit_client(ours.space, ours.act, ours.client_ids()["C1"], moved)
    assert "69002 LYON" in str(cells(posting_list(ours.space, "csv", today=ours.day)))


def test_a_letter_approved_before_addresses_were_kept_has_its_client_s(ours: Office) -> None:
    [letter] = registered(ours, "C1")
    with ours.space.engine.begin() as conn:
        conn.execute(
            update(t.message)
            .where(t.message.c.id == letter)
            .values(recipients={"to": [], "cc": []})
        )
    assert "69002 LYON" in str(cells(posting_list(ours.space, "csv", today=ours.day)))


def test_the_screen_numbers_the_letters_as_the_list_does(ours: Office) -> None:
    letters = registered(ours, "C1", "C2", "C3")
    electronic(ours, letters[:1])
    with reading(ours.space.engine) as conn:
        rows = list_messages(conn, states=[MessageState.PRINTED.value])
    placed = [(number, row.id) for number, row in posting_order(ours.space, rows)]
    assert [number for number, _ in placed] == [1, 2, None]
    listed = cells(posting_list(ours.space, "csv", today=ours.day))[1:]
    assert [f"{one:06d}" for number, one in placed if number] == [row[-1] for row in listed]


def test_a_letter_keeps_its_number_of_the_list_when_another_is_posted(ours: Office) -> None:
    registered(ours, "C1", "C2", "C3")
    print_batch(ours.space, today=ours.day)

    def numbers() -> dict[int, int | None]:
        with reading(ours.space.engine) as conn:
            rows = list_messages(conn, states=[MessageState.PRINTED.value])
        return {row.id: number for number, row in posting_order(ours.space, rows)}

    before = numbers()
    first = next(one for one, number in before.items() if number == 1)
    mark_posted(ours.space, ours.act, first, posted_on=ours.day, tracking="")
    assert numbers() == {one: number for one, number in before.items() if one != first}
    with reading(ours.space.engine) as conn:
        [posted] = posted_letters(conn, since=ours.day)
    assert (posted.listed_at, posted.listed_on) == (1, ours.day)


def test_without_a_letter_there_is_nothing_to_print(ours: Office) -> None:
    for make in (
        lambda: print_batch(ours.space, today=ours.day),
        lambda: electronic_batch(ours.space),
    ):
        with pytest.raises(Refused) as refusal:
            make()
        assert refusal.value.code == "no_letter"


def test_electronic_letters_are_a_file_each_beside_their_recipients(ours: Office) -> None:
    letters = registered(ours, "C1", "C2")
    electronic(ours, letters)
    archive = zipfile.ZipFile(io.BytesIO(electronic_batch(ours.space)))
    rows = cells(archive.read("destinataires.csv"))
    heading = rows[0]
    told = [dict(zip(heading, row, strict=True)) for row in rows[1:]]
    assert [one["Société"] for one in told] == ["'@SUM(1) SARL", "Zoé Durand SARL"]
    assert told[1] | {"Objet": "", "Référence": "", "Fichier": ""} == {
        "Type": "Professionnel",
        "Civilité": "",
        "Société": "Zoé Durand SARL",
        "Nom": "",
        "E-mail": "compta@c1.example",
        "Adresse 1": "12 rue des Lilas",
        "Adresse 2": "",
        "Adresse 3": "",
        "Code postal": "69002",
        "Ville": "Lyon",
        "Pays": "France",
        "Référence": "",
        "Objet": "",
        "Fichier": "",
    }
    for one in told:
        assert "Mise en demeure" in words(archive.read(one["Fichier"]))[0]
    assert electronic_batch(ours.space) == electronic_batch(ours.space)
    with pytest.raises(Refused):
        print_batch(ours.space, today=ours.day)


def test_a_posted_letter_keeps_its_number_and_its_proofs(ours: Office) -> None:
    [letter] = registered(ours, "C1")
    with pytest.raises(Refused, match="n'est pas posté"):
        number_letter(ours.space, ours.act, letter, "1A 1")
    assert mark_posted(ours.space, ours.act, letter, posted_on=ours.day, tracking="1A 234")
    assert number_letter(ours.space, ours.act, letter, " 1A 235 \n") == "1A 234"
    receipt = add_proof(ours.space, ours.act, letter, "récépissé.pdf", b"%PDF-1.4 receipt")
    again = add_proof(ours.space, ours.act, letter, "encore.pdf", b"%PDF-1.4 receipt")
    assert again == receipt
    assert [one.name for one in proofs(ours.space, [letter])[letter]] == ["récépissé.pdf"]
    assert file_bytes(ours.space, receipt) == b"%PDF-1.4 receipt"
    remove_proof(ours.space, ours.act, letter, receipt)
    assert proofs(ours.space, [letter]) == {letter: []}
    restore_proof(ours.space, ours.act, letter, receipt)
    assert len(proofs(ours.space, [letter])[letter]) == 1
    with reading(ours.space.engine) as conn:
        row = message_row(conn, letter)
        told = [line.text for line in lines(conn, limit=20)]
    assert row is not None and (row.tracking, row.posted_on) == ("1A 235", ours.day)
    assert any("justificatif « récépissé.pdf »" in one for one in told)


def test_the_day_of_receipt_lies_between_the_posting_and_today(ours: Office) -> None:
    [letter] = registered(ours, "C1")
    with pytest.raises(Refused, match="n'est pas posté"):
        note_received(ours.space, ours.act, letter, ours.day)
    posted = ours.day
    mark_posted(ours.space, ours.act, letter, posted_on=posted, tracking="")
    ours.day += timedelta(days=4)
    for wrong in (posted - timedelta(days=1), ours.day + timedelta(days=1)):
        with pytest.raises(Refused, match="entre l'envoi"):
            note_received(ours.space, ours.act, letter, wrong)
    received = posted + timedelta(days=3)
    assert note_received(ours.space, ours.act, letter, received) is None
    assert note_received(ours.space, ours.act, letter, None) == received
    assert any("reçu ou présenté le 23/11/2026" in told for told in ours.journal())


def test_a_private_person_owes_interest_from_the_day_the_notice_was_received(ours: Office) -> None:
    [letter] = registered(ours, "C1")
    mark_posted(ours.space, ours.act, letter, posted_on=ours.day, tracking="")
    ours.day += timedelta(days=10)
    client_id = ours.client_ids()["C1"]
    edit_client(ours.space, ours.act, client_id, {"debtor_type": "consumer"})

    def first_day() -> date:
        [found] = client_interest(ours.space, client_id, today=ours.day).invoices
        assert found.statement is not None
        return found.statement.lines[0].first

    assert first_day() == date(2026, 11, 21)
    note_received(ours.space, ours.act, letter, date(2026, 11, 24))
    assert first_day() == date(2026, 11, 25)


def test_a_proof_is_a_small_scan_and_a_letter_has_few(ours: Office) -> None:
    [letter] = registered(ours, "C1")
    for content, why in (
        (b"MZ program", "ni un PDF ni une image"),
        (b"", "vide"),
        (b"%PDF-" + b"0" * SIZE_LIMIT, "au plus"),
    ):
        with pytest.raises(Refused, match=why):
            add_proof(ours.space, ours.act, letter, "scan.pdf", content)
    for at in range(MOST_PROOFS):
        add_proof(ours.space, ours.act, letter, "scan.pdf", b"%PDF-1.4 " + bytes([at]))
    with pytest.raises(Refused, match="Retirez-en un"):
        add_proof(ours.space, ours.act, letter, "scan.pdf", b"%PDF-1.4 more")


def test_posted_letters_are_listed_latest_first_from_a_day_on(ours: Office) -> None:
    letters = registered(ours, "C1", "C2")
    for letter in letters:
        mark_posted(ours.space, ours.act, letter, posted_on=ours.day, tracking="")
    with reading(ours.space.engine) as conn:
        assert [row.id for row in posted_letters(conn, since=ours.day)] == letters[::-1]
        assert posted_letters(conn, since=ours.day + timedelta(days=1)) == []
        assert list_messages(conn, states=[MessageState.PRINTED.value]) == []


def test_a_formal_notice_names_the_interest_whose_statement_is_annexed(ours: Office) -> None:
    registered(ours, "C1")  # due 40 days before: 1 200,50 × 12,40 % × 40 / 365 = 16,31
    pages = words(print_batch(ours.space, today=ours.day, with_list=False))
    letter = " ".join(" ".join(pages).split())
    assert "16,31 €" in letter and "56,31 € avec l'indemnité" in letter.replace("’", "'")
    assert "P. j. : décompte des intérêts de retard arrêté au 20/11/2026" in letter
    assert "Annexe : décompte des intérêts de retard au 20/11/2026" in pages[-1]


def test_what_is_contested_of_an_invoice_bears_no_interest_in_a_formal_notice(ours: Office) -> None:
    ours.drop([row("C1")])
    ids = ours.ids()
    hold_invoice(ours.space, ours.act, ids["F-C1"], "dispute", amount=Decimal("200.50"), text="x")
    set_entry_step(ours.space, ours.act, ids.values(), Step.FORMAL_NOTICE)
    [prepared] = prepared_of(ours.space, ours.plan())
    assert prepared.reminder.charges is not None
    [entry] = prepared.reminder.charges.entries
    assert entry.contested == Decimal("200.50")
    assert entry.statement.principal_left == Decimal("1000.00")
    assert entry.statement.interest == Decimal("13.59")  # 1 000,00 × 12,40 % × 40 / 365


@pytest.mark.parametrize("kind", ["Particulier", "Association"])
def test_nobody_else_is_told_of_interest_by_a_formal_notice(ours: Office, kind: str) -> None:
    ours.drop([row("C1", **{"Type de client": kind})])
    set_entry_step(ours.space, ours.act, ours.ids().values(), Step.FORMAL_NOTICE)
    for prepared in prepared_of(ours.space, ours.plan()):
        assert prepared.reminder.charges is None


def test_a_missing_rate_leaves_the_letter_without_a_statement_and_says_so(ours: Office) -> None:
    ours.day = ours.day.replace(year=2027, month=3, day=1)
    ours.drop([row("C1")])
    set_entry_step(ours.space, ours.act, ours.ids().values(), Step.FORMAL_NOTICE)
    [prepared] = prepared_of(ours.space, ours.plan())
    assert prepared.reminder.charges is not None and not prepared.reminder.charges.entries
    assert "interest_missing" in [problem.code for problem in prepared.problems]
