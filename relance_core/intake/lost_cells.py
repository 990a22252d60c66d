"""Finds the rows of a text whose cells have moved, because a separator stood within one of them."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from relance_core.french import plural
from relance_core.intake.headings import candidates
from relance_core.intake.issues import IssueList
from relance_core.intake.row_kinds import MONEY
from relance_core.intake.sniff import refusal
from relance_core.intake.workbook import Sheet
from relance_core.vocabulary import Severity

#: Share of the rows from which it is the file that is written wrongly, and not a cell.
MANY = 0.1
QUOTE = (
    "Exportez-le avec le point-virgule comme séparateur, ou au format Excel, puis déposez-le de "
    "nouveau."
)


def rows_too_long(
    sheet: Sheet, header: int, used: Sequence[int], frame: pl.DataFrame
) -> tuple[int, ...]:
    """The rows with more cells than there are headings: nothing tells which of them has moved.

    ``header`` is 0-based; ``frame`` has ``row``, then c0, c1, … Raises ``UnreadableFile`` naming
    the first of them when they are many.
    """
    if header >= len(sheet.lengths):
        return ()
    wide = sheet.lengths[header]
    beyond = [f"c{at}" for at, position in enumerate(used) if position >= wide]
    if not beyond:
        return ()
    rows = frame.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in beyond))["row"]
    if rows.len() > max(1, frame.height * MANY) or rows.len() == frame.height:
        raise refusal(
            "split_cells",
            f"Ligne {rows[0]} : il y a plus de cellules que d'en-têtes ({wide}), comme sur "
            f"{plural(rows.len(), 'ligne')} de ce texte. Le séparateur figure sans guillemets "
            "dans des cellules (la virgule des décimales, peut-être).",
            QUOTE,
        )
    return tuple(rows.to_list())


def refuse_split_amounts(sheet: Sheet, headings: Sequence[str], frame: pl.DataFrame) -> None:
    """Refuse a text with commas whose amounts were cut at their own comma into the next column."""
    if sheet.separator != "," or not frame.height:
        return
    for at, heading in enumerate(headings[:-1]):
        if not any(field in MONEY for field, _ in candidates(heading)[:1]):
            continue
        whole, cents = frame[f"c{at}"].drop_nulls(), frame[f"c{at + 1}"].drop_nulls()
        # A column of months ("01") or of departments has no "00", cents usually have.
        nameless = headings[at + 1] == f"Colonne {at + 2}"
        if not whole.len() or not cents.len() or not (nameless or (cents == "00").any()):
            continue
        if cents.str.contains(r"^\d\d$").all() and whole.str.contains(r"^-?[\d ]{1,12}$").all():
            raise refusal(
                "split_cells",
                f"Ligne {frame['row'][0]} : les centimes de « {heading} » se trouvent dans la "
                f"colonne suivante ({whole[0]} puis {cents[0]}), car la virgule sépare aussi les "
                "cellules.",
                QUOTE,
            )


def tell_rows_too_long(rows: Sequence[int], issues: IssueList) -> None:
    """Leave out the rows whose cells have moved."""
    for row in rows:
        issues.add(
            "too_many_cells",
            Severity.LEFT_OUT,
            "Cette ligne a plus de cellules que d'en-têtes : un séparateur figure sans guillemets "
            "dans une cellule, et les suivantes sont décalées ; la ligne n'est pas importée.",
            row=row,
        )
