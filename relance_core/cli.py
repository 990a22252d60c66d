"""The terminal: the same workflows, for schedulers and checks; JSON on stdout, words on stderr."""

from __future__ import annotations

import getpass
import json
import os
import sys
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from relance_core.cli_import import tell_questions, understood_of, words_of
from relance_core.cli_options import common, pairs
from relance_core.errors import QuestionsPending, RelanceError

if TYPE_CHECKING:
    from relance_core.workflows.space import Act, Space

DONE, REFUSED, QUESTIONS, USAGE = 0, 1, 2, 64
# Each command imports its workflow when it runs: `check` of a small file must not wait for the
# letters, the database or the mail.


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Relance : de l'export Excel des factures aux relances relues, approuvées et envoyées."""


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--contacts", type=click.Path(path_type=Path))
@click.option("--set", "mapping", multiple=True, callback=pairs, help="champ=intitulé")
@click.option("--terms", type=click.IntRange(0, 365), help="Délai de paiement en jours.")
@click.option("--answer", "answers", multiple=True, callback=pairs, help="code=valeur")
@common
def check(
    file: Path,
    contacts: Path | None,
    mapping: Mapping[str, str],
    terms: int | None,
    answers: Mapping[str, str],
    as_json: bool,
    today: date | None,
    space_key: str,
) -> int:
    """Dit ce qui est compris d'un fichier, sans rien importer."""
    del space_key
    understood = understood_of(
        file, contacts, mapping, answers, terms, None, today=today or date.today()
    )
    _print(as_json, understood.to_json(), words_of(understood))
    return QUESTIONS if tell_questions(understood) else DONE


@main.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--contacts", type=click.Path(path_type=Path))
@click.option("--set", "mapping", multiple=True, callback=pairs, help="champ=intitulé")
@click.option("--terms", type=click.IntRange(0, 365), help="Délai de paiement en jours.")
@click.option("--answer", "answers", multiple=True, callback=pairs, help="code=valeur")
@click.option("--by", default=None, help="Qui importe.")
@common
def import_(
    file: Path,
    contacts: Path | None,
    mapping: Mapping[str, str],
    terms: int | None,
    answers: Mapping[str, str],
    by: str | None,
    as_json: bool,
    today: date | None,
    space_key: str,
) -> int:
    """Importe un fichier dans l'espace, et dit ce qui a changé."""
    from relance_core.workflows.import_file import import_understood

    space = _space(space_key)
    understood = understood_of(
        file, contacts, mapping, answers, terms, space, today=today or date.today()
    )
    if understood.reading.questions:
        _print(as_json, understood.to_json(), words_of(understood))
        return QUESTIONS if tell_questions(understood) else DONE
    imported = import_understood(space, understood, _act(by, today))
    done = imported.to_json()
    words = (
        f"Import {done['import_id']} : {done['new']} nouvelles, {done['changed']} modifiées, "
        f"{done['settled']} réglées, {done['missing']} absentes."
    )
    _print(as_json, understood.to_json() | done, words_of(understood) + "\n" + words)
    if done["missing"]:
        _say(
            f"{done['missing']} facture(s) absente(s) de ce fichier : non relancées, à confirmer. "
            "Si ce fichier ne liste que les factures ouvertes : --answer missing=settled"
        )
    return DONE


@main.command()
@common
def plan(as_json: bool, today: date | None, space_key: str) -> int:
    """Montre le plan du jour : qui est relancé, qui ne l'est pas, et pourquoi."""
    from relance_core.workflows.today_plan import plan_json, plan_of

    told = plan_json(plan_of(_space(space_key), today=_act(None, today).today))
    words = [
        f"Plan {told['plan_id']} pour le {told['for_date']} (données du {told['data_date']})",
        *(f"  {one['client_name']} : {one['reason']}" for one in told["reminders"]),
        f"Non relancées : {len(told['withheld'])}",
        *(f"  {one['client_name']} {one['number']} : {one['reason']}" for one in told["withheld"]),
    ]
    _print(as_json, told, "\n".join(words))
    return DONE


@main.command()
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True)
@common
def preview(out: Path, as_json: bool, today: date | None, space_key: str) -> int:
    """Écrit les messages du jour tels qu'ils partiraient (.eml ou .pdf), et plan.json."""
    from relance_core.workflows.preview import write_preview

    told = write_preview(_space(space_key), out, today=_act(None, today).today)
    _print(as_json, told, f"{len(told['files'])} messages écrits dans {out}")
    return DONE


