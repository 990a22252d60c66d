"""The terminal's command for what was paid since the last export: shown, noted, taken back."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from relance_core.cli_import import content_of
from relance_core.cli_options import DONE, act_of, common, say, show, space_of
from relance_core.errors import Refused
from relance_core.french import plural

if TYPE_CHECKING:
    from relance_core.workflows.paid_match import Match
    from relance_core.workflows.paid_since import Proposal


@click.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True), required=False)
@click.option("--accept", "accepted", type=int, multiple=True, help="Ligne proposée à noter aussi.")
@click.option("--dry-run", is_flag=True, help="Montre sans rien noter.")
@click.option("--undo", "undone_id", type=click.IntRange(1, 2**31), help="Annule une liste notée.")
@click.option("--by", default=None, help="Qui note.")
@common
def paid(
    file: Path | None,
    accepted: tuple[int, ...],
    dry_run: bool,
    undone_id: int | None,
    by: str | None,
    as_json: bool,
    today: date | None,
    space_key: str,
) -> int:
    """Note payées les factures d'une liste (fichier, ou « - » pour l'entrée), ou l'annule."""
    from relance_core.workflows.paid_match import Found
    from relance_core.workflows.paid_since import PASTED, note_payments, propose, undo_payments

    if (file is None) == (undone_id is None):
        raise click.UsageError("Indiquez un fichier, « - », ou --undo.")
    space, act = space_of(space_key), act_of(by, today)
    if undone_id is not None:
        held = undo_payments(space, act, undone_id).held
        words = plural(len(held), "message retenu", "messages retenus")
        show(as_json, {"undone": undone_id, "messages_held": list(held)}, f"Annulé. {words}.")
        return DONE
    assert file is not None
    if str(file) == "-":
        proposal = propose(space, sys.stdin.read(), PASTED)
    else:
        proposal = propose(space, content_of(file), file.name)
    chosen = [*proposal.of(Found.EXACT), *_accepted(proposal, accepted)]
    told = proposal.to_json()
    words = "\n".join(_line(match) for match in proposal.matches)
    for aside in proposal.read.unread:
        say(f"Ligne {aside.row} : {aside.message} ({aside.text[:80]})")
    if dry_run or not chosen:
        show(as_json, told | {"noted": 0}, words)
        return DONE
    done = note_payments(space, act, proposal.source, chosen)
    noted = f"Liste {done.list_id} : {plural(done.payments, 'règlement noté', 'règlements notés')}."
    show(as_json, told | done.to_json(), f"{words}\n{noted}")
    return DONE


def _accepted(proposal: Proposal, rows: tuple[int, ...]) -> list[Match]:
    """The proposals of these lines. Raises ``Refused`` for a line that has none."""
    from relance_core.workflows.paid_match import Found

    by_row = {match.line.row: match for match in proposal.of(Found.PROPOSED)}
    unknown = [str(row) for row in rows if row not in by_row]
    if unknown:
        raise Refused(f"Aucune proposition à la ligne {', '.join(unknown)} : rien n'a été noté.")
    return [by_row[row] for row in dict.fromkeys(rows)]


def _line(match: Match) -> str:
    signs = {"exact": "=", "proposed": "?", "unmatched": "!"}
    numbers = ", ".join(share.item.number for share in match.shares) or "-"
    return f"{signs[match.found.value]} ligne {match.line.row} → {numbers} : {match.reason}"
