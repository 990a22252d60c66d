"""Accounts for every row and every amount of the file: imported, or left out with its reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

import polars as pl

from relance_core.french import plain_key
from relance_core.intake.amounts import decimal_evidence, read_amounts
from relance_core.intake.duplicates import with_keys
from relance_core.intake.groups import SPREAD
from relance_core.intake.issues import IssueList
from relance_core.intake.kinds import INVOICE
from relance_core.intake.layout import Layout
from relance_core.intake.reading import ColumnTotal, Shape
from relance_core.vocabulary import Severity

#: The columns that a list of invoices is added up by, the one that tells what is due first.
TOTALLED = ("balance", "amount")
#: An amount written as what is owed to the client, read or not.
NEGATIVE = r"(?i)^\s*[€$£]?\s*[-–−(]\s*[\pL\pN]|[\pL\pN]\s*[-–−]\s*$|\d\s*(?:CR|C)\.?\s*$"
#: What the line of a grand total says beside its figures; anything else names a part of the list.
_GRAND = re.compile(
    r"^(?:total|totaux|grand|sous|somme|sum|generale?|ttc|ht|eur|euros?|au|le|du|des|de|en|a|"
    r"ensemble|factures?|clients?|encours|cours|creances?|balance|recouvrer|cumul|gesamt|summe|"
    r"agee?s?|echeancier|aged|receivables?|solde|restant|reste|payer|ending|partner|report|reporter|nombre|\d+)$"
)

_SUB_TOTAL = re.compile(r"(?i)\W*s(?:ous|ub)?\W*/?\W*s?\W*tota")


def left_out_rows(frame: pl.DataFrame, issues: IssueList) -> pl.Series:
    """Which rows are left out; an invoice of several rows is whole, or left out."""
    lost = issues.left_out()
    if not lost:
        return pl.repeat(False, frame.height, dtype=pl.Boolean, eager=True)
    return frame["rows"].list.eval(pl.element().is_in(lost)).list.any()


def named_rows(rows: pl.DataFrame) -> frozenset[tuple[str | None, str]]:
    """The invoices that rows name: client's code, else name, else None; number."""
    who = pl.coalesce("client_code", "client_name")
    named = rows.filter(pl.col("number").is_not_null()).select(who.alias("who"), "number")
    return frozenset((client, number) for client, number in named.iter_rows())


def tell_lost_rows(layout: Layout, frame: pl.DataFrame, lost: pl.Series, issues: IssueList) -> None:
    """An issue for each row that nothing else accounts for: no row of the file goes unsaid.

    ``frame`` has ``rows``, those of the file behind each of its own; ``lost`` marks those of
    ``frame`` that were neither understood nor left out.
    """
    missing = ~_among(layout.rows["row"], frame["rows"].explode())
    if lost.any():
        missing |= layout.rows["row"].is_in(frame["row"].filter(lost).implode())
    if not missing.any():
        return
    rows = layout.rows.filter(missing)
    if rows.height:  # those of another firm are told already
        rows = rows.filter(~pl.col("row").is_in(issues.left_out()))
    issues.add_each(
        rows.select("row", pl.coalesce("number", "client_name")).iter_rows(),
        "not_understood",
        Severity.LEFT_OUT,
        "Cette ligne n'a pas pu être comprise ; elle n'est pas importée.",
        layout.heading("number"),
    )


