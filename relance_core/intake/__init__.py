"""Reads a dropped file: bytes in, invoices, issues and questions out.

``sniff`` names what the bytes are; ``preflight`` refuses a hostile zip; ``workbook`` opens the
file, spreadsheets in a child process (``sheet_process``), text in ``delimited``; ``tables`` finds
the table; ``headings``, ``content`` and ``columns`` give its columns a meaning; ``layout`` puts
that together or asks; ``amounts``, ``dates``, ``currencies`` and ``values`` read the cells;
``clients``, ``statuses``, ``meaning``, ``terms``, ``due_dates``, ``details`` and ``duplicates``
say what the rows are; ``normalise`` makes INVOICES and ISSUES of it. ``contacts`` reads a file of
clients.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from relance_core.intake.normalise import understand
from relance_core.intake.reading import Choice, Question, Reading
from relance_core.intake.workbook import Workbook, read_workbook


def read_file(
    content: bytes,
    filename: str,
    *,
    today: date,
    mapping: Mapping[str, str] | None = None,
    answers: Mapping[str, str] | None = None,
    terms_days: int | None = None,
) -> Reading:
    """The invoices of a dropped file; see ``normalise.understand``.

    Raises ``UnreadableFile`` with the French sentence to show.
    """
    return understand(
        read_workbook(content, filename),
        today=today,
        mapping=mapping,
        answers=answers,
        terms_days=terms_days,
    )


__all__ = ["Choice", "Question", "Reading", "Workbook", "read_file", "read_workbook", "understand"]
