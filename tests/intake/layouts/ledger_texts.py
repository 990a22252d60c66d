"""Texts of accounting entries that pass for lists of invoices: named, refused, never chased."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.intake.layouts.case import ANY, Case, layout
from tests.intake.layouts.kinds import ledger_of_the_tax_office
from tests.intake.layouts.ledger import Ledger
from tests.intake.layouts.writers import archive, comma, delimited, point, written


@layout
def sage_general_ledger_text(book: Ledger) -> Case:
    """Sage grand livre as TXT [C]: no header, TAB, JJMMAA, cp850, a running balance."""
    cells: list[list[Any]] = []
    running = Decimal(0)
    for bill in book.bills:
        running += bill.amount
        start = [f"411{bill.code}", bill.issue, "VE", bill.number, f"Facture N° {bill.number}"]
        cells.append([*start, None, bill.amount, None, running])
    content = delimited(written(cells, "%d%m%y", comma), "\t", "cp850")
    return Case(content, "grand-livre.txt", refused=[ANY])


@layout
def sage_50_rimport(book: Ledger) -> Case:
    """Sage 50 RImport.txt [C]: ##Fichier, ##Section, then 22 fields, decimal points, cp1252."""
    lines = ["##Fichier\tRImport", "##Section\tMvt"]
    for at, bill in enumerate(book.bills, 1):
        fields = [""] * 22
        fields[0:5] = [str(at), "VE", f"{bill.issue:%d/%m/%Y}", f"411{bill.code}", bill.client]
        fields[5:9] = [point(bill.amount), "D", bill.number, "Facture"]
        fields[11] = f"{bill.due:%d/%m/%Y}"
        lines.append("\t".join(fields))
    return Case("\r\n".join(lines).encode("cp1252"), "RImport.txt", refused=[ANY])


@layout
def ciel_ximport(book: Ledger) -> Case:
    """Ciel or EBP XIMPORT.TXT [C]: fixed width, each line begins with L."""
    lines = [
        f"L{at:05}VE{bill.issue:%Y%m%d}{bill.due:%Y%m%d}{bill.number:<12}{'411' + bill.code:<11}"
        f"{bill.client[:25]:<25}{point(bill.amount):>13}D"
        for at, bill in enumerate(book.bills, 1)
    ]
    return Case("\r\n".join(lines).encode("cp1252"), "XIMPORT.TXT", refused=[ANY])


@layout
def pennylane_archive(book: Ledger) -> Case:
    """Pennylane's zip of a FEC and its attachments [C]: the FEC in it is named."""
    fec = ledger_of_the_tax_office(book)
    packed = archive({"123456789FEC20251231.txt": fec, "justificatifs/1.pdf": b"%PDF-1.4"})
    return Case(packed, "archive.zip", refused=["fec_not_read_yet"])
