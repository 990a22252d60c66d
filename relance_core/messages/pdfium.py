"""One thread at a time in PDFium: it keeps a state of its own, and two would end the program."""

from __future__ import annotations

from threading import Lock

#: Held while anything of PDFium is used in this process; the child processes have their own.
ALONE = Lock()
