"""Amounts in every spelling that exports use (exports.md 1.3), a column at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tests.intake.layouts.case import ANY, Case, layout, row, rows
from tests.intake.layouts.kinds import plain
from tests.intake.layouts.ledger import Ledger
from tests.intake.layouts.writers import (
    Money,
    comma,
    delimited,
    english,
    formatted,
    french,
    german,
    point,
    trailing_minus,
    written,
)
from tests.intake.spreadsheets import HEADINGS, workbook


def signed(money: Money, mark: str) -> Money:
    """The amount with a mark instead of the minus: ``{}-`` or ``({})`` or ``{} CR``."""

    def spelled(amount: Decimal) -> str:
        return mark.format(money(abs(amount))) if amount < 0 else money(amount)

    return spelled


def swiss(amount: Decimal) -> str:
    """1'234.50"""
    return f"{amount:,.2f}".replace(",", "'")


def cut_by_the_sign(amount: Decimal) -> str:
    """1 200€50"""
    return french(amount).replace(",", "€")


#: Name, source, and how an amount is spelled: read exactly, unasked.
SPELLINGS: Sequence[tuple[str, str, Money]] = (
    ("french", "F", french),
    ("no_break_spaces", "F", lambda amount: french(amount).replace(" ", "\u00a0")),
    ("narrow_no_break_spaces", "F", lambda amount: french(amount).replace(" ", "\u202f")),
    ("german", "F", german),
    ("english", "F", english),
    ("swiss", "M", swiss),
    ("comma_alone", "F", comma),
    ("point_alone", "F", point),
    ("zero_padded", "F", lambda amount: f"{amount:013.2f}".replace(".", ",")),
    ("padded_after_a_space", "F", lambda amount: f" {amount:018.2f}".replace(".", ",")),
    ("euro_before", "M", lambda amount: f"€ {french(amount)}"),
    ("euro_after", "M", lambda amount: f"{french(amount)} €"),
    ("euro_between", "M", cut_by_the_sign),
    ("code_after", "M", lambda amount: f"{french(amount)} EUR"),
    ("trailing_minus", "M", trailing_minus),
    ("parentheses", "M", signed(french, "({})")),
    ("true_minus", "M", signed(french, "\u2212{}")),
    ("credit_after", "M", signed(french, "{} CR")),
    ("debit_or_credit", "M", lambda a: f"{comma(abs(a))} {'C' if a < 0 else 'D'}"),
)


def spelled_case(book: Ledger, money: Money) -> Case:
    """The plain list with a credit note, its amounts spelled; cells are quoted where needed."""
    first = book.bills[0]
    back = ["AV-1", first.client, first.issue, first.due, Decimal("-12.50")]
    content = delimited(written([*plain(book), back], money=money))
    note = {"number": "AV-1", "kind": "credit_note", "amount": Decimal("12.50")}
    return Case(content, "f.csv", [*rows(book.bills), note])


def _registered(name: str, source: str, money: Money) -> None:
    def amount(book: Ledger) -> Case:
        return spelled_case(book, money)

    amount.__name__ = f"amount_{name}"
    amount.__doc__ = f"Amounts as text in one spelling [{source}], one of them below zero."
    layout(amount)


for _name, _source, _money in SPELLINGS:
    _registered(_name, _source, _money)


@layout
def amount_in_dollars(book: Ledger) -> Case:
    """$13.50 and $-142.85 [F]."""
    case = spelled_case(book, lambda amount: f"${amount:,.2f}")
    told = [{**one, "currency": "USD"} for one in case.rows]
    return Case(case.content, "f.csv", told, {"dollar": "USD"})


def _lone_mark(book: Ledger, spelled: Callable[[int], str], separator: str, answer: str) -> Case:
    """Whole thousands only: one mark, three digits after it."""
    lines: list[list[Any]] = [list(HEADINGS)]
    truth = []
    for at, bill in enumerate(book.bills, 1):
        amount = 1_000 * at + 234
        lines.append([bill.number, bill.client, bill.issue, bill.due, spelled(amount)])
        euros = Decimal(amount)
        truth.append(row(bill, amount=euros, open_amount=euros))
    return Case(
        delimited(written(lines), separator),
        "f.csv",
        truth,
        {"decimal_sign": answer},
        ["decimal_sign"],
    )


