"""Reports that spread what is due over columns of age, and those that only give balances."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from relance_core.intake.columns import DATE_FIELDS
from relance_core.intake.content import Content
from relance_core.intake.headings import ColumnReading, candidates
from relance_core.intake.sniff import refusal

_AGE = re.compile(
    r"""(?ix)^\W*(?:
      (?:age|[eé]ch\.?|[eé]chu)?\W*(?:de\s+|<|>|≤|≥|\+|plus\s+de\s+)?\W*\d{1,3}\s*(?:-|–|à|a|to|et)\s*\d{1,3}\b.*
    | (?:age|[eé]ch\.?)?\W*[<>≤≥+]\s*=?\s*\d{1,3}\b.*
    | \d{1,3}\s*(?:\+|and\s+over|et\s+plus|jours\s+et\s+plus|or\s+more).*
    | (?:plus\s+de|over|more\s+than|au-?del[àa]\s+de)\s+\d{1,3}\b.*
    | (?:non\s+[eé]chu|[àa]\s+[eé]choir|not\s+due|current|courant|older|plus\s+ancien)s?
    | (?:<\s*)?\d\s*(?:mois|months?)
    | (?:au|[àa]\s+date\s+du|as\s+(?:of|at)|at\s+date)\W*\d{1,4}[/.\-]\d{1,2}[/.\-]\d{2,4}
    )\W*$"""
)


def is_age(heading: str) -> bool:
    """Whether a heading is that of what is due at some age."""
    return bool(_AGE.match(heading)) or any(
        field == "ageing_bucket" for field, _ in candidates(heading)
    )


def age_columns(headings: Sequence[str], contents: Sequence[Content]) -> list[int]:
    """The positions of the columns that hold what is due at some age."""
    return [
        position
        for position, (heading, content) in enumerate(zip(headings, contents, strict=True))
        if is_age(heading) and (not content.filled or content.numbers >= 0.6)
    ]


def spread_amount(frame: pl.DataFrame, positions: Sequence[int]) -> pl.Expr:
    """The one cell of each row that is neither blank nor nil: what the row's invoice owes.

    Null where several ages owe something: that row is no invoice's.
    """
    cells = [pl.col(f"c{position}") for position in positions]
    filled = [pl.when(cell.str.contains(r"[1-9]").fill_null(False)).then(cell) for cell in cells]
    count = pl.sum_horizontal(one.is_not_null().cast(pl.Int8) for one in filled)
    return pl.when(count == 1).then(pl.coalesce(filled))


def refuse_balances(
    columns: Sequence[ColumnReading], contents: Sequence[Content], ages: Sequence[int]
) -> None:
    """Name a list of balances for what it is: no invoice can be cited from it.

    Raises ``UnreadableFile`` when the rows name clients and sums, and neither an invoice nor a day.
    """
    fields = {column.field for column in columns}
    if fields & {"number", "type", "description", "order_ref", *DATE_FIELDS}:
        return
    if not fields & {"client_name", "client_code"} or not (ages or fields & {"amount", "balance"}):
        return
    told = {column.position for column in columns if column.field} | set(ages)
    free = [
        content
        for position, content in enumerate(contents)
        if position not in told and content.filled and content.numbers < 0.6
    ]
    if free:
        return
    raise refusal(
        "balances_only",
        "Ce fichier donne un solde par client, sans numéro ni date de facture : une relance doit "
        "citer les factures.",
        "Exportez le détail : la liste des factures ouvertes, l'échéancier, ou la balance âgée "
        "détaillée par facture.",
    )
