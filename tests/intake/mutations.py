"""Good files turned bad at random: bytes flipped, parts dropped, rows shuffled, hostile cells."""

from __future__ import annotations

import io
import random
import string
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tests.intake.layouts.ledger import ledger
from tests.intake.layouts.writers import delimited, written
from tests.intake.spreadsheets import workbook

#: What a cell may hold by accident or by malice. None of it is an amount, a date or a name of ours.
HOSTILE: tuple[Any, ...] = (
    *("", " ", "-", "?", "N/A", "#REF!", "#N/A", "None", "nan", "inf", "TRUE", "½", "12 %"),
    *("=1+1", "=cmd|' /C calc'!A0", "@SUM(1)", "<script>alert(1)</script>", "{{7*7}}", "%s%n"),
    *("31/02/2026", "13/13/2026", "00/00/0000", "0001-01-01", "9999-12-31", "02/03/26", "30 jours"),
    *(
        "1e308",
        "1E5",
        "-0",
        "1,234.567,89",
        "12,345",
        "1.2.3",
        "99999999999999999999",
        "12 CR",
        "--5",
    ),
    *("\u202eelpmaxe", "ja\u200bne", "A\u00adB", "１２３", "٣٤", "x" * 2_000, "a\tb", "a\nb"),
    *("TOTAL", "Total général", "Avoir", "Payée", "Client", "N° facture", "Montant TTC"),
    *(True, False, 0, -1, 10**18, 0.1 + 0.2, date(1900, 1, 1), date(9999, 12, 31)),
)


@dataclass(frozen=True)
class Mutant:
    """A file that was changed, and how."""

    content: bytes
    filename: str
    how: str


def mutant(seed: str) -> Mutant:
    """The file of this seed, always the same: one in four is a workbook, the others are texts."""
    dice = random.Random(seed)
    grid = dice.choice(GRIDS)(dice)
    if dice.random() < 0.25:
        change = dice.choice(WORKBOOK_CHANGES)
        return Mutant(change(dice, grid), "mutant.xlsx", change.__name__)
    change = dice.choice(TEXT_CHANGES)
    return Mutant(change(dice, grid), "mutant.csv", change.__name__)


# --- the good files ------------------------------------------------------------------------------

Grid = list[list[Any]]


def _plain(dice: random.Random) -> Grid:
    bills = ledger(dice.randrange(100)).bills
    head = ["N° facture", "Client", "Date facture", "Échéance", "Montant TTC", "E-mail"]
    lines = [
        [bill.number, bill.client, bill.issue, bill.due, bill.amount, f"{bill.code}@exemple.test"]
        for bill in bills
    ]
    return [head, *lines]


def _with_status(dice: random.Random) -> Grid:
    bills = ledger(dice.randrange(100)).bills
    head = ["Code client", "Raison sociale", "Numéro", "Date", "Date d'échéance", "Total TTC"]
    words = ("Envoyée", "En retard", "Payée", "Brouillon", "En litige", "")
    lines = [
        [
            *(bill.code, bill.client, bill.number, bill.issue, bill.due, bill.amount),
            *(dice.choice(words), "EUR"),
        ]
        for bill in bills
    ]
    return [[*head, "Statut", "Devise"], *lines]


def _titled(dice: random.Random) -> Grid:
    grid = _plain(dice)
    total = sum(line[4] for line in grid[1:])
    end = ["TOTAL", None, None, None, total, None]
    return [["ACME SARL"], ["Factures au 15/03/2026"], [], *grid, end]


GRIDS: Sequence[Callable[[random.Random], Grid]] = (_plain, _with_status, _titled)


def _text(grid: Grid) -> bytes:
    return delimited(written(grid))


# --- what happens to them ------------------------------------------------------------------------


def _bytes_changed(dice: random.Random, content: bytes, *, printable: bool = False) -> bytes:
    changed = bytearray(content)
    for _ in range(dice.randint(1, 8)):
        if not changed:
            break
        at = dice.randrange(len(changed))
        deed = dice.randrange(3)
        if deed == 0:
            letters = string.printable.encode() if printable else bytes(range(256))
            changed[at] = dice.choice(letters)
        elif deed == 1:
            del changed[at : at + dice.randint(1, 20)]
        else:
            changed[at:at] = changed[max(0, at - 30) : at]
    return bytes(changed)


