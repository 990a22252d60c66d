"""The same list of invoices wherever a sheet hides it: titles, headings, totals, other sheets."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from tests.intake.layouts.case import ANY, Case, Cells, layout, row, rows
from tests.intake.layouts.kinds import plain
from tests.intake.layouts.ledger import Ledger
from tests.intake.layouts.writers import formatted, open_document
from tests.intake.spreadsheets import HEADINGS, workbook, workbook_of

TITLE = [["ACME SARL"], ["Factures clients au 15/03/2026"], [], []]
STAMPS = [["Page 1/2"], ["Édité le 15/03/2026 à 10:31"]]


def found(book: Ledger, cells: Cells, **told: Any) -> Case:
    """The plain truth of a workbook that holds these cells."""
    return Case(workbook(cells), "f.xlsx", rows(book.bills), **told)


@layout
def title_block_above_the_header(book: Ledger) -> Case:
    """Four rows of title [F]: QuickBooks, Invoice Ninja, OCA, trackers."""
    return found(book, [*TITLE, *plain(book)])


@layout
def eighty_rows_of_title(book: Ledger) -> Case:
    """A header far below [O]: notices of use stand above some templates."""
    return found(book, [*([f"Consigne {at}"] for at in range(80)), *plain(book)])


@layout
def instruction_row_below_the_header(book: Ledger) -> Case:
    """An instruction between header and data [F]: home-made trackers."""
    told = ["Numéro attribué", "Saisir la raison sociale", "Obligatoire", "Obligatoire", "En euros"]
    return found(book, [list(HEADINGS), told, *plain(book)[1:]])


@layout
def example_row_below_the_header(book: Ledger) -> Case:
    """An example of how to write [O]: jj/mm/aaaa under the dates."""
    told = ["ex. F-0001", "Nom du client", "jj/mm/aaaa", "jj/mm/aaaa", "en euros"]
    return found(book, [list(HEADINGS), told, *plain(book)[1:]])


@layout
def numbered_rows_left_empty(book: Ledger) -> Case:
    """Rows numbered in advance [F]: home-made trackers."""
    filled = [[at, *line] for at, line in enumerate(plain(book)[1:], 1)]
    empty = [[at] for at in range(len(filled) + 1, len(filled) + 20)]
    return found(book, [["#", *HEADINGS], *filled, *empty])


def _total(book: Ledger, first: object, second: object = None) -> list[Any]:
    return [first, second, None, None, book.total]


@layout
def total_line(book: Ledger) -> Case:
    """TOTAL at the end [F]."""
    return found(book, [*plain(book), _total(book, "TOTAL")])


@layout
def total_without_a_word(book: Ledger) -> Case:
    """An amount with no number and no date [F]."""
    return found(book, [*plain(book), _total(book, None)])


@layout
def total_at_a_date(book: Ledger) -> Case:
    """Total au 15/03/2026 [O]."""
    return found(book, [*plain(book), _total(book, "Total au 15/03/2026")])


@layout
def total_beside_a_count(book: Ledger) -> Case:
    """The count stands under the numbers, the word under the clients [O]."""
    return found(book, [*plain(book), _total(book, len(book.bills), "Total général")])


@layout
def total_that_counts_the_invoices(book: Ledger) -> Case:
    """Nombre de factures : 12 [O]."""
    return found(book, [*plain(book), _total(book, f"Nombre de factures : {len(book.bills)}")])


def _by_client(book: Ledger) -> list[tuple[str, str, list[list[Any]]]]:
    listed = plain(book)[1:]
    return [
        (code, client, [line for line in listed if line[1] == client])
        for code, client in book.clients
    ]


@layout
def sub_total_per_client(book: Ledger) -> Case:
    """Total Alpha SARL below the client's invoices [C]."""
    lines: list[list[Any]] = [list(HEADINGS)]
    for code, client, own in _by_client(book):
        lines += [*own, [f"Total {client}", None, None, None, book.due_of(code)]]
    return found(book, [*lines, _total(book, "TOTAL GÉNÉRAL")])


@layout
def sub_total_that_repeats_the_client(book: Ledger) -> Case:
    """The sub-total bears the client's name and no word at all [M]."""
    lines: list[list[Any]] = [list(HEADINGS)]
    for code, client, own in _by_client(book):
        lines += [*own, [None, client, None, None, book.due_of(code)]]
    return found(book, lines)


@layout
def client_whose_name_begins_with_total(book: Ledger) -> Case:
    """TotalEnergies is a client [O]."""
    lines = [
        [line[0], "TOTAL ENERGIES SE" if line[1] == "Alpha SARL" else line[1], *line[2:]]
        for line in plain(book)
    ]
    truth = [
        row(bill, client_name="TOTAL ENERGIES SE") if bill.code == "C001" else row(bill)
        for bill in book.bills
    ]
    return Case(workbook(lines), "f.xlsx", truth)


@layout
def header_again_on_each_page(book: Ledger) -> Case:
    """Page breaks repeat the header, with page numbers and the hour of printing [M]."""
    lines = plain(book)
    half = len(lines) // 2
    end = [["Page 2/2"], ["lundi 15 mars 2026 12:27"]]
    return found(book, [*lines[:half], *STAMPS, list(HEADINGS), *lines[half:], *end])


