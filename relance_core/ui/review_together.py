"""Approving at once what the list of the review shows, and why it cannot be when it cannot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from relance_core.french import plural
from relance_core.ui.review_actions import approve_many, data_accepted
from relance_core.ui.review_edit import warn_of_unsaved
from relance_core.ui.review_list import Entry
from relance_core.vocabulary import FORMAL_STEPS
from relance_core.workflows.drafts import Prepared


def show_together(ready: Sequence[Entry], made: Mapping[str, Prepared]) -> None:
    """Approve what the list shows; formal notices and the like only when somebody ticks them in."""
    apart = [one for one in ready if one.expressly]
    with_formal = False
    if apart:
        words = plural(len(apart), "mise en demeure ou suite", "mises en demeure et suites")
        if any(one.step not in FORMAL_STEPS for one in apart):
            words = plural(len(apart), "étape à approuver à part", "étapes à approuver à part")
        with_formal = st.checkbox(f"Inclure {words}", key="review_include_formal")
    chosen = [one for one in ready if with_formal or not one.expressly]
    marks = {one.key: made[one.id].fingerprint for one in chosen if one.id in made}
    warn_of_unsaved(made[one.id] for one in chosen if one.id in made)
    st.button(
        f"Approuver {_listed(len(marks))}",
        key="review_approve_shown",
        icon=":material/done_all:",
        width="stretch",
        disabled=not marks or not data_accepted(),
        on_click=approve_many,
        args=(marks, with_formal),
        help="Tous ceux de la liste ci-dessus qui sont à relire ou modifiés, tels qu'affichés.",
    )
    why = _why_not_together(bool(marks), bool(apart))
    if why:
        st.caption(why)


def _why_not_together(some: bool, apart: bool) -> str:
    """Why the list cannot be approved at once; empty when it can."""
    if not some and apart:
        return "Cochez au-dessus les étapes à approuver à part, ou approuvez-les une par une."
    if not some:
        return "Rien à approuver ensemble : aucun message de la liste n'est à relire."
    if not data_accepted():
        return "Cochez d'abord, en haut de la page, que vous approuvez avec ces données."
    return ""


def _listed(count: int) -> str:
    if count == 1:
        return "le message de cette liste"
    return f"les {count} messages de cette liste" if count else "la liste"
