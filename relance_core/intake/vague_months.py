"""Asks which day is meant where due dates name a month and no day of it: "courant août"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from relance_core.french import listed, plain_key, plural
from relance_core.intake.date_words import MONTHS
from relance_core.intake.layout import Layout
from relance_core.intake.month_words import ONE_DAY, VAGUE
from relance_core.intake.parties import different
from relance_core.intake.reading import Choice, Question

QUESTION = "vague_due_dates"
LAST, MIDDLE, FIRST, LEAVE_OUT = ANSWERS = ("last_day", "middle", "first_day", "leave_out")
_WORDS = {LAST: "fin", MIDDLE: "mi", FIRST: "premier"}


def with_days_of_months(layout: Layout, answers: Mapping[str, str]) -> Layout:
    """The layout with the months that name no day read as said, or a question about them."""
    field = "due_date" if layout.has("due_date") else "terms"
    cells = layout.rows[field]
    vague = different(cells)
    vague = vague.filter(vague.str.contains(VAGUE) & ~vague.str.contains(ONE_DAY))
    found = [cell for cell in vague if any(word in MONTHS for word in plain_key(cell).split())]
    if not found:
        return layout
    answer = answers.get(QUESTION)
    if answer in _WORDS:
        told = {cell: _told(cell, answer) for cell in found}
        return replace(layout, rows=layout.rows.with_columns(cells.replace(told).alias(field)))
    if answer == LEAVE_OUT:
        return layout
    rows = int(cells.is_in(found).sum())
    shown = listed([f"« {cell.strip()[:30]} »" for cell in found[:3]])
    verb = "ne dit" if len(found) == 1 else "ne disent"
    question = Question(
        QUESTION,
        f"Colonne « {layout.heading(field)} » : {shown} {verb} pas quel jour du mois "
        f"({plural(rows, 'ligne')}). Quel jour retenir comme échéance ?",
        (
            Choice(LAST, "Le dernier jour du mois"),
            Choice(MIDDLE, "Le 15 du mois"),
            Choice(FIRST, "Le premier jour du mois"),
            Choice(LEAVE_OUT, "Laisser ces lignes de côté"),
        ),
    )
    return replace(layout, questions=(*layout.questions, question))


def _told(cell: str, answer: str) -> str:
    """The cell as it says the day: "courant août" is "fin août"."""
    words = plain_key(cell).split()
    month = next(word for word in words if word in MONTHS)
    year = next((word for word in words if word.isdigit()), "")
    return f"{_WORDS[answer]} {month} {year}".strip()
