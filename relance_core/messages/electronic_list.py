"""The recipients of electronic registered letters, in the columns that providers ask for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from relance_core.csv_export import to_csv
from relance_core.messages.postal import country_name
from relance_core.vocabulary import DebtorType

HEADINGS = (
    "Type",
    "Civilité",
    "Société",
    "Nom",
    "E-mail",
    "Adresse 1",
    "Adresse 2",
    "Adresse 3",
    "Code postal",
    "Ville",
    "Pays",
    "Référence",
    "Objet",
    "Fichier",
)
_STREETS = 3
_TITLES = re.compile(
    r"^(M\.|Mr|Monsieur|Mme|Madame|Mlle|Mademoiselle|Me|Maître|Dr|Docteur)\s+", re.IGNORECASE
)
_TITLE_WORDS = {
    "m.": "M.",
    "mr": "M.",
    "monsieur": "M.",
    "mme": "Mme",
    "madame": "Mme",
    "mlle": "Mme",
    "mademoiselle": "Mme",
    "me": "Me",
    "maître": "Me",
    "dr": "Dr",
    "docteur": "Dr",
}
_KINDS = {
    DebtorType.BUSINESS: "Professionnel",
    DebtorType.PUBLIC: "Administration",
    DebtorType.CONSUMER: "Particulier",
}


@dataclass(frozen=True)
class ElectronicLetter:
    """One letter to register, with whom it is for."""

    name: str
    contact: str
    debtor_type: DebtorType
    email: str
    address: tuple[str, ...]
    postcode: str
    city: str
    country: str
    reference: str
    subject: str
    file: str  # its name beside the list


def recipient_list(letters: Sequence[ElectronicLetter]) -> bytes:
    """The list as CSV, a row per letter in the order given; UTF-8 with its mark, ``;``."""
    return to_csv(HEADINGS, [_row(letter) for letter in letters])


def _row(letter: ElectronicLetter) -> list[str]:
    person = letter.debtor_type is DebtorType.CONSUMER
    civility, name = parted(letter.name if person else letter.contact)
    streets = [*letter.address[:_STREETS], *[""] * _STREETS][:_STREETS]
    if len(letter.address) > _STREETS:
        streets[-1] = ", ".join(letter.address[_STREETS - 1 :])
    return [
        _KINDS.get(letter.debtor_type, ""),
        civility,
        "" if person else letter.name,
        name,
        letter.email,
        *streets,
        letter.postcode,
        letter.city,
        country_name(letter.country),
        letter.reference,
        letter.subject,
        letter.file,
    ]


def parted(name: str) -> tuple[str, str]:
    """``("Mme", "Durand")`` from ``Mme Durand``; no title when none is written."""
    found = _TITLES.match(name)
    if found is None:
        return "", name
    return _TITLE_WORDS[found[1].casefold()], name[found.end() :].strip()
