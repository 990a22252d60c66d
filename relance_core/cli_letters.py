"""The terminal's `letters`: the files of the letters to post, all at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from relance_core.cli_files import write_new
from relance_core.cli_options import DONE, act_of, common, show, space_of
from relance_core.errors import Refused
from relance_core.french import plural


@click.command()
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False))
@click.option("--duplex", is_flag=True, help="Chaque courrier commence sur une feuille à lui.")
@common
def letters(out: Path, duplex: bool, as_json: bool, today: date | None, space_key: str) -> int:
    """Écrit les courriers à poster en un seul PDF, leur bordereau, et ceux à enregistrer en ZIP."""
    from relance_core.workflows.posting import (
        electronic_batch,
        posting_list,
        print_batch,
        waiting_now,
    )

    space, day = space_of(space_key), act_of(None, today).today
    waiting = waiting_now(space)
    files: dict[str, bytes] = {}
    if waiting.printed:
        files[f"courriers-{day}.pdf"] = print_batch(space, today=day, duplex=duplex)
        for kind in ("pdf", "xlsx", "csv"):
            listed = posting_list(space, kind, today=day, duplex=duplex)
            files[f"bordereau-{day}.{kind}"] = listed
    if waiting.electronic:
        files[f"recommandes-electroniques-{day}.zip"] = electronic_batch(space)
    if not files:
        raise Refused("Aucun courrier n'attend d'être posté : rien n'a été écrit.")
    for name, content in files.items():
        write_new(out / name, content)
    told = {
        "printed": waiting.printed,
        "electronic": waiting.electronic,
        "files": [str(out / name) for name in files],
    }
    counted = plural(waiting.printed + waiting.electronic, "courrier")
    show(as_json, told, f"{counted} : {', '.join(files)}, dans {out}.")
    return DONE
