"""Options and gestures that the terminal's commands share; here alone they read the clock."""

from __future__ import annotations

import getpass
import json
import os
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

if TYPE_CHECKING:
    from relance_core.workflows.space import Act, Space

DONE, REFUSED, QUESTIONS, USAGE = 0, 1, 2, 64


#: Years that a plan can be made for; any other is a slip of the hand or of a machine's clock.
YEARS = range(2000, 2101)


class Day(click.ParamType[date]):
    """A day of these years, written YYYY-MM-DD."""

    name = "jour"

    def convert(self, value: Any, param: Any, ctx: Any) -> date:
        """The day, or a usage error."""
        if isinstance(value, date):
            return value
        try:
            day = date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"« {value} » n'est pas un jour (AAAA-MM-JJ).", param, ctx)
        if day.year not in YEARS:
            self.fail(f"l'année {day.year} n'est pas plausible.", param, ctx)
        return day


def pairs(_ctx: Any, param: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """``name=value`` options as a mapping."""
    found = {}
    for value in values:
        name, equals, rest = value.partition("=")
        if not equals or not name:
            raise click.BadParameter(f"« {value} » : écrivez nom=valeur.", param=param)
        found[name.strip()] = rest.strip()
    return found


def common(command: Any) -> Any:
    """Options that every command takes."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Résultat en JSON sur la sortie."),
        click.option("--today", type=Day(), envvar="RELANCE_TODAY", help="Jour (AAAA-MM-JJ)."),
        click.option(
            "--space", "space_key", default="entreprise", help="Espace (par défaut : entreprise)."
        ),
        click.help_option("-h", "--help", help="Affiche cette aide."),
    ):
        command = option(command)
    return command


def clients_of(space: Space, everybody: bool, clients: tuple[str, ...]) -> list[int] | None:
    """The clients asked for, or None for all. Usage error when neither or both are said."""
    from relance_core.store.clients import client_ids
    from relance_core.store.database import reading

    if everybody == bool(clients):
        raise click.UsageError("Indiquez --all, ou un ou plusieurs --client.")
    if everybody:
        return None
    with reading(space.engine) as conn:
        return client_ids(conn, clients)


def space_of(key: str) -> Space:
    """The espace ``key``, opened until the command ends. Raises ``Refused`` for an unknown one.

    Closed then and not whenever memory is cleared: closing an SQLite database writes its log back
    into its file, over whatever has been put there meanwhile.
    """
    from relance_core.workflows.space import existing_space

    space = existing_space(os.environ, key)
    click.get_current_context().call_on_close(space.engine.dispose)
    return space


def space_named(key: str) -> Space | None:
    """The espace that ``--space`` names, for a command that only reads; None when it is not typed.

    A reading begins no ledger: the usual espace counts for nothing before its first use.
    """
    typed = click.get_current_context().get_parameter_source("space_key")
    if typed is not ParameterSource.COMMANDLINE:
        return None
    from relance_core.workflows.space import has_begun  # the database, only for an espace

    return space_of(key) if has_begun(os.environ, key) else None


def act_of(by: str | None, today: date | None) -> Act:
    """Who runs the command, now or at a moment of the day asked for."""
    from relance_core.workflows.space import Act, moment_on

    now = datetime.now()
    return Act(by=by or getpass.getuser(), at=now if today is None else moment_on(today, now))


def show(as_json: bool, told: Mapping[str, Any], words: str) -> None:
    """The result on stdout: JSON, or words."""
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        click.echo(words)


def say(words: str) -> None:
    """A sentence on stderr."""
    click.echo(words, err=True)
