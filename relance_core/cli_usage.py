"""What the terminal says when it is misused or fails: French sentences, never a traceback."""

from __future__ import annotations

import re
from pathlib import Path

import click

from relance_core.incidents import keep_details

#: click has no class of its own for this one.
_SURPLUS = re.compile(r"Got unexpected extra arguments? \((.*)\)", re.DOTALL)


def usage_sentence(error: click.ClickException) -> str:
    """A wrong usage in one French sentence, with the line that tells the right one."""
    help_line = ""
    if isinstance(error, click.UsageError) and error.ctx is not None:
        help_line = f"\nAide : {error.ctx.command_path} --help"
    return _sentence(error) + help_line


def _sentence(error: click.ClickException) -> str:
    if isinstance(error, click.MissingParameter):
        return f"Il manque {_name_of(error.param)}."
    if isinstance(error, click.NoSuchOption):
        return f"L'option {error.option_name} n'existe pas."
    if isinstance(error, click.NoSuchCommand):
        return f"La commande « {error.command_name} » n'existe pas."
    if isinstance(error, click.BadOptionUsage):
        return f"L'option {error.option_name} attend une valeur, ou n'en prend pas."
    if isinstance(error, click.BadParameter):
        return f"{_name_of(error.param)} : {_why_bad(error)}"
    if surplus := _SURPLUS.fullmatch(error.message):
        return f"Argument en trop : {surplus[1]}."
    return error.message  # ours, in French


def _name_of(param: click.Parameter | None) -> str:
    if param is None:
        return "une option"
    if isinstance(param, click.Argument):
        return f"l'argument {param.make_metavar(click.Context(click.Command(None)))}"
    return f"l'option {param.opts[0]}"


def _why_bad(error: click.BadParameter) -> str:
    kind = error.param.type if error.param is not None else None
    if isinstance(kind, click.IntRange):
        return f"un nombre entier de {kind.min} à {kind.max} est attendu."
    if isinstance(kind, click.Path):
        return "un dossier est attendu, c'est un fichier."
    return error.message  # ours, in French


def unforeseen(error: Exception, folder: Path) -> str:
    """The sentence for an error that nothing foresaw; its details are added to a file."""
    return (
        f"Erreur inattendue ({type(error).__name__}) : la commande s'est arrêtée avant la fin. "
        f"Ce qui était enregistré l'est resté. {keep_details(error, folder)}"
    )
