"""What a file has no column for is kept from the file that told it; what it does tell wins.

decisions.md, Imports and hands: a column that is absent changes nothing. A state (debited, sold) is
kept as long as the file lacks the column that told it: an export with a status column alone does
not deny what a column « Cédée » had said, but one that has this column again does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: Facts that an empty cell never takes back.
_FACTS = ("issue_date", "delivery_date", "paid_date", "order_ref", "known_level", "known_date")
#: State -> column of ``INVOICES`` that names the field which told it.
STATES = {"direct_debit": "direct_debit_by", "factored": "factored_by"}
#: Fields that may have told a state when it is not known which did (version 0005 and before).
_UNKNOWN = ("payment_method", "direct_debit_flag")


def told_by(row: Mapping[str, Any]) -> dict[str, str] | None:
    """State -> field that tells it in ``row`` of ``INVOICES``; None when none is told."""
    return {state: row[by] for state, by in STATES.items() if row[by] is not None} or None


def keep_what_is_absent(
    fresh: dict[str, Any], old: Mapping[str, Any], fields: frozenset[str]
) -> tuple[str, ...]:
    """Complete ``fresh``, of a file that has columns for ``fields``, with what ``old`` knows.

    Returns the states that an earlier file alone told, and that still hold.
    """
    for column in _FACTS:
        if fresh[column] is None:
            fresh[column] = old[column]
    if not fields & {"dispute", "status"}:
        fresh["disputed_amount"] = min(old["disputed_amount"], fresh["open_amount"])
        fresh["dispute_reason"] = old["dispute_reason"]
    if fresh["due_calculated"] and not old["due_calculated"]:
        fresh["due_date"], fresh["due_calculated"] = old["due_date"], False
    kept = tuple(
        state
        for state in STATES
        if old[state] and not fresh[state] and not _may_deny(state, old["told_by"], fields)
    )
    for state in kept:
        fresh[state] = True
        was = (old["told_by"] or {}).get(state)
        if was is not None:
            fresh["told_by"] = {**(fresh["told_by"] or {}), state: was}
    return kept


def _may_deny(state: str, told: Mapping[str, str] | None, fields: frozenset[str]) -> bool:
    """Whether the file has the column that told a state, and so says now that it is over."""
    by = (told or {}).get(state)
    return by in fields if by is not None else bool(fields.intersection(_UNKNOWN))
