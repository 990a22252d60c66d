"""Revue et envoi: read each message as it will be received, approve, send, settle what is left."""

import streamlit as st

from relance_core.french import number
from relance_core.ui.frame import page
from relance_core.ui.no_data import show_no_data
from relance_core.ui.review_attachments import show_attachments
from relance_core.ui.review_empty import show_nothing_to_read
from relance_core.ui.review_list import Entry, entries
from relance_core.ui.review_messages import LISTED, composed, judged
from relance_core.ui.review_panel import ask_narrowing, ask_stale_data, show_left, show_right
from relance_core.ui.review_position import current
from relance_core.ui.sending_bar import ENDED, show_bar
from relance_core.ui.sending_found import results
from relance_core.ui.sending_results import show_results
from relance_core.ui.sending_unsettled import TO_READ

PURPOSE = (
    "Ici se relisent les messages du jour tels que vos clients les recevront, un par un ou en "
    "liste ; vous corrigez, écartez, approuvez, puis l'envoi part d'un seul bouton."
)
READ, SETTLE = "Relire", "Suites"


def choose_view(listed: int) -> str:
    """Reading or what follows; the end of a sending shows what came of it.

    ``listed``: how many messages there are to read or send. Together with those to settle they
    make the number that the sidebar shows.
    """
    if st.session_state.pop(ENDED, False):
        st.session_state["vue"] = SETTLE
    if st.session_state.pop(TO_READ, False):
        st.session_state["vue"] = READ
    if "vue" not in st.session_state and "vue" not in st.query_params:
        st.session_state["vue"] = READ
    view = st.segmented_control(
        "Vue",
        [READ, SETTLE],
        format_func=lambda one: "Suites de l'envoi" if one == SETTLE else one,
        key="vue",
        bind="query-params",
        label_visibility="collapsed",
        required=True,
    )
    waiting = results().to_settle
    if waiting:
        read = f"{number(listed)} à relire ou à envoyer" if listed else "Rien à relire"
        here = "ici" if view == SETTLE else "dans Suites de l'envoi"
        st.caption(f"{read}, {number(waiting)} à régler {here}.")
    return view or READ


def show_review(everything: tuple[Entry, ...]) -> None:
    """The list on the left, the message on the right."""
    if not everything:
        show_nothing_to_read()
        return
    ask_stale_data()
    left, right = st.columns([4, 5], gap="medium")
    with left:
        wanted = ask_narrowing(everything)
        matching = wanted.among(everything)
        made = composed(matching[:LISTED])
        shown = judged(matching[:LISTED], made)
        entry = current(shown)
        if entry is None:
            st.info("Aucun message ne répond à cette recherche.", icon=":material/search_off:")
            return
        show_left(shown, len(matching) - len(shown), entry, made)
        show_attachments()
    with right:
        show_right(shown, entry, made)


with page("Revue et envoi"):
    if not show_no_data(PURPOSE, key="review"):
        everything = entries()
        if choose_view(len(everything)) == SETTLE:
            show_results()
        else:
            show_review(everything)
        show_bar(everything)
