"""The terminal's commands about the espaces: their settings, and which ones there are."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from typing import Any

import click

from relance_core.cli_options import DONE, act_of, common, pairs, say, show, space_of

_TITLES = {"firm": "Entreprise", "rules": "Règles et seuils", "sending": "Envoi"}


@click.group()
@click.help_option("-h", "--help", help="Affiche cette aide.")
def settings() -> None:
    """Montre ou change les réglages de l'espace ; jamais un mot de passe."""


@settings.command("show")
@common
def show_settings(as_json: bool, today: date | None, space_key: str) -> int:
    """Montre les réglages enregistrés, par leurs noms."""
    from relance_core.outbox.account import overriding
    from relance_core.workflows.named_settings import named_settings

    del today
    told = named_settings(space_of(space_key))
    replaced = overriding(os.environ)
    show(as_json, told | {"environment": replaced}, _words(told))
    if replaced:
        say(f"L'environnement en remplace certains : {', '.join(replaced)}.")
    return DONE


@settings.command("set")
@click.argument("values", nargs=-1, required=True, callback=pairs, metavar="NOM=VALEUR…")
@click.option("--by", required=True)
@common
def set_settings(
    values: Mapping[str, str], by: str, as_json: bool, today: date | None, space_key: str
) -> int:
    """Change des réglages, tous ou aucun : nom=Scierie seuil=15,00 qr_de_paiement=non."""
    from relance_core.workflows.named_settings import named_settings, set_by_name

    space = space_of(space_key)
    set_by_name(space, act_of(by, today), values)
    show(as_json, named_settings(space), "Réglages enregistrés.")
    return DONE


def _words(told: Mapping[str, Mapping[str, Any]]) -> str:
    lines = []
    for section, values in told.items():
        lines.append(_TITLES[section])
        lines += [f"  {name} = {_plainly(value)}" for name, value in values.items()]
    return "\n".join(lines)


def _plainly(value: Any) -> Any:
    return ("oui" if value else "non") if isinstance(value, bool) else value


@click.command()
@click.option("--create", "name", help="Crée l'espace d'une autre entreprise.")
@click.option("--by", default=None)
@common
def spaces(
    name: str | None, by: str | None, as_json: bool, today: date | None, space_key: str
) -> int:
    """Nomme les espaces de cette machine, ou en crée un."""
    from relance_core.workflows.space import create_space, space_keys

    del space_key
    created = None
    if name is not None:
        made = create_space(os.environ, name, act_of(by, today))
        made.engine.dispose()
        created = made.key
        say(f"Espace créé. Pour y travailler : --space {created}")
    known = space_keys(os.environ)
    show(as_json, {"spaces": known, "created": created}, "\n".join(known))
    return DONE
