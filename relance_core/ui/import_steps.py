"""Steps 1 and 3 of an import: where a file is dropped, and the button that records it."""

from __future__ import annotations

import streamlit as st

from relance_core.french import plural
from relance_core.ui import import_reading, import_state, workspace
from relance_core.ui.frame import plain
from relance_core.ui.import_check import record_label
from relance_core.ui.import_drop import file_names, show_drop
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
