"""The terminal's commands about the clients: who they are, which are one, and their contacts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from relance_core.cli_files import content_of, tell_questions, the_answers, the_file
from relance_core.cli_options import (
    DONE,
    QUESTIONS,
    act_of,
    common,
    say,
    show,
    space_of,
)
from relance_core.french import plural


@click.command()
@click.option("--merge", "merged", nargs=2, metavar="GARDÉ FUSIONNÉ", help="En fait un seul.")
@click.option("--reason", default="", help="Pourquoi ce sont les mêmes.")
@click.option("--decline", "declined", nargs=2, metavar="A B", help="Ce sont deux clients.")
@click.option("--propose", "proposed", nargs=2, metavar="A B", help="Les propose de nouveau.")
@click.option("--undo", "undone_id", type=click.IntRange(1, 2**31), help="Annule une fusion.")
@click.option("--by", default=None)
@common
def clients(
    merged: tuple[str, str] | None,
    reason: str,
    declined: tuple[str, str] | None,
    proposed: tuple[str, str] | None,
    undone_id: int | None,
    by: str | None,
    as_json: bool,
    today: date | None,
    space_key: str,
) -> int:
    """Nomme les clients et ceux qui se ressemblent ; fusionne, sépare, ou note qu'ils sont deux.

    Un client est désigné par notre numéro ou par le code de votre fichier.
    """
    from relance_core.store.clients import client_ids
    from relance_core.store.database import reading
    from relance_core.store.faces import client_faces
    from relance_core.store.merges import merges
    from relance_core.workflows.merge_clients import (
        decline_merge,
        merge_clients,
        proposals_in,
        propose_again,
        undo_merge,
    )

    asked = [one for one in (merged, declined, proposed, undone_id) if one]
    if len(asked) > 1:
        raise click.UsageError("Une seule chose à la fois : --merge, --decline, --propose, --undo.")
    if asked and not by:
        raise click.UsageError("Indiquez --by : qui décide.")
    space, act = space_of(space_key), act_of(by, today)
    if undone_id is not None:
        done = undo_merge(space, act, undone_id)
        say(f"Fusion {undone_id} annulée : ce sont de nouveau deux clients.")
        _say_files(done)
    elif pair := merged or declined or proposed:
        with reading(space.engine) as conn:
            one, two = client_ids(conn, pair)
        if merged:
            done = merge_clients(space, act, one, two, reason)
            say(f"Fusion {done.merge_id} faite. " + _told(done))
            _say_files(done)
        elif declined:
            decline_merge(space, act, one, two)
        else:
            propose_again(space, act, one, two)
    with reading(space.engine) as conn:
        people = [face.to_json() for face in client_faces(conn)]
        alike = [one.to_json() for one in proposals_in(conn)]
        told = [_merge(one) for one in merges(conn)]
    show(
        as_json,
        {"clients": people, "proposals": alike, "merges": told},
        _words(people, alike, told),
    )
    return DONE


@click.command()
@the_file
@the_answers
@click.option("--by", default=None, help="Qui importe.")
@common
def contacts(
    file: Path,
    answers: Mapping[str, str],
    by: str | None,
    as_json: bool,
    today: date | None,
    space_key: str,
) -> int:
    """Rattache un fichier de contacts aux clients connus : adresses, téléphones, SIREN, délais."""
    from relance_core.workflows.import_contacts import check_contacts, import_contacts
    from relance_core.workflows.understanding import Dropped

    space, dropped = space_of(space_key), Dropped(content_of(file), file.name)
    meeting = check_contacts(space, dropped, answers)
    told = meeting.to_json() or {}
    asked = meeting.joining.questions if meeting.joining else ()
    if tell_questions(asked):
        show(as_json, told | {"changed": 0}, "Rien n'a changé.")
        return QUESTIONS
    joined = import_contacts(space, dropped, act_of(by, today), answers)
    words = [
        f"{joined.matched} clients reconnus, {joined.changed} modifiés.",
        *(f"  sans client : {name}" for name in joined.unmatched),
    ]
    show(as_json, told | {"changed": joined.changed}, "\n".join(words))
    return DONE


def _told(done: Any) -> str:
    held = plural(len(done.stopped.held), "message retenu", "messages retenus")
    twins = plural(done.twins, "facture en double réunie", "factures en double réunies")
    return f"{twins}, {held}."


def _say_files(done: Any) -> None:
    """What already lies somewhere and no longer holds."""
    for _, path in done.stopped.deposited:
        say(f"À supprimer du dossier, sauf si déjà transmis : {path}")
    for _, path in done.stopped.printed:
        say(f"Courrier imprimé à ne pas poster : {path}")


def _merge(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "kept": row.kept_id,
        "gone": row.gone_id,
        "reason": row.reason,
        "by": row.by,
        "at": row.at.isoformat(timespec="minutes"),
        "undone_at": row.undone_at.isoformat(timespec="minutes") if row.undone_at else None,
    }


def _words(
    people: list[dict[str, Any]], alike: list[dict[str, Any]], told: list[dict[str, Any]]
) -> str:
    lines = [
        f"{one['client']}  {one['client_code'] or '–'}  {one['client_name']}" for one in people
    ]
    if alike:
        lines.append("Peut-être les mêmes :")
    for one in alike:
        kept, gone = one["kept"], one["gone"]
        lines.append(
            f"  {kept['client_name']} et {gone['client_name']} : {one['why']}   "
            f"--merge {kept['client']} {gone['client']}"
        )
    standing = [one for one in told if one["undone_at"] is None]
    lines += [f"Fusion {one['id']} : {one['gone']} dans {one['kept']}" for one in standing]
    return "\n".join(lines) or "Aucun client."