@layout
def amount_with_a_lone_point(book: Ledger) -> Case:
    """1.234 and nothing else [F]: thousands or decimals, asked once."""
    return _lone_mark(book, lambda amount: f"{amount:,}".replace(",", "."), ";", "comma")


@layout
def amount_with_a_lone_comma(book: Ledger) -> Case:
    """1,234 and nothing else [F]: asked once."""
    return _lone_mark(book, lambda amount: f"{amount:,}", ",", "point")


@layout
def amount_as_text_in_a_workbook(book: Ledger) -> Case:
    """'55.94' and '1 234,56' as text, side by side [F]."""
    lines = plain(book)
    spelled = [
        [*line[:4], (point if at % 2 else french)(line[4])] for at, line in enumerate(lines[1:])
    ]
    return Case(workbook([lines[0], *spelled]), "f.xlsx", rows(book.bills))


@layout
def amount_in_thousands(book: Ledger) -> Case:
    """Montant TTC (k€) [M]: thousands, never taken for euros unasked."""
    lines: list[list[Any]] = [[*HEADINGS[:4], "Montant TTC (k€)"]]
    lines += [[b.number, b.client, b.issue, b.due, b.amount / 1000] for b in book.bills]
    answers = {"amount_unit": "thousands", "thousands": "thousands", "unit": "thousands"}
    return Case(workbook(lines), "f.xlsx", rows(book.bills), answers, refused=["thousands"])


@layout
def amount_before_tax_and_its_tax(book: Ledger) -> Case:
    """Montant HT and Montant TVA, no total [C]: summed."""
    lines: list[list[Any]] = [[*HEADINGS[:4], "Montant HT", "Montant TVA"]]
    lines += [[b.number, b.client, b.issue, b.due, b.excl_tax, b.tax] for b in book.bills]
    return Case(workbook(lines), "f.xlsx", rows(book.bills))


def _rate(book: Ledger, rate: Any) -> Case:
    lines: list[list[Any]] = [[*HEADINGS[:4], "Montant HT", "TVA"]]
    lines += [[b.number, b.client, b.issue, b.due, b.excl_tax, rate] for b in book.bills]
    truth = []
    for bill in book.bills:
        whole = (bill.excl_tax * Decimal("1.2")).quantize(Decimal("0.01"), ROUND_HALF_UP)
        truth.append(row(bill, amount=whole, open_amount=whole))
    answers = {"reckoned_tax": "reckon"}
    return Case(workbook(lines), "f.xlsx", truth, answers, ["reckoned_tax"])


@layout
def amount_before_tax_and_a_rate_in_percent(book: Ledger) -> Case:
    """TVA holds 20 % [M]: a rate is no amount; what it makes is asked."""
    return _rate(book, "20 %")


@layout
def amount_before_tax_and_a_rate_as_a_fraction(book: Ledger) -> Case:
    """TVA holds 0.2 [M]."""
    return _rate(book, 0.2)


@layout
def amount_before_tax_and_a_rate_as_a_number(book: Ledger) -> Case:
    """TVA holds 20 [M]."""
    return _rate(book, 20)


@layout
def amount_in_two_currencies(book: Ledger) -> Case:
    """Local amount beside the document's [C]: the local one is not in the document's currency."""
    head = ["Client", "Invoice no", "Invoice date", "Due date", "Amount in local currency"]
    lines: list[list[Any]] = [[*head, "Amount in doc. curr.", "Document currency"]]
    for bill in book.bills:
        start = [bill.client, bill.number, bill.issue, bill.due, bill.amount]
        lines.append([*start, bill.amount * 2, "USD"])
    answers = {"choose_amount": "Amount in local currency", "local_currency": "EUR"}
    return Case(workbook(lines), "f.xlsx", rows(book.bills), answers, [ANY])


@layout
def amount_whose_currency_is_only_in_the_format(book: Ledger) -> Case:
    """The dollar stands in the cell's number format alone [M]."""
    content = formatted({"F": plain(book)}, formats={"E": "[$$-409]#,##0.00"})
    return Case(content, "f.xlsx", rows(book.bills, currency="USD"), {"missing_currency": "USD"})
