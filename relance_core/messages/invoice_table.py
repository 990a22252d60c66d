"""The table of invoices of a message, built once, drawn as HTML, as text or for a letter."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from html import escape

from relance_core.messages import writing
from relance_core.messages.clean import one_line
from relance_core.messages.demand import demand_of, gross
from relance_core.reminders.reminder import CreditLine, Reminder, ReminderLine
from relance_core.vocabulary import FORMAL_STEPS, LETTER_CHANNELS, InvoiceKind, Step


class RowKind(StrEnum):
    """What a row of the table is."""

    INVOICE = "invoice"
    CREDIT = "credit"
    SUBTOTAL = "subtotal"
    TOTAL = "total"
    HEADING = "heading"  # opens the part that is told of, not asked


@dataclass(frozen=True)
class Row:
    """A row: invoices fill every column, the others only the label and the last one."""

    kind: RowKind
    cells: tuple[str, ...]


@dataclass(frozen=True)
class InvoiceTable:
    """Headings and rows, every cell a clean single line; amounts already written."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    less: frozenset[int] = frozenset()  # columns that a narrow screen does without


_WORDS = {
    "fr": {
        "number": "Facture",
        "issued": "Émise le",
        "due": "Échéance",
        "late": "Retard",
        "gross": "Montant TTC",
        "paid": "Réglé ou déduit",
        "left": "Reste dû",
        "order": "commande",
        "total_late": "Total échu",
        "total_upcoming": "Total à échoir",
        "total": "Total à régler",
        "net": "Net à régler, avoirs et règlements déduits",
        "favour": "Solde en votre faveur",
        "others": "Pour information, non encore échues",
        "apart": "Pour information, non comprises dans cette demande",
        "total_others": "Total cité pour information",
        InvoiceKind.CREDIT_NOTE: "Avoir",
        InvoiceKind.PAYMENT: "Règlement non affecté",
    },
    "en": {
        "number": "Invoice",
        "issued": "Issued",
        "due": "Due",
        "late": "Overdue",
        "gross": "Amount",
        "paid": "Paid or deducted",
        "left": "Balance due",
        "order": "order",
        "total_late": "Total overdue",
        "total_upcoming": "Total not yet due",
        "total": "Total to pay",
        "net": "Net to pay, credits and payments deducted",
        "favour": "Balance in your favour",
        "others": "For information, not due yet",
        "apart": "For information, not part of this request",
        "total_others": "Total for information",
        InvoiceKind.CREDIT_NOTE: "Credit note",
        InvoiceKind.PAYMENT: "Unallocated payment",
    },
}


def invoice_table(reminder: Reminder, language: str) -> InvoiceTable:
    """The table of a reminder: oldest first, late and not late apart, credits deducted in sight.

    The gross amount has its own column when something was already paid or deducted, and in a
    formal notice always; days late have theirs as soon as one line is late.
    """
    words = _WORDS[language]
    asked = demand_of(reminder)
    with_gross = reminder.step in FORMAL_STEPS or any(
        line.amount != line.amount_due for line in reminder.lines
    )
    with_late = any(line.days_late(reminder.for_date) > 0 for line in reminder.lines)
    columns = ["number", "issued", "due"]
    columns += [name for name, shown in (("late", with_late), ("gross", with_gross)) if shown]
    # law.md 2.7: what was invoiced, what came off it, what is left.
    with_paid = reminder.step is Step.FORMAL_NOTICE and reminder.channel in LETTER_CHANNELS
    columns += ["paid", "left"] if with_paid else ["left"]
    width = len(columns)

    def invoice(line: ReminderLine) -> Row:
        late = line.days_late(reminder.for_date)
        number = one_line(line.number)
        if line.order_ref and one_line(line.order_ref):
            number += f" ({words['order']} {one_line(line.order_ref)})"
        cells = [
            number,
            writing.short_day(line.issue_date, language) if line.issue_date else "–",
            writing.short_day(line.due_date, language),
        ]
        if with_late:
            cells.append(writing.days(late, language) if late > 0 else "–")
        if with_gross:
            cells.append(writing.amount(line.amount, line.currency, language))
        if with_paid:
            paid = line.amount - line.amount_due
            cells.append(writing.amount(paid, line.currency, language) if paid else "–")
        cells.append(writing.amount(line.amount_due, line.currency, language))
        return Row(RowKind.INVOICE, tuple(cells))

    def spanning(kind: RowKind, label: str, value: str = "") -> Row:
        return Row(kind, (label, *[""] * (width - 2), value))

    def sums(kind: RowKind, label: str, totals: dict[str, Decimal]) -> list[Row]:
        # One row per currency: amounts of two currencies never meet in a cell.
        return [
            spanning(
                kind,
                label if total >= 0 else words["favour"],
                writing.amount(abs(total), currency, language),
            )
            for currency, total in totals.items()
        ]

    def credit(item: CreditLine) -> Row:
        kind = InvoiceKind(item.kind)
        label = f"{words[kind]} {one_line(item.number)}".rstrip()
        return spanning(
            RowKind.CREDIT, label, writing.amount(-item.amount, item.currency, language)
        )

    rows = [invoice(line) for line in asked.late]
    if asked.late and asked.upcoming:
        rows += sums(RowKind.SUBTOTAL, words["total_late"], gross(asked.late))
    rows += [invoice(line) for line in asked.upcoming]
    if asked.late and asked.upcoming:
        rows += sums(RowKind.SUBTOTAL, words["total_upcoming"], gross(asked.upcoming))
    rows += [credit(item) for item in asked.credits]
    rows += sums(RowKind.TOTAL, words["net" if asked.credits else "total"], asked.totals)
    if asked.others:
        heading = words["apart" if reminder.step in FORMAL_STEPS else "others"]
        rows.append(spanning(RowKind.HEADING, heading))
        rows += [invoice(line) for line in asked.others]
        rows += sums(RowKind.SUBTOTAL, words["total_others"], gross(asked.others))
    less = frozenset(columns.index(name) for name in ("issued", "gross") if name in columns)
    return InvoiceTable(tuple(words[column] for column in columns), tuple(rows), less)


