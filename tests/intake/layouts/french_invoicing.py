"""Exports of French invoicing programs and home-made trackers, as exports.md 1.1 describes them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from tests.intake.layouts.case import Case, Cells, credit, layout, row, rows
from tests.intake.layouts.ledger import TERMS, Ledger
from tests.intake.layouts.writers import delimited, formatted, headings, point, written
from tests.intake.spreadsheets import workbook, workbook_of

THIRTY_DAYS = {"missing_due_date": "30"}
TEN, NONE = Decimal("10.00"), Decimal(0)


TIIME = headings(
    "id|date de facture|numéro de facture|intitulé|statut de la facture|nom du client|"
    "pays du client|montant TTC |montant HT |Transaction(s) liée(s)|Tags|montant TVA 20% ",
    "|",
)


def tiime_invoices(book: Ledger) -> list[list[Any]]:
    """Sheet Factures: whole numbers, trailing spaces, no due date, credit notes below zero."""
    cells: list[list[Any]] = [TIIME]
    for at, bill in enumerate(book.bills, 1):
        number = int(bill.number[2:])
        start = [at, bill.issue, number, "Prestation", "Envoyée", f"{bill.client} ", "France"]
        cells.append([*start, bill.amount, bill.excl_tax, None, None, bill.tax])
    bill = book.bills[0]
    paid = [90, bill.issue, 990, "Prestation", "Payée", bill.client, "France"]
    back = [91, bill.issue, 991, "Avoir", "Envoyée", bill.client, "France"]
    cells.append([*paid, Decimal("12.00"), TEN, "1 transaction", None, Decimal("2.00")])
    return [*cells, [*back, Decimal("-12.00"), -TEN, None, None, Decimal("-2.00")]]


def tiime_truth(book: Ledger, **told: Any) -> list[dict[str, Any]]:
    """The rows of ``tiime_invoices``, due after thirty days as the user says."""
    client = book.bills[0].client
    return [
        *(row(bill, number=bill.number[2:], due_calculated=True, **told) for bill in book.bills),
        {"number": "990", "open_amount": NONE},
        credit("991", client, Decimal("12.00")),
    ]


@layout
def tiime_invoices_alone(book: Ledger) -> Case:
    """Tiime-like, sheet Factures [F]: the terms are asked once."""
    return Case(
        workbook(tiime_invoices(book)),
        "f.xlsx",
        tiime_truth(book),
        asks=["missing_due_date"],
        answers=THIRTY_DAYS,
    )


@layout
def tiime_invoices_and_clients(book: Ledger) -> Case:
    """Tiime-like, sheets Factures and Clients [F]: invoices are read from Factures, unasked."""
    head = (
        "id|nom|email|téléphone|SIREN/SIRET|ville|code postal|facturé TTC|encaissé|encours|statut"
    )
    clients: list[list[Any]] = [head.split("|")]
    for at, (code, client) in enumerate(book.clients, 1):
        address = f"{code.lower()}@exemple.test"
        told = [at, client.upper(), address, 612345678, None, "Nice", 6000]
        clients.append([*told, book.due_of(code), NONE, book.due_of(code), "en retard"])
    content = workbook_of({"Factures": tiime_invoices(book), "Clients": clients})
    truth = tiime_truth(book)
    return Case(content, "f.xlsx", truth, asks=["missing_due_date"], answers=THIRTY_DAYS)


@layout
def tiime_word_that_says_little(book: Ledger) -> Case:
    """Facturée is unclear [F]: asked once for the word; here it is still due."""
    cells = tiime_invoices(book)
    for line in cells[1:4]:
        line[4] = "Facturée"
    return Case(
        workbook(cells),
        "f.xlsx",
        tiime_truth(book),
        asks=["missing_due_date", "status:facturee"],
        answers={**THIRTY_DAYS, "status:facturee": "open"},
    )


@layout
def evoliz_import_template(book: Ledger) -> Case:
    """Evoliz template [C]: lines with quantity and net price, no amount with tax in the file.

    Nothing in it is what a client owes: refused, or the amount is asked and no answer is right.
    """
    head = ["N° facture externe", "Date facture", "Code client", "Conditions de règlement"]
    cells: list[list[Any]] = [[*head, "Désignation", "Qté", "PU HT"]]
    for bill in book.bills:
        for part in bill.parts(50, 50):
            cells.append([bill.number, bill.issue, bill.code, "30 jours", "Article", 1, part])
    return Case(workbook(cells), "f.xlsx", refused=["no_table", "no_amount", "lines_only"])


@layout
def sellsy_statuses(book: Ledger) -> Case:
    """Sellsy [C]: à régler, paiement partiel, payée, retard, annulée, brouillon."""
    words = ["à régler", "retard", "paiement partiel", "payée"]
    cells: list[list[Any]] = [["Numéro", "Client", "Date", "Échéance", "Total TTC", "Statut"]]
    truth = []
    for at, bill in enumerate(book.bills):
        word = words[at % 4]
        cells.append([bill.number, bill.client, bill.issue, bill.due, bill.amount, word])
        truth.append(row(bill, **({"open_amount": NONE} if word == "payée" else {})))
    first = book.bills[0]
    for number, word in (("B-1", "brouillon"), ("X-1", "annulée")):
        cells.append([number, first.client, first.issue, first.due, TEN, word])
    partial = [bill.number for at, bill in enumerate(book.bills) if at % 4 == 2]
    return Case(workbook(cells), "f.xlsx", truth, held=partial, told=["B-1", "X-1"])


@layout
def crm_without_due_date(book: Ledger) -> Case:
    """N° facture;Date;Client;…;Réglé;Reste dû;Statut;Mode [C]."""
    head = "N° facture;Date;Client;Prestations;HT;TVA;TTC;Réglé;Reste dû;Statut;Mode"
    cells: list[list[Any]] = [head.split(";")]
    for bill in book.bills:
        start = [bill.number, bill.issue, bill.client, "Conseil", bill.excl_tax, bill.tax]
        cells.append([*start, bill.amount, NONE, bill.amount, "En attente", "Virement"])
    return Case(
        delimited(written(cells)),
        "f.csv",
        rows(book.bills, due_calculated=True),
        asks=["missing_due_date"],
        answers=THIRTY_DAYS,
    )


@layout
def crm_with_credits(book: Ledger) -> Case:
    """Numéro;Date;Échéance;Client;…;Encaissé;Avoirs;Reste dû;… [C]: credits lower what is due."""
    head = "Numéro;Date;Échéance;Client;NIF;Ville;Statut;Total HT;TVA;Total TTC;Encaissé;Avoirs"
    cells: list[list[Any]] = [[*head.split(";"), "Reste dû", "BL d'origine", "Notes"]]
    for bill in book.bills:
        start = [bill.number, bill.issue, bill.due, bill.client, None, "Nice", "Validée"]
        sums = [bill.excl_tax, bill.tax, bill.amount, NONE, Decimal("5.00")]
        cells.append([*start, *sums, bill.amount - 5, None, None])
    truth = [row(bill, open_amount=bill.amount - 5) for bill in book.bills]
    return Case(delimited(written(cells), encoding="utf-8-sig"), "f.csv", truth)


@layout
def payables_of_a_group(book: Ledger) -> Case:
    """Horizon;Échéance;Société;Fournisseur;… [C]: what is owed to suppliers, never reminded."""
    head = "Horizon;Échéance;Société;Fournisseur;Numéro;Montant TTC;Réglé;Reste à payer;En retard"
    cells: list[list[Any]] = [head.split(";")]
    for bill in book.bills:
        start = ["S+1", bill.due, "Ma Société", bill.client, bill.number, bill.amount]
        cells.append([*start, NONE, bill.amount, "oui"])
    return Case(workbook(cells), "f.xlsx", refused=["payables", "suppliers", "no_table"])


@layout
def finsight_text(book: Ledger) -> Case:
    """ID Facture,Date Facture,Client,…,Montant Payé,Jours Retard,… [F]: ISO dates, points."""
    head = "ID Facture,Date Facture,Client,Montant HT,TVA,Montant TTC,Date Echéance,Statut"
    cells: list[list[Any]] = [[*head.split(","), "Date Paiement", "Montant Payé", "Jours Retard"]]
    for bill in book.bills:
        start = [bill.number, bill.issue, bill.client, bill.excl_tax, bill.tax, bill.amount]
        cells.append([*start, bill.due, "En retard", None, NONE, 12])
    first = book.bills[0]
    paid = ["F-9", first.issue, first.client, TEN, Decimal(2), Decimal(12), first.due, "Payée"]
    cells.append([*paid, first.due, Decimal(12), 0])
    content = delimited(written(cells, "%Y-%m-%d", point), ",")
    return Case(content, "f.csv", [*rows(book.bills), {"number": "F-9", "open_amount": NONE}])


@layout
def home_made_tracker(book: Ledger) -> Case:
    """Tracker [F]: sheet 2 of 4, title, instruction row, numbered empty rows, TOTAUX, emoji.

    Its only amount is without tax: asked.
    """
    head = ["#", "Client", "Secteur client", "N° Facture", "Date Facture", "Échéance"]
    told = [None, "→ Saisir une facture par ligne", "liste", "unique", "jj/mm/aaaa", "auto"]
    cells: list[list[Any]] = [
        [],
        ["SUIVI DSO 2026"],
        [],
        [],
        [*head, "Montant HT", "Date Paiement", "Montant Réglé", "DSO Réel (j)", "Statut"],
        [*told, "HT", "si payé", "€", "auto", "auto"],
    ]
    truth = []
    for at, bill in enumerate(book.bills, 1):
        start = [at, bill.client, "BTP", bill.number, bill.issue, bill.due, bill.amount]
        if at % 3 == 1:
            cells.append([*start, None, None, None, "🚨 Critique"])
            truth.append(row(bill))
        elif at % 3 == 2:
            cells.append([*start, date(2026, 3, 2), bill.amount, 20, "✅ Payé"])
            truth.append(row(bill, open_amount=NONE))
        else:
            part = bill.parts(25, 75)[0]
            cells.append([*start, date(2026, 3, 2), part, None, "⚠️ Payé partiel"])
            truth.append(row(bill, open_amount=bill.amount - part))
    cells += [[at] for at in range(len(cells), len(cells) + 15)]
    cells.append(["TOTAUX", *[None] * 5, book.total, None, TEN])
    sheets: dict[str, Cells] = {
        "Accueil": [["Bienvenue"]],
        "Suivi": cells,
        "Config": [["Secteur client", "Délai"], ["BTP", TERMS]],
        "TCD": [["Client", "Total"], ["Alpha SARL", 5]],
    }
    return Case(
        formatted(sheets),
        "f.xlsx",
        truth,
        asks=["choose_amount"],
        answers={"choose_amount": "Montant HT"},
        either=[bill.number for bill in book.bills],  # held for the word Critique, or not
    )
