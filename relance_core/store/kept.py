"""What a file has no column for is kept from the file that told it; what it does tell wins.

decisions.md, Imports and hands: a column that is absent changes nothing. A state (debited, sold,
contested, to be decided) is kept as long as the file lacks the column that told it: an export with
a status column alone does not deny what a column « Cédée » had said, but one that has this column
again does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: Facts that an empty cell never takes back.
_FACTS = ("issue_date", "delivery_date", "paid_date", "order_ref", "known_level", "known_date")
#: State -> column of ``INVOICES`` that names the field which told it.
STATES = {
    "direct_debit": "direct_debit_by",
    "factored": "factored_by",
    "disputed_amount": "dispute_by",
}
#: What is to be decided, under the field whose state asks it: of ``told_by`` too.
ASKED = "asked"
#: Fields that may have told a state when it is not known which did (before version 0006).
_UNKNOWN = {
    "direct_debit": ("payment_method", "direct_debit_flag"),
    "disputed_amount": ("dispute", "status", "disputed_amount", "dispute_reason"),
}


def told_by(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """What ``row`` of ``INVOICES`` tells, as ``invoice.told_by`` keeps it; None when nothing.

    State -> field that tells it, and ``ASKED`` -> what is to be decided by field.
    """
    told: dict[str, Any] = {state: row[by] for state, by in STATES.items() if row[by] is not None}
    if row["asked_by"]:
        told[ASKED] = dict(zip(row["asked_by"], row["asked"], strict=True))
    return told or None


def keep_what_is_absent(
    fresh: dict[str, Any], old: Mapping[str, Any], fields: frozenset[str]
) -> tuple[str, ...]:
    """Complete ``fresh``, of a file that has columns for ``fields``, with what ``old`` knows.

    Returns the states that an earlier file alone told, and that still hold.
    """
    for column in _FACTS:
        if fresh[column] is None:
            fresh[column] = old[column]
    if fresh["due_calculated"] and not old["due_calculated"]:
        fresh["due_date"], fresh["due_calculated"] = old["due_date"], False
    told, before = dict(fresh["told_by"] or {}), old["told_by"] or {}
    kept = []
    for state in STATES:
        if not old[state] or fresh[state] or _may_deny(state, before, fields):
            continue
        fresh[state] = old[state]
        if state in before:
            told[state] = before[state]
        kept.append(state)
    if "disputed_amount" in kept:
        fresh["disputed_amount"] = min(old["disputed_amount"], fresh["open_amount"])
        fresh["dispute_reason"] = old["dispute_reason"]
    if asked := {by: one for by, one in before.get(ASKED, {}).items() if by not in fields}:
        told[ASKED] = asked | told.get(ASKED, {})
        for sentence in asked.values():
            fresh["decision"] = _with(fresh["decision"], sentence)
        kept.append(ASKED)
    fresh["told_by"] = told or None
    return tuple(kept)


def _with(decision: str | None, sentence: str) -> str:
    if decision and sentence in decision:
        return decision
    return f"{decision or ''} {sentence}".strip()


def _may_deny(state: str, told: Mapping[str, Any], fields: frozenset[str]) -> bool:
    """Whether the file has the column that told a state, and so says now that it is over."""
    by = told.get(state)
    if by is not None:
        return by in fields
    return bool(fields.intersection(_UNKNOWN.get(state, ())))
