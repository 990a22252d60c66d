"""The people of a file of contacts: who of a client's is written to, and at which addresses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from relance_core.french import listed, plain_key
from relance_core.intake.addresses import MAX_RECIPIENTS, split_addresses
from relance_core.intake.columns import fits
from relance_core.intake.content import Content
from relance_core.intake.headings import candidates, tokens
from relance_core.intake.issues import IssueList
from relance_core.vocabulary import Severity

_FIRST = (
    frozenset({"prenom"}),
    frozenset({"first", "name"}),
    frozenset({"firstname"}),
    frozenset({"given", "name"}),
    frozenset({"prenom", "contact"}),
)
_LAST = (
    frozenset({"nom"}),
    frozenset({"nom", "famille"}),
    frozenset({"last", "name"}),
    frozenset({"lastname"}),
    frozenset({"surname"}),
    frozenset({"family", "name"}),
    frozenset({"nom", "contact"}),
)
_ROLE = re.compile(
    r"fonction|role|poste|service|departement|department|title|titre|qualite|job|position"
)
#: Whoever pays the invoices, in a heading, a role, or in front of the @.
_ACCOUNTS = re.compile(
    r"\b(compta\w*|factur\w*|fournisseurs?|tresor\w*|regle?ments?|paiements?|recouvr\w*|daf|raf|"
    r"account\w*|billing|invoic\w*|payables?|finance\w*|ap)\b"
)


@dataclass(frozen=True)
class PeopleColumns:
    """Where a file of contacts says who the people are; positions in the table."""

    mails: tuple[int, ...] = ()
    accounts: frozenset[int] = frozenset()  # those of the mails that are the accounts'
    first: int | None = None
    last: int | None = None
    role: int | None = None
    said: dict[str, str] = field(default_factory=dict)  # field -> heading, settled by the names


def is_accounts(heading: str) -> bool:
    """Whether a heading is of whoever pays the invoices."""
    return _ACCOUNTS.search(plain_key(heading)) is not None


def people_columns(headings: Sequence[str], contents: Sequence[Content]) -> PeopleColumns:
    """What the headings say of people: "Prénom" makes of "Nom" a person's name, not a client's."""
    mails = tuple(
        position
        for position, (heading, content) in enumerate(zip(headings, contents, strict=True))
        if content.filled
        and fits("email", content)
        and (content.emails >= 0.8 or any(name == "email" for name, _ in candidates(heading)))
    )
    accounts = frozenset(at for at in mails if is_accounts(headings[at]))
    words = [tokens(heading) for heading in headings]
    first = next((at for at, told in enumerate(words) if told in _FIRST), None)
    last = None
    if first is not None:
        last = next((at for at, told in enumerate(words) if told in _LAST), None)
    role = next(
        (
            at
            for at, told in enumerate(words)
            if any(_ROLE.fullmatch(word) for word in told) and at not in mails
        ),
        None,
    )
    said = _who(headings, contents, (first, last, *mails)) if first is not None else {}
    return PeopleColumns(mails, accounts, first, last, role, said)


def _who(
    headings: Sequence[str], contents: Sequence[Content], taken: tuple[int | None, ...]
) -> dict[str, str]:
    """The client's own column beside the names of a person; nobody's when they are the client."""
    claims = [
        (confidence, -at)
        for at, heading in enumerate(headings)
        if at not in taken
        for name, confidence in candidates(heading)
        if name == "client_name" and fits(name, contents[at])
    ]
    _, last, *_ = taken
    person = headings[last] if last is not None else ""
    if not claims:
        return {"contact_name": "", "client_name": person or headings[taken[0] or 0]}
    return {"client_name": headings[-max(claims)[1]], "contact_name": person}


def with_people(frame: pl.DataFrame, table: pl.DataFrame, columns: PeopleColumns) -> pl.DataFrame:
    """``frame`` (by field) with whole names, and with ``mails``, ``accounts_mails`` and ``role``.

    ``table``: the same rows by position. Cells of several columns are put together with "; ".
    """
    usual = [f"c{at}" for at in columns.mails if at not in columns.accounts]
    accounts = [f"c{at}" for at in columns.mails if at in columns.accounts]
    frame = frame.with_columns(
        _together(table, usual, "; ").alias("mails"),
        _together(table, accounts, "; ").alias("accounts_mails"),
        _together(table, [f"c{columns.role}"] if columns.role is not None else [], " ").alias(
            "role"
        ),
    )
    named = [f"c{at}" for at in (columns.first, columns.last) if at is not None]
    if columns.first is None:
        return frame
    whole = _together(table, named, " ")
    target = "client_name" if columns.said.get("contact_name") == "" else "contact_name"
    if target == "client_name" and columns.last is None:
        return frame
    return frame.with_columns(whole.alias(target))


def _together(table: pl.DataFrame, columns: Sequence[str], mark: str) -> pl.Series:
    if not columns:
        return pl.repeat(None, table.height, dtype=pl.String, eager=True)
    cells = [
        pl.when(pl.col(name).str.strip_chars() != "").then(pl.col(name).str.strip_chars())
        for name in columns
    ]
    return table.select(
        pl.concat_str(cells, separator=mark, ignore_nulls=True).replace("", None)
    ).to_series()


@dataclass(frozen=True)
class Person:
    """A row about somebody at a client."""

    row: int
    name: str | None
    role: str | None
    phone: str | None
    mails: str | None
    accounts_mails: str | None

    @property
    def accounts(self) -> tuple[str, ...]:
        """His addresses, when he is known to pay the invoices."""
        own = split_addresses(self.accounts_mails)[0]
        if own:
            return own
        told = plain_key(f"{self.role or ''} {self.name or ''}")
        every = split_addresses(self.mails)[0]
        if _ACCOUNTS.search(told):
            return every
        return tuple(one for one in every if _ACCOUNTS.search(plain_key(one.partition("@")[0])))

    @property
    def line(self) -> str:
        """« Jane Roy, gérante : jane@a.example, 01 02 03 04 05 »."""
        who = ", ".join(one for one in (self.name, self.role) if one)
        where = ", ".join([*self.all, *([self.phone] if self.phone else [])])
        return " : ".join(one for one in (who, where) if one)

    @property
    def all(self) -> tuple[str, ...]:
        """Every valid address of the row."""
        return split_addresses(self.mails)[0] + split_addresses(self.accounts_mails)[0]


@dataclass(frozen=True)
class WrittenTo:
    """Whom a client's reminders go to."""

    email: str | None
    name: str | None
    phone: str | None
    people: str | None  # everybody named, a line each; None for one


