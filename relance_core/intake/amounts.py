"""Reads amounts however they are written, exactly, and says what a column leaves open."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from relance_core.intake.amount_words import EITHER_SIDE, without_words

#: Scale at which text becomes a number: beyond any noise, and room for 20 digits before the point.
WIDE = pl.Decimal(38, 18)
#: Type of amounts of which no cell has more than two decimals.
CENTS = pl.Decimal(38, 2)
PLAIN = r"^-?[0-9]{1,18}(\.[0-9]+)?$"
#: The usual French spelling, with any of its spaces: "1 234,56 €".
FRENCH = (
    r"^-?(?:[0-9]{1,15}|[0-9]{1,3}(?:[ \x{00a0}\x{202f}][0-9]{3})+),[0-9]{1,2}"
    r"(?:[ \x{00a0}\x{202f}]?€)?$"
)
#: Of those, what needs no more than a point for its comma.
COMMA_ONLY = r"^-?[0-9]{1,15},[0-9]{1,2}$"
#: What shows that a point is no thousands sign in a column: real numbers, or spaced thousands.
NO_THOUSANDS_POINT = (
    r"^-?[0-9]+\.(?:[0-9]{1,2}|[0-9]{4,})$|^-?[0-9]{1,3}(?:[ \x{00a0}\x{202f}][0-9]{3})+,"
)
SIGNS = {
    "€": "EUR",
    "£": "GBP",
    "$": "$",  # of any country: see dollars
    **dict.fromkeys(("us$", "usd$", "$us", "$usd", "$ us", "$ usd"), "USD"),
    **dict.fromkeys(("c$", "ca$", "can$", "cad$", "$ca", "$can", "$cad"), "CAD"),
    **dict.fromkeys(("$ ca", "$ can", "$ cad"), "CAD"),
    **dict.fromkeys(("a$", "au$", "aud$", "$au", "$aud", "$ au", "$ aud"), "AUD"),
    **{"nz$": "NZD", "hk$": "HKD", "s$": "SGD"},
    "¥": "JPY",
    "euro": "EUR",
    "euros": "EUR",
    "eur": "EUR",
}
#: Dollars that say their country.
_OF_COUNTRY = r"\b(?:usd?|can?|cad|c|aud?|a|nz|hk|s)\$|\$ ?(?:usd?|can?|cad|aud?)\b"
CURRENCY = rf"(?i)({_OF_COUNTRY}|€|\$|£|¥|\b[a-z]{{3}}\b|euros?\b|f\s?cfa\b)"
BETWEEN_DIGITS = r"(?i)\d\s?(?:[€$£¥]|[a-z]{3,5}|f\s?cfa)\s?\d"
UNSURE = f"{BETWEEN_DIGITS}|{EITHER_SIDE}"
MAX_AMOUNT = 10**15


class Decimals(StrEnum):
    """Which sign marks the decimals where a cell alone does not tell."""

    COMMA = "comma"
    POINT = "point"


@dataclass(frozen=True)
class AmountColumn:
    """Amounts of one column, row by row."""

    values: pl.Series  # decimal (WIDE, or CENTS where nothing needs more), signed; null if unread
    currencies: pl.Series  # ISO code or sign found in the cell, upper case; null
    unreadable: pl.Series  # Boolean
    ambiguous: pl.Series  # Boolean: "1.234" or "1,234", nothing tells which


def _canonical(column: pl.Series, *, untaxed: bool | None = None) -> pl.DataFrame:
    """Body, sign and currency of each cell: columns body, negative, currency, bad, blank."""
    text = (
        pl.col("raw")
        .str.normalize("NFKC")
        .str.replace_all(r"[−–—]", "-")
        .str.replace_all(r"[\u200b\u200e\u200f\u202a-\u202e\ufeff]", "")
        .str.replace_all(r"\s+", " ")
        .str.strip_chars(" '")
    )
    frame = pl.DataFrame({"raw": column}).select(without_words(text, untaxed=untaxed).alias("text"))
    # "12€50" is how cheques are written; with anything else between them, digits are not joined.
    cheque = r"^(\D*)(\d+|\d{1,3}(?: \d{3})+) ?€ ?(\d{2})(\D*)$"
    frame = frame.with_columns(pl.col("text").str.replace(cheque, "$1$2,$3€$4"))
    frame = frame.with_columns(pl.col("text").str.contains(UNSURE).alias("cut"))
    frame = frame.with_columns(
        pl.col("text").str.extract_all(r"(?i)\b(?:cr|dr|c|d)\.?$").list.first().alias("side"),
        # "-   €" is how accountants format zero; a lone word is not.
        (pl.col("text").str.replace_all(r"[()+€$£¥ -]", "") == "").fill_null(True).alias("blank"),
    )
    frame = frame.with_columns(pl.col("text").str.replace(r"(?i) ?\b(?:cr|dr|c|d)\.?$", ""))
    frame = frame.with_columns(pl.col("text").str.extract(CURRENCY, 1).alias("currency"))
    frame = frame.with_columns(
        pl.col("text").str.replace(CURRENCY, "").str.replace_all(r"\s+", " ").str.strip_chars()
    )
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
        (minus == 1).fill_null(False).alias("negative"),
        ((minus > 1) | pl.col("cut")).fill_null(False).alias("bad"),
        pl.col("currency").str.to_lowercase(),
        "blank",
    )


def decimal_evidence(column: pl.Series, *, spreadsheet: bool = True) -> set[Decimals]:
    """The decimal signs that the cells of a column prove.

    The numbers of a ``spreadsheet`` prove nothing of how its text is written; "12.50" is no number
    there, but text that looks like one.
    """
    filled = column.drop_nulls()
    numbers = filled.str.contains(PLAIN)
    text = filled.filter(~numbers)
    others = text.filter(~text.str.contains(FRENCH))
    evidence = {Decimals.COMMA} if others.len() < text.len() else set()
    if text.len() or not spreadsheet:
        pointed = r"\.[0-9]0$" if spreadsheet else r"\.(?:[0-9]{1,2}|[0-9]{4,})$"
        if filled.filter(numbers).str.contains(pointed).any():
            evidence.add(Decimals.POINT)
    if not others.len():
        return evidence
    body = _canonical(others)["body"].drop_nulls()
    comma = body.str.contains(r"\d,(\d{1,2}|\d{4,})$|[. ]\d{3},\d+$|(\.\d{3}){2,}$")
    point = body.str.contains(r",\d{3}\.\d+$|(,\d{3}){2,}$| \d{3}\.\d+$")
    if comma.any():
        evidence.add(Decimals.COMMA)
    if point.any():
        evidence.add(Decimals.POINT)
    return evidence


def read_usual(column: pl.Series) -> AmountColumn | None:
    """The amounts of a column that French programs write, "-1234,56" and no more; None of others.

    Its decimal sign needs no proof, and its two decimals no room beyond ``CENTS``.
    """
    if column.null_count() == column.len() or not column.str.contains(COMMA_ONLY).all():
        return None
    return _all_read(column.str.replace(",", ".", literal=True).cast(CENTS, strict=False))


def _all_read(values: pl.Series, currencies: pl.Series | None = None) -> AmountColumn:
    never = pl.repeat(False, values.len(), dtype=pl.Boolean, eager=True)
    nothing = pl.repeat(None, values.len(), dtype=pl.String, eager=True)
    return AmountColumn(values, nothing if currencies is None else currencies, never, never)


def read_amounts(
    column: pl.Series,
    decimals: Decimals | None,
    *,
    spreadsheet: bool,
    doubt_thousandths: bool = False,
    untaxed: bool = False,
) -> AmountColumn:
    """Amounts of a text column.

    ``decimals`` settles "1,234" and "1.234" where the cell does not. In a ``spreadsheet`` a
    number with a point and nothing else is a number of Excel, and is never in doubt; beside text
    amounts with a comma, "12.345" may be either, and is left unread when other cells show that
    the point of this column is no thousands sign. With ``doubt_thousandths``, "1,234" beside
    "12,50" is left unread, unless another cell has three decimals for sure. ``untaxed``: "HT" says
    there no more than the column does.
    """
    plain_is_sure = spreadsheet and decimals is not Decimals.COMMA
    if plain_is_sure and column.str.contains(PLAIN).all():  # numbers of a spreadsheet, no more
        return _all_read(column.cast(WIDE, strict=False))
    cell = pl.col("cell")
    frame = (
        pl.DataFrame({"cell": column})
        .with_row_index("at")
        .with_columns(
            cell.str.contains(PLAIN).alias("plain"), cell.str.contains(FRENCH).alias("french")
        )
    )
    sure_plain = pl.col("plain") & (pl.lit(plain_is_sure) | ~cell.str.contains(r"\.[0-9]{3}$"))
    unfrenched = cell.str.replace_many([" ", "\u00a0", "\u202f", "€", ","], ["", "", "", "", "."])
    frame = frame.with_columns(
        _to_decimal(pl.when(sure_plain).then(cell).when("french").then(unfrenched)).alias("value"),
        pl.when(pl.col("french") & cell.str.ends_with("€")).then(pl.lit("EUR")).alias("currency"),
    )
    rest = frame.filter(pl.col("value").is_null() & cell.is_not_null())
    if not rest.height:
        return _all_read(frame["value"], frame["currency"])
    either = spreadsheet and bool(column.str.contains(NO_THOUSANDS_POINT).any())
    exact = not doubt_thousandths or _has_thousandths(column, decimals)
    slow = _read_slowly(
        rest["cell"],
        decimals,
        spreadsheet=spreadsheet,
        point_doubted=either,
        thousandths=exact,
        untaxed=untaxed,
    )
    slow = slow.with_columns(rest["at"])
    read = frame.join(slow, on="at", how="left", maintain_order="left", suffix="_slow").select(
        pl.coalesce("value", "value_slow").alias("value"),
        pl.coalesce("currency", "currency_slow").alias("currency"),
        pl.col("unreadable").fill_null(False),
        pl.col("ambiguous").fill_null(False),
    )
    return AmountColumn(read["value"], read["currency"], read["unreadable"], read["ambiguous"])


def _has_thousandths(column: pl.Series, decimals: Decimals | None) -> bool:
    """Whether a cell has three decimals, whatever the sign of its thousands."""
    sign = "," if decimals is Decimals.COMMA else r"\."
    pattern = (
        rf"^\D*(?:0|\d{{4,}}|\d{{1,3}}(?:[ .,'\x{{00a0}}\x{{202f}}]\d{{3}})+){sign}\d{{3}}(?:\D|$)"
    )
    return bool(column.str.contains(pattern).any())


def _read_slowly(
    column: pl.Series,
    decimals: Decimals | None,
    *,
    spreadsheet: bool,
    point_doubted: bool,
    thousandths: bool,
    untaxed: bool,
) -> pl.DataFrame:
    """Every other spelling: columns value, currency, unreadable, ambiguous.

    With ``point_doubted``, a comma that marks decimals does not make "12.345" a thousand; without
    ``thousandths``, no cell has three decimals by itself.
    """
    body = pl.col("body")
    thousand_point = body.str.contains(r"^[1-9]\d{0,2}\.\d{3}$")
    if spreadsheet and decimals is not Decimals.COMMA:
        thousand_point = pl.lit(False)
    open_question = thousand_point | body.str.contains(r"^[1-9]\d{0,2},\d{3}$")
    european = body.str.replace_all(r"[. ]", "").str.replace(",", ".")
    english = body.str.replace_all(r"[, ]", "")
    three = body.str.contains(r"^\d+,\d{3}$")
    doubted = (thousand_point & pl.lit(point_doubted)) | (three & pl.lit(not thousandths))
    settled = {
        Decimals.COMMA: pl.when(~doubted).then(european),
        Decimals.POINT: pl.when(three | pl.lit(thousandths)).then(english),
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
    read = _canonical(column, untaxed=untaxed).with_columns(
        _to_decimal(number).alias("value"), open_question.fill_null(False).alias("open")
    )
    value = pl.when("negative").then(-pl.col("value")).otherwise(pl.col("value"))
    usable = ~(pl.col("blank") | pl.col("bad"))
    read = read.with_columns(pl.when(usable).then(value).alias("value"))
    missed = pl.col("value").is_null() & ~pl.col("blank")
    return read.select(
        "value",
        pl.when(~missed).then(pl.col("currency").replace(SIGNS).str.to_uppercase()),
        missed.alias("unreadable"),
        (missed & pl.col("open")).alias("ambiguous"),
    )


def _to_decimal(text: pl.Expr) -> pl.Expr:
    # Digits past the 18th decimal are noise of a float; the cast would refuse them.
    return text.str.replace(r"(\.[0-9]{18})[0-9]+$", "$1").cast(WIDE, strict=False)
