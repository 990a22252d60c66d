"""Checks the lines of each client of a report against the sum that the report writes for them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import polars as pl

from relance_core.french import amount as shown
from relance_core.french import plural
from relance_core.intake.amounts import decimal_evidence, read_amounts
from relance_core.intake.issues import IssueList
from relance_core.intake.layout import Layout
from relance_core.intake.rough_amounts import CENT
from relance_core.vocabulary import Severity


def tell_group_sums(
    layout: Layout,
    amounts: Mapping[str, pl.Series],
    currency: pl.Series,
    issues: IssueList,
    *,
    spreadsheet: bool,
) -> list[str]:
    """An issue for each client whose lines do not add up to its sum, or has none; what agrees.

    ``amounts`` (by field) and ``currency`` are those of ``layout.rows``, row by row.
    """
    groups = layout.table.subtotals
    field = next((one for one in ("balance", "amount") if layout.has(one)), None)
    if not groups or field is None or field not in amounts:
        return []
    if currency.drop_nulls().n_unique() > 1:
        return []  # such sums are in the firm's currency
    heading = layout.heading(field)
    written = layout.table.written([one.row for one in groups])
    position = layout.table.headings.index(heading) if heading else 0
    own = decimal_evidence(layout.rows[field])
    decimals = next(iter(own)) if len(own) == 1 else None
    cells = written[f"c{position}"]
    values = read_amounts(cells, decimals, spreadsheet=spreadsheet).values
    stated = dict(zip(written["row"], values, strict=True))
    lines = pl.DataFrame({"row": layout.rows["row"], "value": amounts[field], "code": currency})
    lines = lines.sort("row", maintain_order=True)
    checked = 0
    for one in groups:
        said: Decimal | None = stated.get(one.row)
        if said is None:
            continue
        theirs = lines[one.lines(lines["row"])]
        code = next(iter(theirs["code"].drop_nulls()), "EUR")
        found = Decimal(theirs["value"].sum())
        if theirs.is_empty():
            if abs(said) >= CENT:
                issues.add(
                    "group_without_lines",
                    Severity.LEFT_OUT,
                    f"« {one.name[:60]} » : {shown(said, code)} selon ce rapport, sans le détail "
                    "de ses factures. Dépliez ses lignes, puis exportez de nouveau.",
                    row=one.row,
                    column=heading,
                    value=str(said.normalize()),
                )
            continue
        if abs(found - said) < CENT:
            checked += 1
            continue
        if not one.closed:  # nothing else says that these lines are his
            for row in theirs["row"]:
                issues.add(
                    "group_doubt",
                    Severity.DECISION,
                    f"Cette ligne est-elle bien de « {one.name[:60]} », écrit au-dessus ? Sa somme "
                    "n'est pas celle de ses lignes.",
                    row=row,
                    column=heading,
                )
        issues.add(
            "group_sum",
            Severity.WARNING,
            f"« {one.name[:60]} » : ce rapport écrit {shown(said, code)}, ses lignes font "
            f"{shown(found, code)}, soit {shown(abs(found - said), code)} d'écart ; à vérifier.",
            row=one.row,
            column=heading,
            value=str(said.normalize()),
        )
    if not checked:
        return []
    who = plural(checked, "groupe")
    return [f"Les lignes de {who} font la somme que ce rapport écrit pour chacun."]
