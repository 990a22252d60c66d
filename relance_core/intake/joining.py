"""How a file of contacts meets the clients: exactly, else proposed by likeness, else nobody's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from relance_core.french import listed, plural
from relance_core.intake.addresses import split_addresses
from relance_core.intake.clients import name_key
from relance_core.intake.likeness import Face, Likeness, likenesses
from relance_core.intake.reading import Choice, Question
from relance_core.schemas import schema_of

#: Whoever contacts may be joined to: the clients of the file, then those of the ledger.
CLIENTS = schema_of(
    {
        "client_code": pl.String,
        "client_name": pl.String,
        "email": pl.String,
        "siren": pl.String,
    }
)
CONTACT_NAMES, ONE_CONTACT = "contact_names", "contact:"
JOIN, LEAVE, ONE_BY_ONE, NOBODY = "join", "leave", "one_by_one", "nobody"
SHOWN = 5  # pairs named in the question
MAX_ASKED = 40


@dataclass(frozen=True)
class Pair:
    """A contact whose name is nearly that of one client, or of several."""

    row: int
    contact: str
    clients: tuple[tuple[str | None, str], ...]  # code and name, the best founded first
    why: str  # French, of the first

    @property
    def sure(self) -> bool:
        """Whether one client alone comes before the others."""
        return len(self.clients) == 1


@dataclass(frozen=True)
class Joining:
    """Who is whose contact; ``called``: row of the contact -> the client it was said to be."""

    matched: int = 0
    called: Mapping[int, tuple[str | None, str]] = field(default_factory=dict)
    names: Mapping[int, str] = field(default_factory=dict)  # of those contacts, as they are written
    proposed: tuple[Pair, ...] = ()  # and not answered
    unmatched: tuple[str, ...] = ()  # names or codes that no client bears
    questions: tuple[Question, ...] = ()


def joined(contacts: pl.DataFrame, clients: pl.DataFrame, answers: Mapping[str, str]) -> Joining:
    """Meet ``contacts`` (schemas.CONTACTS) with ``clients`` (``CLIENTS``), as the answers say."""
    known = _Known(clients)
    rest = []
    matched = 0
    for row in contacts.iter_rows(named=True):
        if known.has(row["client_code"], row["client_name"]):
            matched += 1
        else:
            rest.append(row)
    pairs = _pairs(rest, clients)
    called: dict[int, tuple[str | None, str]] = {}
    open_pairs = []
    for pair in pairs.values():
        client = _answered(pair, answers)
        if client is not None:
            called[pair.row] = client
        elif not _settled(pair, answers):
            open_pairs.append(pair)
    unmatched = [
        row["client_name"] or row["client_code"] or f"ligne {row['row']}"
        for row in rest
        if row["row"] not in called and row["row"] not in {one.row for one in open_pairs}
    ]
    return Joining(
        matched + len(called),
        called,
        {row: pairs[row].contact for row in called},
        tuple(open_pairs),
        tuple(unmatched),
        tuple(_questions(open_pairs, answers)),
    )


def under_clients_names(contacts: pl.DataFrame, joining: Joining) -> pl.DataFrame:
    """Contacts that somebody joined bear the code and the name of their client."""
    if not joining.called:
        return contacts
    codes = {row: code for row, (code, _) in joining.called.items()}
    names = {row: name for row, (_, name) in joining.called.items()}
    said = pl.col("row").is_in(list(names))
    return contacts.with_columns(
        pl.when(said)
        .then(pl.col("row").replace_strict(codes, default=None, return_dtype=pl.String))
        .otherwise("client_code")
        .alias("client_code"),
        pl.coalesce(
            pl.col("row").replace_strict(names, default=None, return_dtype=pl.String),
            "client_name",
        ).alias("client_name"),
    )


class _Known:
    """Finds a client as the ledger does: by code, else by name when the codes allow it."""

    def __init__(self, clients: pl.DataFrame) -> None:
        self._codes: set[str] = set()
        self._names: dict[str, bool] = {}  # whether somebody of that name has no code
        for code, name in clients.select("client_code", "client_name").iter_rows():
            if code:
                self._codes.add(name_key(code))
            if name:
                key = name_key(name)
                self._names[key] = self._names.get(key, False) or not code

    def has(self, code: str | None, name: str | None) -> bool:
        if code and name_key(code) in self._codes:
            return True
        if not name or (key := name_key(name)) not in self._names:
            return False
        return not code or self._names[key]


def _pairs(rest: Sequence[Mapping[str, str]], clients: pl.DataFrame) -> dict[int, Pair]:
    """The contacts ``rest`` that look like clients, by row."""
    if not rest:
        return {}
    people = clients.unique(["client_code", "client_name"], keep="first", maintain_order=True)
    faces = [
        Face(at, name or code or "", (code,) if code else (), siren, _mails(email))
        for at, (code, name, email, siren) in enumerate(people.select(list(CLIENTS)).iter_rows())
    ]
    first = len(faces)
    for at, row in enumerate(rest, first):
        code, name = row["client_code"], row["client_name"]
        # A code that no client has says nothing here: the other file numbers clients its own way.
        faces.append(Face(at, name or code or "", (), row["siren"], _mails(row["email"])))
    across = frozenset(range(first, len(faces)))
    found: dict[int, list[Likeness]] = defaultdict(list)
    for one in likenesses(faces, across):
        found[one.second].append(one)
    pairs = {}
    for at in sorted(found):
        row = rest[at - first]
        best = [one for one in found[at] if one.weight == found[at][0].weight]
        # One client may stand there under several names.
        whose = {_key(people.row(one.first)): people.row(one.first)[:2] for one in best}
        pairs[int(row["row"])] = Pair(
            int(row["row"]),
            row["client_name"] or row["client_code"],
            tuple((code, name) for code, name in whose.values()),
            best[0].why,
        )
    return pairs


def _key(client: tuple[str | None, ...]) -> str:
    code, name, *_ = client
    return f"code {name_key(code)}" if code else name_key(name or "")


def _mails(cell: str | None) -> tuple[str, ...]:
    return split_addresses(cell)[0]


def _answered(pair: Pair, answers: Mapping[str, str]) -> tuple[str | None, str] | None:
    """The client that a contact was said to be."""
    own = answers.get(f"{ONE_CONTACT}{pair.contact}")
    if own is not None:
        return next((one for one in pair.clients if own in one), None)
    if answers.get(CONTACT_NAMES) == JOIN and pair.sure:
        return pair.clients[0]
    return None


def _settled(pair: Pair, answers: Mapping[str, str]) -> bool:
    """Whether somebody said that a contact is nobody's."""
    return (
        answers.get(f"{ONE_CONTACT}{pair.contact}") is not None
        or answers.get(CONTACT_NAMES) == LEAVE
    )