def tell_lost_credits(
    kept: pl.DataFrame, left: pl.DataFrame, headings: Mapping[str, str], issues: IssueList
) -> None:
    """A decision on the open invoices of a client one of whose credits could not be read.

    Better asked than asked for too much. ``left`` are the working rows that were left out.
    """
    written = pl.any_horizontal(
        pl.col(name).str.contains(NEGATIVE).fill_null(False)
        for name in ("amount", "balance", "amount_excl_tax")
    )
    meant = ~pl.col("document").is_in(["other", "payable"]).fill_null(False)
    meant = meant & ~pl.col("meaning").is_in(["draft", "cancelled"]).fill_null(False)
    credits = left.filter(meant & (written | (pl.col("kind") != INVOICE)))
    if credits.is_empty():
        return
    rows = (
        with_keys(credits)
        .drop_nulls("who")
        .group_by("who", maintain_order=True)
        .agg(pl.col("row").head(4).cast(pl.String).str.join(", ").alias("shown"))
    )
    owed = kept.filter((pl.col("kind") == INVOICE) & (pl.col("open_amount") > 0))
    told = owed.join(rows, on="who", how="inner", maintain_order="left")
    for row, number, shown in told.select("row", "number", "shown").iter_rows():
        issues.add(
            "lost_credit",
            Severity.DECISION,
            f"Un avoir ou un règlement de ce client n'a pas pu être lu (ligne {shown}) : à déduire "
            "avant de relancer ?",
            row=row,
            column=headings.get("number"),
            value=number,
        )


def column_totals(
    layout: Layout,
    amounts: Mapping[str, pl.Series],
    currency: pl.Series,
    invoices: pl.DataFrame,
    shape: Shape,
    *,
    spreadsheet: bool,
) -> tuple[ColumnTotal, ...]:
    """Each column of amounts added up as written, the rows imported and the others apart.

    ``invoices`` has ``rows``. A total repeated on each line of an invoice is counted once.
    """
    once = shape in (Shape.LINES_WITH_TOTAL, Shape.PAYMENTS)
    rows = layout.rows["row"]
    imported = _among(rows, invoices["rows"].explode())
    read = _among(rows, invoices["row"]) if once else imported
    totals = []
    for field in TOTALLED:
        heading = layout.heading(field)
        if heading is None or field not in amounts:
            continue
        frame = pl.DataFrame(
            {
                "currency": currency.fill_null(""),
                "value": amounts[field],
                "read": read,
                "imported": imported,
            }
        )
        sums = frame.group_by("currency").agg(
            pl.col("value").filter(pl.col("read")).sum().alias("read"),
            pl.col("value").filter(~pl.col("imported")).sum().alias("left"),
        )
        stated = _stated(layout, field, spreadsheet=spreadsheet) if sums.height == 1 else None
        totals += [
            ColumnTotal(field, heading, code, read, left, stated)
            for code, read, left in sums.sort("currency").iter_rows()
        ]
    return tuple(totals)


def _among(rows: pl.Series, some: pl.Series) -> pl.Series:
    """Which rows of a file are some of them: mostly all, in their order."""
    if rows.equals(some):
        return pl.repeat(True, rows.len(), dtype=pl.Boolean, eager=True)
    return rows.is_in(some.implode())


def _stated(layout: Layout, field: str, *, spreadsheet: bool) -> Decimal | None:
    """What the file's own line of total says of a column; None without one."""
    lines = layout.totals
    if lines.is_empty():
        return None
    # The client whose group comes last is spread onto the line below it, and says nothing of it.
    spread = [name for name, heading in layout.headings.items() if heading in SPREAD]
    texts = lines.select(pl.exclude("row", *TOTALLED, *spread)).rows()
    grand = [at for at, cells in enumerate(texts) if _is_grand(cells)]
    if len(texts) > 1:  # one of several sub-totals is that of a part
        grand = [at for at in grand if not _SUB_TOTAL.match(" ".join(filter(None, texts[at])))]
    if not grand:
        return None
    own = decimal_evidence(layout.rows[field])
    decimals = next(iter(own)) if len(own) == 1 else None
    cell = lines[field][grand[-1]]
    value = read_amounts(pl.Series([cell], dtype=pl.String), decimals, spreadsheet=spreadsheet)
    found: Decimal | None = value.values[0]
    return found


def _is_grand(cells: tuple[str | None, ...]) -> bool:
    """Whether a line of total is that of the whole list, by what it says beside its figures."""
    words = [
        word
        for cell in cells
        if cell and not re.match(r"^[\d\s.,/€:-]+$", cell.strip())
        for word in plain_key(cell).split()
    ]
    return all(_GRAND.match(word) for word in words)
