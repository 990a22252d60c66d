"""Takes up a table whose headings say too little, so that its columns are asked about.

A list that holds names, amounts and days may be one of invoices, whatever its headings are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from relance_core.french import listed
from relance_core.intake.content import COMPACT_DATE, DATE, NUMBER, SHORT_DATE
from relance_core.intake.due_titles import HEADING as DUE
from relance_core.intake.groups import SPREAD, TYPE
from relance_core.intake.headings import candidates, tokens
from relance_core.intake.headless import headless_tables
from relance_core.intake.sections import HEADING as STATE
from relance_core.intake.tables import Table
from relance_core.intake.workbook import Workbook
from relance_core.money import is_currency

#: Rows looked at, and share of the cells that makes a column's kind.
DEPTH, MOST = 500, 0.8
NAMES, AMOUNTS, DAYS = "de noms de clients", "de montants", "de dates"
#: Figures and words that are never an amount due, a client, a day.
_NO_AMOUNT = frozenset(
    (
        *("number", "client_code", "payer_code", "siren", "vat_number", "phone", "postcode"),
        *("item", "tax_rate", "days_overdue", "terms", "order_ref", "reminder_level", "iban"),
    )
)
#: Words of a heading whose figures are no amount either: "AccountCode".
_NO_AMOUNT_WORDS = frozenset(
    ("code", "compte", "account", "quantite", "qte", "quantity", "annee", "year", "id", "n", "lot")
)
#: What the titles of a report tell is nobody's name, unless it was taken for that.
_MADE = frozenset((*SPREAD, TYPE, STATE, DUE))
_NO_NAME = frozenset(
    (
        *("email", "number", "type", "status", "currency", "payment_method", "order_ref"),
        *("address", "city", "country", "item", "lettering", "sales_rep", "supplier"),
    )
)


def askable_tables(tables: Sequence[Table], workbook: Workbook) -> list[Table]:
    """The visible ones of ``tables`` that hold what invoices do; of any sheet where it is empty."""
    found = [
        replace(table, headless=True)
        for table in tables
        if table.visible and table.frame.height and not lacking(table)
    ]
    return found if tables else headless_tables(workbook)


def lacking(table: Table) -> list[str]:
    """What a list of invoices holds and this table has no column for, in French."""
    kinds = {_kind(table.frame[f"c{at}"], one) for at, one in enumerate(table.headings)}
    return [what for what in (NAMES, AMOUNTS, DAYS) if what not in kinds]


def told_lack(tables: Sequence[Table]) -> str | None:
    """Why the one table of a file is no list of invoices; None where there are several."""
    visible = [table for table in tables if table.visible and table.frame.height]
    if len(visible) != 1 or not (lack := lacking(visible[0])):
        return None
    sheet = f" de la feuille « {visible[0].sheet[:60]} »" if visible[0].sheet else ""
    return (
        f"Le tableau{sheet} (en-tête en ligne {visible[0].header_row}) n'est pas une liste de "
        f"factures : aucune de ses colonnes ne contient {listed(lack)}."
    )


def _kind(column: pl.Series, heading: str) -> str | None:
    """What most cells of a column are, as far as its heading allows it."""
    cells = [cell.strip() for cell in column.drop_nulls().head(DEPTH).to_list() if cell.strip()]
    if not cells or heading in _MADE:
        return None
    claims = candidates(heading)
    field = claims[0][0] if claims else None
    enough = MOST * len(cells)
    if sum(bool(DATE.match(cell) or COMPACT_DATE.match(cell)) for cell in cells) >= enough:
        return DAYS
    if field in ("issue_date", "due_date") and all(map(SHORT_DATE.match, cells)):
        return DAYS  # 130926, under a heading that says so
    if sum(_is_amount(cell) for cell in cells) >= enough:
        return None if field in _NO_AMOUNT or tokens(heading) & _NO_AMOUNT_WORDS else AMOUNTS
    worded = sum(any(character.isalpha() for character in cell) for cell in cells)
    return NAMES if worded >= enough and field not in _NO_NAME else None


def _is_amount(cell: str) -> bool:
    """Whether a cell is a figure, with a currency or without: "art 1" is none."""
    word = re.match(r"[^\W\d_]{3}", cell)
    return bool(NUMBER.match(cell)) and (word is None or is_currency(word[0].upper()))
