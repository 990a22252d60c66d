"""Five exports as people have them, written from their description, and what is right of each."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import openpyxl


@dataclass(frozen=True)
class Ugly:
    """One file: what its owner answers if asked, and what is owed in the end."""

    name: str
    content: bytes
    sentence: str  # as the page says it, with plain spaces
    due: dict[str, str]  # number -> what is still due, credits negative
    answers: dict[str, str] = field(default_factory=dict)  # code of a question -> words to choose
    contacts: bytes = b""
    emails: dict[str, str] = field(default_factory=dict)  # client -> address


def _workbook(rows: Sequence[Sequence[Any]], title: str = "Feuil1") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _text(rows: Sequence[Sequence[str]], separator: str, encoding: str) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=separator).writerows(rows)
    return written.getvalue().encode(encoding)


def grouped_report() -> Ugly:
    """An aged detail: a title, the client alone above his invoices, sub-totals, a print stamp."""
    head = ["", "Date", "Type", "N°", "Échéance", "Montant", "Solde dû"]
    rows: list[list[Any]] = [
        ["Scierie Morvan"],
        ["Balance âgée détaillée"],
        ["Au 20 novembre 2026"],
        [],
        head,
        ["Dupont SA"],
        ["", date(2026, 9, 1), "Facture", "F-101", date(2026, 10, 1), 1200, 1200],
        ["", date(2026, 9, 15), "Facture", "F-102", date(2026, 10, 15), 800, 300.5],
        ["Total Dupont SA", None, None, None, None, 2000, 1500.5],
        ["Garage Lenoir"],
        ["", date(2026, 10, 13), "Facture", "F-103", date(2026, 11, 13), 450, 450],
        ["Total Garage Lenoir", None, None, None, None, 450, 450],
        ["TOTAL", None, None, None, None, 2450, 1950.5],
        [],
        ["vendredi 20 novembre 2026 09:12"],
    ]
    return Ugly(
        "balance-agee.xlsx",
        _workbook(rows),
        "3 factures de 2 clients, 1 950,50 € restant dus",
        {"F-101": "1200", "F-102": "300.5", "F-103": "450"},
    )


def payments_per_row() -> Ugly:
    """An export of invoices and payments: an invoice is repeated for each payment received."""
    head = ["Tiers", "Réf. facture", "Date facturation", "Date limite règlement", "Total TTC"]
    head += ["Montant paiement", "Date paiement", "Numéro paiement", "Facture payée"]
    rows = [head]
    invoices = [
        ("Dupont SA", "FA2609-0001", "1 000,00", ["200,00", "300,00"]),
        ("Dupont SA", "FA2609-0002", "600,00", [""]),
        ("Garage Lenoir", "FA2609-0003", "900,00", ["100,00", "100,00", "100,00"]),
        ("Menuiserie Roy", "FA2609-0004", "250,00", ["250,00"]),
    ]
    for client, number, total, payments in invoices:
        for at, paid in enumerate(payments, start=1):
            day = f"{10 + at:02}/10/2026" if paid else ""
            payment = f"PAY-{number[-4:]}-{at}" if paid else ""
            settled = "1" if client == "Menuiserie Roy" else "0"
            rows.append(
                [client, number, "05/09/2026", "05/10/2026", total, paid, day, payment, settled]
            )
    return Ugly(
        "factures-et-reglements.csv",
        _text(rows, ";", "cp1252"),
        "4 factures de 3 clients, 1 700,00 € restant dus",
        {"FA2609-0001": "500", "FA2609-0002": "600", "FA2609-0003": "600"},
        answers={"shape": "Une ligne par règlement"},
    )


def ambiguous_dates() -> Ugly:
    """An English export whose dates all read both ways; its owner knows that months come first."""
    rows = [
        ["Customer", "Invoice Number", "Invoice Date", "Due Date", "Amount", "Currency"],
        ["Dupont SA", "INV-1", "09/05/2026", "10/05/2026", "1,250.00", "EUR"],
        ["Garage Lenoir", "INV-2", "09/07/2026", "10/07/2026", "480.00", "EUR"],
        ["Garage Lenoir", "INV-3", "10/02/2026", "11/02/2026", "75.50", "EUR"],
    ]
    return Ugly(
        "invoices.csv",
        _text(rows, ",", "utf-8"),
        "3 factures de 2 clients, 1 805,50 € restant dus",
        {"INV-1": "1250", "INV-2": "480", "INV-3": "75.5"},
        answers={"date_order": "Mois puis jour"},
    )


def credits_in_disguise() -> Ugly:
    """Credits told by a type with a positive amount, by a trailing minus and by a payment row."""
    rows = [
        ["Client", "Type", "N° pièce", "Date", "Échéance", "Montant TTC", "Reste dû"],
        ["Dupont SA", "Facture", "F-1", "01/09/2026", "01/10/2026", "1 000,00", "1 000,00"],
        ["Dupont SA", "Avoir", "AV-1", "10/09/2026", "10/09/2026", "150,00", "150,00"],
        ["Dupont SA", "Règlement", "RG-1", "12/09/2026", "12/09/2026", "-50,00", "-50,00"],
        ["Garage Lenoir", "Facture", "F-2", "15/09/2026", "15/10/2026", "500,00", "500,00"],
        ["Garage Lenoir", "Facture", "F-3", "16/09/2026", "16/10/2026", "200,00", "200,00"],
        ["Garage Lenoir", "Avoir", "AV-2", "20/09/2026", "20/09/2026", "80,00-", "80,00-"],
    ]
    return Ugly(
        "grand-livre-clients.csv",
        _text(rows, "\t", "utf-16"),
        "3 factures de 2 clients, 1 420,00 € restant dus",
        {"F-1": "1000", "AV-1": "-150", "RG-1": "-50", "F-2": "500", "F-3": "200", "AV-2": "-80"},
    )


def contacts_apart() -> Ugly:
    """Invoices without due date nor address; the clients' sheet gives addresses, by name."""
    rows: list[list[Any]] = [
        ["id", "date de facture", "numéro de facture", "intitulé", "statut de la facture"],
        [1, date(2026, 9, 1), 1001, "Charpente", "Envoyée"],
        [2, date(2026, 9, 15), 1002, "Bardage", "Envoyée"],
        [3, date(2026, 10, 1), 1003, "Terrasse", "Payée"],
    ]
    rows[0] += ["nom du client", "montant TTC ", "montant HT "]
    for row, (client, amount) in zip(
        rows[1:], [("Dupont SA", 1200), ("Garage Lenoir ", 360), ("Dupont SA", 600)], strict=True
    ):
        row += [client, amount, round(amount / 1.2, 2)]
    people: list[list[Any]] = [
        ["nom", "email", "téléphone", "SIREN/SIRET", "code postal", "ville"],
        ["Dupont SA", "compta@dupont.example", 240000001, None, 44000, "Nantes"],
        [" Garage Lenoir", "garage@lenoir.example", None, None, 6000, "Nice"],
        ["Atelier Absent", "a@absent.example", None, None, None, None],
    ]
    return Ugly(
        "factures.xlsx",
        _workbook(rows, "Factures"),
        "3 factures de 2 clients, 1 560,00 € restant dus",
        {"1001": "1200", "1002": "360"},
        answers={"missing_due_date": "30 jours après la facture"},
        contacts=_workbook(people, "Clients"),
        emails={"Dupont SA": "compta@dupont.example", "Garage Lenoir": "garage@lenoir.example"},
    )


FIVE = (grouped_report, payments_per_row, ambiguous_dates, credits_in_disguise, contacts_apart)
