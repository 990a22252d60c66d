"""Tells the client's code from the client's name where a column may be either."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import polars as pl

from relance_core.intake.content import Content
from relance_core.intake.headings import GENERIC, tokens

#: Confidence of what the cells, rather than the heading, have settled.
BY_CELLS = 0.8
#: Headings that may name the client only beside a column of codes ("Compte", "Intitulé").
TITLES = frozenset({frozenset({"intitule"}), frozenset({"nom"}), frozenset({"libelle", "compte"})})
#: Headings that may do so when each code has but one text under them.
LABELS = frozenset({frozenset({"libelle"}), frozenset({"description"}), frozenset({"designation"})})
#: Words of a heading that ask for the name in full.
NAME_WORDS = frozenset({"nom", "name", "raison", "sociale", "intitule", "denomination", "full"})
CLIENT_WORDS = frozenset({"client", "cliente", "clients", "customer", "buyer", "acheteur"})
COMPANY_WORDS = frozenset({"company", "societe", "entreprise", "organisation", "organization"})
NAME = frozenset({"name"})
GENERAL_ACCOUNT = r"^4[01]\d{0,2}0*$"
#: Cells that mostly tell a column from one of general accounts, before it is read whole.
SEEN_FIRST = 100

Claims = dict[str, list[tuple[float, int]]]


def settle_clients(
    claims: Claims,
    headings: Sequence[str],
    contents: Sequence[Content],
    cells: Callable[[int], pl.Series] | None = None,
) -> Claims:
    """The claims on columns once the cells have told codes from names.

    ``claims`` gives each field its (confidence, position); the positions are those of ``headings``
    and of ``cells``.
    """
    settled = {field: list(listed) for field, listed in claims.items()}
    _drop_general_account(settled, contents)
    names = [position for _, position in settled.get("client_name", ())]
    titles = [] if len(names) > 1 else _titles(headings, contents)
    if not names and not titles and cells is not None:
        titles = _labels(settled.get("client_code", ()), headings, contents, cells)
    rivals = [*names, *titles]
    codes = [position for position in names if is_code(position, rivals, contents)]
    if codes and len(codes) < len(rivals):
        _move(settled, _without_numbers(settled, codes, headings, contents))
    if len(codes) == len(names) and titles and (codes or settled.get("client_code")):
        for listed in settled.values():
            listed[:] = [claim for claim in listed if claim[1] != titles[0]]
        settled["client_name"] = [(BY_CELLS, titles[0])]
    _name_the_company(settled, headings)
    _prefer_full_names(settled, headings)
    return {field: listed for field, listed in settled.items() if listed}


def is_general_account(cells: pl.Series) -> bool:
    """Whether a column holds nothing but accounts of the general ledger, nobody's own."""

    def all_of(some: pl.Series) -> bool:
        return bool(some.str.strip_chars().str.contains(GENERAL_ACCOUNT).all())

    return cells.len() > 1 and all_of(cells.head(SEEN_FIRST)) and all_of(cells)


def is_code(position: int, rivals: Sequence[int], contents: Sequence[Content]) -> bool:
    """Whether a column holds codes, by itself or beside the names of another."""
    content = contents[position]
    if content.codes >= 0.8:
        return True
    spaced = max((contents[rival].spaced for rival in rivals if rival != position), default=0.0)
    # "ALPHA" is a code beside "Alpha SARL".
    return bool(content.filled) and content.spaced == 0 and content.capitals > 0.9 and spaced > 0.3


def _without_numbers(
    claims: Claims, codes: Sequence[int], headings: Sequence[str], contents: Sequence[Content]
) -> list[int]:
    """The codes of clients, without what a program calls an invoice's "name": its number."""
    named = [at for at in codes if tokens(headings[at]) == NAME and contents[at].numbers == 0]
    if not named or claims.get("number"):
        return list(codes)
    claims["client_name"] = [one for one in claims["client_name"] if one[1] not in named]
    claims["number"] = [(GENERIC, position) for position in named]
    return [position for position in codes if position not in named]


