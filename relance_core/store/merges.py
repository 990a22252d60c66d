"""Two clients made one, and made two again: every link that moves is kept to be moved back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Row,
    Table,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from relance_core.errors import Refused
from relance_core.store.clients import FILE_COLUMNS, SETTING_LABELS
from relance_core.store.database import in_parts, inserted_id
from relance_core.store.tables import (
    client,
    client_contact,
    client_merge,
    client_setting,
    client_unlike,
    import_run,
    invoice,
)
from relance_core.store.twins import as_json, from_json, fuse_twins, referring, split_twins

#: Tables that tell of merges themselves: their links do not follow.
_NOT_MOVED = frozenset([client_merge.name, client_unlike.name])


@dataclass(frozen=True)
class Merged:
    """A merge in force or undone."""

    id: int
    kept_id: int
    gone_id: int
    reason: str
    by: str
    at: datetime
    undone_at: datetime | None


def merges(conn: Connection) -> list[Merged]:
    """Every merge, latest first."""
    rows = conn.execute(select(client_merge).order_by(client_merge.c.id.desc()))
    return [_merged(row) for row in rows]


def merge_of(conn: Connection, merge_id: int) -> Merged:
    """A merge by its id; raises ``Refused`` when there is none."""
    row = conn.execute(select(client_merge).where(client_merge.c.id == merge_id)).one_or_none()
    if row is None:
        raise Refused("Cette fusion n'existe pas : rien n'a changé.", code="no_merge")
    return _merged(row)


def _merged(row: Row[Any]) -> Merged:
    return Merged(row.id, row.kept_id, row.gone_id, row.reason, row.by, row.at, row.undone_at)


def invoices_of(conn: Connection, client_ids: Iterable[int]) -> list[int]:
    """The invoices that some clients owe or pay."""
    ids = list(client_ids)
    query = select(invoice.c.id).where(
        or_(invoice.c.client_id.in_(ids), invoice.c.payer_id.in_(ids))
    )
    return list(conn.scalars(query))


def brought_since(conn: Connection, done: Merged) -> int:
    """How many open invoices of the kept client came while the two were one."""
    query = (
        select(func.count())
        .select_from(invoice)
        .join(import_run, import_run.c.id == invoice.c.first_import_id)
        .where(
            invoice.c.client_id == done.kept_id,
            invoice.c.open_amount > 0,
            import_run.c.at > done.at,
            import_run.c.undone_at.is_(None),
        )
    )
    return conn.scalar(query) or 0


def merge(
    conn: Connection, kept_id: int, gone_id: int, *, reason: str, by: str, at: datetime
) -> tuple[int, int]:
    """Give all that ``gone_id`` has to ``kept_id``; returns the merge's id and the twins fused.

    Invoices keep their ids, but for twins (same number), of which one stays with the history of
    both. What was set by hand or known of the kept client stays; the other fills its blanks.
    """
    twins = fuse_twins(conn, kept_id, gone_id)
    before: dict[str, Any] = {"twins": twins}
    before["links"] = {
        name: _move(conn, column, gone_id, kept_id) for name, column in _links().items()
    }
    columns = ("code", *FILE_COLUMNS)
    before["client"] = _fill(conn, client, client.c.id, columns, kept_id, gone_id)
    before["setting"] = _fill_setting(conn, kept_id, gone_id, by, at)
    before["contacts"] = _fill_contacts(conn, kept_id, gone_id)
    result = conn.execute(
        insert(client_merge).values(
            kept_id=kept_id, gone_id=gone_id, reason=reason, by=by[:120], at=at, before=before
        )
    )
    return inserted_id(result), len(twins)


def unmerge(conn: Connection, merge_id: int, *, by: str, at: datetime) -> None:
    """Take a merge back: what was the gone client's is his again.

    What was imported or written since stays the kept client's: what a file names otherwise then
    moves with its history at the next import (``recognise``). Raises ``Refused`` when it was
    undone already, or when one of the two was merged again since.
    """
    row = conn.execute(select(client_merge).where(client_merge.c.id == merge_id)).one()
    if row.undone_at is not None:
        raise Refused("Cette fusion est déjà annulée : rien n'a changé.", code="undone")
    both = (row.kept_id, row.gone_id)
    later = conn.scalar(
        select(client_merge.c.id)
        .where(
            client_merge.c.id > merge_id,
            client_merge.c.undone_at.is_(None),
            or_(client_merge.c.kept_id.in_(both), client_merge.c.gone_id.in_(both)),
        )
        .order_by(client_merge.c.id.desc())
        .limit(1)
    )
    if later is not None:
        raise Refused(
            "L'un de ces clients a été fusionné de nouveau depuis : annulez d'abord la fusion "
            f"n° {later}. Rien n'a changé.",
            code="merged_since",
        )
    before = row.before
    for name, column in _links().items():
        for some in in_parts(before["links"].get(name, [])):
            table = column.table
            conn.execute(
                update(table)
                .where(table.c.id.in_(some), column == row.kept_id)
                .values({column.name: row.gone_id})
            )
    split_twins(conn, before["twins"])
    _empty(conn, client, client.c.id, row.kept_id, before["client"])
    _empty(conn, client_setting, client_setting.c.client_id, row.kept_id, before["setting"])
    for some in in_parts(before["contacts"]):
        conn.execute(
            delete(client_contact).where(
                client_contact.c.client_id == row.kept_id, client_contact.c.role.in_(some)
            )
        )
    conn.execute(
        update(client_merge)
        .where(client_merge.c.id == merge_id)
        .values(undone_at=at, undone_by=by[:120], before=None)
    )


def _links() -> dict[str, Column[Any]]:
    """Links to a client that follow him: the link alone moves, what is linked stays as it is."""
    return {
        f"{table.name}.{column.name}": column
        for table, column in referring(client.c.id)
        if table.name not in _NOT_MOVED
    }


def _move(conn: Connection, column: Column[Any], gone_id: int, kept_id: int) -> list[int]:
    """Rows whose ``column`` was the gone client: the kept one's now."""
    table = column.table
    moved = list(conn.scalars(select(table.c.id).where(column == gone_id).order_by(table.c.id)))
    conn.execute(update(table).where(column == gone_id).values({column.name: kept_id}))
    return moved


