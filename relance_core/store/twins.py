"""One invoice that stood under two clients: fused when they are merged, split when it is undone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Connection, Date, DateTime, Table, delete, insert, select, update

from relance_core.intake.duplicates import elsewhere_sentence
from relance_core.store.recognise import without_moved
from relance_core.store.sent_lines import left_on
from relance_core.store.tables import (
    invoice,
    message,
    message_line,
    metadata,
    put_off,
)
from relance_core.vocabulary import Step

#: What identifies an invoice at one client.
_SAME = ("number", "kind", "instalment")
#: What both must say alike, or somebody has to decide.
_FACTS = ("currency", "amount", "open_amount", "issue_date", "due_date")
#: What a later import may have written on the invoice that stayed.
_SINCE = (
    *_FACTS,
    "disputed_amount",
    "dispute_reason",
    "direct_debit",
    "factored",
    "told_by",
    "paid_date",
    "settled_on",
    "missing_since",
    "last_import_id",
    "decision",
)
CONFLICT = (
    "Les deux clients fusionnés avaient cette facture, avec des montants ou des dates différents : "
    "laquelle est juste ?"
)


def fuse_twins(conn: Connection, kept_id: int, gone_id: int) -> list[dict[str, Any]]:
    """Make one of each invoice that both clients have; returns what ``split_twins`` needs.

    The one with the higher id stays, whichever it is: a new invoice never takes the freed id.
    """
    rows: dict[int, dict[tuple[Any, ...], dict[str, Any]]] = {kept_id: {}, gone_id: {}}
    for row in conn.execute(select(invoice).where(invoice.c.client_id.in_((kept_id, gone_id)))):
        values = dict(row._mapping)
        rows[values["client_id"]][tuple(values.get(name) for name in _SAME)] = values
    return [
        _fuse(conn, kept, rows[gone_id][key], kept_id, gone_id)
        for key, kept in rows[kept_id].items()
        if key in rows[gone_id]
    ]


def _fuse(
    conn: Connection, kept: dict[str, Any], gone: dict[str, Any], kept_id: int, gone_id: int
) -> dict[str, Any]:
    stays, goes = (kept, gone) if kept["id"] > gone["id"] else (gone, kept)
    told: dict[str, Any] = {
        "stays": _as_json(stays),
        "goes": _as_json(goes),
        "steps": _one_step_each(conn, stays["id"], goes["id"]),
        "put_off": _move_put_off(conn, stays["id"], goes["id"]),
        "moved": {},
    }
    for table, column in _references():
        moved = list(conn.scalars(select(table.c.id).where(column == goes["id"])))
        if moved:
            conn.execute(
                update(table).where(column == goes["id"]).values({column.name: stays["id"]})
            )
            told["moved"][f"{table.name}.{column.name}"] = moved
    conn.execute(delete(invoice).where(invoice.c.id == goes["id"]))
    values = _fused(kept, gone) | {"client_id": kept_id}
    if values["payer_id"] == gone_id:
        values["payer_id"] = kept_id
    del values["id"]
    conn.execute(update(invoice).where(invoice.c.id == stays["id"]).values(**values))
    told["fused"] = _as_json(values)
    return told


def _fused(kept: Mapping[str, Any], gone: Mapping[str, Any]) -> dict[str, Any]:
    """One invoice of two: the facts of the latest import, the highest step, the union of doubts."""
    same_day = kept["last_import_id"] == gone["last_import_id"]
    newer, older = (
        (kept, gone) if kept["last_import_id"] >= gone["last_import_id"] else (gone, kept)
    )
    values = dict(newer)
    values["first_import_id"] = min(kept["first_import_id"], gone["first_import_id"])
    values["first_seen"] = min(kept["first_seen"], gone["first_seen"])
    values["paid_date"] = newer["paid_date"] or older["paid_date"]
    values["scenario"] = kept["scenario"] or gone["scenario"]
    order = {step.value: rank for rank, step in enumerate(Step)}
    steps = [row["entry_step"] for row in (kept, gone) if row["entry_step"]]
    values["entry_step"] = max(steps, key=lambda step: order.get(step, -1), default=None)
    highest = max(
        (kept, gone), key=lambda row: (row["known_level"] or 0, row["known_date"] or date.min)
    )
    values["known_level"], values["known_date"] = highest["known_level"], highest["known_date"]
    if kept["due_date"] == gone["due_date"]:
        values["due_confirmed"] = kept["due_confirmed"] or gone["due_confirmed"]
        values["due_calculated"] = kept["due_calculated"] and gone["due_calculated"]
    if same_day:
        values["disputed_amount"] = max(kept["disputed_amount"], gone["disputed_amount"])
        values["dispute_reason"] = kept["dispute_reason"] or gone["dispute_reason"]
        values["direct_debit"] = kept["direct_debit"] or gone["direct_debit"]
        values["factored"] = kept["factored"] or gone["factored"]
        values["told_by"] = {**(gone["told_by"] or {}), **(kept["told_by"] or {})} or None
        values["decision"] = _doubts(kept, gone)
    else:
        values["decision"] = _without_twin(newer)
    return values


def _doubts(kept: Mapping[str, Any], gone: Mapping[str, Any]) -> str | None:
    told = [_without_twin(kept), _without_twin(gone)]
    if any(kept[name] != gone[name] for name in _FACTS):
        told.append(CONFLICT)
    return " ".join(dict.fromkeys(one for one in told if one)) or None


def _without_twin(row: Mapping[str, Any]) -> str | None:
    """What is in doubt, but for the twin: that is settled now."""
    decision: str = row["decision"] or ""
    return without_moved(decision).replace(elsewhere_sentence(row["number"]), "").strip() or None


def _one_step_each(conn: Connection, stays: int, goes: int) -> list[dict[str, Any]]:
    """A step done under both names counts once, on its later day; the earlier message rides along.

    decisions.md, Identity: unique over live messages are (invoice, own step).
    """
    rows = conn.execute(
        select(
            message_line.c.id,
            message_line.c.own_step,
            message.c.posted_on,
            message.c.sent_at,
            message.c.for_date,
        )
        .join(message, message.c.id == message_line.c.message_id)
        .where(
            message_line.c.invoice_id.in_((stays, goes)),
            message_line.c.live,
            message_line.c.own_step.is_not(None),
        )
    ).all()
    by_step: dict[str, list[tuple[date, int]]] = {}
    for row in rows:
        day = left_on(row.posted_on, row.sent_at, row.for_date)
        by_step.setdefault(row.own_step, []).append((day, row.id))
    silent = []
    for step, lines in by_step.items():
        for _, line in sorted(lines)[:-1]:
            conn.execute(
                update(message_line).where(message_line.c.id == line).values(own_step=None)
            )
            silent.append({"line": line, "step": step})
    return silent


def _move_put_off(conn: Connection, stays: int, goes: int) -> list[dict[str, Any]]:
    rows = conn.execute(select(put_off).where(put_off.c.invoice_id.in_((stays, goes)))).all()
    known = {row.step for row in rows if row.invoice_id == stays}
    mine = [row for row in rows if row.invoice_id == goes]
    conn.execute(delete(put_off).where(put_off.c.invoice_id == goes))
    fresh = [
        {"invoice_id": stays, "step": row.step, "day": row.day}
        for row in mine
        if row.step not in known
    ]
    if fresh:
        conn.execute(insert(put_off), fresh)
    return [
        {"step": row.step, "day": row.day.isoformat(), "given": row.step not in known}
        for row in mine
    ]


def split_twins(conn: Connection, twins: list[dict[str, Any]]) -> None:
    """Make two invoices again of each; what an import has said since holds for both."""
    for told in twins:
        stays, goes = told["stays"]["id"], told["goes"]["id"]
        now = conn.execute(select(invoice).where(invoice.c.id == stays)).one_or_none()
        if now is None:
            continue
        current = dict(now._mapping)
        fused = _from_json(told["fused"])
        since = {name: current[name] for name in _SINCE if current[name] != fused[name]}
        mine, other = _from_json(told["stays"]) | since, _from_json(told["goes"]) | since
        del mine["id"]
        conn.execute(update(invoice).where(invoice.c.id == stays).values(**mine))
        conn.execute(insert(invoice).values(**other))
        for table, column in _references():
            for row_id in told["moved"].get(f"{table.name}.{column.name}", ()):
                conn.execute(
                    update(table)
                    .where(table.c.id == row_id, column == stays)
                    .values({column.name: goes})
                )
        for one in told["steps"]:
            conn.execute(
                update(message_line)
                .where(message_line.c.id == one["line"])
                .values(own_step=one["step"])
            )
        _put_off_back(conn, told["put_off"], stays, goes)


def _put_off_back(conn: Connection, moved: list[dict[str, Any]], stays: int, goes: int) -> None:
    for one in moved:
        if one["given"]:
            conn.execute(
                delete(put_off).where(put_off.c.invoice_id == stays, put_off.c.step == one["step"])
            )
        day = date.fromisoformat(one["day"])
        conn.execute(insert(put_off).values(invoice_id=goes, step=one["step"], day=day))


def _references() -> Iterator[tuple[Table, Column[Any]]]:
    """Every column of a table with ids that points at an invoice."""
    return referring(invoice.c.id)


def referring(target: Column[Any]) -> Iterator[tuple[Table, Column[Any]]]:
    """Every column that points at ``target``, in tables whose rows have an id."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            points = any(key.column is target for key in column.foreign_keys)
            if points and "id" in table.columns:
                yield table, column


def _as_json(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: as_json(value) for name, value in row.items()}


def _from_json(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: from_json(invoice.c[name], value) for name, value in row.items()}


def as_json(value: Any) -> Any:
    """A value of a column as JSON keeps it."""
    return value.isoformat() if isinstance(value, date) else value


def from_json(column: Column[Any], value: Any) -> Any:
    """The value of a column behind what JSON kept."""
    if value is None:
        return None
    if isinstance(column.type, DateTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(column.type, Date) else value
