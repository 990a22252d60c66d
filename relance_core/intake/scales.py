"""The unit of amounts: thousands of euros, cents of a program, and the decimals of a currency."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

import polars as pl

from relance_core.french import amount as shown_amount
from relance_core.intake.amounts import WIDE
from relance_core.intake.layout import Layout
from relance_core.intake.parties import different
from relance_core.intake.reading import Choice, Question
from relance_core.money import MONEY, NOISE, exponent

THOUSANDS = re.compile(
    r"(?<!\w)k\s?(?:[€$£]|EUR|euros?\b)|\bmilliers\b|\bin thousand\b|\bthousands\b|"
    r"\(\s*(?:000s?|k)\s*(?:€|EUR)?\s*\)|\bx\s?1[\s.,]?000\b",
    re.IGNORECASE,
)
#: How a title says the unit of all the amounts below it: "(en k€)", "montants en milliers d'euros".
TITLE_UNIT = re.compile(
    r"(?:\ben\s+|\bin\s+|[(\[]\s*)(?:k\s?(?:[€$£]|EUR|euros?\b)|milliers\b|thousands?\b)",
    re.IGNORECASE,
)
MILLIONS = re.compile(r"(?<!\w)M\s?(?:€|EUR\b)|\bmillions?\b")
CENTS = re.compile(r"\b(?:centimes|cents)\b", re.IGNORECASE)
#: Programs write currencies in small letters beside amounts in cents (Stripe, GoCardless).
API_CURRENCY = r"^[a-z]{3}$"
FLOAT_STEP = 2.0**-52  # between a number of a spreadsheet and the next one, as a share of it
#: Beyond this, an amount is told as absurd, in any unit.
LARGEST = 10**13
THOUSANDS_ANSWERS = ("thousands", "units")
CENTS_ANSWERS = ("cents", "units")


def factor_of_heading(heading: str) -> int:
    """How many units one unit of a column stands for: 1,000 under "Montant TTC (k€)"."""
    if THOUSANDS.search(heading):
        return 1_000
    return 1_000_000 if MILLIONS.search(heading) else 1


def in_units(
    layout: Layout,
    amounts: Mapping[str, pl.Series],
    currency: pl.Series,
    answers: Mapping[str, str],
) -> tuple[dict[str, pl.Series], list[Question], list[str]]:
    """Amounts in units of their currency, and the questions and notes about their unit."""
    found, questions, notes = _of_thousands(layout, amounts, answers)
    told = [field for field in amounts if CENTS.search(_words(layout, field))]
    if told:
        names = ", ".join(f"« {layout.heading(field)} »" for field in told)
        notes.append(f"{names} : montants en centimes, convertis.")
        return _from_cents(found, told, currency), questions, notes
    if questions or not _look_like_cents(layout, amounts):
        return found, questions, notes
    answer = answers.get("cents")
    if answer == "cents":
        found = _from_cents(found, list(amounts), currency)
    elif answer is None:
        questions.append(_cents_question(layout, amounts, currency))
    return found, questions, notes


def _words(layout: Layout, field: str) -> str:
    return (layout.heading(field) or "").replace("_", " ")


def _of_thousands(
    layout: Layout, amounts: Mapping[str, pl.Series], answers: Mapping[str, str]
) -> tuple[dict[str, pl.Series], list[Question], list[str]]:
    factors = {field: factor_of_heading(layout.heading(field) or "") for field in amounts}
    scaled = [field for field in amounts if factors[field] > 1]
    title = None
    if not scaled:
        title = next((line for line in layout.table.above if TITLE_UNIT.search(line)), None)
        factors = dict.fromkeys(amounts, 1 if title is None else 1_000)
        scaled = [field for field in amounts if title is not None and amounts[field].count()]
    answer = answers.get("thousands")
    if not scaled or answer == "units":
        return dict(amounts), [], []
    heading = layout.heading(scaled[0]) if title is None else title.strip()[:80]
    if answer is None:
        sample = _sample(amounts[scaled[0]])
        times = sample * factors[scaled[0]]
        where = f"La colonne « {heading} » semble"
        if title is not None:
            where = f"Au-dessus du tableau, « {heading} » dit des montants"
        question = Question(
            "thousands",
            f"{where} en milliers. Une relance doit citer le montant "
            "exact de chaque facture. Que faire ?",
            (
                Choice("thousands", f"Convertir, arrondis compris : {shown_amount(times)}"),
                Choice("units", f"Garder tel quel : {shown_amount(sample)}"),
            ),
        )
        return dict(amounts), [question], []
    found = {
        field: _times(values, factors[field]) if field in scaled else values
        for field, values in amounts.items()
    }
    told = f"« {heading} » est en milliers" if title is None else f"« {heading} »"
    return found, [], [f"{told} : les montants convertis sont arrondis."]


def _times(values: pl.Series, factor: int) -> pl.Series:
    """The product; what is absurd already stays as it is, and would not fit."""
    values = values.cast(WIDE)
    fits = (values.abs() < LARGEST).fill_null(False)
    nothing = pl.repeat(None, values.len(), dtype=WIDE, eager=True)
    return (values.zip_with(fits, nothing) * factor).cast(WIDE).zip_with(fits, values)


def _sample(values: pl.Series) -> Decimal:
    filled = values.drop_nulls()
    telling = filled.filter(filled != 0)
    return Decimal(telling[0]).normalize() if telling.len() else Decimal(0)


def _look_like_cents(layout: Layout, amounts: Mapping[str, pl.Series]) -> bool:
    """Whether a program wrote these: whole numbers only, beside a currency in small letters."""
    cells = different(layout.rows["currency"]).str.strip_chars()
    if not cells.len() or not cells.str.contains(API_CURRENCY).all():
        return False
    whole = [
        not column.str.contains(r"[^0-9\-]").any()
        for field in amounts
        if (column := layout.rows[field].drop_nulls().str.replace(r"\.0$", "")).len()
    ]
    return bool(whole) and all(whole)


def _from_cents(
    amounts: Mapping[str, pl.Series], fields: list[str], currency: pl.Series
) -> dict[str, pl.Series]:
    """Amounts divided by what a unit of their currency holds: 100 cents, but a single yen."""
    digits = {code: exponent(code) for code in currency.drop_nulls().unique()}
    frame = pl.DataFrame({**amounts, "currency": currency})
    scale = pl.col("currency").replace_strict(digits, default=2, return_dtype=pl.Int64)
    for field in fields:
        column = pl.col(field)
        exact = column
        for count in sorted(set(digits.values()) | {2}):
            # A product keeps every digit, where a division of decimals would round.
            unit = pl.lit(str(Decimal(1).scaleb(-count))).cast(pl.Decimal(38, 4))
            exact = pl.when(scale == count).then((column * unit).cast(WIDE)).otherwise(exact)
        frame = frame.with_columns(exact.alias(field))
    return {field: frame[field] for field in amounts}


def _cents_question(
    layout: Layout, amounts: Mapping[str, pl.Series], currency: pl.Series
) -> Question:
    shown = [field for field in ("amount", "balance", *amounts) if field in amounts]
    field = next((field for field in shown if amounts[field].drop_nulls().len()), shown[0])
    sample = _sample(amounts[field])
    code = next(iter(currency.drop_nulls()), "EUR")
    cents = sample.scaleb(-exponent(code))
    return Question(
        "cents",
        f"La colonne « {layout.heading(field)} » n'a que des nombres entiers, comme les exports "
        "de programmes qui comptent en centimes. Comment les lire ?",
        (
            Choice("cents", f"En centimes : « {sample:f} » vaut {shown_amount(cents, code)}"),
            Choice("units", f"En unités : « {sample:f} » vaut {shown_amount(sample, code)}"),
        ),
    )


def decimals_of(values: pl.Series) -> int:
    """How many decimals the type of a column has room for."""
    return values.dtype.scale if isinstance(values.dtype, pl.Decimal) else WIDE.scale


def at_exponent(
    values: pl.Series, currencies: pl.Series, here: list[str | None]
) -> tuple[pl.Series, pl.Series]:
    """Amounts as ``MONEY`` at their currency's exponent, half-up, and which of them really changed.

    ``here``: the different ones of ``currencies``. Binary noise is snapped without being told:
    below ``money.NOISE``, or what a number of that size cannot tell from its neighbour.
    """
    known = [code for code in here if code is not None]
    steps = {code: min(exponent(code), 3) for code in known}
    if known == here and decimals_of(values) <= min(steps.values(), default=0):
        return values.cast(MONEY), pl.repeat(False, values.len(), dtype=pl.Boolean, eager=True)
    frame = pl.DataFrame({"value": values, "currency": currencies})
    rounded = pl.lit(None, dtype=values.dtype)
    for digits in sorted(set(steps.values())):
        codes = [code for code in known if steps[code] == digits]
        exact = pl.col("value").round(digits, mode="half_away_from_zero")
        if codes == here:
            rounded = exact  # one rule for all rows
        else:
            rounded = pl.when(pl.col("currency").is_in(codes)).then(exact).otherwise(rounded)
    frame = frame.with_columns(rounded.alias("rounded"))
    changed = (frame["rounded"] != frame["value"]).fill_null(False)
    if changed.any():
        difference = (pl.col("value") - pl.col("rounded")).abs()
        # The noise of a float is measured in floats: 99999999999.99 is 0.000005 off by itself.
        step = pl.col("value").abs().cast(pl.Float64) * FLOAT_STEP
        slight = difference <= pl.lit(str(NOISE)).cast(WIDE)
        noise = slight | (difference.cast(pl.Float64) <= step)
        changed = changed & ~frame.select(noise.fill_null(False)).to_series()
    return frame["rounded"].cast(MONEY), changed
