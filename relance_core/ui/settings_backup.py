"""The section of the backup: where the data is, a copy to take away, the last automatic one."""

from __future__ import annotations

import streamlit as st

from relance_core.french import long_date, size
from relance_core.ui import workspace
from relance_core.ui.frame import plain
from relance_core.workflows.backup import copy_of_database, database_file, latest_automatic_copy


def show_backup() -> None:
    """The place of the database and the ways to keep a copy of it."""
    space = workspace.space()
    place = database_file(space)
    if place is None:
        st.info(
            "Les données de cet espace sont sur un serveur de base de données : leur sauvegarde "
            "revient à la personne qui l'administre.",
            icon=":material/dns:",
        )
        return
    st.caption("Tout est dans ce fichier, sur cet ordinateur. Le copier, c'est tout sauvegarder.")
    st.code(str(place), language=None, wrap_lines=True)
    st.caption(f"Taille : {size(place.stat().st_size)}. Aucun mot de passe ne s'y trouve.")
    st.download_button(
        "Télécharger une copie",
        data=lambda: copy_of_database(space),
        file_name=f"relance-{space.key}-{workspace.today():%Y-%m-%d}.db",
        mime="application/vnd.sqlite3",
        key="settings_copy",
        icon=":material/download:",
        on_click="ignore",
    )
    kept = latest_automatic_copy(space)
    if kept is None:
        st.caption(
            "Une copie est faite d'elle-même avant chaque changement de version du programme ; "
            "il n'y en a pas encore eu."
        )
        return
    st.caption(f"Dernière copie automatique : {plain(long_date(kept.at.date()))}.")
    st.code(str(kept.path), language=None, wrap_lines=True)
