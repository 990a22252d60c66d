"""The terminal as a test drives it: a command with ``--json``, and what it answered."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from relance_core.cli import run

#: Runs a command: exit code, what stdout says, what stderr says; ``today=`` another day.
Terminal = Callable[..., tuple[int, Any, str]]


def terminal_of(capsys: pytest.CaptureFixture[str]) -> Terminal:
    """The terminal on the data folder of the test."""

    def command(*arguments: str, today: str = "2026-11-20") -> tuple[int, Any, str]:
        capsys.readouterr()
        code = run([*arguments, "--json", "--today", today])
        out, err = capsys.readouterr()
        return code, json.loads(out) if out else None, err

    return command


def import_rows(terminal: Terminal, folder: Path, rows: Iterable[tuple[str, ...]]) -> None:
    """Import ``rows``, the headings first, from a file of ``folder``."""
    file = folder / "factures.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(rows)
    assert terminal("import", str(file), "--by", "Anne")[0] == 0
