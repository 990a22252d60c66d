"""Rows that say the same invoice twice, or nearly: collapsed, asked or pointed out."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from relance_core.intake.clients import compared
from relance_core.intake.issues import IssueList
from relance_core.vocabulary import InvoiceKind, Severity

#: The doubt about which address of a client is the right one; a choice by hand settles it.
SEVERAL_ADDRESSES = "Ce client a plusieurs adresses e-mail selon les lignes : laquelle garder ?"
#: Two rows that agree on these say the same thing.
SAME = (
    "who",
    "number",
    "kind",
    "issue_date",
    "due_date",
    "currency",
    "amount",
    "open_amount",
)
SHOWN_ROWS = 6  # of those that disagree


def with_keys(invoices: pl.DataFrame) -> pl.DataFrame:
    """Adds ``who``: the client's code, else its name as compared (case, accents, punctuation)."""
    names = (
        invoices.select("client_name")
        .unique()
        .with_columns(compared(pl.col("client_name")).alias("plain"))
    )
    return (
        invoices.join(names, on="client_name", how="left", nulls_equal=True, maintain_order="left")
        .with_columns(
            pl.coalesce(pl.format("code {}", pl.col("client_code")), "plain").alias("who")
        )
        .drop("plain")
    )


def collapse(
    invoices: pl.DataFrame, headings: Mapping[str, str], issues: IssueList
) -> pl.DataFrame:
    """One row per client, number and kind; expects ``who``. The first row stands for its twins.

    Exact twins are counted in a warning. Rows that disagree leave the first one, to be decided.
    """
    key = ["who", "number", "kind"]
    if not invoices.select(pl.struct(key).is_duplicated().any()).item():
        return invoices
    several = invoices.filter(pl.struct(key).is_duplicated())
    groups = several.group_by(key, maintain_order=True).agg(
        pl.col("row").first().alias("first_row"),
        pl.col("row").head(SHOWN_ROWS).alias("rows"),
        pl.struct(SAME).n_unique().alias("versions"),
    )
    _tell_repeated(several.join(groups, on=key), headings, issues)
    _tell_conflicting(groups, headings, issues)
    return invoices.unique(subset=key, keep="first", maintain_order=True)


def _tell_repeated(rows: pl.DataFrame, headings: Mapping[str, str], issues: IssueList) -> None:
    """A warning for each row that says again what the first one said."""
    later = rows.filter((pl.col("versions") == 1) & (pl.col("row") != pl.col("first_row")))
    told = later.select("row", "number", "first_row").sort("row")
    for row, number, first_row in told.iter_rows():
        issues.add(
            "duplicate_row",
            Severity.WARNING,
            f"La ligne {row} répète la facture « {number[:60]} » de la ligne {first_row} ; "
            "comptée une fois.",
            row=row,
            column=headings.get("number"),
            value=number,
        )


def _tell_conflicting(groups: pl.DataFrame, headings: Mapping[str, str], issues: IssueList) -> None:
    """A decision for each invoice whose rows disagree, told on the first of them."""
    doubtful = groups.filter(pl.col("versions") > 1).select("number", "first_row", "rows")
    for number, first_row, rows in doubtful.iter_rows():
        issues.add(
            "conflicting_duplicate",
            Severity.DECISION,
            f"La facture « {number[:60]} » figure plusieurs fois pour ce client, avec "
            f"des montants ou des dates différents (lignes {', '.join(map(str, rows))}) : "
            "laquelle est juste ?",
            row=first_row,
            column=headings.get("number"),
            value=number,
        )


def tell_look_alikes(
    invoices: pl.DataFrame, headings: Mapping[str, str], issues: IssueList
) -> None:
    """Issues for one invoice under two clients, close numbers, and one client's many faces."""
    _same_elsewhere(invoices, headings, issues)
    _close_numbers(invoices, headings, issues)
    _similar_clients(invoices, headings, issues)
    _several_addresses(invoices, headings, issues)


def _same_elsewhere(invoices: pl.DataFrame, headings: Mapping[str, str], issues: IssueList) -> None:
    same = ["number", "kind", "amount", "currency", "issue_date", "due_date"]
    twins = invoices.filter(
        pl.struct(same).is_duplicated() & (pl.col("who").n_unique().over(same) > 1)
    )
    issues.add_each(
        twins.filter(pl.col("open_amount") > 0).select("row", "number").iter_rows(),
        "same_invoice_other_client",
        Severity.DECISION,
        "La facture « {value} », mêmes montant et dates, figure aussi chez un autre client.",
        headings.get("number"),
    )


def _close_numbers(invoices: pl.DataFrame, headings: Mapping[str, str], issues: IssueList) -> None:
    bare = (
        pl.col("number")
        .str.to_lowercase()
        .str.replace_all(r"[^\pL\pN]", "")
        .str.replace(r"^0+", "")
    )
    frame = invoices.select("row", "number", bare.alias("bare"))
    alike = frame.filter(
        pl.col("bare").is_duplicated() & (pl.col("number").n_unique().over("bare") > 1)
    )
    issues.add_each(
        alike.select("row", "number").iter_rows(),
        "look_alike_number",
        Severity.WARNING,
        "Le numéro « {value} » ressemble à un autre du fichier ; ils restent distincts.",
        headings.get("number"),
    )


def _similar_clients(
    invoices: pl.DataFrame, headings: Mapping[str, str], issues: IssueList
) -> None:
    uncoded = invoices.filter(pl.col("client_code").is_null())
    names = uncoded.unique("who", keep="first", maintain_order=True)
    groups: dict[str, list[tuple[int, str]]] = {}
    for row, name, who in names.select("row", "client_name", "who").iter_rows():
        groups.setdefault(who.replace(" ", ""), []).append((row, name))
    for alike in groups.values():
        for row, name in alike[1:]:
            issues.add(
                "similar_client",
                Severity.WARNING,
                f"« {name[:60]} » et « {alike[0][1][:60]} » sont peut-être le même client ; "
                "ils restent séparés tant que vous ne les fusionnez pas.",
                row=row,
                column=headings.get("client_name"),
                value=name,
            )


def _several_addresses(
    invoices: pl.DataFrame, headings: Mapping[str, str], issues: IssueList
) -> None:
    """A client whose rows give different addresses: nobody is written to before a choice."""
    given = invoices.filter(pl.col("email").is_not_null())
    cells = given.select("who", "email").unique(maintain_order=True)
    doubtful = cells.filter(pl.col("who").is_duplicated())
    if not doubtful.height:
        return
    from relance_core.intake.addresses import split_addresses  # costs its import only when needed

    faces: dict[str, set[frozenset[str]]] = {}
    for who, cell in doubtful.iter_rows():
        valid = frozenset(address.casefold() for address in split_addresses(cell)[0])
        if valid:
            faces.setdefault(who, set()).add(valid)
    several = [who for who, seen in faces.items() if len(seen) > 1]
    if not several:
        return
    rows = given.filter(
        pl.col("who").is_in(several)
        & (pl.col("open_amount") > 0)
        & (pl.col("kind") == InvoiceKind.INVOICE.value)
    )
    issues.add_each(
        rows.select("row", "email").iter_rows(),
        "several_addresses",
        Severity.DECISION,
        SEVERAL_ADDRESSES,
        headings.get("email"),
    )
