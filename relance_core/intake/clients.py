"""Who owes: names fit to be written to, codes kept as text, and what they tell of the debtor."""

from __future__ import annotations

import re
import unicodedata

import polars as pl

from relance_core.intake.issues import IssueList
from relance_core.intake.parties import on_rows, people_of
from relance_core.vocabulary import DebtorType, Severity

MAX_NAME = 200
MAX_CODE = 120
#: What stands for no value: a word of a program, or signs without a letter or a digit.
NOTHING = (
    r"(?i)^(none|nan|null|na|n/a|#n/a|nil|undefined|inconnu|xxx|true|false|vrai|faux|sans|"
    r"[^\pL\pN\p{So}\p{Sm}]*)$"
)
#: Text that is not already printable, in composed letters of western Europe, with single spaces.
UNTIDY = r"[^ -~\x{a1}-\x{ac}\x{ae}-\x{ff}ŒœŸ€’]|  |^ | $"
#: A code as most are: short, of letters and figures and of signs that only join them.
SOUND = r"^[0-9A-Za-z/_-]{0,40}[0-9][A-Za-z/_-]{0,40}$"
CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\x{2028}\x{2029}\x{fffe}\x{ffff}]"
INVISIBLE = r"[\x{00ad}\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}-\x{2069}\x{feff}]"
#: As INVISIBLE, but for the joiner that holds composed emoji together.
ODD = r"[\x{00ad}\x{200b}\x{200c}\x{200e}\x{200f}\x{202a}-\x{202e}\x{2060}-\x{2069}\x{feff}]"
#: The same, as Python's own expressions write it.
UNSEEN = "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
#: Apostrophes and dashes that a word processor puts for the plain ones.
SAME_SIGNS = str.maketrans(
    dict.fromkeys("\u2018\u2019\u02bc\u00b4`", "'")
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
)
#: Text that lower case and these few signs bring to its key: ß and composed letters are no such.
USUAL = "^[ -_a-~\u00a0\u00b0\u202f\u00c0-\u00de\u00e0-\u00ff\u0152\u0153\u2019\u2013\u2014]*$"
#: Of those, words with single spaces between them: lower case alone brings them to their key.
_WORD = "[!-_a-~\u00b0\u00c0-\u00de\u00e0-\u00ff\u0152\u0153]+"
TIDY = f"^{_WORD}(?: {_WORD})*$"
#: What the column of aliases holds.
KEY_LENGTH = 255

LEGAL_FORM = (
    r"\b(SARL|SASU?|S\.?A\.?R\.?L\b|S\.?A\.?S\b|S\.A\b|SA|EURL|SELARL|SCI|SNC|SCOP|SCP|SCA|GIE|EARL|"
    r"GAEC|GmbH|Ltd|LLC|Inc|PLC|BV|SpA|Srl)\b\.?"
)
#: Bodies whose SIREN or legal form does not make them a business: asked, never guessed.
NOT_BUSINESS = (
    r"\b(mairie|commune|ville de|departement|region|prefecture|ministere|chu|chr|hopital|"
    r"centre hospitalier|universite|lycee|college|ecole|communaute|metropole|ccas|sdis|syndicat|"
    r"copropriete|sdc|association|asso|fondation|tresor public|office public|"
    r"etablissement public)\b"
)


def one_line(text: pl.Expr) -> pl.Expr:
    """Text composed (NFC), with single spaces and none around."""
    return text.str.normalize("NFC").str.replace_all(r"\s+", " ").str.strip_chars()


def clean_text(column: pl.Series, limit: int) -> pl.Series:
    """Free text on one line, without controls, at most ``limit`` characters; null when blank."""
    if column.null_count() < column.len() and column.str.contains(UNTIDY).any():
        text = pl.col("text")
        tidy = one_line(text.str.replace_all(CONTROL, "")).replace("", None)
        column = pl.DataFrame({"text": column}).select(tidy.alias(column.name)).to_series()
    longest = column.str.len_bytes().max()
    return column.str.slice(0, limit) if isinstance(longest, int) and longest > limit else column


def are_sound(codes: pl.Series) -> bool:
    """Whether identifiers are plainly as they should be: there is nothing to clean in any."""
    return bool(codes.str.contains(SOUND).all())


def clean_code(column: pl.Series) -> pl.Series:
    """Identifiers as text: "00123" stays, "123.0" of a program is "123"; placeholders are null."""
    if column.null_count() == column.len():
        return column
    tidy = clean_text(column, 10_000)
    if tidy.str.contains(".", literal=True).any():
        tidy = tidy.str.replace(r"^([0-9]+)\.0+$", "$1")
    if tidy.str.starts_with("'").any():  # that forces text in a spreadsheet
        tidy = tidy.str.strip_chars_start("'")
    return _without_placeholders(tidy)


def _without_placeholders(column: pl.Series) -> pl.Series:
    nothing = column.str.contains(NOTHING)
    if not nothing.any():
        return column
    return column.zip_with(~nothing.fill_null(False), pl.Series([None], dtype=pl.String))


def name_key(text: str) -> str:
    """How a name or a code is recognised again, in a file and in the ledger alike.

    NFKC; case, spaces, invisible characters and the shape of apostrophes and dashes aside. Nothing
    more: two spellings that differ otherwise are two clients until somebody merges them. At most
    ``KEY_LENGTH`` characters, as stored: NFKC can make a text longer than the file's cell.
    """
    plain = re.sub(UNSEEN, "", unicodedata.normalize("NFKC", text).translate(SAME_SIGNS))
    return " ".join(plain.casefold().split())[:KEY_LENGTH]


