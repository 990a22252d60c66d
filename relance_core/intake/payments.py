"""Reads a list of payments, pasted or dropped: which invoice or client, how much, and when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from relance_core.intake.amounts import decimal_evidence, read_amounts
from relance_core.intake.date_survey import survey_dates
from relance_core.intake.dates import DateOrder, read_dates
from relance_core.intake.payment_lines import split_lines
from relance_core.intake.payment_table import Cut, Unread, cut_cells, cut_table
from relance_core.intake.sniff import refusal
from relance_core.intake.workbook import Sheet, Workbook, read_workbook
from relance_core.money import MONEY

#: Lines of a list beyond which it is no list of payments but an account of several years.
MAX_LINES = 20_000


@dataclass(frozen=True)
class PaymentLine:
    """One payment as the list tells it; what it does not tell is None or empty."""

    row: int  # 1-based, as the list or the sheet shows it
    number: str | None  # of an invoice, as written
    words: tuple[str, ...]  # client, code or label, in the order of the line
    amount: Decimal | None  # positive; None: the whole of what is due
    currency: str | None  # ISO code; None when no sign is written
    paid_on: date | None


@dataclass(frozen=True)
class PaymentsReading:
    """A list of payments as understood; every line is in ``lines`` or in ``unread``."""

    lines: tuple[PaymentLine, ...]
    unread: tuple[Unread, ...]
    notes: tuple[str, ...]  # French sentences


def read_pasted(text: str, *, known: Collection[str] = ()) -> PaymentsReading:
    """The payments of a text, one a line, in any order and with any separator.

    ``known``: the numbers of the open invoices, which tell a number from an amount. Raises
    ``UnreadableFile`` for a text without any line.
    """
    cut = split_lines(text, known)
    if not cut.rows.height and not cut.asides:
        raise refusal(
            "no_payment",
            "La liste est vide.",
            "Collez une ligne par règlement : numéro de facture ou client, montant, date.",
        )
    return _typed(cut)


def read_payments(content: bytes, filename: str, *, known: Collection[str] = ()) -> PaymentsReading:
    """The payments of a dropped file, read by the same readers as the invoices.

    Raises ``UnreadableFile`` when the file is no table, or has no column of amounts nor of
    invoice numbers.
    """
    return _typed(cut_table(_only(read_workbook(content, filename)), known))


def read_sheet(book: Workbook, sheet: Sheet, known: Collection[str]) -> PaymentsReading:
    """The payments of one sheet of a workbook that holds something else besides.

    Raises ``UnreadableFile`` when it has no column of amounts nor of invoice numbers.
    """
    rows = [list(row) for row in _only(replace(book, sheets=(sheet,))).sheets[0].cells.rows()]
    return _typed(cut_cells(rows, range(1, len(rows) + 1), known, spreadsheet=book.typed))


def _only(book: Workbook) -> Workbook:
    visible = [sheet for sheet in book.sheets if sheet.visible and sheet.cells.height]
    if not visible:
        raise refusal(
            "no_payment",
            "Ce fichier ne contient aucune ligne.",
            "Déposez une liste de règlements : numéro de facture ou client, montant, date.",
        )
    if sum(sheet.cells.height for sheet in visible) > MAX_LINES:
        raise refusal(
            "too_large",
            f"Cette liste a plus de {MAX_LINES} lignes.",
            "Ne gardez que les règlements reçus depuis le dernier export des factures.",
        )
    return book


def _typed(cut: Cut) -> PaymentsReading:
    """The cells of a list as amounts and dates; a cell in doubt puts its line aside."""
    rows = cut.rows
    evidence = decimal_evidence(rows["amount"])
    decimals = next(iter(evidence)) if len(evidence) == 1 else None
    money = read_amounts(rows["amount"], decimals, spreadsheet=cut.spreadsheet)
    orders = survey_dates(rows["date"]).orders
    order = next(iter(orders)) if len(orders) == 1 else DateOrder.DAY_FIRST
    days = read_dates(rows["date"], None if len(orders) > 1 else order)
    exact = money.values.round(3, mode="half_away_from_zero").cast(MONEY)
    # An account of customers writes what they paid as a negative.
    signs = exact.drop_nulls()
    turned = bool(signs.len()) and bool((signs < 0).all())
    listed = bool(rows["amount"].drop_nulls().len())
    frame = rows.with_columns(
        (-exact if turned else exact).alias("value"),
        money.currencies.alias("currency"),
        money.unreadable.alias("bad"),
        money.ambiguous.alias("either"),
        days.values.alias("day"),
        (days.unreadable | days.ambiguous).alias("bad_day"),
    )
    lines: list[PaymentLine] = []
    unread = list(cut.asides)
    for row in frame.iter_rows(named=True):
        why = _why_unread(row, amounts_listed=listed)
        if why:
            unread.append(Unread(row["row"], row["text"], why))
            continue
        lines.append(
            PaymentLine(
                row["row"],
                row["number"],
                tuple(word for word in row["words"] if word),
                row["value"],
                _currency(row["currency"]),
                row["day"],
            )
        )
    notes = list(cut.notes)
    if turned:
        notes.append("Les montants de cette liste sont négatifs : ils sont lus comme encaissés.")
    if frame["bad_day"].any():
        some = frame.filter("bad_day")["row"].to_list()
        shown = ", ".join(map(str, some[:5])) + ("…" if len(some) > 5 else "")
        notes.append(f"Date illisible, laissée vide : ligne {shown}.")
    return PaymentsReading(
        tuple(lines), tuple(sorted(unread, key=lambda one: one.row)), tuple(notes)
    )


def _currency(found: str | None) -> str | None:
    signs = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "EURO": "EUR", "EUROS": "EUR"}
    return signs.get(found.upper(), found.upper()) if found else None


def _why_unread(row: dict[str, object], *, amounts_listed: bool) -> str:
    """Why a line is put aside; empty when it is a payment."""
    value = row["value"]
    if row["either"]:
        return f"« {row['amount']} » peut se lire de deux façons : écrivez-le avec deux décimales."
    if row["bad"]:
        return f"« {row['amount']} » n'est pas un montant lisible."
    if value is None and (amounts_listed or not (row["number"] or row["words"])):
        return "Aucun montant sur cette ligne."
    if isinstance(value, Decimal) and value <= 0:
        return "Montant nul ou négatif : un rejet ou un remboursement ne se note pas ici."
    if not row["number"] and not row["words"] and value is None:
        return "Ni facture ni client sur cette ligne."
    return ""
