"""What became of the messages, by group: what waits for somebody is counted on every page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import streamlit as st
from sqlalchemy import Row

from relance_core.french import listed, plural
from relance_core.store.database import reading
from relance_core.store.messages import count_messages, list_messages
from relance_core.ui import workspace
from relance_core.vocabulary import LIVE_STATES, MessageState
from relance_core.workflows.space import Space

#: Days during which a message that did not leave is still told.
_RECENT = timedelta(days=14)
_SENT_SHOWN = 200


@dataclass(frozen=True)
class Results:
    """Messages by what became of them, latest first."""

    uncertain: Sequence[Row[Any]]
    deposited: Sequence[Row[Any]]
    printed: Sequence[Row[Any]]
    held: Sequence[Row[Any]]
    refused: Sequence[Row[Any]]
    sent: Sequence[Row[Any]]
    to_leave: int  # approved, not left yet

    @property
    def to_settle(self) -> int:
        """How many wait for somebody."""
        groups = (self.uncertain, self.deposited, self.printed, self.held, self.refused)
        return sum(len(group) for group in groups)

    def words(self) -> str:
        """``35 messages envoyés, 3 courriers à poster et 1 message refusé.``"""
        counted = (
            (self.sent, "message envoyé", "messages envoyés"),
            (self.deposited, "message à transmettre", "messages à transmettre"),
            (self.printed, "courrier à poster", "courriers à poster"),
            (self.held, "message retenu", "messages retenus"),
            (self.refused, "message refusé", "messages refusés"),
            (self.uncertain, "issue inconnue", "issues inconnues"),
        )
        return listed([plural(len(rows), *forms) for rows, *forms in counted if rows]) + "."


def results() -> Results:
    """What became of the messages; read again only when something has changed."""
    return _results(workspace.stamp(), workspace.space(), workspace.today() - _RECENT)


@st.cache_resource(max_entries=4, show_spinner=False)
def _results(stamp: object, _space: Space, _since: Any) -> Results:
    del stamp
    with reading(_space.engine) as conn:
        waiting = {
            state: list_messages(conn, states=[state], limit=5_000)
            for state in (MessageState.UNCERTAIN, MessageState.DEPOSITED, MessageState.PRINTED)
        }
        stopped = list_messages(conn, states=[MessageState.HELD, MessageState.REFUSED], limit=5_000)
        live = list_messages(conn, states=LIVE_STATES, limit=5_000) if stopped else []
        sent = list_messages(conn, states=[MessageState.SENT], limit=_SENT_SHOWN)
        to_leave = count_messages(conn, [MessageState.APPROVED, MessageState.SENDING])
    newer: dict[tuple[int, str], int] = {}
    for row in (*live, *stopped):
        place = (row.addressee_id, row.step)
        newer[place] = max(newer.get(place, 0), row.id)
    current = [
        row
        for row in stopped
        if row.id == newer[row.addressee_id, row.step] and row.approved_at.date() >= _since
    ]
    return Results(
        uncertain=waiting[MessageState.UNCERTAIN],
        deposited=waiting[MessageState.DEPOSITED],
        printed=waiting[MessageState.PRINTED],
        held=[row for row in current if row.state == MessageState.HELD],
        refused=[row for row in current if row.state == MessageState.REFUSED],
        sent=[row for row in sent if row.sent_at and row.sent_at.date() >= _since],
        to_leave=to_leave,
    )
