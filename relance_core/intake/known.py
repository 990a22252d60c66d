"""What is known beside a file of invoices: clients merged, the firm's own mail, clients' terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from relance_core.intake.clients import name_keys

#: Kind of alias ("code", "name", or "bare_name" of somebody without a code) and its key.
Alias = tuple[str, str]


@dataclass(frozen=True)
class Known:
    """Handed to ``understand`` by whoever knows it; nothing is known by default."""

    merged: Mapping[Alias, tuple[str | None, str]] = field(default_factory=dict)  # code, name kept
    terms: Mapping[Alias, str] = field(default_factory=dict)  # of payment, as written
    own: frozenset[str] = frozenset()  # the firm's own mail, as ``own_mail`` gives it


def by_alias(frame: pl.DataFrame, told: Mapping[Alias, str]) -> pl.Series:
    """What ``told`` says of each row's client: by its code, else by its name; null without.

    As in the ledger, a row with a code is another client than one of that name with another code:
    its name is heard only for what ``told`` knows under ``bare_name``, of somebody without a code.
    """
    columns = {"code": "client_code", "name": "client_name", "bare_name": "client_name"}
    found = {}
    for kind, column in columns.items():
        values = {key: value for (of, key), value in told.items() if of == kind}
        if values:
            keys = name_keys(frame[column].cast(pl.String))
            found[kind] = keys.replace_strict(values, default=None, return_dtype=pl.String)
        else:
            found[kind] = pl.repeat(None, frame.height, dtype=pl.String, eager=True)
    uncoded = pl.when(pl.col("coded").is_null()).then(pl.col("name"))
    return (
        pl.DataFrame(found)
        .with_columns(frame["client_code"].alias("coded"))
        .select(pl.coalesce("code", uncoded, "bare_name"))
        .to_series()
    )


def under_kept_names(frame: pl.DataFrame, known: Known) -> pl.DataFrame:
    """Rows of a client that was merged bear the code and the name of the one that was kept."""
    if not known.merged:
        return frame
    # One text for both, so that a name without a code takes the old code away too.
    packed = {alias: f"{code or ''}\n{name}" for alias, (code, name) in known.merged.items()}
    kept = by_alias(frame, packed).str.split_exact("\n", 1)
    parts = kept.struct.rename_fields(["code", "name"]).struct.unnest()
    merged = parts["name"].is_not_null()
    return frame.with_columns(
        pl.when(merged)
        .then(parts["code"].replace("", None))
        .otherwise(pl.col("client_code"))
        .alias("client_code"),
        pl.when(merged).then(parts["name"]).otherwise(pl.col("client_name")).alias("client_name"),
    )
