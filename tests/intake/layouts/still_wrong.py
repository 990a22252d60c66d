"""The layouts that the import does not read right yet, each with what is wrong."""

from __future__ import annotations

STILL_WRONG: dict[str, str] = {}