def written_to(client: str, people: Sequence[Person], issues: IssueList) -> WrittenTo:
    """The accounts' addresses when the file has some, else those of everybody named; told.

    Rows that name nobody and differ are not several people: the last one holds.
    """
    phone = next((one.phone for one in reversed(people) if one.phone), None)
    lines = list(dict.fromkeys(one.line for one in people if one.line))
    everybody = "\n".join(lines) if len(lines) > 1 else None
    paying = [one for one in people if one.accounts]
    if paying:
        chosen = paying
        mails = list(dict.fromkeys(mail for one in paying for mail in one.accounts))
    else:
        reachable = [one for one in people if one.all]
        chosen = reachable if named_several(people) else reachable[-1:]
        mails = list(dict.fromkeys(mail for one in chosen for mail in one.all))
    if not mails:
        raw = next((one.mails or one.accounts_mails for one in reversed(people) if one.mails), None)
        name = next((one.name for one in reversed(people) if one.name), None)
        return WrittenTo(raw, name, phone, everybody)
    kept = mails[:MAX_RECIPIENTS]
    others = {mail for one in people for mail in one.all} - set(kept)
    if (paying and others) or named_several(people):
        _tell(client, people, chosen, kept, sorted(others), issues)
    name = chosen[0].name if len(chosen) == 1 or paying else None
    own = next((one.phone for one in chosen if one.phone), None)
    return WrittenTo("; ".join(kept), name, own or phone, everybody)


def named_several(people: Sequence[Person]) -> bool:
    """Whether the rows name several people, rather than say the same client again."""
    return len({one.name for one in people if one.name}) > 1


def _tell(
    client: str,
    people: Sequence[Person],
    chosen: Sequence[Person],
    kept: list[str],
    others: list[str],
    issues: IssueList,
) -> None:
    left = f" ; pas à {listed(others[:3])}{'…' if len(others) > 3 else ''}" if others else ""
    issues.add(
        "several_people",
        Severity.WARNING,
        f"« {client[:60]} » a plusieurs contacts : les relances iront à {listed(kept[:4])}"
        f"{'…' if len(kept) > 4 else ''}{left}. Cela se change dans Clients.",
        row=chosen[-1].row if chosen else people[-1].row,
        value=client,
    )