def workbook_bytes_flipped(dice: random.Random, grid: Grid) -> bytes:
    """Some bytes of the zip itself."""
    changed = bytearray(workbook(grid))
    for _ in range(dice.randint(1, 8)):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def workbook_truncated(dice: random.Random, grid: Grid) -> bytes:
    """The beginning of the file only."""
    content = workbook(grid)
    return content[: dice.randrange(len(content))]


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def _packed(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    return target.getvalue()


def workbook_part_dropped(dice: random.Random, grid: Grid) -> bytes:
    """One part of the package is missing."""
    parts = _parts(workbook(grid))
    del parts[dice.choice(list(parts))]
    return _packed(parts)


def workbook_part_changed(dice: random.Random, grid: Grid) -> bytes:
    """The XML of one part changed, in a zip that is sound."""
    parts = _parts(workbook(grid))
    name = dice.choice([name for name in parts if name.startswith("xl/")])
    parts[name] = _bytes_changed(dice, parts[name], printable=True)
    return _packed(parts)


def _shuffled(dice: random.Random, grid: Grid) -> Grid:
    lines = list(grid)
    dice.shuffle(lines)
    return lines


def _hostile(dice: random.Random, grid: Grid) -> Grid:
    lines = [list(line) for line in grid]
    for _ in range(dice.randint(1, 6)):
        line = dice.choice([line for line in lines if line])
        line[dice.randrange(len(line))] = dice.choice(HOSTILE)
    return lines


def _moved(dice: random.Random, grid: Grid) -> Grid:
    """Some rows one cell to the right, as a stray separator does."""
    return [[None, *line] if dice.random() < 0.1 else line for line in grid]


def workbook_rows_shuffled(dice: random.Random, grid: Grid) -> bytes:
    """The header too: it may stand anywhere, or last."""
    return workbook(_shuffled(dice, grid))


def workbook_hostile_cells(dice: random.Random, grid: Grid) -> bytes:
    """Cells that no one expects."""
    return workbook(_hostile(dice, grid))


def workbook_rows_moved(dice: random.Random, grid: Grid) -> bytes:
    """Some rows no longer stand under their headings."""
    return workbook(_moved(dice, grid))


def text_changed(dice: random.Random, grid: Grid) -> bytes:
    """Bytes flipped, lost or doubled anywhere."""
    return _bytes_changed(dice, _text(grid))


def text_changed_in_print(dice: random.Random, grid: Grid) -> bytes:
    """Letters, digits and separators in the place of others."""
    return _bytes_changed(dice, _text(grid), printable=True)


def text_truncated(dice: random.Random, grid: Grid) -> bytes:
    """The beginning of the text only."""
    content = _text(grid)
    return content[: dice.randrange(len(content))]


def text_rows_shuffled(dice: random.Random, grid: Grid) -> bytes:
    """The rows in any order, the header among them."""
    return _text(_shuffled(dice, grid))


def text_hostile_cells(dice: random.Random, grid: Grid) -> bytes:
    """Cells that no one expects."""
    return _text(_hostile(dice, grid))


def text_rows_moved(dice: random.Random, grid: Grid) -> bytes:
    """Some rows no longer stand under their headings."""
    return _text(_moved(dice, grid))


WORKBOOK_CHANGES: Sequence[Callable[[random.Random, Grid], bytes]] = (
    workbook_bytes_flipped,
    workbook_truncated,
    workbook_part_dropped,
    workbook_part_changed,
    workbook_part_changed,
    workbook_rows_shuffled,
    workbook_hostile_cells,
    workbook_hostile_cells,
    workbook_rows_moved,
)
TEXT_CHANGES: Sequence[Callable[[random.Random, Grid], bytes]] = (
    text_changed,
    text_changed_in_print,
    text_changed_in_print,
    text_truncated,
    text_rows_shuffled,
    text_hostile_cells,
    text_hostile_cells,
    text_rows_moved,
)

#: Day 0 of Excel's two calendars.
EPOCHS = (datetime(1899, 12, 30), datetime(1904, 1, 1))


def serial_days(cell: str) -> set[date]:
    """The dates that a number may stand for."""
    try:
        days = float(cell)
    except ValueError:
        return set()
    if not 0 <= days < 2_900_000:
        return set()
    return {(epoch + timedelta(days=int(days))).date() for epoch in EPOCHS}
