"""What a letter's posting leaves behind: its address as it was, its number, its proofs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from relance_core.messages.postal import written_address
from relance_core.reminders.reminder import Addressee
from relance_core.store.database import in_parts
from relance_core.store.tables import client, client_setting, message
from relance_core.vocabulary import LETTER_CHANNELS, DebtorType, MessageState


def addresses_of(conn: Connection, rows: Sequence[Row[Any]]) -> dict[int, dict[str, str]]:
    """Message -> the address that its letter bears, as ``postal.written_address`` writes it.

    A letter approved before addresses were kept with it has its client's of today.
    """
    missing = sorted({row.addressee_id for row in rows if "post" not in row.recipients})
    today = {client_id: one for some in in_parts(missing) for client_id, one in _of(conn, some)}
    return {row.id: row.recipients.get("post") or today[row.addressee_id] for row in rows}


def posted_letters(
    conn: Connection, *, since: date, client_id: int | None = None
) -> list[Row[Any]]:
    """The letters posted on ``since`` or later, to anybody or to one client, latest first.

    Rows as ``list_messages`` gives them.
    """
    told = [column for column in message.c if column is not message.c.raw]
    query = (
        select(*told, client.c.name.label("client_name"), client.c.code.label("client_code"))
        .join(client, client.c.id == message.c.addressee_id)
        .where(
            message.c.channel.in_(LETTER_CHANNELS),
            message.c.state == MessageState.SENT.value,
            message.c.posted_on >= since,
        )
        .order_by(message.c.posted_on.desc(), message.c.id.desc())
    )
    if client_id is not None:
        query = query.where(message.c.addressee_id == client_id)
    return list(conn.execute(query))


def write_places(conn: Connection, message_ids: Sequence[int], day: date) -> None:
    """Keep the place of each letter on the posting list of ``day``, the first first."""
    for place, message_id in enumerate(message_ids, start=1):
        change = update(message).where(message.c.id == message_id)
        conn.execute(change.values(listed_at=place, listed_on=day))


def places_of(conn: Connection, message_ids: Sequence[int]) -> dict[int, tuple[int, date]]:
    """Letter -> its place on the last posting list made with it, and the day of that list."""
    query = select(message.c.id, message.c.listed_at, message.c.listed_on).where(
        message.c.id.in_(message_ids), message.c.listed_at.is_not(None)
    )
    return {row.id: (row.listed_at, row.listed_on) for row in conn.execute(query)}


def write_tracking(conn: Connection, message_id: int, tracking: str) -> bool:
    """Write or correct the number of a posted letter; whether there was such a letter."""
    done = conn.execute(
        update(message)
        .where(message.c.id == message_id, message.c.posted_on.is_not(None))
        .values(tracking=tracking or None)
    )
    return done.rowcount == 1


def write_received(conn: Connection, message_id: int, day: date | None) -> bool:
    """Write the day on which a posted letter was received; whether there was such a letter."""
    done = conn.execute(
        update(message)
        .where(message.c.id == message_id, message.c.posted_on.is_not(None))
        .values(received_on=day)
    )
    return done.rowcount == 1


def _of(conn: Connection, ids: Sequence[int]) -> list[tuple[int, dict[str, str]]]:
    """Client -> its address in force, by hand before the file's."""
    fields = ("contact_name", "address", "postcode", "city", "country")
    kind = func.coalesce(
        client_setting.c.debtor_type, client.c.debtor_type, DebtorType.UNKNOWN.value
    )
    query = (
        select(
            client.c.id,
            client.c.code,
            client.c.name,
            kind.label("kind"),
            *(func.coalesce(client_setting.c[one], client.c[one]).label(one) for one in fields),
        )
        .outerjoin(client_setting, client_setting.c.client_id == client.c.id)
        .where(client.c.id.in_(ids))
    )
    return [(row.id, written_address(_addressee(row))) for row in conn.execute(query)]


def _addressee(row: Row[Any]) -> Addressee:
    return Addressee(
        client_id=row.id,
        code=row.code,
        name=row.name,
        debtor_type=DebtorType(row.kind),
        language="fr",
        contact_name=row.contact_name,
        to=(),
        copies=(),
        phone=None,
        siren=None,
        address=row.address,
        postcode=row.postcode,
        city=row.city,
        country=row.country,
    )
