"""The merged cells of an .xls are found in its records, and a crafted one cannot hold the child."""

from __future__ import annotations

from struct import pack

import pytest

from relance_core.intake import read_workbook
from relance_core.intake.xls_merges import xls_merges
from tests.intake.spreadsheets import SHARED

SECTOR = 512
FREE, LAST = 0xFFFFFFFF, 0xFFFFFFFE


def record(kind: int, body: bytes) -> bytes:
    """One record of the stream of a workbook."""
    return pack("<HH", kind, len(body)) + body


def stream(*merges: tuple[int, int, int, int], name: str = "Été") -> bytes:
    """A workbook of one sheet with these merges: rows, then columns."""
    beginning, end = record(0x0809, pack("<HHHHI", 0x0600, 5, 0, 0, 0) + bytes(4)), record(10, b"")
    wide = pack("<BB", len(name), 1) + name.encode("utf-16-le")
    place = len(beginning) + len(record(0x85, pack("<IBB", 0, 0, 0) + wide)) + len(end)
    listed = record(0x85, pack("<IBB", place, 0, 0) + wide)
    cells = pack("<H", len(merges)) + b"".join(pack("<4H", *one) for one in merges)
    return (beginning + listed + end + beginning + record(0xE5, cells) + end).ljust(4096, b"\0")


def compound(content: bytes) -> bytes:
    """A file of sectors that holds one stream, "Workbook", from sector 2 on."""
    count = len(content) // SECTOR
    chain = [0xFFFFFFFD, LAST, *range(3, count + 2), LAST]
    table = pack(f"<{SECTOR // 4}I", *chain, *[FREE] * (SECTOR // 4 - len(chain)))
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    header += pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    header += pack("<IIIIIIIII", 1, 1, 0, 4096, LAST, 0, LAST, 0, 0)
    header += pack(f"<{(SECTOR - len(header)) // 4}I", *[FREE] * ((SECTOR - len(header)) // 4))
    name = "Workbook".encode("utf-16-le")
    entry = name.ljust(64, b"\0") + pack("<HBB", len(name) + 2, 2, 1) + bytes(48)
    entry += pack("<III", 2, len(content), 0)
    return header + table + entry.ljust(SECTOR, b"\0") + content


def test_the_merges_of_an_old_workbook_are_found() -> None:
    merges = ((1, 3, 0, 0), (1, 1, 2, 4))
    assert xls_merges(compound(stream(*merges))) == {"Été": [(1, 0, 3, 0), (1, 2, 1, 4)]}


@pytest.mark.parametrize("content", [b"", b"PK\3\4", bytes.fromhex("d0cf11e0a1b11ae1")])
def test_what_is_no_old_workbook_has_no_merges(content: bytes) -> None:
    assert xls_merges(content) == {}


def test_a_file_cut_anywhere_has_no_merges_or_its_own() -> None:
    whole = compound(stream((1, 3, 0, 0)))
    found = [xls_merges(whole[:end]) for end in range(0, len(whole), 97)]
    assert {str(one) for one in found} <= {"{}", "{'Été': [(1, 0, 3, 0)]}"}


def test_a_chain_that_bites_its_tail_ends() -> None:
    whole = bytearray(compound(stream((1, 3, 0, 0))))
    whole[SECTOR + 8 : SECTOR + 12] = pack("<I", 2)  # the second sector follows itself
    assert xls_merges(bytes(whole)) == {}
    whole[68:76] = pack("<II", 0, 1)  # and so does the list of tables
    assert xls_merges(bytes(whole)) == {}


def test_the_child_tells_them_of_a_real_file() -> None:
    path = SHARED / "data" / "nasty" / "calamine" / "merge_cells.xls"
    if not path.exists():
        pytest.skip("the collected files are not here")
    (sheet,) = read_workbook(path.read_bytes(), path.name).sheets
    assert sheet.merges == ((0, 0, 0, 1), (1, 0, 3, 0), (1, 1, 3, 3))
