"""What the file says of reminders to come: a day to wait for, or a mark on those to be sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from relance_core.french import plural, short_date
from relance_core.intake.asked_words import weight
from relance_core.intake.issues import IssueList, tell
from relance_core.intake.kinds import INVOICE, ZERO
from relance_core.intake.layout import Layout
from relance_core.intake.parties import each_word
from relance_core.intake.reading import Choice, Question
from relance_core.intake.reminder_marks import CODE, PLANNED, TO_REMIND
from relance_core.intake.reminders_sent import day_of, order_of
from relance_core.intake.statuses import is_yes
from relance_core.vocabulary import Severity

DAYS, UNMARKED = "reminder_day", "reminder_unmarked"
QUESTIONS = (DAYS, UNMARKED)
HOLD, REMIND = "hold", "remind"
ANSWERS = (HOLD, REMIND)
#: Still due, and contested by nobody.
_OWED = (
    (pl.col("kind") == INVOICE)
    & (pl.col("open_amount") > ZERO)
    & (pl.col("disputed_amount") < pl.col("open_amount"))
)


def tell_planned(
    frame: pl.DataFrame, layout: Layout, answers: Mapping[str, str], today: date, issues: IssueList
) -> tuple[pl.DataFrame, list[Question], list[str]]:
    """``frame`` as it was; decisions on the invoices that the file keeps for later, once said so.

    A reminder that leaves before the day somebody set, or for an invoice that nobody marked, goes
    against the file: it is asked once. What is planned never counts as sent.
    """
    questions: list[Question] = []
    notes: list[str] = []
    if layout.has(PLANNED) and frame[PLANNED].null_count() < frame.height:
        asked, notes = _tell_days(frame, layout, answers, today, issues)
        questions += asked
    if layout.has(TO_REMIND):
        questions += _tell_unmarked(frame, layout, answers, issues)
    return frame, questions, notes


def _tell_days(
    frame: pl.DataFrame, layout: Layout, answers: Mapping[str, str], today: date, issues: IssueList
) -> tuple[list[Question], list[str]]:
    heading, order = layout.heading(PLANNED) or "", order_of(frame, PLANNED)
    days = each_word(frame[PLANNED], lambda cells: day_of(cells, today, order))
    if days.null_count() == days.len():
        return [], []
    notes = [
        f"« {heading} » donne le jour de relances à faire : aucune n'est comptée comme envoyée."
    ]
    coming = frame.with_columns(days.alias("planned")).filter(_OWED & (pl.col("planned") > today))
    late = coming.filter(pl.col("due") < today)
    if late.is_empty() or answers.get(DAYS) == REMIND:
        return [], notes
    if answers.get(DAYS) == HOLD:
        tell(
            frame,
            pl.col("row").is_in(coming["row"].to_list()),
            "held_back",
            Severity.DECISION,
            f"Colonne « {heading} » : « {{value}} », un jour à venir. Faut-il relancer cette "
            "facture avant ?",
            issues,
            heading,
            PLANNED,
        )
        return [], notes
    count = plural(late.height, "facture échue porte", "factures échues portent")
    first = short_date(late["planned"].sort()[0])
    message = f"Colonne « {heading} » : {count} un jour à venir ({first}). Faut-il l'attendre ?"
    return [
        Question(
            DAYS,
            message,
            (
                Choice(HOLD, "Oui : retenir ces factures tant que vous n'en décidez pas autrement"),
                Choice(REMIND, "Non : les relancer au rythme de leur scénario"),
            ),
        )
    ], notes


def _tell_unmarked(
    frame: pl.DataFrame, layout: Layout, answers: Mapping[str, str], issues: IssueList
) -> list[Question]:
    """A doubt about rows without a mark, where the others bear one and none says no."""
    cells = frame[TO_REMIND]
    if not 0 < cells.null_count() < cells.len():
        return []
    if not all(map(is_yes, cells.drop_nulls().unique().to_list())):
        return []
    others = frame.filter(_OWED & pl.col(TO_REMIND).is_null())
    said = answers.get(UNMARKED)
    if said is None and answers.get(CODE, "").startswith(f"{TO_REMIND}="):
        said = HOLD  # the same was asked of the column
    if others.is_empty() or said == REMIND:
        return []
    heading = layout.heading(TO_REMIND) or ""
    if said == HOLD:
        tell(
            frame,
            pl.col("row").is_in(others["row"].to_list()),
            "held_back",
            Severity.DECISION,
            f"Colonne « {heading} » : cette ligne n'est pas marquée. Faut-il la relancer ?",
            issues,
            heading,
            TO_REMIND,
        )
        return []
    return [
        Question(
            UNMARKED,
            f"Colonne « {heading} » : des lignes ne sont pas marquées ({weight(others)}). Faut-il "
            "les relancer aussi ?",
            (
                Choice(HOLD, "Non : seules les factures marquées sont à relancer"),
                Choice(REMIND, "Oui : toutes les factures"),
            ),
        )
    ]
