"""An invoice's PDF goes with the e-mail once it is proven to be that client's, and only then."""

from __future__ import annotations

import email
import email.policy
import io
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdf
import pytest
from sqlalchemy import select

from relance_core.errors import Refused
from relance_core.intake.pdf_match import Finding
from relance_core.store import tables as t
from relance_core.store.database import reading
from relance_core.vocabulary import Step
from relance_core.workflows.approve import approve_plan, approve_shown
from relance_core.workflows.attached import Attached, attachments_of
from relance_core.workflows.drafts import Prepared, prepared_of
from relance_core.workflows.edit_settings import save_sending
from relance_core.workflows.invoice_files import (
    Taken,
    accept,
    coverage,
    remove,
    take_back,
    take_dropped,
    take_folder,
)
from tests.messages.samples import client, reminder
from tests.pdf_pages import written
from tests.reminders.ledgers import Books
from tests.workflows.office import Office, invoice, office

PROVEN = written("Facture F-100, Client C1, total 100,00")
SCAN = written("")


@pytest.fixture
def at_work(tmp_path: Path) -> Office:
    """A client with two invoices due, another with one."""
    ours = office(tmp_path)
    ours.drop([invoice("F-100"), invoice("F-101"), invoice("F-200", client="C2")])
    return ours


def prepared(at_work: Office, code: str = "C1") -> Prepared:
    """The message of a client."""
    wanted = at_work.client_ids()[code]
    return next(
        one
        for one in prepared_of(at_work.space, at_work.plan())
        if one.reminder.addressee.client_id == wanted
    )


def drop(at_work: Office, *files: tuple[str, bytes]) -> Taken:
    return take_dropped(at_work.space, at_work.act, at_work.plan(), files)


def approve(at_work: Office) -> None:
    plan_id = at_work.plan().plan.plan_id
    done = approve_plan(at_work.space, at_work.act, plan_id=plan_id, clients=None)
    assert done.not_approved == ()


def sent_files(at_work: Office) -> dict[str, list[str]]:
    """Recipient -> names of the PDFs in the approved bytes."""
    found = {}
    with reading(at_work.space.engine) as conn:
        for (raw,) in conn.execute(select(t.message.c.raw)):
            message = email.message_from_bytes(raw, policy=email.policy.default)
            found[str(message["To"])] = [
                part.get_filename() or "" for part in message.iter_attachments()
            ]
    return found


def without_statement(at_work: Office) -> None:
    sending = replace(at_work.space.settings().sending, attach_statement="never")
    save_sending(at_work.space, at_work.act, sending)


def test_a_proven_pdf_leaves_with_the_message_and_the_missing_ones_are_told(
    at_work: Office,
) -> None:
    without_statement(at_work)
    assert not [one for one in prepared(at_work).problems if one.code == "invoice_not_attached"]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("2026/Facture F-100.pdf", PROVEN)
    taken = drop(at_work, ("factures.zip", packed.getvalue()))
    assert [one.match.finding for one in taken.papers] == [Finding.PROVEN]
    message = prepared(at_work)
    assert [one.name for one in message.attached] == ["Facture F-100.pdf"]
    [missing] = [one for one in message.problems if one.code == "invoice_not_attached"]
    assert "« F-101 »" in missing.message
    covered = coverage(at_work.space, at_work.plan())
    assert (covered.invoices, covered.missing["number"].to_list()) == (3, ["F-101", "F-200"])
    approve(at_work)
    assert sent_files(at_work) == {
        "compta@c1.example": ["Facture F-100.pdf"],
        "compta@c2.example": [],
    }


def test_the_pdf_of_another_client_is_kept_aside_until_somebody_takes_it_for_right(
    at_work: Office,
) -> None:
    taken = drop(at_work, ("F-100.pdf", written("Facture F-100, Client C2")))
    [waiting] = coverage(at_work.space, at_work.plan()).waiting
    assert "nomme « Client C2 »" in waiting.doubt
    assert taken.papers[0].document_id == waiting.id
    assert not any(one.document_id for one in prepared(at_work).attached)
    accept(at_work.space, at_work.act, waiting.id)
    assert next(one.document_id for one in prepared(at_work).attached) == waiting.id
    assert "attachment_doubt" in {one.code for one in prepared(at_work).problems}
    with pytest.raises(Refused):
        accept(at_work.space, at_work.act, waiting.id)


def test_a_message_whose_files_changed_since_it_was_shown_is_not_approved(at_work: Office) -> None:
    shown = prepared(at_work)
    drop(at_work, ("F-100.pdf", PROVEN))
    done = approve_shown(at_work.space, at_work.act, shown={shown.key: shown.fingerprint})
    assert done.batch_id is None
    assert "a changé" in done.not_approved[0].reason