def _fill(
    conn: Connection,
    table: Table,
    key: Column[Any],
    columns: Iterable[str],
    kept_id: int,
    gone_id: int,
) -> dict[str, Any]:
    """Fill the blanks of the kept client's row from the other's; returns what was filled."""
    rows = {
        getattr(row, key.name): row._mapping
        for row in conn.execute(_pair(table, key, kept_id, gone_id))
    }
    kept, gone = rows.get(kept_id), rows.get(gone_id)
    if gone is None or kept is None:
        return {}
    filled = {
        column: gone[column]
        for column in columns
        if kept[column] in (None, "") and gone[column] not in (None, "")
    }
    if filled:
        conn.execute(update(table).where(key == kept_id).values(**filled))
    return {column: as_json(value) for column, value in filled.items()}


def _pair(table: Table, key: Column[Any], kept_id: int, gone_id: int) -> Any:
    return select(table).where(key.in_((kept_id, gone_id)))


def _fill_setting(
    conn: Connection, kept_id: int, gone_id: int, by: str, at: datetime
) -> dict[str, Any]:
    settings = {
        row.client_id: row
        for row in conn.execute(_pair(client_setting, client_setting.c.client_id, kept_id, gone_id))
    }
    if gone_id not in settings:
        return {}
    if kept_id not in settings:
        conn.execute(
            insert(client_setting).values(client_id=kept_id, changed_at=at, changed_by=by[:120])
        )
    return _fill(conn, client_setting, client_setting.c.client_id, SETTING_LABELS, kept_id, gone_id)


def _fill_contacts(conn: Connection, kept_id: int, gone_id: int) -> list[str]:
    """The roles that the kept client had nobody for, given to whoever had them at the other."""
    query = select(client_contact)
    kept = {row.role for row in conn.execute(query.where(client_contact.c.client_id == kept_id))}
    gone = conn.execute(query.where(client_contact.c.client_id == gone_id)).all()
    fresh = [dict(row._mapping) | {"client_id": kept_id} for row in gone if row.role not in kept]
    if fresh:
        conn.execute(insert(client_contact), fresh)
    return [row["role"] for row in fresh]


def _empty(
    conn: Connection, table: Table, key: Column[Any], kept_id: int, filled: Mapping[str, Any]
) -> None:
    """Take back what a merge filled in, unless somebody has written otherwise since."""
    for name, kept in filled.items():
        column = table.c[name]
        conn.execute(
            update(table)
            .where(key == kept_id, column == from_json(column, kept))
            .values({name: None})
        )


def note_unlike(conn: Connection, one: int, two: int, *, by: str, at: datetime) -> bool:
    """Remember that two clients are two; False when it was known."""
    first, second = sorted((one, two))
    if (first, second) in unlike_pairs(conn):
        return False
    conn.execute(insert(client_unlike).values(first_id=first, second_id=second, by=by[:120], at=at))
    return True


def forget_unlike(conn: Connection, one: int, two: int) -> bool:
    """Two clients may be proposed again; False when nobody had said that they are two."""
    first, second = sorted((one, two))
    result = conn.execute(
        delete(client_unlike).where(
            client_unlike.c.first_id == first, client_unlike.c.second_id == second
        )
    )
    return result.rowcount == 1


def unlike_pairs(conn: Connection) -> set[tuple[int, int]]:
    """The pairs that somebody said are two clients, lower id first."""
    query = select(client_unlike.c.first_id, client_unlike.c.second_id)
    return {(row.first_id, row.second_id) for row in conn.execute(query)}
