"""The review with nothing to read: why, and what to do when addresses are all that is missing."""

from __future__ import annotations

import polars as pl
import streamlit as st

from relance_core.french import plural
from relance_core.ui import workspace
from relance_core.vocabulary import Withheld


def show_nothing_to_read() -> None:
    """One sentence and its next step."""
    st.info("Aucun message ne part aujourd'hui.", icon=":material/event_available:")
    withheld = workspace.day().plan.withheld
    unreachable = withheld.filter(pl.col("code") == Withheld.NO_ADDRESS).height
    if unreachable:
        waiting = plural(unreachable, "facture est à relancer", "factures sont à relancer")
        st.markdown(
            f"**{waiting}, mais l'adresse e-mail du client manque.** Importez un fichier de "
            "contacts, ou complétez les clients un par un."
        )
        st.page_link(
            "pages/importer.py", label="Importer des contacts", icon=":material/upload_file:"
        )
        st.page_link("pages/clients.py", label="Compléter les clients", icon=":material/groups:")
    st.page_link("pages/plan.py", label="Voir le plan du jour", icon=":material/event_note:")
