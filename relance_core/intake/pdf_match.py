"""Says of which invoice a PDF is: by the number that it bears, checked by the client that it names.

A name of a file proves nothing: F-12.pdf may be the invoice F-12 of somebody else. What the pages
say does: the number and the client, by its name, its SIREN, its VAT number or its code. A scan says
nothing: somebody must look.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from relance_core.french import listed, plain_key
from relance_core.intake.pdf_numbers import doubt_of_pages, number_key
from relance_core.intake.pdf_words import Words, name_words

#: A shorter number stands in too many names of files to say anything by itself.
_TELLING = 4
#: Digits alone, fewer than these, may be a quantity or a part of an IBAN.
_ALONE = 6
#: Words of the head of a page, and those that tell it is no invoice.
_HEAD = 40
_OTHER_PAPERS = frozenset({"avoir", "devis", "livraison", "commande", "proforma", "releve"})
#: Words of any invoice: a client called by one of them is not named by it.
_ANY_INVOICE = frozenset(
    word
    for line in (
        "total totaux net facture factures client clients service services date montant prix",
        "quantite article articles reference virement banque paiement reglement echeance siege",
        "transport livraison commande travaux france paris compte contact direct express franco",
        "conditions garantie remise produit produits vente ventes fourniture fournitures societe",
    )
    for word in line.split()
)
_QUOTED = 3
_OFTEN = 10  # a word of more than one paper in ten
_LOOK = "regardez de qui est celle-ci"


class Finding(StrEnum):
    """What is known of a PDF."""

    PROVEN = "proven"  # its pages bear the number and name the client
    TO_SEE = "to_see"  # an invoice is proposed, and the reason says what is not proven
    NOBODY = "nobody"  # no open invoice bears a number that it has


@dataclass(frozen=True)
class Billed:
    """An invoice that a PDF may be of."""

    invoice_id: int
    number: str
    client_id: int
    client: str
    code: str = ""
    siren: str = ""


@dataclass(frozen=True)
class Paper:
    """A PDF by its name and its text, pages apart by a form feed.

    "" when it is a picture, None when it cannot be opened.
    """

    name: str
    text: str | None


@dataclass(frozen=True)
class Match:
    """The invoice of a PDF, or the one that is proposed; ``reason``: a French sentence."""

    finding: Finding
    invoice: Billed | None
    reason: str


def match_papers(
    papers: Iterable[Paper], invoices: Sequence[Billed], ours: str = ""
) -> list[Match]:
    """The match of each paper, in order; the pages tell whose a number is that several have.

    A client without an open invoice has one without a number: it may be named too. ``ours``: what
    the firm says of itself on each of its papers, which names no client.
    """
    read = [(paper, Words.of(paper.text or "")) for paper in papers]
    seen = Counter(word for _, words in read for word in words.places)
    # Who prepares the invoices is on many of them, and is not the client of that name.
    often = max(2, len(read) // _OFTEN)
    numbers = _Numbers(invoices, ours, {word for word, count in seen.items() if count > often})
    return [numbers.match(paper, words) for paper, words in read]


def bear_a_number(names: Iterable[str], invoices: Sequence[Billed]) -> list[bool]:
    """Whether each file's name bears an invoice's number: what is worth reading of a folder."""
    numbers = _Numbers(invoices)
    return [bool(numbers.borne_by(Words.of(_stem(name)))) for name in names]


class _Numbers:
    """The invoices by what may be read of their numbers."""

    def __init__(
        self, invoices: Sequence[Billed], ours: str = "", usual: Collection[str] = ()
    ) -> None:
        self.usual = usual
        self.ours = Words.of(ours)
        self.our_digits = re.sub(r"\D", "", ours)
        self.by_key: dict[str, list[Billed]] = defaultdict(list)
        self.by_client: dict[int, Billed] = {}
        for one in invoices:
            if key := number_key(one.number):
                self.by_key[key].append(one)
            self.by_client.setdefault(one.client_id, one)
        self.known = frozenset(self.by_key)
        self.longest = max(map(len, self.known), default=0)
        # A client by the first word of its name: not every client is looked for in every text.
        self.by_word: dict[str, list[Billed]] = defaultdict(list)
        for one in self.by_client.values():
            words = name_words(one.client)
            for word in {words[0], "".join(words)} if words else ():
                self.by_word[word].append(one)

    def match(self, paper: Paper, words: Words) -> Match:
        """The match of one paper, whose text is ``words``."""
        by_name = self.borne_by(Words.of(_stem(paper.name)))
        if paper.text is None:
            return self._unproven(
                by_name, "ce PDF est protégé ou abîmé : son contenu n'a pas pu être vérifié"
            )
        if not paper.text.strip():
            return self._unproven(
                by_name, "ce PDF est une image : son contenu n'a pas pu être vérifié"
            )
        sirens = _sirens(paper.text)
        by_text = self.borne_by(words)
        both = [one for one in by_name if one in by_text]
        candidates = both or by_text
        named = [one for one in candidates if self._is_of(words, sirens, one)]
        if len(named) == 1:
            doubt = "" if both else _doubt_of_text_alone(words, named[0], by_text)
            doubt = (
                doubt
                or doubt_of_pages(paper.text, named[0].number, alone=not both)
                or self._doubt_of_others(words, sirens, named[0], candidates)
            )
            return Match(Finding.TO_SEE if doubt else Finding.PROVEN, named[0], doubt)
        if len(named) > 1:
            numbers = listed([f"« {one.number} »" for one in named[:_QUOTED]])
            return Match(
                Finding.TO_SEE,
                None,
                f"ce PDF porte plusieurs numéros ({numbers}) : on ne peut dire laquelle c'est",
            )
        if candidates:
            return self._of_another(words, sirens, candidates)
        if by_name:
            return Match(
                Finding.TO_SEE,
                by_name[0] if len(by_name) == 1 else None,
                f"le numéro « {by_name[0].number} » du nom du fichier ne se lit pas dans ses pages",
            )
        return Match(Finding.NOBODY, None, "aucune facture ouverte ne porte un numéro de ce PDF")

    def borne_by(self, words: Words) -> list[Billed]:
        """The invoices whose number stands in a text, in its order, each once."""
        found: dict[int, Billed] = {}
        for key in words.keys(self.known, self.longest):
            for one in self.by_key[key]:
                found.setdefault(one.invoice_id, one)
        return list(found.values())

    def _unproven(self, by_name: list[Billed], why: str) -> Match:
        telling = [one for one in by_name if len(number_key(one.number)) >= _TELLING]
        if not telling:
            return Match(
                Finding.NOBODY, None, f"{why}, et son nom ne porte le numéro d'aucune facture"
            )
        return Match(Finding.TO_SEE, telling[0] if len(telling) == 1 else None, why)

    def _of_another(self, words: Words, sirens: frozenset[str], candidates: list[Billed]) -> Match:
        """The number is there, its client is not: whom does the paper name?"""
        ours = {one.client_id for one in candidates}
        others = {
            one.client_id: one.client
            for word in dict.fromkeys(words.words)
            for one in self.by_word.get(word, ())
            if one.client_id not in ours and self._is_of(words, sirens, one)
        }
        first = candidates[0]
        if others:
            name = next(iter(others.values()))
            reason = f"ce PDF nomme « {name} », et la facture est celle de « {first.client} »"
        elif words.names(first.client):
            reason = f"« {first.client} » se lit sur toutes vos factures, ou presque : {_LOOK}"
        else:
            reason = f"le nom de « {first.client} » ne se lit pas dans ce PDF"
        return Match(Finding.TO_SEE, first if len(candidates) == 1 else None, reason)

    def _is_of(self, words: Words, sirens: frozenset[str], invoice: Billed) -> bool:
        """Whether a text names the client of an invoice, by what only that client is called."""
        return self._has_code(words, sirens, invoice) or (
            self._tells(invoice) and words.names(invoice.client)
        )

    def _has_code(self, words: Words, sirens: frozenset[str], invoice: Billed) -> bool:
        """Whether a text bears the client's SIREN, its VAT number or its code."""
        siren = re.sub(r"\D", "", invoice.siren)[:9]
        if len(siren) == 9 and siren not in self.our_digits and siren in sirens:
            return True
        code = plain_key(invoice.code).replace(" ", "")
        shared = code.isdigit() or code in _ANY_INVOICE or code in self.ours.places
        return len(code) >= _TELLING and not shared and code in words.places

    def _tells(self, invoice: Billed) -> bool:
        """Whether a client's name says more than a figure, a word of invoices or our own name."""
        words = name_words(invoice.client)
        common = all(word.isdigit() or word in _ANY_INVOICE for word in words)
        return not common and not self.ours.names(invoice.client)

    def _doubt_of_others(
        self, words: Words, sirens: frozenset[str], invoice: Billed, candidates: Sequence[Billed]
    ) -> str:
        """Another client that a paper may be for: named as well, or of the same name or number."""
        mine, sure = name_words(invoice.client), self._has_code(words, sirens, invoice)
        for one in candidates:
            if one.client_id != invoice.client_id and words.names(one.client):
                return f"« {one.client} », qui s'y lit aussi, a une facture de ce numéro"
        for word in words.places:
            for one in self.by_word.get(word, ()):
                its = name_words(one.client)
                if one.client_id == invoice.client_id or (its != mine and _within(its, mine)):
                    continue
                if its == mine:
                    if not sure:
                        return (
                            f"deux clients portent ce nom, « {invoice.client} » et « {one.client} »"
                        )
                elif self._has_code(words, sirens, one) or (
                    (len(its) > 1 or not (sure or word in self.usual))
                    and self._is_of(words, sirens, one)
                ):
                    return f"ce PDF nomme aussi « {one.client} »"
        return ""


