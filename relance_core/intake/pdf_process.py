"""Run as a process of its own: takes the text out of PDFs, one line of JSON for each.

A crafted PDF can abort the process that opens it. This one may die: it imports nothing of the
application but ``child_limits``, holds no state, and has limits where the system offers them.

Arguments: the paths of the libraries (JSON). It reads on standard input a line of JSON, the sizes
of the files, then their bytes one after the other. It writes for each file, in their order and as
soon as it is read, its text with a form feed between pages, or null when it cannot be opened.
"""

from __future__ import annotations

import json
import signal
import sys

CPU_LIMIT = 120  # seconds
#: Of one file, which else would keep those after it waiting: it ends this process.
SECONDS = 8
#: A longer one is not one invoice: its other pages are given as empty.
PAGES_READ = 20
MAX_PAGES = 10_000
MAX_TEXT = 30_000  # characters of one page


def main() -> None:
    """Read the PDFs of standard input."""
    sys.path[:] = json.loads(sys.argv[1])
    from relance_core.intake.child_limits import limit_itself

    limit_itself(CPU_LIMIT)
    sizes = json.loads(sys.stdin.buffer.readline())
    for size in sizes:
        content = sys.stdin.buffer.read(size)
        if hasattr(signal, "alarm"):
            signal.alarm(SECONDS)
        print(json.dumps(_text(content)), flush=True)


def _text(content: bytes) -> str | None:
    import pypdfium2

    try:
        book = pypdfium2.PdfDocument(content)
        pages = [
            book[at].get_textpage().get_text_range()[:MAX_TEXT].replace("\f", "\n")
            for at in range(min(len(book), PAGES_READ))
        ]
        unread = min(len(book), MAX_PAGES) - len(pages)
        return "\f".join(pages) + "\f" * unread
    except (pypdfium2.PdfiumError, ValueError, OSError):
        return None  # damaged, or behind a password


if __name__ == "__main__":
    main()
