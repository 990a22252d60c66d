"""What is to be said of a text of the library while it is written, before any client reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from relance_core.messages import lint
from relance_core.messages.library import Place, Wording, texts
from relance_core.messages.mime import SUBJECT_LIMIT
from relance_core.messages.placeholders import (
    BLOCKS,
    PAYMENT,
    PLACEHOLDERS,
    TABLE,
    Use,
    names_in,
    validate,
)
from relance_core.messages.shared_blocks import SharedBlock, shared_blocks, used_in, with_blocks
from relance_core.vocabulary import DEBTOR_LABELS, Companion, DebtorType, Step

#: More words than these before the table are not read to their end (first and second reminder).
WORDS_BEFORE_TABLE = 120
_SHORT = (Step.REMINDER_1, Step.REMINDER_2)
#: Who reads a text that is for everybody, the commonest first.
_READERS = (DebtorType.BUSINESS, DebtorType.UNKNOWN)


@dataclass(frozen=True)
class Note:
    """One sentence about a text; ``refused``: it cannot be saved so."""

    message: str
    refused: bool = False


def library_text(place: Place) -> Wording | SharedBlock | None:
    """The shipped text or block that is edited at ``place``; None when there is none."""
    return texts().get(place) or shared_blocks().get(place)


def use_of(place: Place) -> Use:
    """Which placeholders mean something in the text of ``place``."""
    text = library_text(place)
    if isinstance(text, SharedBlock):
        return BLOCKS[text.name].use
    return Use.COMPANION if text and isinstance(text.step, Companion) else Use.REMINDER


def placeholders_for(place: Place) -> list[str]:
    """The names that the text of ``place`` may hold, in the order of their list."""
    use, block = use_of(place), isinstance(library_text(place), SharedBlock)
    return [
        name
        for name, one in PLACEHOLDERS.items()
        if one.use in (Use.ANY, use) and not (block and (name in BLOCKS or name == TABLE))
    ]


def faults(place: Place, subject: str, body: str) -> list[str]:
    """Why a text cannot be saved, one French sentence each; empty when it can."""
    block = isinstance(library_text(place), SharedBlock)
    found = [*validate(subject, use_of(place)), *validate(body, use_of(place))]
    allowed = placeholders_for(place)
    for name in names_in(f"{subject}\n{body}"):
        if name not in allowed:
            found.append(f"La balise « {name} » n'a pas de sens dans ce texte.")
    if {TABLE, PAYMENT, "signature"} & set(names_in(subject)):
        found.append("L'objet tient sur une ligne : retirez-en les blocs.")
    if not body.strip() or (not subject.strip() and not block):
        found.append(
            "Le texte ne peut pas être vide."
            if block
            else "L'objet et le texte ne peuvent pas être vides."
        )
    if len(subject) > SUBJECT_LIMIT:
        found.append(f"L'objet dépasse {SUBJECT_LIMIT} caractères.")
    return list(dict.fromkeys(found))


def notes(
    place: Place, subject: str, body: str, own_blocks: Mapping[Place, str] | None = None
) -> list[Note]:
    """What is said beside the text while it is written: faults first, then what the rules find."""
    found = [Note(one, refused=True) for one in faults(place, subject, body)]
    return list(dict.fromkeys([*found, *_advice(place, subject, body, own_blocks or {})]))


def _advice(
    place: Place, subject: str, body: str, own_blocks: Mapping[Place, str]
) -> Iterator[Note]:
    text = library_text(place)
    if isinstance(text, SharedBlock):
        for user in used_in(text):
            yield from _lint(user, body)
        return
    if text is None:
        return
    written = with_blocks(replace(text, subject=subject, body=body), own_blocks)
    yield from _lint(text, f"{written.subject}\n{written.body}")
    if isinstance(text.step, Companion):
        return
    if TABLE not in names_in(body):
        yield Note(
            "Le tableau des factures n'est pas dans le texte : ajoutez {{ tableau_factures }}, "
            "seul dans son paragraphe."
        )
    before = re.split(r"\{\{[ \t]*" + TABLE + r"[ \t]*\}\}", written.body)[0]
    count = len(before.split())
    if text.step in _SHORT and count > WORDS_BEFORE_TABLE:
        yield Note(
            f"{count} mots avant le tableau : au-delà de {WORDS_BEFORE_TABLE}, un rappel n'est "
            "plus lu jusqu'au bout."
        )


def _lint(text: Wording, written: str) -> Iterator[Note]:
    """The phrases to avoid, for whoever gets the text; those of one reader alone say for whom."""
    step = text.step if isinstance(text.step, Step) else Step.REMINDER_1
    readers = (text.audience,) if text.audience else _READERS
    usual = {rule.code for rule in lint.forbidden(written, readers[0], step)}
    for reader in readers:
        for rule in lint.forbidden(written, reader, step):
            if reader is readers[0]:
                yield Note(rule.message)
            elif rule.code not in usual:
                whom = DEBTOR_LABELS[reader].lower()
                yield Note(f"Pour un client « {whom} » : {rule.message}")
