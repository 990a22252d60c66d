"""Every collected bad file ends as its manifest says, and none of them ends the application."""

from __future__ import annotations

import csv

import pytest

from relance_core.errors import UnreadableFile
from relance_core.intake import read_file
from tests.intake.spreadsheets import SHARED, TODAY

MANIFEST = SHARED / "badfiles" / "manifest.tsv"
COLLECTED = [
    path
    for folder in ("nasty/calamine", "nasty/openspout", "fec", "einvoice")
    for path in sorted((SHARED / "data" / folder).glob("*"))
]


def _manifest() -> list[tuple[str, str]]:
    if not MANIFEST.exists():
        return []
    with MANIFEST.open(encoding="utf-8", newline="") as lines:
        return [(row["file"], row["outcome"]) for row in csv.DictReader(lines, delimiter="\t")]


@pytest.mark.skipif(not MANIFEST.exists(), reason="the collected bad files are not here")
@pytest.mark.parametrize(("name", "outcome"), _manifest())
def test_a_bad_file_ends_as_its_manifest_says(name: str, outcome: str) -> None:
    content = (MANIFEST.parent / name).read_bytes()
    try:
        reading = read_file(content, name, today=TODAY)
    except UnreadableFile as refusal:
        assert "reject" in outcome
        assert refusal.message.count(".") >= 2  # what happened, what was kept, what to do
        return
    severities = set(reading.issues["severity"])
    if outcome == "reject":
        pytest.fail(f"{name} was read: {reading.invoices.height} invoices")
    if outcome.startswith("accept"):
        assert reading.invoices.height > 0
        assert not reading.questions
    if outcome == "accept":
        assert reading.issues.height == 0
    if outcome == "ask":
        assert reading.questions or "decision" in severities
    if outcome == "row-error":
        assert reading.issues.height > 0
        assert not reading.questions


@pytest.mark.skipif(not COLLECTED, reason="the collected nasty files are not here")
@pytest.mark.parametrize("path", COLLECTED, ids=lambda path: path.name)
def test_a_nasty_file_is_read_or_refused_in_french(path: object) -> None:
    try:
        reading = read_file(path.read_bytes(), path.name, today=TODAY)  # type: ignore[attr-defined]
    except UnreadableFile as refusal:
        assert "Rien n'a été importé" in refusal.message
    else:
        assert reading.invoices.height or reading.issues.height or reading.questions
