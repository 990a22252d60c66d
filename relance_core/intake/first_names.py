"""Names the persons among the clients: first name and name together, where no company is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from relance_core.french import plural
from relance_core.intake.client_columns import COMPANY_WORDS
from relance_core.intake.clients import LEGAL_FORM
from relance_core.intake.headings import ColumnReading, tokens
from relance_core.intake.tables import Table

_FIRST = (
    frozenset({"prenom"}),
    frozenset({"prenoms"}),
    frozenset({"prenom", "client"}),
    frozenset({"first", "name"}),
    frozenset({"firstname"}),
    frozenset({"given", "name"}),
    frozenset({"billing", "first", "name"}),
    frozenset({"prenom", "payeur"}),
)
#: Headings of a person's name; "Client" is one beside a first name that is nobody else's.
_LAST = (
    frozenset({"nom"}),
    frozenset({"nom", "famille"}),
    frozenset({"nom", "client"}),
    frozenset({"last", "name"}),
    frozenset({"lastname"}),
    frozenset({"surname"}),
    frozenset({"family", "name"}),
    frozenset({"billing", "last", "name"}),
    frozenset({"nom", "payeur"}),
)
_CLIENT, _OTHERS = frozenset({"client"}), frozenset({"contact", "interlocuteur", "responsable"})
#: Headings of a client's name beside that of its company.
_NAMES = (
    *_LAST,
    frozenset({"billing", "name"}),
    frozenset({"customer", "name"}),
    frozenset({"client", "name"}),
    frozenset({"full", "name"}),
    frozenset({"nom", "complet"}),
    frozenset({"name"}),
    frozenset({"client"}),
)
_WHO = (None, "client_name", "client_code", "contact_name")
#: Whoever pays online is the client, where there is no other.
_LAST_WHO = (*_WHO, "payer_name")


def with_first_names(
    table: Table, columns: Sequence[ColumnReading]
) -> tuple[Table, tuple[ColumnReading, ...], list[str]]:
    """The table with whole names of persons as its clients' names, its columns, and a note.

    Two persons of one name would be one client. A company keeps its name alone: its row's person
    is only the one who is written to.
    """
    kept = tuple(columns)
    own = [column for column in kept if column.position < len(table.headings)]
    first = next((one for one in own if tokens(one.heading) in _FIRST and not one.field), None)
    client = next((one for one in own if one.field == "client_name"), None)
    last = next(
        (one for one in own if tokens(one.heading) in _LAST and one.field in _LAST_WHO), None
    )
    if last is None and client is not None and tokens(client.heading) == _CLIENT:
        last = None if any(tokens(one.heading) & _OTHERS for one in own) else client
    if first is None or last is None:
        return table, kept, []
    name, given = _text(last), _text(first)
    whole = [name, given] if last.position < first.position else [given, name]
    firm = name.str.contains(f"(?i){LEGAL_FORM}").fill_null(False)
    both = name.is_not_null() & given.is_not_null() & ~firm
    person = pl.when(both).then(pl.concat_str(whole, separator=" ")).otherwise(name)
    client = client or last
    shown = pl.coalesce(_text(client), person) if client is not last else person
    cells = table.frame.select(shown.alias("name"), (both & (shown == person)).alias("joined"))
    if not cells["joined"].any():
        return table, kept, []
    changed = table.frame.with_columns(cells["name"].alias(f"c{client.position}"))
    roles: dict[int, str | None] = {client.position: "client_name"}
    if last is not client:
        roles[last.position] = None  # a person's name is nobody's code
    kept = tuple(
        replace(one, field=roles[one.position]) if one.position in roles else one for one in kept
    )
    sample = cells.filter(pl.col("joined"))["name"][0]
    told = f"« {last.heading} » et « {first.heading} » donnent ensemble le nom : « {sample[:60]} »."
    return replace(table, frame=changed), kept, [told]


def with_persons(table: Table, columns: Sequence[ColumnReading]) -> tuple[Table, list[str]]:
    """The table with persons as the clients of the rows where no company is written, and a note.

    Not where some person stands beside a company as well: an empty cell is then that of the row
    above, whose person is the same.
    """
    own = [column for column in columns if column.position < len(table.headings)]
    firm = next((one for one in own if one.field == "client_name"), None)
    named = [one for one in own if tokens(one.heading) in _NAMES and one.field in _WHO]
    person = next((one for one in named if one is not firm), None)
    if firm is None or person is None or not tokens(firm.heading) & COMPANY_WORDS:
        return table, []
    rows = table.frame.select(_text(firm).alias("firm"), _text(person).alias("person"))
    alone = rows.filter(pl.col("firm").is_null())["person"].drop_nulls().unique()
    beside = rows.filter(pl.col("firm").is_not_null())["person"].drop_nulls().unique()
    if not alone.len() or alone.is_in(beside.to_list()).any():
        return table, []
    names = rows.select(pl.coalesce("firm", "person")).to_series()
    told = (
        f"Sans « {firm.heading} », le client est celui de « {person.heading} » : "
        f"{plural(alone.len(), 'nom', 'noms')}."
    )
    return replace(table, frame=table.frame.with_columns(names.alias(f"c{firm.position}"))), [told]


def _text(column: ColumnReading) -> pl.Expr:
    cells = pl.col(f"c{column.position}").str.strip_chars()
    return pl.when(cells != "").then(cells)
