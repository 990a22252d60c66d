"""Chooses which tables of a workbook are its invoices, or asks when several may be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from relance_core.errors import UnreadableFile
from relance_core.french import plural
from relance_core.intake.askable import askable_tables, told_lack
from relance_core.intake.other_lists import refuse_suppliers
from relance_core.intake.payment_sheets import named_payments
from relance_core.intake.pivots import is_pivot, pivot_refusal
from relance_core.intake.reading import Choice, Question
from relance_core.intake.sheet_clients import with_sheets_as_clients
from relance_core.intake.sniff import Kind, refusal
from relance_core.intake.stacking import agree, stacked
from relance_core.intake.tables import Table
from relance_core.intake.workbook import Workbook

EVERY, NONE = "every", "none"
_DAYS = frozenset({"issue_date", "due_date"})
DATED = _DAYS | {"number"}


def chosen_of(
    tables: Sequence[Table], workbook: Workbook, answers: Mapping[str, str]
) -> tuple[Table, list[Question]]:
    """The table of the invoices, and the question to ask when that is not sure.

    Raises ``UnreadableFile`` when there is none, or none that the user wants.
    """
    filled = [table for table in tables if table.frame.height]
    invoices = [table for table in filled if table.is_invoices]
    # Payments are read beside the invoices that they pay (``payments_beside``).
    others = [one for one in invoices if not named_payments(one.sheet, one.fields)]
    if any("number" in one.fields for one in others):
        invoices = others
    invoices = invoices or [table for table in filled if table.may_be_invoices]
    if not any("number" in one.fields and one.fields & _DAYS for one in invoices):
        # Beside a sheet for each client, one that sums them up lists no invoice.
        own = with_sheets_as_clients(filled)
        invoices = own if len(own) > 1 or not invoices else invoices
    if not invoices:
        refuse_suppliers(filled)
        if any(is_pivot(table.headings) for table in filled):
            raise pivot_refusal()
        invoices = askable_tables(tables, workbook)
        tables = invoices or tables
    if not invoices:
        raise no_invoices(tables, workbook)
    said = answers.get("choose_sheet")
    for table in invoices:
        if said is not None and said in (table.name, table.sheet):
            return _beside(table, invoices, tables), []
    visible = [table for table in invoices if table.visible]
    if not visible:
        return _hidden(invoices, answers)
    rivals = _rivals(visible)
    if len(rivals) == 1:
        return _beside(rivals[0], invoices, tables), []
    together = rivals if agree(rivals) else []
    if said == EVERY and together:
        return _beside(stacked(together), invoices, tables, together), []
    first = max(rivals, key=lambda table: (table.score, table.frame.height))
    return first, [_which(rivals, every=bool(together))]


def _rivals(visible: Sequence[Table]) -> list[Table]:
    """The tables that may be meant; the first of them is the best."""
    best = max(visible, key=lambda table: (table.score, table.frame.height))
    told = [
        table
        for table in visible
        # A list of clients with what each of them owes has neither numbers nor dates.
        if table is not best and (table.fields & DATED or not best.fields & DATED)
    ]
    # A lookup sheet tells a little of an invoice; a list of invoices tells most of it. What stands
    # beside the invoices on their own sheet belongs to them until somebody says that it does not.
    return [
        table
        for table in visible
        if table is best
        or (table in told and (best.score - table.score < 100 or table.sheet == best.sheet))
    ]


def _which(rivals: Sequence[Table], *, every: bool) -> Question:
    choices = [
        Choice(table.name, f"{_called(table)} ({plural(table.frame.height, 'ligne')})")
        for table in rivals
    ]
    if every:
        rows = sum(table.frame.height for table in rivals)
        choices.append(
            Choice(EVERY, f"Tous ces tableaux, à la suite ({plural(rows, 'ligne')} en tout)")
        )
    sheets = {table.sheet for table in rivals}
    where = "Plusieurs feuilles contiennent" if len(sheets) > 1 else "Plusieurs tableaux de la "
    where += " des factures" if len(sheets) > 1 else "feuille contiennent des factures"
    what = "Laquelle importer ?" if len(sheets) > 1 else "Lequel importer ?"
    return Question("choose_sheet", f"{where}. {what}", tuple(choices))


def _hidden(invoices: Sequence[Table], answers: Mapping[str, str]) -> tuple[Table, list[Question]]:
    """The table of a hidden sheet, once the user has said that it is to be read."""
    said = answers.get("hidden_sheet")
    if said == NONE:
        raise refusal(
            "hidden_sheet",
            "Les factures de ce classeur se trouvent dans une feuille masquée, que vous ne "
            "souhaitez pas lire.",
            "Déposez un classeur dont les factures sont dans une feuille visible.",
        )
    first = max(invoices, key=lambda table: (table.score, table.frame.height))
    for table in invoices:
        if said in (table.name, table.sheet):
            return table, []
    choices = [
        Choice(
            table.name,
            f"Lire la feuille masquée « {_called(table)} » ({plural(table.frame.height, 'ligne')})",
        )
        for table in invoices
    ]
    question = Question(
        "hidden_sheet",
        "Aucune feuille visible de ce classeur ne contient de factures, mais une feuille masquée "
        "en contient. Faut-il la lire ?",
        (*choices, Choice(NONE, "Ne rien importer")),
    )
    return first, [question]


def _beside(
    chosen: Table, invoices: Sequence[Table], tables: Sequence[Table], read: Sequence[Table] = ()
) -> Table:
    """The table chosen, with a note for each other one that is not read with it.

    Those of its own sheets are told whatever they are, others where they look like invoices;
    ``read`` are the tables that it was made of.
    """
    sheets = chosen.sheets or (chosen.sheet,)
    notes = []
    for table in tables:
        if table is chosen or table in read or not table.frame.height:
            continue
        rows = plural(table.frame.height, "ligne")
        hidden = "" if table.visible else ", masqué,"
        if table in invoices and table.fields & DATED:
            notes.append(
                f"Le tableau « {_called(table)} »{hidden} ressemble aussi à une liste de factures "
                f"({rows}) ; il n'est pas lu."
            )
        elif table.sheet in sheets:
            notes.append(
                f"Un autre tableau se trouve sur la même feuille (« {_called(table)} », {rows}) ; "
                "il n'est pas lu avec les factures."
            )
    return replace(chosen, notes=(*chosen.notes, *notes))


def _called(table: Table) -> str:
    return table.name or "Texte"


def no_invoices(tables: Sequence[Table], workbook: Workbook | None = None) -> UnreadableFile:
    """The refusal of a file without invoices, for its true reason."""
    if any(table.is_invoices for table in tables):
        return refusal(
            "no_invoice",
            "Ce fichier a des en-têtes mais aucune facture.",
            "L'import précédent est conservé et aucune facture n'est considérée comme réglée. "
            "Exportez de nouveau la liste des factures.",
        )
    if workbook is not None and not any(sheet.cells.height for sheet in workbook.sheets):
        return refusal(
            "empty_workbook",
            "Ce classeur est vide : aucune de ses feuilles ne contient de cellule remplie.",
            "Exportez de nouveau la liste des factures.",
        )
    if workbook is not None and workbook.kind is Kind.TEXT and _says_workbook(workbook.filename):
        return refusal(
            "not_a_workbook",
            f"« {workbook.filename[:80]} » porte le nom d'un classeur, mais ce n'est qu'un texte, "
            "sans tableau de factures.",
            "Exportez de nouveau la liste des factures.",
        )
    return refusal(
        "no_table",
        told_lack(tables)
        or "Aucun tableau de factures n'a été trouvé : il faut au moins une colonne pour le "
        "client, une pour le numéro et une pour le montant.",
        "Vérifiez que la première ligne du tableau porte les en-têtes, puis déposez de nouveau.",
    )


def _says_workbook(filename: str) -> bool:
    return filename.casefold().endswith((".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"))
