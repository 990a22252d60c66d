"""The terminal's command for what was paid since the last export: shown, noted, taken back."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from relance_core.cli_files import content_of
from relance_core.cli_options import DONE, act_of, common, say, show, space_of
from relance_core.errors import Refused
from relance_core.french import plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from relance_core.workflows.paid_match import Match
    from relance_core.workflows.paid_proposals import Proposal
    from relance_core.workflows.space import Act, Space

NOTHING_BESIDE = "Le dernier fichier importé ne liste aucun règlement qui reste à déduire."


@click.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True), required=False)
@click.option("--accept", "accepted", type=int, multiple=True, help="Ligne proposée à noter aussi.")
@click.option(
    "--imported", is_flag=True, help="Ceux des autres feuilles du dernier fichier importé."
)
@click.option("--dry-run", is_flag=True, help="Montre sans rien noter.")
@click.option("--undo", "undone_id", type=click.IntRange(1, 2**31), help="Annule une liste notée.")
@click.option("--by", default=None, help="Qui note.")
@common
def paid(
    file: Path | None,
    accepted: tuple[int, ...],
    imported: bool,
    dry_run: bool,
    undone_id: int | None,
    by: str | None,
    as_json: bool,
    today: date | None,
    space_key: str,
) -> int:
    """Note payées les factures d'une liste (fichier, ou « - » pour l'entrée), ou l'annule."""
    from relance_core.workflows.paid_since import undo_payments

    if sum((file is not None, imported, undone_id is not None)) != 1:
        raise click.UsageError("Indiquez un fichier, « - », --imported ou --undo.")
    space, act = space_of(space_key), act_of(by, today)
    if undone_id is not None:
        held = undo_payments(space, act, undone_id).held
        words = plural(len(held), "message retenu", "messages retenus")
        show(as_json, {"undone": undone_id, "messages_held": list(held)}, f"Annulé. {words}.")
        return DONE
    proposals = _proposals(space, file, act.today)
    _refuse_unknown(proposals, accepted)
    done = [_noted(space, act, one, accepted, dry_run=dry_run) for one in proposals]
    told: dict[str, Any] = done[0][0] if done else {"payments": [], "noted": 0}
    if len(done) > 1:
        told |= {"more": [one for one, _ in done[1:]]}
    lines = [line for _, some in done for line in some]
    show(as_json, told, "\n".join(lines) or NOTHING_BESIDE)
    return DONE


def _proposals(space: Space, file: Path | None, today: date) -> Sequence[Proposal]:
    """What the list pays; of the last import's file, a proposal for each sheet of payments."""
    from relance_core.workflows.paid_proposals import PASTED, propose

    if file is None:
        from relance_core.workflows.paid_imported import propose_imported

        return propose_imported(space, today=today)
    if str(file) == "-":
        return [propose(space, sys.stdin.read(), PASTED)]
    return [propose(space, content_of(file), file.name)]


def _noted(
    space: Space, act: Act, proposal: Proposal, accepted: tuple[int, ...], *, dry_run: bool
) -> tuple[dict[str, Any], list[str]]:
    """Note what is sure and what was accepted; what to print of it, as JSON and for eyes."""
    from relance_core.workflows.paid_match import Found
    from relance_core.workflows.paid_since import note_payments

    wanted = [match for match in proposal.of(Found.PROPOSED) if match.line.row in accepted]
    chosen = [*proposal.of(Found.EXACT), *wanted]
    told = proposal.to_json()
    words = [_line(match) for match in proposal.matches]
    for aside in proposal.read.unread:
        say(f"Ligne {aside.row} : {aside.message} ({aside.text[:80]})")
    if dry_run or not chosen:
        return told | {"noted": 0}, words
    done = note_payments(space, act, proposal.source, chosen)
    noted = f"Liste {done.list_id} : {plural(done.payments, 'règlement noté', 'règlements notés')}."
    return told | done.to_json(), [*words, noted]


def _refuse_unknown(proposals: Sequence[Proposal], rows: tuple[int, ...]) -> None:
    """Raises ``Refused`` for a line that nothing is proposed for: nothing is noted then."""
    from relance_core.workflows.paid_match import Found

    known = {match.line.row for one in proposals for match in one.of(Found.PROPOSED)}
    unknown = [str(row) for row in rows if row not in known]
    if unknown:
        raise Refused(f"Aucune proposition à la ligne {', '.join(unknown)} : rien n'a été noté.")


def _line(match: Match) -> str:
    signs = {"exact": "=", "proposed": "?", "unmatched": "!"}
    numbers = ", ".join(share.item.number for share in match.shares) or "-"
    return f"{signs[match.found.value]} ligne {match.line.row} → {numbers} : {match.reason}"
