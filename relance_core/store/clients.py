"""Clients and their aliases: a code or a name, as written, always leads to the same client."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import NoResultFound

from relance_core.errors import Refused
from relance_core.intake.clients import name_key
from relance_core.store.database import inserted_id
from relance_core.store.tables import client, client_alias, client_merge, client_setting

#: Columns of ``client`` that a file may fill; what a file does not say changes nothing.
FILE_COLUMNS = (
    "email",
    "contact_name",
    "phone",
    "siren",
    "vat_number",
    "debtor_type",
    "language",
    "address",
    "postcode",
    "city",
    "country",
    "terms",
    "people",
)


class ClientBook:
    """The clients of one transaction: finds or creates them by code, else by name."""

    def __init__(self, conn: Connection, *, at: datetime) -> None:
        self._conn = conn
        self._at = at
        aliases = conn.execute(
            select(client_alias.c.kind, client_alias.c.value, client_alias.c.client_id)
        )
        self._ids: dict[tuple[str, str], int] = {
            (row.kind, row.value): row.client_id for row in aliases
        }
        self._rows: dict[int, dict[str, Any]] = {
            row.id: dict(row._mapping) for row in conn.execute(select(client))
        }
        self._first: dict[int, dict[str, Any]] = {}  # rows as they were before their first change
        self.created: list[int] = []
        self.named: list[tuple[str, str]] = []  # aliases added: kind, value

    def find(self, code: str | None, name: str | None) -> int | None:
        """The client known by ``code``, else by ``name`` when that client has no other code."""
        if code:
            known = self._ids.get(("code", name_key(code)))
            if known is not None:
                return known
        if name:
            named = self._ids.get(("name", name_key(name)))
            if named is not None and (not code or not self._rows[named]["code"]):
                return named
        return None

    def resolve(self, code: str | None, name: str | None) -> int:
        """The client's id, created when nobody is known by ``code`` or ``name``."""
        known = self.find(code, name)
        if known is None:
            known = self._create(code, name or code or "")
        self._remember(known, code, name)
        return known

    def fill(self, client_id: int, values: Mapping[str, Any]) -> bool:
        """Take over what a file says of a client; True when something changed."""
        row = self._rows[client_id]
        fresh = {
            column: values[column]
            for column in FILE_COLUMNS
            if values.get(column) not in (None, "") and values[column] != row.get(column)
        }
        if not fresh:
            return False
        self._conn.execute(update(client).where(client.c.id == client_id).values(**fresh))
        self._first.setdefault(client_id, dict(row))
        row.update(fresh)
        return True

    def call(self, client_id: int, name: str) -> None:
        """Somebody said that ``name`` is this client: files that use it lead to him from now on."""
        self._remember(client_id, None, name)

    def changed(self) -> dict[int, dict[str, tuple[Any, Any]]]:
        """Client -> column -> what it held before and after, for clients that were known."""
        return {
            client_id: {
                column: (old.get(column), self._rows[client_id][column])
                for column in self._rows[client_id]
                if old.get(column) != self._rows[client_id][column]
            }
            for client_id, old in self._first.items()
            if client_id not in self.created
        }

    def row(self, client_id: int) -> Mapping[str, Any]:
        """What is known of a client from the files."""
        return self._rows[client_id]

    def _create(self, code: str | None, name: str) -> int:
        result = self._conn.execute(
            insert(client).values(code=code, name=name, created_at=self._at)
        )
        client_id = inserted_id(result)
        self._rows[client_id] = {"id": client_id, "code": code, "name": name}
        self.created.append(client_id)
        return client_id

    def _remember(self, client_id: int, code: str | None, name: str | None) -> None:
        for kind, text in (("code", code), ("name", name)):
            if not text or (kind, value := name_key(text)) in self._ids:
                continue
            self._conn.execute(
                insert(client_alias).values(client_id=client_id, kind=kind, value=value)
            )
            self._ids[kind, value] = client_id
            self.named.append((kind, value))
        row = self._rows[client_id]
        if code and not row["code"]:
            self._conn.execute(update(client).where(client.c.id == client_id).values(code=code))
            self._first.setdefault(client_id, dict(row))
            row["code"] = code


def gone_ids() -> Any:
    """A query of the clients that are another one now."""
    return select(client_merge.c.gone_id).where(client_merge.c.undone_at.is_(None))


def standing(conn: Connection, client_id: int) -> int:
    """The client that ``client_id`` is now."""
    for _ in range(1000):
        query = select(client_merge.c.kept_id).where(
            client_merge.c.gone_id == client_id, client_merge.c.undone_at.is_(None)
        )
        kept = conn.scalar(query)
        if kept is None:
            break
        client_id = kept
    return client_id


