"""Payments that another sheet of the workbook lists: those that what is due counts, the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

import polars as pl

from relance_core.errors import UnreadableFile
from relance_core.french import amount as money
from relance_core.french import plain_key, plural
from relance_core.intake.issues import IssueList
from relance_core.intake.layout import Layout
from relance_core.intake.payment_sheets import ANSWERS, COUNTED, DUE, QUESTION, tells_payments
from relance_core.intake.payments import PaymentLine, PaymentsReading, read_sheet
from relance_core.intake.reading import Choice, Question, Reading
from relance_core.intake.workbook import Sheet, Workbook
from relance_core.vocabulary import InvoiceKind, Severity

#: What a file says of what was paid, beside the amount of the invoice.
_SAYS_PAID = ("balance", "paid_amount", "status", "paid_date")
_AMOUNTS = ("amount", "amount_excl_tax")


@dataclass(frozen=True)
class PaymentsBeside:
    """The payments of one sheet; ``read`` has those that what is due does not count."""

    sheet: str
    read: PaymentsReading
    counted: int  # those that it counts already
    doubted: Mapping[int, str]  # row -> why it may be counted already (French sentence)
    days: Mapping[str, date] = field(default_factory=dict)  # number in lower case -> last payment

    def told(self, *, before: bool = False) -> str:
        """What was found, and how it is known; ``before`` the import, what is to be done then."""
        told = []
        if self.counted:
            counted = plural(self.counted, "règlement déjà déduit", "règlements déjà déduits")
            told.append(f"{counted} du restant dû que donne le fichier")
        if self.read.lines:
            rest = plural(len(self.read.lines), "règlement")
            verb = "n'est" if len(self.read.lines) == 1 else "ne sont"
            done = "déduit" if len(self.read.lines) == 1 else "déduits"
            when = ", à relire après l'import" if before else ""
            told.append(f"{rest} qui {verb} pas {done}{when}")
        return f"Feuille « {self.sheet} » : {' ; '.join(told)}."


@dataclass(frozen=True)
class _Known:
    """An invoice of the file, all its instalments together."""

    rows: tuple[int, ...]
    amount: Decimal
    due: Decimal
    currency: str
    clients: int  # that have an invoice of this number


def payments_beside(
    workbook: Workbook,
    layout: Layout,
    invoices: pl.DataFrame,
    answers: Mapping[str, str],
    issues: IssueList,
) -> tuple[tuple[PaymentsBeside, ...], tuple[Question, ...]]:
    """What the other visible sheets tell of payments, and what is to be asked of them.

    ``invoices``: ``row, number, client_name, client_code, kind, currency, amount, open_amount``.
    An invoice that such a payment pays without being counted awaits a decision: chasing it for
    the whole would be wrong, and so would be to settle it unseen.
    """
    sheets = list(_sheets(workbook, layout))
    if not sheets or invoices.is_empty():
        return (), ()
    known = _by_number(invoices)
    names = _names(invoices)
    numbers = invoices["number"].to_list()
    found, asked = [], []
    for sheet in sheets:
        try:
            read = read_sheet(workbook, sheet, numbers)
        except UnreadableFile:
            continue
        if not any(_key(line) in known or _named(line, names) for line in read.lines):
            continue
        if not _can_tell(layout, read.lines, known) and answers.get(QUESTION) not in ANSWERS:
            asked.append(_question(sheet.name, read.lines))
            continue
        judged = _judged(sheet.name, read, layout, known, answers.get(QUESTION))
        found.append(replace(judged, days=_days(read.lines, known)))
    for one in found:
        _tell(one, known, issues)
    return tuple(found), tuple(asked[:1])


def _sheets(workbook: Workbook, layout: Layout) -> Iterator[Sheet]:
    own = layout.table.sheets or (layout.table.sheet,)
    for sheet in workbook.sheets:
        apart = sheet.visible and sheet.name not in own
        if apart and sheet.cells.height and tells_payments(sheet):
            yield sheet


def _by_number(invoices: pl.DataFrame) -> dict[str, _Known]:
    found = (
        invoices.filter(pl.col("kind") == InvoiceKind.INVOICE.value)
        .with_columns(pl.col("number").str.strip_chars().str.to_lowercase().alias("key"))
        .group_by("key")
        .agg(
            "row",
            pl.col("amount").sum(),
            pl.col("open_amount").sum(),
            pl.col("currency").first(),
            pl.struct("client_code", "client_name").n_unique().alias("clients"),
        )
    )
    return {
        key: _Known(tuple(rows), amount, due, currency, clients)
        for key, rows, amount, due, currency, clients in found.iter_rows()
    }


def _names(invoices: pl.DataFrame) -> frozenset[str]:
    told = pl.concat([invoices["client_name"], invoices["client_code"]]).drop_nulls().unique()
    return frozenset(plain_key(name) for name in told) - {""}


def _key(line: PaymentLine) -> str:
    return (line.number or "").strip().lower()


def _named(line: PaymentLine, names: frozenset[str]) -> bool:
    return any(plain_key(word) in names for word in line.words)


def _can_tell(layout: Layout, lines: Sequence[PaymentLine], known: Mapping[str, _Known]) -> bool:
    """Whether the file's own columns say which payments what is due counts."""
    if not any(layout.has(field) for field in ("balance", "paid_amount")):
        return True  # nothing is deducted: what is due is the whole amount
    return any(layout.has(field) for field in _AMOUNTS) and any(_key(one) in known for one in lines)


