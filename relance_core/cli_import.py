"""What `check` and `import` share: reading the files as the options say, and telling it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from relance_core.cli_files import content_of
from relance_core.intake.opening import open_file

if TYPE_CHECKING:
    from relance_core.workflows.space import Space
    from relance_core.workflows.understanding import Understanding

#: Names listed for eyes; the JSON has them all.
_NAMED = 20


def understood_of(
    file: Path,
    contacts: Path | None,
    mapping: Mapping[str, str],
    answers: Mapping[str, str],
    terms: int | None,
    space: Space | None,
    *,
    today: date,
) -> Understanding:
    """Read the files as the options say, with what ``space`` remembers of the layout."""
    content = content_of(file)
    beside = content_of(contacts) if contacts else None
    opened = open_file(content, file.name)
    # The file is being read in a process of its own while these load.
    from relance_core.intake.workbook import workbook_of
    from relance_core.workflows.understanding import Choices, Dropped, understand_file

    return understand_file(
        Dropped(content, file.name),
        contacts=Dropped(beside, contacts.name) if contacts and beside is not None else None,
        choices=Choices(mapping=mapping, answers=answers, terms_days=terms),
        engine=space.engine if space else None,
        today=today,
        workbook=workbook_of(opened),
    )


def words_of(understood: Understanding) -> str:
    """What was understood, for eyes: the totals, then the first issues."""
    told = understood.to_json()
    money = ", ".join(f"{amount} {currency}" for currency, amount in told["open_amount"].items())
    lines = [
        f"{told['invoices']} factures de {told['clients']} clients, {money or '0'} restant dus.",
        *_people_words(told),
        *(
            f"  {one['sheet'] or ''} {one['row'] or ''} {one['column'] or ''} : {one['message']}"
            for one in told["issues"][:50]
        ),
    ]
    return "\n".join(lines)


def _people_words(told: Mapping[str, Any]) -> list[str]:
    """Whose the contacts are, which are nobody's, and who has no address at all."""
    lines = []
    contacts, alone = told["contacts"], told["clients_without_address"]
    if contacts:
        lines.append(
            f"{contacts['read']} contacts lus, {contacts['matched']} rattachés à un client, "
            f"{len(contacts['proposed'])} à confirmer, {len(contacts['unmatched'])} sans client."
        )
        lines += [f"  sans client : {name}" for name in contacts["unmatched"][:_NAMED]]
    if alone:
        lines.append(f"{len(alone)} clients avec une facture ouverte et sans adresse e-mail.")
        lines += [f"  sans adresse : {name}" for name in alone[:_NAMED]]
    return lines
