"""One sender at a time per account, and who it is."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from relance_core.store.outbox.moment import Moment
from relance_core.store.outbox.recovery import IsAlive
from relance_core.store.tables import sender_lease

#: Renewed with each message; as long as a message's own lease.
LEASE_SECONDS = 900.0


@dataclass(frozen=True)
class SenderLease:
    """Who sends through an account at this moment."""

    account: str
    owner: str
    person: str
    until: float


def take_lease(
    connection: Connection,
    account: str,
    owner: str,
    person: str,
    moment: Moment,
    alive: IsAlive,
) -> SenderLease:
    """Take or renew the lease of ``account``; the lease given back names whoever holds it now.

    A dead sender's lease is taken over at once, one that cannot be asked when it ends.
    """
    mine = {"owner": owner, "person": person[:120], "until": moment.epoch + LEASE_SECONDS}
    renewed = connection.execute(
        update(sender_lease)
        .where(sender_lease.c.account == account[:255], sender_lease.c.owner == owner)
        .values(mine)
    )
    if renewed.rowcount:
        return SenderLease(account[:255], owner, person[:120], moment.epoch + LEASE_SECONDS)
    held = lease_holder(connection, account)
    if held is None:
        try:
            with connection.begin_nested():
                connection.execute(insert(sender_lease).values(account=account[:255], **mine))
        except IntegrityError:
            pass  # another sender was a moment faster
    else:
        takeable = sender_lease.c.until <= moment.epoch
        if alive(held.owner) is False:
            takeable = or_(takeable, sender_lease.c.owner == held.owner)
        connection.execute(
            update(sender_lease)
            .where(sender_lease.c.account == account[:255], takeable)
            .values(mine)
        )
    now = lease_holder(connection, account)
    assert now is not None  # inserted above, by us or by another
    return now


def lease_holder(connection: Connection, account: str) -> SenderLease | None:
    """Who holds the lease of ``account``, dead or alive; None when nobody does."""
    row = connection.execute(
        select(sender_lease).where(sender_lease.c.account == account[:255])
    ).one_or_none()
    return None if row is None else SenderLease(row.account, row.owner, row.person, row.until)


def release_lease(connection: Connection, account: str, owner: str) -> None:
    """Give the lease back; another's is left alone."""
    connection.execute(
        delete(sender_lease).where(
            sender_lease.c.account == account[:255], sender_lease.c.owner == owner
        )
    )
