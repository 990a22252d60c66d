"""Reads a pivot table pasted as values: clients and numbers in one column, proven by their sums.

Excel writes them one below the other under "Étiquettes de lignes", told apart by an indentation
that values alone have lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

import polars as pl

from relance_core.errors import UnreadableFile
from relance_core.french import plain_key
from relance_core.intake.content import DATE
from relance_core.intake.headings import candidates
from relance_core.intake.outlines import Subtotal
from relance_core.intake.rough_amounts import CENT, plain_amount
from relance_core.intake.row_kinds import MONEY, RowKind, total_pattern
from relance_core.intake.sniff import refusal

#: What Excel, LibreOffice and Google write over the rows of a pivot table.
_LABELS = frozenset({"etiquettes de lignes", "row labels", "zeilenbeschriftungen"})
_BLANK = frozenset({"vide", "blank", "leer"})
NUMBER = "Numéro (étiquettes de lignes)"


def is_pivot(headings: Sequence[str | None]) -> bool:
    """Whether the first heading is that of the rows of a pivot table."""
    first = next((one for one in headings if one and one.strip()), "")
    return plain_key(first) in _LABELS


def pivoted(
    frame: pl.DataFrame, kinds: pl.Series, headings: tuple[str, ...]
) -> tuple[pl.Series, tuple[str, ...], tuple[Subtotal, ...]] | None:
    """The kinds of a pivot table's rows, its headings, and the rows of its clients' sums.

    None unless each row of a client holds, in every column of amounts, the sums of the numbered
    rows below it.
    """
    if not is_pivot(headings):
        return None
    money = [
        at
        for at, heading in enumerate(headings)
        if (claims := candidates(heading)) and claims[0][0] in MONEY
    ]
    labels = [(cell or "").strip() for cell in frame["c0"]]
    amounts = {at: [plain_amount(cell or "") for cell in frame[f"c{at}"]] for at in money}
    total = re.compile(total_pattern())
    told: list[str] = []
    groups: list[list[int]] = []
    for at, label in enumerate(labels):
        filled = any(column[at] is not None for column in amounts.values())
        if total.match(label):
            told.append(RowKind.TOTAL.value)
        elif not label or (plain_key(label) in _BLANK and not filled):
            told.append(RowKind.STAMP.value)
        elif _is_number(label):
            told.append(RowKind.DATA.value)
            if not groups:
                return None
            groups[-1].append(at)
        else:
            told.append(RowKind.TITLE.value)
            groups.append([at])
    proven = bool(groups) and bool(money) and all(_adds_up(one, amounts) for one in groups)
    if not proven:
        return None
    rows = frame["row"]
    subtotals = tuple(Subtotal(rows[one[0]], labels[one[0]], rows[one[-1]]) for one in groups)
    return pl.Series(kinds.name, told, dtype=pl.String), (NUMBER, *headings[1:]), subtotals


def _is_number(label: str) -> bool:
    """Whether a label has the form of a number of invoice: digits, and no word beside them."""
    word = re.search(r"[^\W\d_]{5}|[^\W\d_]{2}\s+[^\W\d_]{2}", label)
    return any(map(str.isdigit, label)) and word is None and DATE.match(label) is None


def _adds_up(group: Sequence[int], amounts: dict[int, list[Decimal | None]]) -> bool:
    """Whether the first row of a group holds the sums of the others, which are some."""
    if len(group) < 2:
        return False
    for column in amounts.values():
        told = [column[at] or Decimal(0) for at in group[1:]]
        if abs(sum(told, Decimal(0)) - (column[group[0]] or Decimal(0))) >= CENT:
            return False
    return True


def pivot_refusal() -> UnreadableFile:
    """What is said of a pivot table that does not prove which of its rows are invoices."""
    return refusal(
        "pivot_table",
        "Ce tableau est un tableau croisé dynamique collé en valeurs : clients, numéros et dates y "
        "sont dans une même colonne, et rien ne prouve ce qu'est chaque ligne.",
        "Déposez la liste dont il est tiré, ou affichez-le « sous forme tabulaire » avec une "
        "colonne pour le client, une pour le numéro et une pour l'échéance.",
    )
