"""The confirmation of what was agreed outside the calls of the day, and the trace of what left."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal

import polars as pl

from relance_core.commitments import CallResult
from relance_core.messages.commitment import Commitment, Spoken, commitment
from relance_core.store.journal import note
from relance_core.workflows.space import Act, Space
from relance_core.workflows.today_plan import Day


def confirmation_of(
    day: Day,
    invoice_ids: Collection[int],
    result: CallResult,
    *,
    on: date,
    spoke_to: str = "",
    until: date | None = None,
    amount: Decimal | None = None,
    means: str = "",
    said: str = "",
    instalments: Sequence[tuple[date, Decimal]] = (),
) -> tuple[int, Commitment] | None:
    """The addressee and the e-mail that confirms what was noted about these invoices.

    None when there is nothing to confirm, or the invoices are not open any more.
    """
    rows = day.situation.ledger.filter(pl.col("invoice_id").is_in(list(invoice_ids))).sort(
        "due_date", "number"
    )
    if rows.is_empty():
        return None
    payer_id = rows["payer_id"][0]
    people = day.situation.clients.filter(pl.col("client_id") == payer_id)["emails"]
    spoken = Spoken(
        result,
        on,
        list(rows.select("number", "open_amount", "currency").iter_rows()),
        spoke_to,
        until,
        amount,
        means,
        said,
        by_phone=False,
        instalments=instalments,
    )
    found = commitment(day.settings.firm, people[0].to_list() if len(people) else [], spoken)
    return None if found is None else (payer_id, found)


def note_confirmation(space: Space, act: Act, client_id: int, sent: Commitment) -> None:
    """Write down what was sent, to whom, by whom."""
    with space.engine.begin() as conn:
        to = ", ".join(sent.to) or "sans adresse"
        note(
            conn,
            "call",
            f"Confirmation écrite envoyée depuis la messagerie ({to}) : {sent.subject}.",
            by=act.by,
            at=act.at,
            client_id=client_id,
            data={"to": list(sent.to), "subject": sent.subject, "body": sent.body},
        )
