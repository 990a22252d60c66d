"""The layouts that the import does not read right yet, each with what is wrong."""

from __future__ import annotations

STILL_WRONG: dict[str, str] = {
    "xero_aged_receivables_detail": "C2-33: the totals of the clients become rows left out",
    "total_beside_a_count": "C2-33: the total becomes a row that is left out",
    "total_that_counts_the_invoices": "C2-33: the total becomes a row that is left out",
}
