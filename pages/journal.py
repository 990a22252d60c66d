"""Journal: everything that was sent, said, promised and decided, by whom, word for word."""

from typing import Any

import streamlit as st
from sqlalchemy import Row

from relance_core.french import long_date, plural
from relance_core.ui import workspace
from relance_core.ui.frame import page
from relance_core.ui.journal import (
    EXPORT_HEADINGS,
    EXPORTED,
    PAGE_SIZE,
    choose_filters,
    exported,
    read_entries,
    read_lines,
    timeline,
    told,
)
from relance_core.ui.journal_groups import OneCall, Together
from relance_core.ui.journal_message import PAGE, show_message
from relance_core.ui.paging import part_of
from relance_core.ui.tables import download_excel
from relance_core.ui.told import show_told

SHOWN = "journal_shown"


def show_line(row: Row[Any]) -> None:
    """One line, which opens to its message when it has one."""
    if row.message_id is None:
        st.markdown(told(row))
        return
    line = st.expander(told(row), type="compact", key=f"journal-line-{row.id}", on_change="rerun")
    if line.open:
        with line:
            show_message(row.message_id, key=f"journal-message-{row.id}")


def show_call(entry: OneCall) -> None:
    """One call, which opens to what was noted with it and to its message when it has one."""
    call = entry.call
    line = st.expander(told(call), type="compact", key=f"journal-call-{call.id}", on_change="rerun")
    if line.open:
        with line:
            with st.container(key=f"journal-noted-{call.id}", gap="small"):
                for row in entry.noted:
                    st.markdown(told(row))
            if call.message_id is not None:
                show_message(call.message_id, key=f"journal-message-{call.id}")


def show_together(group: Together, *, cut: bool) -> None:
    """What one gesture did to many messages, which opens to its lines, a page at a time."""
    key = f"journal-group-{group.key}"
    lines = st.expander(group.told(cut=cut), type="compact", key=key, on_change="rerun")
    if lines.open:
        with lines:
            for row in part_of(group.rows, key=f"{key}-page"):
                show_line(row)


with page("Journal"):
    show_told(PAGE)
    engine = workspace.space().engine
    clients = workspace.day().situation.clients
    filters = choose_filters(engine, sorted(clients.select("client_id", "name").rows()))
    limit = st.session_state.get(SHOWN, PAGE_SIZE)
    found = read_entries(engine, filters, limit)

    if not found.days and filters.active:
        st.info("Aucune ligne ne répond à ces filtres.", icon=":material/search_off:")
    elif not found.days:
        st.info(
            "Le journal garde tout ce qui est importé, décidé et envoyé, mot pour mot. "
            "Il commence avec le premier import.",
            icon=":material/history:",
        )
        st.page_link("pages/importer.py", label="Importer", icon=":material/upload_file:")
    else:
        download_excel(
            lambda: {"Journal": exported(read_lines(engine, filters, EXPORTED))},
            headings=EXPORT_HEADINGS,
            title="Journal",
            today=workspace.today(),
            file_name="journal.xlsx",
            key="journal-xlsx",
        )

    with timeline():
        for day, entries in found.days:
            st.markdown(f"##### {long_date(day).capitalize()}")
            for entry in entries:
                if isinstance(entry, Together):
                    show_together(entry, cut=found.cut and entry is found.days[-1][1][-1])
                elif isinstance(entry, OneCall):
                    show_call(entry)
                else:
                    show_line(entry)

    if found.more:
        st.button(
            f"Voir {plural(PAGE_SIZE, 'ligne')} de plus",
            key="journal-more",
            on_click=lambda: st.session_state.update({SHOWN: limit + PAGE_SIZE}),
        )
