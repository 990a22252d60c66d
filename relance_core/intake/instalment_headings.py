"""What a heading says of an instalment: which one it is, and whether its date or its amount."""

from __future__ import annotations

import re
from collections.abc import Sequence

from relance_core.french import plain_key
from relance_core.intake.content import Content

_ORDINALS = {
    word: rank
    for rank, words in enumerate(
        (
            ("premier", "premiere", "first"),
            ("deuxieme", "second", "seconde"),
            ("troisieme", "third"),
            ("quatrieme", "fourth"),
            ("cinquieme", "fifth"),
            ("sixieme", "sixth"),
        ),
        start=1,
    )
    for word in words
}
#: Parts that are named rather than numbered.
_NAMED = {"acompte": 1, "commande": 1, "livraison": 2, "solde": 9}
_SUFFIXES = frozenset(("e", "eme", "re", "ere", "er", "nd", "nde", "st", "rd", "th", "n", "no"))
_FILLERS = frozenset(("de", "du", "la", "le", "l", "d", "a", "au", "of", "the", "numero"))
_DUE = frozenset(
    ("echeance", "echeances", "ech", "due", "terme", "traite", "mensualite", "tranche")
) | {"instalment", "installment", "exigible", "exigibilite"}
_PAID = frozenset(
    ("paye", "payee", "payes", "regle", "reglee", "encaisse", "encaissee", "paid", "reglement")
) | {"paiement", "payment", "versement", "verse", "acquitte", "acquittee"}
_LEFT = frozenset(("reste", "restant", "solde", "balance", "remaining"))
_AMOUNT = frozenset(("montant", "mt", "mnt", "amount", "somme", "valeur", "part", "ttc", "eur"))
_DATE = frozenset(("date", "le", "jour"))
#: What makes a heading unique: "Montant (2)", "Montant'".
_MADE_UNIQUE = re.compile(r"( \(\d+\))?'*$")


def rank_and_words(heading: str) -> tuple[int | None, frozenset[str]]:
    """1 and {montant} for "Montant n°1"; None where no instalment is named."""
    plain = plain_key(_MADE_UNIQUE.sub("", heading).replace("°", " ").replace("#", " "))
    pieces = re.findall(r"[a-z]+|\d+", plain)
    numbers = [int(piece) for piece in pieces if piece.isdigit()]
    words = [piece for piece in pieces if not piece.isdigit() and piece not in _FILLERS]
    rank = next((number for number in numbers if 1 <= number <= 12), None)
    rank = rank or next((_ORDINALS[word] for word in words if word in _ORDINALS), None)
    bare = frozenset(word for word in words if word not in _SUFFIXES and word not in _ORDINALS)
    if rank is None and (named := [word for word in words if word in _NAMED]):
        # "Échéance du solde", "Acompte à la commande"
        return _NAMED[named[0]], bare - set(named)
    return rank, bare


def holds_dates(words: frozenset[str], content: Content) -> bool:
    """Whether the cells are dates; an amount of five figures may pass for the number of a day."""
    if content.dates >= 0.4:
        return True
    return content.compact_dates > 0.9 and not words & _AMOUNT


def kind_of(words: frozenset[str], content: Content) -> str | None:
    """What a column tells of an instalment; None when it tells something else."""
    if not content.filled:
        if words & _PAID and words <= _DUE | _AMOUNT | _PAID | _DATE:
            return "paid"  # nothing is yet
        return "due" if words & _DUE and words <= _DUE | _DATE else None
    if holds_dates(words, content):
        if words & _PAID:
            return "paid"
        return "due" if words & _DUE and words <= _DUE | _DATE else None
    if not words <= _DUE | _AMOUNT | _PAID | _LEFT | _DATE:
        return None
    if words & _PAID:
        return "paid" if content.numbers >= 0.4 or content.flags > 0.9 else None
    if content.numbers < 0.4:
        return None
    return "balance" if words & _LEFT else "amount"


def bare_kind(words: frozenset[str], content: Content) -> str | None:
    """``date`` or ``amount`` for a column whose heading says no more than that, and its number."""
    if not words or not content.filled:
        return None
    if words == {"date"} and holds_dates(words, content):
        return "date"
    return "amount" if words <= _AMOUNT and content.numbers >= 0.4 > content.dates else None


def heads_instalments(headings: Sequence[str]) -> bool:
    """Whether the headings alone tell two instalments, with a date and an amount each."""
    dates, amounts = set(), set()
    for heading in headings:
        rank, words = rank_and_words(heading)
        if words & _DUE and words <= _DUE | _DATE:
            dates.add(rank)
        if words & _AMOUNT and words <= _DUE | _AMOUNT:
            amounts.add(rank)
    return len((dates & amounts) - {None}) > 1


def under_its_instalment(title: str | None, heading: str) -> str | None:
    """ "Échéance 1 Date" for a "Date" that stands below "Échéance 1"; None for anything else."""
    rank, words = rank_and_words(title or "")
    _, own = rank_and_words(heading)
    if rank is None or not words & _DUE or not own or not own <= _DATE | _AMOUNT | _PAID | _LEFT:
        return None
    return f"{title} {heading}"
