"""The frames that cross a package border: a name, its columns and types, and the check."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import polars as pl

from relance_core.errors import SchemaMismatch
from relance_core.money import MONEY

if TYPE_CHECKING:
    from polars._typing import PolarsDataType


def schema_of(columns: Mapping[str, PolarsDataType]) -> pl.Schema:
    """The schema with these columns and types, in this order."""
    return pl.Schema(columns)


#: What an import understood: one row per invoice, credit note or unallocated payment of the file.
INVOICES = schema_of(
    {
        "sheet": pl.String,
        "row": pl.Int64,  # 1-based, as Excel shows it; the first, when several make the invoice
        "rows": pl.List(pl.Int64),  # all the rows that make it
        "client_code": pl.String,  # null when the file has none
        "client_name": pl.String,
        "payer_code": pl.String,  # null: the invoiced client pays
        "payer_name": pl.String,
        "number": pl.String,  # exact text
        "instalment": pl.String,  # its due date as first known; null for an invoice due as a whole
        "kind": pl.String,  # vocabulary.InvoiceKind
        "issue_date": pl.Date,  # null when the file has none
        "delivery_date": pl.Date,  # null when the file has none
        "due_date": pl.Date,
        "due_calculated": pl.Boolean,  # from terms, not from the file
        "currency": pl.String,  # ISO 4217
        "amount": MONEY,  # gross, positive for every kind
        "open_amount": MONEY,  # still due (or still to deduct), positive or 0
        "disputed_amount": MONEY,  # 0 when undisputed; the open amount when no part is told
        "dispute_reason": pl.String,
        "paid_date": pl.Date,
        "direct_debit": pl.Boolean,
        "direct_debit_by": pl.String,  # field of the column that says so; null when none does
        "factored": pl.Boolean,  # sold to somebody who collects it
        "factored_by": pl.String,
        "dispute_by": pl.String,
        "order_ref": pl.String,
        "reminder_level": pl.Int64,  # 0 or null: none known
        "last_reminder_date": pl.Date,
        "decision": pl.String,  # French sentence: imported, never chased until decided; null
        "asked_by": pl.List(pl.String),  # fields whose state makes it so; null when none does
        "asked": pl.List(pl.String),  # what each of them asks
        "email": pl.String,  # the cell as written
        "contact_name": pl.String,
        "phone": pl.String,
        "siren": pl.String,
        "vat_number": pl.String,
        "debtor_type": pl.String,  # vocabulary.DebtorType or null
        "language": pl.String,  # "fr", "en" or null
        "address": pl.String,
        "postcode": pl.String,
        "city": pl.String,
        "country": pl.String,
    }
)

#: Clients of a contacts file: one row per client, null where the file says nothing.
CONTACTS = schema_of(
    {
        "sheet": pl.String,
        "row": pl.Int64,
        "client_code": pl.String,
        "client_name": pl.String,
        "email": pl.String,
        "contact_name": pl.String,
        "phone": pl.String,
        "siren": pl.String,
        "vat_number": pl.String,
        "debtor_type": pl.String,
        "language": pl.String,
        "address": pl.String,
        "postcode": pl.String,
        "city": pl.String,
        "country": pl.String,
        "terms": pl.String,  # of payment, as written; fit for ``intake.terms.read_terms``
        "people": pl.String,  # everybody named, a line each; null when there is one at most
    }
)

#: What could not be read, or was read with a doubt: one row per cell.
ISSUES = schema_of(
    {
        "sheet": pl.String,
        "row": pl.Int64,  # 1-based; null when the whole column or file is meant
        "column": pl.String,  # heading as written
        "value": pl.String,
        "code": pl.String,  # English, stable
        "severity": pl.String,  # vocabulary.Severity
        "message": pl.String,  # French sentence
    }
)

#: Every line of the ledger that is still open (or was, for figures), with our ids.
LEDGER = schema_of(
    {
        "invoice_id": pl.Int64,
        "client_id": pl.Int64,  # invoiced debtor
        "payer_id": pl.Int64,  # addressee of reminders; the debtor himself when nobody else pays
        "number": pl.String,
        "kind": pl.String,  # vocabulary.InvoiceKind
        "currency": pl.String,
        "issue_date": pl.Date,
        "delivery_date": pl.Date,
        "due_date": pl.Date,
        "due_calculated": pl.Boolean,  # and not confirmed by anybody
        "amount": MONEY,
        "open_amount": MONEY,
        "disputed_amount": MONEY,
        "entry_step": pl.String,  # vocabulary.Step or null: step at which the sequence begins
        "scenario": pl.String,  # key of the invoice's own scenario; null: its client's
    }
)

#: Every invoice, credit and payment ever imported, open or settled, for figures and charts.
PORTFOLIO = schema_of(
    {
        "invoice_id": pl.Int64,
        "client_id": pl.Int64,
        "client_name": pl.String,
        "client_code": pl.String,
        "debtor_type": pl.String,
        "number": pl.String,
        "kind": pl.String,  # vocabulary.InvoiceKind
        "currency": pl.String,
        "issue_date": pl.Date,
        "due_date": pl.Date,
        "amount": MONEY,  # positive for every kind
        "open_amount": MONEY,  # positive for every kind; 0 when settled
        "disputed_amount": MONEY,
        "dispute_reason": pl.String,
        "disputed_since": pl.Date,
        "paid_date": pl.Date,  # last payment known
        "settled_on": pl.Date,  # null while open
        "found_settled": pl.Boolean,  # settled already in the first data: paid nobody knows when
        "last_step": pl.String,  # last step done; null when none
        "last_step_day": pl.Date,
    }
)

#: Clients with the settings in force (by hand, else from the file, else default).
CLIENTS = schema_of(
    {
        "client_id": pl.Int64,
        "code": pl.String,
        "name": pl.String,
        "debtor_type": pl.String,
        "scenario": pl.String,  # key of the scenario of an invoice with nothing of its own
        "scenario_by_hand": pl.Boolean,
        "median_days": pl.Float64,  # usual lateness in days; null when unknown, or not asked for
        "tone": pl.String,  # vocabulary.ToneSetting
        "shift_days": pl.Int64,  # -5 to +30, late steps only
        "pause_until": pl.Date,
        "manual_only": pl.Boolean,
        "contact_name": pl.String,
        "phone": pl.String,
        "emails": pl.List(pl.String),  # valid addresses only
        "bad_emails": pl.List(pl.String),  # given but unusable, or refused by a server
        "copies": pl.List(pl.String),
        "language": pl.String,
        "siren": pl.String,
        "address": pl.String,
        "postcode": pl.String,
        "city": pl.String,
        "country": pl.String,
    }
)

#: Whom some steps are addressed to at a client, beside the usual contact.
CONTACT_ROLES = schema_of(
    {
        "client_id": pl.Int64,
        "role": pl.String,  # vocabulary.ContactRole, but the usual one
        "name": pl.String,
        "emails": pl.List(pl.String),  # valid addresses only
    }
)

#: Why an invoice or a whole client is held back; several rows may concern one invoice.
HOLDS = schema_of(
    {
        "invoice_id": pl.Int64,  # null: every invoice of client_id
        "client_id": pl.Int64,  # null: invoice_id alone
        "code": pl.String,  # vocabulary.Withheld
        "since": pl.Date,
        "until": pl.Date,  # null: until released
        "reason": pl.String,  # French sentence, as shown
    }
)

#: What was already sent or is on its way: one row per line of a message. A formal step that an
#: approval left out is a row in the state ``cancelled``, without a message.
HISTORY = schema_of(
    {
        "invoice_id": pl.Int64,
        "addressee_id": pl.Int64,
        "message_id": pl.Int64,  # null: known from the file or noted by hand
        "step": pl.String,  # own step of the invoice; null when it rode along
        "message_step": pl.String,  # level of the message
        "tone": pl.String,
        "state": pl.String,  # vocabulary.MessageState
        "day": pl.Date,  # sent or posted on; for a message not yet sent, the day it is for
        "deadline": pl.Date,  # that the message stated; null when none
    }
)

#: The messages of a plan: one row per addressee.
REMINDERS = schema_of(
    {
        "addressee_id": pl.Int64,
        "leader_id": pl.Int64,  # invoice that sets the level
        "step": pl.String,
        "tone": pl.String,
        "channel": pl.String,
        "by_hand": pl.Boolean,  # approved one by one, never with the others
        "role": pl.String,  # vocabulary.ContactRole of the one written to
        "copy_roles": pl.List(pl.String),  # and of those in copy
        "deadline": pl.Date,  # that the message states; null when none
        "reason": pl.String,  # one French sentence: why this message, today
    }
)

#: The invoices that the messages of a plan carry.
LINES = schema_of(
    {
        "addressee_id": pl.Int64,
        "invoice_id": pl.Int64,
        "step": pl.String,  # own step done by this message; null when it rides along
        "currency": pl.String,
        "amount_due": MONEY,  # open amount without its disputed part
        "due_date": pl.Date,
    }
)

#: The credits deducted in sight from the messages of a plan.
CREDITS = schema_of(
    {
        "addressee_id": pl.Int64,
        "invoice_id": pl.Int64,
        "currency": pl.String,
        "amount": MONEY,  # positive: to deduct
    }
)

#: The open invoices that no message carries today.
WITHHELD = schema_of(
    {
        "invoice_id": pl.Int64,
        "client_id": pl.Int64,
        "code": pl.String,  # vocabulary.Withheld, the first that applies
        "codes": pl.List(pl.String),  # all that apply, in order of precedence
        "reason": pl.String,  # French sentence
        "until": pl.Date,  # null when nobody knows
        "next_step": pl.String,  # the step that will follow; null when none
        "next_date": pl.Date,  # its date if nothing changes
    }
)


def conform(frame: pl.DataFrame, schema: pl.Schema, name: str) -> pl.DataFrame:
    """``frame`` itself when it has exactly the columns and types of ``schema``, in that order.

    Nothing is cast. Raises ``SchemaMismatch`` naming the first difference.
    """
    if frame.schema == schema and frame.columns == list(schema):
        return frame
    missing = [column for column in schema if column not in frame.columns]
    extra = [column for column in frame.columns if column not in schema]
    wrong = [
        f"{column}: {frame.schema[column]} for {schema[column]}"
        for column in schema
        if column in frame.columns and frame.schema[column] != schema[column]
    ]
    raise SchemaMismatch(f"{name}: missing {missing}, extra {extra}, types {wrong}")


def empty(schema: pl.Schema) -> pl.DataFrame:
    """A frame of ``schema`` with no rows."""
    return pl.DataFrame(schema=schema)
