"""Refuses a hostile or broken zip from its directory, before any spreadsheet parser sees it."""

from __future__ import annotations

import io
import zipfile
import zlib

from relance_core.errors import UnreadableFile
from relance_core.intake.sniff import (
    Kind,
    damaged,
    forbidden_doctype,
    password_protected,
    refusal,
)

MAX_ENTRIES = 2_000
MAX_TOTAL = 1 << 30  # bytes once inflated, all parts together
#: A part this small can do no harm, however well it is compressed.
SMALL_PART = 16 << 20
#: Spreadsheet XML compresses 5 to 40 times; beyond this, a part was made to swell.
MAX_RATIO = 200
MAX_INNER_FILE = 200 << 20  # a table inside an archive
DEFLATE_BEST = 1032  # no deflate stream swells more than this
PROLOG = 4096  # where a document type declaration can stand: before the root element
#: Parts of a document that an archive of files has no reason to hold.
DOCUMENT_PARTS = frozenset({"mimetype", "meta-inf/manifest.xml", "_rels/.rels"})
TABLE_ENDINGS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv", ".txt")


def inspect_zip(content: bytes) -> tuple[Kind, str | None]:
    """What a zip is: a workbook's kind, or ``(Kind.ZIP, name)`` of the one table it holds.

    Raises ``UnreadableFile`` for a damaged, protected or hostile archive.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise damaged() from error
    with archive:
        entries = archive.infolist()
        check_directory(entries)
        kind = _workbook_kind([entry.filename for entry in entries])
        if kind is None:
            return Kind.ZIP, _only_table(entries)
        if kind is Kind.ODS and _is_protected_ods(archive):
            raise password_protected()
        for entry in entries:
            _check_part(archive, entry)
        return kind, None


def read_inner(content: bytes, name: str) -> bytes:
    """The one table of an archive, never more than ``MAX_INNER_FILE`` bytes."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        try:
            with archive.open(name) as part:
                inner = part.read(MAX_INNER_FILE + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise damaged() from error
    if len(inner) > MAX_INNER_FILE:
        raise _bomb()
    return inner


def _bomb() -> UnreadableFile:
    return refusal(
        "zip_bomb",
        "Ce fichier gonfle démesurément quand on l'ouvre : il a été refusé par sécurité.",
        "Exportez-le de nouveau depuis votre logiciel.",
    )


def check_directory(entries: list[zipfile.ZipInfo]) -> None:
    """Raise ``UnreadableFile`` for an archive that is protected, or whose list is hostile."""
    if len(entries) > MAX_ENTRIES:
        raise refusal(
            "too_many_parts",
            f"Ce fichier contient trop d'éléments ({len(entries)}).",
            "Exportez-le de nouveau depuis votre logiciel.",
        )
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise password_protected()
    names = [entry.filename.replace("\\", "/").casefold() for entry in entries]
    if len(set(names)) != len(names):
        raise refusal(
            "duplicate_part",
            "Ce fichier contient deux fois le même élément : on ne peut savoir lequel est le bon.",
            "Exportez-le de nouveau depuis votre logiciel.",
        )
    if any(name.startswith("/") or ".." in name.split("/") or ":" in name for name in names):
        raise refusal(
            "path_traversal",
            "Ce fichier contient des chemins qui sortent de son dossier : refusé par sécurité.",
            "Exportez-le de nouveau depuis votre logiciel.",
        )
    if sum(entry.file_size for entry in entries) > MAX_TOTAL:
        raise _bomb()
    for entry in entries:
        swollen = entry.file_size > SMALL_PART
        if swollen and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
            raise _bomb()


def _workbook_kind(names: list[str]) -> Kind | None:
    lowered = [name.replace("\\", "/").casefold() for name in names]
    if any(name.endswith("workbook.bin") for name in lowered):
        return Kind.XLSB
    if "content.xml" in lowered:
        return Kind.ODS
    if "[content_types].xml" in lowered:
        if any(name.startswith(("word/", "ppt/")) for name in lowered):
            raise refusal(
                "not_a_table",
                "Ce fichier est un document Word ou PowerPoint, pas un tableau de factures.",
                "Exportez la liste des factures au format Excel ou CSV.",
            )
        return Kind.XLSX
    if any(name.startswith("xl/") or name in DOCUMENT_PARTS for name in lowered):
        raise damaged()  # a workbook that has lost the part which says what it is
    return None


def _only_table(entries: list[zipfile.ZipInfo]) -> str:
    tables = [
        entry.filename
        for entry in entries
        if not entry.is_dir()
        and entry.filename.casefold().endswith(TABLE_ENDINGS)
        and not entry.filename.startswith("__MACOSX/")
        and not entry.filename.rsplit("/", 1)[-1].startswith((".", "~$"))
    ]
    if len(tables) == 1:
        return tables[0]
    if not tables:
        raise refusal(
            "no_table_in_archive",
            "Cette archive ne contient aucun tableau.",
            "Déposez le fichier Excel ou CSV lui-même.",
        )
    listed = ", ".join(name[:60] for name in tables[:5])
    raise refusal(
        "several_tables_in_archive",
        f"Cette archive contient {len(tables)} tableaux ({listed}).",
        "Déposez celui des factures, seul.",
    )


def _is_protected_ods(archive: zipfile.ZipFile) -> bool:
    try:
        with archive.open("META-INF/manifest.xml") as manifest:
            return b"encryption-data" in manifest.read(1 << 20)
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError):
        return False  # no manifest says so: the parser will judge


def _check_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Refuse a part that swells beyond what it says, or that declares a document type."""
    try:
        with archive.open(entry) as part:
            prolog = part.read(PROLOG)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise damaged() from error
    # UTF-16 hides the letters between zeros.
    start = prolog.replace(b"\x00", b"").upper()
    if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
        raise forbidden_doctype()
    if len(prolog) == PROLOG and entry.filename.endswith(".xml") and not _has_root(start):
        raise _bomb()
    if entry.compress_size * DEFLATE_BEST > SMALL_PART:
        _count_while_inflating(archive, entry)


def _has_root(start: bytes) -> bool:
    return any(
        start[at + 1 : at + 2].isalpha() for at in range(len(start)) if start[at : at + 1] == b"<"
    )


def _count_while_inflating(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Refuse a part whose real size is not the size it declares; the header is never trusted."""
    if entry.compress_type == zipfile.ZIP_STORED:
        return
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise damaged()
    source = archive.fp
    assert source is not None
    source.seek(entry.header_offset + 26)
    lengths = source.read(4)
    name_length = int.from_bytes(lengths[:2], "little")
    source.seek(name_length + int.from_bytes(lengths[2:], "little"), io.SEEK_CUR)
    remaining = entry.compress_size
    inflater = zlib.decompressobj(-15)
    counted = 0
    pending = b""
    while not inflater.eof and (remaining or pending):
        if not pending:
            pending = source.read(min(remaining, 1 << 18))
            remaining -= len(pending)
            if not pending:
                break
        try:
            counted += len(inflater.decompress(pending, 1 << 20))
        except zlib.error as error:
            raise damaged() from error
        pending = inflater.unconsumed_tail
        if counted > entry.file_size:
            raise _bomb()
