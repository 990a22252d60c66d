"""What a line of the plan says of its message in few words: the reason, and what is deducted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from relance_core import french

_LATE = "(échue |qui arrive |à échéance )"


def short_reason(for_date: date) -> pl.Expr:
    """« FA-12 + 2 autres, échue depuis 8 jours ; 1re relance le 12/11. », or the whole ``reason``.

    The step has its own column, the year is that of the plan: what tells one line from another is
    read before the cell ends.
    """
    from_number_on = pl.col("reason").str.strip_prefix(
        pl.format("{} : facture ", pl.col("step_label"))
    )
    return (
        from_number_on.str.replace(
            rf"^(.+?) {_LATE}(.*?)\. Concerne aussi (\d+ autres?) factures?\.",
            "${1} + ${4}, ${2}${3}.",
        )
        .str.replace_all(rf"(\d\d/\d\d)/{for_date.year}", "${1}")
        .alias("why")
    )


def deducted_words(row: Mapping[str, Any]) -> str:
    """Why a message asks for less than its invoices come to; empty when nothing is deducted.

    ``row``: a row of ``message_lines``.
    """
    if not row["credit"]:
        return ""
    asked, credit = row["amount"], row["credit"]
    net, gross, less = (
        french.amount(one, row["currency"]) for one in (asked, asked + credit, credit)
    )
    return (
        f"Demandé : {net}, soit {gross} de factures moins {less} d'avoirs et de règlements à "
        "déduire."
    )
