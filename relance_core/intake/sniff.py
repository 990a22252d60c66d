"""Names what a dropped file is from its bytes, because names and extensions lie."""

from __future__ import annotations

import re
from enum import StrEnum

from relance_core.errors import UnreadableFile

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Excel 2 to 4 wrote bare record streams, without an OLE container.
BARE_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08")
#: Names of the streams of a protected workbook, as OLE directories store them.
PROTECTED_STREAMS = tuple(
    name.encode("utf-16-le") for name in ("EncryptedPackage", "EncryptionInfo")
)
#: The owner of an open workbook: a length, the name in 54 bytes, then the name in UTF-16.
LOCK_FILE_MAX = 200
#: What a file that is not empty holds.
SOMETHING = re.compile(rb"[^\x00\r\n\t ]")
#: How a web page begins.
PAGES = ("<html", "<!doctype html", "<table", "<meta", "<?xml", "<style", "<head", "<body", "<div")


class Kind(StrEnum):
    """The kinds of file that can hold a table."""

    ZIP = "zip"  # any zip: a workbook or an archive, told apart by its directory
    XLSX = "xlsx"
    XLSB = "xlsb"
    ODS = "ods"
    XLS = "xls"
    HTML = "html"  # a web page with tables, as many programs write their ".xls"
    XML_2003 = "xml_2003"  # SpreadsheetML, the XML workbook of Excel 2003
    TEXT = "text"  # delimited text, whatever its encoding and separator


#: A list whose first heading is "ID" may go on with a P: the next record tells.
_SYLK = re.compile(r"id;p[^;\r\n]*(?:;[a-z][^;\r\n]*)*\s*[\r\n]+(?:p|b|f|c|o|nn|e)(?:;|\s*$)")


def refusal(code: str, happened: str, to_do: str) -> UnreadableFile:
    """The refusal of a file: what happened, what was kept, what to do."""
    return UnreadableFile(f"{happened} Rien n'a été importé. {to_do}", code=code)


def sniff(content: bytes) -> Kind:
    """The kind of a file from its bytes.

    Raises ``UnreadableFile`` naming what it is when it is nothing that can be read.
    """
    if SOMETHING.search(content) is None:
        raise refusal(
            "empty_file",
            "Le fichier est vide.",
            "Exportez-le de nouveau depuis votre logiciel, puis déposez-le ici.",
        )
    if content.startswith(ZIP_MAGIC):
        return Kind.ZIP
    if content.startswith(OLE_MAGIC):
        return _ole(content)
    if content.startswith(BARE_BIFF):
        return Kind.XLS
    if _is_lock_file(content):
        raise refusal(
            "lock_file",
            "Ce fichier est le verrou d'Excel (son nom commence par « ~$ »), pas le classeur.",
            "Fermez Excel, puis déposez le classeur lui-même.",
        )
    _refuse_known_strangers(content)
    return _text_kind(content)


def _ole(content: bytes) -> Kind:
    if any(name in content for name in PROTECTED_STREAMS):
        raise password_protected()
    if "WordDocument".encode("utf-16-le") in content:
        raise _stranger("un document Word")
    return Kind.XLS


def password_protected() -> UnreadableFile:
    """The refusal of a protected workbook; a password is never asked for."""
    return refusal(
        "password_protected",
        "Ce fichier est protégé par un mot de passe.",
        "Retirez le mot de passe dans Excel (Fichier, Informations, Protéger le classeur), "
        "enregistrez, puis déposez le fichier de nouveau.",
    )


def damaged() -> UnreadableFile:
    """The refusal of a file that is broken, or that no reader understands."""
    return refusal(
        "damaged",
        "Ce fichier est endommagé ou incomplet : il n'a pas pu être lu.",
        "Exportez-le de nouveau, ou ouvrez-le dans Excel et enregistrez-le au format .xlsx.",
    )


def forbidden_doctype() -> UnreadableFile:
    """The refusal of a text that declares a document type: entities swell, or reach out."""
    return refusal(
        "doctype",
        "Ce fichier contient une déclaration XML interdite (DOCTYPE) : refusé par sécurité.",
        "Exportez-le de nouveau depuis votre logiciel.",
    )


def _stranger(what: str, to_do: str = "") -> UnreadableFile:
    return refusal(
        "not_a_table",
        f"Ce fichier est {what}, pas un tableau de factures.",
        to_do or "Exportez la liste des factures au format Excel ou CSV.",
    )


def _is_lock_file(content: bytes) -> bool:
    length = content[0]
    return (
        len(content) <= LOCK_FILE_MAX
        and 0 < length <= 54
        and not content[1 + length : 54].strip(b" \x00")
        and content[55:].count(0) >= (len(content) - 55) // 3
        and len(content) > 60
    )


def _refuse_known_strangers(content: bytes) -> None:
    """Refuse, by its name, what is neither a workbook nor delimited text."""
    binary = (
        (b"%PDF", "un PDF"),
        (b"\x89PNG", "une image"),
        (b"\xff\xd8\xff", "une image"),
        (b"GIF8", "une image"),
        (b"\x1f\x8b", "une archive compressée"),
        (b"7z\xbc\xaf", "une archive compressée"),
        (b"Rar!", "une archive compressée"),
        (b"{\\rtf", "un texte mis en forme (RTF)"),
        (b"SQLite format 3", "une base de données"),
        (b"PK\x05\x06", "une archive vide"),
    )
    for magic, what in binary:
        if content.startswith(magic):
            if what == "un PDF":
                raise refusal(
                    "einvoice_not_read_yet" if b"factur-x" in content.lower() else "not_a_table",
                    "Ce fichier est un PDF ; les factures électroniques (Factur-X) ne sont pas "
                    "encore lues.",
                    "Exportez la liste des factures au format Excel ou CSV.",
                )
            raise _stranger(what)


def _text_kind(content: bytes) -> Kind:
    """The kind of what begins with characters; raises for those that hold no table."""
    head = _loose_text(content[:4096]).lstrip().lower()
    save_as = "Ouvrez-le dans Excel, enregistrez-le au format .xlsx, puis déposez-le de nouveau."
    if "schemas-microsoft-com:office:spreadsheet" in head and head.startswith(
        ("<?xml", "<workbook")
    ):
        return Kind.XML_2003
    if head.startswith(("<?xml", "<rsm:", "<ubl:", "<invoice", "<creditnote")):
        if "crossindustryinvoice" in head or "ubl:schema:xsd" in head:
            raise refusal(
                "einvoice_not_read_yet",
                "Ce fichier est une facture électronique (UBL ou CII), pas encore lue.",
                "Exportez la liste des factures au format Excel ou CSV.",
            )
        if "<html" not in head:
            raise _stranger("un document XML")
    if head.startswith(PAGES):
        if "<table" in _loose_text(content).lower():
            return Kind.HTML
        raise refusal("html", "Ce fichier est une page web sans aucun tableau.", save_as)
    if head.startswith("mime-version:"):
        raise refusal("html", "Ce fichier est une page web archivée (MHT).", save_as)
    if _SYLK.match(head):
        raise refusal("sylk", "Ce fichier est au format SYLK.", save_as)
    if head.startswith(("{", "[{")):
        raise _stranger("un fichier JSON")
    return Kind.TEXT


def _loose_text(content: bytes) -> str:
    """The characters of the beginning of a file, good enough to look for a marker."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="ignore")
    return content.decode("latin-1").removeprefix("ï»¿")
