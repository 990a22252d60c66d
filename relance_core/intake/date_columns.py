"""Reads the date columns of a table, and words the questions that only a person can settle."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import polars as pl

from relance_core.french import day_in_words, listed, plural, short_date
from relance_core.intake.columns import DATE_FIELDS
from relance_core.intake.date_evidence import EXCHANGE, DateReading, Option, Swap, judge, put_right
from relance_core.intake.dates import SAMPLES, DateOrder, paris_days, read_dates
from relance_core.intake.issues import IssueList, cells_of
from relance_core.intake.layout import Layout
from relance_core.intake.parties import different
from relance_core.intake.reading import Choice, Question
from relance_core.vocabulary import Severity

ORDER_WORDS = {
    DateOrder.DAY_FIRST: "Jour puis mois",
    DateOrder.MONTH_FIRST: "Mois puis jour",
    DateOrder.YEAR_FIRST: "Année, mois puis jour",
}


def read_date_columns(
    layout: Layout,
    answers: Mapping[str, str],
    issues: IssueList,
    *,
    european: bool,
    spaced: Callable[[], bool],
    epoch_1904: bool = False,
) -> tuple[dict[str, pl.Series], list[Question], list[str]]:
    """The dates of each column, an issue for each cell that is none, the questions, the notes.

    ``european`` says that the file has decimal commas or a semicolon between its cells: it is told
    beside the question of day and month, and decides nothing. ``spaced`` tells whether it has both
    and "1 234,50" besides: nobody who writes so puts the month first. ``epoch_1904`` is the
    workbook's.
    """
    rows = layout.rows
    present = [field for field in DATE_FIELDS if layout.has(field)]
    said = answers.get("date_order")
    order = DateOrder(said) if said in set(DateOrder) else None
    reading = judge(rows, present, order, epoch_1904=epoch_1904)
    notes = []
    if reading.doubted and _may_be_french(reading) and spaced():
        sample = reading.surveys[reading.doubted[0]].samples[0]
        reading = judge(rows, present, DateOrder.DAY_FIRST, epoch_1904=epoch_1904)
        day = read_dates(pl.Series([sample]), DateOrder.DAY_FIRST).values[0]
        notes.append(
            "Les dates sont lues le jour d'abord, comme les montants sont écrits à la française : "
            f"« {sample} » est le {day_in_words(day)}."
        )
    questions = [_order_question(layout, reading, european)] if reading.doubted else []
    values = {field: column.values for field, column in reading.columns.items()}
    answer = answers.get("swapped_dates")
    if reading.swap is not None:
        if answer is None:
            questions.append(_swap_question(layout, reading, reading.swap))
        else:
            values = put_right(rows, values, reading.swap, answer)
    for field in present:
        _tell(layout, field, reading, issues)
        notes += _told_of_midnights(layout, field)
    return values, questions, notes


def _told_of_midnights(layout: Layout, field: str) -> list[str]:
    """The note of a column whose days are written as the evening before, in universal time."""
    cells = different(layout.rows[field])
    days = paris_days(cells)
    if not days.count():
        return []
    cell, day = cells.filter(days.is_not_null())[0], days.drop_nulls()[0]
    return [
        f"Colonne « {layout.heading(field)} » : les heures sont en temps universel, « {cell} » est "
        f"le {day_in_words(day)} à minuit en France."
    ]


def _may_be_french(reading: DateReading) -> bool:
    """Whether nothing in the dates themselves speaks against the day being first."""
    possible = {order for field in reading.doubted for order in reading.surveys[field].possible}
    return DateOrder.YEAR_FIRST not in possible and not reading.against.get(DateOrder.DAY_FIRST, 0)


def _tell(layout: Layout, field: str, reading: DateReading, issues: IssueList) -> None:
    """An issue for each cell that is no date, or that still reads both ways."""
    column, survey = reading.columns[field], reading.surveys[field]
    vital = field == "due_date"
    end = "la ligne n'est pas importée." if vital else "ignorée."
    severity = Severity.LEFT_OUT if vital else Severity.WARNING
    issues.add_each(
        cells_of(layout.rows, field, column.unreadable),
        "unreadable_date",
        severity,
        f"« {{value}} » n'est pas une date lisible ; {end}",
        layout.heading(field),
    )
    if field in reading.doubted:
        return
    why = ", et la colonne mêle les deux" if len(survey.orders) > 1 else ""
    issues.add_each(
        cells_of(layout.rows, field, column.ambiguous),
        "ambiguous_date",
        severity,
        f"« {{value}} » peut se lire de deux façons{why} ; {end}",
        layout.heading(field),
    )


def _order_question(layout: Layout, reading: DateReading, european: bool) -> Question:
    surveys = [reading.surveys[field] for field in reading.doubted]
    samples = list(dict.fromkeys(cell for survey in surveys for cell in survey.samples))[:SAMPLES]
    wanted = {order for survey in surveys for order in survey.possible}
    headings = listed([f"« {layout.heading(field)} »" for field in reading.doubted])
    column = "la colonne" if len(reading.doubted) == 1 else "les colonnes"
    hint = ""
    if european and DateOrder.YEAR_FIRST not in wanted:
        hint = " Le reste du fichier est écrit à la française, mais ne le prouve pas."
    return Question(
        "date_order",
        f"Comment lire la date « {samples[0]} » ({column} {headings}) ? Aucune cellule ne le "
        f"prouve.{hint}",
        tuple(
            Choice(order.value, _order_label(order, samples, reading))
            for order in DateOrder
            if order in wanted
        ),
    )


def _order_label(order: DateOrder, samples: list[str], reading: DateReading) -> str:
    read = read_dates(pl.Series(samples), order).values
    shown = [
        f"« {cell} » est le {day_in_words(day)}"
        for cell, day in zip(samples, read, strict=True)
        if day is not None
    ]
    label = f"{ORDER_WORDS[order]} : {', '.join(shown)}"
    wrong = reading.against.get(order, 0)
    if wrong:
        label += f" ({plural(wrong, 'échéance')} avant la facture)"
    return label


def _swap_question(layout: Layout, reading: DateReading, swap: Swap) -> Question:
    many = plural(swap.contradictions, "ligne")
    contradiction = f"Sur {many}, l'échéance précède la date de facture. "
    if swap.half_converted:
        names = [f"« {layout.heading(field)} »" for field in swap.half_converted]
        subject = "La colonne" if len(names) == 1 else "Les colonnes"
        verb = "mêle" if len(names) == 1 else "mêlent"
        message = (
            f"{subject} {listed(names)} {verb} des dates et du texte : le jour et le mois des "
            "dates ont probablement été intervertis à l'ouverture du fichier. "
            + (contradiction if swap.contradictions else "")
        )
    elif swap.options[0].value == EXCHANGE:
        message = contradiction + "Les deux colonnes semblent échangées. "
    else:
        message = contradiction + "Le jour et le mois semblent intervertis. "
    choices = [
        Choice(option.value, _swap_label(layout, reading, option)) for option in swap.options
    ]
    fields = dict.fromkeys(field for option in swap.options for field in option.fields)
    kept = [day for field in fields for day in reading.surveys[field].swap_samples]
    right = f" : {_days(kept[:1])} est juste" if kept else ""
    return Question(
        "swapped_dates", message + "Que faire ?", (*choices, Choice("keep", f"Les garder{right}"))
    )


def _swap_label(layout: Layout, reading: DateReading, option: Option) -> str:
    if option.value == EXCHANGE:
        first, second = (layout.heading(field) for field in option.fields)
        return f"Échanger « {first} » et « {second} »"
    days = [day for field in option.fields for day in reading.surveys[field].swap_samples]
    shown = ", ".join(
        f"{short_date(day)} devient {short_date(day.replace(day=day.month, month=day.day))}"
        for day in list(dict.fromkeys(days))[:SAMPLES]
    )
    names = [f"« {layout.heading(field)} »" for field in option.fields]
    what = "Rétablir" if len(option.fields) == 1 else "Rétablir les colonnes"
    label = f"{what} {listed(names)} : {shown}"
    if option.left:
        label += f" ({plural(option.left, 'échéance')} encore avant la facture)"
    return label


def _days(days: list[date]) -> str:
    return listed([short_date(day) for day in days])
