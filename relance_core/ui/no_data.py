"""What a page shows while nothing was imported: what it is for, and the one next step."""

from __future__ import annotations

import streamlit as st

from relance_core.ui import workspace
from relance_core.ui.demonstration import want_demonstration

#: Pixels: two short columns read at a glance, however wide the screen is.
_WIDTH = 820


def show_no_data(purpose: str, *, key: str) -> bool:
    """Whether nothing was imported yet; says then what the page will be for, and where to begin."""
    if workspace.day().plan.data_date is not None:
        return False
    with st.container(width=_WIDTH):
        st.markdown(purpose)
        own, sample = st.columns(2, gap="large")
    with own:
        st.markdown("##### Avec votre fichier")
        st.markdown(
            "L'export de votre logiciel, tel quel. Vous vérifiez ce qui en est compris avant "
            "d'enregistrer."
        )
        if st.button(
            "Importer vos factures",
            key=f"{key}-import",
            icon=":material/upload_file:",
            type="primary",
            width="stretch",
        ):
            st.switch_page("pages/importer.py")
    with sample:
        st.markdown("##### Sans fichier sous la main")
        st.markdown(
            "Une entreprise fictive, ses clients et ses retards. Tout s'essaie, rien ne part."
        )
        st.button(
            "Essayer avec les données d'exemple",
            key=f"{key}-demonstration",
            icon=":material/school:",
            on_click=want_demonstration,
            width="stretch",
        )
    return True
