"""What the reader does with messages: approve one or many, put aside, take back, try on oneself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from relance_core.errors import Refused
from relance_core.french import plural
from relance_core.ui import workspace
from relance_core.ui.review_list import OPEN_STANDINGS, Entry
from relance_core.ui.review_position import move_to
from relance_core.ui.told import Told, attempt
from relance_core.workflows.approve import Approved, approve_shown, stale_data
from relance_core.workflows.drafts import Prepared
from relance_core.workflows.review import exclude_message
from relance_core.workflows.send import cancel_message
from relance_core.workflows.trial_send import send_test

#: Where the answers of these actions are told.
PLACE = "review"
STALE = "review_accept_stale"


def approvable(shown: Sequence[Entry]) -> list[Entry]:
    """The entries that may be approved as they stand."""
    return [one for one in shown if one.standing in OPEN_STANDINGS]


def approve_one(prepared: Prepared, following: str | None) -> None:
    """Approve the message on the screen, and show the next one to read."""

    def approve() -> Told:
        told = _told(_approve({prepared.key: prepared.fingerprint}))
        if not told.refused and following:
            move_to(following)
        return told

    attempt(PLACE, approve)


def approve_many(shown: Mapping[str, str], include_formal: bool) -> None:
    """Approve the messages listed, each as it stands in the list (review key, fingerprint)."""
    attempt(PLACE, lambda: _told(_approve(shown, include_formal=include_formal)))


def exclude(prepared: Prepared, excluded: bool, following: str | None) -> None:
    """Put a message aside for today, or take it back."""

    def change() -> Told:
        exclude_message(workspace.space(), workspace.act(), prepared, excluded)
        if excluded and following:
            move_to(following)
        name = prepared.reminder.addressee.name
        words = "écarté, il ne partira pas aujourd'hui" if excluded else "repris, il est à relire"
        return Told(done=(f"{name} : message {words}.",))

    attempt(PLACE, change)


def withdraw(message_id: int) -> None:
    """Take an approval back: the message is to be read again."""

    def cancel() -> Told:
        reason = f"Approbation retirée par {workspace.person()}."
        if not cancel_message(workspace.space(), workspace.act(), message_id, reason):
            raise Refused("Trop tard : ce message est déjà parti ou en train de partir.")
        return Told(done=("Approbation retirée : le message est de nouveau à relire.",))

    attempt(PLACE, cancel)


def try_on_myself(prepared: Prepared, address: str) -> None:
    """Send the message to ``address`` alone, marked as a trial."""

    def send() -> Told:
        sent = send_test(workspace.space(), workspace.act(), workspace.day(), prepared, to=address)
        workspace.remember_own_address(sent.to)
        return Told(done=(sent.sentence,))

    attempt(PLACE, send)


def data_is_old() -> bool:
    """Whether approving asks for a tick first."""
    return stale_data(workspace.day(), workspace.today())


def data_accepted() -> bool:
    """Whether that tick is there, or not asked for."""
    return not data_is_old() or bool(st.session_state.get(STALE))


def _approve(shown: Mapping[str, str], *, include_formal: bool = True) -> Approved:
    return approve_shown(
        workspace.space(),
        workspace.act(),
        shown=shown,
        include_formal=include_formal,
        accept_stale=bool(st.session_state.get(STALE, False)),
    )


def _told(approved: Approved) -> Told:
    count = len(approved.message_ids)
    done = (f"{plural(count, 'message approuvé', 'messages approuvés')}.",) if count else ()
    refused = tuple(
        f"{one.client_name} : {one.reason}" if one.client_name else one.reason
        for one in approved.not_approved[:10]
    )
    if len(approved.not_approved) > 10:
        refused += (f"… et {len(approved.not_approved) - 10} autres.",)
    return Told(done=done, refused=refused)
