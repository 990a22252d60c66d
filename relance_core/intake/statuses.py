"""What a status word means; a word that nobody knows is never taken for "open"."""

from __future__ import annotations

import re

import polars as pl

from relance_core.french import plain_key
from relance_core.intake.heading_words import DENIED
from relance_core.intake.headings import dictionary, flag_words, tokens, word_key, words
from relance_core.intake.parties import each_cell

UNKNOWN = "unknown"
#: Headings under which "oui" means settled, and under which it means still open.
SETTLED_HEADINGS = frozenset(
    [
        "solde",
        "soldee",
        "paye",
        "payee",
        "regle",
        "reglee",
        "paid",
        "lettre",
        "lettree",
        "acquitte",
        "acquittee",
        "cleared",
        "encaisse",
        "encaissee",
        "rembourse",
        "remboursee",
        "compensee",
    ]
)
OPEN_HEADINGS = frozenset(
    ["open", "isopen", "is", "ouvert", "ouverte", "impaye", "impayee", "unpaid"]
)
#: How many reminders were sent, behind the word or before it: "Relancée 2x", "2 relances".
COUNTED = re.compile(
    r"(?i)\b(relanc[ée]\w*|relances?|rappel\w*)\s*(?:x\s*[1-9]|[1-9]\s*x)\b|"
    r"^\W*[1-9]\s*x?\s+(relanc[ée]\w*|relances?|rappels?)(?=\W*$)"
)
#: What may follow a known word without changing it: "Payée le 12/03", "En retard de 8 jours".
TRAILERS = frozenset(
    [
        "le",
        "de",
        "du",
        "depuis",
        "jour",
        "jours",
        "j",
        "d",
        "day",
        "days",
        "fois",
        "on",
        "since",
        "au",
        "eur",
        "euros",
        "par",
        "n",
        "virement",
        "vir",
        "cheque",
        "chq",
        "cb",
        "carte",
        "especes",
        "envoye",
        "envoyee",
        "faite",
        "effectuee",
    ]
)


def read_statuses(column: pl.Series, heading: str) -> pl.Series:
    """Meaning of each cell of a status column: a group of headings.json, "unknown", or null."""
    return each_cell(column, lambda cell: status_of(cell, heading), pl.String)


def status_of(cell: str, heading: str) -> str | None:
    """Meaning of one status cell; None when it is blank."""
    exact: dict[str, str] = dictionary()["status_exact"]
    if cell.strip().casefold() in exact:
        return exact[cell.strip().casefold()]
    cell = COUNTED.sub(lambda found: f"{found[1] or found[2]} fois", cell)
    key = word_key(cell)
    if not key or key in ("-", "–"):
        return None
    if "?" in cell:  # "Réglé ?" asks rather than says
        said = status_of(cell.replace("?", " "), heading)
        return said if said in ("open", "overdue", "partial", "disputed") else UNKNOWN
    known = words("status")
    if (one := key if key in known else _singular(key)) in known:
        return known[one]
    if cell.strip().casefold() in flag_words():
        return _flag(cell, heading)
    several = [part for part in re.split(r"[,;|]|(?<=\D)/(?=\D)", cell) if word_key(part)]
    if len(several) > 1:
        return _together({known.get(word_key(part), UNKNOWN) for part in several})
    parts = key.split()
    for length in range(len(parts) - 1, 0, -1):
        start, rest = " ".join(parts[:length]), parts[length:]
        start = start if start in known else _singular(start)
        if start in known:
            if known[start] == "credit_note":
                return UNKNOWN  # "Avoir émis": of the invoice, or for it
            if (end := " ".join(rest)) in known:  # "Finalisée non payée"
                return _together({known[start], known[end]})
            sure = all(word in TRAILERS or word.isdigit() for word in rest)
            # "Litige - marchandise abîmée" says its reason.
            return known[start] if sure or known[start] == "disputed" else UNKNOWN
    return UNKNOWN


def _singular(key: str) -> str:
    """A word, or each of several, without its plural: "payees" as "payee"."""
    return " ".join(word.removesuffix("s") if len(word) > 4 else word for word in key.split())


def _together(meanings: set[str]) -> str:
    """What several words of one cell say: "Validée, non payée" is open; "payée, annulée", unclear.

    The state of the document gives way to what is told of the payment.
    """
    telling = meanings - {"open", "overdue"}
    if len(telling) > 1:
        return UNKNOWN
    return telling.pop() if telling else "open"


def _flag(cell: str, heading: str) -> str:
    yes = is_yes(cell)
    if marks_unpaid(heading):
        return "open" if yes else "paid"
    if tokens(heading) & SETTLED_HEADINGS:
        return "paid" if yes else "open"
    return UNKNOWN


def marks_unpaid(heading: str) -> bool:
    """Whether a yes under a heading says that the invoice is still due: "Impayée", "Non réglé"."""
    about = tokens(heading)
    if about & SETTLED_HEADINGS:  # "isPaid" is no "isOpen"
        return bool(about & DENIED)
    return bool(about & OPEN_HEADINGS)


def is_yes(cell: str) -> bool:
    """Whether a yes-or-no cell says yes."""
    return cell.strip().casefold() in {word.casefold() for word in dictionary()["yes"]}


def is_no(cell: str) -> bool:
    """Whether a cell says no, none, or nothing to report."""
    plain = plain_key(cell)
    return not plain or word_key(cell) in {word_key(word) for word in dictionary()["no"]}


def read_words(column: pl.Series, group: str) -> pl.Series:
    """Codes of a column of words (``document_type``, ``debtor_type``, ``language``); else null."""
    known = words(group)
    return each_cell(column, lambda cell: known.get(word_key(cell)), pl.String)


def is_direct_debit(column: pl.Series) -> pl.Series:
    """Whether a payment method collects by itself (SEPA direct debit, bill of exchange)."""
    known = words("direct_debit")

    def debits(cell: str) -> bool:
        return any(part in known for part in _phrases(cell))

    return each_cell(column, debits, pl.Boolean).fill_null(False)


def _phrases(cell: str) -> list[str]:
    parts = plain_key(cell).split()
    return [
        " ".join(parts[start:end])
        for start in range(len(parts))
        for end in range(start + 1, min(start + 4, len(parts) + 1))
    ]
