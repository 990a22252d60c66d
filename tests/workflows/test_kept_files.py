"""What somebody saw attached is what leaves: a file gone, altered or replaced stops the message."""

from __future__ import annotations

import email
from pathlib import Path

import pytest
from sqlalchemy import update

from relance_core.documents import Document, DocumentKind
from relance_core.errors import Refused
from relance_core.messages.companion import CompanionText
from relance_core.store.database import reading
from relance_core.store.documents import add_document
from relance_core.store.messages import message_bytes
from relance_core.store.tables import document
from relance_core.vocabulary import Companion
from relance_core.workflows.approve import approve_shown
from relance_core.workflows.attached import Attached
from relance_core.workflows.companions import (
    approve_companion,
    facts_of,
    invoice_files,
    propose,
)
from relance_core.workflows.drafts import prepared_of
from relance_core.workflows.invoice_files import remove
from relance_core.workflows.kept_files import file_bytes
from tests.workflows.office import Office, invoice, office

PDF, OTHER = b"%PDF-1.4 F1", b"%PDF-1.4 another"


@pytest.fixture
def at_work(tmp_path: Path) -> Office:
    ours = office(tmp_path)
    ours.drop([invoice("F1", due=4, total=1000)])
    return ours


def keep(desk: Office, name: str = "F1.pdf", content: bytes = PDF) -> int:
    file = Document(name, "application/pdf", content)
    with desk.space.engine.begin() as conn:
        return add_document(
            conn, DocumentKind.INVOICE, file, by="Anne", at=desk.act.at, invoice=desk.ids()["F1"]
        )


def alter(desk: Office, document_id: int) -> None:
    with desk.space.engine.begin() as conn:
        conn.execute(update(document).where(document.c.id == document_id).values(content=OTHER))


def duplicate(desk: Office) -> CompanionText:
    day = desk.plan()
    with reading(desk.space.engine) as conn:
        facts = facts_of(
            conn,
            day,
            Companion.DUPLICATE_INVOICE,
            desk.client_ids()["C1"],
            [desk.ids()["F1"]],
            on=desk.day,
        )
    return propose(day, facts)


def seen(desk: Office, text: CompanionText) -> tuple[Attached, ...]:
    with reading(desk.space.engine) as conn:
        return invoice_files(conn, text)


def left_with(desk: Office, message_id: int) -> list[bytes]:
    with reading(desk.space.engine) as conn:
        raw = message_bytes(conn, message_id)
    assert raw is not None
    parts = email.message_from_bytes(raw).walk()
    return [one.get_payload(decode=True) for one in parts if one.get_filename()]


def test_a_file_gone_or_altered_is_said_and_never_given(at_work: Office) -> None:
    kept = keep(at_work)
    assert file_bytes(at_work.space, kept) == PDF
    alter(at_work, kept)
    with pytest.raises(Refused, match=r"« F1\.pdf » n'est plus tel qu'il a été gardé"):
        file_bytes(at_work.space, kept)
    with pytest.raises(Refused, match="Le fichier n'est plus tel"):
        file_bytes(at_work.space, kept + 1)


def test_a_duplicate_leaves_with_the_files_that_were_shown(at_work: Office) -> None:
    keep(at_work)
    text = duplicate(at_work)
    done = approve_companion(at_work.space, at_work.act, text, shown=seen(at_work, text))
    assert left_with(at_work, done.message_id) == [PDF]


def test_a_duplicate_whose_files_changed_since_it_was_shown_is_not_approved(
    at_work: Office,
) -> None:
    first = keep(at_work)
    text = duplicate(at_work)
    shown = seen(at_work, text)
    keep(at_work, "F1 corrigée.pdf", OTHER)
    with pytest.raises(Refused, match=r"ont changé .*« F1 corrigée\.pdf » à présent"):
        approve_companion(at_work.space, at_work.act, text, shown=shown)

    remove(at_work.space, at_work.act, first)
    with pytest.raises(Refused, match="ont changé"):
        approve_companion(at_work.space, at_work.act, text, shown=shown)
    with pytest.raises(Refused, match="ont changé"):
        approve_companion(at_work.space, at_work.act, text)
    again = approve_companion(at_work.space, at_work.act, text, shown=seen(at_work, text))
    assert left_with(at_work, again.message_id) == [OTHER]


def test_a_duplicate_does_not_leave_with_an_altered_file(at_work: Office) -> None:
    kept = keep(at_work)
    text = duplicate(at_work)
    shown = seen(at_work, text)
    alter(at_work, kept)
    with pytest.raises(Refused, match="n'est plus tel qu'il a été gardé"):
        approve_companion(at_work.space, at_work.act, text, shown=shown)


def test_a_reminder_with_an_altered_file_is_not_approved_and_the_others_are(
    at_work: Office,
) -> None:
    at_work.drop([invoice("F1", due=4, total=1000), invoice("G1", client="C2", due=4)])
    alter(at_work, keep(at_work))
    prepared = prepared_of(at_work.space, at_work.plan())
    done = approve_shown(
        at_work.space, at_work.act, shown={one.key: one.fingerprint for one in prepared}
    )
    assert len(done.message_ids) == 1
    [refused] = done.not_approved
    assert refused.client_name == "Client C1"
    assert "« F1.pdf » n'est plus tel qu'il a été gardé" in refused.reason