def _move(claims: Claims, positions: Sequence[int]) -> None:
    """Columns that claimed the name are the code, unless another one says plainly that it is."""
    claims["client_name"] = [one for one in claims["client_name"] if one[1] not in positions]
    known = [confidence for confidence, _ in claims.get("client_code", ())]
    if positions and max(known, default=0.0) < BY_CELLS:
        claims["client_code"] = [(BY_CELLS, position) for position in positions]


def _titles(headings: Sequence[str], contents: Sequence[Content]) -> list[int]:
    """The columns of names that a list by account heads "Intitulé"."""
    return [
        position
        for position, (heading, content) in enumerate(zip(headings, contents, strict=True))
        if tokens(heading) in TITLES and content.words > 0.8 and content.codes < 0.5
    ]


def _labels(
    codes: Sequence[tuple[float, int]],
    headings: Sequence[str],
    contents: Sequence[Content],
    cells: Callable[[int], pl.Series],
) -> list[int]:
    """The columns of texts that follow the code of the client, whatever the row."""
    free = [
        position
        for position, heading in enumerate(headings)
        if tokens(heading) in LABELS and contents[position].words > 0.8
    ]
    if not codes or not free:
        return []
    code = cells(max(codes)[1])
    return [position for position in free if _follows(code, cells(position))]


def _follows(code: pl.Series, label: pl.Series) -> bool:
    rows = pl.DataFrame({"code": code, "label": label}).drop_nulls()
    pairs = rows.unique()
    several = pairs["code"].n_unique() < rows.height and pairs["label"].n_unique() > 1
    return several and pairs.height == pairs["code"].n_unique() == pairs["label"].n_unique()


def _name_the_company(claims: Claims, headings: Sequence[str]) -> None:
    """Beside the client's company, the client's name is that of the person who is written to."""
    names = claims.get("client_name", [])
    company = [one for one in names if _says_company(tokens(headings[one[1]]))]
    if not 0 < len(company) < len(names):
        return
    person = [(BY_CELLS, at) for _, at in names if tokens(headings[at]) & CLIENT_WORDS]
    person = [one for one in person if one[1] not in {at for _, at in company}]
    claims["client_name"] = company
    claims["contact_name"] = [*claims.get("contact_name", []), *person]


def _says_company(words: frozenset[str]) -> bool:
    """Whether a heading is that of the client's company; "Société" alone may be the firm's own."""
    return bool(words & COMPANY_WORDS) and bool(words & CLIENT_WORDS)


def _prefer_full_names(claims: Claims, headings: Sequence[str]) -> None:
    """Of two columns of names, the one that says so: "Customer Name" rather than "Customer"."""
    names = claims.get("client_name", [])
    best = max((confidence for confidence, _ in names), default=0.0)
    rivals = [claim for claim in names if best - claim[0] < 0.1]
    full = [claim for claim in rivals if _says_name(tokens(headings[claim[1]]))]
    if 0 < len(full) < len(rivals):
        claims["client_name"] = [claim for claim in names if claim in full or claim not in rivals]


def _says_name(words: frozenset[str]) -> bool:
    """Whether a heading asks for the client's name; "Nom" alone may be that of a person."""
    return bool(words & NAME_WORDS) and words not in ({"nom"}, {"name"})


def _drop_general_account(claims: Claims, contents: Sequence[Content]) -> None:
    """A single account of the general ledger on each row (411000) is nobody's code."""
    known: Mapping[str, list[tuple[float, int]]] = claims
    if not known.get("client_name") and len(known.get("client_code", ())) < 2:
        return
    claims["client_code"] = [
        (confidence, position)
        for confidence, position in known.get("client_code", ())
        if not (
            contents[position].filled > 1
            and len(contents[position].samples) == 1
            and re.match(GENERAL_ACCOUNT, contents[position].samples[0])
        )
    ]
