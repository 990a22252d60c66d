"""The terminal's commands that look back: what was imported with its issues, a step struck."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from relance_core.cli_options import DONE, act_of, common, say, show, space_of
from relance_core.french import plural


@click.command()
@click.option("--message", "message_id", type=click.IntRange(1, 2**31), required=True)
@click.option("--reason", default="", help="Pourquoi ce message ne compte pas.")
@click.option("--take-back", is_flag=True, help="Le compte de nouveau.")
@click.option("--by", required=True)
@common
def strike(
    message_id: int,
    reason: str,
    take_back: bool,
    by: str,
    as_json: bool,
    today: date | None,
    space_key: str,
) -> int:
    """Raye une étape notée ou envoyée par erreur : elle ne compte plus."""
    from relance_core.workflows.strike import strike_message, unstrike_message

    space, act = space_of(space_key), act_of(by, today)
    if take_back:
        unstrike_message(space, act, message_id)
    else:
        strike_message(space, act, message_id, reason)
    words = "compté de nouveau" if take_back else "rayé : il ne compte plus"
    show(as_json, {"message": message_id, "struck": not take_back}, f"Message {words}.")
    return DONE


@click.command()
@click.option("--id", "import_id", type=click.IntRange(1, 2**31), help="Ses anomalies.")
@click.option("--undo", "undone_id", type=click.IntRange(1, 2**31), help="L'annule.")
@click.option("--by", default=None)
@common
def imports(
    import_id: int | None,
    undone_id: int | None,
    by: str | None,
    as_json: bool,
    today: date | None,
    space_key: str,
) -> int:
    """Nomme les derniers imports, ou les anomalies de l'un d'eux ; en annule un."""
    from relance_core.store.database import reading
    from relance_core.store.imports import issues_of, list_imports
    from relance_core.workflows.undo_import import undo_import

    space = space_of(space_key)
    if undone_id is not None:
        held = undo_import(space, act_of(by, today), undone_id).held
        say(
            f"Import {undone_id} annulé. {plural(len(held), 'message retenu', 'messages retenus')}."
        )
    with reading(space.engine) as conn:
        if import_id is None:
            runs = [_run(row) for row in list_imports(conn)]
            words = [f"{one['id']}  {one['at']}  {one['filename']}  ({one['by']})" for one in runs]
            show(as_json, {"imports": runs}, "\n".join(words) or "Aucun import.")
        else:
            told = [_issue(row) for row in issues_of(conn, import_id)]
            words = [f"{one['row'] or ''} {one['column'] or ''} : {one['message']}" for one in told]
            show(as_json, {"issues": told}, "\n".join(words) or "Aucune anomalie.")
    return DONE


def _run(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "at": row.at.isoformat(timespec="minutes"),
        "by": row.by,
        "filename": row.filename,
        "contacts_filename": row.contacts_filename,
        "data_date": row.data_date.isoformat(),
        "undone_at": row.undone_at.isoformat(timespec="minutes") if row.undone_at else None,
    }


def _issue(row: Any) -> dict[str, Any]:
    names = ("sheet", "row", "column", "value", "code", "severity", "message")
    return {name: getattr(row, name) for name in names}
