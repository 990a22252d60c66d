"""Importer: drop the export, check what was understood of it, record it: three steps."""

import streamlit as st

from relance_core.ui import import_state, workspace
from relance_core.ui.frame import page, plain
from relance_core.ui.import_check import show_questions, show_totals
from relance_core.ui.import_columns import show_columns
from relance_core.ui.import_contacts import show_meeting
from relance_core.ui.import_doubts import show_doubts
from relance_core.ui.import_issues import show_all_issues
from relance_core.ui.import_list import show_imports
from relance_core.ui.import_paid import brought_along, show_paid
from relance_core.ui.import_recorded import step_recorded
from relance_core.ui.import_rows import show_rows
from relance_core.ui.import_steps import step_drop, step_record


def step_check(current: import_state.Draft) -> None:
    """Step 2: the totals, the questions, the doubts with their rows, the columns, all the rows."""
    understood = current.understood
    st.subheader("2. Vérifier", anchor=False)
    show_totals(understood)
    show_meeting(understood.meeting, key="import-meeting")
    show_questions(current.asked, understood.choices.answers)
    if import_state.refusal():
        st.error(plain(import_state.refusal()), icon=":material/error:")
    show_doubts(understood)
    show_all_issues(understood)
    show_columns(understood)
    show_rows(understood)


with page("Importer"):
    import_state.settle()
    draft, record = import_state.draft(), import_state.record()
    step_drop(done=draft is not None or record is not None)
    if draft is not None:
        step_check(draft)
        step_record(draft)
    elif record is not None:
        step_recorded(record)
    if record is None or not brought_along():
        show_paid()
    show_imports(workspace.space().engine, today=workspace.today())
