"""Writes the messages of the day as they would leave, one file each, and the plan beside them."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

from relance_core.errors import Refused
from relance_core.french import plain_key
from relance_core.store.database import reading
from relance_core.workflows.drafts import Prepared, bytes_of, files_of, prepared_of
from relance_core.workflows.space import Space
from relance_core.workflows.today_plan import plan_json, plan_of


def write_preview(space: Space, out: Path, *, today: date) -> dict[str, Any]:
    """Write one .eml or .pdf per reminder and ``plan.json`` into ``out``; changes nothing else.

    Returns the plan's JSON with ``files`` and ``problems``.
    """
    day = plan_of(space, today=today)
    told = plan_json(day)
    files: list[dict[str, Any]] = []
    try:
        out.mkdir(parents=True, exist_ok=True)
        for prepared in prepared_of(space, day):
            if prepared.draft is None:
                continue
            with reading(space.engine) as conn:
                attachments = files_of(conn, day, prepared)
            raw, _ = bytes_of(prepared, day.settings, attachments)
            path = out / _file_name(prepared)
            path.write_bytes(raw)
            files.append(
                {
                    "client": prepared.reminder.addressee.client_id,
                    "file": path.name,
                    "problems": [problem.message for problem in prepared.problems],
                }
            )
        told["files"] = files
        (out / "plan.json").write_text(json.dumps(told, ensure_ascii=False, indent=2), "utf-8")
    except OSError as error:
        raise Refused(f"L'aperçu ne peut pas être écrit dans {out} ({error.strerror}).") from error
    return told


def _file_name(prepared: Prepared) -> str:
    """A name that every system accepts, the client's id keeping it unique."""
    addressee = prepared.reminder.addressee
    name = re.sub(r"[^a-z0-9]+", "-", plain_key(addressee.name)).strip("-")[:40] or "client"
    suffix = "pdf" if prepared.is_letter else "eml"
    return f"{addressee.client_id:05d}-{name}-{prepared.reminder.step.value}.{suffix}"
