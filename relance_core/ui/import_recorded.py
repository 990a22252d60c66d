"""What stands on the page once an import is recorded: what changed, what is asked, where to go."""

from __future__ import annotations

import streamlit as st

from relance_core.ui import import_state, workspace
from relance_core.ui.client_merges import show_alike_link
from relance_core.ui.frame import plain
from relance_core.ui.import_check import totals_sentence
from relance_core.ui.import_issues import show_issues
from relance_core.ui.import_paid import brought_along, show_paid
from relance_core.ui.import_result import (
    missing_answer,
    show_changes,
    show_missing_question,
    show_payments_beside,
    show_result,
)

DONE = ":material/check_circle:"


def step_recorded(done: import_state.Record) -> None:
    """Step 3 once it is done: what changed, what is still asked, and where to go."""
    understood, imported = done.understood, done.imported
    checked = st.expander(
        plain(f"2. Vérifier : {totals_sentence(understood)}"),
        icon=DONE,
        key="import-checked",
        on_change="rerun",
    )
    if checked.open:
        with checked:
            show_issues(understood.issues, today=understood.today, key="import-recorded")
    st.subheader("3. Enregistré", anchor=False)
    show_result(workspace.space().engine, imported)
    show_payments_beside(understood.reading)
    if brought_along():
        show_paid()
    show_alike_link()
    if imported.changes.missing:
        answered = missing_answer(understood.choices.answers)
        if done.missing_asked or answered:
            show_missing_question(len(imported.changes.missing), answered)
    _go_on()
    show_changes(workspace.space().engine, imported, today=workspace.today())


def _go_on() -> None:
    """The next step, before the detail of what changed."""
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(
            "Voir le plan du jour",
            key="import-plan",
            type="primary",
            icon=":material/event_note:",
        ):
            st.switch_page("pages/plan.py")
        st.page_link(
            "pages/tableau_de_bord.py", label="Tableau de bord", icon=":material/monitoring:"
        )
        st.button(
            "Importer un autre fichier", key="import-again", on_click=import_state.start_again
        )