def _questions(pairs: Sequence[Pair], answers: Mapping[str, str]) -> list[Question]:
    if not pairs:
        return []
    given = answers.get(CONTACT_NAMES)
    if given == ONE_BY_ONE or (given == JOIN and not any(pair.sure for pair in pairs)):
        return [_one(pair) for pair in pairs[:MAX_ASKED]]
    shown = [
        f"« {pair.contact[:40]} » pour « {pair.clients[0][1][:40]} »" for pair in pairs[:SHOWN]
    ]
    more = len(pairs) - len(shown)
    told = listed(shown) if not more else ", ".join(shown) + f" et {more} de plus"
    verb = "ne porte" if len(pairs) == 1 else "ne portent"
    them = "le" if len(pairs) == 1 else "les"
    aside = "ce contact" if len(pairs) == 1 else "ces contacts"
    many = [
        Choice(JOIN, "Oui, c'est le même" if len(pairs) == 1 else "Oui, ce sont les mêmes"),
        Choice(LEAVE, f"Non, laisser {aside} de côté"),
    ]
    if len(pairs) > 1 or not pairs[0].sure:
        many.append(Choice(ONE_BY_ONE, "Demander pour chacun"))
    return [
        Question(
            CONTACT_NAMES,
            f"{plural(len(pairs), 'contact')} {verb} pas exactement le nom d'un client : {told}. "
            f"Faut-il {them} rattacher ?",
            tuple(many),
        )
    ]


def _one(pair: Pair) -> Question:
    choices = [
        Choice(code or name, f"{name}{f' ({code})' if code else ''}") for code, name in pair.clients
    ]
    return Question(
        f"{ONE_CONTACT}{pair.contact}",
        f"À quel client rattacher le contact « {pair.contact[:60]} » ({pair.why}) ?",
        (*choices, Choice(NOBODY, "À aucun de ceux-là")),
    )
