"""The invoices' PDFs that go with the day's e-mails: given, looked at when in doubt, missing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st
from sqlalchemy import Row

from relance_core.french import plural
from relance_core.intake.pdf_match import Finding
from relance_core.ui import workspace
from relance_core.ui.kept_file import show_kept_file
from relance_core.ui.tables import Table, show_table
from relance_core.ui.told import Told, attempt, show_told
from relance_core.ui.uploader import upload_several
from relance_core.workflows.invoice_files import (
    Coverage,
    Progress,
    Taken,
    accept,
    coverage,
    doubt_again,
    remove,
    take_back,
    take_dropped,
    take_folder,
)
from relance_core.workflows.space import Space
from relance_core.workflows.today_plan import Day

PAGE = "review-attachments"
_TURN = "review_attachments_turn"
#: Looked at one by one; the others come when these are settled.
_SHOWN = 20
_QUOTED = 6
_HEADINGS = {
    "client_name": "Client",
    "number": "Facture",
    "due_date": "Échéance",
    "open_amount": "Reste dû",
}


def show_attachments() -> None:
    """The folded section: how many invoices have their PDF, where to give one, what is in doubt."""
    if not workspace.day().settings.sending.attach_invoices:
        return
    covered = _coverage(workspace.stamp(), workspace.space(), workspace.day())
    if not covered.invoices and not covered.waiting:
        return
    ready = covered.invoices - covered.missing.height
    words = "Factures en PDF"
    if covered.invoices:
        words += f" : {ready} sur {covered.invoices} jointes"
    if covered.waiting:
        words += f", {len(covered.waiting)} à vérifier"
    with st.expander(
        words,
        icon=":material/attach_file:",
        key="review-attachments-section",
        expanded=bool(covered.waiting),
    ):
        _take()
        show_told(PAGE)
        _show_waiting(covered)
        _show_missing(covered)


@st.cache_resource(max_entries=4, show_spinner=False)
def _coverage(stamp: object, _space: Space, _day: Day) -> Coverage:
    del stamp
    return coverage(_space, _day)


def _take() -> None:
    """Where PDFs are dropped, or looked for in the folder of the settings."""
    turn = st.session_state.get(_TURN, 0)
    st.caption(
        "Relance reconnaît la facture à son numéro et vérifie dans ses pages qu'elle est bien "
        "celle de ce client. Un zip convient. Les e-mails peuvent partir sans."
    )
    files = upload_several("Factures en PDF", ("pdf", "zip"), key=f"review-files-{turn}")
    folder = workspace.day().settings.sending.invoice_folder
    wanted = folder and st.button(
        "Chercher dans le dossier",
        key="review_files_folder",
        icon=":material/folder_open:",
        help=folder,
    )
    if not folder:
        st.caption("Ou réglez une fois pour toutes leur dossier dans Réglages, Envoi.")
    if files:
        given = [(file.name, file.getvalue()) for file in files]
        _at_work(lambda progress: take_dropped(*_here(), given, progress))
    elif wanted:
        _at_work(lambda progress: take_folder(*_here(), progress))


def _here() -> tuple[Space, Any, Day]:
    return workspace.space(), workspace.act(), workspace.day()


def _at_work(take: Callable[[Progress], Taken]) -> None:
    """Read the files, saying how far it is, then draw the page anew with what came of it."""
    bar = st.progress(0.0, text="Lecture des PDF…")

    def progress(read: int, total: int) -> None:
        bar.progress(read / max(total, 1), text=f"Lecture des PDF : {read} sur {total}")

    def act() -> Told:
        return _told(take(progress))

    attempt(PAGE, act)
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    st.rerun()


def _told(taken: Taken) -> Told:
    proven, unsure = taken.of(Finding.PROVEN), taken.of(Finding.TO_SEE)
    waits = [one for one in unsure if one.document_id is not None]
    lost = [one for one in taken.papers if one.document_id is None]
    done = [
        f"{plural(len(proven), 'facture reconnue et jointe', 'factures reconnues et jointes')}."
    ]
    if waits:
        done.append(f"{len(waits)} à vérifier ci-dessous avant d'être jointes.")
    if not taken.papers and not taken.refused:
        done = ["Aucun PDF n'y porte le numéro d'une facture ouverte."]
    refused = list(taken.refused[:_QUOTED])
    if len(taken.refused) > _QUOTED:
        refused.append(f"{len(taken.refused) - _QUOTED} autres fichiers n'ont pas pu être pris.")
    if lost:
        quoted = ", ".join(f"« {one.name} » ({one.match.reason})" for one in lost[:_QUOTED])
        rest = f", et {len(lost) - _QUOTED} autres" if len(lost) > _QUOTED else ""
        refused.append(f"{plural(len(lost), 'PDF', 'PDF')} sans facture : {quoted}{rest}.")
    return Told(done=tuple(done), warned=tuple(refused))


def _show_waiting(covered: Coverage) -> None:
    """What somebody must look at: the file, why, and the two answers."""
    if not covered.waiting:
        return
    numbers = dict(workspace.day().situation.ledger.select("invoice_id", "number").iter_rows())
    st.markdown(f"**À vérifier avant de joindre ({len(covered.waiting)})**")
    for row in covered.waiting[:_SHOWN]:
        number = numbers.get(row.invoice_id, "?")
        show_kept_file(
            row,
            page=PAGE,
            key="review-file",
            remove=remove,
            restore=take_back,
            words=f"{row.name} → facture {number} : {row.doubt}.",
            beside=partial(_right_one, row, number),
        )
    if len(covered.waiting) > _SHOWN:
        st.caption(f"{len(covered.waiting) - _SHOWN} autres viendront ensuite.")


def _right_one(row: Row[Any], number: str) -> None:
    st.button(
        "C'est la bonne",
        key=f"review-file-accept-{row.id}",
        icon=":material/check:",
        type="tertiary",
        on_click=_accept,
        args=(row.id, row.name, number),
    )


def _accept(document_id: int, name: str, number: str) -> None:
    def act() -> Told:
        accept(workspace.space(), workspace.act(), document_id)
        undo = partial(doubt_again, workspace.space(), workspace.act(), document_id)
        return Told(done=(f"« {name} » partira avec la facture {number}.",), undo=undo)

    attempt(PAGE, act)


def _show_missing(covered: Coverage) -> None:
    if not covered.invoices:
        return
    if covered.missing.is_empty():
        st.caption("Chaque facture des e-mails du jour a son PDF.")
        return
    show_table(
        Table(
            covered.missing,
            _HEADINGS,
            title="Factures sans PDF",
            caption=f"{plural(covered.missing.height, 'facture partira', 'factures partiront')} "
            "sans PDF si vous n'en donnez pas.",
        ),
        key="review_files_missing",
        today=workspace.today(),
        file_name="factures-sans-pdf",
    )