@main.command()
@click.option("--plan", "plan_id", required=True)
@click.option("--all", "everybody", is_flag=True)
@click.option("--client", "clients", multiple=True)
@click.option("--by", required=True)
@click.option("--include-formal", is_flag=True)
@click.option("--accept-stale", is_flag=True)
@common
def approve(
    plan_id: str,
    everybody: bool,
    clients: tuple[str, ...],
    by: str,
    include_formal: bool,
    accept_stale: bool,
    as_json: bool,
    today: date | None,
    space_key: str,
) -> int:
    """Approuve exactement le plan montré, en entier ou pour certains clients."""
    from relance_core.workflows.approve import approve_plan

    space = _space(space_key)
    chosen = _chosen(space, everybody, clients)
    done = approve_plan(
        space,
        _act(by, today),
        plan_id=plan_id,
        clients=chosen,
        include_formal=include_formal,
        accept_stale=accept_stale,
    ).to_json()
    words = [f"{done['approved']} messages approuvés."]
    words += [
        f"  Non approuvé, {one['client_name']} : {one['reason']}" for one in done["not_approved"]
    ]
    _print(as_json, done, "\n".join(words))
    return DONE


@main.command()
@click.option("--to-folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--by", default=None)
@common
def send(
    to_folder: Path | None, by: str | None, as_json: bool, today: date | None, space_key: str
) -> int:
    """Envoie ce qui est approuvé (par le compte réglé, sinon dans un dossier)."""
    from relance_core.workflows.send import send_now, status_json

    space = _space(space_key)
    drained = send_now(space, _act(by, today), to_folder=to_folder)
    outcomes = {kind.value: count for kind, count in drained.outcomes.items()}
    told = {
        "outcomes": outcomes,
        "waiting": drained.waiting,
        "reason": drained.reason,
        **status_json(space),
    }
    done = ", ".join(f"{count} {kind}" for kind, count in outcomes.items()) or "rien à envoyer"
    _print(as_json, told, f"Envoi : {done}.")
    if drained.reason:
        _say(drained.reason)
    return DONE


@main.command()
@click.option("--all", "everybody", is_flag=True)
@click.option("--client", "clients", multiple=True)
@click.option("--by", required=True)
@common
def confirm(
    everybody: bool,
    clients: tuple[str, ...],
    by: str,
    as_json: bool,
    today: date | None,
    space_key: str,
) -> int:
    """« Je les ai transmis » : les messages déposés comptent comme envoyés."""
    from relance_core.workflows.send import confirm_deposited

    space = _space(space_key)
    ids = confirm_deposited(space, _act(by, today), clients=_chosen(space, everybody, clients))
    _print(as_json, {"confirmed": ids}, f"{len(ids)} messages confirmés.")
    return DONE


@main.command()
@click.option("--by", required=True)
@common
def acknowledge(by: str, as_json: bool, today: date | None, space_key: str) -> int:
    """Après une restauration : compte comme envoyé ce que le journal d'envoi a vu partir."""
    from relance_core.workflows.send import acknowledge_sent

    marked = acknowledge_sent(_space(space_key), _act(by, today))
    _print(as_json, {"marked": marked}, f"{marked} messages marqués comme envoyés.")
    return DONE


@main.command()
@common
def status(as_json: bool, today: date | None, space_key: str) -> int:
    """Compte les messages par état ; liste les déposés et ceux dont l'issue est inconnue."""
    from relance_core.workflows.send import status_json

    del today
    told = status_json(_space(space_key))
    words = [f"{state} : {count}" for state, count in sorted(told["states"].items())]
    _print(as_json, told, "\n".join(words) or "Aucun message.")
    return DONE


def _chosen(space: Space, everybody: bool, clients: tuple[str, ...]) -> list[int] | None:
    """The clients asked for, or None for all. Usage error when neither or both are said."""
    from relance_core.store.clients import client_ids
    from relance_core.store.database import reading

    if everybody == bool(clients):
        raise click.UsageError("Indiquez --all, ou un ou plusieurs --client.")
    if everybody:
        return None
    with reading(space.engine) as conn:
        return client_ids(conn, clients)


def _space(key: str) -> Space:
    from relance_core.workflows.space import open_space

    return open_space(os.environ, key)


def _act(by: str | None, today: date | None) -> Act:
    """Who runs the command, now or at a moment of the day asked for."""
    from relance_core.workflows.space import Act, moment_on

    now = datetime.now()
    return Act(by=by or getpass.getuser(), at=now if today is None else moment_on(today, now))


def _print(as_json: bool, told: Mapping[str, Any], words: str) -> None:
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        click.echo(words)


def _say(words: str) -> None:
    click.echo(words, err=True)


def run(arguments: list[str] | None = None) -> int:
    """Run a command; 0 done, 1 refused, 2 a question to answer first, 64 wrong usage."""
    try:
        return int(main.main(args=arguments, prog_name="relance", standalone_mode=False) or DONE)
    except click.ClickException as error:
        error.show(file=sys.stderr)
        return USAGE
    except click.Abort:
        _say("Interrompu.")
        return REFUSED
    except QuestionsPending as error:
        _say(error.message)
        return QUESTIONS
    except RelanceError as error:
        _say(error.message)
        return REFUSED
