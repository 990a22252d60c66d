"""Columns whose heading is itself a state, with a mark on the rows in it: "Annulée : X"."""

from __future__ import annotations

import re

import polars as pl

from relance_core.french import plain_key
from relance_core.intake.content import DATE
from relance_core.intake.headings import dictionary, flag_words
from relance_core.intake.issues import IssueList, tell
from relance_core.intake.layout import Layout
from relance_core.intake.statuses import is_no, is_yes, status_of
from relance_core.vocabulary import Severity

#: Field -> group of status words that a yes means, the surest to leave the row out first.
STATES = {"cancelled_flag": "cancelled", "draft_flag": "draft", "legal_flag": "legal"}
#: What a yes, a day or a few words hold back: "Promesse : 20/09", "Doublon : X".
HELD = ("no_reminder", "promise_flag", "set_aside")
#: What a yes says of who collects: a bank by debit, or a factor.
DEBITED, SOLD = "direct_debit_flag", "factored_flag"
#: A word or a code that says why it is held back: a dispute.
_DISPUTE = re.compile(
    r"(?i)^\W*(?:(?:en |sous )?lit(?:ige|igieu\w+)?s?\b|disp(?:ute\w*)?\b|contest)"
)
FACTORED = "Cédée à un affactureur selon votre fichier"
_NOTHING = r"^[\s0,.€-]*$"
_HELD_CODES = {"issued_flag": "not_issued"}
_LEFT_OUT = {
    "cancelled": "facture annulée, non importée.",
    "draft": "brouillon, non importé.",
}


def flagged(frame: pl.DataFrame, layout: Layout, owed: pl.Expr, issues: IssueList) -> pl.Series:
    """The group of status words that the marks of each row mean; null without a mark.

    ``owed`` says which rows are still due: only these are asked about.
    """
    meaning = pl.repeat(None, frame.height, dtype=pl.String, eager=True)
    for field, group in STATES.items():
        if not layout.has(field):
            continue
        verdicts = _verdicts(frame[field], group)
        marked = verdicts == group
        heading = layout.heading(field) or ""
        fresh = marked.fill_null(False) & meaning.is_null()
        if group in _LEFT_OUT:
            message = f"Colonne « {heading} » : « {{value}} » ; {_LEFT_OUT[group]}"
            tell(frame, pl.lit(fresh), group, Severity.LEFT_OUT, message, issues, heading, field)
        else:
            tell(
                frame,
                pl.lit(fresh) & owed,
                "legal_status",
                Severity.DECISION,
                f"Colonne « {heading} » : « {{value}} » ; le dossier est en d'autres mains : "
                "cette facture est-elle à relancer ?",
                issues,
                heading,
                field,
            )
        tell(
            frame,
            pl.lit((verdicts == "unclear").fill_null(False)) & owed,
            "unclear_mark",
            Severity.DECISION,
            f"Colonne « {heading} » : « {{value}} » n'est ni oui ni non : "
            "la facture est-elle encore due ?",
            issues,
            heading,
            field,
        )
        told = pl.Series([group]).new_from_index(0, frame.height)
        meaning = told.zip_with(fresh, meaning)
    _tell_held_back(frame, layout, owed, issues)
    return meaning


def _verdicts(column: pl.Series, group: str) -> pl.Series:
    """``group`` for the cells that say yes, ``unclear`` for those that say neither yes nor no."""
    told: dict[str, str | None] = {}
    for cell in column.drop_nulls().unique().to_list():
        said = status_of(cell, "")
        if is_yes(cell) or said == group or DATE.match(cell.strip()):
            told[cell] = group
        elif is_no(cell) or said == "open" or re.match(_NOTHING, cell):
            told[cell] = None
        else:  # the name of who has the file is as good as a cross
            told[cell] = group if group == "legal" else "unclear"
    return column.replace_strict(told, default=None, return_dtype=pl.String)


def _tell_held_back(frame: pl.DataFrame, layout: Layout, owed: pl.Expr, issues: IssueList) -> None:
    """A decision for each row that is due and that the file says not to chase."""
    held = "Faut-il relancer cette facture ?"
    where: dict[str, tuple[list[str], str]] = {}
    for field in HELD:
        if layout.has(field):
            cells = frame[field].drop_nulls().unique().to_list()
            told = [cell for cell in cells if not _says_no(cell) and not _DISPUTE.search(cell)]
            where[field] = (told, held)
    if layout.has("to_remind"):
        where["to_remind"] = (_refusals(frame["to_remind"]), held)
    if layout.has("issued_flag"):
        asks = "A-t-elle bien été envoyée au client ?"
        where["issued_flag"] = (_refusals(frame["issued_flag"]), asks)
    for field, (cells_told, asks) in where.items():
        heading = layout.heading(field) or ""
        message = f"Colonne « {heading} » : « {{value}} ». {asks}"
        tell(
            frame,
            pl.col(field).is_in(cells_told) & owed,
            _HELD_CODES.get(field, "held_back"),
            Severity.DECISION,
            message,
            issues,
            heading,
            field,
        )
    if layout.has(SOLD):
        heading = layout.heading(SOLD) or ""
        tell(
            frame,
            pl.lit(marked_yes(frame, layout, SOLD)) & owed,
            "factored",
            Severity.WARNING,
            f"{FACTORED} (« {heading} » : « {{value}} ») : elle ne sera pas relancée.",
            issues,
            heading,
            SOLD,
        )


def held_by_dispute(frame: pl.DataFrame, layout: Layout) -> pl.Series:
    """The field whose cell says of a row that it is held back by a dispute ("LIT"), else null."""
    found = pl.repeat(None, frame.height, dtype=pl.String, eager=True)
    for field in HELD:
        if layout.has(field):
            cells = frame[field].drop_nulls().unique()
            disputed = [cell for cell in cells.to_list() if _DISPUTE.search(cell)]
            if disputed:
                said = frame[field].is_in(disputed).fill_null(False)
                told = pl.repeat(field, frame.height, dtype=pl.String, eager=True)
                found = told.zip_with(said & found.is_null(), found)
    return found


def marked_yes(frame: pl.DataFrame, layout: Layout, field: str) -> pl.Series:
    """Whether the column ``field``, of direct debits or of invoices sold, marks each row."""
    if not layout.has(field):
        return pl.repeat(False, frame.height, dtype=pl.Boolean, eager=True)
    cells = frame[field].drop_nulls().unique().to_list()
    return frame[field].is_in([cell for cell in cells if not _says_no(cell)]).fill_null(False)


def _says_no(cell: str) -> bool:
    """Whether a cell denies what its column is about: "non", "0,00", "Non financé"."""
    denied = plain_key(cell).split(" ")[0] in ("non", "pas", "not", "no")
    return is_no(cell) or denied or re.match(_NOTHING, cell) is not None


def _refusals(column: pl.Series) -> list[str]:
    """The cells that say no in a column of yes and no; an empty one says nothing."""
    cells = column.drop_nulls().unique().to_list()
    if not all(cell.strip().casefold() in flag_words() for cell in cells):
        return []  # days to come, or names
    dashes = {word for word in dictionary()["no"] if not any(map(str.isalnum, word))}
    return [cell for cell in cells if not is_yes(cell) and cell.strip() not in dashes]
