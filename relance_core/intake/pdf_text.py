"""The text of PDFs that somebody dropped, read where a hostile one can do no harm."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

CHILD = Path(__file__).with_name("pdf_process.py")
TIME_LIMIT = 120.0  # seconds, for what one child is given
#: Files that one child is given, and their bytes: its pipe never holds more at once.
FILES_AT_ONCE = 200
#: Readers that may die of the files of one call: beyond, what is left of them is taken as closed.
MOST_DEATHS = 5


def texts_of(contents: Sequence[bytes]) -> list[str | None]:
    """The text of the first pages of each PDF; "" for a picture of a page, None when it is closed.

    Closed: damaged, behind a password, or one that the reader died or stalled of; the others of
    the drop are read all the same.
    """
    found: list[str | None] = []
    deaths = 0
    while len(found) < len(contents):
        if deaths == MOST_DEATHS:
            return found + [None] * (len(contents) - len(found))
        part = contents[len(found) : len(found) + FILES_AT_ONCE]
        read = _read(part)
        found += read
        if len(read) < len(part):
            found.append(None)  # the one that the child died of
            deaths += 1
    return found


def _read(contents: Sequence[bytes]) -> list[str | None]:
    """The texts that a child gave before it ended: all of them, unless it died."""
    command = [sys.executable, "-I", "-S", str(CHILD), json.dumps(sys.path)]
    sizes = json.dumps([len(content) for content in contents]).encode()
    try:
        done = subprocess.run(
            command,
            input=b"".join((sizes, b"\n", *contents)),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=TIME_LIMIT,
        )
        output = done.stdout
    except subprocess.TimeoutExpired as stalled:
        output = stalled.stdout or b""
    lines = output.split(b"\n")[:-1]  # one that was cut short is none
    return [json.loads(line) for line in lines]
