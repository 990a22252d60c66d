"""Tells the addresses that several clients share; one that all of them bear is asked about."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from relance_core.french import listed, plain_key, plural
from relance_core.intake.issues import IssueList
from relance_core.intake.parties import people_of
from relance_core.intake.reading import Choice, Question
from relance_core.intake.webmail import is_webmail
from relance_core.vocabulary import Severity

QUESTION = "shared_mail"
USED, LEFT = "use", "leave"
ANSWERS = (USED, LEFT)
#: Addresses told one by one; a file that shares more has the same column for everybody.
_TOLD = 20
#: Clients from which the sharing is told: two may well be one client under two names.
_CLIENTS = 3


def with_shared_mail(
    frame: pl.DataFrame, heading: str | None, answers: Mapping[str, str], issues: IssueList
) -> tuple[pl.DataFrame, list[Question]]:
    """``frame`` (numbered; row, who, client_name, email) without the addresses said to be nobody's.

    Asked once where all clients share one address, or the few addresses of one firm. Of others,
    each that several clients share is told; they are still written to there.
    """
    if frame["email"].null_count() == frame.height:
        return frame, []
    clients = people_of(frame, "row", "who", "client_name", "email").filter(
        pl.col("email").is_not_null() & (pl.col("email") != "")
    )
    addresses = clients["email"].str.strip_chars().str.to_lowercase()
    if addresses.n_unique() == addresses.len():
        return frame, []
    clients = clients.unique(["who", "email"], keep="first", maintain_order=True)
    clients = clients.with_columns(pl.col("email").str.strip_chars().str.to_lowercase())
    everybody_s = _everybody_s(clients)
    if everybody_s and answers.get(QUESTION) == LEFT:
        nobody = pl.lit(None, dtype=pl.String).alias("email")
        return frame.with_columns(nobody), []
    if everybody_s and answers.get(QUESTION) != USED:
        return frame, [_question(clients, everybody_s, heading)]
    if not everybody_s:
        _tell(clients, heading, issues)
    return frame, []


def _everybody_s(clients: pl.DataFrame) -> list[str]:
    """The addresses of a column that cannot be each client's own: one for all, or a firm's few."""
    known = clients["who"].n_unique()
    addresses = clients["email"].unique(maintain_order=True).to_list()
    if known < _CLIENTS or len(addresses) * 3 > known * 2:
        return []
    if len(addresses) == 1:
        return _unless_theirs(clients, addresses)
    domains = {address.rpartition("@")[2].rstrip("> ;,") for address in addresses}
    if len(domains) > 1 or is_webmail(next(iter(domains))):
        return []
    return _unless_theirs(clients, addresses)


def _unless_theirs(clients: pl.DataFrame, addresses: list[str]) -> list[str]:
    """Nothing where the clients bear the name of the domain: the branches of one group."""
    word = plain_key(addresses[0].rpartition("@")[2].rpartition(".")[0]).replace(" ", "")
    names = clients["client_name"].drop_nulls().unique().head(200).to_list()
    bearing = sum(1 for name in names if word and word in plain_key(name).replace(" ", ""))
    return [] if bearing * 2 > len(names) else addresses


def _question(clients: pl.DataFrame, addresses: list[str], heading: str | None) -> Question:
    shown = listed([f"« {address[:80]} »" for address in addresses[:3]])
    more = "…" if len(addresses) > 3 else ""
    known = plural(clients["who"].n_unique(), "client")
    one = len(addresses) == 1
    said = "la même adresse" if one else "les mêmes adresses"
    return Question(
        QUESTION,
        f"Colonne « {heading or 'e-mail'} » : {said} pour {known} ({shown}{more}). "
        + ("Est-ce la leur, ou celle" if one else "Sont-elles les leurs, ou celles")
        + " de votre entreprise ?",
        (
            Choice(USED, "Celle de ces clients (un groupe, un cabinet comptable) : leur écrire là"),
            Choice(LEFT, "Celle de mon entreprise, ou d'un vendeur : ne pas l'utiliser"),
        ),
    )


def _tell(clients: pl.DataFrame, heading: str | None, issues: IssueList) -> None:
    """One warning for each address that several clients share."""
    shared = (
        clients.unique(["who", "email"], keep="first", maintain_order=True)
        .group_by("email", maintain_order=True)
        .agg("row", "client_name")
        .filter(pl.col("row").list.len() >= _CLIENTS)
    )
    for email, rows, names in shared.head(_TOLD).iter_rows():
        known = list(dict.fromkeys(name[:40] for name in names if name))
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
