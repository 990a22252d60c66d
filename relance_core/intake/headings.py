"""What a heading may mean, from the words of headings.json; the cells are not looked at here."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from relance_core.french import plain_key
from relance_core.intake.heading_words import (
    ALIAS,
    BILLED_ON,
    BILLED_TO,
    CAMEL,
    DENIED,
    DONE_BY,
    EXCHANGE,
    FILLERS,
    LETTERS,
    LIMITS,
    OUR_MAIL,
    OWED,
    RATED,
    RUNNING,
    SHIPPED_TO,
    STAFF,
    SYNONYMS,
    TELLING,
    TO_PAY,
    UNIT,
    YES_NO,
)

#: Odoo gives the state of the document and that of the payment; the second one says what is due.
STATUS_WORDS = frozenset({"statut", "status", "etat", "state"})
PAYMENT_WORDS = frozenset({"paiement", "payment", "reglement", "echeance"})
#: Words that make another amount of a known one: "Reste dû HT" is not what is due.
UNTAXED = frozenset({"ht", "hors", "without", "excl", "excluding", "untaxed", "before"})
PARTIAL = frozenset({"reste", "solde", "remaining", "balance", "regle", "paye", "paid", "owed"})
TAXED_FIELDS = frozenset({"amount", "balance", "paid_amount"})
#: The same told without tax.
UNTAXED_FIELDS = {"balance": "balance_excl_tax", "paid_amount": "paid_excl_tax"}
WITH_TAX, WITHOUT_TAX = frozenset({"ttc"}), frozenset({"ht"})
CURRENCIES = frozenset({"eur", "euro", "euros", "usd", "gbp", "chf", "cad"})
#: Amounts of what an invoice is a part of, or may follow: "Montant marché TTC".
NOT_INVOICED = frozenset({"marche", "contrat", "devis", "budget", "commande", "cumul", "cumule"})
NUMBER_WORDS = frozenset({"n", "facture", "piece", "document", "invoice", "reference", "note"})
REMINDING = frozenset({"relance", "relances", "rappel", "reminder"})
TO_COME = frozenset({"prochaine", "prochain", "next", "prevue", "prevu", "planifiee", "future"})
PAYMENT_STATUS, EXACT, SIDED, GENERIC, NEAR = 0.99, 0.95, 0.75, 0.6, 0.5


@dataclass(frozen=True)
class ColumnReading:
    """What was understood of one column."""

    heading: str  # as written, made unique: "Montant", "Montant (2)"
    field: str | None  # key of headings.json; None: the column is not used
    confidence: float  # 0 to 1; 1 when the user said so
    samples: tuple[str, ...]
    position: int = 0  # 0-based in the table


@lru_cache(maxsize=1)
def dictionary() -> dict[str, Any]:
    """The headings and words of headings.json."""
    text = Path(__file__).with_name("headings.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@lru_cache(maxsize=32)
def words(*path: str) -> dict[str, str]:
    """A word list of headings.json as {plain word: code}, e.g. ``words("status")``.

    Raises ``ValueError`` when one word stands for two codes: the later one would win in silence.
    """
    entry: Any = dictionary()
    for key in path:
        entry = entry[key]
    if isinstance(entry, list):
        return {word_key(word): word for word in entry}
    found: dict[str, str] = {}
    for code, listed in entry.items():
        for word in listed:
            if found.setdefault(word_key(word), code) != code:
                taken = found[word_key(word)]
                raise ValueError(f"{'.'.join(path)}: {word!r} means both {taken} and {code}")
    return found


def word_key(word: str) -> str:
    """A word as it is looked up; a lone sign such as "✓" stays itself."""
    return plain_key(word) or word.strip().casefold()


@lru_cache(maxsize=1)
def flag_words() -> frozenset[str]:
    """Every way of writing yes or no in one cell."""
    return frozenset(word.casefold() for key in ("yes", "no") for word in dictionary()[key])


@lru_cache(maxsize=4096)
def tokens(heading: str) -> frozenset[str]:
    """The words that count in a heading: no accents, no fillers, synonyms made one."""
    heading = RATED.sub(r"\1", ALIAS.sub("", heading))
    heading = SHIPPED_TO.sub("shipped to", BILLED_TO.sub("Bill To", heading))
    heading = BILLED_ON.sub("Date facture", heading)
    owed = OWED.sub(" owed ", UNIT.sub(" ", TO_PAY.sub(" topay ", YES_NO.sub(" ", heading))))
    spaced = CAMEL.sub(" ", owed)
    plain = plain_key(spaced.replace("#", " n ").replace("°", " ").replace("№", " n "))
    plain = re.sub(r"\be mail(s?)\b", "email", plain)
    found = [SYNONYMS.get(word, word) for word in plain.split() if word not in FILLERS]
    return frozenset(found)


@lru_cache(maxsize=1)
def _known() -> tuple[dict[frozenset[str], list[tuple[str, float]]], dict[str, frozenset[str]]]:
    by_tokens: dict[frozenset[str], list[tuple[str, float]]] = {}
    by_letters: dict[str, frozenset[str]] = {}
    for field, lists in dictionary()["fields"].items():
        for strength, confidence in (("strong", EXACT), ("weak", GENERIC)):
            for rank, heading in enumerate(lists[strength]):
                key = tokens(heading)
                claims = by_tokens.setdefault(key, [])
                if key and all(field != claimed for claimed, _ in claims):
                    # An earlier heading of the list is the more usual one.
                    claims.append((field, confidence - rank / 10_000))
                by_letters.setdefault(_letters(heading), key)
    return by_tokens, by_letters


def of_somebody_else(heading: str) -> bool:
    """Whether it heads addresses of the firm's own people, or reminders still to come."""
    key = tokens(heading)
    ours = bool(key & {"email", "telephone"}) and bool(key & STAFF) and "client" not in key
    ours = ours or bool(DONE_BY.search(plain_key(heading)) or OUR_MAIL.match(_letters(heading)))
    to_come = bool(key & REMINDING) and bool(key & TO_COME)
    return ours or to_come


