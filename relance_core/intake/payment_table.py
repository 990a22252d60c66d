"""Finds in a list of payments the columns of the invoice, the client, the amount and the day."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import polars as pl

from relance_core.french import plain_key
from relance_core.intake.content import DATE, NUMBER
from relance_core.intake.headers import fields_of
from relance_core.intake.headings import candidates, dictionary
from relance_core.intake.payment_sheets import tells_payments
from relance_core.intake.sniff import refusal
from relance_core.intake.workbook import Sheet, Workbook
from relance_core.schemas import schema_of

#: A list cut into cells, one row a line.
ROWS = schema_of(
    {
        "row": pl.Int64,
        "text": pl.String,  # the line, to be shown
        "number": pl.String,
        "words": pl.List(pl.String),
        "amount": pl.String,
        "date": pl.String,
    }
)
HEADER_DEPTH = 15
#: Headings of a statement, which the headings of invoices do not have.
_AMOUNT = re.compile(
    r"^(montants? )?(credits?|encaisse(e|s|ments?)?|verse(ments?)?|recus?|regle|reglements?|"
    r"paye|paiements?|payments?|paid|received|montants? (regle|paye|recu|encaisse|verse|du "
    r"(reglement|paiement|virement)).*|amount paid|montants?|amounts?|sommes?)$"
)
_OUT = re.compile(r"^debits?$|^solde|balance$|^cumul|^reste?|^restant|^montant ht|^tva|^ht$")
_DATE = re.compile(r"^(date|jour|day)\b|paye le|regle le|recu le|value date")
_PAID_ON = re.compile(r"^(paye|regle|encaisse|recu|verse|paid|received) (le|on)$")
_NOT_THE_DATE = re.compile(r"facture|invoice|echeance|due|emission|piece")
_FIELDS = {
    "number": "number",
    "client_name": "words",
    "client_code": "words",
    "payer_name": "words",
    "payer_code": "words",
    "description": "words",
    "contact_name": "words",
    "paid_amount": "amount",
    "paid_date": "date",
}


@dataclass(frozen=True)
class Unread:
    """A line that is no payment, or could not be read as one."""

    row: int
    text: str
    message: str  # French sentence


@dataclass(frozen=True)
class Cut:
    """A list cut into cells (``ROWS``), and the lines put aside while cutting."""

    rows: pl.DataFrame
    asides: tuple[Unread, ...]
    notes: tuple[str, ...]
    spreadsheet: bool


def cut_table(book: Workbook, known: Collection[str]) -> Cut:
    """The cells of the first visible sheet that holds a list; the others are named."""
    visible = [sheet for sheet in book.sheets if sheet.visible and sheet.cells.height]
    # Beside a sheet of invoices, that of the payments is meant.
    likely = [one for one in visible if len(visible) > 1 and tells_payments(one)] or visible
    sheet = next((one for one in likely if _header(one.cells.head(HEADER_DEPTH).rows())), None)
    sheet = sheet or visible[0]
    _refuse_invoices(sheet)
    rows = [list(row) for row in sheet.cells.rows()]
    cut = cut_cells(rows, list(range(1, len(rows) + 1)), known, spreadsheet=book.typed)
    others = [f"« {one.name} »" for one in visible if one is not sheet]
    notes = [*book.notes, *cut.notes]
    if others:
        notes.append(f"Feuille lue : « {sheet.name} ». Laissées de côté : {', '.join(others)}.")
    return Cut(cut.rows, cut.asides, tuple(notes), cut.spreadsheet)


def _refuse_invoices(sheet: Sheet) -> None:
    """An export of invoices tells what is due: read as payments, it would settle them all."""
    at = _header(sheet.cells.head(HEADER_DEPTH).rows())
    fields = fields_of(sheet.cells.row(at)) if at is not None else set()
    if {"due_date", "balance"} <= fields and not fields & {"paid_date", "paid_amount"}:
        raise refusal(
            "no_payment",
            "Ce fichier est une liste de factures, avec leur échéance et leur restant dû, pas une "
            "liste de règlements.",
            "Importez-le comme vos factures ; ici, ne donnez que les règlements reçus.",
        )


def cut_cells(
    cells: Sequence[Sequence[str | None]],
    places: Sequence[int],
    known: Collection[str],
    *,
    spreadsheet: bool,
) -> Cut:
    """The rows of a table by role; ``places``: the number of each row as the person sees it.

    Raises ``UnreadableFile`` when no column tells an amount or an invoice.
    """
    width = max((len(row) for row in cells), default=0)
    wide = [[*_clean(row), *[None] * (width - len(row))] for row in cells]
    at = _header(wide[:HEADER_DEPTH])
    roles = _by_heading(wide[at]) if at is not None else {}
    body = list(zip(places, wide, strict=True))[0 if at is None else at + 1 :]
    roles = _completed(roles, [row for _, row in body], known, width)
    if not roles.get("amount") and not roles.get("number"):
        raise refusal(
            "no_payment",
            "Aucune colonne de montants ni de numéros de factures n'a été trouvée.",
            "Donnez à chaque colonne un titre : Facture, Client, Montant, Date.",
        )
    found, asides = [], []
    for place, row in body:
        filled = [cell for cell in row if cell]
        if not filled:
            continue
        text = " · ".join(filled)
        if note_total(filled):
            asides.append(Unread(place, text, "Ligne de total, laissée de côté."))
            continue
        told = {role: [row[one] for one in columns if row[one]] for role, columns in roles.items()}
        amount = next(iter(told.get("amount", [])), None)
        if amount is None and told.get("out"):
            asides.append(Unread(place, text, "Débit : ce n'est pas un encaissement."))
            continue
        found.append(
            (
                place,
                text,
                next(iter(told.get("number", [])), None),
                told.get("words", []),
                amount,
                next(iter(told.get("date", [])), None),
            )
        )
    above = places[at] if at else 0
    notes = (f"En-têtes à la ligne {above}, les lignes au-dessus sont laissées de côté.",)
    return Cut(
        pl.DataFrame(found, schema=ROWS, orient="row"),
        tuple(asides),
        notes if above > 1 else (),
        spreadsheet,
    )


def note_total(cells: Sequence[str]) -> bool:
    """Whether a line is a total and no payment."""
    words = "|".join(re.escape(word) for word in dictionary()["total_words"])
    return bool(re.match(rf"(?i)^\W*(?:{words})\b(?!\s*energies)", cells[0]))


def _clean(row: Sequence[str | None]) -> list[str | None]:
    return [(cell.strip() or None) if cell else None for cell in row]


def _header(rows: Sequence[Sequence[str | None]]) -> int | None:
    """The row of the headings: words alone, one of them known."""
    for at, row in enumerate(rows):
        filled = [cell.strip() for cell in row if cell and cell.strip()]
        values = [cell for cell in filled if NUMBER.match(cell) or DATE.match(cell)]
        if len(filled) >= 2 and not values and len(_by_heading(row)) >= 2:
            return at
    return None


def _by_heading(row: Sequence[str | None]) -> dict[str, list[int]]:
    """Role -> positions of the columns whose heading says it, the surest first."""
    roles: dict[str, list[tuple[int, int]]] = {}
    for at, cell in enumerate(row):
        role, rank = _role(cell or "")
        if role:
            roles.setdefault(role, []).append((rank, at))
    return {role: [at for _, at in sorted(found)] for role, found in roles.items()}


def _role(heading: str) -> tuple[str | None, int]:
    plain = plain_key(heading)
    if not plain:
        return None, 0
    claims = [field for field, _ in candidates(heading)]
    if _OUT.search(plain):
        return ("out", 0) if plain.startswith("debit") else (None, 0)
    if _PAID_ON.search(plain) and not _NOT_THE_DATE.search(plain):
        return "date", 0
    if "paid_amount" in claims:
        return "amount", 0
    if "paid_date" in claims:
        return "date", 0
    if _AMOUNT.match(plain):
        return "amount", 1
    if _DATE.search(plain):
        return ("date", 2) if not _NOT_THE_DATE.search(plain) else (None, 0)
    for field in claims:
        if field in _FIELDS:
            return _FIELDS[field], 1
    if re.search(r"libelle|label|emetteur|donneur|tiers|reference", plain):
        return "words", 2
    if "amount" in claims:
        return "amount", 2
    return None, 0


def _completed(
    roles: dict[str, list[int]],
    rows: Sequence[Sequence[str | None]],
    known: Collection[str],
    width: int,
) -> dict[str, list[int]]:
    """``roles`` completed by what the cells look like, for the columns without a heading."""
    taken = {at for columns in roles.values() for at in columns}
    plain = {one.casefold() for one in known}
    looks: dict[int, str] = {}
    for at in range(width):
        cells = [cell for row in rows if (cell := row[at])]
        if not cells or at in taken:
            continue

        def most(test: Callable[[str], object], least: int, cells: list[str] = cells) -> bool:
            return 10 * sum(1 for cell in cells if test(cell)) >= least * len(cells)

        if most(lambda cell: cell.casefold() in plain, 3):
            looks[at] = "number"
        elif most(DATE.match, 5):
            looks[at] = "date"
        elif most(NUMBER.match, 5):
            looks[at] = "amount"
        else:
            looks[at] = "words"
    whole = dict(roles)
    for role in ("number", "date", "amount"):
        own = [at for at, look in looks.items() if look == role]
        if role not in whole and own and not (role == "amount" and "out" in whole):
            if role == "amount" and len(own) > 1:
                raise refusal(
                    "no_payment",
                    "Plusieurs colonnes de cette liste peuvent être le montant.",
                    "Donnez à chaque colonne un titre : Facture, Client, Montant, Date.",
                )
            whole[role] = own
    if "words" not in whole:
        whole["words"] = [at for at, look in looks.items() if look == "words"]
    return whole
