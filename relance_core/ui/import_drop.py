"""The first step of an import: drop the invoices, the contacts, or try with sample data."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from relance_core.ui import import_state, workspace
from relance_core.ui.frame import plain
from relance_core.ui.import_contacts import show_contacts_alone
from relance_core.ui.uploader import upload
from relance_core.workflows.understanding import Dropped

KINDS = ("xlsx", "xlsm", "xls", "xlsb", "ods", "csv", "tsv", "txt", "zip")


def show_drop() -> None:
    """Both uploaders, and the demonstration for whoever has no file at hand."""
    invoices, others = st.columns(2)
    with invoices:
        _take(
            upload("Factures", KINDS, key=f"import-invoices-{import_state.turn()}"), contacts=False
        )
        st.caption("L'export de votre logiciel : Excel, CSV, LibreOffice, ou une archive zip.")
    with others:
        _take(
            upload("Contacts (facultatif)", KINDS, key=f"import-contacts-{import_state.turn()}"),
            contacts=True,
        )
        _show_contacts()
    if import_state.draft() is None and not workspace.space().demonstration:
        st.button(
            "Essayer avec les données d'exemple",
            key="import-demonstration",
            icon=":material/school:",
            on_click=import_state.enter_demonstration,
        )


def file_names() -> str:
    """What has been dropped, by name."""
    current, done, contacts = import_state.draft(), import_state.record(), import_state.contacts()
    understood = current.understood if current else done.understood if done else None
    names = [understood.dropped.filename] if understood else []
    if understood and understood.contacts_dropped:
        names.append(understood.contacts_dropped.filename)
    elif contacts:
        names.append(contacts.filename)
    return ", ".join(names)


def _take(file: UploadedFile | None, *, contacts: bool) -> None:
    """Read a dropped file once, then let the widget go with its bytes."""
    if file is None:
        return
    dropped = Dropped(file.getvalue(), file.name)
    if contacts:
        with st.spinner("Lecture du fichier…"):
            import_state.take_contacts(dropped)
    else:
        import_state.take_invoices(dropped)
    st.rerun()


def _show_contacts() -> None:
    """The contacts file in hand, which can be put down."""
    contacts = import_state.contacts()
    if contacts is None:
        st.caption("E-mails, téléphones, SIREN, délais : rattachés par code ou par nom de client.")
        return
    alone = import_state.draft() is None
    st.caption(plain(f"{contacts.filename} lu."))
    if alone:
        ready = show_contacts_alone(contacts)
        st.button(
            "Rattacher aux clients connus",
            key="import-contacts-alone",
            disabled=not ready,
            icon=":material/contacts:",
            on_click=import_state.join_contacts_alone,
        )
    st.button(
        "Retirer les contacts",
        key="import-drop-contacts",
        type="tertiary",
        icon=":material/close:",
        on_click=import_state.drop_contacts,
    )
