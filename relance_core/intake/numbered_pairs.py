"""Asks what "Date 1, Montant 1, Date 2, Montant 2" are: due dates to come, or payments received."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from relance_core.french import listed
from relance_core.intake.columns import MORE_PAID, MORE_PAID_OF
from relance_core.intake.content import Content
from relance_core.intake.instalment_headings import bare_kind, rank_and_words
from relance_core.intake.reading import Choice, Question
from relance_core.intake.wide_instalments import Part, instalment_columns

QUESTION = "numbered_pairs"
INSTALMENTS, PAYMENTS, NEITHER = ANSWERS = ("instalments", "payments", "neither")
PAID_FIELDS = (MORE_PAID_OF, *MORE_PAID)


def parts_of(
    headings: Sequence[str], contents: Sequence[Content], answers: Mapping[str, str]
) -> tuple[tuple[Part, ...], dict[str, str], list[Question]]:
    """The instalments of a table, the columns of its payments (field to heading), and what to ask.

    A pair that names a due date is an instalment; one that only names a day is asked about.
    """
    parts = instalment_columns(headings, contents)
    pairs = () if parts else _pairs(headings, contents)
    answer = answers.get(QUESTION)
    if not pairs or answer == NEITHER:
        return parts, {}, []
    if answer == INSTALMENTS:
        return pairs, {}, []
    if answer == PAYMENTS and len(pairs) <= len(PAID_FIELDS):
        amounts = [headings[part.amount] for part in pairs]
        return (), dict(zip(PAID_FIELDS, amounts, strict=False)), []
    return (), {}, [_question(headings, contents, pairs)]


def _pairs(headings: Sequence[str], contents: Sequence[Content]) -> tuple[Part, ...]:
    found: dict[int, dict[str, int]] = {}
    for at, (heading, content) in enumerate(zip(headings, contents, strict=True)):
        rank, words = rank_and_words(heading)
        kind = bare_kind(words, content)
        if rank is not None and kind:
            found.setdefault(rank, {}).setdefault(kind, at)
    whole = [found[rank] for rank in sorted(found) if len(found[rank]) == 2]
    return tuple(Part(pair["date"], pair["amount"]) for pair in whole) if len(whole) > 1 else ()


def _question(
    headings: Sequence[str], contents: Sequence[Content], pairs: Sequence[Part]
) -> Question:
    first = pairs[0]
    names = listed([f"« {headings[at]} »" for part in pairs[:2] for at in part.columns])
    samples = (contents[first.due].samples[0][:20], contents[first.amount].samples[0][:20])
    choices = [
        Choice(INSTALMENTS, "Des échéances : chaque montant est dû à sa date"),
        Choice(PAYMENTS, "Des règlements déjà reçus, à déduire de la facture"),
        Choice(NEITHER, "Ni l'un ni l'autre : ne pas en tenir compte"),
    ]
    if len(pairs) > len(PAID_FIELDS):
        del choices[1]
    return Question(
        QUESTION,
        f"Que sont les colonnes {names}{'…' if len(pairs) > 2 else ''} "
        f"({samples[0]} : {samples[1]}) ?",
        tuple(choices),
    )
