"""The way on when the database is older than the sent journal: accept the journal's word."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from relance_core.errors import Refused
from relance_core.french import plural
from relance_core.ui import workspace
from relance_core.ui.told import Told, attempt
from relance_core.workflows.send import acknowledge_sent

_NOTICED = "sending_old_copy"


@contextmanager
def old_copy_noticed() -> Iterator[None]:
    """Remembers that a sending was refused for this reason; the refusal goes on its way."""
    st.session_state[_NOTICED] = False
    try:
        yield
    except Refused as error:
        st.session_state[_NOTICED] = error.code == "old_copy"
        raise


def show_old_copy(place: str) -> None:
    """After such a refusal: what accepting means, and the button that does it."""
    if not st.session_state.get(_NOTICED):
        return
    with st.popover(
        "Reconnaître ces envois ici",
        icon=":material/fact_check:",
        key="sending_old_copy_open",
    ):
        st.markdown(
            "Ce que le journal d'envoi a vu partir comptera comme envoyé, et l'envoi sera de "
            "nouveau possible. Aucun message n'est envoyé par ce bouton. Ce que la copie restaurée "
            "ne connaît pas du tout restera absent de l'historique."
        )
        st.button(
            "Compter ces messages comme envoyés",
            key="sending_acknowledge",
            type="primary",
            width="stretch",
            on_click=attempt,
            args=(place, _acknowledge),
        )


def _acknowledge() -> Told:
    marked = acknowledge_sent(workspace.space(), workspace.act())
    st.session_state[_NOTICED] = False
    words = plural(marked, "message marqué comme envoyé", "messages marqués comme envoyés")
    return Told(done=(f"{words}. Relisez ce qui reste, puis envoyez.",))