@layout
def print_stamp_with_a_date_cell(book: Ledger) -> Case:
    """Imprimé le, with a true date in the next cells [O]."""
    return found(book, [*plain(book), [], ["Imprimé le", None, date(2026, 3, 15)]])


@layout
def heading_of_two_lines(book: Ledger) -> Case:
    """Date / facture above each other [C]: each alone says too little."""
    lines: list[list[Any]] = [
        ["N°", "Client", "Date", "Date", "Montant", "Montant"],
        ["facture", None, "facture", "échéance", "HT", "TTC"],
    ]
    lines += [[b.number, b.client, b.issue, b.due, b.excl_tax, b.amount] for b in book.bills]
    return found(book, lines)


@layout
def heading_of_two_lines_merged(book: Ledger) -> Case:
    """Montants over HT, TVA and TTC, the others merged downwards [C]."""
    lines: list[list[Any]] = [
        [*HEADINGS[:4], "Montants", None, None],
        [None, None, None, None, "HT", "TVA", "TTC"],
    ]
    lines += [[b.number, b.client, b.issue, b.due, b.excl_tax, b.tax, b.amount] for b in book.bills]
    merges = ["E1:G1", "A1:A2", "B1:B2", "C1:C2", "D1:D2"]
    return Case(formatted({"F": lines}, merges=merges), "f.xlsx", rows(book.bills))


@layout
def heading_merged_one_column_off(book: Ledger) -> Case:
    """Client spans two columns and the names stand in the second [M]."""
    lines: list[list[Any]] = [["N° facture", "Client", None, *HEADINGS[2:]]]
    lines += [[b.number, None, b.client, b.issue, b.due, b.amount] for b in book.bills]
    return Case(formatted({"F": lines}, merges=["B1:C1"]), "f.xlsx", rows(book.bills))


@layout
def blank_columns_between(book: Ledger) -> Case:
    """Columns left blank by merged titles [M]."""
    lines = [[x for cell in line for x in (cell, None)] for line in plain(book)]
    return found(book, lines)


@layout
def blank_heading_over_the_clients(book: Ledger) -> Case:
    """The clients' column has no heading [F]: asked, then read."""
    lines = plain(book)
    lines[0] = ["N° facture", None, *HEADINGS[2:]]
    return found(
        book, lines, asks=["choose_client_name"], answers={"choose_client_name": "Colonne 2"}
    )


@layout
def table_that_begins_far_from_the_corner(book: Ledger) -> Case:
    """First cell in D6 [F]: leading rows and columns are blank."""
    return Case(formatted({"F": plain(book)}, at=(6, 4)), "f.xlsx", rows(book.bills))


@layout
def blank_rows_inside(book: Ledger) -> Case:
    """Blank rows between groups [C]."""
    lines = plain(book)
    return found(book, [*lines[:2], [], [], *lines[2:]])


@layout
def headings_of_several_lines(book: Ledger) -> Case:
    """Line breaks within the headings [F]."""
    head = ["N°\nfacture", "Client", "Date\nfacture", "Date\nd'échéance", "Montant\nTTC"]
    return found(book, [head, *plain(book)[1:]])


@layout
def headings_abbreviated_in_capitals(book: Ledger) -> Case:
    """N° FACT., DATE ECH., MT TTC [M]."""
    head = ["N° FACT.", "CLIENT", "DATE FACT.", "DATE ECH.", "MT TTC"]
    return found(book, [head, *plain(book)[1:]])


@layout
def other_sheet_hidden(book: Ledger) -> Case:
    """A hidden sheet holds last year's list [F]: never read beside the visible one."""
    old = [["OLD-1", "Alpha SARL", date(2024, 1, 5), date(2024, 2, 4), Decimal("5.00")]] * 40
    sheets: dict[str, Cells] = {"Archive": [list(HEADINGS), *old], "Factures": plain(book)}
    return Case(workbook_of(sheets, hidden=["Archive"]), "f.xlsx", rows(book.bills))


@layout
def other_sheet_hidden_in_open_document(book: Ledger) -> Case:
    """The same in .ods [F]."""
    old = [["OLD-1", "Alpha SARL", date(2024, 1, 5), date(2024, 2, 4), Decimal("5.00")]]
    sheets: dict[str, Cells] = {"Archive": [list(HEADINGS), *old], "Factures": plain(book)}
    return Case(open_document(sheets, hidden=["Archive"]), "f.ods", rows(book.bills))


@layout
def only_a_hidden_sheet_has_invoices(book: Ledger) -> Case:
    """A hidden sheet is read only when the user says so [O]."""
    content = workbook_of({"Menu": [["Bonjour"]], "Data": plain(book)}, hidden=["Data"])
    return Case(
        content,
        "f.xlsx",
        rows(book.bills),
        asks=[ANY],
        answers={"hidden_sheet": "Data", "choose_sheet": "Data"},
        refused=["hidden_sheet"],
    )


@layout
def one_sheet_per_year(book: Ledger) -> Case:
    """Two visible lists [F]: which one, or both, is asked."""
    lines = plain(book)
    half = len(lines) // 2
    content = workbook_of({"2025": lines[:half], "2026": [list(HEADINGS), *lines[half:]]})
    truth = rows(book.bills[half - 1 :])
    return Case(content, "f.xlsx", truth, asks=["choose_sheet"], answers={"choose_sheet": "2026"})
