"""Run as a process of its own: takes the text out of PDFs, one line of JSON for each.

A crafted PDF can abort the process that opens it. This one may die: it imports nothing of the
application but ``child_limits``, holds no state, and has limits where the system offers them.

Arguments: the paths of the libraries (JSON). It reads on standard input a line of JSON, the sizes
of the files, then their bytes one after the other. It writes for each file, in their order and as
soon as it is read, its text, or null when it cannot be opened.
"""

from __future__ import annotations

import json
import sys

CPU_LIMIT = 120  # seconds
#: An invoice names itself and its client on its first pages.
MAX_PAGES = 3
MAX_TEXT = 30_000  # characters of one file


def main() -> None:
    """Read the PDFs of standard input."""
    sys.path[:] = json.loads(sys.argv[1])
    from relance_core.intake.child_limits import limit_itself

    limit_itself(CPU_LIMIT)
    sizes = json.loads(sys.stdin.buffer.readline())
    for size in sizes:
        content = sys.stdin.buffer.read(size)
        print(json.dumps(_text(content)), flush=True)


def _text(content: bytes) -> str | None:
    import pypdfium2

    try:
        book = pypdfium2.PdfDocument(content)
        pages = [book[at].get_textpage() for at in range(min(len(book), MAX_PAGES))]
        return "\n".join(page.get_text_range() for page in pages)[:MAX_TEXT]
    except (pypdfium2.PdfiumError, ValueError, OSError):
        return None  # damaged, or behind a password


if __name__ == "__main__":
    main()
