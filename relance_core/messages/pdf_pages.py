"""The pages of a PDF as pictures, for the screen; a file of others is opened in a process apart.

Run as a process of its own (``sys.argv[1]``: the paths of the libraries, in JSON), this file reads
a PDF on standard input and writes the number of its pages, then each picture after its size, all on
eight bytes. A crafted PDF can abort the process that opens it: that one may die.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import Any

#: Nobody reads more on a screen; the file itself can be downloaded.
MOST_PAGES = 12
_SCALE = 110 / 72  # dots per inch of the picture over points per inch of the page
_WIDEST = 1600  # pixels: a plan of several metres would take all the memory
_CPU_LIMIT, _TIME_LIMIT = 20, 25.0  # seconds


def own_pages(pdf: bytes) -> tuple[list[bytes], int]:
    """PNG pictures of the first pages of a PDF that this program made, and how many it has."""
    import pypdfium2  # loads a library: only looking at pages needs it

    from relance_core.messages.pdfium import ALONE

    with ALONE, pypdfium2.PdfDocument(pdf) as book:
        return list(_pictures(book)), len(book)


def pages_apart(pdf: bytes) -> tuple[list[bytes], int]:
    """The same of any file; no page when it cannot be opened."""
    command = [sys.executable, "-I", "-S", __file__, json.dumps(sys.path)]
    try:
        done = subprocess.run(
            command, input=pdf, capture_output=True, timeout=_TIME_LIMIT, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return [], 0
    out = BytesIO(done.stdout)
    count = _number(out)
    found = []
    while size := _number(out):
        found.append(out.read(size))
    return found, count


def main() -> None:
    """Draw the PDF of standard input."""
    sys.path[:] = json.loads(sys.argv[1])
    from relance_core.intake.child_limits import limit_itself

    limit_itself(_CPU_LIMIT)
    pages, count = own_pages(sys.stdin.buffer.read())
    out = sys.stdout.buffer
    out.write(count.to_bytes(8, "big"))
    for page in pages:
        out.write(len(page).to_bytes(8, "big") + page)


def _pictures(book: Any) -> Iterator[bytes]:
    for at in range(min(len(book), MOST_PAGES)):
        page = book[at]
        widest = max(page.get_width(), page.get_height(), 1.0)
        drawn = page.render(scale=min(_SCALE, _WIDEST / widest)).to_pil()
        file = BytesIO()
        # Twice the speed of the usual compression, for pictures that only cross one machine.
        drawn.save(file, "PNG", compress_level=1)
        yield file.getvalue()


def _number(stream: BytesIO) -> int:
    return int.from_bytes(stream.read(8), "big")


if __name__ == "__main__":
    main()
