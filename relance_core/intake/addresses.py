"""Splits a cell of e-mail addresses into those that may be written to and those that may not."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import polars as pl

from relance_core.french import plain_key

MAX_RECIPIENTS = 10
#: Ten addresses with their names are not longer; looking for names in more takes minutes.
MAX_CELL = 3_000
#: Names that no mail reaches (RFC 6761, 6762, 7686); "test" and "example" serve demonstrations.
RESERVED = ("arpa", "invalid", "local", "localhost", "onion")
NO_REPLY = re.compile(
    r"^(no-?_?\.?reply|ne-?pas-?repondre|do-?not-?reply|mailer-daemon|postmaster)"
)
PLACEHOLDERS = frozenset(
    ["na", "none", "null", "nan", "neant", "aucun", "aucune", "vide", "sans", "inconnu", "nc"]
)
#: One of these words, whatever signs stand in and around it.
_NO_ADDRESS = "|".join(
    "^" + "".join(f"[^a-z0-9]*{letter}" for letter in word) + "[^a-z0-9]*$"
    for word in sorted(PLACEHOLDERS)
)
#: Characters that hide, reverse or break text: never in an address, never between two.
HIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)
#: A header smuggled behind an address ("a@b.fr\r\nBcc: x@y.z"), raw or percent-encoded.
SMUGGLED = re.compile(r"%0[ad]|\b(bcc|cc|to|from|subject|reply-to|content-type)\s*:", re.IGNORECASE)
NAMED = re.compile(r'(?:"[^"<>]*"|[^<>",;]*)\s*<\s*([^<>\s@]+@[^<>\s]+)\s*>')
SIMPLE = re.compile(
    r"[A-Za-z0-9_+-]{1,30}(\.[A-Za-z0-9_+-]{1,30})?"
    r"@([A-Za-z0-9]([A-Za-z0-9-]{0,40}[A-Za-z0-9])?\.){1,3}[A-Za-z]{2,10}"
)


def are_usual(cells: pl.Series) -> pl.Series:
    """Whether each cell is one plain address that somebody reads, as nearly all are.

    Says of many cells at once what ``split_addresses`` says of one, and false where it must judge.
    """
    cells = cells.str.strip_chars()
    usual = cells.str.contains(f"^{SIMPLE.pattern}$")
    for odd in (NO_REPLY.pattern, f"[.@]({'|'.join(RESERVED)})$", _NO_ADDRESS):  # "n@o.ne" is none
        usual &= ~cells.str.contains(f"(?i){odd}")
    return usual


@lru_cache(maxsize=20_000)
def split_addresses(cell: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The valid addresses of a cell, in order and once each, and the parts that are none.

    Separators are ; , line breaks, and / or spaces between two addresses. A cell that hides a
    header, a control character or more than ten recipients is bad as a whole, and so is one too
    long for ten. Nothing is looked up on the network. International domains come out in ASCII.
    """
    if cell is None or not cell.strip():
        return (), ()
    text = cell.strip()
    bare = plain_key(text).replace(" ", "")
    if bare in PLACEHOLDERS or (not bare and "@" not in text):
        return (), ()
    if len(text) > MAX_CELL or HIDDEN.search(text) or SMUGGLED.search(text):
        return (), (cell,)
    valid: dict[str, str] = {}
    bad: list[str] = []
    for part in _parts(text):
        address = valid_address(part)
        if address is None:
            bad.append(part)
        else:
            valid.setdefault(address.casefold(), address)
    if len(valid) > MAX_RECIPIENTS:
        return (), (cell,)
    return tuple(valid.values()), tuple(bad)


def _parts(text: str) -> list[str]:
    """The parts of a cell that should each be one address."""
    named = NAMED.findall(text) if "<" in text else []
    rest = NAMED.sub(";", text) if named else text
    pieces = [piece.strip() for piece in re.split(r"[;,\r\n\t]+", rest) if piece.strip()]
    parts = list(named)
    for piece in pieces:
        tokens = [token for token in re.split(r"[\s/|]+", piece) if token]
        several = len(tokens) > 1 and all(token.count("@") == 1 for token in tokens)
        parts.extend(tokens if several else [piece])
    return parts


def valid_address(text: str) -> str | None:
    """One address as it may be written to, or None.

    "mailto:" is taken off; a label that mixes two alphabets is a homoglyph and is refused.
    """
    address = re.sub(r"^mailto:\s*", "", text.strip(), flags=re.IGNORECASE)
    if _is_reserved(address):
        return None
    if SIMPLE.fullmatch(address):
        local, _, domain = address.rpartition("@")
        return f"{local}@{domain.lower()}"
    if len(address.rpartition("@")[0]) > 64 or _mixes_scripts(address):
        return None
    import email_validator  # the usual address never needs it, and it is slow to load

    try:
        read = email_validator.validate_email(
            address, check_deliverability=False, test_environment=True
        )
    except email_validator.EmailNotValidError:
        return None
    return read.ascii_email or read.normalized


def _is_reserved(address: str) -> bool:
    domain = address.rpartition("@")[2].casefold().rstrip(".")
    return any(domain == name or domain.endswith(f".{name}") for name in RESERVED)


def _mixes_scripts(address: str) -> bool:
    """Whether one label of the address mixes alphabets: a homoglyph, not a name."""
    for label in re.split(r"[@.\-_+]", address):
        scripts = {
            unicodedata.name(letter, "?").split()[0]
            for letter in unicodedata.normalize("NFC", label)
            if letter.isalpha()
        }
        if len(scripts) > 1:
            return True
    return False


def is_no_reply(address: str) -> bool:
    """Whether an address says that nobody reads it."""
    return bool(NO_REPLY.match(address.casefold()))