def _question(sheet: str, lines: Sequence[PaymentLine]) -> Question:
    total = sum((one.amount for one in lines if one.amount), Decimal(0))
    return Question(
        QUESTION,
        f"La feuille « {sheet} » liste {plural(len(lines), 'règlement')} ({money(total)}). Le "
        "restant dû du fichier les compte-t-il déjà ?",
        (
            Choice(COUNTED, "Oui : ils en sont déjà déduits"),
            Choice(DUE, "Non : ils restent à déduire, je les relirai après l'import"),
        ),
    )


def _judged(
    sheet: str,
    read: PaymentsReading,
    layout: Layout,
    known: Mapping[str, _Known],
    said: str | None,
) -> PaymentsBeside:
    """The lines of a sheet without those that what is due counts already."""
    if said == COUNTED:
        return PaymentsBeside(sheet, replace(read, lines=()), len(read.lines), {})
    if said == DUE:
        return PaymentsBeside(sheet, read, 0, {})
    by_number: dict[str, list[PaymentLine]] = {}
    for line in read.lines:
        by_number.setdefault(_key(line), []).append(line)
    says = any(layout.has(field) for field in _SAYS_PAID)
    kept: list[PaymentLine] = []
    doubted: dict[int, str] = {}
    for key, lines in by_number.items():
        invoice = known.get(key)
        if invoice is None:
            kept += lines
            if says and not key:
                why = "Sans numéro de facture : le restant dû du fichier le compte peut-être déjà."
                doubted |= {line.row: why for line in lines}
            continue
        rest, why = _uncounted(lines, invoice)
        if any(key in one.text.lower().split(" · ") for one in read.unread):
            why = why or "Cette feuille porte aussi un rejet ou un remboursement de cette facture."
        kept += rest
        if why:
            doubted |= {line.row: why for line in rest}
    kept.sort(key=lambda line: line.row)
    counted = len(read.lines) - len(kept)
    return PaymentsBeside(sheet, replace(read, lines=tuple(kept)), counted, doubted)


def _uncounted(lines: Sequence[PaymentLine], invoice: _Known) -> tuple[list[PaymentLine], str]:
    """The payments of an invoice that what it leaves due does not count, and what is in doubt."""
    if any(line.amount is None for line in lines):  # the whole is paid
        return ([] if not invoice.due else list(lines)), ""
    paid = invoice.amount - invoice.due
    if not invoice.due:
        return [], ""
    if invoice.clients > 1:
        return list(lines), ""
    left = sorted(lines, key=lambda line: (line.paid_on or date.min, line.row))
    while left and paid >= (left[0].amount or 0) > 0:
        paid -= left[0].amount or Decimal(0)
        left = left[1:]
    if not paid or not left:
        return left, ""
    shown = money(invoice.amount - invoice.due, invoice.currency)
    return list(lines), f"Le fichier montre déjà {shown} réglés sur cette facture."


def _days(lines: Sequence[PaymentLine], known: Mapping[str, _Known]) -> dict[str, date]:
    """The last payment of each invoice that one client has and that all its lines date."""
    found: dict[str, list[date | None]] = {}
    for line in lines:
        invoice = known.get(_key(line))
        if invoice is not None and invoice.clients == 1:
            found.setdefault(_key(line), []).append(line.paid_on)
    told = {key: [one for one in days if one] for key, days in found.items()}
    return {key: max(days) for key, days in told.items() if len(days) == len(found[key])}


def with_days_beside(reading: Reading, today: date) -> Reading:
    """``reading`` with the last day of the other sheets for what they paid and has no day.

    Payments that what is due does not count yet are no news of it before somebody read them.
    """
    left = {_key(line) for one in reading.payments for line in one.read.lines}
    told = (item for one in reading.payments for item in one.days.items())
    days = {key: day for key, day in told if day <= today and key not in left}
    if not days:
        return reading
    key = pl.col("number").str.strip_chars().str.to_lowercase()
    had = pl.col("open_amount") < pl.col("amount")
    owed = pl.col("kind") == InvoiceKind.INVOICE.value
    day = pl.when(owed & had).then(key.replace_strict(days, default=None, return_dtype=pl.Date))
    invoices = reading.invoices.with_columns(pl.coalesce("paid_date", day).alias("paid_date"))
    return replace(reading, invoices=invoices)


def _tell(beside: PaymentsBeside, known: Mapping[str, _Known], issues: IssueList) -> None:
    """A decision for each invoice that a payment pays without being counted."""
    paid: dict[str, Decimal | None] = {}
    for line in beside.read.lines:
        if _key(line) in known:
            before = paid.get(_key(line), Decimal(0))
            if before is None or line.amount is None:  # an amount that is not told is all of it
                paid[_key(line)] = None
            else:
                paid[_key(line)] = before + line.amount
    sheet = beside.sheet.replace("«", "").replace("»", "")
    for key, amount in paid.items():
        invoice = known[key]
        what = "le règlement" if amount is None else f"{money(amount, invoice.currency)} réglés"
        for row in invoice.rows:
            issues.add(
                QUESTION,
                Severity.DECISION,
                f"La feuille « {sheet} » porte {what} sur cette facture, que le restant dû ne "
                "compte pas.",
                row=row,
            )
