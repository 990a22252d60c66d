"""Whose dollar a bare "$" is: proven by the rest of the file, else asked once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import polars as pl

from relance_core.french import plain_key
from relance_core.intake.layout import Layout
from relance_core.intake.reading import Choice, Question
from relance_core.money import is_currency

CODE = "dollar"
BARE = "$"
#: The dollars of the world that a "$" may stand for, the usual ones first.
DOLLARS = {
    "USD": "Dollar américain (USD)",
    "CAD": "Dollar canadien (CAD)",
    "AUD": "Dollar australien (AUD)",
    "NZD": "Dollar néo-zélandais (NZD)",
    "SGD": "Dollar de Singapour (SGD)",
    "HKD": "Dollar de Hong Kong (HKD)",
}
#: Taxes, and numbers of firms, that one country alone has.
_OF_CANADA = re.compile(r"\b(?:tps|tvq|tvh|gst hst|hst|qst|pst|neq|cad|canada|canadien\w*)\b")
_OF_THE_STATES = re.compile(r"\b(?:usd|us|etats unis|united states|american|americain\w*)\b")
_OF_AUSTRALIA = re.compile(r"\b(?:abn|aud|australia|australie)\b")
_HEADINGS = ((_OF_CANADA, "CAD"), (_OF_THE_STATES, "USD"), (_OF_AUSTRALIA, "AUD"))
#: How countries and provinces are written in their columns.
_COUNTRIES = {
    **dict.fromkeys(("ca", "can", "canada", "quebec", "ontario"), "CAD"),
    **dict.fromkeys(("us", "usa", "u s a", "etats unis", "united states"), "USD"),
    **dict.fromkeys(("au", "aus", "australia", "australie"), "AUD"),
    **dict.fromkeys(("nz", "nzl", "new zealand", "nouvelle zelande"), "NZD"),
    **dict.fromkeys(("sg", "sgp", "singapore", "singapour"), "SGD"),
    **dict.fromkeys(("hk", "hkg", "hong kong"), "HKD"),
}
_PROVINCES = re.compile(r"(?i)^\s*(?:QC|PQ|ON|BC|AB|MB|SK|NB|NS|NL|PE|YT|NT|NU)\s*$")
_CANADIAN_POSTCODE = re.compile(r"(?i)^\s*[ABCEGHJ-NPRSTVXY]\d[A-Z][ -]?\d[A-Z]\d\s*$")
_ZIP = re.compile(r"^\s*\d{5}-\d{4}\s*$")
_STATE_HEADINGS = frozenset({"province", "province etat", "prov", "state province"})


def with_dollars(
    found: pl.Series, layout: Layout, answers: Mapping[str, str]
) -> tuple[pl.Series, list[Question], tuple[str, ...]]:
    """Currencies (codes, or ``BARE``) with the code of each bare dollar; the question, the note.

    While the question is open these rows have no currency.
    """
    bare = (found == BARE).fill_null(False)
    if not bare.any():
        return found, [], ()
    code = answers.get(CODE, "").upper()
    note: tuple[str, ...] = ()
    proofs: set[str] = set()
    if not is_currency(code):
        proofs = _proofs(found, layout)
        code = next(iter(proofs)) if len(proofs) == 1 else ""
        note = (f"« $ » est compris comme : {DOLLARS[code]}, d'après le fichier.",) if code else ()
    told = pl.Series([code or None], dtype=pl.String).new_from_index(0, found.len())
    known = told.zip_with(bare, found)
    return known, [] if code else [_question(proofs)], note


def one_dollar(column: pl.Series, in_cell: pl.Series) -> pl.Series:
    """``in_cell`` without the bare dollars beside which the column names one."""
    named = column.is_in(list(DOLLARS)) & (in_cell == BARE)
    return pl.select(pl.when(~named.fill_null(False)).then(in_cell)).to_series()


def _question(likely: set[str]) -> Question:
    order = sorted(DOLLARS, key=lambda code: code not in likely)
    return Question(
        CODE,
        "Les montants sont en « $ », sans dire de quel pays. De quel dollar s'agit-il ?",
        tuple(Choice(code, DOLLARS[code]) for code in order),
    )


def _proofs(found: pl.Series, layout: Layout) -> set[str]:
    """The dollars that the rest of the file names: its codes, headings, countries, postcodes."""
    named = {code for code in found.drop_nulls().unique().to_list() if code in DOLLARS}
    if named:
        return named
    table = layout.table
    headings = [plain_key(heading) for heading in table.headings]
    proofs = {code for word, code in _HEADINGS if any(word.search(one) for one in headings)}
    countries = layout.rows["country"].drop_nulls().unique().to_list()
    proofs |= {_COUNTRIES[key] for cell in countries if (key := plain_key(cell)) in _COUNTRIES}
    proofs |= _of_places(layout.rows["postcode"], {_CANADIAN_POSTCODE: "CAD", _ZIP: "USD"})
    for at, heading in enumerate(headings):
        if heading in _STATE_HEADINGS:
            proofs |= _of_places(table.frame[f"c{at}"], {_PROVINCES: "CAD"})
    return proofs


def _of_places(cells: pl.Series, patterns: Mapping[re.Pattern[str], str]) -> set[str]:
    filled: Sequence[str] = cells.drop_nulls().head(200).to_list()
    return {code for shape, code in patterns.items() if any(shape.match(cell) for cell in filled)}
