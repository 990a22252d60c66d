"""Turns the text cells of a table into typed columns, with an issue for each doubt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from relance_core.french import number
from relance_core.intake.amount_words import says_other_side
from relance_core.intake.amounts import (
    MAX_AMOUNT,
    WIDE,
    AmountColumn,
    Decimals,
    decimal_evidence,
    read_amounts,
    read_usual,
)
from relance_core.intake.at_once import at_once
from relance_core.intake.columns import DATE_FIELDS, DEDUCTED, MORE_PAID
from relance_core.intake.currencies import read_currencies
from relance_core.intake.date_columns import read_date_columns
from relance_core.intake.dates import SAMPLES
from relance_core.intake.issues import IssueList, cells_of
from relance_core.intake.layout import Layout
from relance_core.intake.rates_written import rate_of
from relance_core.intake.reading import Choice, Question
from relance_core.intake.scales import at_exponent, in_units
from relance_core.intake.tax_side import with_tax
from relance_core.intake.wide_instalments import PART_AMOUNT
from relance_core.intake.workbook import Workbook
from relance_core.money import MONEY
from relance_core.vocabulary import Severity

DATE_COLUMNS = DATE_FIELDS
AMOUNT_COLUMNS = (
    "amount",
    "amount_excl_tax",
    "tax",
    "paid_amount",
    "balance",
    "disputed_amount",
    "credited_amount",
    "balance_excl_tax",
    "paid_excl_tax",
)
#: Those that are told without their tax.
UNTAXED_COLUMNS = ("amount_excl_tax", "balance_excl_tax", "paid_excl_tax")
#: Amounts without which a row cannot be believed; the others only lose their own cell.
VITAL_AMOUNTS = frozenset(
    {"amount", "balance", "paid_amount", *MORE_PAID, "credited_amount", PART_AMOUNT}
)
HUGE = 10**10
SPACED = r"\d[ \x{00a0}\x{202f}]\d{3},\d"


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
    dates, more, orders = read_date_columns(
        layout,
        answers,
        issues,
        european=comma or workbook.european,
        spaced=lambda: comma and workbook.european and _has_spaced_thousands(layout),
        epoch_1904=workbook.epoch_1904,
    )
    currency, asked, notes = read_currencies(layout, signs, answers, issues)
    wide, unit, told = in_units(layout, wide, currency, answers)
    amounts = _with_all_payments(_rounded(layout, wide, currency, issues))
    amounts, side, sided = with_tax(layout, amounts, answers)
    return Values(
        dates,
        amounts,
        currency,
        (*questions, *more, *asked, *unit, *side),
        (*notes, *told, *orders, *sided),
    )


def _has_spaced_thousands(layout: Layout) -> bool:
    """Whether an amount is written "1 234,50"."""
    cells = [layout.rows[field] for field in AMOUNT_COLUMNS if layout.has(field)]
    return any(column.str.contains(SPACED).any() for column in cells)


def _with_all_payments(amounts: dict[str, pl.Series]) -> dict[str, pl.Series]:
    """The payments of an invoice added up, where each has its own column."""
    if not any(field in amounts for field in MORE_PAID):
        return amounts
    parts = [field for field in ("paid_amount", *MORE_PAID) if field in amounts]
    total = pl.DataFrame({field: amounts[field] for field in parts}).select(
        pl.when(pl.any_horizontal(pl.all().is_not_null()))
        .then(pl.sum_horizontal(pl.all().fill_null(0)))
        .cast(MONEY)
    )
    return amounts | {"paid_amount": total.to_series()}


# --- amounts -----------------------------------------------------------------------------------


def _amounts(
    workbook: Workbook, layout: Layout, answers: Mapping[str, str], issues: IssueList
) -> tuple[dict[str, pl.Series], list[pl.Series], list[Question], bool]:
    """Amounts at full scale, the currency signs in their cells, and whether commas are decimals."""
    rows = layout.rows
    wanted = (*AMOUNT_COLUMNS, *MORE_PAID, *DEDUCTED, PART_AMOUNT)
    present = [field for field in wanted if layout.has(field)]
    rates = {one for one in DEDUCTED if rate_of(rows[one], layout.heading(one)) is not None}
    present = [one for one in present if one not in rates]
    usual = at_once(lambda field: read_usual(rows[field]), present)

    def proof(field: str) -> set[Decimals]:
        if usual[field] is not None:
            return {Decimals.COMMA}
        return decimal_evidence(rows[field], spreadsheet=workbook.typed)

    evidence = at_once(proof, present)
    proven = set().union(*evidence.values()) if evidence else set()
    answer = answers.get("decimal_sign")
    told = Decimals(answer) if answer in set(Decimals) else None
    amounts: dict[str, pl.Series] = {}
    signs: list[pl.Series] = []
    doubtful: list[str] = []

    def read(field: str) -> AmountColumn:
        if (known := usual[field]) is not None:
            return known
        own = evidence[field] or proven
        decimals = told or (next(iter(own)) if len(own) == 1 else None)
        typed = workbook.typed
        return read_amounts(
            rows[field],
            decimals,
            spreadsheet=typed,
            doubt_thousandths=told is None,
            untaxed=field in UNTAXED_COLUMNS,
        )

    for field, column in at_once(read, present).items():
        amounts[field] = column.values
        if field in ("amount", "balance"):
            signs.append(column.currencies)
        unclear = column.ambiguous
        if unclear.any() and not proven and told is None:
            doubtful += (
                rows[field].filter(unclear).unique(maintain_order=True).head(SAMPLES).to_list()
            )
            unclear = column.unreadable & ~column.ambiguous
        else:
            unclear = column.unreadable
        severity = Severity.LEFT_OUT if field in VITAL_AMOUNTS else Severity.WARNING
        end = "la ligne n'est pas importée." if severity is Severity.LEFT_OUT else "ignoré."
        if unclear.any():
            other = says_other_side(rows[field], untaxed=field in UNTAXED_COLUMNS)
            side = "TTC" if field in UNTAXED_COLUMNS else "hors taxes"
            said = f"est dit {side}, contrairement à sa colonne"
            for mask, words in ((unclear & ~other, "n'est pas un montant lisible"), (other, said)):
                issues.add_each(
                    cells_of(rows, field, mask & unclear),
                    "unreadable_amount",
                    severity,
                    f"« {{value}} » {words} ; {end}",
                    layout.heading(field),
                )
    questions = [_decimal_question(doubtful[:SAMPLES])] if doubtful else []
    return amounts, signs, questions, proven == {Decimals.COMMA} or told is Decimals.COMMA


def _decimal_question(samples: list[str]) -> Question:
    def label(sign: Decimals, words: str) -> str:
        read = read_amounts(pl.Series(samples), sign, spreadsheet=False).values
        shown = [
            f"« {cell} » vaut {number(value)}"
            for cell, value in zip(samples, read, strict=True)
            if value is not None
        ]
        return f"{words} : {', '.join(shown)}"

    return Question(
        "decimal_sign",
        f"Comment lire le montant « {samples[0]} » ? Rien dans le fichier ne le dit.",
        (
            Choice(Decimals.COMMA.value, label(Decimals.COMMA, "La virgule marque les décimales")),
            Choice(Decimals.POINT.value, label(Decimals.POINT, "Le point marque les décimales")),
        ),
    )


def _rounded(
    layout: Layout, wide: Mapping[str, pl.Series], currency: pl.Series, issues: IssueList
) -> dict[str, pl.Series]:
    """Amounts as MONEY, at the exponent of their currency; what is lost by it is told."""
    plausible = {field: _plausible(layout, field, wide[field], issues) for field in wide}
    here = currency.unique().to_list()
    read = at_once(lambda field: at_exponent(plausible[field], currency, here), plausible)
    amounts: dict[str, pl.Series] = {}
    for field, (rounded, changed) in read.items():
        values = plausible[field]
        heading = layout.heading(field)
        issues.add_each(
            cells_of(layout.rows, field, changed),
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
        if field in ("amount", "balance") and _reaches(rounded, HUGE):
            issues.add_each(
                cells_of(layout.rows, field, (rounded.abs() >= HUGE).fill_null(False)),
                "unusual_amount",
                Severity.WARNING,
                "« {value} » est un montant inhabituel ; à vérifier.",
                heading,
            )
        amounts[field] = rounded
    return amounts


def _reaches(values: pl.Series, amount: int) -> bool:
    """Whether an amount of a column is as large as this, whatever its sign."""
    least, most = values.min(), values.max()
    return any(isinstance(one, Decimal) and abs(one) >= amount for one in (least, most))


def _plausible(layout: Layout, field: str, values: pl.Series, issues: IssueList) -> pl.Series:
    """The amounts of a field without those that no invoice can have."""
    if not _reaches(values, MAX_AMOUNT):
        return values
    absurd = (values.abs() > MAX_AMOUNT).fill_null(False)
    if field in VITAL_AMOUNTS:
        issues.add_each(
            cells_of(layout.rows, field, absurd),
            "absurd_amount",
            Severity.LEFT_OUT,
            "« {value} » dépasse tout montant plausible ; la ligne n'est pas importée.",
            layout.heading(field),
        )
    return values.zip_with(~absurd, pl.repeat(None, values.len(), dtype=values.dtype, eager=True))
