"""The statement of account as a PDF: what is open with a client, due and not due apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from relance_core.messages import writing
from relance_core.messages.clean import one_line
from relance_core.messages.creditor import payment_lines
from relance_core.messages.demand import demand_of
from relance_core.messages.document import breakable, document_data, minus, running_head
from relance_core.messages.payment_qr import qr_svg
from relance_core.messages.postal import postal_address
from relance_core.messages.typeset import compiled
from relance_core.money import totals_by_currency
from relance_core.reminders.plan import Situation
from relance_core.reminders.reminder import Addressee, CreditLine, Reminder, ReminderLine
from relance_core.settings import Firm
from relance_core.vocabulary import Channel, InvoiceKind, Step, Tone

_WORDS = {
    "fr": {
        "title": "Relevé de compte au {day}",
        "intro": "Ce qui reste ouvert dans nos comptes à cette date, par échéance.",
        "intro_none": "Rien ne reste ouvert dans nos comptes à cette date.",
        "headings": ("Pièce", "Émise le", "Échéance", "Retard", "Montant TTC", "Reste dû"),
        "part": "Montants en {currency}",
        "late": "Total échu",
        "upcoming": "Total à échoir",
        "credits": "Avoirs à déduire",
        "payments": "Règlements non affectés à déduire",
        "balance": "Solde dû",
        "owed": "Solde en votre faveur",
        "disputed": "dont {amount} en discussion",
        "order": "commande",
        "settled": "Un règlement récent peut ne pas figurer encore sur ce relevé.",
        "qr_late": "Le QR code porte ce qui est échu, déductions faites : {amount}.",
        "qr_all": "Le QR code porte le solde : {amount}.",
        InvoiceKind.CREDIT_NOTE: "Avoir",
        InvoiceKind.PAYMENT: "Règlement",
    },
    "en": {
        "title": "Statement of account as at {day}",
        "intro": "What is still open in our books at this date, by due date.",
        "intro_none": "Nothing is open in our books at this date.",
        "headings": ("Document", "Issued", "Due", "Overdue", "Amount", "Balance due"),
        "part": "Amounts in {currency}",
        "late": "Total overdue",
        "upcoming": "Total not yet due",
        "credits": "Credit notes to deduct",
        "payments": "Unallocated payments to deduct",
        "balance": "Balance due",
        "owed": "Balance in your favour",
        "disputed": "of which {amount} under discussion",
        "order": "order",
        "settled": "A recent payment may not be shown on this statement yet.",
        "qr_late": "The QR code carries what is overdue, deductions made: {amount}.",
        "qr_all": "The QR code carries the balance: {amount}.",
        InvoiceKind.CREDIT_NOTE: "Credit note",
        InvoiceKind.PAYMENT: "Payment",
    },
}


@dataclass(frozen=True)
class AccountLine:
    """Something open with a client; amounts are positive, a credit or a payment deducts its own."""

    number: str
    kind: InvoiceKind
    issue_date: date | None
    due_date: date | None
    currency: str
    amount: Decimal  # as invoiced, tax included
    open_amount: Decimal  # still open, its disputed part included
    disputed: Decimal = Decimal(0)

    @property
    def signed(self) -> Decimal:
        """What it adds to the balance."""
        return self.open_amount if self.kind is InvoiceKind.INVOICE else -self.open_amount


def account_lines(
    situation: Situation, client_id: int, *, as_debtor: bool = False
) -> list[AccountLine]:
    """What is open with a client, oldest first, disputes included, nothing left out.

    What it pays, whoever owes it; what it owes, whoever pays, ``as_debtor``.
    """
    whose = pl.col("client_id" if as_debtor else "payer_id")
    rows = situation.ledger.filter(whose == client_id, pl.col("open_amount") > 0).sort(
        "due_date", "issue_date", "number"
    )
    return [
        AccountLine(
            row["number"],
            InvoiceKind(row["kind"]),
            row["issue_date"],
            row["due_date"],
            row["currency"],
            row["amount"],
            row["open_amount"],
            row["disputed_amount"] or Decimal(0),
        )
        for row in rows.iter_rows(named=True)
    ]


def statement_pdf(
    firm: Firm,
    addressee: Addressee,
    lines: Sequence[AccountLine],
    *,
    on: date,
    language: str = "fr",
) -> bytes:
    """The statement as PDF/A-2a, tagged; the same arguments give the same bytes.

    Invoices oldest first, then credits and unallocated payments, a part for each currency with its
    own totals; the payment block and its QR code when euros are due. Raises ``LetterFailed``.
    """
    name = one_line(addressee.name)
    failed = f"Le relevé de compte de « {name} » n'a pas pu être mis en page : rien n'a été écrit."
    data = statement_data(firm, addressee, lines, on=on, language=language)
    return bytes(compiled("statement", data, dated=on, kind="pdf", failed=failed))


def statement_data(
    firm: Firm, addressee: Addressee, lines: Sequence[AccountLine], *, on: date, language: str
) -> dict[str, Any]:
    """What the template receives, as plain JSON values."""
    words = _WORDS[language]
    day = writing.day_in_words(on, language)
    title = str(words["title"]).format(day=day)
    currencies = sorted({line.currency for line in lines}, key=lambda code: (code != "EUR", code))
    several = len(currencies) > 1
    balances = totals_by_currency([(line.currency, line.signed) for line in lines])
    due = any(balance > 0 for balance in balances.values())
    asked = _asked(addressee, lines, on)
    pay = list(payment_lines(firm, demand_of(asked), language)) if due else []
    qr = qr_svg(asked, firm) if due else None
    if qr:
        label = "qr_late" if asked.step is Step.REMINDER_1 else "qr_all"
        carried = writing.amount(demand_of(asked).totals["EUR"], "EUR", language)
        pay.append(str(words[label]).format(amount=carried))
    return document_data(firm, title=title, on=on, language=language) | {
        "recipient": list(postal_address(addressee).lines),
        "running": running_head(one_line(firm.name), title, one_line(addressee.name)),
        "intro": words["intro" if lines else "intro_none"],
        "parts": [
            _part(words, [line for line in lines if line.currency == code], code, several, on)
            for code in currencies
        ],
        "payment": [writing.typeset(line, language) for line in pay],
        "qr": qr or "",
        "notes": [words["settled"]] if lines else [],
    }


def _asked(addressee: Addressee, lines: Sequence[AccountLine], on: date) -> Reminder:
    """What the payment block asks: what is late without its disputed part, else everything."""
    invoices = [line for line in lines if line.kind is InvoiceKind.INVOICE]
    late = [line for line in invoices if line.due_date and line.due_date < on]
    return Reminder(
        addressee=addressee,
        step=Step.REMINDER_1 if late else Step.COURTESY,
        tone=Tone.COURTEOUS,
        channel=Channel.NONE,
        for_date=on,
        deadline=None,
        leader_id=0,
        lines=tuple(
            ReminderLine(
                invoice_id=at,
                number=line.number,
                issue_date=line.issue_date,
                due_date=line.due_date or on,
                currency=line.currency,
                amount=line.amount,
                amount_due=line.open_amount - line.disputed,
                step=None,
            )
            for at, line in enumerate(late or invoices)
        ),
        credits=tuple(
            CreditLine(0, line.number, line.currency, line.open_amount, line.kind.value)
            for line in lines
            if line.kind is not InvoiceKind.INVOICE
        ),
        reason="",
    )


def _part(
    words: Any, lines: Sequence[AccountLine], currency: str, several: bool, on: date
) -> dict[str, Any]:
    """The table and the totals of one currency."""
    language = "fr" if words is _WORDS["fr"] else "en"
    invoices = [line for line in lines if line.kind is InvoiceKind.INVOICE]
    deducted = [line for line in lines if line.kind is not InvoiceKind.INVOICE]

    def written(value: Decimal) -> str:
        return minus(writing.amount(value, currency, language))

    def total(some: Sequence[AccountLine]) -> Decimal:
        return sum((line.signed for line in some), Decimal(0))

    late = [line for line in invoices if line.due_date and line.due_date < on]
    upcoming = [line for line in invoices if line not in late]
    credits = [line for line in deducted if line.kind is InvoiceKind.CREDIT_NOTE]
    payments = [line for line in deducted if line.kind is InvoiceKind.PAYMENT]
    balance = total(lines)
    totals = [
        (words[label], written(total(some)))
        for label, some in (
            ("late", late),
            ("upcoming", upcoming),
            ("credits", credits),
            ("payments", payments),
        )
        if some
    ]
    totals.append((words["balance" if balance >= 0 else "owed"], written(abs(balance))))
    return {
        "title": words["part"].format(currency=currency) if several else "",
        "headings": list(words["headings"]),
        "rows": [_row(words, line, on, language) for line in (*invoices, *deducted)],
        "totals": totals,
    }


def _row(words: Any, line: AccountLine, on: date, language: str) -> dict[str, Any]:
    label = one_line(line.number)
    if line.kind is not InvoiceKind.INVOICE:
        label = f"{words[line.kind]} {label}".rstrip()
    if line.disputed > 0:
        sum_ = writing.amount(line.disputed, line.currency, language)
        label += f" ({words['disputed'].format(amount=sum_)})"
    late = (on - line.due_date).days if line.due_date else 0
    is_late = late > 0 and line.kind is InvoiceKind.INVOICE
    has_due = line.kind is InvoiceKind.INVOICE and line.due_date
    return {
        "kind": "invoice",
        "cells": [
            breakable(label),
            writing.short_day(line.issue_date, language) if line.issue_date else "–",
            writing.short_day(line.due_date, language) if has_due and line.due_date else "–",
            writing.days(late, language) if is_late else "–",
            writing.amount(line.amount, line.currency, language),
            minus(writing.amount(line.signed, line.currency, language)),
        ],
    }
