"""Sets aside the firm's own addresses: what is written there reaches no client."""

from __future__ import annotations

import polars as pl

from relance_core.intake.addresses import split_addresses
from relance_core.intake.issues import IssueList
from relance_core.intake.webmail import is_webmail
from relance_core.vocabulary import Severity


def own_mail(*addresses: str) -> frozenset[str]:
    """What makes an address the firm's: "@alpha.fr", or the whole address at a webmail."""
    found = set()
    for address in addresses:
        local, at, domain = address.strip().casefold().rpartition("@")
        if local and at and "." in domain:
            found.add(f"{local}@{domain}" if is_webmail(domain) else f"@{domain}")
    return frozenset(found)


def is_own(address: str, own: frozenset[str]) -> bool:
    """Whether an address is the firm's, by what ``own_mail`` gave."""
    plain = address.casefold()
    return plain in own or f"@{plain.rpartition('@')[2]}" in own


def without_own(
    rows: pl.Series,
    cells: pl.Series,
    own: frozenset[str],
    heading: str | None,
    issues: IssueList,
) -> pl.Series:
    """Cells of addresses without the firm's own, each of which is told; null when none is left."""
    if not own or cells.null_count() == cells.len():
        return cells
    marks = [mark.lstrip("@") for mark in own]
    suspect = cells.str.to_lowercase().str.contains_any(marks).fill_null(False)
    if not suspect.any():
        return cells
    left: dict[str, str | None] = {}
    for cell in cells.filter(suspect).unique().to_list():
        valid, bad = split_addresses(cell)
        if not any(is_own(address, own) for address in valid):
            continue
        kept = [address for address in valid if not is_own(address, own)]
        left[cell] = "; ".join([*kept, *bad]) or None
    if not left:
        return cells
    found = cells.is_in(list(left)).fill_null(False)
    frame = pl.DataFrame({"row": rows, "cell": cells}).filter(found)
    issues.add_each(
        frame.rows(),
        "own_email",
        Severity.WARNING,
        "« {value} » est une adresse de votre entreprise ; rien n'y sera envoyé.",
        heading,
    )
    cleaned = cells.replace_strict(left, default=None, return_dtype=pl.String)
    return cleaned.zip_with(found, cells)