def test_a_pdf_that_is_removed_no_longer_leaves_and_can_be_taken_back(at_work: Office) -> None:
    [paper] = drop(at_work, ("F-100.pdf", PROVEN)).papers
    assert paper.document_id is not None
    remove(at_work.space, at_work.act, paper.document_id)
    assert not any(one.document_id for one in prepared(at_work).attached)
    take_back(at_work.space, at_work.act, paper.document_id)
    assert any(one.document_id for one in prepared(at_work).attached)


def test_the_statement_goes_with_a_message_about_several_invoices(at_work: Office) -> None:
    assert [one.name for one in prepared(at_work).attached] == ["Releve de compte 2026-11-20.pdf"]
    assert prepared(at_work, "C2").attached == ()
    approve(at_work)
    assert sent_files(at_work)["compta@c1.example"] == ["Releve de compte 2026-11-20.pdf"]


def test_a_folder_is_searched_by_the_numbers_of_what_is_open(
    at_work: Office, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match="Aucun dossier"):
        take_folder(at_work.space, at_work.act, at_work.plan())
    folder = tmp_path / "factures" / "2026"
    folder.mkdir(parents=True)
    (folder / "F-100.pdf").write_bytes(PROVEN)
    (folder / "F-999.pdf").write_bytes(PROVEN)
    (folder / "notes.txt").write_text("F-100")
    with pytest.raises(Refused, match="n'existe pas"):
        sending = replace(at_work.space.settings().sending, invoice_folder=str(tmp_path / "rien"))
        save_sending(at_work.space, at_work.act, sending)
    sending = replace(at_work.space.settings().sending, invoice_folder=str(tmp_path / "factures"))
    save_sending(at_work.space, at_work.act, sending)
    taken = take_folder(at_work.space, at_work.act, at_work.plan())
    assert [(one.name, one.match.finding) for one in taken.papers] == [
        ("F-100.pdf", Finding.PROVEN)
    ]
    assert "1 jointe" in at_work.journal()[0]


def test_a_scan_waits_for_somebody_to_look_at_it(at_work: Office) -> None:
    drop(at_work, ("F-100.pdf", SCAN), ("page 1.pdf", SCAN))
    [waiting] = coverage(at_work.space, at_work.plan()).waiting
    assert (waiting.name, "image" in waiting.doubt) == ("F-100.pdf", True)
    assert not any(one.document_id for one in prepared(at_work).attached)


def test_the_very_file_of_another_client_s_invoice_keeps_both_messages_back(
    at_work: Office,
) -> None:
    both = written("Facture F-100 et F-200")
    for name in ("F-100.pdf", "F-200.pdf"):
        drop(at_work, (name, both))
    for waiting in coverage(at_work.space, at_work.plan()).waiting:
        accept(at_work.space, at_work.act, waiting.id)
    for code, other in (("C1", "Client C2"), ("C2", "Client C1")):
        [problem] = [one for one in prepared(at_work, code).problems if one.severity == "block"]
        assert problem.code == "attachment_of_another"
        assert f"« {other} »" in problem.message
    first = next(one for one in prepared(at_work).attached if one.document_id)
    assert first.document_id is not None
    remove(at_work.space, at_work.act, first.document_id)
    assert not any(prepared(at_work, code).blocked for code in ("C1", "C2"))


def test_a_formal_step_s_statement_lists_what_its_debtor_owes_whoever_pays(
    at_work: Office,
) -> None:
    books = Books()
    books.client(2)
    books.invoice(1, date(2026, 9, 1), client=1, payer_id=2, number="F-DEBTOR")
    books.invoice(2, date(2026, 9, 1), client=2, number="F-PAYER")
    day = replace(at_work.plan(), situation=books.situation)
    listed = {}
    for step, client_id in ((Step.LAST_NOTICE, 1), (Step.REMINDER_1, 2)):
        served = reminder(step, addressee=client(client_id=client_id))
        with reading(at_work.space.engine) as conn:
            [file] = attachments_of(conn, day, served, [Attached("Releve.pdf")])
        listed[step] = pypdf.PdfReader(io.BytesIO(file.content)).pages[0].extract_text()
    assert "F-DEBTOR" in listed[Step.LAST_NOTICE] and "F-PAYER" not in listed[Step.LAST_NOTICE]
    assert "F-DEBTOR" in listed[Step.REMINDER_1] and "F-PAYER" in listed[Step.REMINDER_1]
