"""The terminal: the same workflows, for schedulers and checks; JSON on stdout, words on stderr."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import click

from relance_core.cli_annotate import annotate
from relance_core.cli_calls import call
from relance_core.cli_clients import clients as clients_command
from relance_core.cli_clients import contacts as contacts_command
from relance_core.cli_files import as_read, tell_questions, the_contacts, the_file
from relance_core.cli_import import understood_of, words_of
from relance_core.cli_letters import letters
from relance_core.cli_options import (
    DONE,
    QUESTIONS,
    REFUSED,
    USAGE,
    act_of,
    clients_of,
    common,
    say,
    show,
    space_named,
    space_of,
)
from relance_core.cli_paid import paid
from relance_core.cli_sending import acknowledge, confirm, post, send, status
from relance_core.cli_space import settings, spaces
from relance_core.cli_undo import imports, strike
from relance_core.cli_usage import unforeseen, usage_sentence
from relance_core.errors import QuestionsPending, RelanceError

#: What to do about invoices that the file no longer has.
OPEN_ONLY = "Si ce fichier ne liste que les factures ouvertes : --answer missing=settled"
TOO_MANY = (
    "C'est plus de 30 % de ce qui était ouvert : « missing=settled » n'a pas été suivi cette fois. "
    "Vérifiez que l'export est complet."
)

# Each command imports its workflow when it runs: `check` of a small file must not wait for the
# letters, the database or the mail.


@click.group()
@click.help_option("-h", "--help", help="Affiche cette aide.")
def main() -> None:
    """Relance : de l'export Excel des factures aux relances relues, approuvées et envoyées."""


@main.command()
@the_file
@the_contacts
@as_read
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
    """Dit ce qui est compris d'un fichier, sans rien importer.

    Avec --space : comme le lirait un import dans cet espace.
    """
    space = space_named(space_key)
    understood = understood_of(
        file, contacts, mapping, answers, terms, space, today=today or date.today()
    )
    show(as_json, understood.to_json(), words_of(understood))
    return QUESTIONS if tell_questions(understood.reading.questions) else DONE


@main.command("import")
@the_file
@the_contacts
@as_read
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
    from relance_core.workflows.answers import MISSING_ANSWER, SETTLED
    from relance_core.workflows.import_file import import_understood
    from relance_core.workflows.import_words import kept_sentences
    from relance_core.workflows.paid_proposals import propose_beside

    space = space_of(space_key)
    understood = understood_of(
        file, contacts, mapping, answers, terms, space, today=today or date.today()
    )
    if understood.reading.questions:
        show(as_json, understood.to_json(), words_of(understood))
        return QUESTIONS if tell_questions(understood.reading.questions) else DONE
    imported = import_understood(space, understood, act_of(by, today))
    done = imported.to_json()
    too_many = done["missing"] and understood.choices.answers.get(MISSING_ANSWER) == SETTLED
    words = (
        f"Import {done['import_id']} : {done['new']} nouvelles, {done['changed']} modifiées, "
        f"{done['settled']} réglées, {done['missing']} absentes."
    )
    beside = [one.to_json() for one in propose_beside(space, understood.reading, file.name)]
    told = understood.to_json() | done | {"payments_beside": beside}
    show(as_json, told, words_of(understood) + "\n" + words)
    for sentence in kept_sentences(imported.changes):
        say(sentence)
    if beside:
        say("Des règlements d'autres feuilles restent à relire puis à noter : paid --imported")
    if done["missing"]:
        say(
            f"{done['missing']} facture(s) absente(s) de ce fichier : non relancées, à confirmer. "
            + (TOO_MANY if too_many else OPEN_ONLY)
        )
    return DONE


@main.command()
@common
def plan(as_json: bool, today: date | None, space_key: str) -> int:
    """Montre le plan du jour : qui est relancé, qui ne l'est pas, et pourquoi."""
    from relance_core.workflows.today_plan import plan_json, plan_of

    told = plan_json(plan_of(space_of(space_key), today=act_of(None, today).today))
    data = f"données du {told['data_date']}" if told["data_date"] else "aucun import"
    words = [
        f"Plan {told['plan_id']} pour le {told['for_date']} ({data})",
        *(f"  {one['client_name']} : {one['reason']}" for one in told["reminders"]),
        f"Non relancées : {len(told['withheld'])}",
        *(f"  {one['client_name']} {one['number']} : {one['reason']}" for one in told["withheld"]),
    ]
    show(as_json, told, "\n".join(words))
    return DONE


@main.command()
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True)
@common
def preview(out: Path, as_json: bool, today: date | None, space_key: str) -> int:
    """Écrit les messages du jour tels qu'ils partiraient (.eml ou .pdf), et plan.json."""
    from relance_core.workflows.preview import write_preview

    told = write_preview(space_of(space_key), out, today=act_of(None, today).today)
    show(as_json, told, f"{len(told['files'])} messages écrits dans {out}")
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

    space = space_of(space_key)
    done = approve_plan(
        space,
        act_of(by, today),
        plan_id=plan_id,
        clients=clients_of(space, everybody, clients),
        include_formal=include_formal,
        accept_stale=accept_stale,
    ).to_json()
    words = [f"{done['approved']} messages approuvés."]
    words += [
        f"  Non approuvé, {one['client_name']} : {one['reason']}" for one in done["not_approved"]
    ]
    show(as_json, done, "\n".join(words))
    return DONE


for command in (send, call, confirm, post, acknowledge, status, settings, spaces, strike, imports):
    main.add_command(command)
main.add_command(clients_command)
main.add_command(contacts_command)
main.add_command(paid)
main.add_command(annotate)
main.add_command(letters)


def run(arguments: list[str] | None = None) -> int:
    """Run a command; 0 done, 1 refused, 2 a question to answer first, 64 wrong usage."""
    try:
        return int(main.main(args=arguments, prog_name="relance", standalone_mode=False) or DONE)
    except click.ClickException as error:
        say(usage_sentence(error))
        return USAGE
    except click.Abort:
        say("Interrompu.")
        return REFUSED
    except QuestionsPending as error:
        say(error.message)
        return QUESTIONS
    except RelanceError as error:
        say(error.message)
        return REFUSED
    except Exception as error:
        from relance_core.workflows.space import data_folder

        say(unforeseen(error, data_folder(os.environ)))
        return REFUSED
