"""Exports of Odoo and of the OCA's reports, as exports.md 1.2 describes them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.intake.layouts.case import Case, credit, layout, row, rows
from tests.intake.layouts.item_lines import ITEM_LINES
from tests.intake.layouts.ledger import Ledger
from tests.intake.layouts.shapes import BALANCES_ONLY
from tests.intake.layouts.writers import headings
from tests.intake.spreadsheets import workbook, workbook_of

NONE = Decimal(0)
HEAD = headings(
    "Société|Nom d'affichage du partenaire de la facture|Numéro|Date de facturation|"
    "Date d'échéance|écheance|Statut|Statut du paiement|Montant HT Signé|Total signé en devises|"
    "Montant dû signé",
    "|",
)
PAID_WORDS = ("Non payé", "Payé", "Partiellement payé", "En cours de paiement")


def listed(book: Ledger) -> tuple[list[list[Any]], list[dict[str, Any]]]:
    """The list with every word of payment, a draft without a number and a credit note."""
    cells: list[list[Any]] = [HEAD]
    truth = []
    for at, bill in enumerate(book.bills):
        word = PAID_WORDS[at % 4]
        due = {"Non payé": bill.amount, "Partiellement payé": bill.parts(40, 60)[0]}.get(word, NONE)
        start = ["Ma Boîte", bill.client, bill.number, bill.issue, bill.due, 30, "Comptabilisé"]
        cells.append([*start, word, bill.excl_tax, bill.amount, due])
        truth.append(row(bill, open_amount=due))
    bill = book.bills[0]
    back, ten = Decimal("-12.00"), Decimal("10.00")
    draft = ["Ma Boîte", bill.client, None, bill.issue, bill.due, 30, "Brouillon", "Non payé"]
    note = ["Ma Boîte", bill.client, "RFAC/1", bill.issue, bill.issue, 0, "Comptabilisé"]
    cells.append([*draft, ten, Decimal("12.00"), Decimal("12.00")])
    cells.append([*note, "Non payé", -ten, back, back])
    return cells, [*truth, credit("RFAC/1", bill.client, -back)]


@layout
def odoo_list(book: Ledger) -> Case:
    """Odoo list in French [C]: the payment's status counts, drafts have no number."""
    cells, truth = listed(book)
    return Case(workbook(cells), "f.xlsx", truth, leaves_out=True)


@layout
def odoo_list_with_a_pivot(book: Ledger) -> Case:
    """Odoo list in Sheet1, a pivot table in Feuil1 [C]."""
    cells, truth = listed(book)
    pivot: list[list[Any]] = [["Étiquettes de lignes", "Somme de Total"], ["Alpha SARL", 5]]
    content = workbook_of({"Sheet1": cells, "Feuil1": pivot})
    return Case(content, "f.xlsx", truth, leaves_out=True)


@layout
def odoo_list_without_what_is_due(book: Ledger) -> Case:
    """Odoo list without Montant dû [C]: what is paid in part or on its way is asked."""
    cells, truth = listed(book)
    unclear = [bill.number for at, bill in enumerate(book.bills) if at % 4 in (2, 3)]
    for one in truth:
        if one["number"] in unclear:
            del one["open_amount"]
    content = workbook([line[:-1] for line in cells])
    return Case(content, "f.xlsx", truth, held=unclear, leaves_out=True)


@layout
def odoo_with_lines(book: Ledger) -> Case:
    """Odoo with lines [C]: number on each line, client on the first line of each invoice only."""
    head = ["Partenaire", "Numéro", "Date de facturation", "Date d'échéance", "Total signé"]
    cells: list[list[Any]] = [
        [*head, *(f"Lignes de facture/{name}" for name in ("Numéro", "Libellé", "Sous-total"))]
    ]
    for bill in book.bills:
        start = [bill.client, bill.number, bill.issue, bill.due, bill.amount]
        first, second = bill.parts(40, 60)
        cells.append([*start, bill.number, "Conseil", first])
        cells.append([*[None] * 5, bill.number, "Frais", second])
    return Case(workbook(cells), "f.xlsx", rows(book.bills))


