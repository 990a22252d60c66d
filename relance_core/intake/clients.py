"""Who owes: names fit to be written to, codes kept as text, and what they tell of the debtor."""

from __future__ import annotations

import re

import polars as pl

from relance_core.french import plain_key
from relance_core.intake.issues import IssueList
from relance_core.vocabulary import DebtorType, Severity

MAX_NAME = 200
MAX_CODE = 120
PLACEHOLDERS = frozenset(
    "none nan null na n/a #n/a nil undefined inconnu xxx true false vrai faux sans".split()
)
CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\x{2028}\x{2029}\x{fffe}\x{ffff}]"
INVISIBLE = r"[\x{00ad}\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}-\x{2069}\x{feff}]"
#: As INVISIBLE, but for the joiner that holds composed emoji together.
ODD = r"[\x{00ad}\x{200b}\x{200c}\x{200e}\x{200f}\x{202a}-\x{202e}\x{2060}-\x{2069}\x{feff}]"

LEGAL_FORM = re.compile(
    r"\b(SARL|SASU?|S\.?A\.?R\.?L\b|S\.?A\.?S\b|S\.A\b|SA|EURL|SELARL|SCI|SNC|SCOP|SCP|SCA|GIE|EARL|"
    r"GAEC|GmbH|Ltd|LLC|Inc|PLC|BV|SpA|Srl)\b\.?"
)
#: Bodies whose SIREN or legal form does not make them a business: asked, never guessed.
NOT_BUSINESS = re.compile(
    r"\b(mairie|commune|ville de|departement|region|prefecture|ministere|chu|chr|hopital|"
    r"centre hospitalier|universite|lycee|college|ecole|communaute|metropole|ccas|sdis|syndicat|"
    r"copropriete|sdc|association|asso|fondation|tresor public|office public|etablissement public)\b"
)


def clean_text(column: pl.Series, limit: int) -> pl.Series:
    """Free text on one line, composed (NFC), at most ``limit`` characters; null when blank."""
    return (
        column.str.normalize("NFC")
        .str.replace_all(CONTROL, "")
        .str.replace_all(r"\s+", " ")
        .str.strip_chars()
        .str.slice(0, limit)
        .replace("", None)
    )


def clean_code(column: pl.Series) -> pl.Series:
    """Identifiers as text: "00123" stays, "123.0" of a program is "123"; placeholders are null."""
    text = clean_text(column, 10_000).str.replace(r"^(\d+)\.0+$", "$1")
    return _without_placeholders(text)


def _without_placeholders(text: pl.Series) -> pl.Series:
    bare = text.str.to_lowercase().is_in(list(PLACEHOLDERS))
    empty = ~text.str.contains(r"[\pL\pN\p{So}\p{Sm}]")
    return text.zip_with(~(bare | empty).fill_null(False), _null_text(text.len()))


def _null_text(length: int) -> pl.Series:
    return pl.repeat(None, length, dtype=pl.String, eager=True)


def read_names(
    rows: pl.Series, raw: pl.Series, codes: pl.Series, heading: str | None, issues: IssueList
) -> pl.Series:
    """Client names, row by row; a row that names nobody is left out, with its issue.

    A client known by its code alone is named by it.
    """
    text = raw.str.normalize("NFC").str.replace_all(r"\s+", " ").str.strip_chars()
    visible = text.str.replace_all(INVISIBLE, "").str.strip_chars().replace("", None)
    names = _without_placeholders(visible)
    kept = text.zip_with(names.is_not_null(), names)
    frame = pl.DataFrame({"row": rows, "raw": raw, "name": kept, "code": codes})
    trimmed = pl.col("raw").str.strip_chars()

    def tell(where: pl.Expr, code: str, severity: Severity, message: str) -> None:
        found = frame.filter(where).select("row", "raw").iter_rows()
        issues.add_each(found, code, severity, message, heading)

    tell(
        pl.col("name").is_null() & pl.col("code").is_null(),
        "missing_client",
        Severity.LEFT_OUT,
        "Aucun client lisible sur cette ligne ; elle n'est pas importée.",
    )
    tell(
        trimmed.str.contains(CONTROL) & pl.col("name").is_not_null(),
        "control_characters",
        Severity.LEFT_OUT,
        "Le nom du client contient des caractères de contrôle ; la ligne n'est pas importée.",
    )
    tell(
        pl.col("name").str.len_chars() > MAX_NAME,
        "name_too_long",
        Severity.LEFT_OUT,
        f"Le nom du client dépasse {MAX_NAME} caractères ; la ligne n'est pas importée.",
    )
    tell(
        (trimmed.str.contains(r"[\t\r\n]") | pl.col("name").str.contains(ODD))
        & ~trimmed.str.contains(CONTROL),
        "odd_characters",
        Severity.WARNING,
        "Le nom du client contient des caractères invisibles ou un saut de ligne ; à vérifier.",
    )
    return pl.select(pl.coalesce(kept, codes)).to_series()


def read_sirens(column: pl.Series) -> tuple[pl.Series, pl.Series]:
    """SIREN of nine digits behind SIREN or SIRET cells, and the cells that hold none.

    Zeros that a spreadsheet lost in front are put back when the check digit agrees.
    """
    cells = column.drop_nulls().unique().to_list()
    found = {cell: siren_of(cell) for cell in cells}
    sirens = column.replace_strict(found, default=None, return_dtype=pl.String)
    return sirens, column.is_not_null() & sirens.is_null()


def siren_of(cell: str) -> str | None:
    """The SIREN in a SIREN, SIRET or French VAT number; None when the check digit disagrees."""
    from stdnum.fr import siren, siret  # only when a file has such a column

    compact = re.sub(r"[\s.\-]", "", cell)
    compact = re.sub(r"^FR[0-9A-Z]{2}(?=\d{9}$)", "", compact, flags=re.IGNORECASE)
    if not re.fullmatch(r"\d{7,14}", compact):
        return None
    if len(compact) <= 9:
        padded = compact.zfill(9)
        return padded if siren.is_valid(padded) else None
    padded = compact.zfill(14)
    return padded[:9] if siret.is_valid(padded) else None


def debtor_types(
    said: pl.Series, names: pl.Series, sirens: pl.Series, vat_numbers: pl.Series
) -> pl.Series:
    """What the file says of the debtor, else ``business`` when a SIREN, a VAT number or a legal form
    suggests it; null when nothing does, or when the name is that of a public body or association.
    """
    forms = {name: _suggests_business(name) for name in names.drop_nulls().unique().to_list()}
    business = names.replace_strict(forms, default=None, return_dtype=pl.Boolean)
    frame = pl.DataFrame({"said": said, "form": business, "siren": sirens, "vat": vat_numbers})
    # INSEE numbers the State and local authorities from 1 and 2.
    private_siren = pl.col("siren").str.contains(r"^[3-9]").fill_null(False)
    public_siren = pl.col("siren").str.contains(r"^[12]").fill_null(False)
    told = pl.col("form").fill_null(False) | private_siren | pl.col("vat").is_not_null()
    barred = public_siren | (pl.col("form").not_().fill_null(False))
    suggested = pl.when(told & ~barred).then(pl.lit(DebtorType.BUSINESS.value))
    return frame.select(pl.coalesce(pl.col("said"), suggested)).to_series()


def _suggests_business(name: str) -> bool | None:
    """True for a legal form, False for a body that is no business, None when nothing is told."""
    if NOT_BUSINESS.search(plain_key(name)):
        return False
    return True if LEGAL_FORM.search(name) else None
