"""Gives invoices their PDFs: dropped or found in a folder, each checked to be that client's."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from sqlalchemy import Connection, Row

from relance_core.documents import SIZE_LIMIT, Document, DocumentKind
from relance_core.errors import Refused
from relance_core.french import plural
from relance_core.intake.pdf_drop import pdfs_of
from relance_core.intake.pdf_match import (
    Billed,
    Finding,
    Match,
    Paper,
    bear_a_number,
    match_papers,
)
from relance_core.intake.pdf_text import texts_of
from relance_core.store.database import reading
from relance_core.store.documents import (
    accept_document,
    add_document,
    document_name,
    every_document,
    forget_acceptance,
    remove_document,
    restore_document,
)
from relance_core.store.journal import note
from relance_core.vocabulary import Channel, InvoiceKind
from relance_core.workflows.space import Act, Space
from relance_core.workflows.today_plan import Day

#: PDFs whose text is read between two words of progress.
_AT_ONCE = 25
#: Files that a folder may hold, and folders within folders: beyond, it is not one of invoices.
_MOST_FILES, _DEEPEST = 50_000, 6

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Kept:
    """A PDF that was looked at, and what came of it."""

    name: str
    match: Match
    document_id: int | None  # None: not kept


@dataclass(frozen=True)
class Taken:
    """What came of the PDFs of a drop or of a folder."""

    papers: tuple[Kept, ...]
    refused: tuple[str, ...]  # French sentences about files that are no PDF

    def of(self, finding: Finding) -> list[Kept]:
        """The papers of one finding."""
        return [one for one in self.papers if one.match.finding is finding]


@dataclass(frozen=True)
class Coverage:
    """How many invoices of the day's e-mails have their PDF, and which have not."""

    invoices: int
    missing: pl.DataFrame  # client_name, number, due_date, currency, amount_due
    waiting: tuple[Row[Any], ...]  # kept with a doubt, for somebody to look at


def take_dropped(
    space: Space,
    act: Act,
    day: Day,
    dropped: Iterable[tuple[str, bytes]],
    progress: Progress | None = None,
) -> Taken:
    """Keep the PDFs among files given as name and bytes, archives opened; see ``pdf_match``.

    One that is proven goes with the e-mails at once; one with a doubt is kept and waits.
    """
    drop = pdfs_of(dropped)
    return Taken(_take(space, act, day, drop.files, progress), drop.refused)


def take_folder(space: Space, act: Act, day: Day, progress: Progress | None = None) -> Taken:
    """Keep the PDFs of the settings' folder whose names bear the number of an open invoice.

    Raises ``Refused`` when there is no such folder, or it cannot be read.
    """
    folder = space.settings().sending.invoice_folder
    if not folder or not Path(folder).is_dir():
        raise Refused(
            f"Le dossier de factures « {folder} » n'existe pas : rien n'a été cherché. Corrigez-le "
            "dans Réglages, Envoi." if folder else
            "Aucun dossier de factures n'est réglé : indiquez-le dans Réglages, Envoi."
        )  # fmt: skip
    paths = list(_pdfs_in(Path(folder)))
    named = bear_a_number([path.name for path in paths], _billed(day))
    files, refused = [], []
    for path, of_ours in zip(paths, named, strict=True):
        if not of_ours:
            continue
        try:
            if path.stat().st_size <= SIZE_LIMIT:
                files.append((path.name, path.read_bytes()))
            else:
                refused.append(f"« {path.name} » est trop gros : il n'a pas été gardé.")
        except OSError:
            refused.append(f"« {path.name} » n'a pas pu être lu dans le dossier.")
    drop = pdfs_of(files)
    return Taken(_take(space, act, day, drop.files, progress), (*refused, *drop.refused))


def coverage(space: Space, day: Day) -> Coverage:
    """What the e-mails of the day have of their invoices' PDFs."""
    with reading(space.engine) as conn:
        return _coverage(conn, day)


def accept(space: Space, act: Act, document_id: int) -> None:
    """Take a PDF that waits for the right one: it goes with the e-mails.

    ``doubt_again`` undoes it. Raises ``Refused`` when it does not wait any more.
    """
    with space.engine.begin() as conn:
        if not accept_document(conn, document_id, by=act.by):
            raise Refused("Ce PDF n'attend plus : il a été accepté ou retiré.")
        _note(conn, act, document_id, "vérifié et joint à sa facture")


def doubt_again(space: Space, act: Act, document_id: int) -> None:
    """A PDF that was taken for the right one waits again."""
    with space.engine.begin() as conn:
        forget_acceptance(conn, document_id)
        _note(conn, act, document_id, "remis à vérifier")


def remove(space: Space, act: Act, document_id: int) -> None:
    """Take a PDF away from its invoice; ``take_back`` undoes it. Raises ``Refused`` if it was."""
    with space.engine.begin() as conn:
        if not remove_document(conn, document_id, by=act.by, at=act.at):
            raise Refused("Ce PDF a déjà été retiré.")
        _note(conn, act, document_id, "retiré de sa facture")


