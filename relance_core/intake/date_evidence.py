"""Judges the date columns of a table together: which order they follow, which look swapped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from relance_core.intake.at_once import at_once
from relance_core.intake.date_survey import DateSurvey, survey_dates
from relance_core.intake.dates import DateColumn, DateOrder, read_dates, swap_days
from relance_core.intake.parties import different

#: A due date this long after its invoice speaks against a reading, without proving anything.
LONG_DAYS = 200
#: Rows, and their share, from which a contradiction is a matter of the column, not of a cell.
MANY, MANY_SHARE = 3, 0.05
EXCHANGE = "exchange"
#: A date that comes after the invoice's: (earlier, later).
PAIRS = (("issue_date", "due_date"),)


@dataclass(frozen=True)
class Option:
    """A correction of swapped dates: its columns, and the rows that would still contradict."""

    value: str  # the answer's code
    fields: tuple[str, ...]
    left: int


@dataclass(frozen=True)
class Swap:
    """What looks swapped in a table, and how it could be put right."""

    contradictions: int  # rows due before their invoice, as the cells stand
    options: tuple[Option, ...]
    half_converted: tuple[str, ...]  # columns that mix real dates and text


@dataclass(frozen=True)
class DateReading:
    """The date columns of a table, before any answer about swapped days is applied."""

    surveys: Mapping[str, DateSurvey]
    columns: Mapping[str, DateColumn]
    doubted: tuple[str, ...]  # columns whose order must be asked
    against: Mapping[DateOrder, int]  # rows that an order would make due before their invoice
    swap: Swap | None


def judge(
    rows: pl.DataFrame,
    fields: Iterable[str],
    answer: DateOrder | None,
    *,
    epoch_1904: bool = False,
) -> DateReading:
    """Read the date columns of a table; ``answer`` is the order that the user gave."""
    cells = {field: rows[field] for field in fields}
    years = _years(cells.values())
    surveys = at_once(lambda field: survey_dates(cells[field], years), cells)
    proven = {order for survey in surveys.values() for order in survey.orders}
    common = answer or (next(iter(proven)) if len(proven) == 1 else None)
    orders: dict[str, DateOrder | None] = {}
    for field, survey in surveys.items():
        own = next(iter(survey.orders)) if len(survey.orders) == 1 else common
        if own not in survey.possible and own not in survey.orders:
            own = None
        # A column that contradicts itself leaves its doubtful cells unread until somebody decides.
        orders[field] = answer if len(survey.orders) > 1 else own

    def read(field: str) -> DateColumn:
        return read_dates(cells[field], orders[field], epoch_1904=epoch_1904)

    columns = at_once(read, cells)
    values = {field: column.values for field, column in columns.items()}
    open_ones = {field for field, survey in surveys.items() if survey.ambiguous}
    borrowed = {field for field in open_ones if not surveys[field].orders}
    doubted = {field for field in borrowed if orders[field] is None}
    against: dict[DateOrder, int] = {}
    if borrowed and answer is None:
        against = _against(cells, values, borrowed, surveys)
        if not doubted and _denied(against, common, _pairs(values)):
            doubted = borrowed
    return DateReading(
        surveys,
        columns,
        tuple(field for field in cells if field in doubted),
        against,
        _swap(cells, values, surveys, settled=not doubted),
    )


def _years(columns: Iterable[pl.Series]) -> tuple[int, int] | None:
    """The first and last year that the cells write in full, where a column leaves its own out."""
    columns = list(columns)
    cells = [different(column) for column in columns]
    if not any(words.str.contains(r"^\d{5,6}(?:\.0+)?$").any() for words in cells):
        return None
    found = [
        words.str.extract(r"(?:^|[/.\- ]|^\d{4})(20\d{2})(?:[^\d]|$)", 1)
        .drop_nulls()
        .cast(pl.Int64)
        for words in cells
    ]
    years = pl.concat(found) if found else pl.Series([], dtype=pl.Int64)
    low, high = years.min(), years.max()
    return (low, high) if isinstance(low, int) and isinstance(high, int) else None


# --- rows that contradict ----------------------------------------------------------------------


def _pairs(values: Mapping[str, pl.Series]) -> int:
    """How many rows have both dates."""
    if any(field not in values for pair in PAIRS for field in pair):
        return 0
    return int((values["issue_date"].is_not_null() & values["due_date"].is_not_null()).sum())


def _contradictions(values: Mapping[str, pl.Series]) -> tuple[int, int]:
    """Rows due before their invoice, and those whose dates cannot well go together."""
    if not _pairs(values):
        return 0, 0
    gap = (values["due_date"] - values["issue_date"]).dt.total_days()
    return int((gap < 0).sum()), int(((gap < 0) | (gap > LONG_DAYS)).sum())


def _many(count: int, of: int) -> bool:
    return count >= MANY and count >= MANY_SHARE * of


def _against(
    cells: Mapping[str, pl.Series],
    values: Mapping[str, pl.Series],
    borrowed: set[str],
    surveys: Mapping[str, DateSurvey],
) -> dict[DateOrder, int]:
    orders = {order for field in borrowed for order in surveys[field].possible}
    return {
        order: _contradictions(
            {**values, **{field: read_dates(cells[field], order).values for field in borrowed}}
        )[0]
        for order in sorted(orders)
    }


def _denied(against: Mapping[DateOrder, int], order: DateOrder | None, pairs: int) -> bool:
    """Whether an order taken from other columns makes many rows wrong, that another makes right."""
    if order is None or order not in against or not _many(against[order], pairs):
        return False
    return min(against.values()) * 4 <= against[order]


# --- days and months that were exchanged -------------------------------------------------------


def _swap(
    cells: Mapping[str, pl.Series],
    values: Mapping[str, pl.Series],
    surveys: Mapping[str, DateSurvey],
    *,
    settled: bool,
) -> Swap | None:
    """What looks swapped: by a column's own cells, or by dates that contradict on many rows.

    Contradictions prove nothing until the order of each column is ``settled``.
    """
    pairs, (wrong, odd) = _pairs(values), _contradictions(values)
    mixed = tuple(field for field, survey in surveys.items() if survey.half_converted)
    if not mixed and not (settled and _many(wrong, pairs)):
        return None
    able = [field for field in cells if surveys[field].swap_samples]
    turned = {field: swap_days(cells[field], values[field]) for field in able}

    def after(fields: Iterable[str]) -> tuple[int, int]:
        return _contradictions({**values, **{field: turned[field] for field in fields}})

    if mixed:
        left, odd_then = after(mixed)
        # The other column proves the real dates right as they stand.
        if not _many(odd, pairs) and _many(odd_then - odd, pairs):
            return None
        alone = [Option(f"swap_{field}", (field,), after((field,))[0]) for field in mixed]
        extra = tuple(sorted(alone, key=lambda option: option.left)) if len(mixed) > 1 else ()
        return Swap(wrong, (Option("swap", mixed, left), *extra), mixed)
    sets = [(field,) for field in able if field in PAIRS[0]]
    if len(sets) == len(PAIRS[0]):
        sets.append(PAIRS[0])  # type: ignore[arg-type]
    options = []
    for fields in sets:
        left, odd_then = after(fields)
        if left * 4 <= wrong and odd_then < odd:
            code = f"swap_{fields[0]}" if len(fields) == 1 else "swap"
            options.append(Option(code, fields, left))
    if not options and wrong * 5 >= pairs * 4:
        options.append(Option(EXCHANGE, PAIRS[0], 0))
    if not options:
        return None
    return Swap(wrong, tuple(sorted(options, key=lambda option: option.left)), ())


def put_right(
    rows: pl.DataFrame, values: Mapping[str, pl.Series], swap: Swap, answer: str
) -> dict[str, pl.Series]:
    """The dates as the answer has them; an answer to another doubt changes nothing."""
    option = next((option for option in swap.options if option.value == answer), None)
    if option is None:
        return dict(values)
    if option.value == EXCHANGE:
        first, second = option.fields
        return {**values, first: values[second], second: values[first]}
    return {**values, **{field: swap_days(rows[field], values[field]) for field in option.fields}}
