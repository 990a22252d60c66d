"""Gives each column its meaning, with a confidence, from its heading and from its cells."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from relance_core.french import plain_key
from relance_core.intake.content import Content

DATE_FIELDS = ("issue_date", "due_date", "paid_date", "last_reminder_date", "delivery_date")
AMOUNT_FIELDS = (
    "amount",
    "amount_excl_tax",
    "tax",
    "paid_amount",
    "balance",
    "disputed_amount",
)
#: Two columns that claim one of these are never told apart by a guess.
ASKED_FIELDS = ("amount", "balance", "paid_amount", "due_date", "issue_date", "number")

CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z])")
UNIT = re.compile(r"\((?:[^()]{0,30})\)|\b(?:en|in)\s+(?:euros?|eur|dollars?)\b|[€$£]|\beuros?\b")
ISO_IN_HEADING = re.compile(r"\b(EUR|USD|GBP|CHF|CAD|JPY|TND|MAD|XOF|XAF)\b")
#: "dû" loses its accent, and would pass for the article "du".
OWED = re.compile(r"\bd[ûÛ]e?s?\b|\bDU$|(?<=\s)du$")
SYNONYMS = {
    "numero": "n",
    "num": "n",
    "no": "n",
    "number": "n",
    "nr": "n",
    "nb": "nombre",
    "reglt": "reglement",
    "regl": "reglement",
    "fact": "facture",
    "ech": "echeance",
    "mt": "montant",
    "mnt": "montant",
    "ref": "reference",
    "cde": "commande",
    "adr": "adresse",
    "tel": "telephone",
    "courriel": "email",
    "mail": "email",
    "mails": "email",
    "emails": "email",
    "doc": "document",
}
FILLERS = frozenset(
    [
        "de",
        "du",
        "des",
        "d",
        "la",
        "le",
        "les",
        "l",
        "of",
        "the",
        "a",
        "au",
        "en",
        "for",
        "par",
        "s",
    ]
)
#: One word that is enough in a longer heading ("E-mail du service comptable").
TELLING = {
    "email": "email",
    "echeance": "due_date",
    "siren": "siren",
    "siret": "siren",
    "devise": "currency",
    "currency": "currency",
    "litige": "dispute",
    "telephone": "phone",
    "ttc": "amount",
    "statut": "status",
    "status": "status",
}
#: Odoo gives the state of the document and that of the payment; the second one says what is due.
STATUS_WORDS = frozenset({"statut", "status", "etat", "state"})
PAYMENT_WORDS = frozenset({"paiement", "payment", "reglement"})
PAYMENT_STATUS, EXACT, GENERIC, NEAR, CONTENT_ONLY = 0.99, 0.95, 0.6, 0.5, 0.4


@dataclass(frozen=True)
class ColumnReading:
    """What was understood of one column."""

    heading: str  # as written, made unique: "Montant", "Montant (2)"
    field: str | None  # key of headings.json; None: the column is not used
    confidence: float  # 0 to 1; 1 when the user said so
    samples: tuple[str, ...]
    position: int = 0  # 0-based in the table


@dataclass(frozen=True)
class Clash:
    """Several columns that claim one field, and that no rule tells apart."""

    field: str
    headings: tuple[str, ...]


@lru_cache(maxsize=1)
def dictionary() -> dict[str, Any]:
    """The headings and words of headings.json."""
    text = Path(__file__).with_name("headings.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@lru_cache(maxsize=32)
def words(*path: str) -> dict[str, str]:
    """A word list of headings.json as {plain word: code}, e.g. ``words("status")``."""
    entry: Any = dictionary()
    for key in path:
        entry = entry[key]
    if isinstance(entry, list):
        return {word_key(word): word for word in entry}
    return {word_key(word): code for code, listed in entry.items() for word in listed}


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
    spaced = CAMEL.sub(" ", OWED.sub(" owed ", UNIT.sub(" ", heading)))
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


def _letters(heading: str) -> str:
    return plain_key(heading).replace(" ", "")


@lru_cache(maxsize=4096)
def candidates(heading: str) -> tuple[tuple[str, float], ...]:
    """The fields that a heading may mean, with the confidence of the heading alone."""
    by_tokens, by_letters = _known()
    key = tokens(heading)
    if not key:
        return ()
    if key & STATUS_WORDS and key & PAYMENT_WORDS:
        return (("status", PAYMENT_STATUS),)
    exact = by_tokens.get(key) or by_tokens.get(by_letters.get(_letters(heading), frozenset()))
    if exact:
        return tuple(exact)
    return _near(key)


def _near(key: frozenset[str]) -> tuple[tuple[str, float], ...]:
    """Fields of a heading that holds a known one among other words, or is misspelt."""
    by_tokens, _ = _known()
    held = [
        (len(known), claims)
        for known, claims in by_tokens.items()
        if len(known) >= 2 and known < key and len(key) - len(known) <= 2
    ]
    if held:
        longest = max(size for size, _ in held)
        claims = [claim for size, listed in held if size == longest for claim in listed]
        return tuple(dict.fromkeys((field, NEAR) for field, _ in claims))
    told = [field for word, field in TELLING.items() if word in key and len(key) <= 5]
    if told:
        return tuple((field, NEAR) for field in dict.fromkeys(told))
    return _misspelt(" ".join(sorted(key)))


def _misspelt(spelling: str) -> tuple[tuple[str, float], ...]:
    if len(spelling) < 7:
        return ()
    from rapidfuzz import fuzz, process  # only for headings that nothing else explains

    by_tokens, _ = _known()
    spellings = {" ".join(sorted(known)): claims for known, claims in by_tokens.items()}
    found = process.extractOne(spelling, spellings.keys(), scorer=fuzz.ratio, score_cutoff=90)
    return tuple((field, NEAR) for field, _ in spellings[found[0]]) if found else ()


def currency_of_heading(heading: str) -> str | None:
    """The currency that a heading names: "Montant TTC (€)" is in euros."""
    signs = {"€": "EUR", "£": "GBP", "euro": "EUR"}
    for sign, code in signs.items():
        if sign in heading.casefold():
            return code
    found = ISO_IN_HEADING.search(heading)
    return found.group(1) if found else None


def fits(field: str, content: Content) -> bool:
    """Whether the cells can be what the heading says; an empty column fits everything."""
    if not content.filled:
        return True
    if field in DATE_FIELDS:
        return content.dates + content.compact_dates >= 0.4
    if field in AMOUNT_FIELDS:
        return content.numbers >= 0.4 and content.dates < 0.5 and content.emails == 0
    if field == "email":
        return content.emails >= 0.2
    if field == "terms":
        return content.dates < 0.5 and content.compact_dates < 0.5
    if field in ("client_name", "payer_name", "contact_name"):
        return content.emails < 0.8 or content.filled < 5
    if field == "number":
        return content.dates < 0.8 and content.emails < 0.5
    if field == "status":
        return content.dates < 0.5 and (content.numbers < 0.5 or content.flags > 0.9)
    if field in ("siren", "vat_number"):
        # "TVA" heads an amount more often than a VAT number.
        return content.numbers < 0.5 if field == "vat_number" else content.words < 0.9
    if field in ("dispute", "type", "payment_method", "debtor_type", "dispute_reason"):
        return content.dates < 0.5
    if field == "reminder_level":
        return content.dates < 0.5
    return True


def recognise(
    headings: Sequence[str], contents: Sequence[Content], mapping: Mapping[str, str]
) -> tuple[tuple[ColumnReading, ...], tuple[Clash, ...]]:
    """The meaning of each column, and the clashes that only a person can settle.

    ``mapping`` (field to heading as made unique, "" for none) is what the user said: it wins.
    """
    said = {heading: field for field, heading in mapping.items() if heading}
    settled = set(mapping)
    claims: dict[str, list[tuple[float, int]]] = {}
    for position, (heading, content) in enumerate(zip(headings, contents, strict=True)):
        if heading in said:
            continue
        for field, confidence in _claims(heading, content):
            if field not in settled:
                claims.setdefault(field, []).append((confidence, position))
    fields: dict[int, tuple[str, float]] = {}
    clashes: list[Clash] = []
    # The surest claim first: a column that means one thing means nothing else.
    order = sorted(claims, key=lambda field: (-max(claims[field])[0], field))
    for field in order:
        free = [claim for claim in claims[field] if claim[1] not in fields]
        if not free:
            continue
        best = max(confidence for confidence, _ in free)
        rivals = [position for confidence, position in free if best - confidence < 0.1]
        winner = max(free, key=lambda claim: (claim[0], -claim[1]))[1]
        fields[winner] = (field, best)
        if len(rivals) > 1 and field in ASKED_FIELDS:
            clashes.append(Clash(field, tuple(headings[position] for position in sorted(rivals))))
    for _, position in claims.get("status", []):
        # What says nothing of the payment may still say "brouillon".
        fields.setdefault(position, ("document_status", GENERIC))
    readings = []
    for position, (heading, content) in enumerate(zip(headings, contents, strict=True)):
        taken, confidence = fields.get(position, (None, 0.0))
        if heading in said:
            taken, confidence = said[heading], 1.0
        readings.append(
            ColumnReading(heading, taken, round(confidence, 2), content.samples, position)
        )
    return tuple(readings), tuple(clashes)


def _claims(heading: str, content: Content) -> list[tuple[str, float]]:
    """The fields that a column may be, its heading and its cells both heard."""
    claims = [
        (field, confidence if content.filled else confidence - 0.3)
        for field, confidence in candidates(heading)
        if fits(field, content)
    ]
    if not claims and content.emails >= 0.8:
        claims = [("email", CONTENT_ONLY)]
    if not claims:
        # A plain heading over bad cells: each of them is told, rather than the column ignored.
        sure = [field for field, confidence in candidates(heading) if confidence > GENERIC]
        claims = [(field, NEAR) for field in sure[:1]]
    if len(claims) > 1:
        # Days ("30") head the terms rather than the date; yes and no are a status.
        if content.small_integers > 0.8:
            claims = [claim for claim in claims if claim[0] not in DATE_FIELDS] or claims
        if content.flags > 0.9 and any(field == "status" for field, _ in claims):
            claims = [claim for claim in claims if claim[0] == "status"]
    return claims
