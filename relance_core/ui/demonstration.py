"""Opens the demonstration from any page, telling each stage while it is being made ready."""

from __future__ import annotations

import streamlit as st

from relance_core.ui import workspace

_WANTED = "demonstration_wanted"


def want_demonstration() -> None:
    """Have the page that is drawn next open the demonstration."""
    st.session_state[_WANTED] = True


def open_when_wanted() -> None:
    """Open the demonstration when somebody has asked, its stages in sight, and draw it.

    Raises ``RelanceError`` when it cannot be opened; the espace in use is then kept.
    """
    if not st.session_state.pop(_WANTED, False):
        return
    with st.status("Préparation de l'exemple…", expanded=True):
        workspace.enter_demonstration(st.write)
        st.write("Calcul du plan du jour")
        workspace.day()
    st.rerun()