_CELL = "padding:6px 4px;border-bottom:1px solid #9a9a9a;vertical-align:top;"
_RIGHT = "text-align:right;white-space:nowrap;"
_LEFT = "text-align:left;"


def as_html(table: InvoiceTable) -> str:
    """An HTML table with inline styles only, no colour of its own, every cell escaped."""
    span = len(table.headings) - 1
    head = "".join(
        f'<th scope="col" class="{_class(index, table.less)}" style="{_CELL}{_style(index, span)}">'
        f"{escape(heading)}</th>"
        for index, heading in enumerate(table.headings)
    )
    body = "".join(_html_row(row, span, table.less) for row in table.rows)
    return (
        '<div style="overflow-x:auto;">'
        '<table class="rl-table" cellpadding="0" cellspacing="0" border="0" width="100%" '
        'style="border-collapse:collapse;width:100%;margin:16px 0;font-size:13px;">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _class(index: int, less: frozenset[int]) -> str:
    """For the rules of a phone."""
    return "rl-cell rl-less" if index in less else "rl-cell"


def _style(index: int, last: int) -> str:
    """Numbers may be long and wrap; everything else stays on one line."""
    if index == 0:
        return _LEFT + "min-width:60px;overflow-wrap:anywhere;word-break:break-word;"
    return _RIGHT if index >= 3 or index == last else _LEFT + "white-space:nowrap;"


def _html_row(row: Row, last: int, less: frozenset[int]) -> str:
    if row.kind is RowKind.INVOICE:
        cells = "".join(
            f'<td class="{_class(index, less)}" style="{_CELL}{_style(index, last)}">'
            f"{escape(cell)}</td>"
            for index, cell in enumerate(row.cells)
        )
        return f"<tr>{cells}</tr>"
    weight = "font-weight:bold;" if row.kind in (RowKind.TOTAL, RowKind.SUBTOTAL) else ""
    label, value = escape(row.cells[0]), escape(row.cells[-1])
    if row.kind is RowKind.HEADING:
        style = f"{_CELL}padding-top:16px;font-style:italic;"
        return f'<tr><td class="rl-cell" colspan="{last + 1}" style="{style}">{label}</td></tr>'
    if row.kind is RowKind.TOTAL:
        weight += "border-top:2px solid #9a9a9a;"
    return (
        f'<tr><td class="rl-cell" colspan="{last}" style="{_CELL}{_LEFT}{weight}">{label}</td>'
        f'<td class="rl-cell" style="{_CELL}{_RIGHT}{weight}">{value}</td></tr>'
    )


#: A number wider than this overflows its own row instead of widening every other one.
_TEXT_NUMBER = 24


def as_text(table: InvoiceTable) -> str:
    """The same table in fixed width for the plain-text part; amounts aligned on the right."""
    invoices = [row.cells for row in table.rows if row.kind is RowKind.INVOICE]
    widths = [
        max([len(heading), *(len(cells[index]) for cells in invoices)])
        for index, heading in enumerate(table.headings)
    ]
    widths[0] = min(widths[0], _TEXT_NUMBER)
    widths[-1] = max([widths[-1], *(len(row.cells[-1]) for row in table.rows)])
    total = sum(widths) + 2 * (len(widths) - 1)

    def fixed(cells: tuple[str, ...]) -> str:
        padded = [
            cell.rjust(width) if index >= 3 else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ]
        return "  ".join(padded).rstrip()

    rule = "-" * total
    out = [fixed(table.headings), rule]
    for row in table.rows:
        if row.kind is RowKind.INVOICE:
            out.append(fixed(row.cells))
            continue
        label, value = row.cells[0], row.cells[-1]
        if row.kind is RowKind.HEADING:
            out += ["", label, rule]
            continue
        if row.kind is RowKind.TOTAL and out[-1] != rule:
            out.append(rule)
        room = total - len(value)
        out.append(label.ljust(room) + value if len(label) < room else f"{label}  {value}")
    return "\n".join(out)
