"""Which clients are perhaps one and the same, and what says so; nobody is merged here."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from relance_core.french import listed, plain_key
from relance_core.intake.webmail import is_webmail

#: Words that say the form of a firm, or nothing at all: two names may differ by them.
_FORMS = frozenset(
    (
        *("sarl", "sas", "sasu", "sa", "eurl", "selarl", "sci", "snc", "scop", "scp", "sca", "gie"),
        *("earl", "gaec", "gmbh", "ltd", "limited", "llc", "inc", "plc", "bv", "spa", "srl", "ag"),
        *("kg", "nv", "ei", "eirl", "asso", "association", "societe", "ste", "ets"),
        *("etablissement", "etablissements"),
    )
)
_FILLERS = frozenset(
    (
        *("et", "and", "de", "du", "des", "d", "la", "le", "les", "l", "the"),
        *("m", "mr", "mme", "mlle", "monsieur", "madame"),
    )
)
#: Both at once, for whole columns.
NO_NAME = _FORMS | _FILLERS
#: Names compared by their letters when they share the beginning of a word: more of them in one
#: block than this, and that word tells nothing.
BLOCK = 60
CLOSE_ALONE, CLOSE_WITH_MORE, LOOSE = 93, 80, 70  # of 100, by rapidfuzz


class Evidence(StrEnum):
    """What two clients have in common."""

    SAME_NAME = "same_name"  # but for accents, punctuation, order and legal form
    CLOSE_NAME = "close_name"
    NAME_INSIDE = "name_inside"
    SAME_SIREN = "same_siren"
    SAME_CODE = "same_code"  # but for zeros in front and signs
    SAME_ADDRESS = "same_address"
    SAME_DOMAIN = "same_domain"


@dataclass(frozen=True)
class Face:
    """A client as files and hands describe him; ``key`` is whatever tells clients apart."""

    key: int
    name: str
    codes: tuple[str, ...] = ()
    siren: str | None = None
    emails: tuple[str, ...] = ()


@dataclass(frozen=True)
class Likeness:
    """Two clients that are perhaps one, with what says so, the strongest first."""

    first: int
    second: int
    evidence: tuple[Evidence, ...]
    why: str  # French, without a full stop: « même SIREN 732 829 320, même domaine alpha.fr »

    @property
    def weight(self) -> int:
        """How well founded it is, beside others."""
        return sum(_WEIGHTS[what] for what in self.evidence)


def likenesses(faces: Sequence[Face], across: frozenset[int] | None = None) -> list[Likeness]:
    """The pairs of ``faces`` to propose, the best founded first; each pair once, lower key first.

    Two different SIRENs, or two different numbers in the names, are two clients. ``across``: keys
    of which a pair has exactly one.
    """
    by_key = {face.key: face for face in faces}
    pairs = {
        (min(one, two), max(one, two))
        for block in _blocks(faces)
        if across is None or not across.isdisjoint(block)
        for one in block
        for two in block
        if one != two and (across is None or (one in across) != (two in across))
    }
    found = []
    for first, second in sorted(pairs):
        told = _judged(by_key[first], by_key[second])
        if told:
            found.append(Likeness(first, second, *told))
    return sorted(found, key=lambda one: -one.weight)


_WEIGHTS = {
    Evidence.SAME_SIREN: 8,
    Evidence.SAME_NAME: 5,
    Evidence.SAME_ADDRESS: 4,
    Evidence.SAME_CODE: 3,
    Evidence.SAME_DOMAIN: 2,
    Evidence.CLOSE_NAME: 2,
    Evidence.NAME_INSIDE: 1,
}


@lru_cache(maxsize=200_000)
def _core(name: str) -> tuple[str, ...]:
    """The words that make a name, in order of the alphabet: "S.A.R.L. Alpha" is ("alpha",)."""
    return tuple(sorted(own_words(name)))


def own_words(name: str) -> list[str]:
    """The words that make a name, without its legal form: "S.A.R.L. Alpha" is ["alpha"]."""
    words = _all_words(name)
    kept = [word for word in words if word not in NO_NAME]
    return kept or words


def _all_words(name: str) -> list[str]:
    # Letters with points between them are one word: S.A.R.L.
    letters = re.compile(r"\b\w(?: \w)+\b")
    return letters.sub(lambda found: found[0].replace(" ", ""), plain_key(name)).split()


def may_be_one(one: str, two: str) -> bool:
    """Whether two names may be written for one client: close, or one within the other."""
    words, others = _core(one), _core(two)
    if words == others or _inside(words, others):
        return True
    return _numbers(words) == _numbers(others) and _closeness(words, others) >= LOOSE


def _blocks(faces: Sequence[Face]) -> Iterator[list[int]]:
    """Groups in which pairs are looked for: not every client is compared with every other."""
    yield from _grouped(faces, lambda face: [_core(face.name)], 1_000)
    yield from _grouped(faces, lambda face: [face.siren] if face.siren else [], 1_000)
    yield from _grouped(faces, _domains, BLOCK)
    yield from _grouped(faces, lambda face: {bare_code(code) for code in face.codes}, BLOCK)
    yield from _grouped(
        faces, lambda face: {word[:4] for word in _core(face.name) if len(word) >= 4}, BLOCK
    )


def _grouped(
    faces: Sequence[Face], keys: Callable[[Face], Iterable[Hashable]], limit: int
) -> Iterator[list[int]]:
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for face in faces:
        for key in keys(face):
            if key:
                groups[key].append(face.key)
    for group in groups.values():
        if 1 < len(group) <= limit:
            # In a large group of one name, the first ones are enough to begin with.
            yield group[:BLOCK]


def _judged(one: Face, two: Face) -> tuple[tuple[Evidence, ...], str] | None:
    """What two clients have in common, and in words; None when they are not to be proposed."""
    if one.siren and two.siren and one.siren != two.siren:
        return None
    words, others = _core(one.name), _core(two.name)
    same_firm = one.siren is not None and one.siren == two.siren
    if _numbers(words) != _numbers(others) and not same_firm:
        return None
    closeness = _closeness(words, others)
    told: dict[Evidence, str] = {}
    if one.siren and same_firm:
        told[Evidence.SAME_SIREN] = f"même SIREN {_spaced(one.siren)}"
    if words == others:
        told[Evidence.SAME_NAME] = _same_name(one.name, two.name)
    elif closeness >= CLOSE_WITH_MORE:
        told[Evidence.CLOSE_NAME] = "noms très proches"
    elif _inside(words, others):
        told[Evidence.NAME_INSIDE] = "un nom contient l'autre"
    if {bare_code(code) for code in one.codes} & {bare_code(code) for code in two.codes}:
        told[Evidence.SAME_CODE] = "même code, à la présentation près"
    addresses = {mail.casefold() for mail in one.emails} & {mail.casefold() for mail in two.emails}
    domains = _domains(one) & _domains(two)
    if addresses:
        told[Evidence.SAME_ADDRESS] = f"même adresse {min(addresses)}"
    elif domains:
        told[Evidence.SAME_DOMAIN] = f"même domaine {min(domains)}"
    if not _enough(set(told), closeness):
        return None
    order = sorted(told, key=lambda what: -_WEIGHTS[what])
    return tuple(order), listed([told[what] for what in order])


def _enough(told: set[Evidence], closeness: int) -> bool:
    """Whether what was found is worth a question; an address shared by unlike names is not."""
    if told & {Evidence.SAME_SIREN, Evidence.SAME_NAME}:
        return True
    if Evidence.CLOSE_NAME in told and closeness >= CLOSE_ALONE:
        return True
    more = told & {Evidence.SAME_ADDRESS, Evidence.SAME_DOMAIN, Evidence.SAME_CODE}
    return bool(more) and bool(told & {Evidence.CLOSE_NAME, Evidence.NAME_INSIDE})


def _same_name(one: str, two: str) -> str:
    forms, others = ({word for word in _all_words(name) if word in _FORMS} for name in (one, two))
    if forms and others and forms != others:
        return "même nom, mais une autre forme juridique"
    return "même nom, à la présentation près"


def _closeness(words: tuple[str, ...], others: tuple[str, ...]) -> int:
    """How alike two names are, of 100; too short a name is like no other."""
    one, two = " ".join(words), " ".join(others)
    if min(len(one), len(two)) < 6:
        return 100 if one == two else 0
    from rapidfuzz import fuzz  # only when clients are compared

    return round(fuzz.ratio(one, two))


def _inside(words: tuple[str, ...], others: tuple[str, ...]) -> bool:
    shorter, longer = sorted((set(words), set(others)), key=len)
    return shorter < longer and any(len(word) >= 4 for word in shorter)


def _numbers(words: tuple[str, ...]) -> list[str]:
    return [word for word in words if any(letter.isdigit() for letter in word)]


def bare_code(code: str) -> str:
    """A code without case, signs, or zeros in front of its numbers."""
    return re.sub(r"(?<!\d)0+(?=\d)", "", plain_key(code)).replace(" ", "")


def _domains(face: Face) -> set[str]:
    """The firm's own domains behind a client's addresses; those of webmails say nothing."""
    found = {mail.rpartition("@")[2].casefold() for mail in face.emails}
    return {domain for domain in found if domain and not is_webmail(domain)}


def _spaced(siren: str) -> str:
    return "\u00a0".join((siren[:3], siren[3:6], siren[6:]))