def parted_clients(conn: Connection) -> dict[int, set[int]]:
    """Client -> those he was one with, until somebody made two clients of them again."""
    query = select(client_merge.c.kept_id, client_merge.c.gone_id).where(
        client_merge.c.undone_at.is_not(None)
    )
    found: dict[int, set[int]] = {}
    for row in conn.execute(query):
        kept, gone = standing(conn, row.kept_id), standing(conn, row.gone_id)
        if kept != gone:
            found.setdefault(kept, set()).add(gone)
            found.setdefault(gone, set()).add(kept)
    return found


def merged_aliases(conn: Connection) -> dict[tuple[str, str], tuple[str | None, str]]:
    """Every alias (kind, key) of a client that others were merged into, with his code and name."""
    kept = select(client_merge.c.kept_id).where(client_merge.c.undone_at.is_(None))
    query = (
        select(client_alias.c.kind, client_alias.c.value, client.c.code, client.c.name)
        .join(client, client.c.id == client_alias.c.client_id)
        .where(client.c.id.in_(kept))
    )
    return {(row.kind, row.value): (row.code, row.name) for row in conn.execute(query)}


def client_ids(conn: Connection, references: Iterable[str]) -> list[int]:
    """Our ids behind what a user types: our id, or the file's code. Refuses what matches nobody."""
    found = []
    for reference in references:
        by_code = conn.scalar(
            select(client_alias.c.client_id).where(
                client_alias.c.kind == "code", client_alias.c.value == name_key(reference)
            )
        )
        if by_code is None and reference.isdigit():
            by_code = conn.scalar(select(client.c.id).where(client.c.id == int(reference)))
        if by_code is None:
            raise Refused(
                f"Aucun client « {reference} » : ni numéro interne, ni code de votre fichier."
            )
        found.append(standing(conn, by_code))
    return found


#: What can be set by hand on a client, and how the journal names it.
SETTING_LABELS = {
    "scenario": "scénario",
    "tone": "ton",
    "shift_days": "décalage",
    "pause_until": "pause",
    "manual_only": "suivi à la main",
    "contact_name": "contact",
    "emails": "adresses e-mail",
    "copies": "copies",
    "phone": "téléphone",
    "language": "langue",
    "debtor_type": "type de débiteur",
    "address": "adresse",
    "postcode": "code postal",
    "city": "ville",
    "country": "pays",
    "insured": "assurance",
    "declare_days": "délai de déclaration",
    "note": "note",
}


def write_client_setting(
    conn: Connection, client_id: int, values: Mapping[str, Any], *, by: str, at: datetime
) -> dict[str, tuple[Any, Any]]:
    """Set by hand some values of a client (None releases one); returns them before and after."""
    unknown = set(values) - set(SETTING_LABELS)
    if unknown:
        raise ValueError(f"not a client setting: {sorted(unknown)}")
    row = conn.execute(
        select(client_setting).where(client_setting.c.client_id == client_id)
    ).one_or_none()
    before = dict(row._mapping) if row else {}
    changed = {
        name: (before.get(name), value)
        for name, value in values.items()
        if before.get(name) != value
    }
    if not changed:
        return {}
    fresh = {name: value for name, (_, value) in changed.items()}
    stamp = {"changed_at": at, "changed_by": by}
    if row:
        conn.execute(
            update(client_setting)
            .where(client_setting.c.client_id == client_id)
            .values(**fresh, **stamp)
        )
    else:
        conn.execute(insert(client_setting).values(client_id=client_id, **fresh, **stamp))
    return changed


def settings_by_hand(conn: Connection, client_id: int) -> dict[str, Any]:
    """The values of ``SETTING_LABELS`` set by hand on a client; None where nobody set any."""
    row = conn.execute(
        select(client_setting).where(client_setting.c.client_id == client_id)
    ).one_or_none()
    known = dict(row._mapping) if row else {}
    return {name: known.get(name) for name in SETTING_LABELS}


def client_name(conn: Connection, client_id: int) -> str:
    """The name of a client; raises ``Refused`` when there is none."""
    try:
        return str(conn.execute(select(client.c.name).where(client.c.id == client_id)).scalar_one())
    except NoResultFound:
        raise Refused("Ce client n'existe plus dans cet espace.") from None


def client_names(conn: Connection) -> dict[int, str]:
    """The name of every client, those too that were merged into another."""
    return {row.id: row.name for row in conn.execute(select(client.c.id, client.c.name))}


def people_of(conn: Connection, client_id: int) -> str:
    """Everybody that a file of contacts names at a client, a line each; empty without any."""
    return conn.scalar(select(client.c.people).where(client.c.id == client_id)) or ""