def _sirens(text: str) -> frozenset[str]:
    """The SIRENs that a text may bear: alone, or in a SIRET or a VAT number."""
    digits = re.sub(r"(?<=\d)[\s.\u00a0\u202f]+(?=\d)", "", text)
    return frozenset(re.findall(r"(?<!\d)(?:FR ?\d\d ?)?(\d{9})(?:\d{5})?(?!\d)", digits))


def _stem(name: str) -> str:
    return name[:-4] if name.lower().endswith(".pdf") else name


def _doubt_of_text_alone(words: Words, invoice: Billed, cited: Sequence[Billed]) -> str:
    """What is not proven of a paper whose name bears no number of ours; empty when all is."""
    key = number_key(invoice.number)
    if len({number_key(one.number) for one in cited}) > 1:
        others = listed([f"« {one.number} »" for one in cited[:_QUOTED]])
        return f"ce PDF cite plusieurs factures ({others}) : est-ce un relevé ?"
    if other := next((word for word in words.words[:_HEAD] if word in _OTHER_PAPERS), ""):
        return f"ce PDF dit « {other} » : il cite la facture, il ne l'est peut-être pas"
    if len(key) < _TELLING or (key.isdigit() and len(key) < _ALONE):
        return f"le nom du fichier ne porte pas le numéro « {invoice.number} »"
    return ""


def _within(words: list[str], longer: list[str]) -> bool:
    """Whether ``words`` stand in a row in ``longer``."""
    return any(longer[at : at + len(words)] == words for at in range(len(longer)))
