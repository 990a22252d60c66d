"""Tells the addresses that several clients share: a group's, an accountant's, or one's own."""

from __future__ import annotations

import polars as pl

from relance_core.french import listed
from relance_core.intake.issues import IssueList
from relance_core.intake.parties import people_of
from relance_core.vocabulary import Severity

#: Addresses told one by one; a file that shares more has the same column for everybody.
_TOLD = 20
#: Clients from which the sharing is told: two may well be one client under two names.
_CLIENTS = 3


def tell_shared_mail(frame: pl.DataFrame, heading: str | None, issues: IssueList) -> None:
    """One warning for each address of several clients.

    ``frame`` (numbered) has row, who, client_name and email.

    Nothing is changed: each of them is still written to there, about his own invoices.
    """
    clients = people_of(frame, "row", "who", "client_name", "email")
    clients = clients.with_columns(pl.col("email").str.strip_chars().str.to_lowercase())
    clients = clients.filter(pl.col("email").is_not_null() & (pl.col("email") != ""))
    shared = (
        clients.unique(["who", "email"], keep="first", maintain_order=True)
        .group_by("email", maintain_order=True)
        .agg("row", "client_name")
        .filter(pl.col("row").list.len() >= _CLIENTS)
    )
    for email, rows, names in shared.head(_TOLD).iter_rows():
        known = list(dict.fromkeys(str(name)[:40] for name in names))
        more = "…" if len(known) > 3 else ""
        issues.add(
            "shared_email",
            Severity.WARNING,
            f"« {email[:80]} » est l'adresse de {len(rows)} clients ({listed(known[:3])}{more}) : "
            "celle d'un groupe ou d'un cabinet ? Si c'est la vôtre, dites-le dans Réglages.",
            row=rows[0],
            column=heading,
            value=email,
        )
