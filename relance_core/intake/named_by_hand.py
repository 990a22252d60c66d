"""The client of an invoice whose row names nobody, once somebody has said who it is."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from relance_core.intake.clients import MAX_NAME

#: Then the number of the invoice: it is the same in the next export, its row is not.
PREFIX = "client_of:"
#: Issue of the rows that may be named so.
NOBODY = "missing_client"


def with_names_given(frame: pl.DataFrame, answers: Mapping[str, str]) -> pl.DataFrame:
    """``client_name`` on the rows without a client whose number an answer gives one to."""
    said = {
        code.removeprefix(PREFIX): name.strip()
        for code, name in answers.items()
        if code.startswith(PREFIX) and name.strip()
    }
    if not said:
        return frame
    number = pl.col("number").str.strip_chars()
    given = number.replace_strict(said, default=None, return_dtype=pl.String)
    nobody = pl.all_horizontal(pl.col("client_name", "client_code").is_null())
    return frame.with_columns(
        pl.when(nobody).then(given).otherwise("client_name").alias("client_name")
    )


def is_name(value: str) -> bool:
    """Whether a value may be the name of a client."""
    return 0 < len(value.strip()) <= MAX_NAME and any(map(str.isalnum, value))
