"""The journal as the page shows it: kinds in French, lines by day, and the table to export."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import polars as pl
import streamlit as st
from sqlalchemy import Engine, Row
from streamlit.delta_generator import DeltaGenerator

from relance_core.store.database import reading
from relance_core.store.journal import lines, people
from relance_core.ui.frame import plain
from relance_core.ui.journal_groups import Entry, entries

PAGE_SIZE = 50
#: Lines read for each entry shown: one batch may write hundreds, told as one entry.
_READ_AHEAD = 40
#: More than anybody reads, and what a workbook still opens at once.
EXPORTED = 50_000

#: What somebody looks for, and the kinds of lines that answer.
GROUPS: dict[str, tuple[str, ...]] = {
    "Messages partis": ("sent", "confirmed", "posted", "deposited", "printed"),
    "Refus et issues inconnues": ("refused", "uncertain", "settled"),
    "Approbations et lots": ("approval", "review", "batch", "held", "cancelled"),
    "Litiges, promesses, suspensions": ("hold", "payments"),
    "Appels": ("call",),
    "Imports": ("import",),
    "Fiches et réglages": ("edit", "merge", "settings", "wording"),
}
_GROUP_OF = {kind: group for group, kinds in GROUPS.items() for kind in kinds}

EXPORT_HEADINGS = {
    "day": "Jour",
    "hour": "Heure",
    "by": "Par",
    "kind": "Nature",
    "client": "Client",
    "text": "Ce qui a été fait",
}


@dataclass(frozen=True)
class Filters:
    """What the person asked to see; the default asks for everything."""

    groups: tuple[str, ...] = ()
    client_id: int | None = None
    by: str | None = None
    search: str = ""

    @property
    def active(self) -> bool:
        """Whether anything is left out."""
        return self != Filters()


@dataclass(frozen=True)
class Entries:
    """What the page shows: entries by day; whether there are more, and the last is cut short."""

    days: list[tuple[date, list[Entry]]]
    more: bool
    cut: bool


#: A line that opens reads like the others: same size, same ink.
_STYLE = """
<style>
.st-key-journal-lines summary, .st-key-journal-lines summary p {
  color: inherit; opacity: 1; font-size: 1rem;
}
.st-key-journal-lines [data-testid="stExpander"] [data-testid="stExpander"] {
  margin-left: 1.5rem; width: calc(100% - 1.5rem);
}
.st-key-journal-lines [class*="st-key-journal-noted-"] { margin-left: 1.5rem; }
</style>
"""


def timeline() -> DeltaGenerator:
    """The place of the lines, drawn alike whether they open or not."""
    st.html(_STYLE)
    return st.container(key="journal-lines", gap="small")


def choose_filters(engine: Engine, clients: Sequence[tuple[int, str]]) -> Filters:
    """The four filters, side by side where there is room."""
    with reading(engine) as conn:
        everybody = people(conn)
    names = dict(clients)
    search, kind, client, person = st.columns([3, 3, 3, 2])
    words = search.text_input(
        "Rechercher", key="journal-search", placeholder="Facture, client, mot…"
    )
    groups = kind.multiselect(
        "Nature",
        list(GROUPS),
        key="journal-groups",
        placeholder="Tout ce qui a été fait",
        select_all=False,
    )
    client_id = client.selectbox(
        "Client",
        list(names),
        index=None,
        format_func=lambda one: names.get(one, ""),
        key="journal-client",
        placeholder="Tous les clients",
    )
    by = person.selectbox(
        "Par", everybody, index=None, key="journal-person", placeholder="Tout le monde"
    )
    return Filters(tuple(groups), client_id, by, words.strip())


def read_lines(engine: Engine, filters: Filters, limit: int) -> list[Row[Any]]:
    """The latest lines that ``filters`` let through, at most ``limit``."""
    kinds = tuple(kind for group in filters.groups for kind in GROUPS[group])
    with reading(engine) as conn:
        return lines(
            conn,
            kinds=kinds,
            client_id=filters.client_id,
            by=filters.by,
            search=filters.search,
            limit=limit,
        )


def read_entries(engine: Engine, filters: Filters, limit: int) -> Entries:
    """The latest entries, at most ``limit``: lines alone, or those of one batch together."""
    ahead = limit * _READ_AHEAD
    rows = read_lines(engine, filters, ahead + 1)
    days = [(day, list(entries(lines))) for day, lines in by_day(rows[:ahead])]
    shown, left = [], limit
    for day, found in days:
        if left > 0:
            shown.append((day, found[:left]))
        left -= len(found)
    return Entries(shown, more=left < 0 or len(rows) > ahead, cut=left >= 0 and len(rows) > ahead)


def by_day(rows: Sequence[Row[Any]]) -> Iterator[tuple[date, list[Row[Any]]]]:
    """The lines of each day, the latest day first."""
    latest_first = sorted(rows, key=lambda row: (row.at.date(), row.id), reverse=True)
    for day, group in groupby(latest_first, key=lambda row: row.at.date()):
        yield day, list(group)


def told(row: Row[Any]) -> str:
    """One line, safe in a Markdown place: hour, person, sentence, and the client it is about."""
    client = row.client_name if row.client_name and row.client_name not in row.text else None
    text = f"{row.text.removesuffix('.')} · {client}" if client else row.text
    return f"**{row.at:%H:%M}** · {plain(row.by)} · {plain(text)}"


def exported(rows: Sequence[Row[Any]]) -> pl.DataFrame:
    """The lines as the frame of the workbook (``EXPORT_HEADINGS``)."""
    return pl.DataFrame(
        {
            "day": [row.at.date() for row in rows],
            "hour": [f"{row.at:%H:%M}" for row in rows],
            "by": [row.by for row in rows],
            "kind": [_GROUP_OF.get(row.kind, "Autre") for row in rows],
            "client": [row.client_name for row in rows],
            "text": [row.text for row in rows],
        },
        schema={
            "day": pl.Date,
            "hour": pl.String,
            "by": pl.String,
            "kind": pl.String,
            "client": pl.String,
            "text": pl.String,
        },
    )