@layout
def odoo_lines_without_a_total(book: Ledger) -> Case:
    """Odoo lines, nothing but their own amounts [C]: they are summed, once that was asked."""
    names = ("Numéro", "Date", "Date d'échéance", "Libellé", "Sous-total")
    cells: list[list[Any]] = [["Partenaire", *(f"Lignes de facture/{name}" for name in names)]]
    for bill in book.bills:
        for at, part in enumerate(bill.parts(25, 75)):
            client = bill.client if at == 0 else None
            cells.append([client, bill.number, bill.issue, bill.due, f"Article {at}", part])
    answers = {**ITEM_LINES, "choose_amount": "Lignes de facture/Sous-total"}
    return Case(workbook(cells), "f.xlsx", rows(book.bills), answers=answers)


OPEN_ITEMS = "Date|Entry|Journal|Account|Partner|Ref - Label|Due date|Original|Residual|Cur."
#: The account of the general ledger is the same for all clients, and no client's code.
ONE_ACCOUNT = {"shared_code": "several"}
FILTERS: list[list[Any]] = [
    ["Open Items - ACME"],
    [],
    ["Date at filter", "31/12/2025"],
    ["Target moves", "All posted"],
    [],
    ["411000 - Clients"],
]


def _items(book: Ledger, code: str | None = None) -> list[list[Any]]:
    return [
        [
            *(bill.issue, bill.number, "VE", "411000", bill.client, bill.number, bill.due),
            *(bill.amount, bill.amount, "EUR"),
        ]
        for bill in book.bills
        if code in (None, bill.code)
    ]


@layout
def oca_open_items(book: Ledger) -> Case:
    """OCA open items [C]: title, filters, account, header, ending balances."""
    end = [None] * 6
    cells = [*FILTERS, OPEN_ITEMS.split("|"), *_items(book)]
    cells.append(["Partner ending balance", *end, book.total, book.total])
    cells.append(["Ending balance", *end, book.total, book.total])
    return Case(workbook(cells), "f.xlsx", rows(book.bills), answers=ONE_ACCOUNT)


@layout
def oca_open_items_by_partner(book: Ledger) -> Case:
    """OCA open items grouped by partner [C]: the header again under each name."""
    cells: list[list[Any]] = [["Balance âgée auxiliaire"], [], ["411000 - Clients"]]
    for code, client in book.clients:
        cells += [[client], OPEN_ITEMS.split("|"), *_items(book, code)]
        cells.append(["Partner ending balance", *[None] * 7, book.due_of(code)])
    return Case(workbook(cells), "f.xlsx", rows(book.bills), answers=ONE_ACCOUNT)


@layout
def oca_aged_balance(book: Ledger) -> Case:
    """OCA aged balance summary [C]: a row per partner, no invoice in it."""
    head = ["Partner", "Residual", "Current", "Age ≤ 30 d.", "Age ≤ 60 d.", "Older"]
    cells: list[list[Any]] = [["Aged Partner Balance"], head]
    for code, client in book.clients:
        due = book.due_of(code)
        cells.append([client, due, NONE, due, NONE, NONE])
    cells.append(["Ending balance", book.total, NONE, book.total, NONE, NONE])
    return Case(workbook(cells), "f.xlsx", refused=[*BALANCES_ONLY, "no_table"])


@layout
def oca_aged_balance_in_french(book: Ledger) -> Case:
    """Balance âgée auxiliaire, detail in French [C]: Éch. ≤ 30 j., Dev. originale."""
    head = ["Date", "Pièce", "Journal", "Compte", "Partenaire", "Réf - Libellé", "Échéance"]
    ages = ["Résiduel", "Actuel", "Éch. ≤ 30 j.", "Éch. ≤ 60 j.", "Plus ancien"]
    cells: list[list[Any]] = [["Balance âgée auxiliaire"], [], [*head, *ages]]
    for bill in book.bills:
        start = [bill.issue, bill.number, "VE", "411000", bill.client, bill.number, bill.due]
        cells.append([*start, bill.amount, NONE, bill.amount, NONE, NONE])
    cells.append(["Solde final", *[None] * 6, book.total, NONE, book.total, NONE, NONE])
    return Case(workbook(cells), "f.xlsx", rows(book.bills, "amount"))
