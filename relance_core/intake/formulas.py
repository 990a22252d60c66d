"""Finds the formulas whose result a workbook does not hold: a program wrote it, and no Excel did.

Its first half runs in the child process that opens spreadsheets, with the standard library alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from relance_core.errors import UnreadableFile
    from relance_core.intake.issues import IssueList
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
    | {"amount_excl_tax", "tax", "paid_amount", "status", "currency", "type", "side", "dispute"}
    | {"paid_amount_2", "paid_amount_3", "paid_amount_4", "balance_excl_tax", "paid_excl_tax"}
    | {
        "credited_amount",
        "disputed_amount",
        "retention",
        "discount",
        "einvoice_status",
        "days_left",
    }
)
#: Of these, a blank cell leaves its row out, and is told so.
_TOLD = frozenset({"number", "client_name", "client_code", "due_date", "amount"})


def cells_without_result(piece: bytes) -> list[str]:
    """The references ("F2") of such cells in a piece of a sheet's XML."""
    if b"<f" not in piece and b":f" not in piece:
        return []
    return [found.decode() for found in _WITHOUT_RESULT.findall(piece)]


def refuse_without_results(workbook: Workbook, layout: Layout, issues: IssueList) -> None:
    """Raise ``UnreadableFile`` where a column that invoices need has formulas and no results.

    A lone cell is a slip, and its row awaits a decision. Those of a line of total, or of a column
    that says nothing of the invoices, do no harm.
    """
    table = layout.table
    if not any(workbook.uncomputed.get(sheet) for sheet in table.sheets or (table.sheet,)):
        return
    from relance_core.vocabulary import Severity

    rows = set(layout.rows["row"].to_list())
    missing: dict[str, list[tuple[str, int]]] = {}
    for sheet, places in table.apart or ((table.sheet, table.places),):
        for heading, cells in _missing(workbook, layout, rows, sheet, places).items():
            missing.setdefault(heading, []).extend(cells)
    for heading, cells in missing.items():
        if len(cells) >= min(_HABIT, len(rows)):
            raise _refusal(heading, [name for name, _ in cells])
        if not any(layout.heading(field) == heading for field in _TOLD):
            name, row = cells[0]
            issues.add(
                "formula_without_result",
                Severity.DECISION,
                f"La cellule {name} contient une formule jamais calculée : ce qu'elle dit de cette "
                "ligne n'est pas connu.",
                row=row,
                column=heading,
            )


def _missing(
    workbook: Workbook,
    layout: Layout,
    rows: set[int],
    sheet: str,
    places: Sequence[int | None],
) -> dict[str, list[tuple[str, int]]]:
    """The cells of one sheet that lack their result and their rows, by their column's heading."""
    from relance_core.intake.formats import column_of
    from relance_core.intake.stacking import STEP

    sheets = layout.table.sheets
    far = sheets.index(sheet) * STEP if sheet in sheets else 0
    needed = {
        places[column.position]: column.heading
        for column in layout.columns
        if column.field in _NEEDED and column.position < len(places)
    }
    missing: dict[str, list[tuple[str, int]]] = {}
    for reference in workbook.uncomputed.get(sheet, ()):
        letters = reference.rstrip("0123456789")
        heading = needed.get(column_of(letters))
        row = int(reference[len(letters) :]) + far
        if heading is not None and row in rows:
            cell = f"{reference} de « {sheet} »" if len(sheets) > 1 else reference
            missing.setdefault(heading, []).append((cell, row))
    return missing


def _refusal(heading: str, cells: Sequence[str]) -> UnreadableFile:
    from relance_core.intake.sniff import refusal

    return refusal(
        "formulas_without_results",
        f"La colonne « {heading} » contient des formules jamais calculées "
        f"({', '.join(cells[:3])}{'…' if len(cells) > 3 else ''}) : le classeur n'en garde pas "
        "le résultat.",
        "Ouvrez-le dans Excel ou LibreOffice, enregistrez-le, puis déposez-le de nouveau.",
    )
