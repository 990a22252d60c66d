"""What a layout promises: the file, the invoices in it, the questions and who answers what."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tests.intake.layouts.ledger import Bill, Ledger

#: What must be imported of one invoice: columns of ``schemas.INVOICES``, those the layout tells.
Row = dict[str, Any]
Cells = Sequence[Sequence[Any]]
#: Among codes: whatever the reason given, whatever the question.
ANY = "any"


@dataclass(frozen=True)
class Case:
    """One file with its truth.

    Exactly ``rows`` must be imported, each to be decided when its number is in ``held`` and only
    then; those in ``either`` must be right or to be decided. The questions are answered as
    ``answers`` says (code to value, or words of the choice's label), and those of ``asks`` must be
    raised. With ``refused`` the file may be refused under one of these codes, and must be when
    there are no ``rows``.
    """

    content: bytes
    filename: str
    rows: Sequence[Row] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    asks: Collection[str] = ()
    refused: Collection[str] = ()
    held: Collection[str] = ()
    either: Collection[str] = ()  # numbers
    optional: Collection[str] = ()  # numbers that are settled, or no invoices, and may be absent
    told: Collection[str] = ()  # when not imported: in an issue, or among the rows left out
    leaves_out: bool = False  # rows without a number are rightly left out
    contacts: bytes | None = None


Generator = Callable[[Ledger], Case]
LAYOUTS: dict[str, Generator] = {}


def layout(make: Generator) -> Generator:
    """Registers the generator of a layout under its function's name."""
    assert make.__name__ not in LAYOUTS, f"two layouts are named {make.__name__}"
    LAYOUTS[make.__name__] = make
    return make


def row(bill: Bill, *without: str, **told: Any) -> Row:
    """The truth of a plain invoice, some fields aside, some told otherwise."""
    truth: Row = {
        "number": bill.number,
        "client_name": bill.client,
        "kind": "invoice",
        "issue_date": bill.issue,
        "due_date": bill.due,
        "amount": bill.amount,
        "open_amount": bill.amount,
        "currency": "EUR",
    }
    return {key: value for key, value in truth.items() if key not in without} | told


def rows(bills: Sequence[Bill], *without: str, **told: Any) -> list[Row]:
    """The truth of plain invoices, all told alike."""
    return [row(bill, *without, **told) for bill in bills]


def credit(number: str, client: str, amount: Decimal, **told: Any) -> Row:
    """The truth of a credit note."""
    return {
        "number": number,
        "client_name": client,
        "kind": "credit_note",
        "amount": amount,
        "open_amount": amount,
    } | told
