"""Rows of a query as a frame of declared columns and types."""

from __future__ import annotations

from typing import Any

import polars as pl
from sqlalchemy import Connection, Select


def frame_of(conn: Connection, query: Select[Any], schema: dict[str, Any]) -> pl.DataFrame:
    """The rows of ``query`` as a frame of exactly the columns and types of ``schema``."""
    rows = conn.execute(query).all()
    if not rows:
        return pl.DataFrame(schema=schema)
    columns = zip(*rows, strict=True)
    return pl.DataFrame(
        [
            pl.Series(name, list(values), dtype=dtype)
            for (name, dtype), values in zip(schema.items(), columns, strict=True)
        ]
    )
