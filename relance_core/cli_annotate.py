"""The terminal's command that gives a file back with its doubts shown in its own cells."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import click

from relance_core.cli_import import understood_of
from relance_core.cli_options import DONE, act_of, common, pairs, show, space_named
from relance_core.errors import Refused


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True)
@click.option("--set", "mapping", multiple=True, callback=pairs, help="champ=intitulé")
@click.option("--terms", type=click.IntRange(0, 365), help="Délai de paiement en jours.")
@click.option("--answer", "answers", multiple=True, callback=pairs, help="code=valeur")
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
    if path.exists():
        raise Refused(f"{path} existe déjà : rien n'a été écrit.")
    try:
        out.mkdir(parents=True, exist_ok=True)
        path.write_bytes(done.content)
    except OSError as error:
        raise Refused(f"{path} ne peut pas être écrit ({error.strerror}).") from error
    told = {"file": str(path), "own": done.own, "issues": understood.issues.height}
    kind = "Votre classeur annoté" if done.own else "Ce fichier ne s'annote pas : ses remarques"
    show(as_json, told, f"{kind} : {path}")
    return DONE
