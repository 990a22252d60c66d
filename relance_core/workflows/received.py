"""What a client received before a given message: what a reader compares the next one with."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row

from relance_core.store.messages import list_messages
from relance_core.vocabulary import Channel, MessageState

#: What reached the client, or may have: each is told with its state.
_REACHED = (
    MessageState.SENT,
    MessageState.DEPOSITED,
    MessageState.PRINTED,
    MessageState.UNCERTAIN,
)
_WRITTEN = frozenset(Channel) - {Channel.CALL, Channel.NONE}


def received_before(
    conn: Connection, client_id: int, *, before_message: int | None = None
) -> Row[Any] | None:
    """The last message that reached ``client_id``, before ``before_message`` when it is given.

    None when there is none. Calls and hand-overs are no messages.
    """
    return next(
        (
            row
            for row in list_messages(conn, states=_REACHED, client_id=client_id)
            if Channel(row.channel) in _WRITTEN
            and (before_message is None or row.id < before_message)
        ),
        None,
    )
