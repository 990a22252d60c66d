"""The collected bad files row by row: right values, right rows left out, the true reason."""

from __future__ import annotations

import contextlib
import csv
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from relance_core.errors import UnreadableFile
from relance_core.intake import Reading, read_file, read_workbook, understand
from relance_core.intake.known import Known
from relance_core.intake.own_mail import own_mail
from relance_core.vocabulary import Severity
from tests.intake.bad_file_rows import (
    HELD,
    MEGABYTES,
    REFUSED,
    SECONDS,
    SMALL_IN_MEMORY,
    Held,
)
from tests.intake.spreadsheets import SHARED, TODAY

FOLDER = SHARED / "badfiles"
pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason="the collected bad files are not here")
ROOT = Path(__file__).resolve().parents[2]
#: A busy machine is slow; a file that grows is a hundred times slower.
PATIENCE = 4

STILL_WRONG: dict[str, str] = {}


def named(names: Any) -> list[Any]:
    """The files, those still wrong expected to fail."""
    marks = {
        name: [pytest.mark.xfail(strict=False, reason=reason)]
        for name, reason in STILL_WRONG.items()
    }
    return [pytest.param(name, marks=marks.get(name, [])) for name in names]


def read(name: str, **given: Any) -> Reading:
    """The reading of a collected file."""
    return read_file((FOLDER / name).read_bytes(), name, today=TODAY, **given)


@pytest.mark.parametrize("name", named(HELD))
def test_the_rows_of_a_bad_file_are_read_right_or_left_out(name: str) -> None:
    held = HELD[name]
    try:
        reading = read(name)
    except UnreadableFile as refusal:
        assert refusal.code in REFUSED.get(name, ()), refusal.message
        return
    asked = {question.code for question in reading.questions}
    assert set(held.answers) <= asked <= {*held.answers, *held.may_ask}
    if asked:
        reading = read(name, answers={**held.answers, **held.may_ask})
        assert not reading.questions
    _holds(reading, held)


def _holds(reading: Reading, held: Held) -> None:
    for column, values in held.columns.items():
        found = dict(reading.invoices.select("row", column).iter_rows())
        exact = column in ("amount", "open_amount")
        assert found == {row: Decimal(v) if exact else v for row, v in values.items()}, column
    issues = reading.issues
    out = issues.filter(severity=Severity.LEFT_OUT.value)["row"].drop_nulls()
    assert set(out) == set(held.out)
    decided = reading.invoices.filter(reading.invoices["decision"].is_not_null())["row"]
    assert set(held.decided) <= set(decided)
    assert set(held.told) <= set(issues["row"].drop_nulls())
    for word in held.notes:
        assert any(word in note for note in reading.notes), reading.notes


@pytest.mark.parametrize("name", named(name for name in REFUSED if name not in HELD))
def test_a_bad_file_is_refused_for_the_true_reason(name: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(name)
    assert caught.value.code in REFUSED[name], caught.value.message


def test_every_bad_file_has_its_truth_here() -> None:
    with (FOLDER / "manifest.tsv").open(encoding="utf-8", newline="") as lines:
        listed = {row["file"]: row["outcome"] for row in csv.DictReader(lines, delimiter="\t")}
    assert set(listed) == set(HELD) | set(REFUSED)
    assert {name for name, outcome in listed.items() if outcome == "reject"} == set(REFUSED) - {
        name for name, outcome in listed.items() if outcome == "accept-or-reject"
    }


def test_rounding_is_not_told_of_what_only_binary_made() -> None:
    rounded = read("amounts_numeric.xlsx").issues.filter(code="rounded_amount")["row"]
    assert not {2, 6} & set(rounded)  # 0.30000000000000004 and 99999999999.99


def test_the_firms_own_address_is_nobody_elses() -> None:
    content = (FOLDER / "emails.xlsx").read_bytes()
    ours = Known(own=own_mail("compta@mycompany.test"))
    reading = understand(read_workbook(content, "emails.xlsx"), today=TODAY, known=ours)
    assert 37 in set(reading.issues["row"])  # me@mycompany.test


def test_a_stray_cell_is_named_where_it_stands() -> None:
    strays = {"cell_at_XFD1048576.xlsx": "XFD1048576", "row_and_col_spread.xlsx": "XFD1"}
    for name, cell in strays.items():
        try:
            said = " ".join(read(name).notes)
        except UnreadableFile as refusal:
            said = refusal.message
        assert cell in said


@pytest.mark.parametrize("name", SECONDS)
def test_a_file_that_swells_is_answered_in_time(name: str) -> None:
    start = time.perf_counter()
    with contextlib.suppress(UnreadableFile):
        read(name)
    assert time.perf_counter() - start < SECONDS[name] * PATIENCE


MEASURE = """
import resource, sys
from datetime import date
from pathlib import Path
from relance_core.errors import UnreadableFile
from relance_core.intake import read_file
for path in map(Path, sys.argv[1:]):
    try:
        read_file(path.read_bytes(), path.name, today=date(2026, 3, 16))
    except UnreadableFile:
        pass
# What getrusage says of this process begins with what the one that started it took.
status = Path("/proc/self/status").read_text()
print(int(status.partition("VmHWM:")[2].split()[0]) // 1024)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is counted as Linux does")
def test_a_file_that_swells_takes_little_memory() -> None:
    paths = [str(FOLDER / name) for name in SMALL_IN_MEMORY]
    command = [sys.executable, "-c", MEASURE, *paths]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert all(int(peak) < MEGABYTES for peak in done.stdout.split()), done.stdout
