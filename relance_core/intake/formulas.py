"""Finds the formulas whose result a workbook does not hold: a program wrote it, and no Excel did.

Its first half runs in the child process that opens spreadsheets, with the standard library alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from relance_core.intake.layout import Layout
    from relance_core.intake.workbook import Workbook

#: Cells told of one sheet: the first ones show well enough what is missing.
MOST = 2_000
#: Cells of a column from which it is how the workbook was made, and no slip.
_HABIT = 2
#: A cell with a formula and no value; a formula that gives an empty text has a type of its own.
_WITHOUT_RESULT = re.compile(
    rb'<(?:\w+:)?c r="([A-Z]{1,3}\d{1,7})"(?![^>]*t="str")[^>]*>'
    rb"<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>)"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"
)
#: What an invoice cannot be read without, or would be read wrongly.
_NEEDED = frozenset(
    {"number", "client_name", "client_code", "issue_date", "due_date", "amount", "balance"}
    | {"amount_excl_tax", "tax", "paid_amount", "status", "currency", "type"}
)


def cells_without_result(piece: bytes) -> list[str]:
    """The references ("F2") of such cells in a piece of a sheet's XML."""
    if b"<f" not in piece and b":f" not in piece:
        return []
    return [found.decode() for found in _WITHOUT_RESULT.findall(piece)]


def refuse_without_results(workbook: Workbook, layout: Layout) -> None:
    """Raise ``UnreadableFile`` where a cell that an invoice needs has a formula and no result.

    Those of a line of total, or of a column that says nothing of the invoices, do no harm.
    """
    told = workbook.uncomputed.get(layout.table.sheet)
    if not told:
        return
    from relance_core.intake.formats import column_of
    from relance_core.intake.sniff import refusal

    places = {
        layout.table.places[column.position]: column.heading
        for column in layout.columns
        if column.field in _NEEDED and column.position < len(layout.table.places)
    }
    rows = set(layout.rows["row"].to_list())
    missing: dict[str, list[str]] = {}
    for reference in told:
        letters = reference.rstrip("0123456789")
        heading = places.get(column_of(letters))
        if heading is not None and int(reference[len(letters) :]) in rows:
            missing.setdefault(heading, []).append(reference)
    for heading, cells in missing.items():
        if len(cells) < min(_HABIT, len(rows)):
            continue  # a slip of one row, which is told with the others
        raise refusal(
            "formulas_without_results",
            f"La colonne « {heading} » contient des formules jamais calculées "
            f"({', '.join(cells[:3])}{'…' if len(cells) > 3 else ''}) : le classeur n'en garde pas "
            "le résultat.",
            "Ouvrez-le dans Excel ou LibreOffice, enregistrez-le, puis déposez-le de nouveau.",
        )