def take_back(space: Space, act: Act, document_id: int) -> None:
    """Give an invoice again the PDF that was taken away from it."""
    with space.engine.begin() as conn:
        restore_document(conn, document_id)
        _note(conn, act, document_id, "rendu à sa facture")


def _note(conn: Connection, act: Act, document_id: int, words: str) -> None:
    name = document_name(conn, document_id)
    note(conn, "documents", f"« {name} » {words}.", by=act.by, at=act.at)


def _take(
    space: Space, act: Act, day: Day, files: Sequence[Document], progress: Progress | None
) -> tuple[Kept, ...]:
    texts: list[str | None] = []
    for start in range(0, len(files), _AT_ONCE):
        texts += texts_of([file.content for file in files[start : start + _AT_ONCE]])
        if progress:
            progress(len(texts), len(files))
    papers = [Paper(file.name, text) for file, text in zip(files, texts, strict=True)]
    matches = match_papers(papers, _billed(day), _of_ourselves(day))
    with space.engine.begin() as conn:
        kept = tuple(
            Kept(file.name, match, _keep(conn, act, file, match))
            for file, match in zip(files, matches, strict=True)
        )
        proven = sum(one.match.finding is Finding.PROVEN for one in kept)
        waits = sum(one.match.finding is Finding.TO_SEE and bool(one.document_id) for one in kept)
        if proven or waits:
            note(
                conn,
                "documents",
                f"Factures en PDF : {plural(proven, 'jointe')}, {waits} à vérifier.",
                by=act.by,
                at=act.at,
            )
    return kept


def _keep(conn: Connection, act: Act, file: Document, match: Match) -> int | None:
    if match.invoice is None:
        return None
    return add_document(
        conn,
        DocumentKind.INVOICE,
        file,
        by=act.by,
        at=act.at,
        doubt="" if match.finding is Finding.PROVEN else match.reason,
        invoice=match.invoice.invoice_id,
    )


def _billed(day: Day) -> list[Billed]:
    """Every open invoice and credit note as a PDF may name it, and the clients without any."""
    people = day.situation.clients.select("client_id", "code", "name", "siren")
    rows = (
        day.situation.ledger.filter(pl.col("kind") != InvoiceKind.PAYMENT.value)
        .select("invoice_id", "number", "client_id")
        .join(people, on="client_id", how="left")
    )
    rows = pl.concat([rows, people.join(rows, on="client_id", how="anti")], how="diagonal")
    return [
        Billed(
            row["invoice_id"] or 0,
            row["number"] or "",
            row["client_id"],
            row["name"] or "",
            row["code"] or "",
            row["siren"] or "",
        )
        for row in rows.iter_rows(named=True)
    ]


def _of_ourselves(day: Day) -> str:
    """What the firm's own papers say of it."""
    firm = day.settings.firm
    said = (firm.name, firm.address, firm.postcode, firm.city, firm.rcs_city, firm.siren,
            firm.vat_number, firm.signatory, firm.phone, firm.email, firm.contact_line)  # fmt: skip
    return "\n".join(said)


def _pdfs_in(folder: Path) -> Iterator[Path]:
    """The PDFs of a folder and of those inside, in the order of their paths; links not followed."""
    seen = 0
    for root, inside, names in os.walk(folder):
        depth = len(Path(root).relative_to(folder).parts)
        inside[:] = sorted(one for one in inside if not one.startswith("."))
        if depth >= _DEEPEST:
            inside.clear()
        for name in sorted(names):
            seen += 1
            if seen > _MOST_FILES:
                raise Refused(
                    f"Ce dossier tient plus de {_MOST_FILES} fichiers : rien n'a été cherché. "
                    "Réglez un dossier de factures plus précis."
                )
            if name.lower().endswith(".pdf") and not name.startswith("."):
                yield Path(root, name)


def _coverage(conn: Connection, day: Day) -> Coverage:
    lines = day.plan.lines.join(
        day.plan.reminders.filter(pl.col("channel") == Channel.EMAIL.value).select("addressee_id"),
        on="addressee_id",
        how="semi",
    )
    ids = lines["invoice_id"].unique().to_list()
    every = every_document(conn, DocumentKind.INVOICE)
    ready = {row.invoice_id for row in every if not row.doubt or row.seen_by}
    names = day.situation.clients.select("client_id", client_name="name")
    missing = (
        day.situation.ledger.filter(
            pl.col("invoice_id").is_in(ids), ~pl.col("invoice_id").is_in(list(ready))
        )
        .join(names, on="client_id", how="left")
        .select("client_name", "number", "due_date", "currency", "open_amount")
        .sort("client_name", "due_date", "number")
    )
    waiting = tuple(row for row in every if row.doubt and not row.seen_by)
    return Coverage(len(ids), missing, waiting)
