"""Takes off the names of clients what a program or a person wrote after them: a link, an address.

A letter would otherwise be written to "Ferme du Bois (https://…)" or to a name with its street.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from relance_core.intake.headings import ColumnReading
from relance_core.intake.tables import Table

#: What follows a name in the lists of programs: the link to its page, its number there.
_PROGRAM = r"\s+\((?:https?://[^()\s]*|#\d+)\)\s*$"
#: Below the name, the lines of an address: a street with its number, a postcode and a town.
_ADDRESS = (
    r"(?i)\s*[\r\n]+\s*(?:\d{1,4}\s*(?:bis|ter|quater|[a-d])?\s*,?\s+\pL|\d{5}\s+\pL|"
    r"(?:rue|av(?:enue|\.)|boulevard|bd|place|chemin|route|impasse|za|zi|zac|lieu[- ]dit|bp)\b)"
    r"(?s:.*)$"
)
#: What a sample of cells must show before the column is looked at.
_SHOWN = re.compile(r"\(https?://|\(#\d+\)\s*$|[\r\n]")


def with_bare_names(
    table: Table, columns: Sequence[ColumnReading]
) -> tuple[Table, Sequence[ColumnReading], list[str]]:
    """The table with names alone as the names of its clients, its columns, and a note."""
    client = next((one for one in columns if one.field == "client_name"), None)
    if client is None or not any(map(_SHOWN.search, client.samples)):
        return table, columns, []
    position = f"c{client.position}"
    cells = table.frame[position]
    bare = cells.str.replace(_PROGRAM, "").str.replace(_ADDRESS, "").str.strip_chars()
    bare = bare.zip_with(bare != "", cells)
    changed = bare.filter((bare != cells.str.strip_chars()).fill_null(False))
    if changed.is_empty():
        return table, columns, []
    told = (
        f"Colonne « {client.heading} » : seul le nom est retenu, sans le lien, le numéro ou "
        f"l'adresse qui le suit : « {changed[0][:60]} »."
    )
    kept = [
        replace(one, samples=tuple(bare.drop_nulls().unique(maintain_order=True).head(3)))
        if one is client
        else one
        for one in columns
    ]
    frame = table.frame.with_columns(pl.Series(position, bare))
    return replace(table, frame=frame), tuple(kept), [told]
