"""Makes one column of amounts of those that stand side by side, one for each currency."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from relance_core.french import listed
from relance_core.intake.heading_currencies import currency_of_heading
from relance_core.intake.headings import candidates
from relance_core.intake.row_kinds import MONEY
from relance_core.intake.tables import Table

CURRENCY = "Devise (de la colonne)"
_CODE = re.compile(
    r"\s*[(\[]?\s*(?:\b(?:[A-Z]{3}|euros?|dollars?)\b|[€$£])\s*[)\]]?\s*", re.IGNORECASE
)
_NIL = r"^[\s0.,€$£\-–—]*$"


def with_one_amount(table: Table) -> Table:
    """The table with "Montant EUR, Montant USD" as one amount, in the currency of its column.

    Where some row has an amount in several of them, one may be the other's value: they stay apart.
    """
    groups = _by_what_they_head(table.headings)
    notes: list[str] = []
    currency: pl.Series | None = None
    for base, places in groups.items():
        merged = _merged(table, [at for at, _ in places])
        if merged is None:
            continue
        codes = _codes(table, places)
        if currency is not None and (currency != codes).fill_null(False).any():
            return table  # what is due is not in the currency of the invoice
        currency = codes if currency is None else currency.zip_with(currency.is_not_null(), codes)
        names = [f"« {table.headings[at]} »" for at, _ in places]
        notes.append(
            f"Les colonnes {listed(names)} sont réunies : chaque montant est dans la devise de la "
            "sienne."
        )
        headings = list(table.headings)
        first = places[0][0]
        headings[first] = base if base not in headings else f"{base} (toutes devises)"
        for at, code in places[1:]:
            headings[at] = f"{code} (réuni à « {base[:15]} »)"
        nothing = [pl.lit(None, dtype=pl.String).alias(f"c{at}") for at, _ in places[1:]]
        frame = table.frame.with_columns(merged.alias(f"c{first}"), *nothing)
        table = replace(table, frame=frame, headings=tuple(headings))
    if currency is None:
        return table
    told = {claims[0][0] for one in table.headings if (claims := candidates(one))}
    if "currency" not in told:
        at = len(table.headings)
        table = replace(
            table,
            frame=table.frame.with_columns(currency.alias(f"c{at}")),
            headings=(*table.headings, CURRENCY),
            places=(*table.places, None),
        )
    return replace(table, notes=(*table.notes, *notes))


def _by_what_they_head(headings: Sequence[str]) -> dict[str, list[tuple[int, str]]]:
    """The columns of amounts that differ by their currency alone: position and code, by heading."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for at, heading in enumerate(headings):
        code = currency_of_heading(heading)
        if code is None and "$" in heading:
            code = "$"  # of which country is asked
        base = _CODE.sub(" ", heading).strip()
        if code and (claims := candidates(base)) and claims[0][0] in MONEY:
            groups.setdefault(base, []).append((at, code))
    return {
        base: places
        for base, places in groups.items()
        if len(places) > 1 and len({code for _, code in places}) == len(places)
    }


def _merged(table: Table, places: Sequence[int]) -> pl.Series | None:
    """The one amount of each row; None where a row has several, or one column has them all."""
    cells = [
        pl.when(~pl.col(f"c{at}").str.contains(_NIL).fill_null(True)).then(f"c{at}")
        for at in places
    ]
    counted = table.frame.select(
        pl.sum_horizontal(one.is_not_null().cast(pl.Int8) for one in cells).alias("several"),
        pl.coalesce(cells).alias("one"),
        *(one.is_not_null().alias(f"has {at}") for at, one in zip(places, cells, strict=True)),
    )
    if (counted["several"] > 1).any() or sum(counted[f"has {at}"].any() for at in places) < 2:
        return None
    return counted["one"]


def _codes(table: Table, places: Sequence[tuple[int, str]]) -> pl.Series:
    cases = [
        pl.when(~pl.col(f"c{at}").str.contains(_NIL).fill_null(True)).then(pl.lit(code))
        for at, code in places
    ]
    return table.frame.select(pl.coalesce(cases).alias("code"))["code"]
