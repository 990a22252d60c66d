"""Options and types that the terminal's commands share."""

from __future__ import annotations

from datetime import date
from typing import Any

import click


class Day(click.ParamType[date]):
    """A day written YYYY-MM-DD."""

    name = "jour"

    def convert(self, value: Any, param: Any, ctx: Any) -> date:
        """The day, or a usage error."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"« {value} » n'est pas un jour (AAAA-MM-JJ).", param, ctx)


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
        click.option("--space", "space_key", default="entreprise", show_default=True),
    ):
        command = option(command)
    return command