def name_keys(column: pl.Series) -> pl.Series:
    """``name_key`` of each cell; names in the letters of western Europe are done as a column."""
    if column.str.contains(TIDY).all():
        return column.str.to_lowercase().str.slice(0, KEY_LENGTH)
    frame = pl.DataFrame({"text": column})
    text = pl.col("text")
    usual = (
        text.str.to_lowercase()
        .str.replace_all("\u2019", "'", literal=True)
        .str.replace_all("[\u2013\u2014]", "-")
        .str.replace_all("[ \u00a0\u202f]+", " ")
        .str.strip_chars(" ")
        .str.slice(0, KEY_LENGTH)
    )
    frame = frame.with_columns(pl.when(text.str.contains(USUAL)).then(usual).alias("key"))
    odd = frame.filter(pl.col("key").is_null(), text.is_not_null())["text"].unique().to_list()
    if not odd:
        return frame["key"]
    keys = {one: name_key(one) for one in odd}
    rest = text.replace_strict(keys, default=None, return_dtype=pl.String)
    return frame.select(pl.coalesce("key", rest)).to_series()


def compared(names: pl.Series) -> pl.Series:
    """Names as words are looked for in them: no accents, case or punctuation."""
    letters = names.str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.to_lowercase()
    plain = letters.str.replace_all("ß", "ss", literal=True)
    plain = plain.str.replace_all(r"[^\pL\pN]+", " ").str.strip_chars()
    return plain.zip_with(plain != "", names)


def read_names(frame: pl.DataFrame, heading: str | None, issues: IssueList) -> pl.Series:
    """Client names, row by row; a row that names nobody is left out, with its issue.

    ``frame`` has ``row``, ``party``, ``client_name`` as written and ``client_code`` cleaned. A
    client known by its code alone is named by it.
    """
    people = people_of(frame, "client_name", "client_code")
    raw, code = pl.col("client_name"), pl.col("client_code")
    untidy = people["client_name"].str.contains(UNTIDY).any()
    if untidy:
        text = one_line(raw)
        visible = text.str.replace_all(INVISIBLE, "").str.strip_chars()
        people = people.with_columns(text.alias("text"), visible.alias("visible"))
        known = _without_placeholders(people["visible"]).is_not_null()
        people = people.with_columns(pl.when(known).then(pl.col("text")).alias("name"))
    else:
        people = people.with_columns(_without_placeholders(people["client_name"]).alias("name"))
    trimmed, name = raw.str.strip_chars(), pl.col("name")
    checks = (
        (
            name.is_null() & code.is_null(),
            "missing_client",
            Severity.LEFT_OUT,
            "Aucun client lisible sur cette ligne ; elle n'est pas importée.",
        ),
        (
            trimmed.str.contains(CONTROL) & name.is_not_null(),
            "control_characters",
            Severity.LEFT_OUT,
            "Le nom du client contient des caractères de contrôle ; la ligne n'est pas importée.",
        ),
        (
            name.str.len_chars() > MAX_NAME,
            "name_too_long",
            Severity.LEFT_OUT,
            f"Le nom du client dépasse {MAX_NAME} caractères ; la ligne n'est pas importée.",
        ),
        (
            (trimmed.str.contains(r"[\t\r\n]") | name.str.contains(ODD))
            & ~trimmed.str.contains(CONTROL),
            "odd_characters",
            Severity.WARNING,
            "Le nom du client contient des caractères invisibles ou un saut de ligne ; à vérifier.",
        ),
    )
    for where, told, severity, message in checks if untidy else (checks[0], checks[2]):
        marked = people.select(where.fill_null(False)).to_series()
        if marked.any():
            who = people["party"].filter(marked)
            rows = frame.filter(pl.col("party").is_in(who.implode()))
            cells = rows.select("row", "client_name").iter_rows()
            issues.add_each(cells, told, severity, message, heading)
    found = people.select(pl.coalesce("name", "client_code").alias("client_name")).to_series()
    return on_rows(frame, people, [found])[0]


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


def suggested_types(names: pl.Series, sirens: pl.Series, vat_numbers: pl.Series) -> pl.Series:
    """``business`` of a client that something takes for one: a SIREN, a VAT number, a legal form.

    Unless its name is that of a public body or an association; otherwise null.
    """
    frame = pl.DataFrame({"name": names, "siren": sirens, "vat": vat_numbers})
    # INSEE numbers the State and local authorities from 1 and 2.
    private_siren = pl.col("siren").str.contains(r"^[3-9]")
    public_siren = pl.col("siren").str.contains(r"^[12]")
    told = pl.any_horizontal(
        pl.col("name").str.contains(LEGAL_FORM).fill_null(False),
        private_siren.fill_null(False),
        pl.col("vat").is_not_null(),
    )
    suggested = frame.select((told & ~public_siren.fill_null(False)).alias("so")).to_series()
    # Only the names that something takes for a business are looked at more closely.
    doubted = frame["name"].filter(suggested).drop_nulls().unique()
    public = doubted.filter(compared(doubted).str.contains(NOT_BUSINESS))
    barred = frame["name"].is_in(public.implode()).fill_null(False)
    business = pl.when(suggested & ~barred).then(pl.lit(DebtorType.BUSINESS.value))
    return frame.select(business.alias("suggested")).to_series()
