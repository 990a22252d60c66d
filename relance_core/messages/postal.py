"""A postal address as La Poste reads it: six lines of 38 characters, the last ones in capitals."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from itertools import pairwise

from babel import Locale

from relance_core.messages.clean import one_line
from relance_core.reminders.reminder import Addressee

#: NF Z 10-011: lines of an address, and characters of a line, spaces counted.
MOST_LINES = 6
LINE_WIDTH = 38
_NAME_LINES = 2
_FRANCE = frozenset({"", "fr", "fra", "france", "france metropolitaine", "f"})
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "’": "'"})
#: Abbreviations that La Poste and everybody read.
_SHORT_WORDS = {
    "societe": "Sté",
    "etablissement": "Ets",
    "etablissements": "Ets",
    "compagnie": "Cie",
    "association": "Assoc",
    "appartement": "Apt",
    "batiment": "Bât",
    "escalier": "Esc",
    "etage": "Étg",
    "immeuble": "Imm",
    "residence": "Rés",
    "allee": "All",
    "avenue": "Av",
    "boulevard": "Bd",
    "chemin": "Che",
    "faubourg": "Fg",
    "impasse": "Imp",
    "place": "Pl",
    "route": "Rte",
    "square": "Sq",
    "zone artisanale": "ZA",
    "zone industrielle": "ZI",
    "zone d'activites": "ZA",
    "zone d'activite": "ZA",
    "boite postale": "BP",
}
_LONG_WORDS = re.compile(
    r"\b(?:zone artisanale|zone industrielle|zone d['’]activités?|bo[iî]te postale|soci[eé]té"
    r"|[eé]tablissements?|compagnie|association|appartement|b[aâ]timent|escalier|[eé]tage"
    r"|immeuble|r[eé]sidence|all[eé]e|avenue|boulevard|chemin|faubourg|impasse|place|route"
    r"|square)\b",
    re.IGNORECASE,
)
_NOT_LETTERS = re.compile(r"[^\w\s]|_")


@dataclass(frozen=True)
class PostalAddress:
    """The lines of an address; ``whole`` is False when something of it had to be left out."""

    lines: tuple[str, ...]
    whole: bool = True


def postal_address(addressee: Addressee) -> PostalAddress:
    """The lines that show in an envelope's window, none longer than 38 characters.

    The name, what the address says from the building to the street, then postcode and town in
    capitals without a sign, then the country of an address abroad. Where six lines lack room,
    neighbours share one, then usual words are abbreviated; what still has no room is left out from
    before the street, never the town.
    """
    name = one_line(addressee.name)
    street = [_without_signs(one_line(line)) for line in (addressee.address or "").splitlines()]
    town, country = _wrapped(town_line(addressee)), country_line(addressee.country)
    end = [line for line in (*town[:1], country) if line]
    found = _composed(name, street, end)
    if not found.whole:
        found = _composed(_abbreviated(name), [_abbreviated(line) for line in street], end)
    return replace(found, whole=found.whole and len(town) < 2)


def _composed(name: str, street: list[str], end: list[str]) -> PostalAddress:
    names = _wrapped(name)
    room = MOST_LINES - len(end) - min(len(names), _NAME_LINES)
    lines = _joined([part for line in street for part in _wrapped(line)], room)
    whole = len(names) <= _NAME_LINES and len(lines) <= room
    # The street itself is written last.
    return PostalAddress((*names[:_NAME_LINES], *lines[max(len(lines) - room, 0) :], *end), whole)


def _abbreviated(text: str) -> str:
    return _LONG_WORDS.sub(lambda word: _SHORT_WORDS[_unaccented(word.group()).casefold()], text)


def written_address(addressee: Addressee) -> dict[str, str]:
    """The address as text, to be kept with a letter as it was on the day of its approval."""
    return {
        "name": one_line(addressee.name),
        "contact": one_line(addressee.contact_name),
        "debtor_type": addressee.debtor_type.value,
        "code": one_line(addressee.code),
        "address": "\n".join(
            filter(None, (one_line(line) for line in (addressee.address or "").splitlines()))
        ),
        "postcode": one_line(addressee.postcode),
        "city": one_line(addressee.city),
        "country": one_line(addressee.country),
        "window": "\n".join(postal_address(addressee).lines),
    }


def town_line(addressee: Addressee) -> str:
    """``38400 SAINT MARTIN D HERES``: as sorting machines read it; abroad, its signs are kept."""
    parts = (one_line(addressee.postcode), one_line(addressee.city))
    place = " ".join(part for part in parts if part).upper()
    if not is_french(addressee.country):
        return place
    return " ".join(_NOT_LETTERS.sub(" ", _unaccented(place)).split())


def country_line(country: str | None) -> str:
    """``BELGIQUE`` for a country or its code; empty in France."""
    return "" if is_french(country) else country_name(country).upper()[:LINE_WIDTH]


def country_name(country: str | None) -> str:
    """``Belgique``, written out when a code is given; ``France`` when nothing is."""
    if is_french(country):
        return "France"
    written = one_line(country)
    return Locale("fr").territories.get(written.upper(), written) if len(written) == 2 else written


def is_french(country: str | None) -> bool:
    """Whether an address with this country, or none, is in France."""
    return _unaccented(one_line(country)).casefold() in _FRANCE


def posting_key(postcode: str, country: str, name: str) -> tuple[bool, str, str, str]:
    """The order of letters to post: France first, by postcode, then abroad by country."""
    return (
        not is_french(country),
        country_line(country),
        postcode.replace(" ", ""),
        _unaccented(name).casefold(),
    )


def _unaccented(text: str) -> str:
    """``text`` without its accents; a script that has no Latin letters is kept as it is."""
    spelt = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    return "".join(one for one in spelt if not unicodedata.combining(one))


def _without_signs(line: str) -> str:
    """A street without the commas and the closing full stop that a reader of addresses minds."""
    return " ".join(line.replace(",", " ").replace(";", " ").split()).rstrip(" .")


def _wrapped(text: str) -> list[str]:
    """``text`` on lines of 38 characters, cut between words; a longer word is cut where it must."""
    found: list[str] = []
    line = ""
    for word in text.split():
        if line and len(line) + 1 + len(word) <= LINE_WIDTH:
            line += f" {word}"
            continue
        if line:
            found.append(line)
        while len(word) > LINE_WIDTH:
            found.append(word[:LINE_WIDTH])
            word = word[LINE_WIDTH:]
        line = word
    return [*found, line] if line else found


def _joined(lines: list[str], room: int) -> list[str]:
    """``lines`` with neighbours that fit on one line put together until they fit in ``room``."""
    kept = list(lines)
    while len(kept) > room:
        pairs = [(len(a) + 1 + len(b), at) for at, (a, b) in enumerate(pairwise(kept))]
        shortest = min(pairs, default=(LINE_WIDTH + 1, 0))
        if shortest[0] > LINE_WIDTH:
            break
        at = shortest[1]
        kept[at : at + 2] = [f"{kept[at]} {kept[at + 1]}"]
    return kept
