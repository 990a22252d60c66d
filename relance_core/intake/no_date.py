"""Tells the cells that are written to say "no date" from those that could not be read."""

from __future__ import annotations

import polars as pl

#: What programs and people write: signs and zeros alone, the day zero of a program, a word.
NO_DATE = (
    r"(?i)^(?:[^\pL1-9#]*|(?:0001|1753|1900|9999)-(?:01-0[01]|12-31)(?:[ T].*)?|1899-12-3[01].*"
    r"|(?:(?:0[01]|31)/(?:0[01]|12)/(?:0001|1753|1900|9999)|3[01]/12/1899)(?: .*)?"
    r"|n/?a|nan|nat|null|none|n[ée]ant|vide|aucune?|non (?:renseign|communiqu)[ée]+s?)$"
)


def says_no_date(column: pl.Series) -> pl.Series:
    """Whether each cell says that there is no date: "-", 00/00/0000, 0001-01-01; never null."""
    return column.str.strip_chars().str.contains(NO_DATE).fill_null(False)