def _letters(heading: str) -> str:
    return plain_key(heading).replace(" ", "")


@lru_cache(maxsize=4096)
def candidates(heading: str) -> tuple[tuple[str, float], ...]:
    """The fields that a heading may mean, with the confidence of the heading alone."""
    by_tokens, by_letters = _known()
    if LETTERS.match(heading):
        return (("lettering", NEAR),)
    key = tokens(heading)
    if not key or of_somebody_else(heading):
        return ()
    if "jours" in key and key & RUNNING:
        return (("days_left", EXACT),)
    if EXCHANGE.match(heading):
        return ()
    if key & STATUS_WORDS and key & PAYMENT_WORDS:
        return (("status", PAYMENT_STATUS),)
    exact = by_tokens.get(key) or by_tokens.get(by_letters.get(_letters(heading), frozenset()))
    if exact:
        return tuple(exact)
    return _of_one_side(key) or _near(key)


def _of_one_side(key: frozenset[str]) -> tuple[tuple[str, float], ...]:
    """What an amount is, of which the heading adds its side of the tax or its currency.

    "Reste TTC" and "Reste EUR" are what is left; "Reste HT" is what is left without the tax.
    """
    by_tokens, _ = _known()
    without = key & WITHOUT_TAX
    plain = key - without - WITH_TAX - CURRENCIES
    if plain == key or not plain:
        return ()
    found = by_tokens.get(plain, ())
    if without:
        return tuple(
            (UNTAXED_FIELDS[field], SIDED) for field, _ in found if field in UNTAXED_FIELDS
        )[:1]
    return tuple((field, SIDED) for field, _ in found if field in TAXED_FIELDS)[:1]


def _near(key: frozenset[str]) -> tuple[tuple[str, float], ...]:
    """Fields of a heading that holds a known one among other words, or is misspelt."""
    if key & UNTAXED and key & PARTIAL:
        return ()
    by_tokens, _ = _known()
    held = [
        (len(known), claims)
        for known, claims in by_tokens.items()
        if len(known) >= 2 and known < key and len(key) - len(known) <= 2
    ]
    if held:
        longest = max(size for size, _ in held)
        claims = [claim for size, listed in held if size == longest for claim in listed]
        fields = dict.fromkeys(
            field for field, _ in claims if not (key & NOT_INVOICED and field in TAXED_FIELDS)
        )
        return tuple(
            (field, NEAR)
            for field in fields
            if not (key & UNTAXED and field in TAXED_FIELDS)
            and not (key & DENIED and field in ("paid_amount", "paid_date"))
            and not (key & (TO_COME | LIMITS) and field == "paid_date")
        )
    if key <= NUMBER_WORDS and len(key) > 1:  # "Pièce / Facture"
        return (("number", NEAR),)
    told = [field for word, field in TELLING.items() if word in key and len(key) <= 5]
    told = [field for field in told if not (key & NOT_INVOICED and field in TAXED_FIELDS)]
    if told:
        return tuple((field, NEAR) for field in dict.fromkeys(told))
    return _misspelt(" ".join(sorted(key)))


def _misspelt(spelling: str) -> tuple[tuple[str, float], ...]:
    if len(spelling) < 5:
        return ()
    from rapidfuzz import fuzz, process  # only for headings that nothing else explains

    by_tokens, _ = _known()
    spellings = {" ".join(sorted(known)): claims for known, claims in by_tokens.items()}
    found = process.extractOne(spelling, spellings.keys(), scorer=fuzz.ratio, score_cutoff=90)
    if found is None:
        return ()
    # A letter amiss in a word; another word is another meaning: "Ligne" is not "Litige".
    ours, theirs = spelling.split(" "), found[0].split(" ")
    same = len(ours) == len(theirs) and all(
        fuzz.ratio(one, other) >= 80 for one, other in zip(ours, theirs, strict=True)
    )
    return tuple((field, NEAR) for field, _ in spellings[found[0]]) if same else ()
