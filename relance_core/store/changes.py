"""What an import changes in the ledger: the kinds of change, and what was there before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

#: What makes two readings of an invoice differ for whoever chases it.
_COMPARED = (
    "payer_id",
    "currency",
    "issue_date",
    "due_date",
    "amount",
    "open_amount",
    "disputed_amount",
    "dispute_reason",
    "paid_date",
    "direct_debit",
    "factored",
    "order_ref",
    "decision",
    "known_level",
    "known_date",
)
#: What an import writes to an invoice that is known already.
WRITTEN = (
    "client_id",
    "payer_id",
    "number",
    "instalment",
    "kind",
    "currency",
    "issue_date",
    "delivery_date",
    "due_date",
    "due_calculated",
    "amount",
    "open_amount",
    "disputed_amount",
    "dispute_reason",
    "paid_date",
    "settled_on",
    "direct_debit",
    "factored",
    "told_by",
    "order_ref",
    "decision",
    "known_level",
    "known_date",
    "last_import_id",
    "missing_since",
)


@dataclass
class Changes:
    """What an import did to the ledger, as counts and as the invoices concerned."""

    new: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    settled: list[int] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)
    reappeared: list[int] = field(default_factory=list)
    unchanged: int = 0
    kept: dict[str, list[int]] = field(default_factory=dict)  # state told by an earlier file alone
    before: dict[int, dict[str, Any]] = field(default_factory=dict)  # what was otherwise, as it was

    @property
    def touched(self) -> list[int]:
        """Invoices whose waiting messages no longer tell the truth."""
        return [*self.changed, *self.settled, *self.missing]


def kind_of_change(old: Mapping[str, Any], fresh: Mapping[str, Any]) -> str | None:
    """``settled``, ``reappeared``, ``changed``, or None."""
    if old["open_amount"] > 0 and fresh["open_amount"] == 0:
        return "settled"
    if old["open_amount"] == 0 and fresh["open_amount"] > 0:
        return "reappeared"
    if old["missing_since"] is not None and fresh["open_amount"] > 0:
        return "reappeared"
    if any(old[column] != fresh[column] for column in _COMPARED):
        return "changed"
    return None


def change_row(
    import_id: int,
    invoice_id: int,
    kind: str,
    old: Mapping[str, Any] | None,
    fresh: Mapping[str, Any] | None,
) -> dict[str, Any]:
    """A row of ``import_change``: what is told of an invoice before and after."""

    def told(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
        if values is None:
            return None
        return {
            "open_amount": values["open_amount"],
            "due_date": values["due_date"].isoformat(),
            "disputed_amount": values["disputed_amount"],
        }

    return {
        "import_id": import_id,
        "invoice_id": invoice_id,
        "change": kind,
        "before": told(old),
        "after": told(fresh),
    }


def before_of(
    known: Iterable[Mapping[str, Any]], updates: Iterable[Mapping[str, Any]]
) -> dict[int, dict[str, Any]]:
    """Invoice -> what ``updates`` write otherwise than it was, as it was (days as ISO text)."""
    rows = {old["id"]: old for old in known}
    return {
        row["row_id"]: was
        for row in updates
        if (was := _otherwise(rows[row["row_id"]], row)).keys() - {"last_import_id"}
    }


def _otherwise(old: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        column: old[column].isoformat() if isinstance(old[column], date) else old[column]
        for column in WRITTEN
        if row[column] != old[column]
    }
