"""Tells the words about a debtor that mean nothing here, rather than dropping them in silence."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from relance_core.intake.issues import IssueList
from relance_core.intake.statuses import read_words
from relance_core.vocabulary import Severity

#: Distinct words told of one column: a column of categories of one's own has no end of them.
TOLD = 5
#: What a column of types says of the list rather than of the debtor.
_NO_TYPE = r"(?i)^\s*(?:clients?|fournisseurs?|customers?|suppliers?|vendors?|tiers|prospects?)\s*$"
_MESSAGES = {
    "language": "« {value} » n'est pas une langue que Relance écrit : les messages seront en "
    "français.",
    "debtor_type": "« {value} » n'est pas un type de débiteur connu ; à préciser dans Clients.",
}


def tell_unknown_words(frame: pl.DataFrame, headings: Mapping[str, str], issues: IssueList) -> None:
    """A remark for each language and type of debtor, as written, that no word list knows."""
    for field, message in _MESSAGES.items():
        if field not in headings:
            continue
        cells = frame[field]
        unknown = frame.filter(cells.is_not_null() & read_words(cells, field).is_null())
        if field == "debtor_type" and not unknown.is_empty():
            unknown = unknown.filter(~pl.col(field).str.contains(_NO_TYPE))
        first = unknown.unique(field, keep="first", maintain_order=True).head(TOLD)
        issues.add_each(
            first.select("row", field).rows(),
            f"unknown_{field}",
            Severity.WARNING,
            message,
            headings[field],
        )
