"""Reads the last import again for the payments that its other sheets tell, hours or days later."""

from __future__ import annotations

from datetime import date

from relance_core.errors import Refused
from relance_core.store.database import reading
from relance_core.store.imports import content_of, latest_import
from relance_core.workflows.paid_proposals import Proposal, propose_beside
from relance_core.workflows.space import Space
from relance_core.workflows.understanding import Choices, Dropped, understand_file


def propose_imported(space: Space, *, today: date) -> tuple[Proposal, ...]:
    """A proposal for each sheet of the last import's file that lists payments not deducted.

    Read with the choices that the import was read with. Raises ``Refused`` without an import
    whose bytes are kept.
    """
    with reading(space.engine) as conn:
        latest = latest_import(conn)
        content = content_of(conn, latest.id) if latest else None
    if latest is None or content is None:
        raise Refused("Le fichier du dernier import n'est pas gardé : rien n'a été noté.")
    told = latest.reading
    understood = understand_file(
        Dropped(content, latest.filename),
        choices=Choices(
            mapping=told["mapping"], answers=told["answers"], terms_days=told["terms_days"]
        ),
        engine=space.engine,
        today=today,
    )
    return propose_beside(space, understood.reading, latest.filename)
