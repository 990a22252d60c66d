"""Tells the client's code from the client's name where a column may be either."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from relance_core.intake.content import Content
from relance_core.intake.headings import tokens

#: Confidence of what the cells, rather than the heading, have settled.
BY_CELLS = 0.8
#: Headings that may name the client only beside a column of codes ("Compte", "Intitulé").
TITLES = frozenset({frozenset({"intitule"}), frozenset({"nom"}), frozenset({"libelle", "compte"})})
#: Words of a heading that ask for the name in full.
NAME_WORDS = frozenset({"nom", "name", "raison", "sociale", "intitule", "denomination", "full"})
GENERAL_ACCOUNT = re.compile(r"^4[01]\d{0,2}0*$")

Claims = dict[str, list[tuple[float, int]]]


def settle_clients(claims: Claims, headings: Sequence[str], contents: Sequence[Content]) -> Claims:
    """The claims on columns once the cells have told codes from names.

    ``claims`` gives each field its (confidence, position); the positions are those of ``headings``.
    """
    settled = {field: list(listed) for field, listed in claims.items()}
    _drop_general_account(settled, contents)
    names = [position for _, position in settled.get("client_name", ())]
    titles = [] if len(names) > 1 else _titles(headings, contents)
    rivals = [*names, *titles]
    codes = [position for position in names if is_code(position, rivals, contents)]
    if codes and len(codes) < len(rivals):
        _move(settled, codes)
    if len(codes) == len(names) and titles and (codes or settled.get("client_code")):
        for listed in settled.values():
            listed[:] = [claim for claim in listed if claim[1] != titles[0]]
        settled["client_name"] = [(BY_CELLS, titles[0])]
    _prefer_full_names(settled, headings)
    return {field: listed for field, listed in settled.items() if listed}


def is_code(position: int, rivals: Sequence[int], contents: Sequence[Content]) -> bool:
    """Whether a column holds codes, by itself or beside the names of another."""
    content = contents[position]
    if content.codes >= 0.8:
        return True
    spaced = max((contents[rival].spaced for rival in rivals if rival != position), default=0.0)
    # "ALPHA" is a code beside "Alpha SARL".
    return bool(content.filled) and content.spaced == 0 and content.capitals > 0.9 and spaced > 0.3


def _move(claims: Claims, positions: Sequence[int]) -> None:
    """Columns that claimed the name are the code, unless another one says plainly that it is."""
    claims["client_name"] = [one for one in claims["client_name"] if one[1] not in positions]
    known = [confidence for confidence, _ in claims.get("client_code", ())]
    if max(known, default=0.0) < BY_CELLS:
        claims["client_code"] = [(BY_CELLS, position) for position in positions]


def _titles(headings: Sequence[str], contents: Sequence[Content]) -> list[int]:
    """The columns of names that a list by account heads "Intitulé"."""
    return [
        position
        for position, (heading, content) in enumerate(zip(headings, contents, strict=True))
        if tokens(heading) in TITLES and content.words > 0.8 and content.codes < 0.5
    ]


def _prefer_full_names(claims: Claims, headings: Sequence[str]) -> None:
    """Of two columns of names, the one that says so: "Customer Name" rather than "Customer"."""
    names = claims.get("client_name", [])
    best = max((confidence for confidence, _ in names), default=0.0)
    rivals = [claim for claim in names if best - claim[0] < 0.1]
    full = [claim for claim in rivals if tokens(headings[claim[1]]) & NAME_WORDS]
    if 0 < len(full) < len(rivals):
        claims["client_name"] = [claim for claim in names if claim in full or claim not in rivals]


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
            and GENERAL_ACCOUNT.match(contents[position].samples[0])
        )
    ]
