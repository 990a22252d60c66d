"""How every command of the terminal takes a file, gives one back, and puts the questions asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

import click

from relance_core.cli_options import pairs, say
from relance_core.errors import Refused

if TYPE_CHECKING:
    from relance_core.intake import Question

_WHY: Mapping[type[OSError], str] = {
    FileNotFoundError: "il n'existe pas",
    IsADirectoryError: "c'est un dossier",
    NotADirectoryError: "un fichier porte déjà le nom de son dossier",
    FileExistsError: "un fichier porte déjà le nom de son dossier",
    PermissionError: "l'accès en est interdit",
}

the_file = click.argument("file", type=click.Path(path_type=Path))
the_contacts = click.option("--contacts", type=click.Path(path_type=Path))
the_answers = click.option("--answer", "answers", multiple=True, callback=pairs, help="code=valeur")


def as_read(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say how the columns of a file of invoices are read."""
    for option in (
        the_answers,
        click.option("--terms", type=click.IntRange(0, 365), help="Délai de paiement en jours."),
        click.option("--set", "mapping", multiple=True, callback=pairs, help="champ=intitulé"),
    ):
        command = option(command)
    return command


def content_of(path: Path) -> bytes:
    """The bytes of a file; raises ``Refused`` when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused(
            f"Le fichier {path} ne peut pas être lu : {_why(error)}. Rien n'a été importé."
        ) from error


def _why(error: OSError) -> str:
    # What the system says of it itself is in its own language.
    return _WHY.get(type(error), "le système le refuse")


def write_new(path: Path, content: bytes) -> None:
    """Write a file that is not there yet, its folder included; raises ``Refused`` otherwise."""
    if path.exists():
        raise Refused(f"{path} existe déjà : rien n'a été écrit.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise Refused(f"{path} ne peut pas être écrit : {_why(error)}.") from error


def tell_questions(questions: Iterable[Question]) -> bool:
    """Say on stderr the questions to answer first and how; whether there are any."""
    asked = list(questions)
    for question in asked:
        say(question.message)
        for choice in question.choices:
            # A status of several words is one argument.
            given = quote(f"{question.code}={choice.value}")
            say(f"  --answer {given}   {choice.label}")
        if question.free is not None:
            say(f"  --answer {quote(question.code + '=…')}   {question.free}")
    return bool(asked)
