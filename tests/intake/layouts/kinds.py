"""One plain list of invoices in every kind of file that exports come in (exports.md 1.3)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from tests.intake.layouts.case import ANY, Case, Cells, layout, rows
from tests.intake.layouts.ledger import Ledger
from tests.intake.layouts.writers import (
    archive,
    comma,
    delimited,
    english,
    headings,
    open_document,
    spreadsheet_2003,
    web_page,
    written,
)
from tests.intake.spreadsheets import HEADINGS, workbook

FEC = headings(
    "JournalCode JournalLib EcritureNum EcritureDate CompteNum CompteLib CompAuxNum CompAuxLib "
    "PieceRef PieceDate EcritureLib Debit Credit EcritureLet DateLet ValidDate "
    "Montantdevise Idevise",
    " ",
)


def plain(book: Ledger) -> list[list[Any]]:
    """Number, client, issue, due and amount of each invoice, under the usual headings."""
    listed = [[bill.number, bill.client, bill.issue, bill.due, bill.amount] for bill in book.bills]
    return [list(HEADINGS), *listed]


def texts(book: Ledger) -> list[list[str]]:
    """The plain list as a French program writes it."""
    return written(plain(book))


def without_curly(lines: Cells) -> list[list[str]]:
    """The lines in characters that DOS knew."""
    return [[str(cell).replace("\u2019", "'") for cell in line] for line in lines]


#: Name, file name, and the bytes of the plain list: every one is read alike.
ENCODED: tuple[tuple[str, str, Callable[[Ledger], bytes]], ...] = (
    ("utf_8", "f.csv", lambda book: delimited(texts(book))),
    ("utf_8_bom", "f.csv", lambda book: delimited(texts(book), encoding="utf-8-sig")),
    ("cp1252", "f.csv", lambda book: delimited(texts(book), encoding="cp1252")),
    ("latin_1", "f.csv", lambda book: delimited(texts(book), encoding="latin-1")),
    ("cp850", "f.csv", lambda book: delimited(without_curly(texts(book)), encoding="cp850")),
    ("utf_16_tabs", "f.txt", lambda book: delimited(texts(book), "\t", "utf-16")),
    ("utf_16_le_no_bom", "f.txt", lambda book: delimited(texts(book), "\t", "utf-16-le")),
    ("utf_16_be_no_bom", "f.txt", lambda book: delimited(texts(book), "\t", "utf-16-be")),
    ("commas_quoted", "f.csv", lambda book: delimited(texts(book), ",")),
    ("all_quoted", "f.csv", lambda book: delimited(texts(book), quoted=True)),
    ("pipes", "f.csv", lambda book: delimited(texts(book), "|")),
    ("tabs", "f.tsv", lambda book: delimited(texts(book), "\t")),
    ("line_feeds", "f.csv", lambda book: delimited(texts(book), ends="\n")),
    ("carriage_returns", "f.csv", lambda book: delimited(texts(book), ends="\r")),
    ("doubled_returns", "f.csv", lambda book: delimited(texts(book), ends="\r\r\n")),
    ("trailing_separators", "f.csv", lambda book: delimited([*_longer(texts(book), "", "")])),
    ("separator_line", "f.csv", lambda book: b"sep=;\r\n" + delimited(texts(book))),
    (
        "notes_full_of_commas",
        "f.csv",
        lambda book: delimited([*_longer(texts(book), "a, b, c, d")]),
    ),
    ("notes_of_three_lines", "f.csv", lambda book: delimited([*_longer(texts(book), "a\nb\nc")])),
    ("tabs_named_xls", "f.xls", lambda book: delimited(texts(book), "\t", "cp1252")),
    ("text_named_xlsx", "f.xlsx", lambda book: delimited(texts(book))),
    ("xlsx", "f.xlsx", lambda book: workbook(plain(book))),
    ("xlsx_named_xls", "f.xls", lambda book: workbook(plain(book))),
    ("ods", "f.ods", lambda book: open_document({"Factures": plain(book)})),
    ("web_page_named_xls", "f.xls", lambda book: web_page(plain(book))),
    ("xml_2003_named_xls", "f.xls", lambda book: spreadsheet_2003(plain(book))),
    ("zip_of_a_text", "f.zip", lambda book: archive({"export/f.csv": delimited(texts(book))})),
    ("zip_of_a_workbook", "f.zip", lambda book: archive({"a/f.xlsx": workbook(plain(book))})),
    ("zip_of_a_web_page", "f.zip", lambda book: archive({"f.xls": web_page(plain(book))})),
    (
        "zip_with_attachments",
        "f.zip",
        lambda book: archive(
            {"f.csv": delimited(texts(book)), "pj/1.pdf": b"%PDF-1.4", "__MACOSX/._f.csv": b"x"}
        ),
    ),
)


def _longer(lines: list[list[str]], *more: str) -> list[list[str]]:
    """Each line with more cells; the heading of a column that holds something is Notes."""
    head = ["Notes" if cell else "" for cell in more]
    return [[*lines[0], *head], *([*line, *more] for line in lines[1:])]


def _registered(name: str, filename: str, make: Callable[[Ledger], bytes]) -> None:
    def kind(book: Ledger) -> Case:
        return Case(make(book), filename, rows(book.bills))

    kind.__name__ = f"kind_{name}"
    kind.__doc__ = "A plain list [F] in one of the kinds of file met."
    layout(kind)


for _name, _filename, _make in ENCODED:
    _registered(_name, _filename, _make)


@layout
def kind_english_text(book: Ledger) -> Case:
    """Comma-separated with ISO dates and 1,234.56 [F]."""
    head = [["Invoice no", "Client", "Invoice date", "Due date", "Amount"]]
    lines = written([*head, *plain(book)[1:]], "%Y-%m-%d", english)
    return Case(delimited(lines, ","), "f.csv", rows(book.bills))


@layout
def kind_decimal_commas_unquoted_among_commas(book: Ledger) -> Case:
    """A comma separates columns and cents alike [O]: refused, or each such row is told, never cut.

    The amounts stand last, so that the cents fall into a column of their own.
    """
    lines = written(plain(book), money=comma)
    content = "\r\n".join(",".join(line) for line in lines).encode()
    numbers = [bill.number for bill in book.bills]
    truth = rows(book.bills)
    return Case(
        content,
        "f.csv",
        truth,
        refused=[ANY],
        optional=numbers,
        told=numbers,
        either=numbers,
    )


@layout
def kind_two_tables_in_a_zip(book: Ledger) -> Case:
    """A zip of two lists [O] cannot be one import."""
    content = delimited(texts(book))
    packed = archive({"a.csv": content, "b.csv": content})
    return Case(packed, "f.zip", refused=("several_tables_in_archive",))


@layout
def kind_ledger_of_the_tax_office(book: Ledger) -> Case:
    """A FEC of 18 columns [F]: named for what it is, never read as invoices."""
    return Case(ledger_of_the_tax_office(book), "FEC.txt", refused=("fec_not_read_yet",))


@layout
def kind_ledger_of_the_tax_office_with_sides(book: Ledger) -> Case:
    """A FEC with Montant and Sens instead of Debit and Credit [C]."""
    head = [*FEC[:11], "Montant", "Sens", *FEC[13:16]]
    return Case(delimited(_entries(book, head), "|"), "FEC.txt", refused=("fec_not_read_yet",))


def ledger_of_the_tax_office(book: Ledger) -> bytes:
    """The bytes of a FEC: three entries per invoice."""
    return delimited(_entries(book, FEC), "\t")


def _entries(book: Ledger, head: list[str]) -> list[list[str]]:
    lines = [head]
    for at, bill in enumerate(book.bills, 1):
        for account, amount, side in (
            ("411000", bill.amount, "D"),
            ("706000", bill.excl_tax, "C"),
            ("445710", bill.tax, "C"),
        ):
            lines.append(_entry(head, at, bill.issue.strftime("%Y%m%d"), account, amount, side))
            lines[-1][6:9] = [bill.code, bill.client, bill.number]
    return lines


def _entry(
    head: list[str], at: int, day: str, account: str, amount: Decimal, side: str
) -> list[str]:
    told = {
        "JournalCode": "VE",
        "JournalLib": "Ventes",
        "EcritureNum": str(at),
        "EcritureDate": day,
        "CompteNum": account,
        "PieceDate": day,
        "EcritureLib": "Facture",
        "Debit": comma(amount if side == "D" else Decimal(0)),
        "Credit": comma(amount if side == "C" else Decimal(0)),
        "Montant": comma(amount),
        "Sens": side,
        "ValidDate": day,
    }
    return [told.get(heading, "") for heading in head]
