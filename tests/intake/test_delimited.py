"""A delimited text is read quickly, and exactly as the strict reader reads it."""

from __future__ import annotations

import csv
import io

import pytest

from relance_core.errors import UnreadableFile
from relance_core.intake import delimited
from relance_core.intake.delimited import read_delimited
from relance_core.intake.encodings import as_utf8

HEAD = "Client;Facture;Montant"


def strict(text: str, separator: str = ";") -> list[tuple[str | None, ...]]:
    """What the standard library reads: the reference."""
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    width = max(map(len, rows))
    return [tuple(cell or None for cell in (*row, *[""] * (width - len(row)))) for row in rows]


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}\r\nA;F1;10\r\n\r\nB;F2;20\r\n",
        f"{HEAD}\nA;F1\nB;F2;20;30\n",
        f'{HEAD}\n"A;B";F1;10\nB;F2;20\n',
        f'{HEAD}\n"A ""the"" B";F1;10\n"";F2;20\n',
        f'{HEAD}\n"A\nB";F1;10\nC;F2;20\n',
        f'{HEAD}\nTube 5";F1;10\nTube 6";F2;20\n',
        f'{HEAD}\nTube 5";F1;10\n"B";F2;20\n',
        f"Titre\n\n{HEAD}\nA;F1;10\n",
        f"{HEAD}\n   \nA;F1;10",
        f"{HEAD}\nA;F1\r10;20\n",
        "é;à\nœ;€\n",
        "seul\n",
    ],
)
def test_the_quick_reader_never_reads_other_cells_than_the_strict_one(text: str) -> None:
    assert read_delimited(text.encode()).cells.rows() == strict(text)


def test_a_long_text_without_doubts_is_not_left_to_the_slow_reader(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(delimited, "_strict", lambda *_: pytest.fail("read slowly"))
    text = "\n".join([HEAD, *(f'"Client {at}";F{at};{at}' for at in range(50_000))])
    assert read_delimited(text.encode()).cells.height == 50_001


def test_a_row_longer_than_the_first_ones_is_read_whole() -> None:
    text = "\n".join([HEAD, *["A;F1;10"] * 50_000, "B;F2;20;30"])
    cells = read_delimited(text.encode()).cells
    assert cells.row(-1) == ("B", "F2", "20", "30")


def test_a_quote_left_open_far_below_is_told_with_its_line() -> None:
    text = "\n".join([HEAD, *["A;F1;10"] * 50_000, '"B;F2;20'])
    with pytest.raises(UnreadableFile, match="Ligne 50002"):
        read_delimited(text.encode())


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16"])
def test_utf_16_is_known_with_or_without_its_mark(encoding: str) -> None:
    assert as_utf8("N° facture\tÉchéance".encode(encoding)) == (
        "N° facture\tÉchéance".encode(),
        "utf-16",
    )


def test_accents_far_below_the_beginning_settle_the_encoding() -> None:
    text = ("Client;Ville\n" + "Dupont;Lyon\n" * 500_000 + "Béatrice;Nîmes\n").encode("cp1252")
    assert as_utf8(text)[1] == "cp1252"


def test_a_line_with_more_cells_than_any_table_is_refused() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_delimited(f"{HEAD}\n{';' * 500}\n".encode())
    assert caught.value.code == "too_large"
