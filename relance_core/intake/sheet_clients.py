"""Takes the name of a sheet for that of its client, where each client has a sheet: once asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from relance_core.french import plain_key
from relance_core.intake.sections import state_of
from relance_core.intake.tables import WHO, Table
from relance_core.intake.title_block import SHEET

#: Names that programs give, and those of what a sheet lists.
_NOBODY = re.compile(
    r"^(?:feuil(?:le)?|sheet|tabelle|hoja|foglio|page|onglet|tab|tableau|table|classeur)? ?\d*$|"
    r"\b(?:factures?|facturation|invoices?|avoirs?|clients?|customers?|fournisseurs?|suppliers?|"
    r"ventes?|achats?|sales|reglements?|paiements?|payments?|encaissements?|impayes?|relances?|"
    r"echeancier|echeances?|balance|soldes?|encours|export|donnees|data|base|liste|suivi|releve|"
    r"journal|compte|comptes|recap\w*|synthese|bilan|tcd|pivot|devis|commandes?|total|totaux|"
    r"parametres?|config\w*|modele|archives?|divers|annee|mois|trimestre|semestre|semaine|"
    r"janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|"
    r"janv|fevr|avr|juil|sept|oct|nov|dec|[ts][1-4]|q[1-4])\b|^(?:19|20)\d\d\b|^\d+$"
)


def with_sheets_as_clients(tables: Sequence[Table]) -> list[Table]:
    """The tables of invoices that lack their client alone, with the name of their sheet for it.

    Empty where a sheet's name is nobody's; asked about by ``title_block.ask_one_client``.
    """
    found = [table for table in tables if table.visible and _lacks_its_client(table)]
    if not all(_may_be_named(table.sheet) for table in found):
        return []
    named = []
    for table in found:
        at = len(table.headings)
        column = pl.lit(table.sheet.strip()).alias(f"c{at}")
        named.append(
            replace(
                table,
                headings=(*table.headings, SHEET),
                frame=table.frame.with_columns(column),
                places=(*table.places, None),
                fields=table.fields | {"client_name"},
            )
        )
    return named


def _lacks_its_client(table: Table) -> bool:
    told = table.fields
    dated = told & {"issue_date", "due_date"}
    owed = told & {"amount", "balance"}
    return bool("number" in told and dated and owed and not told & (WHO | {"supplier", "item"}))


def _may_be_named(sheet: str) -> bool:
    plain = plain_key(sheet)
    return bool(re.search(r"[a-z]{2}", plain)) and not _NOBODY.search(plain) and not state_of(sheet)
