"""Cuts a pasted list of payments into its cells, whatever separates them and in whatever order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable

import polars as pl

from relance_core.intake.number_spotting import NumberSpotter, without
from relance_core.intake.payment_table import ROWS, Cut, Unread, cut_cells, note_total

#: What separates cells for sure; a comma or spaces may stand inside an amount.
SURE = ("\t", ";", "|")
DAY = re.compile(
    r"(?<![\w/.-])(\d{4}-\d{2}-\d{2}|\d{1,2}([/.-])\d{1,2}\2(?:\d{4}|\d{2})"
    r"|\d{1,2}(?:er)? [^\W\d_]{3,9}\.? \d{4})(?![\w/-])"
)
#: Codes of currencies that are written after an amount; "2067 REF" is none.
_CODES = "EUR|USD|GBP|CHF|CAD|AUD|JPY|TND|MAD|DZD|XOF|XAF|XPF|SEK|NOK|DKK|PLN|CZK|HUF|RON"
MONEY = re.compile(
    r"(?<![\w/.-])(?<!\d,)[-(]?(?:[€$£] ?)?"
    r"(?:\d{1,3}(?:[ .']\d{3})+(?:,\d{1,2})?|\d{1,3}(?:,\d{3})+\.\d{1,2}|\d+(?:[.,]\d{1,3})?)"
    rf"(?: ?(?:€|euros?\b|(?:{_CODES})\b|[$£]))?\)?(?![\w/-])(?!,\d)(?!\.\d)"
)
DECIMALS = re.compile(rf"[.,]\d{{1,2}}\D*$|[€$£]|euros?|(?:{_CODES})$")
#: Something that looks like the number of an invoice: letters or signs, and a digit.
NUMBERED = re.compile(r"(?<!\w)(?=[\w/.-]*\d)(?=[\w/.-]*[^\W\d]|[\w/.-]*\d[/-]\d)[\w/.-]{3,}(?!\w)")
#: Words before and after the facts, which name nobody; inside a name they belong to it.
_WORD = (
    r"(?:factures?|fact\.?|n°|no|du|de|le|la|par|pour|client|payée?s?|réglée?s?|soldée?s?|"
    r"reçue?s?|règlement|paiement|virement|vir|chèque|cb|prélèvement|espèces|date|montant)"
)
AROUND = re.compile(rf"(?i)^(?:{_WORD}(?!\w)\W*)+|(?:\W*(?<!\w){_WORD})+$")


def split_lines(text: str, known: Collection[str]) -> Cut:
    """The cells of every line of ``text``; ``known`` numbers are never taken for amounts."""
    kept = unicodedata.normalize("NFC", text).replace("\u00a0", " ").replace("\u202f", " ")
    lines = [(at, line.strip(" \r")) for at, line in enumerate(kept.split("\n"), start=1)]
    lines = [(at, line) for at, line in lines if line.strip()]
    mark = _sure_mark([line for _, line in lines])
    if mark:
        cells = [
            [cell.strip().strip('"').strip() or None for cell in line.split(mark)]
            for _, line in lines
        ]
        return cut_cells(cells, [at for at, _ in lines], known, spreadsheet=False)
    numbers = NumberSpotter(known)
    found, asides = [], []
    for at, line in lines:
        if note_total([line]):
            asides.append(Unread(at, line, "Ligne de total, laissée de côté."))
            continue
        told = _read_line(line, numbers)
        if told is None:
            asides.append(Unread(at, line, "Plusieurs montants sur cette ligne : lequel ?"))
        elif told != (None, [], None, None):
            found.append((at, line, *told))
    if len(asides) < len(lines) and found and _is_heading(found[0]):
        asides.append(Unread(found[0][0], found[0][1], "En-têtes, laissés de côté."))
        found = found[1:]
    return Cut(pl.DataFrame(found, schema=ROWS, orient="row"), tuple(asides), (), False)


def _is_heading(line: tuple[object, ...]) -> bool:
    """A first line of words alone: neither number, amount nor date."""
    _, _, number, _, amount, day = line
    return number is None and amount is None and day is None


def _sure_mark(lines: list[str]) -> str | None:
    """The sign that cuts every line into as many cells: the list is a table then.

    A title or a total may stand alone. Lines that each have their own signs are read one by one.
    """
    for mark in SURE:
        counts = [line.count(mark) for line in lines if not note_total([line])]
        cut = [count for count in counts if count]
        if cut and len(counts) - len(cut) <= len(counts) // 10 and len(set(cut)) <= 2:
            return mark
    return None


def _read_line(
    line: str, numbers: NumberSpotter
) -> tuple[str | None, list[str], str | None, str | None] | None:
    """Number, words, amount and date of a line; None when several amounts could be the one."""
    rest = re.sub(r"\s*[;|\t]\s*", "\n", line)
    spotted = numbers.find(rest)
    invoices = [one.written for one in spotted]
    rest = without(rest, spotted)
    days = [one.group() for one in DAY.finditer(rest)]
    rest = re.sub(r"\s*\n[\s,:]*|[\s,:]*\n\s*", "\n", DAY.sub("\n", rest))
    if not invoices:
        other = NUMBERED.search(rest)
        if other and not MONEY.fullmatch(other.group()):
            invoices = [other.group()]
            rest = rest[: other.start()] + "\n" + rest[other.end() :]
    amounts = [one.group().strip() for one in MONEY.finditer(rest)]
    sure = [one for one in amounts if DECIMALS.search(one)] if len(amounts) > 1 else amounts
    if len(sure) != 1 and amounts:
        return None
    if sure:
        rest = rest.replace(sure[0], "\n", 1)
    return (
        ", ".join(dict.fromkeys(invoices)) or None,
        _words(rest.split("\n")),
        sure[0] if sure else None,
        days[0] if len(days) == 1 else None,
    )


def _words(parts: Iterable[str]) -> list[str]:
    """What is left of a line, as written; what only surrounds its facts is dropped."""
    whole = (" ".join(part.split()).strip(" ,:.-()") for part in parts)
    return [
        part for part in whole if any(letter.isalnum() for letter in without_surroundings(part))
    ]


def without_surroundings(part: str) -> str:
    """``part`` without "facture", "payé par", "virement": what may be the name of a client."""
    return AROUND.sub("", " ".join(part.split())).strip(" ,:.-()")
