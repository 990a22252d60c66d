"""Gives back the user's own workbook with the cells in doubt coloured and commented."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import polars as pl
from openpyxl.utils import quote_sheetname

from relance_core.intake.annotate_losses import losses, losses_sentence
from relance_core.intake.places import Places
from relance_core.intake.preflight import inspect_zip, read_inner
from relance_core.intake.sniff import Kind, sniff
from relance_core.vocabulary import Severity

CHILD = Path(__file__).with_name("annotate_process.py")
TIME_LIMIT = 90.0  # seconds: opening every cell is slower than reading the text
#: Cells that are coloured; whoever has more corrects the export, not the cells.
MAX_MARKS = 5_000
MAX_LISTED = 20_000
COLOURS = {
    Severity.LEFT_OUT.value: "F2B8B5",
    Severity.DECISION.value: "FCD9A0",
    Severity.WARNING.value: "FFF3BF",
}
WORDS = {
    Severity.LEFT_OUT.value: "Ligne laissée de côté",
    Severity.DECISION.value: "À trancher avant de relancer",
    Severity.WARNING.value: "Remarque",
}
_RANK = {code: rank for rank, code in enumerate(COLOURS)}
_MOMENT = re.compile(r"^(\d{4})-(\d\d)-(\d\d) 00:00:00$")
_MACROS = "xl/vbaProject.bin"
_KIND_OF_LOSS = "À savoir"


def own_workbook(content: bytes) -> bytes | None:
    """The bytes of the .xlsx or .xlsm dropped, out of its archive; None for any other kind."""
    kind = sniff(content)
    if kind is not Kind.ZIP:
        return None
    kind, inner = inspect_zip(content)
    if inner is not None:
        return own_workbook(read_inner(content, inner))
    return content if kind is Kind.XLSX else None


def has_macros(content: bytes) -> bool:
    """Whether a workbook carries macros, which only an .xlsm may."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return _MACROS in archive.namelist()


def annotate(content: bytes, issues: pl.DataFrame, places: Places) -> bytes | None:
    """The workbook with the cells of ``issues`` (schemas.ISSUES) coloured, commented and listed.

    ``content``: of ``own_workbook``. None when it cannot be opened in full within its limits: the
    file is left alone.
    """
    asked = {
        "macros": has_macros(content),
        "marks": _marks(issues, places),
        "colours": COLOURS,
        "list": _listed(issues, places, losses_sentence(losses(content))),
    }
    command = [sys.executable, "-I", "-S", str(CHILD), json.dumps(sys.path)]
    given = json.dumps(asked).encode() + b"\n" + content
    try:
        done = subprocess.run(
            command,
            input=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=TIME_LIMIT,
        )
    except subprocess.TimeoutExpired:
        return None
    return done.stdout if done.returncode == 0 and done.stdout else None


def _marks(issues: pl.DataFrame, places: Places) -> list[dict[str, Any]]:
    """What is said of each cell, the worst first; an issue of a whole row marks its first cell."""
    cells: dict[tuple[str, int, int], dict[str, Any]] = {}
    ordered = issues.filter(pl.col("row").is_not_null()).sort(
        pl.col("severity").replace_strict(_RANK, return_dtype=pl.Int64), maintain_order=True
    )
    for issue in ordered.iter_rows(named=True):
        at = places.column(issue["sheet"], issue["column"])
        first = min(places.of(issue["sheet"]).values(), default=0)
        column = (first if at is None else at) + 1
        key = (issue["sheet"], issue["row"], column)
        words = f"{WORDS[issue['severity']]} : {issue['message']}"
        mark = cells.get(key)
        if mark is not None:
            mark["text"] += f"\n{words}"
        elif len(cells) < MAX_MARKS:
            cells[key] = {
                "sheet": issue["sheet"],
                "row": issue["row"],
                "column": column,
                "severity": issue["severity"],
                "text": words,
            }
    return list(cells.values())


def _listed(issues: pl.DataFrame, places: Places, lost: str) -> dict[str, Any]:
    """The sheet that lists the remarks: headings that no list of invoices has."""
    lines: list[dict[str, Any]] = []
    if lost:
        lines.append({"link": None, "cells": ["tout le fichier", _KIND_OF_LOSS, lost, None]})
    for issue in issues.head(MAX_LISTED).iter_rows(named=True):
        cell = None
        if issue["row"] is not None:
            cell = places.cell(issue["sheet"], issue["column"], issue["row"]) or f"A{issue['row']}"
        link = f"{quote_sheetname(issue['sheet'])}!{cell}" if cell and issue["sheet"] else None
        lines.append(
            {
                "link": link,
                "cells": [
                    cell or "tout le fichier",
                    WORDS[issue["severity"]],
                    issue["message"],
                    _MOMENT.sub(r"\3/\2/\1", issue["value"] or "") or None,
                ],
            }
        )
    return {
        "title": "Remarques de Relance",
        "headings": ["Cellule", "Gravité", "Explication", "Valeur lue"],
        "widths": [14, 28, 90, 40],
        "lines": lines,
    }
