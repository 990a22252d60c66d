"""Rows that say the same invoice twice, or nearly: collapsed, asked or pointed out."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from relance_core.intake.alike import tell_similar_clients
from relance_core.intake.clients import name_keys
from relance_core.intake.issues import IssueList
from relance_core.intake.parties import people_of, spread
from relance_core.vocabulary import InvoiceKind, Severity

#: The doubt about which address of a client is the right one; a choice by hand settles it.
SEVERAL_ADDRESSES = "Ce client a plusieurs adresses e-mail selon les lignes : laquelle garder ?"
#: One invoice under two clients; merging them settles it.
ELSEWHERE = "La facture « {value} », mêmes montant et dates, figure aussi chez un autre client."
#: Two rows that agree on these say the same thing.
SAME = (
    "who",
    "number",
    "instalment",
    "kind",
    "issue_date",
    "due_date",
    "currency",
    "amount",
    "open_amount",
)
#: A number without signs, small letters or zeros in front.
BARE = "^[A-Z1-9][A-Z0-9]*$"
SHOWN_ROWS = 6  # of those that disagree


def with_keys(invoices: pl.DataFrame) -> pl.DataFrame:
    """Adds ``who``: the client's code, else its name, each as ``name_key`` knows it again.

    Expects ``party``.
    """
    people = people_of(invoices, "client_code", "client_name")
    codes = name_keys(people["client_code"].cast(pl.String))
    if people.height and not codes.null_count():  # nobody is known by a name
        told = people.select("party", pl.format("code {}", codes).alias("who"))
        return invoices.with_columns(spread(invoices["party"], told)["who"])
    names = name_keys(people["client_name"].cast(pl.String))
    keys = _with_code_of_their_name(pl.DataFrame({"code": codes, "name": names}))
    who = keys.select(pl.coalesce(pl.format("code {}", "code"), "name").alias("who"))
    told = people.select("party", who.to_series())
    return invoices.with_columns(spread(invoices["party"], told)["who"])


def _with_code_of_their_name(keys: pl.DataFrame) -> pl.DataFrame:
    """Rows without a code have that of the only coded client of their name, as in the ledger."""
    code, name = pl.col("code"), pl.col("name")
    if not keys.select(
        (code.is_null() & name.is_not_null()).any() & code.is_not_null().any()
    ).item():
        return keys
    only = (
        keys.filter(code.is_not_null(), name.is_not_null())
        .group_by("name")
        .agg(code.n_unique().alias("codes"), code.first().alias("only"))
        .filter(pl.col("codes") == 1)
    )
    return keys.join(only, on="name", how="left", maintain_order="left").select(
        pl.coalesce("code", "only").alias("code"), "name"
    )


#: Numbers that tell whether a list is in their order, before all of them are looked at.
_SEEN_FIRST = 100


def all_different(numbers: pl.Series) -> bool:
    """Whether no number stands twice, as in most lists: much then needs no looking at."""
    known = numbers.drop_nulls()
    if known.head(_SEEN_FIRST).is_sorted() and (known[1:] > known[:-1]).all():
        return True  # a list in their order
    # Numbers whose digests all differ do; only when two are the same are the texts compared.
    return known.hash().n_unique() == known.len() or known.n_unique() == known.len()


def collapse(
    invoices: pl.DataFrame, headings: Mapping[str, str], issues: IssueList
) -> pl.DataFrame:
    """One row per client, number, instalment and kind; expects ``who``.

    The first row stands for its twins.

    Exact twins are counted in a warning. Rows that disagree leave the first one, to be decided.
    """
    key = ["who", "number", "instalment", "kind"]
    if all_different(invoices["number"]) or not (
        invoices.select(pl.struct(key).is_duplicated().any()).item()
    ):
        return invoices
    several = invoices.filter(pl.struct(key).is_duplicated())
    groups = several.group_by(key, maintain_order=True).agg(
        pl.col("row").first().alias("first_row"),
        pl.col("row").head(SHOWN_ROWS).alias("rows"),
        pl.struct(SAME).n_unique().alias("versions"),
    )
    _tell_repeated(several.join(groups, on=key, nulls_equal=True), headings, issues)
    _tell_conflicting(groups, headings, issues)
    return invoices.unique(subset=key, keep="first", maintain_order=True)


def _tell_repeated(rows: pl.DataFrame, headings: Mapping[str, str], issues: IssueList) -> None:
    """A warning for each row that says again what the first one said."""
    # Two payments of one sum on one day are written by the same row twice.
    paid = pl.col("open_amount").is_between(0, pl.col("amount"), closed="none")
    paid = paid & pl.lit("paid_amount" in headings and "balance" not in headings)
    later = rows.filter((pl.col("versions") == 1) & (pl.col("row") != pl.col("first_row")))
    for number, first_row, row in (
        later.filter(paid).select("number", "first_row", "row").sort("row").iter_rows()
    ):
        issues.add(
            "twin_rows",
            Severity.DECISION,
            f"La ligne {row} répète la facture « {number[:60]} » de la ligne {first_row}, réglée "
            "en partie : un second règlement, ou le même écrit deux fois ?",
            row=first_row,
            column=headings.get("number"),
            value=number,
        )
    later = later.filter(~paid)
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


#: How each kind is named, and what is asked of one that stands on rows that disagree.
_ASKED = {
    "invoice": ("La facture", "laquelle est juste ?"),
    "credit_note": ("L'avoir", "un seul est-il à déduire, ou tous ?"),
    "payment": ("Le règlement", "un seul est-il à déduire, ou tous ?"),
}


def _tell_conflicting(groups: pl.DataFrame, headings: Mapping[str, str], issues: IssueList) -> None:
    """A decision for each invoice whose rows disagree, told on the first of them."""
    doubtful = groups.filter(pl.col("versions") > 1).select("number", "first_row", "rows", "kind")
    for number, first_row, rows, kind in doubtful.iter_rows():
        what, asks = _ASKED.get(kind, _ASKED["invoice"])
        issues.add(
            "conflicting_duplicate",
            Severity.DECISION,
            f"{what} « {number[:60]} » figure plusieurs fois pour ce client, avec "
            f"des montants ou des dates différents (lignes {', '.join(map(str, rows))}) : {asks}",
            row=first_row,
            column=headings.get("number"),
            value=number,
        )


def tell_look_alikes(
    invoices: pl.DataFrame, headings: Mapping[str, str], issues: IssueList
) -> None:
    """Issues for one invoice under two clients, close numbers, and one client's many faces.

    Expects ``who`` and ``party``.
    """
    if not all_different(invoices["number"]):
        _same_elsewhere(invoices, headings, issues)
    _close_numbers(invoices, headings, issues)
    tell_similar_clients(invoices, headings, issues)
    _several_addresses(invoices, headings, issues)


def elsewhere_sentence(number: str) -> str:
    """``ELSEWHERE`` as it is told of an invoice."""
    return ELSEWHERE.replace("{value}", number[:60])


def _same_elsewhere(invoices: pl.DataFrame, headings: Mapping[str, str], issues: IssueList) -> None:
    same = ["number", "kind", "amount", "currency", "issue_date", "due_date"]
    twins = invoices.filter(
        pl.struct(same).is_duplicated() & (pl.col("who").n_unique().over(same) > 1)
    )
    issues.add_each(
        twins.filter(pl.col("open_amount") > 0).select("row", "number").iter_rows(),
        "same_invoice_other_client",
        Severity.DECISION,
        ELSEWHERE,
        headings.get("number"),
    )


def _close_numbers(invoices: pl.DataFrame, headings: Mapping[str, str], issues: IssueList) -> None:
    if invoices["number"].str.contains(BARE).all():
        return  # as they are, they can only be the same
    bare = (
        pl.col("number")
        .str.to_lowercase()
        .str.replace_all(r"[^\pL\pN]", "")
        .str.replace(r"^0+", "")
    )
    frame = invoices.select("row", "number", bare.alias("bare"))
    if all_different(frame["bare"]):
        return
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


def _several_addresses(
    invoices: pl.DataFrame, headings: Mapping[str, str], issues: IssueList
) -> None:
    """A client whose rows give different addresses: nobody is written to before a choice."""
    people = people_of(invoices, "who", "email").filter(pl.col("email").is_not_null())
    if people["who"].n_unique() == people.height:
        return
    cells = people.select("who", "email").unique(maintain_order=True)
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
    rows = invoices.filter(
        pl.col("email").is_not_null()
        & pl.col("who").is_in(several)
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
