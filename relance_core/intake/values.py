"""Turns the text cells of a table into typed columns, with an issue for each doubt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from relance_core.french import day_in_words, number, short_date
from relance_core.intake.amounts import (
    MAX_AMOUNT,
    WIDE,
    Decimals,
    at_exponent,
    decimal_evidence,
    read_amounts,
)
from relance_core.intake.currencies import read_currencies
from relance_core.intake.dates import DateOrder, DateSurvey, read_dates, survey_dates
from relance_core.intake.issues import IssueList, cells_of
from relance_core.intake.layout import Layout
from relance_core.intake.reading import Choice, Question
from relance_core.intake.sniff import Kind
from relance_core.intake.workbook import Workbook
from relance_core.vocabulary import Severity

DATE_COLUMNS = ("issue_date", "due_date", "paid_date", "last_reminder_date", "delivery_date")
AMOUNT_COLUMNS = ("amount", "amount_excl_tax", "tax", "paid_amount", "balance", "disputed_amount")
#: Amounts without which a row cannot be believed; the others only lose their own cell.
VITAL_AMOUNTS = frozenset({"amount", "balance", "paid_amount"})
HUGE = 10**10


@dataclass(frozen=True)
class Values:
    """Typed columns of a table, row by row, and the questions that came up."""

    dates: Mapping[str, pl.Series]  # field -> Date
    amounts: Mapping[str, pl.Series]  # field -> MONEY, signed as written
    currency: pl.Series  # ISO code; null where the row is left out
    questions: tuple[Question, ...]
    notes: tuple[str, ...]


def read_values(
    workbook: Workbook, layout: Layout, answers: Mapping[str, str], issues: IssueList
) -> Values:
    """Dates, amounts and currencies of a table."""
    wide, signs, questions, comma = _amounts(workbook, layout, answers, issues)
    dates, more = _dates(layout, answers, comma or workbook.european, issues)
    currency, asked, notes = read_currencies(layout, signs, answers, issues)
    amounts = _rounded(layout, wide, currency, issues)
    return Values(dates, amounts, currency, (*questions, *more, *asked), notes)


# --- amounts -----------------------------------------------------------------------------------


def _amounts(
    workbook: Workbook, layout: Layout, answers: Mapping[str, str], issues: IssueList
) -> tuple[dict[str, pl.Series], list[pl.Series], list[Question], bool]:
    """Amounts at full scale, the currency signs in their cells, and whether commas are decimals."""
    rows = layout.rows
    present = [field for field in AMOUNT_COLUMNS if layout.has(field)]
    evidence = {field: decimal_evidence(rows[field]) for field in present}
    proven = set().union(*evidence.values()) if evidence else set()
    answer = answers.get("decimal_sign")
    told = Decimals(answer) if answer in set(Decimals) else None
    amounts: dict[str, pl.Series] = {}
    signs: list[pl.Series] = []
    doubtful: str | None = None
    for field in present:
        own = evidence[field] or proven
        decimals = told or (next(iter(own)) if len(own) == 1 else None)
        column = read_amounts(rows[field], decimals, spreadsheet=workbook.kind is not Kind.TEXT)
        amounts[field] = column.values
        if field in ("amount", "balance"):
            signs.append(column.currencies)
        unclear = column.ambiguous
        if unclear.any() and not proven and told is None:
            doubtful = doubtful or rows[field].filter(unclear)[0]
            unclear = column.unreadable & ~column.ambiguous
        else:
            unclear = column.unreadable
        severity = Severity.LEFT_OUT if field in VITAL_AMOUNTS else Severity.WARNING
        end = "la ligne n'est pas importée." if severity is Severity.LEFT_OUT else "ignoré."
        issues.add_each(
            cells_of(rows, field, unclear),
            "unreadable_amount",
            severity,
            f"« {{value}} » n'est pas un montant lisible ; {end}",
            layout.heading(field),
        )
    questions = [_decimal_question(doubtful)] if doubtful else []
    return amounts, signs, questions, proven == {Decimals.COMMA} or told is Decimals.COMMA


def _decimal_question(example: str) -> Question:
    comma = read_amounts(pl.Series([example]), Decimals.COMMA, spreadsheet=False).values[0]
    point = read_amounts(pl.Series([example]), Decimals.POINT, spreadsheet=False).values[0]
    return Question(
        "decimal_sign",
        f"Comment lire le montant « {example} » ? Rien dans le fichier ne le dit.",
        (
            Choice(Decimals.COMMA.value, f"La virgule marque les décimales : {number(comma)}"),
            Choice(Decimals.POINT.value, f"Le point marque les décimales : {number(point)}"),
        ),
    )


def _rounded(
    layout: Layout, wide: Mapping[str, pl.Series], currency: pl.Series, issues: IssueList
) -> dict[str, pl.Series]:
    rows = layout.rows
    amounts: dict[str, pl.Series] = {}
    for field, values in wide.items():
        heading = layout.heading(field)
        absurd = (values.abs() > MAX_AMOUNT).fill_null(False)
        if field in VITAL_AMOUNTS and absurd.any():
            issues.add_each(
                cells_of(rows, field, absurd),
                "absurd_amount",
                Severity.LEFT_OUT,
                "« {value} » dépasse tout montant plausible ; la ligne n'est pas importée.",
                heading,
            )
        values = values.zip_with(~absurd, pl.repeat(None, values.len(), dtype=WIDE, eager=True))
        rounded, changed = at_exponent(values, currency)
        issues.add_each(
            cells_of(rows, field, changed),
            "rounded_amount",
            Severity.WARNING,
            "« {value} » a plus de décimales que la devise ; arrondi.",
            heading,
        )
        if changed.any():
            difference = (rounded.cast(WIDE) - values).filter(changed).sum()
            shown = f"{difference:+.6f}".rstrip("0").replace(".", ",")
            issues.add(
                "rounding_difference",
                Severity.WARNING,
                f"Colonne « {heading} » : les arrondis changent le total de {shown}.",
                column=heading,
            )
        huge = (rounded.abs() >= HUGE).fill_null(False)
        if field in ("amount", "balance") and huge.any():
            issues.add_each(
                cells_of(rows, field, huge),
                "unusual_amount",
                Severity.WARNING,
                "« {value} » est un montant inhabituel ; à vérifier.",
                heading,
            )
        amounts[field] = rounded
    return amounts


# --- dates -------------------------------------------------------------------------------------


def _dates(
    layout: Layout, answers: Mapping[str, str], european: bool, issues: IssueList
) -> tuple[dict[str, pl.Series], list[Question]]:
    rows = layout.rows
    present = [field for field in DATE_COLUMNS if layout.has(field)]
    surveys = {field: survey_dates(rows[field]) for field in present}
    common = _common_order(surveys, answers, european)
    answer = answers.get("swapped_dates")
    questions = _date_questions(layout, surveys, common, answered=answer is not None)
    dates: dict[str, pl.Series] = {}
    for field in present:
        survey = surveys[field]
        order = next(iter(survey.orders)) if len(survey.orders) == 1 else common
        if len(survey.orders) > 1:
            order = None  # the column contradicts itself: its doubtful cells stay unread
        swap = survey.half_converted and answer == "swap"
        column = read_dates(rows[field], order, swap=swap)
        dates[field] = column.values
        vital = field == "due_date"
        end = "la ligne n'est pas importée." if vital else "ignorée."
        issues.add_each(
            cells_of(rows, field, column.unreadable),
            "unreadable_date",
            Severity.LEFT_OUT if vital else Severity.WARNING,
            f"« {{value}} » n'est pas une date lisible ; {end}",
            layout.heading(field),
        )
        if column.ambiguous.any() and len(survey.orders) > 1:
            issues.add_each(
                cells_of(rows, field, column.ambiguous),
                "ambiguous_date",
                Severity.LEFT_OUT if vital else Severity.WARNING,
                f"« {{value}} » peut se lire de deux façons, et la colonne mêle les deux ; {end}",
                layout.heading(field),
            )
    return dates, questions


def _common_order(
    surveys: Mapping[str, DateSurvey], answers: Mapping[str, str], european: bool
) -> DateOrder | None:
    """The order for the columns that prove nothing: the answer, else what the file proves."""
    answer = answers.get("date_order")
    if answer in set(DateOrder):
        return DateOrder(answer)
    proven = {order for survey in surveys.values() for order in survey.orders}
    if len(proven) == 1:
        return next(iter(proven))
    return DateOrder.DAY_FIRST if european and not proven else None


def _date_questions(
    layout: Layout, surveys: Mapping[str, DateSurvey], common: DateOrder | None, *, answered: bool
) -> list[Question]:
    questions = []
    open_ones = [
        survey
        for survey in surveys.values()
        if survey.ambiguous and not survey.orders and common is None
    ]
    if open_ones:
        questions.append(_order_question(open_ones[0].example or ""))
    swapped = [field for field, survey in surveys.items() if survey.half_converted]
    if swapped and not answered:
        seen = date.fromisoformat(surveys[swapped[0]].swap_example or "")
        turned = seen.replace(day=seen.month, month=seen.day)
        questions.append(
            Question(
                "swapped_dates",
                f"La colonne « {layout.heading(swapped[0])} » mêle des dates et du texte : le "
                "jour et le mois des dates ont probablement été intervertis à l'ouverture du "
                "fichier. Que faire ?",
                (
                    Choice(
                        "swap", f"Les rétablir : {short_date(seen)} devient {short_date(turned)}"
                    ),
                    Choice("keep", f"Les garder : {short_date(seen)} est juste"),
                ),
            )
        )
    return questions


def _order_question(example: str) -> Question:
    day = read_dates(pl.Series([example]), DateOrder.DAY_FIRST).values[0]
    month = read_dates(pl.Series([example]), DateOrder.MONTH_FIRST).values[0]
    return Question(
        "date_order",
        f"Comment lire la date « {example} » ? Rien dans le fichier ne le dit.",
        (
            Choice(DateOrder.DAY_FIRST.value, f"Jour puis mois : {day_in_words(day)}"),
            Choice(DateOrder.MONTH_FIRST.value, f"Mois puis jour : {day_in_words(month)}"),
        ),
    )
