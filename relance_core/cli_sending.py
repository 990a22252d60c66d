"""The terminal's commands once a plan is approved: send, confirm, post, status."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from relance_core.cli_options import (
    DONE,
    REFUSED,
    Day,
    act_of,
    clients_of,
    common,
    say,
    show,
    space_of,
)
from relance_core.french import plural
from relance_core.vocabulary import STATE_LABELS, MessageState

#: What became of the messages of a sending, by the JSON's code (``outbox.verdict.Kind``).
OUTCOMES = {
    "sent": "envoyés",
    "deposited": "déposés",
    "printed": "imprimés",
    "retry": "à retenter plus tard",
    "line_down": "serveur injoignable",
    "refused": "refusés",
    "stop": "envoi arrêté",
    "uncertain": "issue inconnue",
    "withdrawn": "retenus au dernier moment",
}


@click.command()
@click.option("--to-folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--resume", is_flag=True, help="Reprend d'abord ce qui a été mis en pause.")
@click.option("--by", default=None)
@common
def send(
    to_folder: Path | None,
    resume: bool,
    by: str | None,
    as_json: bool,
    today: date | None,
    space_key: str,
) -> int:
    """Envoie ce qui est approuvé (par le compte réglé, sinon dans un dossier).

    Finit par 1 quand il reste des messages qui auraient dû partir maintenant, par 0 quand tout
    est parti ou attend une heure permise.
    """
    from relance_core.workflows.send import resume_paused, send_now, status_json

    space, act = space_of(space_key), act_of(by, today)
    if resume:
        resume_paused(space, act)
    drained = send_now(space, act, to_folder=to_folder)
    outcomes = {kind.value: count for kind, count in drained.outcomes.items()}
    told = {
        "outcomes": outcomes,
        "waiting": drained.waiting,
        "cause": drained.cause.value if drained.cause else None,
        "reason": drained.reason,
        **status_json(space),
    }
    done = (
        ", ".join(f"{OUTCOMES[kind.value]} : {count}" for kind, count in drained.outcomes.items())
        or "rien à envoyer"
    )
    show(as_json, told, f"Envoi – {done}.")
    if drained.waiting:
        say(f"{plural(drained.waiting, 'message')} en attente. {drained.reason}".rstrip())
    if not drained.overdue:
        return DONE
    say("Une fois la cause corrigée : send --resume")
    return REFUSED


@click.command()
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

    space = space_of(space_key)
    ids = confirm_deposited(space, act_of(by, today), clients=clients_of(space, everybody, clients))
    show(as_json, {"confirmed": ids}, f"{len(ids)} messages confirmés.")
    return DONE


@click.command()
@click.option("--by", required=True)
@common
def acknowledge(by: str, as_json: bool, today: date | None, space_key: str) -> int:
    """Après une restauration : compte comme envoyé ce que le journal d'envoi a vu partir."""
    from relance_core.workflows.send import acknowledge_sent

    marked = acknowledge_sent(space_of(space_key), act_of(by, today))
    show(as_json, {"marked": marked}, f"{marked} messages marqués comme envoyés.")
    return DONE


@click.command()
@click.option("--all", "everybody", is_flag=True)
@click.option("--client", "clients", multiple=True)
@click.option("--on", "posted_on", type=Day(), help="Jour du dépôt (par défaut, aujourd'hui).")
@click.option("--tracking", default="", help="Numéro du recommandé.")
@click.option("--by", required=True)
@common
def post(
    everybody: bool,
    clients: tuple[str, ...],
    posted_on: date | None,
    tracking: str,
    by: str,
    as_json: bool,
    today: date | None,
    space_key: str,
) -> int:
    """Note les courriers imprimés comme postés."""
    from relance_core.workflows.send import post_letters

    space, act = space_of(space_key), act_of(by, today)
    ids = post_letters(
        space,
        act,
        clients=clients_of(space, everybody, clients),
        posted_on=posted_on or act.today,
        tracking=tracking,
    )
    show(as_json, {"posted": ids}, f"{len(ids)} courriers postés.")
    return DONE


@click.command()
@common
def status(as_json: bool, today: date | None, space_key: str) -> int:
    """Compte les messages par état ; liste les déposés et ceux dont l'issue est inconnue."""
    from relance_core.workflows.send import status_json

    del today
    told = status_json(space_of(space_key))
    words = [f"{STATE_LABELS[MessageState(code)]} : {n}" for code, n in told["states"].items()]
    show(as_json, told, "\n".join(words) or "Aucun message.")
    return DONE
