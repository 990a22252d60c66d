"""The amount with tax where only the one without is given: reckoned to the cent, once agreed."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import polars as pl

from relance_core.french import amount as shown_amount
from relance_core.french import plural
from relance_core.intake.content import RATE, RATES
from relance_core.intake.issues import IssueList, tell
from relance_core.intake.layout import Layout
from relance_core.intake.reading import Choice, Question
from relance_core.money import MONEY
from relance_core.vocabulary import Severity

QUESTION = "reckoned_tax"
RECKON, LEAVE_OUT = ANSWERS = ("reckon", "leave_out")
WIDE = pl.Decimal(38, 10)


def with_reckoned_tax(
    frame: pl.DataFrame, layout: Layout, answers: Mapping[str, str], issues: IssueList
) -> tuple[pl.DataFrame, list[Question], list[str]]:
    """``v_amount`` where neither it nor a balance is written, from the amount without tax."""
    if not layout.has("amount_excl_tax"):
        return frame, [], []
    bare = pl.col("v_amount_excl_tax").is_not_null() & pl.all_horizontal(
        pl.col("v_amount", "v_balance", "amount", "balance").is_null()
    )
    whole = _whole(frame, layout)
    frame = frame.with_columns(bare.alias("bare"), whole.alias("reckoned"))
    known = frame.filter(pl.col("bare") & pl.col("reckoned").is_not_null())
    questions, notes, said = _settled(known, layout, answers)
    if said:
        made = pl.when("bare").then(pl.coalesce("v_amount", "reckoned")).otherwise("v_amount")
        frame = frame.with_columns(made.cast(MONEY).alias("v_amount"))
    lost = pl.col("bare") & (pl.col("reckoned").is_null() | pl.lit(not said and not questions))
    tell(
        frame,
        lost,
        "missing_amount",
        Severity.LEFT_OUT,
        "Le montant TTC manque, seul le montant hors taxes est donné (« {value} ») ; la ligne "
        "n'est pas importée.",
        issues,
        layout.heading("amount") or layout.heading("amount_excl_tax"),
        "amount_excl_tax",
    )
    return frame.drop("bare", "reckoned"), questions, notes


def _settled(
    known: pl.DataFrame, layout: Layout, answers: Mapping[str, str]
) -> tuple[list[Question], list[str], bool]:
    """The question, the note, and whether the amounts are to be reckoned."""
    if known.is_empty():
        return [], [], False
    base, tax = layout.heading("amount_excl_tax"), layout.heading(_tax_field(layout) or "")
    # Where the file has its tax and no other amount, the sum is what it means.
    meant = not (layout.has("amount") or layout.has("balance")) and layout.has("tax")
    if meant or answers.get(QUESTION) == RECKON:
        rows = plural(known.height, "ligne")
        return [], [f"Montant TTC calculé sur {rows} : « {base} » et « {tax} »."], True
    if answers.get(QUESTION) == LEAVE_OUT:
        return [], [], False
    row = known.row(0, named=True)
    currency = row["currency"] or "EUR"
    without = shown_amount(row["v_amount_excl_tax"], currency)
    where = "Ce fichier ne donne pas"
    if heading := layout.heading("amount"):
        where = f"La colonne « {heading} » est vide sur {plural(known.height, 'ligne')} qui donnent"
    end = "de montant TTC" if heading is None else "le montant hors taxes"
    question = Question(
        QUESTION,
        f"{where} {end}. Faut-il le calculer avec « {base} » et « {tax} » ?",
        (
            Choice(
                RECKON,
                f"Oui : {without} hors taxes font {shown_amount(row['reckoned'], currency)} TTC",
            ),
            Choice(LEAVE_OUT, "Non : laisser ces lignes de côté"),
        ),
    )
    return [question], [], False


def _tax_field(layout: Layout) -> str | None:
    return next((field for field in ("tax", "tax_rate") if layout.has(field)), None)


def _whole(frame: pl.DataFrame, layout: Layout) -> pl.Series:
    """What the amount without tax makes with it, rounded half-up to the cent."""
    base = pl.col("v_amount_excl_tax")
    whole = (base + pl.col("v_tax")).cast(MONEY)
    if layout.has("tax_rate"):
        cells = frame["tax_rate"].drop_nulls().unique().to_list()
        rates = {cell: str(rate) for cell in cells if (rate := tax_rate(cell)) is not None}
        factor = pl.col("tax_rate").replace_strict(rates, default=None, return_dtype=pl.String)
        exact = base.cast(WIDE) * (factor.cast(pl.Decimal(38, 6)) + 1)
        rounded = exact.cast(WIDE).round(2, mode="half_away_from_zero").cast(MONEY)
        whole = pl.coalesce(whole, rounded)
    return frame.select(whole.alias("whole"))["whole"]


def tax_rate(cell: str) -> Decimal | None:
    """0.2 for "20 %", "20,00", "0.2"; None for what is no rate of VAT."""
    found = RATE.match(cell.strip())
    value = Decimal(found.group(1).replace(",", ".")) if found else None
    if value is None or value not in RATES:
        return None
    return value if value < 1 and "%" not in cell else value / 100
