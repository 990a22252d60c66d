"""The terminal's command that gives a file back with its doubts shown in its own cells."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import click

from relance_core.cli_files import as_read, the_file, write_new
from relance_core.cli_import import understood_of
from relance_core.cli_options import DONE, act_of, common, say, show, space_named


@click.command()
@the_file
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True)
@as_read
@common
def annotate(
    file: Path,
    out: Path,
    mapping: Mapping[str, str],
    terms: int | None,
    answers: Mapping[str, str],
    as_json: bool,
    today: date | None,
    space_key: str,
) -> int:
    """Écrit le classeur avec ses cellules douteuses coloriées et commentées.

    Avec --space : comme le lirait un import dans cet espace.
    """
    from relance_core.workflows.annotated_file import annotated

    space = space_named(space_key)
    understood = understood_of(
        file, None, mapping, answers, terms, space, today=act_of(None, today).today
    )
    done = annotated(understood)
    path = out / done.filename
    write_new(path, done.content)
    told = {
        "file": str(path),
        "own": done.own,
        "issues": understood.issues.height,
        "lost": done.lost,
    }
    if done.lost:
        say(done.lost)
    kind = "Votre classeur annoté" if done.own else "Ce fichier ne s'annote pas : ses remarques"
    show(as_json, told, f"{kind} : {path}")
    return DONE
