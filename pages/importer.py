"""Importer: drop the export, check what was understood of it, record it: three steps."""

import streamlit as st

from relance_core.french import plural
from relance_core.ui import import_reading, import_state, workspace
from relance_core.ui.client_merges import show_alike_link
from relance_core.ui.frame import page, plain
from relance_core.ui.import_check import (
    record_label,
    show_questions,
    show_totals,
    totals_sentence,
)
from relance_core.ui.import_columns import show_columns
from relance_core.ui.import_contacts import show_meeting
from relance_core.ui.import_doubts import show_doubts
from relance_core.ui.import_drop import file_names, show_drop
from relance_core.ui.import_issues import show_all_issues, show_issues
from relance_core.ui.import_list import show_imports
from relance_core.ui.import_paid import brought_along, show_paid
from relance_core.ui.import_result import (
    missing_answer,
    show_changes,
    show_missing_question,
    show_payments_beside,
    show_result,
)
from relance_core.ui.import_rows import show_rows
from relance_core.ui.told import show_told

DONE = ":material/check_circle:"


def step_drop(*, done: bool) -> None:
    """Step 1, folded once a file has been read."""
    if done:
        with st.expander(plain(f"1. Déposer : {file_names()}"), icon=DONE):
            show_drop()
    else:
        st.subheader("1. Déposer", anchor=False)
        show_drop()
    if import_reading.running() is not None:
        import_reading.show_progress()
    show_told(import_state.PAGE)
    if import_state.refused_file():
        st.error(plain(import_state.refused_file()), icon=":material/error:")
        before = "Le fichier d'avant est toujours ci-dessous. " if import_state.draft() else ""
        st.caption(f"{before}Ce qui était déjà importé est inchangé.")
    if import_state.refusal() and import_state.draft() is None:
        st.error(plain(import_state.refusal()), icon=":material/error:")
        st.caption("Ce qui était déjà importé est inchangé.")


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


def step_record(current: import_state.Draft) -> None:
    """Step 3: one button that says what will happen."""
    reading = current.understood.reading
    st.subheader("3. Enregistrer", anchor=False)
    if workspace.space().demonstration:
        st.warning(
            "Vous êtes dans la démonstration : vos factures y seraient mêlées aux fictives.",
            icon=":material/school:",
        )
        st.button(
            "Passer à mon espace avec ce fichier",
            key="import-leave-demonstration",
            on_click=import_state.leave_demonstration,
        )
    if reading.questions:
        waiting = plural(len(reading.questions), "question attend", "questions attendent")
        st.caption(f"{waiting} une réponse ci-dessus.")
    st.button(
        record_label(current.understood),
        key="import-write",
        type="secondary" if workspace.space().demonstration else "primary",
        icon=":material/save:",
        disabled=bool(reading.questions) or reading.invoices.is_empty(),
        on_click=import_state.write,
    )


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
    show_result(imported)
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
