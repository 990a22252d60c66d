"""What a page shows while nothing was imported: what it is for, and the one next step."""

from __future__ import annotations

import streamlit as st

from relance_core.ui import workspace


def show_no_data(purpose: str, *, key: str) -> bool:
    """Whether nothing was imported yet; says then what the page will be for, and where to begin."""
    if workspace.day().plan.data_date is not None:
        return False
    st.markdown(purpose)
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(
            "Importer vos factures",
            key=f"{key}-import",
            icon=":material/upload_file:",
            type="primary",
        ):
            st.switch_page("pages/importer.py")
        st.button(
            "Essayer avec les données d'exemple",
            key=f"{key}-demonstration",
            icon=":material/school:",
            on_click=_enter_demonstration,
        )
    return True


def _enter_demonstration() -> None:
    workspace.enter_demonstration()
