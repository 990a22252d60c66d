"""Before recording: whose the contacts are, which are nobody's, and who has no address at all."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from relance_core.errors import RelanceError
from relance_core.french import listed, plural
from relance_core.ui import workspace
from relance_core.ui.frame import plain
from relance_core.workflows.beside import Meeting
from relance_core.workflows.import_contacts import check_contacts
from relance_core.workflows.understanding import Dropped

SHOWN = 200  # names listed at most
_ANSWERS = "import_contacts_answers"


def contacts_sentence(meeting: Meeting) -> str:
    """``12 contacts lus : 9 rattachés à un client, 1 à confirmer et 2 sans client.``"""
    if meeting.contacts is None or meeting.joining is None:
        return ""
    joining = meeting.joining
    parts = [plural(joining.matched, "rattaché à un client", "rattachés à un client")]
    if joining.proposed:
        parts.append(f"{len(joining.proposed)} à confirmer")
    if joining.unmatched:
        parts.append(f"{len(joining.unmatched)} sans client")
    read = plural(meeting.contacts.contacts.height, "contact lu", "contacts lus")
    return f"{read}\u00a0: {listed(parts)}."


def show_meeting(meeting: Meeting, *, key: str) -> None:
    """The contacts in counts, then the names that stay alone and the clients without address."""
    sentence = contacts_sentence(meeting)
    if sentence:
        st.markdown(plain(sentence))
    if meeting.joining is not None:
        words = ("contact sans client, laissé de côté", "contacts sans client, laissés de côté")
        _names(meeting.joining.unmatched, words, key=f"{key}-unmatched")
    words = (
        "client avec une facture ouverte et sans adresse e-mail",
        "clients avec une facture ouverte et sans adresse e-mail",
    )
    _names(meeting.without_address, words, key=f"{key}-without-address")


def _names(names: Sequence[str], words: tuple[str, str], *, key: str) -> None:
    if not names:
        return
    with st.expander(plural(len(names), *words), key=key):
        more = f"\n… et {len(names) - SHOWN} de plus" if len(names) > SHOWN else ""
        st.text("\n".join(names[:SHOWN]) + more)


def contact_answers() -> dict[str, str]:
    """What was answered about contacts brought alone."""
    return dict(st.session_state.get(_ANSWERS, {}))


def forget_answers() -> None:
    """Other contacts raise other questions."""
    st.session_state.pop(_ANSWERS, None)


def show_contacts_alone(dropped: Dropped) -> bool:
    """What contacts alone would join, and what is asked of them; False while something is."""
    try:
        meeting = check_contacts(workspace.space(), dropped, contact_answers())
    except RelanceError as error:
        st.error(plain(error.message), icon=":material/error:")
        return False
    show_meeting(meeting, key="import-alone")
    asked = meeting.joining.questions if meeting.joining else ()
    for question in asked:
        labels = {choice.value: choice.label for choice in question.choices}
        key = f"import-alone-{question.code}"
        st.radio(
            f"**{plain(question.message)}**",
            list(labels),
            index=None,
            format_func=partial(_label, labels),
            key=key,
            on_change=_answered,
            args=(question.code, key),
        )
    return not asked


def _label(labels: dict[str, str], value: str) -> str:
    return plain(labels[value])


def _answered(code: str, key: str) -> None:
    st.session_state[_ANSWERS] = contact_answers() | {code: st.session_state[key]}
