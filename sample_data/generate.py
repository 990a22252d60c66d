"""Writes the workbooks of the demonstration as they would be on the morning of any day.

The same day always gives the same bytes. Nothing and nobody here exists: addresses end in
``.example``, telephone numbers are those reserved for fiction, SIREN begin with a zero.

    python -m sample_data.generate --today 2026-11-20 [--out FOLDER]
"""

from __future__ import annotations

import argparse
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from sample_data.ledger import FOLDER, clients, currency_of, lines, status_of, weekday_before

#: Who asks to be paid in the demonstration; the fields of ``relance_core.settings.Firm``.
DEMO_FIRM: dict[str, Any] = {
    "name": "Atelier Sarment & Lin",
    "legal_form": "SARL",
    "capital": "25 000 €",
    "siren": "012345674",
    "rcs_city": "Angers",
    "vat_number": "FR09012345674",
    "address": "17 rue des Tisserands",
    "postcode": "49100",
    "city": "Angers",
    "phone": "02 61 91 40 10",
    "email": "comptabilite@sarment-lin.example",
    "signatory": "Anne Rivoallan",
    "signatory_title": "Gérante",
    "contact_line": "Lucie Hamelin, 02 61 91 40 12",
    "hand_over_to": "notre avocat, Maître Delorme",
    "mediator": "Médiation Loire Commerce, 4 quai des Carmes, 49100 Angers",
    "beneficiary": "Atelier Sarment & Lin",
    "iban": "FR7630006000011234567890189",
    "bic": "TESTFRPPXXX",
    "payment_qr": True,
}

INVOICE_COLUMNS = (
    "Code client",
    "Client",
    "N° facture",
    "Date facture",
    "Date d'échéance",
    "Montant HT",
    "TVA",
    "Montant TTC",
    "Réglé",
    "Reste à payer",
    "Devise",
    "Statut",
    "Litige",
    "Motif du litige",
    "Date de paiement",
    "Mode de règlement",
    "Réf. commande",
    "Niveau de relance",
    "Date dernière relance",
)
CONTACT_COLUMNS = (
    "Code client",
    "Raison sociale",
    "E-mail",
    "Contact",
    "Téléphone",
    "SIREN",
    "Type",
    "Adresse",
    "Code postal",
    "Ville",
    "Pays",
    "Langue",
)


def invoice_rows(today: date) -> Iterable[list[Any]]:
    """The rows of ``factures.xlsx`` under ``INVOICE_COLUMNS``."""
    for line in lines(today):
        state, client = line.state, line.client
        debit = client["story"] == "direct_debit"
        rng = Random(line.number + client["code"])
        means = "Prélèvement" if debit else rng.choice(("Virement",) * 4 + ("Chèque", "CB"))
        reminded = today - timedelta(days=state.reminded)
        yield [
            client["code"],
            client["name"],
            line.number,
            line.issued,
            line.due,
            line.net,
            line.vat,
            line.gross,
            line.paid,
            line.gross - line.paid,
            currency_of(client),
            status_of(line, today),
            "Oui" if state.dispute else "Non",
            state.dispute or None,
            line.paid_on,
            means if debit or line.paid_on else None,
            line.order or None,
            state.level or None,
            weekday_before(reminded) if state.level else None,
        ]


def siren(rng: Random) -> str:
    """A number that passes the check (Luhn) and that no company can bear: it begins with 0."""
    digits = [0, *(rng.randint(0, 9) for _ in range(7))]
    doubled = (digit * 2 if place % 2 else digit for place, digit in enumerate(digits))
    return "".join(map(str, digits)) + str(-sum(sum(divmod(d, 10)) for d in doubled) % 10)


def contact_rows() -> Iterable[list[Any]]:
    """The rows of ``contacts.xlsx`` under ``CONTACT_COLUMNS``."""
    for client in clients():
        rng = Random("contact " + client["code"])
        plain = unicodedata.normalize("NFKD", client["name"]).encode("ascii", "ignore").decode()
        domain = "-".join(re.findall("[a-z0-9]{3,}", plain.lower())[-3:])
        email: str | None = f"{rng.choice(('compta', 'facturation', 'contact'))}@{domain}.example"
        if client["story"] == "no_email":
            email = None
        elif client["story"] == "bad_email":
            email = f"contact@{domain}"
        company = client["kind"] in ("Entreprise", "Administration")
        abroad = currency_of(client) != "EUR"
        yield [
            client["code"],
            client["name"],
            email,
            client["contact"],
            f"02 61 91 {rng.randint(10, 99)} {rng.randint(10, 99)}",
            siren(rng) if company and not abroad else None,
            client["kind"],
            client["address"],
            client["postcode"],
            client["city"],
            "Royaume-Uni" if abroad else "France",
            "en" if abroad else "fr",
        ]


def styled(title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Workbook:
    """One sheet as an office would hand it over: header, widths, formats, frozen first row."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    sheet.append(list(columns))
    for row in rows:
        sheet.append(list(row))
        for cell in sheet[sheet.max_row]:
            if isinstance(cell.value, Decimal):
                cell.number_format = "#,##0.00"
            elif isinstance(cell.value, date):
                cell.number_format = "dd/mm/yyyy"
    for cell in sheet[1]:
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="0F5C5C")
        cell.alignment = Alignment(vertical="center", wrap_text=True)
    for index, values in enumerate(sheet.iter_cols(values_only=True), start=1):
        longest = max(len(str(value)) for value in values if value is not None)
        sheet.column_dimensions[get_column_letter(index)].width = min(46, max(11, longest + 2))
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    return book


def saved(book: Workbook, today: date) -> bytes:
    """The workbook's bytes, with ``today`` wherever a library would write the clock."""
    buffer, result = io.BytesIO(), io.BytesIO()
    book.save(buffer)
    stamp = f"{datetime(today.year, today.month, today.day):%Y-%m-%dT%H:%M:%SZ}".encode()
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(result, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp, content)
            entry = zipfile.ZipInfo(name, (today.year, today.month, today.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, content)
    return result.getvalue()


def build_invoices(today: date) -> bytes:
    """``factures.xlsx`` as an invoicing program would export it on the morning of ``today``."""
    return saved(styled("Factures", INVOICE_COLUMNS, invoice_rows(today)), today)


def build_contacts(today: date) -> bytes:
    """``contacts.xlsx``: the clients' addresses, SIREN, kinds and languages."""
    return saved(styled("Clients", CONTACT_COLUMNS, contact_rows()), today)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--today", type=date.fromisoformat, required=True)
    parser.add_argument("--out", type=Path, default=FOLDER)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "factures.xlsx").write_bytes(build_invoices(options.today))
    (options.out / "contacts.xlsx").write_bytes(build_contacts(options.today))
