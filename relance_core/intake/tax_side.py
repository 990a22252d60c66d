"""Whether a lone "Montant" holds its tax, where a column of tax stands beside it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import polars as pl

from relance_core.french import amount as shown_amount
from relance_core.intake.content import RATES
from relance_core.intake.layout import Layout
from relance_core.intake.reading import Choice, Question
from relance_core.money import MONEY

TAX_ANSWERS = ("with_tax", "without_tax")
#: A heading that names no side of the tax is understood with less confidence than this.
GENERIC_BELOW = 0.7
SAMPLE = 200
#: What the rounding of a tax may hide.
ROUNDING = Decimal("0.02")
SHARES = tuple(rate for rate in sorted(RATES) if 0 < rate < 1)


def with_tax(
    layout: Layout, amounts: dict[str, pl.Series], answers: Mapping[str, str]
) -> tuple[dict[str, pl.Series], list[Question], list[str]]:
    """Amounts with their tax: as the rates prove on every row, else as the answer says."""
    if not _is_open(layout, amounts):
        return amounts, [], []
    pairs = _pairs(amounts)
    heading, tax = layout.heading("amount"), layout.heading("tax")
    without = bool(pairs) and all(_at_a_rate(paid, base) for base, paid in pairs)
    included = bool(pairs) and all(_at_a_rate(paid, base - paid) for base, paid in pairs)
    if layout.has("balance") and (included or not without):
        return amounts, [], []  # what is still due is told apart by its own column
    answer = answers.get("amount_tax")
    if not pairs or answer == "with_tax" or (included and not without):
        return amounts, [], [f"« {heading} » est compris comme le montant TTC."]
    if answer == "without_tax" or (without and not included):
        whole = (amounts["amount"] + amounts["tax"].fill_null(0)).cast(MONEY)
        note = f"« {heading} » est compris hors taxes : « {tax} » y est ajoutée."
        return {**amounts, "amount": whole}, [], [note]
    base, paid = pairs[0]
    question = Question(
        "amount_tax",
        f"La colonne « {heading} » est-elle hors taxes ou TTC ? Elle voisine avec « {tax} », et "
        "rien ne dit laquelle des deux.",
        (
            Choice("with_tax", f"TTC : le client doit {shown_amount(base)}"),
            Choice(
                "without_tax",
                f"Hors taxes : le client doit {shown_amount(base)} et {shown_amount(paid)} de "
                f"TVA, soit {shown_amount(base + paid)}",
            ),
        ),
    )
    return amounts, [question], []


def _is_open(layout: Layout, amounts: Mapping[str, pl.Series]) -> bool:
    """Whether the headings leave it open."""
    if "amount" not in amounts or "tax" not in amounts:
        return False
    if layout.has("amount_excl_tax"):
        return False
    if any(question.code == "choose_amount" for question in layout.questions):
        return False
    return any(
        column.field == "amount" and column.confidence < GENERIC_BELOW for column in layout.columns
    )


def _pairs(amounts: Mapping[str, pl.Series]) -> list[tuple[Decimal, Decimal]]:
    frame = pl.DataFrame({"base": amounts["amount"].abs(), "tax": amounts["tax"].abs()})
    rows = (
        frame.drop_nulls()
        .filter((pl.col("base") != 0) & (pl.col("tax") != 0))
        .unique(maintain_order=True)
    )
    return rows.head(SAMPLE).rows()


def _at_a_rate(tax: Decimal, base: Decimal) -> bool:
    return any(abs(base * share - tax) <= ROUNDING for share in SHARES)
