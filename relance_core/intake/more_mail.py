"""Keeps a client's further addresses, which stand in columns beside the one of the e-mail."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from relance_core.french import listed
from relance_core.intake.headings import ColumnReading, of_somebody_else
from relance_core.intake.layout import Layout
from relance_core.intake.people import is_accounts
from relance_core.intake.webmail import is_webmail

#: Rows from which one same domain, which is not that of the clients, is the firm's own.
_ROWS = 3
ADDRESS = r"^[^\s@]+@[^\s@]+\.[^\s@]+"
_DOMAIN = r"@([A-Za-z0-9.-]+)"


def with_more_mail(frame: pl.DataFrame, layout: Layout) -> tuple[pl.DataFrame, list[str]]:
    """``frame`` (by field, with ``row``) whose ``email`` holds every address; the notes.

    The accounts' addresses come first. What is somebody else's by its heading and its domains, or
    by its domain alone, is left aside, and told.
    """
    table, columns = layout.table, layout.columns
    main = next((column for column in columns if column.field == "email"), None)
    others = [
        column
        for column in columns
        if column.field is None
        and column.position < len(table.headings)
        and _holds_mail(table.frame[f"c{column.position}"])
    ]
    if main is None or not others:
        return frame, []
    rows = table.frame
    own = rows[f"c{main.position}"]
    ours = [one for one in others if not _is_the_clients(rows[f"c{one.position}"], own, one)]
    kept = [one for one in others if one not in ours]
    notes = []
    if ours:
        notes.append(
            f"{_named(ours)} : adresses qui ne semblent pas celles du client, laissées de côté."
        )
    if not kept:
        return frame, notes
    order = sorted([main, *kept], key=lambda one: not is_accounts(one.heading))
    notes.append(f"Les adresses de chaque client sont prises dans {_named(order)}.")
    texts = [pl.col(f"c{one.position}").str.strip_chars().replace("", None) for one in order]
    together = rows.select(
        "row",
        pl.concat_list(texts)
        .list.drop_nulls()
        .list.unique(maintain_order=True)
        .list.join("; ")
        .replace("", None)
        .alias("email"),
    )
    frame = frame.drop("email").join(together, on="row", how="left", maintain_order="left")
    return frame, notes


def _holds_mail(cells: pl.Series) -> bool:
    """Whether a column without a meaning is one of addresses."""
    filled = cells.drop_nulls().str.strip_chars()
    filled = filled.filter(filled != "")
    return bool(filled.len()) and filled.str.contains(ADDRESS).sum() >= 0.8 * filled.len()


def _is_the_clients(cells: pl.Series, own: pl.Series, column: ColumnReading) -> bool:
    """Whether addresses are the client's: a heading of one's own staff must be proven wrong."""
    domains = pl.DataFrame(
        {
            "one": cells.str.extract(_DOMAIN).str.to_lowercase(),
            "own": own.str.extract(_DOMAIN).str.to_lowercase(),
        }
    ).filter(pl.col("one").is_not_null())
    both = domains.drop_nulls()
    alike = (both["one"] == both["own"]).sum() / both.height if both.height else 0
    if of_somebody_else(column.heading):
        return alike >= 0.8
    one = domains["one"].unique().to_list()
    firm = len(one) == 1 and not is_webmail(one[0]) and domains.height >= _ROWS
    return not (firm and alike < 0.5)


def _named(columns: Sequence[ColumnReading]) -> str:
    return listed([f"« {column.heading} »" for column in columns])
