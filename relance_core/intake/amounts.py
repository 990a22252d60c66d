"""Reads amounts however they are written, exactly, and says which spellings a column leaves open."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from relance_core.money import MONEY, NOISE, exponent

#: Scale at which text becomes a number: beyond any noise, and room for 20 digits before the point.
WIDE = pl.Decimal(38, 18)
PLAIN = r"^-?\d{1,18}(\.\d+)?$"
SIGNS = {"€": "EUR", "£": "GBP", "$": "USD", "¥": "JPY", "euro": "EUR", "euros": "EUR", "eur": "EUR"}
CURRENCY = r"(?i)(€|\$|£|¥|\b[a-z]{3}\b|euros?\b|f\s?cfa\b)"
MAX_AMOUNT = 10**15


class Decimals(StrEnum):
    """Which sign marks the decimals where a cell alone does not tell."""

    COMMA = "comma"
    POINT = "point"


@dataclass(frozen=True)
class AmountColumn:
    """Amounts of one column, row by row."""

    values: pl.Series  # WIDE decimal, signed; null where blank or unreadable
    currencies: pl.Series  # ISO code or sign found in the cell, upper case; null
    unreadable: pl.Series  # Boolean
    ambiguous: pl.Series  # Boolean: "1.234" or "1,234", nothing tells which


def _canonical(column: pl.Series) -> pl.DataFrame:
    """Body, sign and currency of each cell: columns body, negative, currency, bad, blank."""
    text = (
        pl.col("raw")
        .str.normalize("NFKC")
        .str.replace_all(r"[−–—]", "-")
        .str.replace_all(r"[\u200b\u200e\u200f\u202a-\u202e\ufeff]", "")
        .str.replace_all(r"\s+", " ")
        .str.strip_chars(" '")
    )
    frame = pl.DataFrame({"raw": column}).select(text.alias("text"))
    # "12€50" is how cheques are written.
    frame = frame.with_columns(pl.col("text").str.replace(r"^(-?\d+) ?€ ?(\d{2})$", "$1,$2 €"))
    frame = frame.with_columns(
        pl.col("text").str.extract_all(r"(?i)\b(?:cr|dr|c|d)\.?$").list.first().alias("side"),
        pl.col("text").is_null().or_(pl.col("text").is_in(["", "-"])).alias("blank"),
    )
    frame = frame.with_columns(pl.col("text").str.replace(r"(?i) ?\b(?:cr|dr|c|d)\.?$", ""))
    frame = frame.with_columns(pl.col("text").str.extract(CURRENCY, 1).alias("currency"))
    frame = frame.with_columns(
        pl.col("text").str.replace(CURRENCY, "").str.replace_all(r"\s+", " ").str.strip_chars()
    )
    bare = pl.col("text").str.replace_all(r"[()+ -]", "")
    minus = (
        pl.col("text").str.starts_with("-").cast(pl.Int8)
        + pl.col("text").str.ends_with("-").cast(pl.Int8)
        + (pl.col("text").str.starts_with("(") & pl.col("text").str.ends_with(")")).cast(pl.Int8)
        + pl.col("side").str.to_lowercase().str.starts_with("c").fill_null(False).cast(pl.Int8)
    )
    inner = (
        pl.col("text")
        .str.replace(r"^\((.*)\)$", "$1")
        .str.replace(r"^[-+] ?", "")
        .str.replace(r" ?-$", "")
        .str.strip_chars()
        .str.replace_all(r"(\d)['’](\d{3})", "$1 $2")
    )
    return frame.select(
        inner.alias("body"),
        (minus == 1).alias("negative"),
        (minus > 1).alias("bad"),
        pl.col("currency").str.to_lowercase(),
        pl.col("blank") | (bare == ""),
    )


def decimal_evidence(column: pl.Series) -> set[Decimals]:
    """The decimal signs that the cells of a column prove, spreadsheet numbers left aside."""
    filled = column.drop_nulls()
    text = filled.filter(~filled.str.contains(PLAIN))
    if not text.len():
        return set()
    body = _canonical(text)["body"].drop_nulls()
    evidence = set()
    comma = body.str.contains(r"\d,(\d{1,2}|\d{4,})$") | body.str.contains(r"[. ]\d{3},\d+$")
    point = body.str.contains(r",\d{3}\.\d+$") | body.str.contains(r"(,\d{3}){2,}$")
    if (comma | body.str.contains(r"(\.\d{3}){2,}$")).any():
        evidence.add(Decimals.COMMA)
    if (point | body.str.contains(r" \d{3}\.\d+$")).any():
        evidence.add(Decimals.POINT)
    return evidence


def read_amounts(
    column: pl.Series, decimals: Decimals | None, *, spreadsheet: bool
) -> AmountColumn:
    """Amounts of a text column.

    ``decimals`` settles "1,234" and "1.234" where the cell does not. In a ``spreadsheet`` a
    number with a point and nothing else is a number of Excel, and is never in doubt.
    """
    plain = column.str.contains(PLAIN).fill_null(False)
    if spreadsheet and (plain | column.is_null()).all():
        nothing = pl.repeat(False, column.len(), dtype=pl.Boolean, eager=True)
        values = _to_decimal(column)
        return AmountColumn(
            values,
            pl.repeat(None, column.len(), dtype=pl.String, eager=True),
            values.is_null() & column.is_not_null(),
            nothing,
        )
    cells = _canonical(column)
    body = pl.col("body")
    thousand_point = body.str.contains(r"^[1-9]\d{0,2}\.\d{3}$")
    if spreadsheet and decimals is not Decimals.COMMA:
        thousand_point = pl.lit(False)
    thousand_comma = body.str.contains(r"^[1-9]\d{0,2},\d{3}$")
    open_question = thousand_point | thousand_comma
    european = body.str.replace_all(r"[. ]", "").str.replace(",", ".")
    english = body.str.replace_all(r"[, ]", "")
    settled = {
        Decimals.COMMA: european,
        Decimals.POINT: english,
        None: pl.lit(None, dtype=pl.String),
    }[decimals]
    number = (
        pl.when(open_question)
        .then(settled)
        # 1234,5 · 1 234,56 · 1.234,56
        .when(body.str.contains(r"^(\d+|\d{1,3}( \d{3})+|\d{1,3}(\.\d{3})+),\d+$"))
        .then(european)
        # 1234 · 1234.5 · 1 234.56 · 1,234.56
        .when(body.str.contains(r"^(\d+|\d{1,3}( \d{3})+|\d{1,3}(,\d{3})+)(\.\d+)?$"))
        .then(english)
        # 1.234.567
        .when(body.str.contains(r"^\d{1,3}(\.\d{3}){2,}$"))
        .then(european)
        # 2.8421709430404007e-14: what programs write for nothing
        .when(body.str.contains(r"(?i)^\d(\.\d+)?e-(0?[6-9]|[1-9]\d)$"))
        .then(pl.lit("0"))
    )
    read = cells.with_columns(number.alias("number"), open_question.alias("open"))
    values = _to_decimal(read["number"])
    signed = read.select(
        pl.when(read["negative"]).then(-values).otherwise(values).alias("value")
    )["value"]
    blank = read["blank"].fill_null(True)
    signed = signed.zip_with(~(blank | read["bad"].fill_null(False)), _nulls(column.len()))
    ambiguous = (read["open"].fill_null(False) & signed.is_null()) & ~blank
    codes = read["currency"].replace(SIGNS).str.to_uppercase()
    return AmountColumn(signed, codes, signed.is_null() & ~blank, ambiguous)


def _nulls(length: int) -> pl.Series:
    return pl.repeat(None, length, dtype=WIDE, eager=True)


def _to_decimal(text: pl.Series) -> pl.Series:
    # Digits past the 18th decimal are noise of a float; the cast would refuse them.
    return text.str.replace(r"(\.\d{18})\d+$", "$1").cast(WIDE, strict=False)


def at_exponent(values: pl.Series, currencies: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Amounts as ``MONEY`` at their currency's exponent, half-up, and which of them really changed.

    Binary noise below ``money.NOISE`` is snapped without being told.
    """
    frame = pl.DataFrame({"value": values, "currency": currencies})
    known = [code for code in currencies.unique().to_list() if code is not None]
    rounded = pl.lit(None, dtype=WIDE)
    for digits in sorted({min(exponent(code), 3) for code in known}):
        codes = [code for code in known if min(exponent(code), 3) == digits]
        rounded = (
            pl.when(pl.col("currency").is_in(codes))
            .then(pl.col("value").round(digits, mode="half_away_from_zero"))
            .otherwise(rounded)
        )
    frame = frame.with_columns(rounded.alias("rounded"))
    changed = frame.select(
        ((pl.col("value") - pl.col("rounded")).abs() > pl.lit(NOISE, dtype=WIDE)).fill_null(False)
    ).to_series()
    return frame["rounded"].cast(MONEY), changed
